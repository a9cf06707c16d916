// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files
import Glibc

/// A place where bytes are no character of their encoding.
struct MalformedText: Error {
    /// From the start of what was decoded.
    let offset: Int
}

/// Turns bytes of an encoding into UTF-8.
struct TextDecoder {
    let encoding: TextFormat.Encoding
    let replacesMalformed: Bool

    /// Bytes of UTF-8 that `count` bytes become, at most: each that is no character becomes the three of U+FFFD.
    func roomNeeded(_ count: Int) -> Int { count * 3 + 3 }

    /// Whether the bytes are the same in UTF-8.
    func isPlain(_ bytes: UnsafeRawBufferPointer) -> Bool {
        switch encoding {
        case .utf8: firstInvalidUTF8(bytes) == nil
        case .ascii, .latin1: isASCII(bytes)
        case .utf16, .utf16LittleEndian, .utf16BigEndian: bytes.isEmpty
        }
    }

    /// Writes `bytes` as UTF-8 to `target`, which has `roomNeeded`; how many those are.
    func decode(_ bytes: UnsafeRawBufferPointer, into target: UnsafeMutableRawPointer) throws(MalformedText) -> Int {
        guard let base = bytes.baseAddress else { return 0 }
        switch encoding {
        case .utf8: return try utf8(base, bytes.count, target)
        case .ascii: return try ascii(base, bytes.count, target)
        case .latin1: return latin1(base, bytes.count, target)
        case .utf16, .utf16LittleEndian: return try utf16(base, bytes.count, target, isBigEndian: false)
        case .utf16BigEndian: return try utf16(base, bytes.count, target, isBigEndian: true)
        }
    }

    private func utf8(
        _ base: UnsafeRawPointer, _ count: Int, _ target: UnsafeMutableRawPointer
    ) throws(MalformedText) -> Int {
        var (read, written) = (0, 0)
        while true {
            let rest = UnsafeRawBufferPointer(start: base + read, count: count - read)
            let good = firstInvalidUTF8(rest) ?? rest.count
            memcpy(target + written, base + read, good)
            read += good
            written += good
            if read == count { return written }
            guard replacesMalformed else { throw MalformedText(offset: read) }
            written += writeReplacement(target + written)
            read += illFormedByteCount(base + read, count - read)
        }
    }

    private func ascii(
        _ base: UnsafeRawPointer, _ count: Int, _ target: UnsafeMutableRawPointer
    ) throws(MalformedText) -> Int {
        var written = 0
        for index in 0..<count {
            let byte = base.load(fromByteOffset: index, as: UInt8.self)
            if byte < 0x80 {
                target.storeBytes(of: byte, toByteOffset: written, as: UInt8.self)
                written &+= 1
            } else {
                guard replacesMalformed else { throw MalformedText(offset: index) }
                written += writeReplacement(target + written)
            }
        }
        return written
    }

    private func latin1(_ base: UnsafeRawPointer, _ count: Int, _ target: UnsafeMutableRawPointer) -> Int {
        var written = 0
        for index in 0..<count {
            let byte = base.load(fromByteOffset: index, as: UInt8.self)
            if byte < 0x80 {
                target.storeBytes(of: byte, toByteOffset: written, as: UInt8.self)
                written &+= 1
            } else {
                target.storeBytes(of: 0xC0 | byte &>> 6, toByteOffset: written, as: UInt8.self)
                target.storeBytes(of: 0x80 | byte & 0x3F, toByteOffset: written &+ 1, as: UInt8.self)
                written &+= 2
            }
        }
        return written
    }

    private func utf16(
        _ base: UnsafeRawPointer, _ count: Int, _ target: UnsafeMutableRawPointer, isBigEndian: Bool
    ) throws(MalformedText) -> Int {
        @inline(__always) func unit(_ at: Int) -> UInt32 {
            let raw = (base + at).loadUnaligned(as: UInt16.self)
            return UInt32(isBigEndian ? raw.byteSwapped : raw)
        }
        var (read, written) = (0, 0)
        while read < count {
            var scalar: UInt32 = 0xD800
            var length = 2
            if read &+ 2 <= count { scalar = unit(read) } else { length = 1 }
            if scalar & 0xFC00 == 0xD800, read &+ 4 <= count, unit(read &+ 2) & 0xFC00 == 0xDC00 {
                scalar = 0x1_0000 &+ (scalar & 0x3FF) &<< 10 &+ unit(read &+ 2) & 0x3FF
                length = 4
            }
            if scalar & 0xFFFF_F800 == 0xD800 {
                guard replacesMalformed else { throw MalformedText(offset: read) }
                scalar = 0xFFFD
            }
            written &+= writeScalar(scalar, target + written)
            read &+= length
        }
        return written
    }
}

/// Writes a Unicode scalar as UTF-8; how many bytes that are.
@inline(__always)
private func writeScalar(_ scalar: UInt32, _ target: UnsafeMutableRawPointer) -> Int {
    @inline(__always) func put(_ offset: Int, _ value: UInt32) {
        target.storeBytes(of: UInt8(truncatingIfNeeded: value), toByteOffset: offset, as: UInt8.self)
    }
    if scalar < 0x80 {
        put(0, scalar)
        return 1
    }
    if scalar < 0x800 {
        put(0, 0xC0 | scalar &>> 6)
        put(1, 0x80 | scalar & 0x3F)
        return 2
    }
    if scalar < 0x1_0000 {
        put(0, 0xE0 | scalar &>> 12)
        put(1, 0x80 | scalar &>> 6 & 0x3F)
        put(2, 0x80 | scalar & 0x3F)
        return 3
    }
    put(0, 0xF0 | scalar &>> 18)
    put(1, 0x80 | scalar &>> 12 & 0x3F)
    put(2, 0x80 | scalar &>> 6 & 0x3F)
    put(3, 0x80 | scalar & 0x3F)
    return 4
}

private func writeReplacement(_ target: UnsafeMutableRawPointer) -> Int { writeScalar(0xFFFD, target) }

private func isASCII(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var all: UInt8 = 0
    for byte in bytes { all |= byte }
    return all < 0x80
}

/// Bytes at `base`, where no character begins, that one U+FFFD stands for: as many as could have begun one, at least
/// one (the Unicode Standard, 3.9, "maximal subparts").
private func illFormedByteCount(_ base: UnsafeRawPointer, _ left: Int) -> Int {
    func byte(_ offset: Int) -> UInt8 { base.load(fromByteOffset: offset, as: UInt8.self) }
    let (length, second): (Int, ClosedRange<UInt8>)
    switch byte(0) {
    case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: return 1
    }
    guard left > 1, second.contains(byte(1)) else { return 1 }
    var count = 2
    while count < min(left, length), byte(count) & 0xC0 == 0x80 { count += 1 }
    return count
}

extension FileError {
    /// Says which byte at `offset` of a file is no character. `where` tells of which bytes the offset counts.
    static func malformedText(
        _ path: String, _ encoding: TextFormat.Encoding, byte: UInt8, offset: Int, of what: String = ""
    ) -> FileError {
        let name = encoding == .utf8 ? "UTF-8" : encoding.name
        return FileError(
            .malformed, path: path,
            "\(path) is not \(name) text: byte 0x\(String(byte, radix: 16)) at \(what)offset \(offset) begins no "
                + "character: name the file's encoding (utf-8, utf-16, latin-1, ascii), let errors=\"replace\" put "
                + "U+FFFD there, read bytes, or convert the file to UTF-8")
    }
}
