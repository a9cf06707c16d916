// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Growing bytes of the C allocator in Python's marshal format, version 2: a reply is handed to the host as it is.
public struct MarshalWriter: ~Copyable {
    private var base: UnsafeMutableRawPointer
    private var next: UnsafeMutableRawPointer
    private var end: UnsafeMutableRawPointer
    /// Whether something was written that the reader has to turn into an object.
    public private(set) var hasObjects = false
    /// Whether a count was beyond the format's 31 bits: the bytes are then of no use.
    public private(set) var isTooLarge = false

    public init(capacity: Int = 256) {
        base = MarshalWriter.allocate(nil, capacity)
        next = base
        end = base + capacity
    }

    deinit { free(base) }

    /// The bytes so far; whoever takes them releases them with `free`.
    public consuming func take() -> UnsafeMutableBufferPointer<UInt8> {
        let count = next - base
        let memory = end - next > 1 << 16 ? MarshalWriter.allocate(base, max(count, 1)) : base
        discard self
        return UnsafeMutableBufferPointer(start: memory.assumingMemoryBound(to: UInt8.self), count: count)
    }

    /// A copy of the bytes so far.
    public borrowing func copy() -> [UInt8] { Array(UnsafeRawBufferPointer(start: base, count: next - base)) }

    public var byteCount: Int { next - base }

    private static func allocate(_ old: UnsafeMutableRawPointer?, _ capacity: Int) -> UnsafeMutableRawPointer {
        guard let memory = realloc(old, capacity) else {
            fatalError("cannot allocate \(capacity) bytes: the machine is out of memory")
        }
        return memory
    }

    /// Makes room for `count` bytes.
    @inline(__always)
    mutating func reserve(_ count: Int) {
        if end - next < count { grow(count) }
    }

    @inline(never)
    private mutating func grow(_ count: Int) {
        let used = next - base
        let capacity = max((end - base) * 2, used + count)
        base = MarshalWriter.allocate(base, capacity)
        next = base + used
        end = base + capacity
    }

    /// Appends a byte for which there is room.
    @inline(__always)
    private mutating func put(_ value: UInt8) {
        next.storeBytes(of: value, as: UInt8.self)
        next += 1
    }

    @inline(__always)
    private mutating func put32(_ value: Int) {
        next.storeBytes(of: Int32(truncatingIfNeeded: value).littleEndian, as: Int32.self)
        next += 4
    }

    @inline(__always)
    mutating func byte(_ value: UInt8) {
        reserve(1)
        put(value)
    }

    /// A code and the count of what follows, which the caller has checked.
    @inline(__always)
    mutating func head(_ code: UInt8, _ count: Int) {
        reserve(5)
        if count > Int(Int32.max) { isTooLarge = true }
        put(code)
        put32(count)
    }

    @inline(__always)
    mutating func int(_ value: Int) {
        reserve(16)
        if Int(Int32(truncatingIfNeeded: value)) == value {
            put(MarshalCode.int)
            put32(value)
        } else {
            long(value)
        }
    }

    private mutating func long(_ value: Int) {
        put(MarshalCode.long)
        var rest = value.magnitude
        let digits = (64 - rest.leadingZeroBitCount + 14) / 15
        put32(value < 0 ? -digits : digits)
        for _ in 0..<digits {
            next.storeBytes(of: UInt16(rest & 0x7fff).littleEndian, as: UInt16.self)
            next += 2
            rest >>= 15
        }
    }

    @inline(__always)
    mutating func float(_ value: Double) {
        reserve(9)
        put(MarshalCode.float)
        putFloat(value)
    }

    @inline(__always)
    private mutating func putFloat(_ value: Double) {
        next.storeBytes(of: value.bitPattern.littleEndian, as: UInt64.self)
        next += 8
    }

    mutating func complex(_ real: Double, _ imaginary: Double) {
        reserve(17)
        put(MarshalCode.complex)
        putFloat(real)
        putFloat(imaginary)
    }

    @inline(__always)
    mutating func text(_ text: UnsafeRawBufferPointer) { counted(MarshalCode.text, text) }

    @inline(__always)
    mutating func bytes(_ bytes: UnsafeRawBufferPointer) { counted(MarshalCode.bytes, bytes) }

    @inline(__always)
    private mutating func counted(_ code: UInt8, _ bytes: UnsafeRawBufferPointer) {
        reserve(5 + bytes.count)
        if bytes.count > Int(Int32.max) { isTooLarge = true }
        put(code)
        put32(bytes.count)
        if let source = bytes.baseAddress { next.copyMemory(from: source, byteCount: bytes.count) }
        next += bytes.count
    }

    /// The text that marks an object or a plain tuple that looks like one.
    mutating func escape(_ mark: String) {
        var mark = mark
        hasObjects = true
        mark.withUTF8 { text(UnsafeRawBufferPointer($0)) }
    }

    /// Keys and values follow, then `endMap`.
    public mutating func beginMap() { byte(MarshalCode.dict) }

    public mutating func endMap() { byte(MarshalCode.dictEnd) }
}
