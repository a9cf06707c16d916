// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute
import Testing

private func script(
    _ instructions: [ScriptInstruction], parameters: Int, registers: Int, constants: [Scalar] = [],
    names: [String] = [], callSites: [ScriptCallSite] = [], isGenerator: Bool = false
) -> Script {
    let own = (0..<parameters).map { "p\($0)" }
    return Script(
        functions: [
            ScriptFunction(
                name: 0, parameters: ScriptParameters(positional: Array(own.indices)), registerCount: registers,
                isGenerator: isGenerator, instructions: instructions, spans: instructions.map { _ in -1 },
                callSites: callSites)
        ], constants: constants, names: own + names)
}

/// `lambda x: range(x)`
private let ranging = script(
    [.init(.move, 1, 0), .init(.callBuiltin, 1, 1, 0), .init(.returnValue, 0, 1)], parameters: 1, registers: 2,
    names: ["range"], callSites: [ScriptCallSite(name: 1, positionalCount: 1, keywords: [])])

/// `lambda a, b: a + b`
private let adding = script(
    [.init(.add, 2, 0, 1), .init(.returnValue, 0, 2)], parameters: 2, registers: 3)

/// x -> (x, y) for y of range(x), as flatMap with a value carried along; `filters` keeps the odd ones of y's row.
private func flattening() -> VerifiedProgram {
    var writer = ProgramWriter()
    let input = writer.register(.int)
    var code: [Instruction] = []
    let list = writer.emit(.callScript, .list(.any), [input], into: &code)
    let (element, carried) = (writer.register(.any), writer.register(.int))
    var last: [Instruction] = []
    let pair = writer.emit(.makeTuple, .tuple([.int, .any]), [carried, element], into: &last)
    var program = writer.program([
        Segment(parameters: [input], instructions: code, terminator: .explode(list: list, carried: [input])),
        Segment(parameters: [element, carried], instructions: last, terminator: .yield(pair)),
    ]).program
    program.scripts = [ranging]
    return VerifiedProgram(unchecked: program)
}

private func folding(_ script: Script) -> VerifiedProgram {
    var writer = ProgramWriter()
    let (left, right) = (writer.register(.any), writer.register(.any))
    var code: [Instruction] = []
    let result = writer.emit(.callScript, .any, [left, right], into: &code)
    var program = writer.program([
        Segment(parameters: [left, right], instructions: code, terminator: .yield(result))
    ]).program
    program.scripts = [script]
    return VerifiedProgram(unchecked: program)
}

@Suite("What scripts give, in portions") struct ScriptStreamTests {
    @Test("the same rows as at once") func sameRows() throws {
        let rows = Column.ints([0, 3, 40_000, 1, 0, 20_000, 0])
        let whole = try ProgramRunner(flattening(), context: RunContext()).run(rows).scalars
        var portions: [Column] = []
        try ProgramRunner(flattening(), context: RunContext()).run(rows) { (portion) in
            portions.append(portion)
            return true
        }
        #expect(portions.flatMap(\.scalars) == whole)
        #expect(whole.count == 60_004)
        #expect(portions.count >= 60_004 / ComputeLimits.flatRowsMax)
        #expect(portions.allSatisfy { $0.count <= ComputeLimits.flatRowsMax })
    }

    @Test("no more than is wanted") func endless() throws {
        var taken = 0
        try ProgramRunner(flattening(), context: RunContext()).run(.ints([1 << 60])) { (portion) in
            taken += portion.count
            return taken < 20_000
        }
        #expect(taken >= 20_000 && taken < 20_000 + ComputeLimits.flatRowsMax)
    }

    @Test("little memory for much") func bounded() throws {
        let budget = FixedBudget(4 << 20)
        var taken = 0
        let context = RunContext(memoryMax: 8 << 20, memory: budget)
        try ProgramRunner(flattening(), context: context).run(.ints([3_000_000])) { (portion) in
            taken += portion.count
            return true
        }
        #expect(taken == 3_000_000)
    }

    @Test("a failure names its row") func failure() throws {
        var program = flattening().program
        program.scripts = [
            script(
                [
                    .init(.floorDivide, 1, ScriptInstruction.constant(0), 0), .init(.buildList, 1, 1, 1),
                    .init(.returnValue, 0, 1),
                ], parameters: 1, registers: 2, constants: [.int(10)])
        ]
        let runner = ProgramRunner(VerifiedProgram(unchecked: program), context: RunContext())
        let error = #expect(throws: ComputeError.self) { try runner.run(.ints([5, 0, 1])) { (_) in true } }
        #expect(error?.exceptionType == "ZeroDivisionError" && error?.rowNumber == 1 && error?.row == "0")
    }
}

