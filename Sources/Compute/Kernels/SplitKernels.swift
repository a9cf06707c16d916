// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

// Splitting goes in two passes over a row: the first finds the separators eight bytes at a time and writes their
// positions without branches; the second turns the gaps into views.

/// Growing list of separator positions of one row.
private struct Positions {
    var buffer = Buffer(byteCount: 64 << 10)

    var capacity: Int { buffer.byteCount / 4 }

    mutating func grow(to count: Int, keeping used: Int) {
        if count <= capacity { return }
        let fresh = Buffer(byteCount: max(count, capacity * 2) * 4)
        fresh.base.copyMemory(from: buffer.base, byteCount: used * 4)
        buffer = fresh
    }
}

/// Views of parts, and where the parts of each row end.
struct PartWriter {
    var views: Buffer
    var count = 0
    let offsets: Buffer
    let byteCountMax: Int

    init(rows: Int, expected: Int, byteCountMax: Int) {
        views = Buffer(byteCount: max(expected, 64) * 16)
        offsets = Buffer(byteCount: (rows + 1) * 4)
        offsets.pointer(Int32.self)[0] = 0
        self.byteCountMax = byteCountMax
    }

    /// Room for `more` views.
    @inline(__always)
    mutating func reserve(_ more: Int, _ row: Int) throws(Failure) -> UnsafeMutablePointer<StringView> {
        if (count &+ more) &* 16 > views.byteCount { try grow(more, row) }
        return views.pointer(StringView.self) + count
    }

    @inline(never)
    private mutating func grow(_ more: Int, _ row: Int) throws(Failure) {
        let needed = (count + more) * 16
        if needed > byteCountMax || count + more > ComputeLimits.listElementsMax {
            throw Failure(.memoryExceeded, "the parts of these texts do not fit in the batch's memory", row: row)
        }
        let fresh = Buffer(byteCount: max(needed, min(views.byteCount * 2, byteCountMax)))
        fresh.base.copyMemory(from: views.base, byteCount: count * 16)
        views = fresh
    }

    @inline(__always)
    func endRow(_ row: Int) { offsets.pointer(Int32.self)[row &+ 1] = Int32(truncatingIfNeeded: count) }
}

private let lowBits: UInt64 = 0x7f7f_7f7f_7f7f_7f7f
private let highBits: UInt64 = 0x8080_8080_8080_8080

/// Bit 7 of each byte of `word` that is zero.
@inline(__always)
private func zeroBytes(_ word: UInt64) -> UInt64 { ~(((word & lowBits) &+ lowBits) | word | lowBits) }

/// Bit 7 of each byte that is ASCII white space: 9 to 13 and 28 to 32.
@inline(__always)
private func asciiSpaces(_ word: UInt64) -> UInt64 {
    let low = word & lowBits
    let control = (low &+ 0x7777_7777_7777_7777) & ~(low &+ 0x7272_7272_7272_7272)
    let space = (low &+ 0x6464_6464_6464_6464) & ~(low &+ 0x5f5f_5f5f_5f5f_5f5f)
    return (control | space) & ~word & highBits
}

/// Writes the positions that `mask` (bit 7 of each byte) marks; returns how many.
@inline(__always)
private func writePositions(_ mask: UInt64, _ base: Int, _ out: UnsafeMutablePointer<Int32>) -> Int {
    let marked = mask.nonzeroBitCount
    var rest = mask
    out[0] = Int32(truncatingIfNeeded: base &+ rest.trailingZeroBitCount &>> 3)
    rest &= rest &- 1
    out[1] = Int32(truncatingIfNeeded: base &+ rest.trailingZeroBitCount &>> 3)
    rest &= rest &- 1
    var written = 2
    while written < marked {
        out[written] = Int32(truncatingIfNeeded: base &+ rest.trailingZeroBitCount &>> 3)
        rest &= rest &- 1
        written &+= 1
    }
    return marked
}

/// The mask for the last `count` < 8 bytes of a text.
@inline(__always)
private func tailMask(_ count: Int) -> UInt64 { (UInt64(1) &<< UInt64(truncatingIfNeeded: count &* 8)) &- 1 }

