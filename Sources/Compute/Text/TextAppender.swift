// SPDX-License-Identifier: Apache-2.0

import Columnar

/// A string operand: row r's bytes, constants included.
struct Texts {
    let views: UnsafePointer<StringView>
    let data: UnsafePointer<UnsafeRawPointer>
    let stride: Int
    let column: Column

    init(_ column: Column, stride: Int) {
        self.column = column
        self.stride = stride
        views = UnsafePointer(column.views)
        data = column.dataPointers
    }

    @inline(__always)
    subscript(_ row: Int) -> UnsafeRawBufferPointer { viewBytes(views, row &* stride, data) }

    /// A view of bytes `range` of row `row`, which shares the text.
    @inline(__always)
    func part(_ row: Int, _ start: Int, _ count: Int) -> StringView {
        let view = views[row &* stride]
        if view.isInline {
            return StringView(inline: UnsafeRawPointer(views + row &* stride) + 4 + start, count: count)
        }
        return StringView(
            data[view.bufferIndex] + view.offset + start, count: count, bufferIndex: view.bufferIndex,
            offset: view.offset + start)
    }
}

/// Writes a string column row by row: append pieces, then end the row.
struct TextAppender {
    private let values: Buffer
    private let out: UnsafeMutablePointer<StringView>
    private var row = 0
    private var done: [Buffer] = []
    private var chunk: Buffer
    private var used = 0
    /// Where the current row starts in the chunk.
    private var start = 0
    /// Bytes that may still be taken.
    private var left: Int
    /// Bytes taken, which `machine` has counted.
    private(set) var byteCount: Int
    private let machine: Machine

    private static let chunkByteCountMax = 1 << 20

    init(rows: Int, expectedByteCount: Int = 0, machine: Machine) throws(Failure) {
        try machine.checkFits(rows * 16 + expectedByteCount)
        if expectedByteCount > ComputeLimits.textBufferByteCountMax {
            throw Failure(.memoryExceeded, "the texts of this batch do not fit in its memory: make shorter ones")
        }
        self.machine = machine
        byteCount = rows * 16 + expectedByteCount
        try machine.charge(byteCount)
        values = Buffer(byteCount: rows * 16)
        out = values.pointer(StringView.self)
        chunk = Buffer(byteCount: max(expectedByteCount, 4096))
        left = min(machine.memoryLeft, ComputeLimits.textBufferByteCountMax)
    }

    /// Room for `count` more bytes of the current row.
    @inline(__always)
    mutating func reserve(_ count: Int) throws(Failure) -> UnsafeMutablePointer<UInt8> {
        if used &+ count > chunk.byteCount { try open(count) }
        return (chunk.base + used).assumingMemoryBound(to: UInt8.self)
    }

    /// Counts `count` reserved bytes in.
    @inline(__always)
    mutating func advance(_ count: Int) { used &+= count }

    @inline(__always)
    mutating func append(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
        guard let source = bytes.baseAddress else { return }
        let room = try reserve(bytes.count)
        UnsafeMutableRawPointer(room).copyMemory(from: source, byteCount: bytes.count)
        used &+= bytes.count
    }

    mutating func append(_ bytes: [UInt8]) throws(Failure) {
        let room = try reserve(bytes.count)
        bytes.withUnsafeBytes { source in
            if let start = source.baseAddress {
                UnsafeMutableRawPointer(room).copyMemory(from: start, byteCount: bytes.count)
            }
        }
        used &+= bytes.count
    }

    @inline(never)
    private mutating func open(_ more: Int) throws(Failure) {
        let begun = used - start
        let needed = begun + more
        if needed > ComputeLimits.textByteCountMax {
            throw Failure(
                .memoryExceeded, "a text longer than \(ComputeLimits.textByteCountMax) bytes would be made", row: row)
        }
        let size = max(needed * 2, min(chunk.byteCount * 2, Self.chunkByteCountMax))
        if size > left {
            throw Failure(
                .memoryExceeded, "the texts of this batch do not fit in its memory: make shorter ones", row: row)
        }
        try machine.charge(size)
        left -= size
        byteCount += size
        let fresh = Buffer(byteCount: size)
        fresh.base.copyMemory(from: chunk.base + start, byteCount: begun)
        if start > 0 { done.append(chunk) }
        chunk = fresh
        used = begun
        start = 0
    }

    /// The pieces appended since the last row are the next row.
    @inline(__always)
    mutating func endRow() {
        let count = used &- start
        out[row] = StringView(chunk.base + start, count: count, bufferIndex: done.count, offset: start)
        row &+= 1
        // Short texts are inside the view: their bytes can be used again.
        if count <= StringView.inlineByteCountMax { used = start } else { start = used }
    }

    mutating func finish(_ type: DataType, validity: Buffer?) -> Column {
        if start > 0 { done.append(chunk) }
        return Column(type: type, count: row, validity: validity, values: values, data: done)
    }
}

extension Machine {
    /// The string operand in `register`.
    func texts(_ register: Int, _ rows: Int) -> Texts {
        Texts(column(register, rows), stride: self[register].stride)
    }

    func setText(_ call: InstructionCall, _ writer: inout TextAppender) throws(Failure) {
        let bytes = writer.byteCount
        var value = RegisterValue(writer.finish(call.step.type, validity: call.validity), isConstant: call.isConstant)
        value.charge = bytes
        self[call.step.result] = value
    }

    /// Sets the result to views that share the operand's text.
    func setViews(_ call: InstructionCall, _ views: Buffer, sharing source: Column) throws(Failure) {
        let column = Column(
            type: call.step.type, count: call.rows, validity: call.validity, values: views, data: source.data)
        try set(call.step.result, column, isConstant: call.isConstant)
    }
}
