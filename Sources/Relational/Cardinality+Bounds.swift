// SPDX-License-Identifier: Apache-2.0

// What a relation has at most, where that is known and no guess: its rows are the driver's own, or follow from such.
extension Cardinality {
    struct Bound {
        var rows: Double
        /// Of the sources' rows in them.
        var bytes: Double

        /// Rows of this with so many rows of another each.
        func times(_ other: Bound) -> Bound {
            Bound(
                rows: rows * max(other.rows, 1),
                bytes: bytes * max(other.rows, 1) + other.bytes * max(rows, 1))
        }

        static func + (one: Bound, two: Bound) -> Bound {
            Bound(rows: one.rows + two.rows, bytes: one.bytes + two.bytes)
        }
    }

    /// Bytes that these columns of a relation's rows have at most; nil where nobody knows. Of what is computed from
    /// the sources' values it is what such values are wide.
    public func byteCountMax(of relation: Relation, _ columns: Set<Int>) -> Double? {
        guard let bound = bound(relation) else { return nil }
        return bound.bytes + bound.rows * Cardinality.rowWidth(relation, columns)
    }

    private func bound(_ relation: Relation) -> Bound? {
        if let known = bounds[ObjectIdentifier(relation)] { return known.bound }
        let made = makeBound(relation)
        bounds[ObjectIdentifier(relation)] = (relation, made)
        return made
    }

    private func makeBound(_ relation: Relation) -> Bound? {
        switch relation.kind {
        case .range, .oneRow, .values: return Bound(rows: rows(of: relation), bytes: 0)
        case .rows(let source):
            guard let statistics = source.statistics, let bytes = statistics.byteCount else { return nil }
            return Bound(rows: statistics.rowCount, bytes: bytes)
        case .limit(let input, let count):
            guard var bound = bound(input) else { return nil }
            bound.rows = min(bound.rows, Double(count))
            return bound
        case .aggregate(let input, let keys, _):
            guard var bound = bound(input) else { return nil }
            if keys.isEmpty { bound.rows = 1 }
            return bound
        case .union(let inputs):
            var sum = Bound(rows: 0, bytes: 0)
            for input in inputs {
                guard let bound = bound(input) else { return nil }
                sum = sum + bound
            }
            return sum
        case .join(let left, let right, let type, _):
            guard let one = bound(left) else { return nil }
            if [.semi, .anti, .antiUnlessNull].contains(type) { return one }
            guard let two = bound(right) else { return nil }
            return type == .full ? one.times(two) + one + two : one.times(two)
        case .setOperation(_, let left, _, _): return bound(left)
        case .expand(let input, let sets):
            return bound(input).map { $0.times(Bound(rows: Double(sets.count), bytes: 0)) }
        case .generate: return nil
        case .project, .filter, .offset, .sort, .distinct, .window, .alias, .coalesce, .repartition,
            .repartitionByRange:
            return bound(relation.inputs[0])
        }
    }
}