@Suite("Batches that do not fit") struct LargeBatchTests {
    /// x -> sum(range(x))
    private func summing() -> VerifiedProgram {
        var writer = ProgramWriter()
        let input = writer.register(.int)
        var code: [Instruction] = []
        let list = writer.emit(
            .listRange, .list(.int), [writer.constant(.int, .int(0), into: &code), input], into: &code)
        let sum = writer.emit(.listSum, .int, [list], into: &code)
        return writer.program([Segment(parameters: [input], instructions: code, terminator: .yield(sum))])
    }

    @Test("are done by halves") func halves() throws {
        let rows = Column.ints(Array(repeating: 10_000, count: 200))
        var sums: [Scalar] = []
        let runner = ProgramRunner(summing(), context: RunContext(memoryMax: 1 << 20))
        try runner.run(rows) { (part) in
            sums += part.scalars
            return true
        }
        #expect(sums == Array(repeating: .int(49_995_000), count: 200))
        let error = #expect(throws: ComputeError.self) {
            try runner.run(.ints([10, 1_000_000])) { (_) in true }
        }
        #expect(error?.kind == .memoryExceeded && error?.rowNumber ?? 201 == 201)
    }
}

@Suite("Folds by scripts") struct ScriptFoldTests {
    private func lists(_ numbers: [Int]) -> Column { anyColumn(numbers.map { .list([.int($0)]) }) }

    private func fold(
        keys: [Int], _ values: Column, memory: Int, spill: MemorySpill = MemorySpill()
    ) throws -> [Int: Scalar] {
        let budget = FixedBudget(memory)
        let aggregator = HashAggregator(
            keyType: .int, valueType: .any, function: .reduce(folding(adding)), mode: .complete,
            memory: BudgetOfHalves(budget, memory), spill: spill,
            context: RunContext(memory: BudgetOfHalves(budget, memory)))
        let keys = Column.ints(keys)
        for (batch, part) in zip(keys.batches(1_000), values.batches(1_000)) {
            try aggregator.add(keys: batch, values: part)
        }
        var result: [Int: Scalar] = [:]
        try aggregator.finish { (batch, _) throws(ComputeError) in
            for row in batch.scalars {
                if case .tuple(let pair) = row, case .int(let key) = pair[0] { result[key] = pair[1] }
            }
        }
        return result
    }

    @Test("add to lists in the order of arrival") func order() throws {
        let numbers = Array(0..<40_000)
        let result = try fold(keys: numbers.map { $0 % 3 }, lists(numbers), memory: 64 << 20)
        for key in 0..<3 {
            #expect(result[key] == .list(numbers.filter { $0 % 3 == key }.map { .int($0) }))
        }
    }

    @Test("are stored while they are many and small, and live again when they grow") func turns() throws {
        // 20 000 keys with a value each, then all values to a few of them.
        let keys = Array(0..<20_000) + (0..<400_000).map { $0 % 5 } + Array(0..<20_000)
        let result = try fold(keys: keys, lists(Array(keys.indices)), memory: 512 << 20)
        #expect(result.count == 20_000)
        for key in [0, 4, 5, 19_999] {
            let expected = keys.indices.filter { keys[$0] == key }.map { Scalar.int($0) }
            #expect(result[key] == .list(expected), "key \(key)")
        }
    }

    @Test("go to disk when memory is short") func spilling() throws {
        let keys = (0..<120_000).map { ($0 * 7_919) % 40_000 }
        let spill = MemorySpill()
        let result = try fold(keys: keys, lists(Array(keys.indices)), memory: 4 << 20, spill: spill)
        #expect(spill.spillCount > 0)
        #expect(result.count == 40_000)
        for (key, value) in result {
            guard case .list(let members) = value else { Issue.record("\(value) is no list"); return }
            #expect(members.count == 3, "key \(key)")
            #expect(members.map { if case .int(let place) = $0 { keys[place] } else { -1 } } == [key, key, key])
        }
    }
}

/// A budget that is short when half of it is taken.
private final class BudgetOfHalves: MemoryBudget {
    private let base: FixedBudget
    private let bytesMax: Int

    init(_ base: FixedBudget, _ bytesMax: Int) {
        self.base = base
        self.bytesMax = bytesMax
    }

    func grow(by bytes: Int) -> Bool { base.grow(by: bytes) }
    func shrink(by bytes: Int) { base.shrink(by: bytes) }
    var isShort: Bool { base.taken > bytesMax / 2 }
}
