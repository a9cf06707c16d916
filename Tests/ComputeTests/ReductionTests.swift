// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute
import Testing

/// Reductions that are folded in place: their programs, which rounds over the rows of one group would run for each of
/// them, do not run.
@Suite struct ReductionTests {
    /// The reduction that one function of SQL is.
    private func reduction(_ code: SQLFunctionCode, width: Int) -> (VerifiedProgram, DataType) {
        let type = DataType.tuple([DataType](repeating: .float, count: width))
        var writer = ProgramWriter()
        let inputs = [writer.register(type), writer.register(type)]
        var instructions: [Instruction] = []
        let result = writer.emit(
            .sqlFunction, type, inputs, immediate: SQLFunctionImmediate(code).encoded, into: &instructions)
        let segment = Segment(parameters: inputs, instructions: instructions, terminator: .yield(result))
        return (writer.program([segment]), type)
    }

    private func states(_ count: Int, width: Int, seed: Int) -> [Scalar] {
        var random = Seeded(seed)
        return (0..<count).map { row in
            if row % 11 == 5 { return .null }
            // Of one value, and of several now and then.
            let rows = row % 17 == 3 ? Double(Int.random(in: 2...5, using: &random)) : 1
            let rest = (1..<width).map { _ in Scalar.float(Double.random(in: -1...1, using: &random)) }
            return .tuple([.float(rows)] + rest)
        }
    }

    @Test(arguments: [(SQLFunctionCode.momentsMerge, 5), (.pairMerge, 6)], [1, 3, 2_000])
    func `statistics over one group are folded row by row, without running their program`(
        _ way: (code: SQLFunctionCode, width: Int), _ batchRows: Int
    ) throws {
        let (program, type) = reduction(way.code, width: way.width)
        let rows = states(3_000, width: way.width, seed: way.width)
        let call = GroupCall(function: .reduce(program), input: 0, filter: nil, skipsNulls: true)
        let calls = GroupCalls([call], memberTypes: [type])
        let values = Column(calls.valueType, rows.map { .tuple([$0]) })!
        // What the program gives for one pair after the other.
        let runner = ProgramRunner(program, context: RunContext())
        var wanted: Column?
        for row in rows where row != .null {
            let next = Column(type, [row])!
            wanted = try wanted.map { try runner.combine($0, next) } ?? next
        }
        // Rounds over the rows of one group would run the program for each of them.
        let aggregator = Aggregator(
            valueType: calls.valueType, function: .calls(calls), mode: .complete, memory: FixedBudget(1 << 20),
            context: RunContext(instructionBudget: 100))
        for batch in values.batches(batchRows) { try aggregator.add(batch) }
        #expect(same(try aggregator.finish().scalar(0), .tuple([wanted!.scalar(0)])))
    }

    @Test(arguments: [Opcode.bitAnd, .bitOr, .bitXor])
    func `bits over one group are folded in place`(_ opcode: Opcode) throws {
        var writer = ProgramWriter()
        let inputs = [writer.register(.int), writer.register(.int)]
        var code: [Instruction] = []
        let result = writer.emit(opcode, .int, inputs, into: &code)
        let program = writer.program([Segment(parameters: inputs, instructions: code, terminator: .yield(result))])
        var random = Seeded(3)
        let numbers = (0..<2_000).map { _ in Int.random(in: Int.min...Int.max, using: &random) | 0x700 }
        let wanted = numbers.dropFirst().reduce(numbers[0]) { one, two in
            switch opcode {
            case .bitAnd: one & two
            case .bitOr: one | two
            default: one ^ two
            }
        }
        for skipsNulls in [true, false] {
            let call = GroupCall(function: .reduce(program), input: 0, filter: nil, skipsNulls: skipsNulls)
            let calls = GroupCalls([call], memberTypes: [.int])
            let aggregator = Aggregator(
                valueType: calls.valueType, function: .calls(calls), mode: .complete, memory: FixedBudget(1 << 20),
                context: RunContext(instructionBudget: 100))
            for batch in Column.ints(numbers).batches(700) {
                try aggregator.add(.tuple([batch], count: batch.count))
            }
            #expect(try aggregator.finish().scalar(0) == .tuple([.int(wanted)]))
        }
    }

