// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files
import Values

/// What reads the values of columns from text, as the options of a format say. Confined to one thread.
final class ValueReader {
    private let zone: ZoneRules
    private let zones: ZoneFinder
    private let datePattern: TimePattern?
    private let timePattern: TimePattern?
    private let wallPattern: TimePattern?

    /// Without options: UTC, and times as casts take them.
    init() {
        zone = .utc
        zones = ZoneFinder(ZoneTable())
        (datePattern, timePattern, wallPattern) = (nil, nil, nil)
    }

    init(_ patterns: TimePatterns, _ table: ZoneTable) throws(FileError) {
        zones = ZoneFinder(table)
        guard let zone = zones.find(patterns.zone) else {
            throw FileError(.invalidArgument, path: "", "the time zone \"\(patterns.zone)\" is not known")
        }
        self.zone = zone
        (datePattern, timePattern, wallPattern) = (patterns.date, patterns.time, patterns.wall)
    }

    var hasDatePattern: Bool { datePattern != nil }

    func date(_ text: UnsafeRawPointer, _ count: Int) -> Int? {
        if let datePattern { return datePattern.readDate(text, count, zones) }
        return readDate(text, count)
    }

    func timestamp(_ text: UnsafeRawPointer, _ count: Int) -> Int? {
        let read = timePattern.map { $0.readTime(text, count, zones) } ?? readTime(text, count, zones)
        switch read {
        case .wall(let micros): return zone.instant(ofClock: micros)
        case .instant(let micros): return micros
        case nil: return nil
        }
    }

    /// A time that names a zone is none.
    func wallTime(_ text: UnsafeRawPointer, _ count: Int) -> Int? {
        let read = wallPattern.map { $0.readTime(text, count, zones) } ?? readTime(text, count, zones)
        if case .wall(let micros)? = read { return micros }
        return nil
    }

    /// A value of any type whose layout is int.
    @inline(__always)
    func int(_ text: UnsafeRawPointer, _ count: Int, _ type: FileType) -> Int? {
        switch type {
        case .int8: return readInt(text, count).flatMap { Int8(exactly: $0) }.map { Int($0) }
        case .int16: return readInt(text, count).flatMap { Int16(exactly: $0) }.map { Int($0) }
        case .int32: return readInt(text, count).flatMap { Int32(exactly: $0) }.map { Int($0) }
        case .int64: return readInt(text, count)
        case .date: return date(text, count)
        case .timestamp: return timestamp(text, count)
        case .timestampNTZ: return wallTime(text, count)
        case .decimal(let precision, let scale): return readDecimal(text, count, precision: precision, scale: scale)
        default: return nil
        }
    }

    /// A decimal of more digits than an int has.
    func decimal(_ text: UnsafeRawPointer, _ count: Int, _ type: FileType) -> Int128? {
        guard case .decimal(let precision, let scale) = type else { return nil }
        return readWideDecimal(text, count, precision: precision, scale: scale)
    }

    /// A number, a date or a time.
    func number(_ text: UnsafeRawPointer, _ count: Int, _ type: FileType) -> Scalar? {
        if type.layout == .decimal { return decimal(text, count, type).map { .decimal($0) } }
        return int(text, count, type).map { .int($0) }
    }

    func scalar(_ text: UnsafeRawPointer, _ count: Int, _ type: FileType) -> Scalar? {
        switch type {
        case .text: return .string(String(decoding: UnsafeRawBufferPointer(start: text, count: count), as: UTF8.self))
        case .bool: return readBool(text, count).map { .bool($0) }
        case .float64: return readDouble(text, count).map { .float($0) }
        case .float32: return readDouble(text, count).map { .float(Double(Float($0))) }
        default: return number(text, count, type)
        }
    }
}

/// `true` or `false`, in any case.
@inline(__always)
func readBool(_ text: UnsafeRawPointer, _ count: Int) -> Bool? {
    guard count == 4 || count == 5 else { return nil }
    let word = text.loadUnaligned(as: UInt32.self) | 0x2020_2020
    if count == 4 { return word == 0x6575_7274 ? true : nil }
    return word == 0x736C_6166 && text.load(fromByteOffset: 4, as: UInt8.self) | 0x20 == 0x65 ? false : nil
}

/// How options say that dates and times are written.
struct TimePatterns: Sendable {
    let zone: String
    let date: TimePattern?
    let time: TimePattern?
    let wall: TimePattern?

    init(_ options: FormatOptions) throws(FileError) {
        zone = options["timeZone"] ?? "UTC"
        date = try TimePatterns.pattern(options["dateFormat"])
        time = try TimePatterns.pattern(options["timestampFormat"])
        wall = try TimePatterns.pattern(options["timestampNTZFormat"])
    }

    private static func pattern(_ text: String?) throws(FileError) -> TimePattern? {
        guard let text else { return nil }
        do { return try TimePattern(text) } catch { throw FileError(.invalidArgument, path: "", error.message) }
    }
}
