// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Appends one value in the encoding of type `any` as marshal. Damaged bytes are an error.
func writeAny(_ bytes: UnsafeRawBufferPointer, to writer: inout MarshalWriter) throws(ConversionError) {
    guard let base = bytes.baseAddress else { throw damaged }
    var reader = AnyReader(next: base, end: base + bytes.count)
    try reader.write(to: &writer, depth: InterchangeLimits.rowDepthMax)
    guard reader.next == reader.end else { throw damaged }
}

/// Whether the value is text that begins with "\0".
func isMarkedText(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard let base = bytes.baseAddress else { return false }
    return AnyReader(next: base, end: base + bytes.count).isMarkedText
}

private let damaged = ConversionError(.value, "a value of type any is damaged")

private struct AnyReader {
    var next: UnsafeRawPointer
    let end: UnsafeRawPointer

    @inline(__always)
    private mutating func byte() throws(ConversionError) -> UInt8 {
        guard next < end else { throw damaged }
        defer { next += 1 }
        return next.load(as: UInt8.self)
    }

    @inline(__always)
    private mutating func unsigned() throws(ConversionError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = try byte()
            if shift == 63 && next > 1 { throw damaged }
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 { return value }
            shift += 7
        }
    }

    @inline(__always)
    private mutating func double() throws(ConversionError) -> Double {
        guard end - next >= 8 else { throw damaged }
        defer { next += 8 }
        return Double(bitPattern: UInt64(littleEndian: next.loadUnaligned(as: UInt64.self)))
    }

    @inline(__always)
    private mutating func count() throws(ConversionError) -> Int {
        let value = try unsigned()
        guard value <= UInt64(end - next) else { throw damaged }
        return Int(truncatingIfNeeded: value)
    }

    @inline(__always)
    private mutating func raw() throws(ConversionError) -> UnsafeRawBufferPointer {
        let length = try count()
        defer { next += length }
        return UnsafeRawBufferPointer(start: next, count: length)
    }

    /// Whether text that begins with "\0" comes next.
    var isMarkedText: Bool {
        var ahead = self
        guard let tag = try? ahead.byte(), tag == AnyTag.string.rawValue, let text = try? ahead.raw() else {
            return false
        }
        return text.count > 0 && text[0] == 0
    }

    mutating func write(to writer: inout MarshalWriter, depth: Int) throws(ConversionError) {
        guard depth > 0 else { throw .tooDeep(InterchangeLimits.rowDepthMax) }
        switch AnyTag(rawValue: try byte()) {
        case .some(.none): writer.byte(MarshalCode.none)
        case .false: writer.byte(MarshalCode.false)
        case .true: writer.byte(MarshalCode.true)
        case .int:
            let raw = try unsigned()
            writer.int(Int(Int64(bitPattern: (raw >> 1) ^ (0 &- (raw & 1)))))
        case .float: writer.float(try double())
        case .string: writer.text(try raw())
        case .bytes: writer.bytes(try raw())
        case .tuple:
            let number = try count()
            let isEscaped = number > 0 && isMarkedText
            writer.head(MarshalCode.tuple, number + (isEscaped ? 1 : 0))
            if isEscaped { writer.escape(MarshalEscape.tuple) }
            for _ in 0..<number { try write(to: &writer, depth: depth - 1) }
        case .list: try items(MarshalCode.list, &writer, depth)
        case .set: try items(MarshalCode.set, &writer, depth)
        case .frozenSet: try items(MarshalCode.frozenSet, &writer, depth)
        case .dict:
            writer.byte(MarshalCode.dict)
            for _ in 0..<(try count()) {
                try write(to: &writer, depth: depth - 1)
                try write(to: &writer, depth: depth - 1)
            }
            writer.byte(MarshalCode.dictEnd)
        case .object: try object(&writer, depth)
        case nil: throw damaged
        }
    }

    private mutating func items(
        _ code: UInt8, _ writer: inout MarshalWriter, _ depth: Int
    ) throws(ConversionError) {
        let number = try count()
        writer.head(code, number)
        for _ in 0..<number { try write(to: &writer, depth: depth - 1) }
    }

    private mutating func object(_ writer: inout MarshalWriter, _ depth: Int) throws(ConversionError) {
        let name = try raw()
        let number = try count()
        if number == 2 && name.elementsEqual("complex".utf8), let (real, imaginary) = complexFields() {
            writer.complex(real, imaginary)
            return
        }
        writer.head(MarshalCode.tuple, 3)
        writer.escape(MarshalEscape.object)
        writer.text(name)
        writer.head(MarshalCode.tuple, number)
        for _ in 0..<number { try write(to: &writer, depth: depth - 1) }
    }

    /// The two floats of a complex number, passed; nil, with nothing passed, when they are not floats.
    private mutating func complexFields() -> (Double, Double)? {
        var ahead = self
        guard let first = try? ahead.byte(), first == AnyTag.float.rawValue, let real = try? ahead.double(),
            let second = try? ahead.byte(), second == AnyTag.float.rawValue, let imaginary = try? ahead.double()
        else { return nil }
        self = ahead
        return (real, imaginary)
    }
}
