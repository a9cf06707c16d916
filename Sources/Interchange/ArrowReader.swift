// SPDX-License-Identifier: Apache-2.0

import CArrow
import Columnar

/// Copies one Arrow array into a column.
struct ArrowReader {
    private let field: ArrowField
    private let array: ArrowArray
    private let count: Int
    private let offset: Int

    init(_ field: ArrowField, _ array: UnsafeMutablePointer<ArrowArray>) throws(ConversionError) {
        try self.init(field, array.pointee, offset: 0, count: Int(array.pointee.length))
    }

    /// Rows `offset ..< offset + count` of `array`.
    private init(_ field: ArrowField, _ array: ArrowArray, offset: Int, count: Int) throws(ConversionError) {
        self.field = field
        self.array = array
        let end = offset.addingReportingOverflow(count)
        let last = Int(array.offset).addingReportingOverflow(Int(array.length))
        guard offset >= 0, count >= 0, !end.overflow, end.partialValue <= Int(array.length), array.offset >= 0,
            !last.overflow, count <= InterchangeLimits.arrowRowsMax
        else { throw damaged }
        self.count = count
        self.offset = Int(array.offset) + offset
        guard Int(array.n_children) == field.children.count else { throw damaged }
    }

    /// The rows; of type `any` when some are null.
    func column() throws(ConversionError) -> Column {
        let plain = try values()
        guard let mask = validity(), plain.count > 0 else { return plain }
        return Column(
            type: plain.type, count: plain.count, validity: mask, values: plain.values, data: plain.data,
            children: plain.children
        ).asAny
    }

    private func buffer(_ index: Int) throws(ConversionError) -> UnsafeRawPointer {
        guard index < Int(array.n_buffers), let buffer = array.buffers?[index] else {
            // Arrays without rows may have no memory.
            guard count == 0 else { throw damaged }
            return UnsafeRawPointer(nothing.base)
        }
        return buffer
    }

    /// A byte a row, or nil when no row is null.
    private func validity() -> Buffer? {
        guard field.format != "n", array.null_count != 0, array.n_buffers > 0, let bits = array.buffers?[0], count > 0
        else { return nil }
        let mask = Buffer(byteCount: count)
        let out = mask.pointer(UInt8.self)
        let bytes = bits.assumingMemoryBound(to: UInt8.self)
        var all: UInt8 = 1
        for row in 0..<count {
            let at = offset + row
            out[row] = (bytes[at >> 3] >> UInt8(at & 7)) & 1
            all &= out[row]
        }
        return all == 1 ? nil : mask
    }

    private func isNull(_ row: Int) -> Bool {
        guard array.null_count != 0, array.n_buffers > 0, let bits = array.buffers?[0] else { return false }
        let at = offset + row
        return bits.load(fromByteOffset: at >> 3, as: UInt8.self) >> UInt8(at & 7) & 1 == 0
    }

    private func values() throws(ConversionError) -> Column {
        if let values = field.dictionary.first { return try decoded(values) }
        switch field.format {
        case "n": return repeated(.null)
        case "b":
            let bits = try buffer(1).assumingMemoryBound(to: UInt8.self)
            return .bools(count: count) { out in
                for row in 0..<count { out[row] = (bits[(offset + row) >> 3] >> UInt8((offset + row) & 7)) & 1 }
            }
        case "g", "f": return try floats()
        case "u", "z": return try text(Int32.self)
        case "U", "Z": return try text(Int64.self)
        case "vu", "vz": return try views()
        case "+l": return try list(Int32.self)
        case "+L": return try list(Int64.self)
        case "+m": return try map()
        case "+s": return try tuple()
        case let format where format.hasPrefix("d:"): return try decimals()
        default:
            if let time = ArrowTime(field.format) { return try times(time) }
            return try ints(field.format)
        }
    }

    private func repeated(_ value: Scalar) -> Column { Column(.any, Array(repeating: value, count: count))! }

    // MARK: Numbers

