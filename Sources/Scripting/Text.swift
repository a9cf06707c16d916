// SPDX-License-Identifier: Apache-2.0

/// An immutable string of a script: UTF-8, indexed by code point as Python's `str`.
public final class Text: Sendable {
    public let utf8: [UInt8]
    /// Number of code points.
    public let count: Int

    /// Text of valid UTF-8.
    public init(utf8: [UInt8]) {
        self.utf8 = utf8
        var count = 0
        for byte in utf8 where byte & 0xC0 != 0x80 { count &+= 1 }
        self.count = count
        LiveMemory.add(LiveMemory.headBytes &+ LiveMemory.array(utf8))
    }

    /// Text of these bytes; nil when they are not UTF-8.
    convenience init?(copying bytes: UnsafeRawBufferPointer) {
        var bits: UInt8 = 0
        for byte in bytes { bits |= byte }
        if bits < 0x80 {
            self.init(ascii: Array(bytes))
        } else {
            guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
            self.init(utf8: Array(bytes))
        }
    }

    private init(ascii: [UInt8]) {
        utf8 = ascii
        count = ascii.count
        LiveMemory.add(LiveMemory.headBytes &+ LiveMemory.array(ascii))
    }

    deinit { LiveMemory.subtract(LiveMemory.headBytes &+ LiveMemory.array(utf8)) }

    public convenience init(_ string: String) { self.init(utf8: Array(string.utf8)) }

    /// The decimal digits of a whole number.
    init(decimal whole: Int) {
        utf8 = [UInt8](unsafeUninitializedCapacity: 20) { (buffer, count) in
            var rest = whole.magnitude
            var place = 20
            repeat {
                place -= 1
                buffer[place] = 48 + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest != 0
            if whole < 0 {
                place -= 1
                buffer[place] = 45
            }
            count = 20 - place
            for index in 0..<count { buffer[index] = buffer[place + index] }
        }
        count = utf8.count
        LiveMemory.add(LiveMemory.headBytes &+ LiveMemory.array(utf8))
    }

    /// Whether each code point is one byte, so that positions are byte offsets.
    public var isASCII: Bool { count == utf8.count }

    public var string: String { String(decoding: utf8, as: UTF8.self) }
}

/// Immutable bytes of a script: Python's `bytes`.
public final class ByteString: Sendable {
    public let bytes: [UInt8]

    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
        LiveMemory.add(LiveMemory.headBytes &+ LiveMemory.array(bytes))
    }

    deinit { LiveMemory.subtract(LiveMemory.headBytes &+ LiveMemory.array(bytes)) }
}
