// SPDX-License-Identifier: Apache-2.0

import Files
import Values

/// Guesses what the values of a column mean, as Spark does: the first of int, bigint, decimal without a fraction,
/// double, date, timestamp, boolean that all of them are, else string. A guess only ever widens.
struct TypeGuesser {
    let options: CSVOptions
    let zones: ZoneFinder

    init(_ options: CSVOptions, _ table: ZoneTable) {
        self.options = options
        zones = ZoneFinder(table)
    }

    /// `type` widened by one more value.
    @inline(__always)
    func widened(_ type: FileType, _ text: UnsafeRawPointer, _ count: Int) -> FileType {
        switch type {
        // Most values are of the type of those before.
        case .text: return .text
        case .int32: if let value = readInt(text, count), Int32(exactly: value) != nil { return .int32 }
        case .int64: if readInt(text, count) != nil { return .int64 }
        case .float64: if isDouble(text, count) { return .float64 }
        default: break
        }
        return TypeGuesser.merged(type, guess(type, text, count))
    }

    /// What a value is when those before were `type`.
    @inline(never)
    private func guess(_ type: FileType, _ text: UnsafeRawPointer, _ count: Int) -> FileType {
        let order = TypeGuesser.order(type)
        if order <= 1, let value = readInt(text, count) { return Int32(exactly: value) != nil ? .int32 : .int64 }
        if order <= 2, let digits = wholeDigits(text, count) { return .decimal(precision: digits, scale: 0) }
        if order <= 3, isDouble(text, count) { return .float64 }
        if order <= 4, options.prefersDate, isDate(text, count) { return .date }
        if order <= 5, isTime(text, count) { return .timestamp }
        if order <= 6, readBool(text, count) != nil { return .bool }
        return .text
    }

    /// Where the guesses for a column go on.
    private static func order(_ type: FileType) -> Int {
        switch type {
        case .null, .int32, .int64: 1
        case .decimal: 2
        case .float64: 3
        case .date: 4
        case .timestamp: 5
        case .bool: 6
        default: 7
        }
    }

    /// Digits of a number that is whole; nil of others and of more than 38.
    private func wholeDigits(_ text: UnsafeRawPointer, _ count: Int) -> Int? {
        var scanner = TimeScanner(text, count)
        if !scanner.takes(45) { _ = scanner.takes(43) }
        while scanner.takes(48) {}
        let start = scanner.place
        while !scanner.isAtEnd, scanner.byte &- 48 <= 9 { scanner.place += 1 }
        let digits = scanner.place - start
        if scanner.takes(46), !scanner.isAtEnd { return nil }
        guard scanner.isAtEnd, count > 1 || digits > 0, digits <= 38 else { return nil }
        return max(digits, 1)
    }

    private func isDouble(_ text: UnsafeRawPointer, _ count: Int) -> Bool {
        if readDouble(text, count) != nil { return true }
        let bytes = UnsafeRawBufferPointer(start: text, count: count)
        return [options.nanValue, options.positiveInfinity, options.negativeInfinity].contains {
            bytes.elementsEqual($0)
        }
    }

    private func isDate(_ text: UnsafeRawPointer, _ count: Int) -> Bool {
        if let pattern = options.patterns.date { return pattern.readDate(text, count, zones) != nil }
        return readPlainDate(text, count) != nil
    }

    private func isTime(_ text: UnsafeRawPointer, _ count: Int) -> Bool {
        if let pattern = options.patterns.time { return pattern.readTime(text, count, zones) != nil }
        return readTime(text, count, zones) != nil
    }

    /// The narrowest type that has the values of both.
    static func merged(_ one: FileType, _ two: FileType) -> FileType {
        if one == two { return one }
        switch (one, two) {
        case (.null, let other), (let other, .null): return other
        case (.int32, .int64), (.int64, .int32): return .int64
        case (.decimal(let first, _), .decimal(let second, _)): return .decimal(precision: max(first, second), scale: 0)
        case (.decimal(let digits, _), .int32), (.int32, .decimal(let digits, _)):
            return .decimal(precision: max(digits, 10), scale: 0)
        case (.decimal(let digits, _), .int64), (.int64, .decimal(let digits, _)):
            return .decimal(precision: max(digits, 20), scale: 0)
        case (.float64, .int32), (.float64, .int64), (.float64, .decimal), (.int32, .float64), (.int64, .float64),
            (.decimal, .float64):
            return .float64
        case (.date, .timestamp), (.timestamp, .date): return .timestamp
        default: return .text
        }
    }
}
