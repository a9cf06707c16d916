// SPDX-License-Identifier: Apache-2.0

/// The codes of Python's marshal format, version 2, that stand for values.
enum MarshalCode {
    static let none = UInt8(ascii: "N")
    static let `false` = UInt8(ascii: "F")
    static let `true` = UInt8(ascii: "T")
    static let int = UInt8(ascii: "i")
    static let long = UInt8(ascii: "l")
    static let float = UInt8(ascii: "g")
    static let complex = UInt8(ascii: "y")
    static let bytes = UInt8(ascii: "s")
    static let text = UInt8(ascii: "u")
    /// Interned text; `marshal.dumps(x, 1)` writes it, and older Pythons.
    static let interned = UInt8(ascii: "t")
    static let tuple = UInt8(ascii: "(")
    static let list = UInt8(ascii: "[")
    static let dict = UInt8(ascii: "{")
    static let dictEnd = UInt8(ascii: "0")
    static let set = UInt8(ascii: "<")
    static let frozenSet = UInt8(ascii: ">")
}

/// How objects without a marshal form travel: as tuples that begin with one of these.
enum MarshalEscape {
    /// ("\0object", type name, (fields...))
    static let object = "\0object"
    /// ("\0tuple", members...): a plain tuple whose first member is text that begins with "\0".
    static let tuple = "\0tuple"
}

/// Reads marshal bytes; every read is checked against the end.
struct MarshalCursor {
    private(set) var next: UnsafeRawPointer
    let start: UnsafeRawPointer
    let end: UnsafeRawPointer

    /// `bytes` must not be empty.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress else { return nil }
        next = base
        start = base
        end = base + bytes.count
    }

    @inline(__always) var remaining: Int { end - next }
    var position: Int { next - start }

    @inline(__always)
    mutating func code() throws(ConversionError) -> UInt8 {
        guard next < end else { throw .endsEarly }
        defer { next += 1 }
        return next.load(as: UInt8.self)
    }

    /// The next code without going past it.
    @inline(__always)
    func peek() throws(ConversionError) -> UInt8 {
        guard next < end else { throw .endsEarly }
        return next.load(as: UInt8.self)
    }

    @inline(__always)
    mutating func skip(_ count: Int) { next += count }

    @inline(__always)
    mutating func int32() throws(ConversionError) -> Int {
        guard remaining >= 4 else { throw .endsEarly }
        defer { next += 4 }
        return Int(Int32(littleEndian: next.loadUnaligned(as: Int32.self)))
    }

    @inline(__always)
    mutating func double() throws(ConversionError) -> Double {
        guard remaining >= 8 else { throw .endsEarly }
        defer { next += 8 }
        return Double(bitPattern: UInt64(littleEndian: next.loadUnaligned(as: UInt64.self)))
    }

    /// A count of things that take a byte each at least.
    @inline(__always)
    mutating func count() throws(ConversionError) -> Int {
        let value = try int32()
        guard value >= 0, value <= remaining else { throw .endsEarly }
        return value
    }

    /// Bytes behind their count.
    @inline(__always)
    mutating func raw() throws(ConversionError) -> UnsafeRawBufferPointer {
        let length = try count()
        defer { next += length }
        return UnsafeRawBufferPointer(start: next, count: length)
    }

    /// Text behind its count, valid UTF-8.
    @inline(__always)
    mutating func text() throws(ConversionError) -> UnsafeRawBufferPointer {
        let found = try raw()
        if !isUTF8(found.baseAddress!, found.count) { throw .surrogates(at: position - found.count) }
        return found
    }

    /// What follows the code of a long, if 64 bits hold it; nil, with nothing passed, for a wider one.
    mutating func long() throws(ConversionError) -> Int? {
        let start = next
        let signed = try int32()
        let digits = signed.magnitude
        guard digits <= UInt(remaining) / 2 else { throw .endsEarly }
        if digits > 0, try digit(Int(digits) - 1) == 0 {
            throw ConversionError(.value, "marshal data is damaged: the first digit of an int is 0")
        }
        if digits > 5 {
            next = start
            return nil
        }
        var magnitude: UInt64 = 0
        for digit in 0..<Int(digits) {
            let value = UInt64(try self.digit(digit))
            // The fifth digit has 4 bits of room.
            if digit == 4 && value > 15 {
                next = start
                return nil
            }
            magnitude |= value << UInt64(digit * 15)
        }
        guard magnitude <= UInt64(Int.max) + (signed < 0 ? 1 : 0) else {
            next = start
            return nil
        }
        next += Int(digits) * 2
        return signed >= 0 ? Int(magnitude) : Int(truncatingIfNeeded: 0 &- Int64(bitPattern: magnitude))
    }

    /// One of the 15-bit digits that come next.
    private func digit(_ index: Int) throws(ConversionError) -> UInt16 {
        let value = UInt16(littleEndian: (next + index * 2).loadUnaligned(as: UInt16.self))
        guard value < 1 << 15 else {
            throw ConversionError(.value, "marshal data is damaged: a digit of an int is \(value)")
        }
        return value
    }

    /// What follows the code of a long of any width: the least bytes of two's complement that hold it, the lowest
    /// first.
    mutating func wideLong() throws(ConversionError) -> [UInt8] {
        let signed = try int32()
        let digits = Int(signed.magnitude)
        guard digits <= remaining / 2 else { throw .endsEarly }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits * 2 + 1)
        var (held, bits): (UInt32, UInt32) = (0, 0)
        for index in 0..<digits {
            held |= UInt32(try digit(index)) << bits
            bits += 15
            while bits >= 8 {
                bytes.append(UInt8(truncatingIfNeeded: held))
                held >>= 8
                bits -= 8
            }
        }
        bytes.append(UInt8(truncatingIfNeeded: held))
        next += digits * 2
        if signed < 0 {
            var carry = true
            for index in bytes.indices {
                bytes[index] = ~bytes[index] &+ (carry ? 1 : 0)
                carry = carry && bytes[index] == 0
            }
        }
        // A sign bit, and no byte more.
        let fill: UInt8 = signed < 0 ? 0xFF : 0
        bytes.append(fill)
        while bytes.count > 1, bytes[bytes.count - 1] == fill, bytes[bytes.count - 2] >> 7 == fill & 1 {
            bytes.removeLast()
        }
        return bytes
    }

    func unknown(_ code: UInt8) -> ConversionError {
        let name = code >= 32 && code < 127 ? "'\(Character(UnicodeScalar(code)))'" : String(code)
        return ConversionError(
            .value, "marshal code \(name) at byte \(position - 1) is not one of version 2 (marshal.dumps(x, 2))")
    }
}

