// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// Writes the primitive forms of protocol/bytecode.md, section "Primitives".
package struct ByteWriter {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func byte(_ value: UInt8) { bytes.append(value) }

    package mutating func raw(_ source: some Sequence<UInt8>) { bytes.append(contentsOf: source) }

    /// Unsigned LEB128, shortest form.
    package mutating func unsigned(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// A count or index. A negative one becomes a huge value, which every decoder refuses.
    package mutating func count(_ value: Int) { unsigned(UInt64(bitPattern: Int64(value))) }

    /// Zigzag, then LEB128.
    package mutating func signed(_ value: Int) {
        let wide = Int64(value)
        unsigned(UInt64(bitPattern: (wide << 1) ^ (wide >> 63)))
    }

    package mutating func float(_ value: Double) {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { raw($0) }
    }

    /// 16 bytes, little-endian.
    package mutating func decimal(_ value: Int128) {
        withUnsafeBytes(of: Wide128(value)) { raw($0) }
    }

    package mutating func type(_ value: DataType) { TypeCodec.append(value, to: &bytes) }

    package mutating func text(_ value: String) {
        count(value.utf8.count)
        raw(value.utf8)
    }
}

/// Reads what `ByteWriter` wrote; every read is checked against the bytes left.
package struct ByteReader {
    private let bytes: UnsafeRawBufferPointer
    package private(set) var position = 0

    package init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    package var remaining: Int { bytes.count - position }

    func failure(_ what: String) -> BytecodeError { BytecodeError("\(what), at byte \(position)") }

    package mutating func byte() throws(BytecodeError) -> UInt8 {
        guard position < bytes.count else { throw failure("the bytes end early") }
        defer { position += 1 }
        return bytes[position]
    }

    package mutating func unsigned() throws(BytecodeError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = try byte()
            if shift == 63 && next > 1 { throw failure("a number has more than 64 bits") }
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 {
                if next == 0 && shift > 0 { throw failure("a number is not in its shortest form") }
                return value
            }
            shift += 7
        }
    }

    package mutating func signed() throws(BytecodeError) -> Int {
        let raw = try unsigned()
        return Int(Int64(bitPattern: (raw >> 1) ^ (0 &- (raw & 1))))
    }

    /// An index or a line number: 0 ... `max`.
    package mutating func number(_ what: String, max: Int) throws(BytecodeError) -> Int {
        let raw = try unsigned()
        guard raw <= UInt64(max) else { throw failure("\(what) is \(raw), more than the limit of \(max)") }
        return Int(raw)
    }

    /// How many items follow, each at least a byte long: at most `max`, and no more than there are bytes left.
    package mutating func count(_ what: String, max: Int) throws(BytecodeError) -> Int {
        let value = try number("the number of \(what)", max: max)
        guard value <= remaining else { throw failure("\(value) \(what) do not fit in the \(remaining) bytes left") }
        return value
    }

    package mutating func float() throws(BytecodeError) -> Double {
        guard remaining >= 8 else { throw failure("the bytes end early") }
        defer { position += 8 }
        return Double(
            bitPattern: UInt64(littleEndian: (bytes.baseAddress! + position).loadUnaligned(as: UInt64.self)))
    }

    package mutating func type() throws(BytecodeError) -> DataType {
        do throws(TypeCodingError) { return try TypeCodec.decode(bytes, from: &position) } catch {
            throw BytecodeError("\(error.reason), at byte \(error.position)")
        }
    }

    package mutating func decimal() throws(BytecodeError) -> Int128 {
        guard remaining >= 16 else { throw failure("the bytes end early") }
        defer { position += 16 }
        return (bytes.baseAddress! + position).loadUnaligned(as: Wide128.self).value
    }

    package mutating func raw(_ what: String, max: Int) throws(BytecodeError) -> UnsafeRawBufferPointer {
        let length = try count("bytes of \(what)", max: max)
        defer { position += length }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<position + length])
    }

    package mutating func text(_ what: String, max: Int) throws(BytecodeError) -> String {
        let source = try raw(what, max: max)
        guard let text = String(validating: source, as: UTF8.self) else { throw failure("\(what) is not UTF-8") }
        return text
    }

    package func end() throws(BytecodeError) {
        guard remaining == 0 else { throw failure("\(remaining) bytes follow the end") }
    }
}

/// `body` on the bytes of an array (the standard library's method loses the type of the error).
func withRawBytes<Result>(
    of bytes: [UInt8], _ body: (UnsafeRawBufferPointer) throws(BytecodeError) -> Result
) throws(BytecodeError) -> Result {
    try bytes.withUnsafeBufferPointer { buffer throws(BytecodeError) in try body(UnsafeRawBufferPointer(buffer)) }
}
