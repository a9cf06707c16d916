// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Writes text as a field: trimmed, in quotes where it must be.
struct CSVTextWriter {
    let quote: UInt8
    private let hasQuote: Bool
    private let escape: UInt8
    private let escapesEscape: Bool
    private let escapesQuotes: Bool
    private let trimsStart: Bool
    private let trimsEnd: Bool
    private let separator: [UInt8]
    private let comment: UInt8
    /// Written in place of an empty text.
    private let empty: [UInt8]
    /// For each byte: 1 when text that holds it is quoted.
    private let special: [UInt8]

    init(_ options: CSVOptions, _ lineEnd: [UInt8]) {
        hasQuote = options.quote != nil
        quote = options.quote ?? 0
        escape = options.escape ?? 0
        escapesEscape = options.escapeEscape != nil && options.escape != options.quote
        escapesQuotes = options.escapesQuotes
        trimsStart = options.skipsLeadingSpace ?? true
        trimsEnd = options.skipsTrailingSpace ?? true
        separator = options.separator
        comment = options.comment ?? UInt8(ascii: "#")
        empty = options.emptyValue ?? Array("\"\"".utf8)
        var special = [UInt8](repeating: 0, count: 256)
        special[Int(options.separator[0])] = 1
        special[10] = 1
        special[13] = 1
        special[Int(lineEnd[0])] = 1
        if hasQuote { special[Int(quote)] = 1 }
        self.special = special
    }

    /// Bytes that stand for an empty text.
    var emptyByteCount: Int { empty.count }
    var quotedEmpty: [UInt8] { [quote, quote] }

    @inline(__always)
    func trimmed(_ text: UnsafeRawPointer, _ count: Int) -> (UnsafeRawPointer, Int) {
        var (start, end) = (0, count)
        if trimsStart { while start < end, text.load(fromByteOffset: start, as: UInt8.self) <= 32 { start &+= 1 } }
        if trimsEnd { while end > start, text.load(fromByteOffset: end &- 1, as: UInt8.self) <= 32 { end &-= 1 } }
        return (text + start, end &- start)
    }

    /// Writes a text; how many bytes that are. `isFirst`: it begins a record, where it must not look like a comment.
    @inline(__always)
    func write(_ text: UnsafeRawPointer, _ count: Int, isFirst: Bool, _ out: UnsafeMutableRawPointer) -> Int {
        let (start, length) = trimmed(text, count)
        if length == 0 {
            empty.withUnsafeBytes { if let base = $0.baseAddress { memcpy(out, base, $0.count) } }
            return empty.count
        }
        if needsQuotes(start, length) || (isFirst && start.load(as: UInt8.self) == comment) {
            return writeQuoted(start, length, out)
        }
        memcpy(out, start, length)
        return length
    }

    @inline(__always)
    func needsQuotes(_ text: UnsafeRawPointer, _ count: Int) -> Bool {
        let isSpecial = special.withUnsafeBufferPointer { special in
            var found: UInt8 = 0
            for place in 0..<count { found |= special[Int(text.load(fromByteOffset: place, as: UInt8.self))] }
            return found != 0
        }
        return isSpecial && mustQuote(text, count)
    }

    /// Whether what looked special is.
    @inline(never)
    private func mustQuote(_ text: UnsafeRawPointer, _ count: Int) -> Bool {
        if separator.count == 1 && escapesQuotes { return true }
        let bytes = UnsafeRawBufferPointer(start: text, count: count)
        if !escapesQuotes, bytes[0] == quote { return true }
        for (place, byte) in bytes.enumerated() {
            switch byte {
            case quote where hasQuote: if escapesQuotes { return true }
            case separator[0]: if bytes[place...].starts(with: separator) { return true }
            default: if special[Int(byte)] != 0 { return true }
            }
        }
        return false
    }

    /// Writes a text in quotes, what means something there with an escape before.
    func writeQuoted(_ text: UnsafeRawPointer, _ count: Int, _ out: UnsafeMutableRawPointer) -> Int {
        var length = 0
        @inline(__always) func put(_ byte: UInt8) {
            out.storeBytes(of: byte, toByteOffset: length, as: UInt8.self)
            length &+= 1
        }
        if hasQuote { put(quote) }
        for place in 0..<count {
            let byte = text.load(fromByteOffset: place, as: UInt8.self)
            if hasQuote, escape != 0, byte == quote || (escapesEscape && byte == escape) { put(escape) }
            put(byte)
        }
        if hasQuote { put(quote) }
        return length
    }
}
