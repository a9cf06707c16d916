// SPDX-License-Identifier: Apache-2.0

import CArrow
import Columnar

// Text and bytes.
extension ArrowSpan {
    /// Values of any of Arrow's layouts of text and bytes.
    func texts() throws(ConversionError) -> Column {
        switch node.format {
        case "u", "z": return try plainTexts(Int32.self)
        case "U", "Z": return try plainTexts(Int64.self)
        case "vu", "vz": return try views()
        default: return try fixedBytes()
        }
    }

    private var isText: Bool { ["u", "U", "vu"].contains(node.format) }

    private func plainTexts<Offset: FixedWidthInteger & BitwiseCopyable>(
        _: Offset.Type
    ) throws(ConversionError) -> Column {
        let type = isText ? DataType.string : .bytes
        guard count > 0 else { return ColumnBuilder(type).finish() }
        let size = MemoryLayout<Offset>.size
        let ends = try buffer(1) + offset * size
        func end(_ row: Int) -> Int { Int(ends.loadUnaligned(fromByteOffset: row &* size, as: Offset.self)) }
        var (before, isDamaged, longest) = (end(0), end(0) < 0, 0)
        for row in 1...count {
            let next = end(row)
            isDamaged = isDamaged || next < before
            longest = max(longest, next &- before)
            before = next
        }
        guard !isDamaged, longest <= Int(Int32.max) else { throw .damaged }
        let values = Buffer(byteCount: count * 16)
        let views = values.pointer(StringView.self)
        guard let text = optionalBuffer(2) else {
            guard end(count) == end(0) else { throw .damaged }
            for row in 0..<count { views[row] = StringView() }
            return Column(type: type, count: count, values: values)
        }
        if isText { try checkText(text, end) }
        // Pieces of text that 32 bits reach into.
        var pieces: [Buffer] = []
        var row = 0
        while row < count {
            let (first, start) = (row, end(row))
            repeat { row += 1 } while row < count && end(row + 1) - start <= InterchangeLimits.arrowTextByteCount
            let piece = Buffer(copying: UnsafeRawBufferPointer(start: text + start, count: end(row) - start))
            for row in first..<row {
                let (at, length) = (end(row) - start, end(row + 1) - end(row))
                views[row] =
                    isNull(row)
                    ? StringView() : StringView(piece.base + at, count: length, bufferIndex: pieces.count, offset: at)
            }
            pieces.append(piece)
        }
        return Column(type: type, count: count, values: values, data: pieces)
    }

    /// Throws when a row that is not null is no Unicode.
    private func checkText(_ text: UnsafeRawPointer, _ end: (Int) -> Int) throws(ConversionError) {
        let (first, last) = (end(0), end(count))
        if isUTF8(text + first, last - first) {
            // All at once; no row may begin inside a character then.
            var isCut = false
            for row in 1..<max(count, 1) where end(row) < last {
                isCut = text.load(fromByteOffset: end(row), as: UInt8.self) & 0xC0 == 0x80 || isCut
            }
            if !isCut { return }
        }
        for row in 0..<count where !isNull(row) && !isUTF8(text + end(row), end(row + 1) - end(row)) {
            throw .surrogates(at: end(row))
        }
    }

    private func views() throws(ConversionError) -> Column {
        let builder = ColumnBuilder(isText ? .string : .bytes)
        guard count > 0 else { return builder.finish() }
        let source = try buffer(1) + offset * 16
        // Behind the text come the lengths of its buffers.
        let dataCount = Int(array.n_buffers) - 3
        let sizes = optionalBuffer(Int(array.n_buffers) - 1)
        for row in 0..<count {
            let view = source.loadUnaligned(fromByteOffset: row * 16, as: StringView.self)
            if isNull(row) {
                builder.append(bytes: UnsafeRawBufferPointer(start: nil, count: 0))
                continue
            }
            guard view.count <= Int(Int32.max) else { throw .damaged }
            var start = source + row * 16 + 4
            if !view.isInline {
                guard view.bufferIndex < dataCount, let data = optionalBuffer(2 + view.bufferIndex), let sizes,
                    view.offset + view.count
                        <= sizes.loadUnaligned(fromByteOffset: view.bufferIndex * 8, as: Int.self)
                else { throw .damaged }
                start = data + view.offset
            }
            if isText && !isUTF8(start, view.count) { throw .surrogates(at: view.offset) }
            builder.append(bytes: UnsafeRawBufferPointer(start: start, count: view.count))
        }
        return builder.finish()
    }

    /// Bytes, the same number in each row.
    private func fixedBytes() throws(ConversionError) -> Column {
        guard let width = node.width(of: "w:") else { throw .damaged }
        let builder = ColumnBuilder(.bytes)
        guard count > 0 else { return builder.finish() }
        // Values without bytes need no memory.
        let source = optionalBuffer(1)
        guard source != nil || width == 0, !(offset + count).multipliedReportingOverflow(by: width).overflow else {
            throw .damaged
        }
        for row in 0..<count {
            let length = isNull(row) ? 0 : width
            let start = source.map { $0 + (offset + row) * width }
            builder.append(bytes: UnsafeRawBufferPointer(start: start, count: length))
        }
        return builder.finish()
    }
}
