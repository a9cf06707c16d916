// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Puts together a column from parts, each with the rows where its values belong: the results of the two blocks of an
/// `if`, or what leaves a loop in each round. Every row is put exactly once.
final class Scatter {
    private let type: DataType
    private let count: Int
    private var values: Buffer?
    private var validity: Buffer?
    private var text = TextSources()
    private var members: [Scatter] = []
    /// Lists: the parts, and for each row its place in their concatenation.
    private var parts: [Column] = []
    private var places: Buffer?
    private var partRows: Int32 = 0

    init(_ type: DataType, count: Int) {
        self.type = type
        self.count = count
        switch type {
        case .null: break
        case .bool, .int, .float, .decimal, .string, .bytes, .any:
            values = Buffer(byteCount: count * type.valueByteCount)
        case .tuple(let types): members = types.map { Scatter($0, count: count) }
        case .list, .map: places = Buffer(byteCount: count * 4)
        }
    }

    /// Row `rows[i]` gets row `i * stride` of `part`.
    func put(_ part: Column, stride: Int, rows: UnsafePointer<Int32>, count added: Int) {
        putValidity(part, stride, rows, added)
        switch type {
        case .null: break
        case .bool: spread(part.bools, stride, rows, added, to: values!.pointer(UInt8.self))
        case .decimal: spread(part.decimals, stride, rows, added, to: values!.pointer(Wide128.self))
        case .int, .float: spread(part.ints, stride, rows, added, to: values!.pointer(Int.self))
        case .string, .bytes, .any: putViews(part, stride, rows, added)
        case .tuple:
            for (member, child) in zip(members, part.children) {
                member.put(child, stride: stride, rows: rows, count: added)
            }
        case .list, .map:
            let out = places!.pointer(Int32.self)
            for index in 0..<added { out[Int(rows[index])] = partRows + Int32(index * stride) }
            parts.append(part)
            partRows += Int32(part.count)
        }
    }

    private func putValidity(_ part: Column, _ stride: Int, _ rows: UnsafePointer<Int32>, _ added: Int) {
        if case .list = type { return }
        if case .map = type { return }
        if let mask = part.valid {
            if validity == nil { validity = Buffer(byteCount: count, filledWith: 1) }
            spread(mask, stride, rows, added, to: validity!.pointer(UInt8.self))
        }
    }

    private func putViews(_ part: Column, _ stride: Int, _ rows: UnsafePointer<Int32>, _ added: Int) {
        let out = values!.pointer(StringView.self)
        let source = part.views
        if text.isPrefix(part.data) {
            text.adopt(part.data)
            return spread(source, stride, rows, added, to: out)
        }
        let map = text.indices(of: part.data)
        for index in 0..<added {
            var view = source[index &* stride]
            if !view.isInline { view.setBufferIndex(map[view.bufferIndex]) }
            out[Int(rows[index])] = view
        }
    }

    func finish() -> Column {
        switch type {
        case .null: return Column(type: .null, count: count)
        case .bool, .int, .float, .decimal:
            return Column(type: type, count: count, validity: validity, values: values)
        case .string, .bytes, .any:
            return Column(type: type, count: count, validity: validity, values: values, data: text.buffers)
        case .tuple:
            return Column(type: type, count: count, validity: validity, children: members.map { $0.finish() })
        case .list, .map:
            return concatenateShared(parts).gather(places!.pointer(Int32.self), count: count)
        }
    }
}

@inline(__always)
private func spread<T: BitwiseCopyable>(
    _ source: UnsafePointer<T>, _ stride: Int, _ rows: UnsafePointer<Int32>, _ count: Int,
    to out: UnsafeMutablePointer<T>
) {
    for index in 0..<count { out[Int(rows[index])] = source[index &* stride] }
}

extension StringView {
    /// The same long view into another buffer of the list.
    @inline(__always)
    mutating func setBufferIndex(_ index: Int) {
        word1 = (word1 & 0xffff_ffff_0000_0000) | UInt64(truncatingIfNeeded: index)
    }
}

/// The text buffers of several columns, each once.
struct TextSources {
    private(set) var buffers: [Buffer] = []
    private var known: [ObjectIdentifier: Int] = [:]

    /// Whether views into `data` are valid views into `buffers` as they stand, or would be after `adopt`.
    func isPrefix(_ data: [Buffer]) -> Bool {
        if buffers.isEmpty { return true }
        if data.count > buffers.count { return false }
        for index in data.indices where data[index] !== buffers[index] { return false }
        return true
    }

    /// Takes over the first column's buffers.
    mutating func adopt(_ data: [Buffer]) {
        guard buffers.isEmpty else { return }
        buffers = data
        for (index, buffer) in data.enumerated() { known[ObjectIdentifier(buffer)] = index }
    }

    /// Where each of `data` stands in `buffers`, to which new ones are added.
    mutating func indices(of data: [Buffer]) -> [Int] {
        data.map { buffer in
            if let index = known[ObjectIdentifier(buffer)] { return index }
            known[ObjectIdentifier(buffer)] = buffers.count
            buffers.append(buffer)
            return buffers.count - 1
        }
    }
}

/// As `Column.concatenate`, with each text buffer listed once, so that programs that split and join rows again and
/// again do not grow the list.
func concatenateShared(_ columns: [Column]) -> Column {
    if columns.count == 1 { return columns[0] }
    let type = columns[0].type
    let count = columns.reduce(0) { $0 + $1.count }
    switch type {
    case .null, .bool, .int, .float, .decimal: return Column.concatenate(columns)
    case .tuple(let types):
        let children = types.indices.map { index in concatenateShared(columns.map { $0.children[index] }) }
        return Column(type: type, count: count, validity: concatenatedMask(columns, count), children: children)
    case .string, .bytes, .any:
        var sources = TextSources()
        let values = Buffer(byteCount: count * 16)
        var out = values.pointer(StringView.self)
        for column in columns {
            let map = sources.indices(of: column.data)
            let views = column.views
            for row in 0..<column.count {
                var view = views[row]
                if !view.isInline { view.setBufferIndex(map[view.bufferIndex]) }
                out[row] = view
            }
            out += column.count
        }
        return Column(
            type: type, count: count, validity: concatenatedMask(columns, count), values: values, data: sources.buffers)
    case .list, .map:
        let values = Buffer(byteCount: (count + 1) * 4)
        let ends = values.pointer(Int32.self)
        ends[0] = 0
        var (row, base) = (0, Int32(0))
        var parts: [Column] = []
        for column in columns {
            let offsets = column.offsets
            for index in 0..<column.count { ends[row + index + 1] = base + offsets[index + 1] - offsets[0] }
            row += column.count
            let length = offsets[column.count] - offsets[0]
            base += length
            parts.append(column.children[0].slice(Int(offsets[0]), Int(length)))
        }
        return Column(
            type: type, count: count, validity: concatenatedMask(columns, count), values: values,
            children: [concatenateShared(parts)])
    }
}

private func concatenatedMask(_ columns: [Column], _ count: Int) -> Buffer? {
    guard columns.contains(where: { $0.validity != nil }) else { return nil }
    let mask = Buffer(byteCount: count, filledWith: 1)
    var row = 0
    for column in columns {
        if let source = column.validity { (mask.base + row).copyMemory(from: source.base, byteCount: column.count) }
        row += column.count
    }
    return mask
}
