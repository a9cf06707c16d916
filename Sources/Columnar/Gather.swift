// SPDX-License-Identifier: Apache-2.0

/// `out[i] = source[indices[i]]`.
@inlinable @inline(__always)
func gatherInto<T: BitwiseCopyable>(
    _ out: UnsafeMutablePointer<T>, _ source: UnsafePointer<T>, _ indices: UnsafePointer<Int32>, _ count: Int
) {
    for index in 0..<count { out[index] = source[Int(indices[index])] }
}

extension Column {
    /// Rows `indices[0 ..< count]`, in that order. Text is shared with this column, not copied.
    public func gather(_ indices: UnsafePointer<Int32>, count: Int) -> Column {
        let mask = valid.map { source in
            let buffer = Buffer(byteCount: count)
            gatherInto(buffer.pointer(UInt8.self), source, indices, count)
            return buffer
        }
        switch type {
        case .null:
            return Column(type: .null, count: count)
        case .bool:
            let out = Buffer(byteCount: count)
            gatherInto(out.pointer(UInt8.self), bools, indices, count)
            return Column(type: .bool, count: count, validity: mask, values: out)
        case .int, .float:
            let out = Buffer(byteCount: count * 8)
            gatherInto(out.pointer(Int.self), ints, indices, count)
            return Column(type: type, count: count, validity: mask, values: out)
        case .decimal:
            let out = Buffer(byteCount: count * 16)
            gatherInto(out.pointer(Wide128.self), decimals, indices, count)
            return Column(type: .decimal, count: count, validity: mask, values: out)
        case .string, .bytes, .any:
            let out = Buffer(byteCount: count * 16)
            gatherInto(out.pointer(StringView.self), views, indices, count)
            return Column(type: type, count: count, validity: mask, values: out, data: data)
        case .tuple:
            let members = children.map { $0.gather(indices, count: count) }
            return Column(type: type, count: count, validity: mask, children: members)
        case .list, .map:
            return gatherLists(indices, count, mask)
        }
    }

    private func gatherLists(_ indices: UnsafePointer<Int32>, _ count: Int, _ mask: Buffer?) -> Column {
        let source = offsets
        let out = Buffer(byteCount: (count + 1) * 4)
        let ends = out.pointer(Int32.self)
        var end: Int32 = 0
        ends[0] = 0
        for index in 0..<count {
            let row = Int(indices[index])
            end += source[row + 1] - source[row]
            ends[index + 1] = end
        }
        let elements = Buffer(byteCount: Int(end) * 4)
        let rows = elements.pointer(Int32.self)
        var written = 0
        for index in 0..<count {
            let row = Int(indices[index])
            for element in source[row]..<source[row + 1] {
                rows[written] = element
                written += 1
            }
        }
        let child = children[0].gather(rows, count: Int(end))
        return Column(type: type, count: count, validity: mask, values: out, children: [child])
    }

    /// The rows of all `columns`, which have one type, in order. Text is shared, not copied.
    public static func concatenate(_ columns: [Column]) -> Column {
        precondition(!columns.isEmpty)
        if columns.count == 1 { return columns[0] }
        let type = columns[0].type
        precondition(columns.allSatisfy { $0.type == type })
        let count = columns.reduce(0) { $0 + $1.count }
        let mask = concatenateValidity(columns, count)
        switch type {
        case .null:
            return Column(type: .null, count: count)
        case .tuple(let members):
            let children = members.indices.map { member in concatenate(columns.map { $0.children[member] }) }
            return Column(type: type, count: count, validity: mask, children: children)
        case .list, .map:
            return concatenateLists(columns, count, mask)
        case .string, .bytes, .any:
            return concatenateViews(columns, count, mask)
        case .bool, .int, .float, .decimal:
            let width = type.valueByteCount
            let out = Buffer(byteCount: count * width)
            var end = out.base
            for column in columns where column.count > 0 {
                end.copyMemory(from: column.values!.base, byteCount: column.count * width)
                end += column.count * width
            }
            return Column(type: type, count: count, validity: mask, values: out)
        }
    }

    private static func concatenateValidity(_ columns: [Column], _ count: Int) -> Buffer? {
        guard columns.contains(where: { $0.validity != nil }) else { return nil }
        let mask = Buffer(byteCount: count, filledWith: 1)
        var end = mask.base
        for column in columns {
            if let source = column.validity { end.copyMemory(from: source.base, byteCount: column.count) }
            end += column.count
        }
        return mask
    }

    private static func concatenateViews(_ columns: [Column], _ count: Int, _ mask: Buffer?) -> Column {
        let out = Buffer(byteCount: count * 16)
        var end = out.pointer(StringView.self)
        var data: [Buffer] = []
        for column in columns {
            let shift = UInt64(truncatingIfNeeded: data.count)
            let source = column.views
            for row in 0..<column.count {
                var view = source[row]
                if !view.isInline { view.word1 &+= shift }
                end[row] = view
            }
            end += column.count
            data += column.data
        }
        return Column(type: columns[0].type, count: count, validity: mask, values: out, data: data)
    }

    private static func concatenateLists(_ columns: [Column], _ count: Int, _ mask: Buffer?) -> Column {
        let out = Buffer(byteCount: (count + 1) * 4)
        let ends = out.pointer(Int32.self)
        ends[0] = 0
        var parts: [Column] = []
        var row = 0
        var base: Int32 = 0
        for column in columns {
            let source = column.offsets
            let first = source[0]
            for index in 0..<column.count { ends[row + index + 1] = base + source[index + 1] - first }
            row += column.count
            base += source[column.count] - first
            parts.append(column.children[0].slice(Int(first), Int(source[column.count] - first)))
        }
        return Column(type: columns[0].type, count: count, validity: mask, values: out, children: [concatenate(parts)])
    }
}
