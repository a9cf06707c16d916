// SPDX-License-Identifier: Apache-2.0

import Values

// Dates and times from text, as Spark's casts take them.

/// `yyyy-MM-dd` and nothing else.
@inline(__always)
func readPlainDate(_ text: UnsafeRawPointer, _ count: Int) -> Int? {
    guard count == 10, text.load(fromByteOffset: 4, as: UInt8.self) == 45,
        text.load(fromByteOffset: 7, as: UInt8.self) == 45,
        let year = unsignedNumber(text, 4), let month = unsignedNumber(text + 5, 2),
        let day = unsignedNumber(text + 8, 2), EpochDays.isDate(Int(year), Int(month), Int(day))
    else { return nil }
    return EpochDays.of(year: Int(year), month: Int(month), day: Int(day))
}

/// A date as a cast takes it: `DateText.parse`, the plain form first.
func readDate(_ text: UnsafeRawPointer, _ count: Int) -> Int? {
    readPlainDate(text, count) ?? DateText.parse(UnsafeRawBufferPointer(start: text, count: count))
}

/// A time as a cast takes it: `DateText.parseMoment`.
func readTime(_ text: UnsafeRawPointer, _ count: Int, _ zones: ZoneFinder) -> ReadTime? {
    guard let moment = DateText.parseMoment(UnsafeRawBufferPointer(start: text, count: count)) else { return nil }
    if moment.zone.isEmpty { return .wall(moment.clock) }
    return zones.find(moment.zone)?.instant(ofClock: moment.clock).map { .instant($0) }
}