    private func ints(_ format: String) throws(ConversionError) -> Column {
        switch format {
        case "c": try ints(Int8.self)
        case "C": try ints(UInt8.self)
        case "s": try ints(Int16.self)
        case "S": try ints(UInt16.self)
        case "i": try ints(Int32.self)
        case "I": try ints(UInt32.self)
        case "l": try ints(Int64.self)
        case "L": try ints(UInt64.self)
        default: throw damaged
        }
    }

    @inline(__always)
    private func ints<T: FixedWidthInteger>(_: T.Type) throws(ConversionError) -> Column {
        let source = try buffer(1).assumingMemoryBound(to: T.self) + offset
        var isTooLarge = false
        let column = Column.ints(count: count) { out in
            for row in 0..<count {
                let value = source[row]
                out[row] = Int(truncatingIfNeeded: value)
                if T.self == UInt64.self { isTooLarge = isTooLarge || out[row] < 0 }
            }
        }
        // What lies under a null is nobody's number.
        if isTooLarge && validity() == nil { throw .overflow }
        return column
    }

    /// The digits of decimal numbers of 128 bits; the scale stays in the schema.
    private func decimals() throws(ConversionError) -> Column {
        let parts = field.format.dropFirst(2).split(separator: ",")
        guard parts.count == 2 || (parts.count == 3 && parts[2] == "128") else {
            throw ConversionError(
                .type, "an Arrow column is of the format \(field.format); decimals are read with 128 bits alone")
        }
        let source = try buffer(1)
        let values = Buffer(byteCount: count * 16)
        values.base.copyMemory(from: source + offset * 16, byteCount: count * 16)
        return Column(type: .decimal, count: count, values: values)
    }

    private func floats() throws(ConversionError) -> Column {
        let source = try buffer(1)
        if field.format == "g" {
            return .floats(count: count) { out in
                UnsafeMutableRawPointer(out).copyMemory(from: source + offset * 8, byteCount: count * 8)
            }
        }
        let singles = source.assumingMemoryBound(to: Float.self) + offset
        return .floats(count: count) { out in for row in 0..<count { out[row] = Double(singles[row]) } }
    }

    private func times(_ time: ArrowTime) throws(ConversionError) -> Column {
        let source = try buffer(1)
        let builder = ColumnBuilder(.any)
        var writer = AnyWriter()
        for row in 0..<count {
            writer.removeAll()
            if isNull(row) {
                writer.none()
            } else {
                let at = offset + row
                let value =
                    time.byteCount == 4
                    ? Int((source + at * 4).loadUnaligned(as: Int32.self))
                    : Int((source + at * 8).loadUnaligned(as: Int64.self))
                try time.write(value, to: &writer)
            }
            writer.bytes.withUnsafeBytes { builder.append(bytes: $0) }
        }
        return builder.finish()
    }

    // MARK: Text

    private func text<Offset: FixedWidthInteger>(_: Offset.Type) throws(ConversionError) -> Column {
        let isText = field.format == "u" || field.format == "U"
        let builder = ColumnBuilder(isText ? .string : .bytes)
        guard count > 0 else { return builder.finish() }
        let ends = try buffer(1).assumingMemoryBound(to: Offset.self) + offset
        let data = array.n_buffers > 2 ? array.buffers?[2] : nil
        for row in 0..<count {
            let (start, length) = (Int(ends[row]), Int(ends[row + 1]) - Int(ends[row]))
            guard length >= 0, start >= 0, length <= Int(Int32.max), data != nil || length == 0 else { throw damaged }
            if length == 0 || isNull(row) {
                builder.append(bytes: UnsafeRawBufferPointer(start: nil, count: 0))
                continue
            }
            if isText && !isUTF8(data! + start, length) { throw .surrogates(at: start) }
            builder.append(bytes: UnsafeRawBufferPointer(start: data! + start, count: length))
        }
        return builder.finish()
    }

