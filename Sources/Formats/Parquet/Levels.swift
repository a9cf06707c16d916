// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files

/// Definition and repetition levels of the values of a node, and where each value is in its column: -1 where it, or
/// what holds it, is null or empty.
struct Levels {
    var definitions: [UInt8] = []
    var repetitions: [UInt8] = []
    var rows: [Int32] = []

    /// Rows `0 ..< count` of a table.
    init(rows count: Int) {
        definitions = Array(repeating: 0, count: count)
        repetitions = definitions
        rows = (0..<Int32(truncatingIfNeeded: count)).map { $0 }
    }

    private init() {}

    /// With the values that are null left out, and what is there a level higher.
    func present(_ column: Column) -> Levels {
        var found = self
        for index in found.rows.indices where found.rows[index] >= 0 {
            if column.isNull(Int(found.rows[index])) { found.rows[index] = -1 } else { found.definitions[index] += 1 }
        }
        return found
    }

    /// The elements of lists that are there; `level` is the repetition level of all but the first of each.
    func elements(_ column: Column, level: Int) -> Levels {
        var found = Levels()
        let offsets = column.offsets
        for index in rows.indices {
            let (definition, repetition, row) = (definitions[index], repetitions[index], rows[index])
            guard row >= 0, offsets[Int(row) + 1] > offsets[Int(row)] else {
                found.add(definition, repetition, -1)
                continue
            }
            for element in offsets[Int(row)]..<offsets[Int(row) + 1] {
                let isFirst = element == offsets[Int(row)]
                found.add(definition + 1, isFirst ? repetition : UInt8(truncatingIfNeeded: level), element)
            }
        }
        return found
    }

    private mutating func add(_ definition: UInt8, _ repetition: UInt8, _ row: Int32) {
        definitions.append(definition)
        repetitions.append(repetition)
        rows.append(row)
    }
}

extension FileType {
    /// Leaves that a column of the type has in a Parquet file.
    var leafCount: Int {
        switch self {
        case .structure(let fields): fields.reduce(0) { $0 + $1.type.leafCount }
        case .list(let element): element.leafCount
        case .map(let key, let value): key.leafCount + value.leafCount
        default: 1
        }
    }

    /// Adds the values of a column to its leaves, the first of which is `leaf`.
    func write(
        _ column: Column, _ levels: Levels, rows: Int, to leaves: [LeafWriter], _ leaf: Int, level: Int = 0,
        isRequired: Bool = false
    ) {
        let found = isRequired ? levels : levels.present(column)
        switch self {
        case .structure(let fields):
            var next = leaf
            for (place, field) in fields.enumerated() {
                field.type.write(column.children[place], found, rows: rows, to: leaves, next, level: level)
                next += field.type.leafCount
            }
        case .list(let element):
            let inner = found.elements(column, level: level + 1)
            element.write(column.children[0], inner, rows: rows, to: leaves, leaf, level: level + 1)
        case .map(let key, let value):
            let inner = found.elements(column, level: level + 1)
            let entries = column.children[0].children
            key.write(entries[0], inner, rows: rows, to: leaves, leaf, level: level + 1, isRequired: true)
            value.write(entries[1], inner, rows: rows, to: leaves, leaf + key.leafCount, level: level + 1)
        default: leaves[leaf].add(found, rows: rows, column)
        }
    }
}

extension Column {
    /// Bytes of rows `range`, whose size grows with their values; the same sum however the rows are cut.
    func weight(_ range: Range<Int>) -> Int {
        switch type {
        case .null: return 0
        case .string, .bytes, .any:
            let views = self.views
            var total = 4 &* range.count
            for row in range { total &+= views[row].count }
            return total
        case .tuple: return children.reduce(0) { $0 + $1.weight(range) }
        case .list, .map:
            let (first, end) = (Int(offsets[range.lowerBound]), Int(offsets[range.upperBound]))
            return range.count + children[0].weight(first..<end)
        default: return range.count * type.valueByteCount
        }
    }
}
