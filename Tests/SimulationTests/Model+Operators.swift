// SPDX-License-Identifier: Apache-2.0

import Closures
import Columnar
import Net
import Plan

// Operations of several keys and several functions, as DataFrames are made of, put together by `LineageMaker`.

extension DatasetMaker {
    /// What makes an operation with one shuffle at most.
    private func maker(_ name: String) -> LineageMaker {
        let id = nextShuffle()
        return LineageMaker(name: name, nextShuffle: { id }, onRelease: release)
    }

    /// Several functions by a key, brought together into one number.
    mutating func aggregated(_ parent: Dataset) throws -> Dataset {
        let hasOrder = parent.order > .rowsOnly
        let calls = [
            AggregateCall(.sum, input: 0), AggregateCall(.count), AggregateCall(.minimum, input: 0),
            AggregateCall(.maximum, input: 0, filter: 1), AggregateCall(hasOrder ? .last : .maximum, input: 0),
        ]
        let inputs = try transformed(parent.lineage, "aggregate") { compiler in
            try compiler.map(
                closure { row in
                    let value = member(row, 1)
                    return tuple(member(row, 0), tuple(value, Node(.compare(.notEqual, value, constant(0)))))
                })
        }
        let aggregation = Aggregation(calls: calls, keyType: .int, valueType: .tuple([.int, .bool]))
        let groups = maker("aggregate").aggregated(inputs, aggregation, partitions: number(1...6))
        let lineage = try transformed(groups, "results") { compiler in
            try compiler.map(
                closure { row in
                    let results = member(row, 1)
                    // Of values that are all 0 there is no greatest other one.
                    let most = Node(.call(.valueOr, [member(results, 3), constant(0)]))
                    let sums = binary(.add, member(results, 0), binary(.multiply, member(results, 1), constant(3)))
                    let bounds = binary(.add, binary(.multiply, member(results, 2), constant(5)), most)
                    return tuple(member(row, 0), binary(.add, binary(.add, sums, bounds), member(results, 4)))
                })
        }
        var values: [Int: [Int]] = [:]
        for row in parent.rows { values[row[0], default: []].append(row[1]) }
        let rows = values.map { key, values -> Row in
            let (least, most) = (values.min()!, values.max()!)
            let other = values.filter { $0 != 0 }.max() ?? 0
            let sum = values.reduce(0, +) + 3 * values.count + 5 * least
            return [key, sum + other + (hasOrder ? values.last! : most)]
        }
        return Dataset(lineage: lineage, partitions: [rows], order: .rowsOnly)
    }

    /// In the order of both members, each in its direction: all rows, or the first ones.
    mutating func ordered(_ parent: Dataset) throws -> Dataset {
        let directions = (0..<2).map { _ in
            SortDirection(descending: random.chance(1, in: 2), nullsFirst: random.chance(1, in: 2))
        }
        let order = SortOrder(key: nil, directions: directions)
        var rows = parent.rows.sorted { left, right in
            for (place, direction) in directions.enumerated() where left[place] != right[place] {
                return (left[place] < right[place]) != direction.descending
            }
            return false
        }
        if random.chance(1, in: 2) {
            let lineage = maker("sort").sorted(parent.lineage, order, partitions: number(1...5))
            return Dataset(lineage: lineage, partitions: [rows], order: .sequence)
        }
        let (most, skip) = (number(0...200), number(0...20))
        let lineage = maker("top").top(parent.lineage, order, rows: most, skip: skip)
        rows = Array(rows.dropFirst(skip).prefix(most))
        return Dataset(lineage: lineage, partitions: [rows], order: .exact)
    }

    /// Each of equal rows once.
    mutating func different(_ parent: Dataset) throws -> Dataset {
        let keys = try transformed(parent.lineage, "distinct") { compiler in
            try compiler.map(closure { row in tuple(row, constant(0)) })
        }
        let aggregation = Aggregation(calls: [], keyType: Dataset.pairType, valueType: .int)
        let groups = maker("distinct").aggregated(keys, aggregation, partitions: number(1...6))
        let lineage = try transformed(groups, "rows") { compiler in
            try compiler.map(closure { row in member(row, 0) })
        }
        return Dataset(lineage: lineage, partitions: [Array(Set(parent.rows))], order: .rowsOnly)
    }

    /// Of each row, how many of its key are not greater, and their sum; and the greatest of all.
    mutating func windowed(_ parent: Dataset) throws -> Dataset {
        let inputs = try transformed(parent.lineage, "members") { compiler in
            try compiler.map(closure { row in tuple(member(row, 0), tuple(member(row, 1))) })
        }
        let ascending = SortDirection(descending: false)
        let window = Window(
            [
                WindowCall(.rowNumber),
                WindowCall(.aggregate(AggregateCall(.sum, input: 0)), from: .unbounded, to: .rows(0)),
                WindowCall(.aggregate(AggregateCall(.maximum, input: 0))),
            ], order: [WindowOrder(member: 0, ascending)])
        let compiler = PipelineCompiler(input: inputs.rowType)
        try compiler.map(closure { row in tuple(member(row, 0), member(member(row, 1), 0)) })
        let order = SortOrder(key: try compiler.finish(), directions: [ascending, ascending])
        guard
            let rows = maker("window").windowed(inputs, window, order: order, partitions: number(1...6))
        else { return parent }
        let lineage = try transformed(rows, "results") { compiler in
            try compiler.map(
                closure { row in
                    let results = member(row, 1)
                    let sums = binary(
                        .add, member(results, 2), binary(.multiply, member(results, 1), constant(3)))
                    return tuple(member(row, 0), binary(.add, sums, member(results, 3)))
                })
        }
        var values: [Int: [Int]] = [:]
        for row in parent.rows { values[row[0], default: []].append(row[1]) }
        let found = values.flatMap { key, values -> [Row] in
            let sorted = values.sorted()
            var sum = 0
            return sorted.enumerated().map { place, value in
                sum += value
                return [key, sum + 3 * (place + 1) + sorted[sorted.count - 1]]
            }
        }
        return Dataset(lineage: lineage, partitions: [found], order: .rowsOnly)
    }
}
