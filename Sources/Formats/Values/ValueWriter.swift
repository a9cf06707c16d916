// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files
import Values

/// What writes the values of columns as text, as the options of a format say. Confined to one thread.
final class ValueWriter {
    private let zone: ZoneRules
    private let zoneName: String
    private let datePattern: TimePattern?
    private let timePattern: TimePattern?
    private let wallPattern: TimePattern?
    private let isISO: Bool
    private var scratch: [UInt8] = []

    /// Times as casts to text write them.
    init(zone: ZoneRules) {
        self.zone = zone
        zoneName = "UTC"
        isISO = false
        (datePattern, timePattern, wallPattern) = (nil, nil, nil)
    }

    /// Times as files have them: `2020-01-02T03:04:05.123Z`.
    init(_ patterns: TimePatterns, _ table: ZoneTable) throws(FileError) {
        guard let zone = ZoneFinder(table).find(patterns.zone) else {
            throw FileError(.invalidArgument, path: "", "the time zone \"\(patterns.zone)\" is not known")
        }
        self.zone = zone
        zoneName = patterns.zone
        isISO = true
        (datePattern, timePattern, wallPattern) = (patterns.date, patterns.time, patterns.wall)
    }

    /// Bytes that a number, a date or a time takes at most.
    static let byteCountMax = 4096

    /// Whether values of the type may take more than 64 bytes, and hold any characters: those that a pattern writes.
    func isLong(_ type: FileType) -> Bool {
        switch type {
        case .date: datePattern != nil
        case .timestamp: timePattern != nil
        case .timestampNTZ: wallPattern != nil
        default: false
        }
    }

    /// Writes a value that is no text, of an int layout; how many bytes that are.
    func write(_ value: Int, _ type: FileType, _ out: UnsafeMutableRawPointer) -> Int {
        switch type {
        case .date:
            if let datePattern { return pattern(datePattern, value &* EpochDays.microsecondsPerDay, 0, out) }
            return writeDate(value, out)
        case .timestamp:
            let wall = zone.clock(atInstant: value) ?? value
            let offset = (wall &- value) / 1_000_000
            if let timePattern { return pattern(timePattern, wall, offset, out) }
            return writeTime(wall, isISO ? offset : nil, out)
        case .timestampNTZ:
            if let wallPattern { return pattern(wallPattern, value, 0, out) }
            return writeTime(value, nil, out)
        case .decimal(_, let scale): return writeDecimal(value, scale: scale, out)
        default: return writeInt(value, out)
        }
    }

    /// Writes a decimal of more digits than an int has.
    func write(_ value: Int128, _ type: FileType, _ out: UnsafeMutableRawPointer) -> Int {
        guard case .decimal(_, let scale) = type else { return 0 }
        return writeWideDecimal(value, scale: scale, out)
    }

    private func pattern(
        _ pattern: TimePattern, _ micros: Int, _ offset: Int, _ out: UnsafeMutableRawPointer
    ) -> Int {
        scratch.removeAll(keepingCapacity: true)
        pattern.write(micros, offset: offset, zoneName: zoneName, into: &scratch)
        let count = min(scratch.count, ValueWriter.byteCountMax)
        scratch.withUnsafeBytes { out.copyMemory(from: $0.baseAddress!, byteCount: count) }
        return count
    }

    private func writeTime(_ wall: Int, _ offset: Int?, _ out: UnsafeMutableRawPointer) -> Int {
        let day = EpochDays.floorDivide(wall, EpochDays.microsecondsPerDay)
        let micros = wall &- day &* EpochDays.microsecondsPerDay
        var length = writeDate(day, out)
        func put(_ byte: UInt8) {
            out.storeBytes(of: byte, toByteOffset: length, as: UInt8.self)
            length &+= 1
        }
        let second = micros / 1_000_000
        put(isISO ? 84 : 32)
        length &+= writePadded(second / 3_600, 2, out + length)
        put(58)
        length &+= writePadded(second / 60 % 60, 2, out + length)
        put(58)
        length &+= writePadded(second % 60, 2, out + length)
        let fraction = micros % 1_000_000
        if isISO || fraction > 0 {
            put(46)
            // Three digits, or as many as it takes: microseconds are not lost.
            length &+= writePadded(fraction, 6, out + length)
            let least = isISO ? length &- 3 : length &- 5
            while length > least, out.load(fromByteOffset: length &- 1, as: UInt8.self) == 48 { length &-= 1 }
        }
        if let offset {
            scratch.removeAll(keepingCapacity: true)
            TimePattern.writeOffset(offset, 3, true, into: &scratch)
            for byte in scratch { put(byte) }
        }
        return length
    }

    /// A value as text of its own.
    func text(_ column: Column, _ row: Int, _ type: FileType) -> String {
        if column.type.isView { return String(decoding: column.bytes(row), as: UTF8.self) }
        return withUnsafeTemporaryAllocation(byteCount: ValueWriter.byteCountMax, alignment: 8) { out in
            let base = out.baseAddress!
            let count: Int
            switch column.type {
            case .bool: return column.bools[row] == 0 ? "false" : "true"
            case .float:
                count = type == .float32 ? writeFloat(column.floats[row], base) : writeDouble(column.floats[row], base)
            case .int: count = write(column.ints[row], type, base)
            case .decimal: count = write(column.decimals[row].value, type, base)
            default: return ""
            }
            return String(decoding: UnsafeRawBufferPointer(rebasing: out[..<count]), as: UTF8.self)
        }
    }
}

/// `yyyy-MM-dd`; years of more digits with a sign.
func writeDate(_ day: Int, _ out: UnsafeMutableRawPointer) -> Int {
    let (year, month, dayOfMonth) = EpochDays.date(day)
    var length = 0
    if year < 0 || year > 9_999 {
        out.storeBytes(of: year < 0 ? 45 : 43, as: UInt8.self)
        length = 1
    }
    let size = abs(year)
    length &+= size > 9_999 ? writeInt(size, out + length) : writePadded(size, 4, out + length)
    out.storeBytes(of: 45, toByteOffset: length, as: UInt8.self)
    length &+= 1 &+ writePadded(month, 2, out + (length &+ 1))
    out.storeBytes(of: 45, toByteOffset: length, as: UInt8.self)
    return length &+ 1 &+ writePadded(dayOfMonth, 2, out + (length &+ 1))
}
