// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute
import Testing

/// A script of one function, line 1 of `f.py`.
private func script(
    _ instructions: [ScriptInstruction], parameters: [String] = ["x"], registers: Int, constants: [Scalar] = [],
    names: [String] = [], accumulators: [Int] = [], callSites: [ScriptCallSite] = []
) -> Script {
    Script(
        functions: [
            ScriptFunction(
                name: 0, parameters: ScriptParameters(positional: Array(parameters.indices)), registerCount: registers,
                instructions: instructions, spans: instructions.map { _ in 0 }, callSites: callSites)
        ], constants: constants, names: parameters + names, accumulators: accumulators,
        sourceMap: SourceMap(
            files: [SourceFile(name: "f.py", lines: [1: "lambda x: 10 // x"])],
            spans: [SourceSpan(file: 0, line: 1, column: 11, endColumn: 18)]))
}

private let identity = script([.init(.returnValue, 0, 0)], registers: 1)
private let tenDividedBy = script(
    [.init(.floorDivide, 1, ScriptInstruction.constant(0), 0), .init(.returnValue, 0, 1)], registers: 2,
    constants: [.int(10)])

private func program(_ script: Script, _ input: DataType, _ result: DataType) throws -> VerifiedProgram {
    var writer = ProgramWriter()
    let operand = writer.register(input)
    var code: [Instruction] = []
    let value = writer.emit(.callScript, result, [operand], into: &code)
    var program = writer.program([Segment(parameters: [operand], instructions: code, terminator: .yield(value))])
        .program
    program.scripts = [script]
    let bytes = ProgramCodec.encode(program)
    #expect(try ProgramCodec.encode(ProgramCodec.decode(bytes)) == bytes)
    return try Verifier.verify(ProgramCodec.decode(bytes))
}

private func run(
    _ script: Script, _ input: Column, _ result: DataType, context: RunContext = RunContext()
) throws -> [Scalar] {
    try ProgramRunner(program(script, input.type, result), context: context).run(input).scalars
}

@Suite("Calls of scripts") struct ScriptCallTests {
    @Test("take and give values of every type") func values() throws {
        var random = Seeded(1)
        let rows = anyColumn((0..<300).map { _ in anyScalar(&random) })
        let back = try ProgramRunner(program(identity, .any, .any), context: RunContext()).run(rows)
        for row in 0..<rows.count { #expect(back.bytes(row).elementsEqual(rows.bytes(row))) }
        let types: [DataType] = [
            .int, .float, .bool, .string, .bytes, .tuple([.string, .int]), .list(.list(.float)), .null,
        ]
        for (index, type) in types.enumerated() {
            var source = ScalarSource(random: Seeded(index), nulls: true)
            let rows = Column(type, (0..<50).map { _ in source.scalar(type) })!
            #expect(zip(try run(identity, rows, .any), rows.scalars).allSatisfy { same($0, $1) }, "\(type)")
            if type != .bool {
                #expect(zip(try run(identity, rows, type), rows.scalars).allSatisfy { same($0, $1) }, "\(type)")
            }
        }
        let map = Column(.map(.string, .int), [.map([.init(key: .string("a"), value: .int(1))])])!
        #expect(try run(identity, map, .any) == map.scalars)
        #expect(try run(identity, map, map.type) == map.scalars)
        let within = anyColumn([.tuple([.map([.init(key: .int(1), value: .null)])]), .tuple([.null]), .null])
        #expect(try run(identity, within, .tuple([.map(.int, .string)])) == within.scalars)
        for wrong: Scalar in [.map([.init(key: .null, value: .int(1))]), .map([.init(key: .int(1), value: .int(1))])] {
            #expect(throws: ComputeError.self) { try run(identity, anyColumn([wrong]), map.type) }
        }
    }

    @Test("give ints as the digits of decimals") func decimals() throws {
        let wide = Scalar.object("int", [.bytes(Array(repeating: 0, count: 8) + [1])])
        let tooWide = Scalar.object("int", [.bytes(Array(repeating: 0, count: 16) + [1])])
        #expect(
            try run(identity, anyColumn([.int(-5), wide, .null]), .decimal)
                == [.decimal(-5), .decimal(1 << 64), .null])
        for wrong in [tooWide, .float(1), .string("1")] {
            #expect(throws: ComputeError.self) { try run(identity, anyColumn([wrong]), .decimal) }
        }
    }

