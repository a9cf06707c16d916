// SPDX-License-Identifier: Apache-2.0

import Columnar
import Glibc

// Texts are bytes that should be UTF-8. Where they are not, a scalar is a byte that is no continuation byte together
// with the continuation bytes behind it: nothing here trusts a length that the text declares.

/// Number of scalars: bytes that do not continue one.
func scalarCount(_ bytes: UnsafeRawBufferPointer) -> Int {
    guard let base = bytes.baseAddress else { return 0 }
    var total = 0
    var index = 0
    while index &+ 8 <= bytes.count {
        let word = (base + index).loadUnaligned(as: UInt64.self)
        // Bit 7 set and bit 6 clear: a continuation byte.
        let continued = word & ~(word &<< 1) & 0x8080_8080_8080_8080
        total &+= 8 &- continued.nonzeroBitCount
        index &+= 8
    }
    while index < bytes.count {
        total &+= bytes[index] & 0xC0 == 0x80 ? 0 : 1
        index &+= 1
    }
    return total
}

func isASCII(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard let base = bytes.baseAddress else { return true }
    var any: UInt64 = 0
    var index = 0
    while index &+ 8 <= bytes.count {
        any |= (base + index).loadUnaligned(as: UInt64.self)
        index &+= 8
    }
    while index < bytes.count {
        any |= UInt64(bytes[index])
        index &+= 1
    }
    return any & 0x8080_8080_8080_8080 == 0
}

/// The byte offset of scalar number `position`, or the byte count when there are fewer.
func byteOffset(_ bytes: UnsafeRawBufferPointer, scalar position: Int, from start: Int = 0) -> Int {
    var index = start
    var left = position
    while index < bytes.count {
        if left == 0 { return index }
        index &+= 1
        while index < bytes.count && bytes[index] & 0xC0 == 0x80 { index &+= 1 }
        left &-= 1
    }
    return bytes.count
}

/// Number of extended grapheme clusters, as Swift's `count`.
func graphemeCount(_ bytes: UnsafeRawBufferPointer) -> Int {
    guard isASCII(bytes) else { return String(decoding: bytes, as: UTF8.self).count }
    var pairs = 0
    var previous: UInt8 = 0
    for byte in bytes {
        if byte == 10 && previous == 13 { pairs &+= 1 }
        previous = byte
    }
    return bytes.count - pairs
}

/// Bytes of the white-space character at `offset` (Python's `str.isspace`), or 0.
@inline(__always)
func whitespaceByteCount(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Int {
    let byte = bytes[offset]
    if byte < 0x80 { return (byte >= 9 && byte <= 13) || (byte >= 28 && byte <= 32) ? 1 : 0 }
    return wideWhitespaceByteCount(bytes, offset)
}

func wideWhitespaceByteCount(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Int {
    let left = bytes.count - offset
    if left >= 2 && bytes[offset] == 0xC2 { return bytes[offset + 1] == 0x85 || bytes[offset + 1] == 0xA0 ? 2 : 0 }
    guard left >= 3 else { return 0 }
    switch (bytes[offset], bytes[offset + 1], bytes[offset + 2]) {
    case (0xE1, 0x9A, 0x80), (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8), (0xE2, 0x80, 0xA9), (0xE2, 0x80, 0xAF),
        (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80):
        return 3
    default: return 0
    }
}

/// The bytes without white space at the start, the end or both.
func trimmedRange(_ bytes: UnsafeRawBufferPointer, start: Bool, end: Bool) -> Range<Int> {
    var first = 0
    var last = bytes.count
    while start && first < last {
        let width = whitespaceByteCount(bytes, first)
        if width == 0 { break }
        first += width
    }
    while end && first < last {
        var width = 0
        for candidate in 1...3 where last - candidate >= first {
            if whitespaceByteCount(bytes, last - candidate) == candidate { width = candidate }
        }
        if width == 0 { break }
        last -= width
    }
    return first..<last
}

/// The offset of the first occurrence of `needle` at or after `from`, or -1. Linear time whatever the texts are.
@inline(__always)
func findBytes(_ bytes: UnsafeRawBufferPointer, _ needle: UnsafeRawBufferPointer, from: Int = 0) -> Int {
    if needle.count == 0 { return from }
    return findNonEmpty(bytes, needle, from)
}

/// Looks at each place of the first byte; texts that make this slow go to `findByBorders`.
private func findNonEmpty(_ bytes: UnsafeRawBufferPointer, _ needle: UnsafeRawBufferPointer, _ from: Int) -> Int {
    guard let base = bytes.baseAddress, let wanted = needle.baseAddress else { return -1 }
    let last = bytes.count - needle.count
    let first = Int32(needle[0])
    var offset = from
    var wasted = 0
    while offset <= last {
        guard let found = memchr(base + offset, first, last - offset + 1) else { return -1 }
        let place = UnsafeRawPointer(found) - base
        if memcmp(base + place, wanted, needle.count) == 0 { return place }
        offset = place + 1
        wasted += needle.count
        if wasted > 1024 + 8 * (offset - from) { return findByBorders(bytes, needle, offset) }
    }
    return -1
}

/// The search of Knuth, Morris and Pratt.
private func findByBorders(_ bytes: UnsafeRawBufferPointer, _ needle: UnsafeRawBufferPointer, _ from: Int) -> Int {
    withUnsafeTemporaryAllocation(of: Int.self, capacity: needle.count) { borders in
        borders[0] = 0
        var border = 0
        for index in 1..<max(needle.count, 1) {
            while border > 0 && needle[index] != needle[border] { border = borders[border - 1] }
            if needle[index] == needle[border] { border += 1 }
            borders[index] = border
        }
        var matched = 0
        var index = from
        while index < bytes.count {
            while matched > 0 && bytes[index] != needle[matched] { matched = borders[matched - 1] }
            if bytes[index] == needle[matched] { matched += 1 }
            index += 1
            if matched == needle.count { return index - matched }
        }
        return -1
    }
}

/// The text in lower case by the rule for a sigma at the end of a word; nil when there is none in the text.
func lowercasedWithFinalSigma(_ text: String) -> String? {
    let scalars = Array(text.unicodeScalars)
    guard scalars.contains("\u{3A3}") else { return nil }
    var result = String.UnicodeScalarView()
    for (index, scalar) in scalars.enumerated() {
        guard scalar == "\u{3A3}" else {
            result.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
            continue
        }
        let before = scalars[..<index].last { !$0.properties.isCaseIgnorable }
        let after = scalars[(index + 1)...].first { !$0.properties.isCaseIgnorable }
        let isFinal = before?.properties.isCased == true && after?.properties.isCased != true
        result.append(isFinal ? "\u{3C2}" : "\u{3C3}")
    }
    return String(result)
}
