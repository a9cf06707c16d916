// SPDX-License-Identifier: Apache-2.0

import Columnar

/// A column that rows are picked from.
final class PickedColumn {
    let column: Column
    /// Bytes of each row, shared text included.
    let widths: RowWidths
    /// Its number in its picker, from the picker's last `take` on.
    fileprivate var number: Int32 = -1
    fileprivate var generation = -1

    init(_ column: Column) {
        self.column = column
        widths = RowWidths(column)
    }

    /// One null of a type.
    static func null(_ type: DataType) -> PickedColumn {
        let builder = ColumnBuilder(type)
        _ = builder.append(.null)
        return PickedColumn(builder.finish())
    }
}

/// Rows of several columns of one type, in the order in which they are picked.
final class RowPicker {
    private var sources: [PickedColumn] = []
    /// Number of the source, row.
    private var picks = Growing<SIMD2<Int32>>()
    private var generation = 0

    deinit { picks.free() }

    /// Rows `first ..< first + count`.
    func pick(_ source: PickedColumn, _ first: Int, count: Int) {
        let (number, out) = prepare(source, count)
        for index in 0..<count { out[index] = SIMD2(number, Int32(truncatingIfNeeded: first &+ index)) }
    }

    /// Row `row`, `count` times.
    func pick(_ source: PickedColumn, row: Int, times count: Int) {
        let (number, out) = prepare(source, count)
        for index in 0..<count { out[index] = SIMD2(number, Int32(truncatingIfNeeded: row)) }
    }

    private func prepare(_ source: PickedColumn, _ count: Int) -> (Int32, UnsafeMutablePointer<SIMD2<Int32>>) {
        if source.generation != generation {
            source.generation = generation
            source.number = Int32(truncatingIfNeeded: sources.count)
            sources.append(source)
        }
        picks.reserve(picks.count + count)
        defer { picks.count += count }
        return (source.number, picks.base + picks.count)
    }

    /// The rows picked so far; forgets them and the columns.
    func take() -> Column {
        let count = picks.count
        defer {
            sources = []
            picks.count = 0
            generation += 1
        }
        // Only the range of each column that is used.
        var ranges = [SIMD2<Int32>](repeating: SIMD2(.max, -1), count: sources.count)
        ranges.withUnsafeMutableBufferPointer { ranges in
            for index in 0..<count {
                let pick = picks.base[index]
                let range = ranges[Int(pick.x)]
                ranges[Int(pick.x)] = SIMD2(min(range.x, pick.y), max(range.y, pick.y))
            }
        }
        var parts: [Column] = []
        var bases = [Int32](repeating: 0, count: sources.count)
        var base: Int32 = 0
        for (number, range) in ranges.enumerated() {
            let length = range.y - range.x + 1
            parts.append(sources[number].column.slice(Int(range.x), Int(length)))
            bases[number] = base - range.x
            base += length
        }
        let indices = UnsafeMutablePointer<Int32>.allocate(capacity: max(count, 1))
        defer { indices.deallocate() }
        bases.withUnsafeBufferPointer { bases in
            for index in 0..<count { indices[index] = bases[Int(picks.base[index].x)] &+ picks.base[index].y }
        }
        return concatenateShared(parts).gather(indices, count: count)
    }
}

/// Bytes of the rows of a column in a column of their own, one by one.
struct RowWidths {
    /// Of every row, when all are alike.
    private let fixed: Int
    private let each: Buffer?

    init(_ column: Column) {
        if let width = column.type.fixedWidth {
            fixed = width
            each = nil
            return
        }
        fixed = 0
        let sums = Buffer(byteCount: column.count * 8, filledWith: 0)
        column.addWidths(to: sums.pointer(Int.self))
        each = sums
    }

    subscript(row: Int) -> Int { each.map { $0.pointer(Int.self)[row] } ?? fixed }

    /// How many rows of `first ..< first + count`, and one at least, are within `bytes` when each comes with `more`.
    func rows(_ first: Int, count: Int, within bytes: Int, each more: Int) -> (rows: Int, bytes: Int) {
        guard let each else {
            let width = max(fixed + more, 1)
            let rows = min(count, max(bytes / width, 1))
            return (rows, rows * width)
        }
        let widths = each.pointer(Int.self)
        var (rows, total) = (0, 0)
        while rows < count && (rows == 0 || total + widths[first + rows] + more <= bytes) {
            total += widths[first + rows] + more
            rows += 1
        }
        return (rows, total)
    }
}

extension DataType {
    /// Bytes of a row when every row has as many.
    fileprivate var fixedWidth: Int? {
        switch self {
        case .null, .bool, .int, .float, .decimal: return valueByteCount
        case .string, .bytes, .any, .list, .map: return nil
        case .tuple(let members):
            var sum = 0
            for member in members {
                guard let width = member.fixedWidth else { return nil }
                sum += width
            }
            return sum
        }
    }
}

extension Column {
    fileprivate func addWidths(to sums: UnsafeMutablePointer<Int>) {
        switch type {
        case .null: break
        case .bool, .int, .float, .decimal: for row in 0..<count { sums[row] &+= type.valueByteCount }
        case .string, .bytes, .any:
            let views = self.views
            for row in 0..<count { sums[row] &+= 16 &+ (views[row].isInline ? 0 : views[row].count) }
        case .tuple: for child in children { child.addWidths(to: sums) }
        case .list, .map:
            let offsets = self.offsets
            let first = Int(offsets[0])
            let elements = RowWidths(children[0].slice(first, Int(offsets[count]) - first))
            for row in 0..<count {
                sums[row] &+= 4
                for element in Int(offsets[row]) - first..<Int(offsets[row + 1]) - first {
                    sums[row] &+= elements[element]
                }
            }
        }
    }
}
