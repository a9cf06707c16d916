// SPDX-License-Identifier: Apache-2.0

import Files
import Values

/// Tells from a footer which row groups have no row that satisfies the bounds of a query.
struct RowGroupPruner {
    /// A question about a column that is one by itself.
    private struct Test {
        enum Question {
            case bound(ColumnBound)
            case values(WantedValues)
        }

        let leaf: SchemaNode
        let conversion: ValueConversion
        let question: Question
    }

    private var tests: [Test] = []

    /// `columns`: those of the table, which say of what type the values of bounds are.
    init(
        _ bounds: [ColumnBound], _ wanted: [WantedColumn], _ columns: [FileColumn], _ planner: ReadPlanner
    ) throws(ParquetFault) {
        for bound in bounds { try add(bound.column, .bound(bound), columns, planner) }
        for asked in wanted { try add(asked.column, .values(asked.values), columns, planner) }
    }

    private mutating func add(
        _ name: String, _ question: Test.Question, _ columns: [FileColumn], _ planner: ReadPlanner
    ) throws(ParquetFault) {
        guard let column = columns.first(where: { $0.name == name }),
            let leaf = try planner.find(column.name), leaf.isLeaf, leaf.repetitionLevel == 0,
            let conversion = try leaf.conversion(to: column.type)
        else { return }
        tests.append(Test(leaf: leaf, conversion: conversion, question: question))
    }

    /// Whether a row group may have a row that is asked for.
    func keeps(_ group: ParquetFooter.Group, _ footer: ParquetFooter) throws(ParquetFault) -> Bool {
        guard !tests.isEmpty else { return true }
        let chunks = try footer.chunks(of: group, Set(tests.map(\.leaf.leaves.lowerBound)))
        return tests.allSatisfy { test in
            guard let chunk = chunks[test.leaf.leaves.lowerBound] else { return true }
            // No comparison with null is true, and no key that is asked for is null.
            if let nulls = chunk.statistics.nullCount, nulls == group.rows { return false }
            switch test.question {
            case .bound(let bound): return RowGroupPruner.mayHold(test, bound, chunk.statistics)
            case .values(let values): return RowGroupPruner.mayHold(test, values, chunk.statistics)
            }
        }
    }

    private static func mayHold(_ test: Test, _ values: WantedValues, _ statistics: ChunkStatistics) -> Bool {
        switch test.leaf.physical {
        case .int32?, .int64?:
            guard let least = int(statistics.least ?? statistics.oldLeast, test.conversion),
                let most = int(statistics.most ?? statistics.oldMost, test.conversion)
            else { return true }
            return values.mayHold(least, most)
        default: return true
        }
    }

    private static func mayHold(_ test: Test, _ bound: ColumnBound, _ statistics: ChunkStatistics) -> Bool {
        switch (bound.value, test.leaf.physical) {
        case (.int(let value), .int32?), (.int(let value), .int64?):
            guard let least = int(statistics.least ?? statistics.oldLeast, test.conversion),
                let most = int(statistics.most ?? statistics.oldMost, test.conversion)
            else { return true }
            return may(least, most, bound.comparison, value)
        case (.float(let value), .float?), (.float(let value), .double?):
            guard test.conversion == .none, !value.isNaN,
                let least = float(statistics.least ?? statistics.oldLeast),
                let most = float(statistics.most ?? statistics.oldMost), !least.isNaN, !most.isNaN
            else { return true }
            // NaN is greater than everything, and no statistics tell of it.
            let isGreater = [.greater, .greaterOrEqual].contains(bound.comparison)
            return isGreater || may(least, most, bound.comparison, value)
        case (.text(let value), .byteArray?):
            guard test.conversion == .text, let least = statistics.least, let most = statistics.most else {
                return true
            }
            return may(Bytes(Array(least)), Bytes(Array(most)), bound.comparison, Bytes(Array(value.utf8)))
        default: return true
        }
    }

    private static func may<Value: Comparable>(
        _ least: Value, _ most: Value, _ comparison: ColumnBound.Comparison, _ value: Value
    ) -> Bool {
        switch comparison {
        case .less: least < value
        case .lessOrEqual: least <= value
        case .greater: most > value
        case .greaterOrEqual: most >= value
        case .equal: least <= value && value <= most
        }
    }

    /// A bound as the column's values lie in memory; nil where signs or roundings could deceive.
    static func int(_ bytes: UnsafeRawBufferPointer?, _ conversion: ValueConversion) -> Int? {
        guard let bytes, let base = bytes.baseAddress else { return nil }
        let value: Int
        switch bytes.count {
        case 4: value = Int(base.loadUnaligned(as: Int32.self))
        case 8: value = base.loadUnaligned(as: Int.self)
        default: return nil
        }
        switch conversion {
        case .none: return value
        case .narrow(let bits): return value >> (bits - 1) == value >> 63 ? value : nil
        case .times(let factor):
            let (product, overflow) = value.multipliedReportingOverflow(by: factor)
            return overflow ? nil : product
        case .dividedBy(let divisor): return EpochDays.floorDivide(value, divisor)
        default: return nil
        }
    }

    private static func float(_ bytes: UnsafeRawBufferPointer?) -> Double? {
        guard let bytes, let base = bytes.baseAddress else { return nil }
        switch bytes.count {
        case 4: return Double(base.loadUnaligned(as: Float.self))
        case 8: return base.loadUnaligned(as: Double.self)
        default: return nil
        }
    }

    /// Texts in the order of their bytes.
    private struct Bytes: Comparable {
        let bytes: [UInt8]

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        static func < (left: Bytes, right: Bytes) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }
    }
}
