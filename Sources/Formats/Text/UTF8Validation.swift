// SPDX-License-Identifier: Apache-2.0

/// The offset of the first byte that does not belong to well-formed UTF-8 (the Unicode Standard, table 3-7); nil when
/// all do. A character that is cut off at the end is ill-formed.
package func firstInvalidUTF8(_ bytes: UnsafeRawBufferPointer) -> Int? {
    guard let base = bytes.baseAddress else { return nil }
    let count = bytes.count
    var offset = 0
    while offset < count {
        offset = skipASCII(base, offset, count)
        // One multi-byte character after another until the text is ASCII again.
        while offset < count {
            let lead = base.load(fromByteOffset: offset, as: UInt8.self)
            if lead < 0x80 { break }
            let length = characterLength(base + offset, count &- offset, lead)
            if length == 0 { return offset }
            offset &+= length
        }
    }
    return nil
}

/// The offset of the first byte from `offset` on that is not ASCII, or `count`.
@inline(__always)
func skipASCII(_ base: UnsafeRawPointer, _ offset: Int, _ count: Int) -> Int {
    let high: UInt64 = 0x8080_8080_8080_8080
    var offset = offset
    while offset &+ 32 <= count {
        let at = base + offset
        let first = at.loadUnaligned(as: UInt64.self) | (at + 8).loadUnaligned(as: UInt64.self)
        let second = (at + 16).loadUnaligned(as: UInt64.self) | (at + 24).loadUnaligned(as: UInt64.self)
        if (first | second) & high != 0 { break }
        offset &+= 32
    }
    while offset &+ 8 <= count {
        let found = (base + offset).loadUnaligned(as: UInt64.self) & high
        if found != 0 { return offset &+ found.trailingZeroBitCount / 8 }
        offset &+= 8
    }
    while offset < count && base.load(fromByteOffset: offset, as: UInt8.self) < 0x80 { offset &+= 1 }
    return offset
}

/// The length of the well-formed character at `bytes`, of which `left` can be read; 0 when it is ill-formed.
@inline(__always)
private func characterLength(_ bytes: UnsafeRawPointer, _ left: Int, _ lead: UInt8) -> Int {
    @inline(__always) func byte(_ offset: Int) -> UInt8 { bytes.load(fromByteOffset: offset, as: UInt8.self) }
    @inline(__always) func isTrailing(_ offset: Int) -> Bool { byte(offset) & 0xC0 == 0x80 }
    switch lead {
    case 0xC2...0xDF: return left >= 2 && isTrailing(1) ? 2 : 0
    case 0xE0...0xEF:
        guard left >= 3, isTrailing(1), isTrailing(2) else { return 0 }
        let second = byte(1)
        return (lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ? 0 : 3
    case 0xF0...0xF4:
        guard left >= 4, isTrailing(1), isTrailing(2), isTrailing(3) else { return 0 }
        let second = byte(1)
        return (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F) ? 0 : 4
    default: return 0
    }
}
