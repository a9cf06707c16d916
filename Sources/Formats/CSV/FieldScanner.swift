// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A field of a record: where its text is, and what is to be done to have it.
struct Field {
    enum Form {
        /// As it stands.
        case plain
        /// Between quotes, as it stands.
        case quoted
        /// Between quotes, with escapes to be undone.
        case escaped
    }

    var start: UnsafeRawPointer
    var count: Int
    var form: Form
    /// Where the next field begins, or the record ends.
    var next: UnsafeRawPointer
    /// No other field follows in this record.
    var isLast: Bool
}

/// Finds the fields of records. Text is readable for 16 bytes behind its end.
///
/// A field that begins with a quote ends with the quote that a separator, a line end or white space before one of them
/// follows. When another quote stands in it without its escape, all of it is plain text up to the next separator.
struct FieldScanner {
    let separator: [UInt8]
    let first: UInt8
    let pattern: UInt64
    let quote: UInt8?
    let escape: UInt8?
    let escapeEscape: UInt8?
    let skipsLeadingSpace: Bool
    let skipsTrailingSpace: Bool
    /// Whether plain fields are all that a byte without quote, space or line ends can mean: the quick way.
    let isSimple: Bool
    /// Records may hold line ends in quotes, and end with them.
    let stopsAtLineEnd: Bool

    init(_ options: CSVOptions, stopsAtLineEnd: Bool) {
        separator = options.separator
        first = options.separator[0]
        pattern = UInt64(first) &* 0x0101_0101_0101_0101
        quote = options.quote
        escape = options.escape
        escapeEscape = options.escapeEscape
        skipsLeadingSpace = options.skipsLeadingSpace ?? false
        skipsTrailingSpace = options.skipsTrailingSpace ?? false
        self.stopsAtLineEnd = stopsAtLineEnd
        isSimple = separator.count == 1 && !skipsLeadingSpace && !skipsTrailingSpace && !stopsAtLineEnd
    }

    /// The first separator from `at` on, or `end`: a byte at a time is looked at eight at once.
    @inline(__always)
    func findByte(_ at: UnsafeRawPointer, _ end: UnsafeRawPointer) -> UnsafeRawPointer {
        var at = at
        while at < end {
            let word = at.loadUnaligned(as: UInt64.self) ^ pattern
            let zeros = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
            if zeros != 0 {
                let found = at + zeros.trailingZeroBitCount &>> 3
                return found < end ? found : end
            }
            at += 8
        }
        return end
    }

    /// The field at `at`, which may be empty.
    func field(_ at: UnsafeRawPointer, _ end: UnsafeRawPointer) -> Field {
        var at = at
        if skipsLeadingSpace {
            while at < end, isSpace(at, end) { at += 1 }
        }
        if let quote, at < end, at.load(as: UInt8.self) == quote, let field = quoted(at, end, quote) { return field }
        return plain(at, end)
    }

    @inline(__always)
    private func isSpace(_ at: UnsafeRawPointer, _ end: UnsafeRawPointer) -> Bool {
        let byte = at.load(as: UInt8.self)
        return byte <= 32 && !isSeparator(at, byte, end) && !(stopsAtLineEnd && (byte == 10 || byte == 13))
    }

    @inline(__always)
    private func isSeparator(_ at: UnsafeRawPointer, _ byte: UInt8, _ end: UnsafeRawPointer) -> Bool {
        byte == first
            && (separator.count == 1
                || (at + separator.count <= end && memcmp(at, separator, separator.count) == 0))
    }

    /// Whether a separator begins at `at`, or the record ends there. Behind the end may be anything.
    private func ends(_ at: UnsafeRawPointer, _ end: UnsafeRawPointer) -> Bool {
        if at >= end { return true }
        let byte = at.load(as: UInt8.self)
        if stopsAtLineEnd && (byte == 10 || byte == 13) { return true }
        return isSeparator(at, byte, end)
    }

    /// The field from `start` to `stop`, where it ends.
    private func field(
        _ start: UnsafeRawPointer, _ count: Int, _ form: Field.Form, _ stop: UnsafeRawPointer, _ end: UnsafeRawPointer
    ) -> Field {
        let isLast = stop >= end || (stopsAtLineEnd && [10, 13].contains(stop.load(as: UInt8.self)))
        return Field(
            start: start, count: count, form: form, next: isLast ? stop : stop + separator.count, isLast: isLast)
    }

    private func plain(_ start: UnsafeRawPointer, _ end: UnsafeRawPointer) -> Field {
        var at = separator.count == 1 && !stopsAtLineEnd ? findByte(start, end) : start
        while !ends(at, end) { at += 1 }
        var last = at
        if skipsTrailingSpace {
            while last > start, (last - 1).load(as: UInt8.self) <= 32 { last -= 1 }
        }
        return field(start, last - start, .plain, at, end)
    }

    /// nil when the field turns out to be plain.
    private func quoted(_ start: UnsafeRawPointer, _ end: UnsafeRawPointer, _ quote: UInt8) -> Field? {
        let begin = start + 1
        var at = begin
        var isEscaped = false
        while at < end {
            let byte = at.load(as: UInt8.self)
            if byte != quote && byte != escape {
                at += 1
                continue
            }
            let next = at + 1 < end ? (at + 1).load(as: UInt8.self) : 0
            if byte == escape, at + 1 < end, next == quote || (next == byte && escapeEscape == byte && byte != quote) {
                isEscaped = true
                at += 2
                continue
            }
            if byte != quote {
                at += 1
                continue
            }
            // The quote that ends it, unless more than white space follows.
            var stop = at + 1
            while stop < end, !ends(stop, end), stop.load(as: UInt8.self) <= 32 { stop += 1 }
            guard ends(stop, end) else { return nil }
            return field(begin, at - begin, isEscaped ? .escaped : .quoted, stop, end)
        }
        // The quote is never closed: the record's text goes up to its end.
        return field(begin, end - begin, isEscaped ? .escaped : .quoted, end, end)
    }

    /// Writes the text of an escaped field to `target`, which has room for `count` bytes; how many those are.
    func unescape(_ text: UnsafeRawPointer, _ count: Int, _ target: UnsafeMutableRawPointer) -> Int {
        var (read, written) = (0, 0)
        while read < count {
            var byte = text.load(fromByteOffset: read, as: UInt8.self)
            if byte == escape, read + 1 < count {
                let next = text.load(fromByteOffset: read + 1, as: UInt8.self)
                if next == quote || (next == byte && escapeEscape == byte) {
                    byte = next
                    read += 1
                }
            }
            target.storeBytes(of: byte, toByteOffset: written, as: UInt8.self)
            read += 1
            written += 1
        }
        return written
    }
}