    @Test("give the truth of values to filters") func truth() throws {
        let rows = anyColumn([
            .null, .int(0), .int(3), .string(""), .tuple([.null]), .map([]), .float(0.5), .bool(false),
        ])
        #expect(
            try run(identity, rows, .bool) == [false, false, true, false, true, false, true, false].map { .bool($0) })
    }

    @Test("give what iterating values gives") func iterables() throws {
        let rows = anyColumn([
            .list([.int(1), .null]), .tuple([]), .string("aé"), .set([.int(7)]),
            .map([.init(key: .string("k"), value: .int(1))]),
        ])
        #expect(
            try run(identity, rows, .list(.any)) == [
                .list([.int(1), .null]), .list([]), .list([.string("a"), .string("é")]), .list([.int(7)]),
                .list([.string("k")]),
            ])
        let error = #expect(throws: ComputeError.self) {
            try run(identity, anyColumn([.list([]), .int(5)]), .list(.any))
        }
        #expect(error?.message == "'int' object is not iterable" && error?.pythonType == "TypeError")
        #expect(error?.rowNumber == 1 && error?.row == "5")
    }

    @Test("end with the exception, the user's line and the row") func exceptions() throws {
        #expect(try run(tenDividedBy, .ints([3, -3]), .int) == [.int(3), .int(-4)])
        let error = #expect(throws: ComputeError.self) { try run(tenDividedBy, .ints([3, 5, 0, 1]), .any) }
        #expect(error?.kind == .pythonException && error?.exceptionType == "ZeroDivisionError")
        #expect(error?.rowNumber == 2 && error?.row == "0" && error?.fileName == "f.py" && error?.span?.column == 11)
        #expect(error?.sourceLine == "lambda x: 10 // x")
        let wrong = #expect(throws: ComputeError.self) { try run(tenDividedBy, .ints([3]), .string) }
        #expect(wrong?.exceptionType == "TypeError" && wrong?.message == "the function gave 'int', which is not string")
    }

    @Test("run for the selected rows of an if alone") func selections() throws {
        var writer = ProgramWriter()
        let input = writer.register(.int)
        var code: [Instruction] = []
        let zero = writer.constant(.int, .int(0), into: &code)
        let isOther = writer.emit(.notEqual, .bool, [input, zero], into: &code)
        var inner: [Instruction] = []
        let quotient = writer.emit(.callScript, .any, [input], into: &inner)
        var other: [Instruction] = []
        let none = writer.constant(.any, .string("none"), into: &other)
        let result = writer.emit(
            .if, .any, [isOther],
            blocks: [Block(instructions: inner, yields: [quotient]), Block(instructions: other, yields: [none])],
            into: &code)
        var program = writer.program([Segment(parameters: [input], instructions: code, terminator: .yield(result))])
            .program
        program.scripts = [tenDividedBy]
        let rows = try ProgramRunner(Verifier.verify(program), context: RunContext()).run(.ints([0, 5, 0, 20])).scalars
        #expect(rows == [.string("none"), .int(2), .string("none"), .int(0)])
    }

    @Test("share mutable constants within a task") func constants() throws {
        let grows = script(
            [
                .init(.move, 1, ScriptInstruction.constant(0)), .init(.listAppend, 1, 0), .init(.returnValue, 0, 1),
            ], registers: 2, constants: [.list([])])
        let runner = ProgramRunner(try program(grows, .int, .any), context: RunContext())
        #expect(try runner.run(.ints([1, 2])).scalars == [.list([.int(1)]), .list([.int(1), .int(2)])])
        #expect(try runner.run(.ints([3])).scalars == [.list([.int(1), .int(2), .int(3)])])
    }

    @Test("add to accumulators of the task, once a row even when the operand is constant") func accumulators() throws {
        let adds = script(
            [
                .init(.loadAccumulator, 1, 0), .init(.move, 2, 0), .init(.callMethod, 3, 1, 0),
                .init(.returnValue, 0, 3),
            ], registers: 4, names: ["add"], accumulators: [42],
            callSites: [ScriptCallSite(name: 1, positionalCount: 1)])
        let sums = TaskAccumulators(byteCountMax: 1 << 20)
        let rows = Column(.any, [.int(1), .float(2.5), .bool(true)])!
        #expect(try run(adds, rows, .any, context: RunContext(accumulators: sums)) == [.null, .null, .null])
        try sums.flush()
        #expect(sums.values.map { $0.id } == [42])
        #expect(sums.values.map { AnyCoding.decode($0.value) } == [.float(4.5)])
        #expect(throws: ComputeError.self) { try run(adds, rows, .any) }
    }

    @Test("stop when the budget is used up or the task is cancelled") func budgets() throws {
        let endless = script([.init(.jump, 0, 0, 0)], registers: 1)
        let spent = #expect(throws: ComputeError.self) {
            try run(endless, .ints([1]), .any, context: RunContext(instructionBudget: 100_000))
        }
        #expect(spent?.kind == .budgetExceeded)
        var asked = 0
        let cancelled = #expect(throws: ComputeError.self) {
            try run(
                endless, .ints([1]), .any,
                context: RunContext(isCancelled: {
                    asked += 1
                    return asked > 3
                }))
        }
        #expect(cancelled?.kind == .cancelled)
    }

    @Test("are refused when the script does not fit") func refused() {
        #expect(throws: BytecodeError.self) {
            try program(script([.init(.returnValue, 0, 0)], parameters: ["x", "y"], registers: 2), .int, .any)
        }
        #expect(throws: BytecodeError.self) {
            try program(script([.init(.returnValue, 0, 9)], registers: 1), .int, .any)
        }
    }
}
