// SPDX-License-Identifier: Apache-2.0

import Columnar
import Compute
import Testing

private let members: [DataType] = [.int, .float, .decimal, .bool]

/// Functions of fixed width, over values with nulls.
private let calls = GroupCalls(
    [
        GroupCall(function: .count, input: nil, filter: nil, skipsNulls: true),
        GroupCall(function: .count, input: 0, filter: 3, skipsNulls: true),
        GroupCall(function: .sum, input: 0, filter: nil, skipsNulls: true),
        GroupCall(function: .sum, input: 0, filter: nil, skipsNulls: false),
        GroupCall(function: .sum, input: 1, filter: nil, skipsNulls: true),
        GroupCall(function: .minimum, input: 1, filter: nil, skipsNulls: true),
        GroupCall(function: .or, input: 3, filter: nil, skipsNulls: true),
        GroupCall(function: .sum, input: 2, filter: nil, skipsNulls: true),
        GroupCall(function: .average, input: 0, filter: nil, skipsNulls: true),
        GroupCall(function: .moments(.variance(isSample: false)), input: 1, filter: nil, skipsNulls: true),
    ], memberTypes: members)

private func values(_ count: Int) -> Column {
    var random = Seeded(count)
    func maybe(_ value: Scalar) -> Scalar { Int.random(in: 0..<4, using: &random) == 0 ? .null : value }
    return Column(
        .tuple(members),
        (0..<count).map { _ in
            .tuple([
                maybe(.int(Int.random(in: -50...50, using: &random))),
                maybe(.float(Double(Int.random(in: -50...50, using: &random)) / 7)),
                maybe(.decimal(Int128(Int.random(in: -9...9, using: &random)) << 70)),
                maybe(.bool(Bool.random(using: &random))),
            ])
        })!
}

/// Rows that are given before the end, and all of them.
private func partial(
    _ keys: Column, _ values: Column, batchRows: Int, memory: Int = 1 << 30, probedRows: Int = 100,
    passedRows: Int = 1_000
) throws -> (early: Int, rows: [Scalar])? {
    let made = PartialAggregator(
        keyType: keys.type, valueType: values.type, function: .calls(calls), memory: FixedBudget(memory),
        spill: MemorySpill(), context: RunContext(), probedRows: probedRows, passedRows: passedRows)
    guard let aggregator = made else { return nil }
    var rows: [Scalar] = []
    for (some, others) in zip(keys.batches(batchRows), values.batches(batchRows)) {
        try aggregator.add(keys: some, values: others) { rows += $0.scalars }
    }
    let early = rows.count
    try aggregator.finish { rows += $0.scalars }
    return (early, rows)
}

/// What partial rows are once they are brought together.
private func finished(_ rows: [Scalar], _ keyType: DataType) throws -> [Scalar] {
    let column = Column(.tuple([keyType, calls.stateType]), rows)!
    return try aggregate(
        column.children[0], column.children[1], .calls(calls), mode: .final, batchRows: 1_000, memory: 1 << 30
    ).rows
}

private func isClose(_ left: Scalar, _ right: Scalar) -> Bool {
    switch (left, right) {
    case (.float(let a), .float(let b)): a == b || abs(a - b) <= 1e-9 * max(abs(a), abs(b))
    case (.tuple(let a), .tuple(let b)): a.count == b.count && zip(a, b).allSatisfy { isClose($0, $1) }
    default: same(left, right)
    }
}

/// Partial aggregations of rows that lie in runs of equal keys, and of others.
@Suite struct PartialAggregatorTests {
    private static let types: [DataType] = [.int, .float, .decimal, .tuple([.int, .bool])]

    /// The key with a number, now and then null.
    private func key(_ type: DataType, _ number: Int) -> Scalar {
        if number % 197 == 3 { return .null }
        switch type {
        case .int: return .int(number * 7)
        case .float: return .float(Double(number) / 4)
        case .decimal: return .decimal(Int128(number) << 66)
        default: return .tuple([number % 197 == 5 ? .null : .int(number), .bool(number % 2 == 0)])
        }
    }

    /// Keys of runs of one to five rows; the null one comes again.
    private func runs(_ type: DataType, _ count: Int) -> Column {
        var random = Seeded(5)
        var keys: [Scalar] = []
        var number = 0
        while keys.count < count {
            keys += Array(repeating: key(type, number), count: Int.random(in: 1...5, using: &random))
            number += 1
        }
        return Column(type, Array(keys.prefix(count)))!
    }

