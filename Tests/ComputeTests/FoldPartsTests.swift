// SPDX-License-Identifier: Apache-2.0

import Columnar
import Compute
import Testing

/// Aggregations whose table is parted by hash when it has a few groups: the same rows in the same batches as in one
/// table, whatever the memory.
@Suite struct FoldPartsTests {
    private static let functions: [AggregateFunction] = [.sum, .product, .minimum, .maximum]

    private func column(_ type: DataType, _ count: Int, range: Int, _ random: inout Seeded) -> Column {
        Column(
            type,
            (0..<count).map { _ in
                let number = Int.random(in: -range...range, using: &random)
                return type == .int ? .int(number) : .float(Double(number) / 7)
            })!
    }

    @Test(arguments: [DataType.int, .float], [DataType.int, .float])
    func partsGiveTheBytesOfOneTable(keyType: DataType, valueType: DataType) throws {
        var random = Seeded(21)
        // Many rows a key, so that parts are folded on the way, several times.
        let keys = column(keyType, 120_000, range: 6_000, &random)
        let values = column(valueType, 120_000, range: 3, &random)
        for function in Self.functions {
            if case .product = function, valueType == .int { continue }
            let whole = try aggregate(keys, values, function, batchRows: 4_000, memory: 1 << 30)
            for memory in [1 << 30, 3 << 20, 1 << 20, 300_000, 0] {
                for groups in [10, 500, 3_000] {
                    let parted = try aggregate(
                        keys, values, function, batchRows: 1_234, memory: memory, cachedGroupsMax: groups)
                    #expect(parted.rows == whole.rows, "\(function) memory \(memory) groups \(groups)")
                    #expect(parted.batches == whole.batches)
                }
            }
        }
    }

    @Test(arguments: [1 << 30, 200_000])
    func nullsThatComeLateGoBackToOneTable(memory: Int) throws {
        var random = Seeded(22)
        let first = column(.int, 30_000, range: 4_000, &random)
        let keys = Column(.int, first.scalars + [.null, .int(5), .null, .int(6)])!
        let values = Column(.int, first.scalars + [.int(1), .null, .int(2), .int(3)])!
        let whole = try aggregate(keys, values, .sum, batchRows: 1_000, memory: 1 << 30)
        let parted = try aggregate(keys, values, .sum, batchRows: 1_000, memory: memory, cachedGroupsMax: 100)
        #expect(parted.rows == whole.rows)
    }

    @Test func overflowInAPartIsAnError() {
        let count = 10_000
        let keys = Column.ints(Array(0..<count) + [7])
        let values = Column.ints(Array(repeating: Int.max, count: count) + [1])
        let error = #expect(throws: ComputeError.self) {
            try aggregate(keys, values, .sum, batchRows: 100, memory: 1 << 30, cachedGroupsMax: 100)
        }
        #expect(error?.kind == .overflow)
    }

    @Test func otherTypesAndFunctionsStayInTheTable() throws {
        let keys = Column.strings((0..<5_000).map { "key \($0 % 700)" })
        let values = Column.ints(Array(0..<5_000))
        let whole = try aggregate(keys, values, .sum, batchRows: 100, memory: 1 << 30)
        let small = try aggregate(keys, values, .sum, batchRows: 100, memory: 1 << 30, cachedGroupsMax: 10)
        #expect(small.rows == whole.rows)
        let counted = try aggregate(values, values, .count, mode: .partial, batchRows: 100, memory: 1 << 30)
        let parted = try aggregate(
            values, values, .count, mode: .partial, batchRows: 100, memory: 1 << 30, cachedGroupsMax: 10)
        #expect(parted.rows == counted.rows)
    }
}
