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
                division by zero: 10 // 0
                  at job.py:3:19
                    rdd.map(lambda x: 10 // x)
                                      ^~~~~~~
                  for row 3: 0
                """)
    }
}