/// Whether `count` bytes at `start` are UTF-8 (without surrogates, as the standard has it).
@inline(__always)
func isUTF8(_ start: UnsafeRawPointer, _ count: Int) -> Bool {
    var at = 0
    while at &+ 8 <= count {
        if (start + at).loadUnaligned(as: UInt64.self) & 0x8080_8080_8080_8080 != 0 { return isWideUTF8(start, count) }
        at &+= 8
    }
    var gathered: UInt8 = 0
    while at < count {
        gathered |= start.load(fromByteOffset: at, as: UInt8.self)
        at &+= 1
    }
    return gathered < 0x80 || isWideUTF8(start, count)
}

private func isWideUTF8(_ start: UnsafeRawPointer, _ count: Int) -> Bool {
    let bytes = start.assumingMemoryBound(to: UInt8.self)
    var at = 0
    while at < count {
        let lead = bytes[at]
        if lead < 0x80 {
            at += 1
            continue
        }
        let width: Int
        var least: UInt8 = 0x80
        var greatest: UInt8 = 0xBF
        switch lead {
        case 0xC2...0xDF: width = 2
        case 0xE0: (width, least) = (3, 0xA0)
        case 0xED: (width, greatest) = (3, 0x9F)
        case 0xE1...0xEF: width = 3
        case 0xF0: (width, least) = (4, 0x90)
        case 0xF4: (width, greatest) = (4, 0x8F)
        case 0xF1...0xF3: width = 4
        default: return false
        }
        guard at + width <= count, bytes[at + 1] >= least, bytes[at + 1] <= greatest else { return false }
        for offset in 2..<max(width, 2) where bytes[at + offset] & 0xC0 != 0x80 { return false }
        at += width
    }
    return true
}