    // MARK: Numbers one by one

    private let pair = DataType.tuple([.int, .tuple([.float, .int]), .int])

    /// (a, (b, c), d) of both: the sum, (the sum, the greater one), the first one.
    private var sums: VerifiedProgram {
        var writer = ProgramWriter()
        let inner = DataType.tuple([.float, .int])
        let inputs = [writer.register(pair), writer.register(pair)]
        var code: [Instruction] = []
        func members(_ whole: [Register], _ index: Int, _ type: DataType) -> [Register] {
            whole.map { writer.emit(.member, type, [$0], immediate: index, into: &code) }
        }
        let first = writer.emit(.addInt, .int, members(inputs, 0, .int), into: &code)
        let inners = members(inputs, 1, inner)
        let second = writer.emit(.addFloat, .float, members(inners, 0, .float), into: &code)
        let third = writer.emit(.maximumInt, .int, members(inners, 1, .int), into: &code)
        let last = members(inputs, 2, .int)[0]
        let middle = writer.emit(.makeTuple, inner, [second, third], into: &code)
        let result = writer.emit(.makeTuple, pair, [first, middle, last], into: &code)
        return writer.program([Segment(parameters: inputs, instructions: code, terminator: .yield(result))])
    }

    private func rows(_ count: Int, nulls: Bool) -> [Scalar] {
        var random = Seeded(9)
        return (0..<count).map { row in
            let number = nulls && row % 50 == 9 ? Scalar.null : .int(Int.random(in: -99...99, using: &random))
            let float = Double.random(in: -1...1, using: &random)
            return .tuple([number, .tuple([.float(float), .int(Int.random(in: 0...9, using: &random))]), .int(row)])
        }
    }

    private func run(_ keys: [Int], _ rows: [Scalar], batchRows: Int, budget: Int) throws -> [Scalar] {
        let values = Column(pair, rows)!
        let aggregator = HashAggregator(
            keyType: .int, valueType: pair, function: .reduce(sums), mode: .complete, memory: FixedBudget(1 << 24),
            spill: MemorySpill(), context: RunContext(instructionBudget: budget))
        for (key, value) in zip(Column.ints(keys).batches(batchRows), values.batches(batchRows)) {
            try aggregator.add(keys: key, values: value)
        }
        var found: [Scalar] = []
        try aggregator.finish { (batch, _) throws(ComputeError) in found += batch.scalars }
        return found
    }

    @Test(arguments: [1, 3, 2_000], [false, true])
    func `numbers within tuples are folded in place, in the order of the rows`(_ batchRows: Int, _ nulls: Bool) throws {
        let count = 2_000
        let keys = (0..<count).map { $0 % 7 % 3 }
        let rows = rows(count, nulls: nulls)
        let runner = ProgramRunner(sums, context: RunContext())
        let wanted = naiveGroups(.ints(keys), Column(pair, rows)!) { group in
            var folded = Column(pair, [group[0]])!
            for row in group.dropFirst() { folded = try! runner.combine(folded, Column(pair, [row])!) }
            return folded.scalar(0)
        }
        let found = try run(keys, rows, batchRows: batchRows, budget: nulls ? 1 << 40 : 100)
        #expect(found.count == 3 && zip(found, wanted).allSatisfy { same($0, $1) })
    }

    @Test func `a sum that does not fit fails as the program does`() throws {
        let rows: [Scalar] = [.max, 5, 7].map { .tuple([.int($0), .tuple([.float(1), .int(2)]), .int(3)]) }
        let one = #expect(throws: ComputeError.self) {
            try ProgramRunner(sums, context: RunContext()).combine(Column(pair, [rows[0]])!, Column(pair, [rows[2]])!)
        }
        let found = #expect(throws: ComputeError.self) {
            try run([1, 2, 1], [rows[0], rows[1], rows[2]], batchRows: 3, budget: 1 << 20)
        }
        #expect(found?.kind == .overflow && found?.message == one?.message && found?.row == one?.row)
    }
}
