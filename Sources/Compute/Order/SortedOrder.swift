// SPDX-License-Identifier: Apache-2.0

import Columnar

/// The rows of `keys` in stable order, as entries; the caller frees them.
func sortedOrder(_ keys: Column, descending: Bool) -> Growing<SortEntry> {
    let count = keys.count
    let prefixes = SortPrefixes(type: keys.type, descending: descending)
    var entries = Growing<SortEntry>(capacity: count)
    entries.count = count
    let numbers = Buffer(byteCount: count * 8)
    let prefix = numbers.pointer(UInt64.self)
    prefixes.fill(keys, into: prefix)
    for row in 0..<count { entries.base[row] = SortEntry(key: prefix[row], row: UInt64(truncatingIfNeeded: row)) }
    sortByKey(&entries)
    if prefixes.isComplete && keys.validity == nil { return entries }
    forEachTie(entries.base, count) { start, length in
        if keys.type == .string || keys.type == .bytes, keys.validity == nil {
            sortTexts(entries.base + start, length, keys, from: 8, descending)
        } else {
            sortFully(entries.base + start, length, keys, descending)
        }
    }
    return entries
}

/// Calls `body` with each run of two or more equal keys.
@inline(__always)
private func forEachTie(
    _ entries: UnsafeMutablePointer<SortEntry>, _ count: Int, _ body: (_ start: Int, _ length: Int) -> Void
) {
    var start = 0
    while start < count {
        var end = start &+ 1
        let key = entries[start].key
        while end < count && entries[end].key == key { end &+= 1 }
        if end &- start > 1 { body(start, end &- start) }
        start = end
    }
}

/// Orders rows whose first `offset` bytes (zeros behind the end) are equal, in stable order.
private func sortTexts(
    _ entries: UnsafeMutablePointer<SortEntry>, _ count: Int, _ keys: Column, from offset: Int, _ descending: Bool
) {
    if count <= 16 { return sortFully(entries, count, keys, descending) }
    if isInOrder(entries, count, keys, descending) { return }
    let flip: UInt64 = descending ? .max : 0
    var part = Growing<SortEntry>(capacity: count)
    // Texts that end within the first bytes come before those that go on, the shorter first.
    var ended = 0
    for index in 0..<count {
        let row = Int(entries[index].row)
        let length = keys.views[row].count
        let key = length <= offset ? UInt64(length) : UInt64.max
        ended += length <= offset ? 1 : 0
        part.append(SortEntry(key: key ^ flip, row: entries[index].row))
    }
    if ended > 0 { sortByKey(&part) }
    let first = descending ? 0 : ended
    var rest = Growing<SortEntry>(capacity: count - ended)
    for index in first..<(first + count - ended) {
        let row = part.base[index].row
        rest.append(SortEntry(key: textPrefix(keys.bytes(Int(row)), from: offset) ^ flip, row: row))
    }
    sortByKey(&rest)
    (part.base + first).update(from: rest.base, count: rest.count)
    let going = part.base + first
    forEachTie(going, rest.count) { start, length in
        sortTexts(going + start, length, keys, from: offset + 8, descending)
    }
    entries.update(from: part.base, count: count)
    part.free()
    rest.free()
}

private func isInOrder(
    _ entries: UnsafeMutablePointer<SortEntry>, _ count: Int, _ keys: Column, _ descending: Bool
) -> Bool {
    let sign = descending ? -1 : 1
    for index in 1..<count
    where keys.compare(Int(entries[index - 1].row), with: keys, Int(entries[index].row)) * sign > 0 {
        return false
    }
    return true
}

/// Orders rows by full comparison of their keys.
private func sortFully(
    _ entries: UnsafeMutablePointer<SortEntry>, _ count: Int, _ keys: Column, _ descending: Bool
) {
    // Mostly ties are rows with the same key.
    if isInOrder(entries, count, keys, descending) { return }
    let sign = descending ? -1 : 1
    let memory = UnsafeMutablePointer<Int32>.allocate(capacity: count * 2)
    defer { memory.deallocate() }
    for index in 0..<count { memory[index] = Int32(truncatingIfNeeded: entries[index].row) }
    mergeSort(memory, memory + count, count) { keys.compare(Int($0), with: keys, Int($1)) * sign }
    for index in 0..<count { entries[index].row = UInt64(truncatingIfNeeded: memory[index]) }
}

/// Rows `indices[0 ..< count]` with their text copied together, so that the result keeps nothing else alive.
func gatherCopying(_ column: Column, _ indices: UnsafePointer<Int32>, _ count: Int) -> Column {
    switch column.type {
    case .string, .bytes, .any: return gatherTexts(column, indices, count)
    case .tuple where column.validity == nil:
        let children = column.children.map { gatherCopying($0, indices, count) }
        return Column(type: column.type, count: count, children: children)
    case .null, .bool, .int, .float, .decimal: return column.gather(indices, count: count)
    default:
        let builder = ColumnBuilder(column.type)
        builder.append(column, rows: indices, count: count)
        return builder.finish()
    }
}

private func gatherTexts(_ column: Column, _ indices: UnsafePointer<Int32>, _ count: Int) -> Column {
    let values = Buffer(byteCount: count * 16)
    let (out, source, data) = (values.pointer(StringView.self), column.views, column.dataPointers)
    var total = 0
    for index in 0..<count {
        let view = source[Int(indices[index])]
        out[index] = view
        total &+= view.isInline ? 0 : view.count
    }
    if total > Int(UInt32.max) {
        let builder = ColumnBuilder(column.type)
        builder.append(column, rows: indices, count: count)
        return builder.finish()
    }
    let text = Buffer(byteCount: total)
    copyTexts(out, count, data, to: text)
    let mask = column.valid.map { valid in
        let mask = Buffer(byteCount: count)
        let bytes = mask.pointer(UInt8.self)
        for index in 0..<count { bytes[index] = valid[Int(indices[index])] }
        return mask
    }
    return Column(type: column.type, count: count, validity: mask, values: values, data: total > 0 ? [text] : [])
}

/// Copies the long texts of `views` to `text`, one after the other, and lets the views point there.
private func copyTexts(
    _ views: UnsafeMutablePointer<StringView>, _ count: Int, _ data: UnsafePointer<UnsafeRawPointer>, to text: Buffer
) {
    let block = 64
    var end = 0
    var start = 0
    while start < count {
        let stop = min(start &+ block, count)
        // The bare loads first, so that many texts are under way from memory at once. What they give goes where the
        // first text is about to be written.
        var touched: UInt8 = 0
        for index in start..<stop where !views[index].isInline {
            let source = data[views[index].bufferIndex] + views[index].offset
            touched ^= source.load(as: UInt8.self) ^ (source + (views[index].count &- 1)).load(as: UInt8.self)
        }
        if end < text.byteCount { text.base.storeBytes(of: touched, toByteOffset: end, as: UInt8.self) }
        for index in start..<stop where !views[index].isInline {
            let view = views[index]
            (text.base + end).copyMemory(from: data[view.bufferIndex] + view.offset, byteCount: view.count)
            views[index].word1 = UInt64(truncatingIfNeeded: end) << 32
            end &+= view.count
        }
        start = stop
    }
}
