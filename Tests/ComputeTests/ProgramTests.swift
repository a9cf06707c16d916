// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute
import Testing

/// text -> one row for each word, as (word, 1).
func wordPairs() -> VerifiedProgram {
    var writer = ProgramWriter()
    let line = writer.register(.string)
    var first: [Instruction] = []
    let separator = writer.constant(.string, .string(" "), into: &first)
    let parts = writer.emit(.split, .list(.string), [line, separator], immediate: 1, into: &first)
    let word = writer.register(.string)
    var second: [Instruction] = []
    let one = writer.constant(.int, .int(1), into: &second)
    let pair = writer.emit(.makeTuple, .tuple([.string, .int]), [word, one], into: &second)
    return writer.program([
        Segment(parameters: [line], instructions: first, terminator: .explode(list: parts, carried: [])),
        Segment(parameters: [word], instructions: second, terminator: .yield(pair)),
    ])
}

@Suite struct ProgramTests {
    @Test func linesBecomeWordsWithOnes() throws {
        let runner = ProgramRunner(wordPairs(), context: RunContext())
        let result = try runner.run(.strings(["the quick  brown", "", "fox internationalization"]))
        #expect(
            result.scalars
                == ["the", "quick", "brown", "fox", "internationalization"].map { .tuple([.string($0), .int(1)]) })
    }

    @Test func conditionsSplitTheRowsAndJoinThem() throws {
        var writer = ProgramWriter()
        let x = writer.register(.int)
        var code: [Instruction] = []
        let zero = writer.constant(.int, .int(0), into: &code)
        let isNegative = writer.emit(.less, .bool, [x, zero], into: &code)
        var yes: [Instruction] = []
        let negated = writer.emit(.negateInt, .int, [x], into: &yes)
        var no: [Instruction] = []
        let doubled = writer.emit(.addInt, .int, [x, x], into: &no)
        let result = writer.emit(
            .if, .int, [isNegative],
            blocks: [Block(instructions: yes, yields: [negated]), Block(instructions: no, yields: [doubled])],
            into: &code)
        let program = writer.program([Segment(parameters: [x], instructions: code, terminator: .yield(result))])
        for rows in [[-3, 5, 0, -1], [1, 2], [-1, -2], []] {
            let runner = ProgramRunner(program, context: RunContext())
            let expected = rows.map { Scalar.int($0 < 0 ? -$0 : 2 * $0) }
            #expect(try runner.run(.ints(rows)).scalars == expected)
        }
    }

    @Test func loopsRunUntilEachRowHasLeft() throws {
        // Steps of the Collatz sequence down to 1.
        var writer = ProgramWriter()
        let start = writer.register(.int)
        var code: [Instruction] = []
        let zero = writer.constant(.int, .int(0), into: &code)
        let (n, steps) = (writer.register(.int), writer.register(.int))
        var body: [Instruction] = []
        let (one, two) = (
            writer.constant(.int, .int(1), into: &body), writer.constant(.int, .int(2), into: &body)
        )
        let three = writer.constant(.int, .int(3), into: &body)
        let isOne = writer.emit(.lessOrEqual, .bool, [n, one], into: &body)
        let going = writer.emit(.not, .bool, [isOne], into: &body)
        let rest = writer.emit(.moduloFloor, .int, [n, two], into: &body)
        let isOdd = writer.emit(.equal, .bool, [rest, one], into: &body)
        var odd: [Instruction] = []
        let tripled = writer.emit(.multiplyInt, .int, [n, three], into: &odd)
        let oddNext = writer.emit(.addInt, .int, [tripled, one], into: &odd)
        var even: [Instruction] = []
        let half = writer.emit(.divideFloor, .int, [n, two], into: &even)
        let next = writer.emit(
            .if, .int, [isOdd],
            blocks: [Block(instructions: odd, yields: [oddNext]), Block(instructions: even, yields: [half])],
            into: &body)
        let grown = writer.emit(.boolToInt, .int, [going], into: &body)
        let counted = writer.emit(.addInt, .int, [steps, grown], into: &body)
        let (last, total) = (writer.register(.int), writer.register(.int))
        code.append(
            Instruction(
                .loop, results: [last, total], operands: [start, zero],
                blocks: [Block(parameters: [n, steps], instructions: body, yields: [going, next, counted])]))
        let program = writer.program([Segment(parameters: [start], instructions: code, terminator: .yield(total))])
        let runner = ProgramRunner(program, context: RunContext())
        #expect(
            try runner.run(.ints([1, 2, 3, 6, 7, 27, 1])).scalars
                == [0, 1, 7, 8, 16, 111, 0].map { .int($0) })
    }

    @Test func failuresShowTheLineAndTheRow() throws {
        var writer = ProgramWriter()
        writer.sourceMap = SourceMap(
            files: [SourceFile(name: "job.py", lines: [3: "rdd.map(lambda x: 10 // x)"])],
            spans: [SourceSpan(file: 0, line: 3, column: 19, endColumn: 26)])
        let x = writer.register(.int)
        var code: [Instruction] = []
        let ten = writer.constant(.int, .int(10), into: &code)
        let result = writer.emit(.divideFloor, .int, [ten, x], span: 0, into: &code)
        let program = writer.program([Segment(parameters: [x], instructions: code, terminator: .yield(result))])
        let runner = ProgramRunner(program, context: RunContext())
        _ = try runner.run(.ints([5, 2]))
        let error = #expect(throws: ComputeError.self) { try runner.run(.ints([1, 0, 3])) }
        #expect(error?.kind == .divisionByZero)
        #expect(
            error?.description == """
                integer division or modulo by zero
                  at job.py:3:19
                    rdd.map(lambda x: 10 // x)
                                      ^~~~~~~
                  for row 3: 0
                """)
    }

    @Test func failuresInsideBlocksNameTheRowOfTheInput() throws {
        // if x > 0 { loop until 100 / (x - rounds) fails }
        var writer = ProgramWriter()
        let x = writer.register(.int)
        var code: [Instruction] = []
        let zero = writer.constant(.int, .int(0), into: &code)
        let hundred = writer.constant(.int, .int(100), into: &code)
        let one = writer.constant(.int, .int(1), into: &code)
        let isPositive = writer.emit(.greater, .bool, [x, zero], into: &code)
        let n = writer.register(.int)
        var body: [Instruction] = []
        let part = writer.emit(.divideTruncating, .int, [hundred, n], into: &body)
        let next = writer.emit(.subtractInt, .int, [n, one], into: &body)
        let goesOn = writer.emit(.less, .bool, [part, hundred], into: &body)
        // x = 7 goes through zero: its bool is only false once 100 / n is 100.
        let isSeven = writer.emit(.greater, .bool, [x, hundred], into: &body)
        let goes = writer.emit(.or, .bool, [goesOn, isSeven], into: &body)
        var yes: [Instruction] = []
        let looped = writer.register(.int)
        yes.append(
            Instruction(
                .loop, results: [looped], operands: [x],
                blocks: [Block(parameters: [n], instructions: body, yields: [goes, next])]))
        let result = writer.emit(
            .if, .int, [isPositive],
            blocks: [Block(instructions: yes, yields: [looped]), Block(instructions: [], yields: [x])], into: &code)
        let program = writer.program([Segment(parameters: [x], instructions: code, terminator: .yield(result))])
        let runner = ProgramRunner(program, context: RunContext())
        #expect(try runner.run(.ints([3, -1, 5])).scalars == [.int(0), .int(-1), .int(0)])
        let error = #expect(throws: ComputeError.self) { try runner.run(.ints([-4, 2, 0, 3, 101, 4])) }
        #expect(error?.kind == .divisionByZero && error?.row == "101" && error?.rowNumber == 7)
    }

    @Test func failuresInListsNameTheRowThatHoldsTheList() throws {
        var writer = ProgramWriter()
        let list = writer.register(.list(.string))
        var code: [Instruction] = []
        let element = writer.register(.string)
        var body: [Instruction] = []
        let number = writer.emit(.parseInt, .int, [element], into: &body)
        let result = writer.emit(
            .listMap, .list(.int), [list],
            blocks: [Block(parameters: [element], instructions: body, yields: [number])], into: &code)
        let program = writer.program([Segment(parameters: [list], instructions: code, terminator: .yield(result))])
        let rows = Column(
            .list(.string),
            [.list([.string("1")]), .list([]), .list([.string("2"), .string("x")]), .null])!
        let error = #expect(throws: ComputeError.self) {
            try ProgramRunner(program, context: RunContext()).run(rows)
        }
        #expect(error?.kind == .parse && error?.rowNumber == 2 && error?.row == "[\"2\", \"x\"]")
        let fine = try ProgramRunner(program, context: RunContext()).run(rows.slice(0, 2))
        #expect(fine.scalars == [.list([.int(1)]), .list([])])
    }

    @Test func rowsAreNumberedAcrossBatchesWithinEachSegment() throws {
        var writer = ProgramWriter()
        let line = writer.register(.string)
        var first: [Instruction] = []
        let lineNumber = writer.emit(.rowNumber, .int, [], into: &first)
        let parts = writer.emit(.splitWhitespace, .list(.string), [line], into: &first)
        let (word, number) = (writer.register(.string), writer.register(.int))
        var second: [Instruction] = []
        let wordNumber = writer.emit(.rowNumber, .int, [], into: &second)
        let result = writer.emit(
            .makeTuple, .tuple([.string, .int, .int]), [word, number, wordNumber], into: &second)
        let program = writer.program([
            Segment(parameters: [line], instructions: first, terminator: .explode(list: parts, carried: [lineNumber])),
            Segment(parameters: [word, number], instructions: second, terminator: .yield(result)),
        ])
        let lines = Column.strings(["a b", "", "c", "d\u{3000}e f"])
        let expected = [("a", 0, 0), ("b", 0, 1), ("c", 2, 2), ("d", 3, 3), ("e", 3, 4), ("f", 3, 5)].map {
            Scalar.tuple([.string($0.0), .int($0.1), .int($0.2)])
        }
        for batchRows in 1...4 {
            let runner = ProgramRunner(program, context: RunContext())
            #expect(try lines.batches(batchRows).flatMap { try runner.run($0).scalars } == expected)
        }
    }

    /// x -> loops for ever.
    private func endless() -> VerifiedProgram {
        var writer = ProgramWriter()
        let x = writer.register(.int)
        var code: [Instruction] = []
        let n = writer.register(.int)
        var body: [Instruction] = []
        let yes = writer.constant(.bool, .bool(true), into: &body)
        let last = writer.register(.int)
        code.append(
            Instruction(
                .loop, results: [last], operands: [x],
                blocks: [Block(parameters: [n], instructions: body, yields: [yes, n])]))
        return writer.program([Segment(parameters: [x], instructions: code, terminator: .yield(last))])
    }

    @Test func anEndlessLoopUsesUpItsBudget() {
        let runner = ProgramRunner(endless(), context: RunContext(instructionBudget: 10_000))
        let error = #expect(throws: ComputeError.self) { try runner.run(.ints([1, 2, 3])) }
        #expect(error?.kind == .budgetExceeded)
    }

    @Test func anEndlessLoopCanBeCancelled() {
        final class Calls { var count = 0 }
        let calls = Calls()
        let context = RunContext(isCancelled: {
            calls.count += 1
            return calls.count > 100
        })
        let runner = ProgramRunner(endless(), context: context)
        let error = #expect(throws: ComputeError.self) { try runner.run(.ints([1])) }
        #expect(error?.kind == .cancelled && calls.count == 101)
    }

    @Test func largeValuesAreRefusedBeforeTheyAreMade() throws {
        var writer = ProgramWriter()
        let count = writer.register(.int)
        var code: [Instruction] = []
        let text = writer.constant(.string, .string("0123456789"), into: &code)
        let long = writer.emit(.repeatText, .string, [text, count], into: &code)
        let zero = writer.constant(.int, .int(0), into: &code)
        let range = writer.emit(.listRange, .list(.int), [zero, count], into: &code)
        let joined = writer.emit(.concatenate, .string, [long, long], into: &code)
        let result = writer.emit(.makeTuple, .tuple([.string, .list(.int)]), [joined, range], into: &code)
        let program = writer.program([Segment(parameters: [count], instructions: code, terminator: .yield(result))])
        let context = RunContext(memoryMax: 4 << 20)
        for size in [1 << 20, 1 << 40, .max] {
            let error = #expect(throws: ComputeError.self) {
                try ProgramRunner(program, context: context).run(.ints([1, size]))
            }
            #expect(error?.kind == .memoryExceeded)
        }
        #expect(try ProgramRunner(program, context: context).run(.ints([2])).scalars.count == 1)
    }

    @Test func buffersAreUsedAgainOnlyWhenNobodyHoldsThem() throws {
        var writer = ProgramWriter()
        let x = writer.register(.int)
        var code: [Instruction] = []
        let doubled = writer.emit(.addInt, .int, [x, x], into: &code)
        let tripled = writer.emit(.addInt, .int, [doubled, x], into: &code)
        let result = writer.emit(.makeTuple, .tuple([.int, .int]), [doubled, tripled], into: &code)
        let program = writer.program([Segment(parameters: [x], instructions: code, terminator: .yield(result))])
        let runner = ProgramRunner(program, context: RunContext())
        let kept = try (0..<50).map { try runner.run(.ints(Array(($0 * 64)..<($0 * 64 + 64)))) }
        for (number, batch) in kept.enumerated() {
            let rows = (number * 64)..<(number * 64 + 64)
            #expect(batch.scalars == rows.map { .tuple([.int(2 * $0), .int(3 * $0)]) })
        }
    }

    @Test func textThatIsNotUTF8DoesNotTrap() throws {
        let bytes: [[UInt8]] = [
            [0x80, 0x80], [0xC3], [0xE2, 0x80], [0xFF, 0x20, 0xFE], [0x20, 0xE3, 0x80], [0xF0, 0x9F, 0x98, 0x20],
            [0xC2],
            Array(repeating: 0xE2, count: 40),
        ]
        let builder = ColumnBuilder(.string)
        for text in bytes { text.withUnsafeBytes { builder.append(bytes: $0) } }
        let rows = builder.finish()
        let cases: [(Opcode, [DataType], DataType, Int)] = [
            (.length, [], .int, 0), (.length, [], .int, 1), (.trim, [], .string, 0), (.uppercase, [], .string, 0),
            (.splitWhitespace, [], .list(.string), 0), (.substring, [.int, .int], .string, 0),
            (.characterAt, [.int], .string, 0), (.replaceText, [.string, .string], .string, 0),
            (.split, [.string], .list(.string), 0), (.findText, [.string], .int, 0),
        ]
        for (opcode, others, result, immediate) in cases {
            var writer = ProgramWriter()
            let text = writer.register(.string)
            var code: [Instruction] = []
            let operands = others.map { type in
                writer.constant(type, type == .int ? .int(0) : .string(" "), into: &code)
            }
            let output = writer.emit(opcode, result, [text] + operands, immediate: immediate, into: &code)
            let program = writer.program([Segment(parameters: [text], instructions: code, terminator: .yield(output))])
            var count: Int?
            var failure: ComputeError.Kind?
            do throws(ComputeError) {
                count = try ProgramRunner(program, context: RunContext()).run(rows).count
            } catch {
                failure = error.kind
            }
            // A text without a single scalar's beginning has no characters.
            #expect(count == rows.count || (opcode == .characterAt && failure == .indexOutOfRange))
        }
    }
}