    private func views() throws(ConversionError) -> Column {
        let builder = ColumnBuilder(field.format == "vu" ? .string : .bytes)
        guard count > 0 else { return builder.finish() }
        let source = try buffer(1).assumingMemoryBound(to: StringView.self) + offset
        // Behind the text come the lengths of its buffers.
        let dataCount = Int(array.n_buffers) - 3
        for row in 0..<count {
            let view = source[row]
            if isNull(row) {
                builder.append(bytes: UnsafeRawBufferPointer(start: nil, count: 0))
                continue
            }
            guard view.count <= Int(Int32.max) else { throw damaged }
            var start = UnsafeRawPointer(source + row) + 4
            if !view.isInline {
                guard view.bufferIndex < dataCount, let data = array.buffers?[2 + view.bufferIndex] else {
                    throw damaged
                }
                start = data + view.offset
            }
            if field.format == "vu" && !isUTF8(start, view.count) { throw .surrogates(at: view.offset) }
            builder.append(bytes: UnsafeRawBufferPointer(start: start, count: view.count))
        }
        return builder.finish()
    }

    /// Values of a dictionary by their indices.
    private func decoded(_ values: ArrowField) throws(ConversionError) -> Column {
        guard let dictionary = array.dictionary else { throw damaged }
        let source = try ArrowReader(values, dictionary).column()
        let indices = try ints(field.format)
        let chosen = Buffer(byteCount: max(count, 1) * 4)
        let rows = chosen.pointer(Int32.self)
        for row in 0..<count {
            let isNull = isNull(row)
            let index = isNull ? 0 : indices.ints[row]
            guard isNull || (index >= 0 && index < source.count) else { throw damaged }
            rows[row] = Int32(truncatingIfNeeded: index)
        }
        // Every value may be null: then there is nothing to gather from.
        guard source.count > 0 else { return repeated(.null) }
        return source.gather(rows, count: count)
    }

    // MARK: Nested

    private func child(_ index: Int, from first: Int, count: Int) throws(ConversionError) -> Column {
        guard let child = array.children?[index] else { throw damaged }
        return try ArrowReader(field.children[index], child.pointee, offset: first, count: count).column()
    }

    private func tuple() throws(ConversionError) -> Column {
        guard !field.children.isEmpty else {
            return repeated(.tuple([]))
        }
        var members: [Column] = []
        for index in field.children.indices { members.append(try child(index, from: offset, count: count)) }
        return .tuple(members, count: count)
    }

    private func ends<Offset: FixedWidthInteger>(_: Offset.Type) throws(ConversionError) -> (Buffer, Int, Int) {
        let shifted = Buffer(byteCount: (count + 1) * 4)
        let out = shifted.pointer(Int32.self)
        out[0] = 0
        guard count > 0 else { return (shifted, 0, 0) }
        let source = try buffer(1).assumingMemoryBound(to: Offset.self) + offset
        let first = Int(source[0])
        for row in 0..<count {
            let (length, end) = (Int(source[row + 1]) - Int(source[row]), Int(source[row + 1]) - first)
            guard length >= 0, end <= Int(Int32.max) else { throw damaged }
            out[row + 1] = Int32(end)
        }
        return (shifted, first, Int(out[count]))
    }

    private func list<Offset: FixedWidthInteger>(_ width: Offset.Type) throws(ConversionError) -> Column {
        let (offsets, first, total) = try ends(width)
        let elements = try child(0, from: first, count: total)
        return Column(type: .list(elements.type), count: count, values: offsets, children: [elements])
    }

    /// Maps become dicts, of type `any`.
    private func map() throws(ConversionError) -> Column {
        let (offsets, first, total) = try ends(Int32.self)
        let entries = try child(0, from: first, count: total)
        guard case .tuple(let members) = entries.type else { throw damaged }
        return Column(
            type: .map(members[0], members[1]), count: count, values: offsets, children: [entries]
        ).asAny
    }
}

private let nothing = Buffer(byteCount: 64, filledWith: 0)

private let damaged = ConversionError(.value, "an Arrow array is damaged: its lengths and buffers do not go together")