    @Test(arguments: types) func `runs give their rows at once, which are right when brought together`(
        type: DataType
    ) throws {
        let (keys, values) = (runs(type, 30_000), values(30_000))
        let found = try #require(try partial(keys, values, batchRows: 1_000, probedRows: 1_000))
        // About three rows a run: most have gone before the last rows came.
        #expect(found.early > 4_000 && found.rows.count < 11_000)
        let wanted = try aggregate(
            keys, values, .calls(calls), mode: .complete, batchRows: 1_000, memory: 1 << 30
        ).rows
        let all = try finished(found.rows, type)
        #expect(all.count == wanted.count && zip(all, wanted).allSatisfy { isClose($0, $1) })
    }

    @Test(arguments: types) func `batches and memory make no difference`(type: DataType) throws {
        let (keys, values) = (runs(type, 3_000), values(3_000))
        let whole = try #require(try partial(keys, values, batchRows: 3_000))
        for memory in [1 << 30, 100_000, 0] {
            for batchRows in [1, 2, 3, 7, 99, 100, 101, 3_000] {
                let found = try #require(try partial(keys, values, batchRows: batchRows, memory: memory))
                #expect(found.rows.count == whole.rows.count, "\(batchRows) rows, \(memory) bytes")
                let odd = zip(found.rows, whole.rows).first { !same($0, $1) }
                #expect(odd == nil, "\(batchRows) rows, \(memory) bytes")
            }
        }
    }

    @Test func `keys that come again go by a table`() throws {
        let keys = Column.ints((0..<6_000).map { $0 / 3 % 40 })
        let found = try #require(try partial(keys, values(6_000), batchRows: 500, probedRows: 1_000))
        #expect(found.early == 0 && found.rows.count == 40)
        // So do those of many that lie alone, and of few rows those that do not come again.
        let many = Column.ints((0..<60_000).map { $0 &* 7_919 % 9_001 })
        let alone = try #require(
            try partial(many, values(60_000), batchRows: 500, probedRows: 100, passedRows: 20_000))
        #expect(alone.early == 0 && alone.rows.count == 9_001)
        let few = try #require(
            try partial(Column.ints(Array(0..<6_000)), values(6_000), batchRows: 500, passedRows: 5_901))
        #expect(few.early == 0 && few.rows.count == 6_000)
    }

    @Test func `keys that hardly come again go on by themselves, whatever batches and memory are`() throws {
        let type = DataType.tuple([.string, .int])
        let count = 5_000
        let keys = Column(
            type,
            (0..<count).map { row in .tuple([.string("key \(row % 4_900)"), row % 31 == 0 ? .null : .int(row % 7)]) })!
        let values = values(count)
        let whole = try #require(try partial(keys, values, batchRows: count, passedRows: 1_000))
        #expect(whole.early == count)
        for memory in [1 << 30, 100_000, 0] {
            for batchRows in [1, 3, 99, 1_100, 1_101] {
                let found = try #require(
                    try partial(keys, values, batchRows: batchRows, memory: memory, passedRows: 1_000))
                #expect(found.rows.count == count && zip(found.rows, whole.rows).allSatisfy { same($0, $1) })
            }
        }
        let wanted = try aggregate(
            keys, values, .calls(calls), mode: .complete, batchRows: 1_000, memory: 1 << 30
        ).rows
        let all = try finished(whole.rows, type)
        #expect(all.count == wanted.count && zip(all, wanted).allSatisfy { isClose($0, $1) })
    }

    @Test func `one long run is one row`() throws {
        let keys = Column.ints((0..<20_000).map { $0 < 100 ? $0 / 2 : 1_000 })
        let found = try #require(try partial(keys, values(20_000), batchRows: 700))
        #expect(found.rows.count == 51)
    }

    @Test func `keys of any type and results that gather rows go by a table alone`() {
        func isThere(_ type: DataType, _ function: AggregateFunction) -> Bool {
            let calls = GroupCalls(
                [GroupCall(function: function, input: 0, filter: nil, skipsNulls: true)], memberTypes: [.string])
            return PartialAggregator(
                keyType: type, valueType: calls.valueType, function: .calls(calls), memory: FixedBudget(1 << 20),
                spill: MemorySpill(), context: RunContext()) != nil
        }
        #expect(isThere(.int, .count) && isThere(.string, .count) && isThere(.list(.int), .count))
        #expect(isThere(.int, .minimum) && isThere(.int, .first) && !isThere(.int, .collectSet))
        #expect(!isThere(.any, .count) && !isThere(.list(.any), .collectList))
    }
}
