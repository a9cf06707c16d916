// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Scripting
import Values

extension Machine {
    func executeSQLTime(_ call: InstructionCall) throws(Failure) {
        switch call.step.opcode {
        case .sqlDateToString: try writeTimes(call) { value, out in DateText.write(value, out) }
        case .sqlClockToString: try writeTimes(call) { value, out in DateText.writeClock(value, out) }
        case .sqlToClock: try moveClocks(call) { value, zone in zone.clock(atInstant: value) }
        case .sqlFromClock: try moveClocks(call) { value, zone in zone.instant(ofClock: value) }
        case .sqlDatePart: try takeDateParts(call)
        case .sqlClockPart: try takeClockParts(call)
        case .sqlAddMonths: try addMonths(call)
        case .sqlTruncateDate: try truncate(call) { truncateDate($0, $1) }
        case .sqlTruncateClock: try truncate(call) { truncateClock($0, $1) }
        default: throw noKernel(call.step.opcode)
        }
    }

    // MARK: Zones

    /// The rules that a zone's name means; nil when it means none.
    func zone(_ name: String) -> ZoneRules? {
        if let known = zoneRules[name] { return known }
        guard let found = scriptEnvironment.services.zones.rules(named: name) else { return nil }
        if zoneRules.count < ComputeLimits.zonesKept { zoneRules[name] = found }
        return found
    }

    private func moveClocks(_ call: InstructionCall, _ move: (Int, ZoneRules) -> Int?) throws(Failure) {
        let values = self[call.step.a]
        let source = values.values!.pointer(Int.self)
        let names = texts(call.step.b, call.rows)
        let buffer = try allocate(call.rows, 8)
        let out = buffer.pointer(Int.self)
        var nulls = NullMask(call)
        var (known, rules): (String?, ZoneRules?) = (nil, nil)
        for row in 0..<call.rows {
            out[row] = 0
            if call.isNull(row) { continue }
            if known == nil || names.stride != 0 {
                let name = String(decoding: names[row], as: UTF8.self)
                if known != name { (known, rules) = (name, zone(name)) }
            }
            let value = source[row &* values.stride]
            if let rules, let moved = move(value, rules) {
                out[row] = moved
            } else if call.sql.mode == .fail {
                var failure =
                    rules == nil
                    ? Failure(
                        .invalidTimezone,
                        "The timezone: \(known ?? "") is invalid. The timezone must be either a region-based "
                            + "zone ID or a "
                            + "zone offset.")
                    : Failure(.datetimeOverflow, "\(value) microseconds in the zone \(known ?? "") overflow.")
                failure.row = row
                throw failure
            } else {
                nulls.add(row)
            }
        }
        set(
            call.step.result, flat: buffer, validity: nulls.validity, isConstant: call.isConstant,
            charge: call.rows * 8)
    }

    // MARK: Texts and parts

    private func writeTimes(_ call: InstructionCall, _ write: (Int, UnsafeMutablePointer<UInt8>) -> Int) throws(Failure)
    {
        let source = self[call.step.a].values!.pointer(Int.self)
        var writer = try TextAppender(rows: call.rows, expectedByteCount: call.rows * 20 + 64, machine: self)
        for row in 0..<call.rows {
            let out = try writer.reserve(DateText.byteCountMax)
            writer.advance(write(source[row], out))
            writer.endRow()
        }
        try setText(call, &writer)
    }

    /// Applies a function of one int to every row.
    @inline(__always)
    private func mapInts(_ call: InstructionCall, _ body: (Int) -> Int) throws(Failure) {
        let source = self[call.step.a].values!.pointer(Int.self)
        let buffer = try allocate(call.rows, 8)
        let out = buffer.pointer(Int.self)
        for row in 0..<call.rows { out[row] = body(source[row]) }
        set(call.step.result, flat: buffer, validity: call.validity, isConstant: call.isConstant, charge: call.rows * 8)
    }