/// Positions of `separator` in `count` bytes at `base`.
@inline(__always)
private func findSeparators(
    _ base: UnsafeRawPointer, _ count: Int, _ pattern: UInt64, _ out: UnsafeMutablePointer<Int32>
) -> Int {
    var found = 0
    var offset = 0
    while offset &+ 8 <= count {
        let mask = zeroBytes((base + offset).loadUnaligned(as: UInt64.self) ^ pattern)
        found &+= writePositions(mask, offset, out + found)
        offset &+= 8
    }
    if offset < count {
        let mask = zeroBytes((base + offset).loadUnaligned(as: UInt64.self) ^ pattern) & tailMask(count &- offset)
        found &+= writePositions(mask, offset, out + found)
    }
    return found
}

/// Positions of all bytes of white space; -1 when the text is not ASCII.
@inline(__always)
private func findSpaces(_ base: UnsafeRawPointer, _ count: Int, _ out: UnsafeMutablePointer<Int32>) -> Int {
    var found = 0
    var offset = 0
    var all: UInt64 = 0
    while offset &+ 8 <= count {
        let word = (base + offset).loadUnaligned(as: UInt64.self)
        all |= word
        found &+= writePositions(asciiSpaces(word), offset, out + found)
        offset &+= 8
    }
    if offset < count {
        let tail = tailMask(count &- offset)
        let word = (base + offset).loadUnaligned(as: UInt64.self)
        all |= word & tail
        found &+= writePositions(asciiSpaces(word) & tail, offset, out + found)
    }
    return all & highBits == 0 ? found : -1
}

private func findSpacesUnicode(_ bytes: UnsafeRawBufferPointer, _ out: UnsafeMutablePointer<Int32>) -> Int {
    var found = 0
    var offset = 0
    while offset < bytes.count {
        let width = whitespaceByteCount(bytes, offset)
        for _ in 0..<width {
            out[found] = Int32(truncatingIfNeeded: offset)
            found += 1
            offset += 1
        }
        if width == 0 { offset += 1 }
    }
    return found
}

/// Views of the gaps between `found` one-byte separators, written to `out`; empty ones only when `keepsEmpty`.
@inline(__always)
private func writeParts(
    _ base: UnsafeRawPointer, _ count: Int, _ positions: UnsafePointer<Int32>, _ found: Int, bufferIndex: Int,
    offset: Int, keepsEmpty: Bool, _ out: UnsafeMutablePointer<StringView>
) -> Int {
    var written = 0
    var start = 0
    let always = keepsEmpty ? 1 : 0
    for index in 0..<found {
        let end = Int(positions[index])
        out[written] = StringView(base + start, count: end &- start, bufferIndex: bufferIndex, offset: offset &+ start)
        written &+= always | (end > start ? 1 : 0)
        start = end &+ 1
    }
    out[written] = StringView(base + start, count: count &- start, bufferIndex: bufferIndex, offset: offset &+ start)
    return written &+ (always | (count > start ? 1 : 0))
}

extension Machine {
    func splitTexts(_ call: InstructionCall) throws(Failure) {
        let texts = texts(call.step.a, call.rows)
        let isWhitespace = call.step.opcode == .splitWhitespace
        let separators = isWhitespace ? texts : self.texts(call.step.b, call.rows)
        let keepsEmpty = !isWhitespace && call.step.immediate == 0
        let total = textByteCount(texts, call.rows)
        var parts = PartWriter(rows: call.rows, expected: min(total / 5 + call.rows, 1 << 20), byteCountMax: memoryLeft)
        var positions = Positions()
        for row in 0..<call.rows {
            if call.isNull(row) {
                parts.endRow(row)
                continue
            }
            let bytes = texts[row]
            if isWhitespace {
                try splitRow(texts, row, bytes, pattern: nil, keepsEmpty, &positions, &parts)
            } else {
                let separator = separators[row]
                if separator.count == 1 {
                    let pattern = UInt64(separator[0]) &* 0x0101_0101_0101_0101
                    try splitRow(texts, row, bytes, pattern: pattern, keepsEmpty, &positions, &parts)
                } else {
                    try splitRow(texts, row, bytes, longSeparator: separator, keepsEmpty, &parts)
                }
            }
            parts.endRow(row)
        }
        try setParts(call, texts.column, parts)
    }

