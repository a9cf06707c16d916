// SPDX-License-Identifier: Apache-2.0

import Glibc

extension Text {
    /// The byte at which code point `position` begins; the byte count at or behind the end.
    public func byteOffset(ofPosition position: Int) -> Int {
        if isASCII { return min(max(position, 0), utf8.count) }
        if position >= count { return utf8.count }
        var left = max(position, 0)
        var index = 0
        while left > 0 {
            index += 1
            while index < utf8.count && utf8[index] & 0xC0 == 0x80 { index += 1 }
            left -= 1
        }
        return index
    }

    /// The number of code points before byte `offset`.
    public func position(ofByte offset: Int) -> Int {
        if isASCII { return offset }
        var position = 0
        for index in 0..<min(offset, utf8.count) where utf8[index] & 0xC0 != 0x80 { position += 1 }
        return position
    }

    /// The text between two byte offsets that are borders of code points.
    func part(_ range: Range<Int>) -> Text {
        range.lowerBound == 0 && range.upperBound == utf8.count ? self : Text(utf8: Array(utf8[range]))
    }

    /// The code points.
    public var scalars: [Unicode.Scalar] {
        if isASCII { return utf8.map { Unicode.Scalar($0) } }
        return Array(string.unicodeScalars)
    }

    convenience init(scalars: some Sequence<Unicode.Scalar>) {
        var bytes: [UInt8] = []
        for scalar in scalars { bytes.appendScalar(scalar) }
        self.init(utf8: bytes)
    }

    /// The byte range of `[start:end]` with Python's rules for what is out of range; nil when start is behind the end.
    func range(_ start: Value?, _ end: Value?) throws(Raised) -> Range<Int>? {
        var first = try sliceIndex(start) ?? 0
        var last = try sliceIndex(end) ?? count
        if first < 0 { first = max(first + count, 0) }
        if last < 0 { last = max(last + count, 0) }
        last = min(last, count)
        if first > last { return nil }
        if isASCII { return first..<last }
        return byteOffset(ofPosition: first)..<byteOffset(ofPosition: last)
    }
}

/// A bound of a slice: None is nil.
func sliceIndex(_ value: Value?) throws(Raised) -> Int? {
    guard let value else { return nil }
    if case .none = value { return nil }
    if let whole = value.wholeNumber ?? arrayIndex(value) { return max(whole, -Int.max / 2) }
    throw Raised("TypeError", "slice indices must be integers or None or have an __index__ method")
}

extension Array<UInt8> {
    mutating func appendScalar(_ scalar: Unicode.Scalar) {
        if scalar.isASCII {
            append(UInt8(truncatingIfNeeded: scalar.value))
        } else {
            append(contentsOf: UTF8.encode(scalar).unsafelyUnwrapped)
        }
    }
}

/// Whether `part` lies at `offset` of the bytes.
@inline(__always)
func areEqualBytes(_ bytes: [UInt8], _ offset: Int, _ part: [UInt8]) -> Bool {
    if offset < 0 || part.count > bytes.count - offset { return false }
    return bytes.withUnsafeBytes { (bytes) -> Bool in
        part.withUnsafeBytes { (part) -> Bool in
            guard let left = bytes.baseAddress, let right = part.baseAddress else { return true }
            return memcmp(left + offset, right, part.count) == 0
        }
    }
}

/// The offset of the first occurrence of `needle` that lies in `start..<end`. Linear time whatever the bytes are.
func findBytes(_ bytes: [UInt8], _ needle: [UInt8], from start: Int, to end: Int) -> Int? {
    if end - start < needle.count { return nil }
    guard let first = needle.first else { return start }
    return bytes.withUnsafeBufferPointer { (bytes) -> Int? in
        needle.withUnsafeBufferPointer { (needle) -> Int? in
            guard let base = bytes.baseAddress, let wanted = needle.baseAddress else { return nil }
            let last = end - needle.count
            if needle.count == 1 {
                return memchr(base + start, Int32(first), end - start).map {
                    UnsafeRawPointer($0) - UnsafeRawPointer(base)
                }
            }
            var offset = start
            var wasted = 0
            while offset <= last {
                guard let found = memchr(base + offset, Int32(first), last - offset + 1) else { return nil }
                let place = UnsafeRawPointer(found) - UnsafeRawPointer(base)
                if memcmp(base + place, wanted, needle.count) == 0 { return place }
                offset = place + 1
                wasted += needle.count
                // Texts that begin like the needle too often are searched another way.
                if wasted > 1024 + 8 * (offset - start) { return findByBorders(bytes, needle, offset, end) }
            }
            return nil
        }
    }
}

/// The search of Knuth, Morris and Pratt.
private func findByBorders(
    _ bytes: UnsafeBufferPointer<UInt8>, _ needle: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int
) -> Int? {
    var borders = [Int](repeating: 0, count: needle.count)
    var border = 0
    for index in 1..<max(needle.count, 1) {
        while border > 0 && needle[index] != needle[border] { border = borders[border - 1] }
        if needle[index] == needle[border] { border += 1 }
        borders[index] = border
    }
    var matched = 0
    for index in start..<end {
        while matched > 0 && bytes[index] != needle[matched] { matched = borders[matched - 1] }
        if bytes[index] == needle[matched] { matched += 1 }
        if matched == needle.count { return index - matched + 1 }
    }
    return nil
}

/// The offset of the last occurrence.
func findLastBytes(_ bytes: [UInt8], _ needle: [UInt8], from start: Int, to end: Int) -> Int? {
    if end - start < needle.count { return nil }
    if needle.isEmpty { return end }
    // The last occurrence is the first one of the texts read backwards.
    guard
        let found = findBytes(
            Array(bytes[start..<end].reversed()), Array(needle.reversed()), from: 0, to: end - start)
    else { return nil }
    return end - found - needle.count
}

/// Bytes of the white-space character at `offset` (`str.isspace`), or 0.
@inline(__always)
func whitespaceWidth(_ bytes: [UInt8], _ offset: Int) -> Int {
    let byte = bytes[offset]
    if byte < 0x80 { return (byte >= 9 && byte <= 13) || (byte >= 28 && byte <= 32) ? 1 : 0 }
    return wideWhitespaceWidth(bytes, offset)
}

private func wideWhitespaceWidth(_ bytes: [UInt8], _ offset: Int) -> Int {
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

/// The first byte of the character that ends before `offset`.
func characterStart(_ bytes: [UInt8], before offset: Int) -> Int {
    var start = offset - 1
    while start > 0 && bytes[start] & 0xC0 == 0x80 { start -= 1 }
    return start
}

/// The bytes without white space at the start, the end or both.
func trimmed(_ bytes: [UInt8], start: Bool, end: Bool) -> Range<Int> {
    var first = 0
    var last = bytes.count
    while start && first < last {
        let width = whitespaceWidth(bytes, first)
        if width == 0 { break }
        first += width
    }
    while end && first < last {
        let begin = characterStart(bytes, before: last)
        if whitespaceWidth(bytes, begin) == 0 { break }
        last = begin
    }
    return first..<last
}