    private func takeDateParts(_ call: InstructionCall) throws(Failure) {
        switch DatePart(rawValue: call.step.immediate) {
        case .year: try mapInts(call) { EpochDays.date($0).year }
        case .quarter: try mapInts(call) { (EpochDays.date($0).month + 2) / 3 }
        case .month: try mapInts(call) { EpochDays.date($0).month }
        case .day: try mapInts(call) { EpochDays.date($0).day }
        case .dayOfWeek: try mapInts(call) { (EpochDays.weekday($0) + 1) % 7 + 1 }
        case .weekday: try mapInts(call) { EpochDays.weekday($0) }
        case .dayOfYear:
            try mapInts(call) {
                let (year, month, day) = EpochDays.date($0)
                return CivilCalendar.dayOfYear(year, month, day)
            }
        case .week: try mapInts(call) { EpochDays.week($0).week }
        case .weekYear: try mapInts(call) { EpochDays.week($0).year }
        case .lastDay:
            try mapInts(call) {
                let (year, month, _) = EpochDays.date($0)
                return EpochDays.of(year: year, month: month, day: CivilCalendar.daysInMonth(year, month))
            }
        case nil: throw noKernel(call.step.opcode)
        }
    }

    private func takeClockParts(_ call: InstructionCall) throws(Failure) {
        let day = EpochDays.microsecondsPerDay
        @inline(__always) func ofDay(_ clock: Int) -> Int { clock &- EpochDays.floorDivide(clock, day) &* day }
        switch ClockPart(rawValue: call.step.immediate) {
        case .hour: try mapInts(call) { ofDay($0) / 3_600_000_000 }
        case .minute: try mapInts(call) { ofDay($0) / 60_000_000 % 60 }
        case .second: try mapInts(call) { ofDay($0) / 1_000_000 % 60 }
        case .microsecond: try mapInts(call) { ofDay($0) % 60_000_000 }
        case nil: throw noKernel(call.step.opcode)
        }
    }

    private func addMonths(_ call: InstructionCall) throws(Failure) {
        let (dates, months) = (self[call.step.a], self[call.step.b])
        let (source, added) = (dates.values!.pointer(Int.self), months.values!.pointer(Int.self))
        let buffer = try allocate(call.rows, 8)
        let out = buffer.pointer(Int.self)
        var nulls = NullMask(call)
        for row in 0..<call.rows {
            let (date, count) = (source[row &* dates.stride], added[row &* months.stride])
            out[row] = 0
            if call.isNull(row) { continue }
            if let sum = EpochDays.addMonths(date, count) {
                out[row] = sum
            } else if call.sql.mode == .fail {
                var failure = Failure(.datetimeOverflow, "add_months(\(date), \(count)) overflows.")
                failure.row = row
                throw failure
            } else {
                nulls.add(row)
            }
        }
        set(
            call.step.result, flat: buffer, validity: nulls.validity, isConstant: call.isConstant,
            charge: call.rows * 8)
    }

    private func truncate(_ call: InstructionCall, _ body: (Int, TimeUnit) -> Int) throws(Failure) {
        guard let unit = TimeUnit(rawValue: call.step.immediate) else { throw noKernel(call.step.opcode) }
        try mapInts(call) { body($0, unit) }
    }
}

private func truncateDate(_ days: Int, _ unit: TimeUnit) -> Int {
    let held = min(max(days, EpochDays.least), EpochDays.greatest)
    let (year, month, _) = EpochDays.date(held)
    switch unit {
    case .year: return EpochDays.of(year: year, month: 1, day: 1)
    case .quarter: return EpochDays.of(year: year, month: (month - 1) / 3 * 3 + 1, day: 1)
    case .month: return EpochDays.of(year: year, month: month, day: 1)
    case .week: return held - EpochDays.weekday(held)
    case .day, .hour, .minute, .second, .millisecond, .microsecond: return held
    }
}

/// What would lie before the first microsecond of 64 bits is that.
func truncateClock(_ clock: Int, _ unit: TimeUnit) -> Int {
    let length: Int
    switch unit {
    case .year, .quarter, .month, .week, .day:
        let days = EpochDays.floorDivide(clock, EpochDays.microsecondsPerDay)
        let (start, overflow) = truncateDate(days, unit).multipliedReportingOverflow(by: EpochDays.microsecondsPerDay)
        return overflow ? .min : start
    case .hour: length = 3_600_000_000
    case .minute: length = 60_000_000
    case .second: length = 1_000_000
    case .millisecond: length = 1_000
    case .microsecond: length = 1
    }
    let (start, overflow) = EpochDays.floorDivide(clock, length).multipliedReportingOverflow(by: length)
    return overflow ? .min : start
}