    /// `splitAtMost`: the parts between the first so many separators, and the rest.
    func splitTextsAtMost(_ call: InstructionCall) throws(Failure) {
        let (texts, separators) = (texts(call.step.a, call.rows), texts(call.step.b, call.rows))
        let limits = self[call.step.c]
        let counts = limits.values!.pointer(Int.self)
        var parts = PartWriter(rows: call.rows, expected: call.rows * 2, byteCountMax: memoryLeft)
        for row in 0..<call.rows {
            if !call.isNull(row) {
                let (bytes, separator) = (texts[row], separators[row])
                if separator.isEmpty { throw Failure(.invalidArgument, "empty separator", row: row) }
                var (start, left) = (0, counts[row &* limits.stride])
                while true {
                    let found = left == 0 ? -1 : findBytes(bytes, separator, from: start)
                    let end = found < 0 ? bytes.count : found
                    let room = try parts.reserve(1, row)
                    room.pointee = texts.part(row, start, end - start)
                    parts.count += 1
                    if found < 0 { break }
                    start = end + separator.count
                    left -= left > 0 ? 1 : 0
                }
            }
            parts.endRow(row)
        }
        try setParts(call, texts.column, parts)
    }

    /// `validity`: of the lists; `partValidity`: of the parts.
    func setParts(
        _ call: InstructionCall, _ source: Column, _ parts: PartWriter, validity: Buffer? = nil,
        partValidity: Buffer? = nil
    ) throws(Failure) {
        let views = Buffer(slice: parts.views, offset: 0, byteCount: parts.count * 16)
        let child = Column(
            type: source.type, count: parts.count, validity: partValidity, values: views, data: source.data)
        let lists = Column(
            type: call.step.type, count: call.rows, validity: validity ?? call.validity, values: parts.offsets,
            children: [child])
        try set(call.step.result, lists, isConstant: call.isConstant)
    }

    @inline(__always)
    private func splitRow(
        _ texts: Texts, _ row: Int, _ bytes: UnsafeRawBufferPointer, pattern: UInt64?, _ keepsEmpty: Bool,
        _ positions: inout Positions, _ parts: inout PartWriter
    ) throws(Failure) {
        let count = bytes.count
        if count &+ 8 > positions.capacity { try growPositions(&positions, count, row) }
        let out = positions.buffer.pointer(Int32.self)
        let base = bytes.baseAddress!
        var found: Int
        if let pattern {
            found = findSeparators(base, count, pattern, out)
        } else {
            found = findSpaces(base, count, out)
            if found < 0 { found = findSpacesUnicode(bytes, out) }
        }
        let view = texts.views[row &* texts.stride]
        let room = try parts.reserve(found &+ 1, row)
        parts.count &+= writeParts(
            base, count, out, found, bufferIndex: view.bufferIndex, offset: view.offset, keepsEmpty: keepsEmpty, room)
    }

    @inline(never)
    private func growPositions(_ positions: inout Positions, _ count: Int, _ row: Int) throws(Failure) {
        if count > ComputeLimits.textByteCountMax || (count + 8) * 4 > memoryLeft {
            throw Failure(.memoryExceeded, "a text of \(count) bytes is too long to be split", row: row)
        }
        positions.grow(to: count + 8, keeping: 0)
    }

    private func splitRow(
        _ texts: Texts, _ row: Int, _ bytes: UnsafeRawBufferPointer, longSeparator: UnsafeRawBufferPointer,
        _ keepsEmpty: Bool, _ parts: inout PartWriter
    ) throws(Failure) {
        if longSeparator.isEmpty { throw Failure(.invalidArgument, "empty separator", row: row) }
        var start = 0
        while true {
            let found = findBytes(bytes, longSeparator, from: start)
            let end = found < 0 ? bytes.count : found
            if keepsEmpty || end > start {
                let room = try parts.reserve(1, row)
                room.pointee = texts.part(row, start, end - start)
                parts.count += 1
            }
            if found < 0 { return }
            start = end + longSeparator.count
        }
    }

    /// Bytes of all rows of a string operand.
    func textByteCount(_ texts: Texts, _ rows: Int) -> Int {
        var total = 0
        for row in 0..<rows { total &+= texts.views[row &* texts.stride].count }
        return total
    }
}
