// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute
import Glibc
import Values

/// One instruction of the SQL dialect on one row; nil for opcodes of other dialects.
func naiveSQL(_ opcode: Opcode, _ immediate: Int, _ operands: [Scalar]) throws -> Scalar? {
    switch opcode {
    case .sqlSame: return .bool(naiveCompare(operands[0], operands[1]) == 0)
    case .sqlAnd, .sqlOr:
        // Of false < null < true, `and` is the least and `or` the greatest.
        let ranks = operands.map { $0 == .null ? 1 : $0 == .bool(true) ? 2 : 0 }
        let rank = opcode == .sqlAnd ? ranks.min()! : ranks.max()!
        return rank == 1 ? .null : .bool(rank == 2)
    case .sqlCoalesce: return operands[0] == .null ? operands[1] : operands[0]
    case .sqlLeast, .sqlGreatest:
        if operands[0] == .null { return operands[1] }
        if operands[1] == .null { return operands[0] }
        let order = naiveCompare(operands[0], operands[1])
        return (opcode == .sqlLeast ? order <= 0 : order >= 0) ? operands[0] : operands[1]
    default: break
    }
    guard "\(opcode)".hasPrefix("sql") else { return nil }
    if operands.contains(.null) { return .null }
    switch opcode {
    case .sqlEqual: return .bool(naiveCompare(operands[0], operands[1]) == 0)
    case .sqlNotEqual: return .bool(naiveCompare(operands[0], operands[1]) != 0)
    case .sqlLess: return .bool(naiveCompare(operands[0], operands[1]) < 0)
    case .sqlLessOrEqual: return .bool(naiveCompare(operands[0], operands[1]) <= 0)
    case .sqlGreater: return .bool(naiveCompare(operands[0], operands[1]) > 0)
    case .sqlGreaterOrEqual: return .bool(naiveCompare(operands[0], operands[1]) >= 0)
    case .sqlIn:
        guard case .list(let elements) = operands[1] else { break }
        if elements.contains(where: { $0 != .null && naiveCompare($0, operands[0]) == 0 }) { return .bool(true) }
        return elements.contains(.null) ? .null : .bool(false)
    default: break
    }
    let settings = SQLImmediate(encoded: immediate) ?? SQLImmediate()
    do { return try naiveSQLValue(opcode, immediate, settings, operands) } catch let fault as NoValue {
        switch settings.mode {
        case .fail: throw NaiveFailure(kind: fault.kind)
        case .null: return .null
        case .wrap: return fault.wrapped ?? .null
        }
    }
}

/// What an operation does not do as usual, and what mode wrap makes of it; nil: null.
private struct NoValue: Error {
    var kind: ComputeError.Kind
    var wrapped: Scalar?
}

private func narrow(_ exact: Int128, _ width: IntWidth) throws -> Scalar {
    let limit = Int128(1) << Int128(width.bits - 1)
    if exact >= -limit && exact < limit { return .int(Int(exact)) }
    let wrapped: Int
    switch width {
    case .bits64: wrapped = Int(truncatingIfNeeded: exact)
    case .bits32: wrapped = Int(Int32(truncatingIfNeeded: exact))
    case .bits16: wrapped = Int(Int16(truncatingIfNeeded: exact))
    case .bits8: wrapped = Int(Int8(truncatingIfNeeded: exact))
    }
    throw NoValue(kind: .overflow, wrapped: .int(wrapped))
}

private func naiveSQLValue(
    _ opcode: Opcode, _ immediate: Int, _ settings: SQLImmediate, _ operands: [Scalar]
) throws -> Scalar {
    switch (operands[0], operands.count > 1 ? operands[1] : nil) {
    case (.int(let a), let second):
        if case .int(let b)? = second { return try naiveSQLInts(opcode, settings, a, b) }
        if case .string(let zone)? = second {
            guard let rules = ZoneTable().rules(named: zone) else { throw NoValue(kind: .invalidArgument) }
            let offset = rules.constant!.offset * 1_000_000
            let moved = Int128(a) + Int128(opcode == .sqlToClock ? offset : -offset)
            guard let result = Int(exactly: moved) else { throw NoValue(kind: .overflow) }
            return .int(result)
        }
        return try naiveSQLInt(opcode, immediate, settings, a)
    case (.float(let a), .float(let b)?):
        if b == 0 { throw NoValue(kind: .divisionByZero) }
        let remainder = fmod(a, b)
        switch opcode {
        case .sqlDivideFloat: return .float(a / b)
        case .sqlRemainderFloat: return .float(remainder)
        default: return .float(remainder < 0 ? fmod(remainder + b, b) : remainder)
        }
    case (.float(let a), .int(let places)?): return .float(naiveRound(a, places, halfEven: immediate == 1))
    case (.float(let a), nil):
        if opcode == .sqlRoundToFloat32 { return .float(Double(Float(a))) }
        return try naiveFloatToInt(a, settings.width)
    case (.string(let text), _): return try naiveSQLText(opcode, immediate, settings, text, operands)
    default: preconditionFailure("no SQL operation \(opcode)")
    }
}

private func naiveFloatToInt(_ a: Double, _ width: IntWidth) throws -> Scalar {
    let exact = a.isNaN ? 0 : Int128(max(min(a, 1e30), -1e30).rounded(.towardZero))
    if !a.isNaN, let fitting = try? narrow(exact, width) { return fitting }
    let java: Int128 = width == .bits64 ? Int128(Int.max) : Int128(Int32.max)
    let clamped = max(min(exact, java), -java - 1)
    do { throw NoValue(kind: .overflow, wrapped: try narrow(clamped, width)) } catch let fault as NoValue {
        throw fault
    }
}

private func naiveSQLInts(_ opcode: Opcode, _ settings: SQLImmediate, _ a: Int, _ b: Int) throws -> Scalar {
    let (x, y) = (Int128(a), Int128(b))
    let divides: Set<Opcode> = [.sqlDivideInt, .sqlRemainderInt, .sqlPositiveRemainderInt]
    if divides.contains(opcode) && b == 0 { throw NoValue(kind: .divisionByZero) }
    switch opcode {
    case .sqlAddInt: return try narrow(x + y, settings.width)
    case .sqlSubtractInt: return try narrow(x - y, settings.width)
    case .sqlMultiplyInt: return try narrow(x * y, settings.width)
    case .sqlDivideInt: return try narrow(x / y, settings.width)
    case .sqlRemainderInt: return try narrow(x % y, settings.width)
    case .sqlPositiveRemainderInt:
        let remainder = x % y
        let sum = Int128(Int(truncatingIfNeeded: remainder + y))
        return try narrow(remainder < 0 ? sum % y : remainder, settings.width)
    case .sqlRoundInt:
        if b >= 0 { return try narrow(x, settings.width) }
        if b < -30 { return .int(0) }
        let unit = (0..<(-b)).reduce(Int128(1)) { value, _ in value * 10 }
        let rest = (x % unit).magnitude * 2
        var quotient = x / unit
        let isOdd = quotient % 2 != 0
        if rest > unit.magnitude || (rest == unit.magnitude && (!settings.variant || isOdd)) {
            quotient += x < 0 ? -1 : 1
        }
        return try narrow(quotient * unit, settings.width)
    case .sqlAddMonths:
        if abs(y) > 1 << 28 { throw NoValue(kind: .overflow) }
        return try naiveAddMonths(a, b)
    default: preconditionFailure("no SQL operation \(opcode)")
    }
}

private func naiveSQLInt(_ opcode: Opcode, _ immediate: Int, _ settings: SQLImmediate, _ a: Int) throws -> Scalar {
    let day = 86_400_000_000
    let ofDay = ((a % day) + day) % day
    switch opcode {
    case .sqlNegateInt: return try narrow(-Int128(a), settings.width)
    case .sqlAbsoluteInt: return try narrow(a < 0 ? -Int128(a) : Int128(a), settings.width)
    case .sqlNarrow: return try narrow(Int128(a), settings.width)
    case .sqlDateToString: return .string(naiveDate(a))
    case .sqlClockToString:
        let pieces = [ofDay / 3_600_000_000, ofDay / 60_000_000 % 60, ofDay / 1_000_000 % 60].map { padded($0, 2) }
        let text = naiveDate(Int((Int128(a) - Int128(ofDay)) / Int128(day))) + " " + pieces.joined(separator: ":")
        var fraction = padded(ofDay % 1_000_000, 6)
        while fraction.last == "0" { fraction.removeLast() }
        return .string(fraction.isEmpty ? text : text + "." + fraction)
    case .sqlClockPart:
        return .int(
            [ofDay / 3_600_000_000, ofDay / 60_000_000 % 60, ofDay / 1_000_000 % 60, ofDay % 60_000_000][immediate])
    case .sqlDatePart: return .int(naiveDatePart(a, DatePart(rawValue: immediate)!))
    case .sqlTruncateDate: return .int(naiveTruncate(a, TimeUnit(rawValue: immediate)!))
    case .sqlTruncateClock:
        let unit = TimeUnit(rawValue: immediate)!
        let length = [3_600_000_000, 60_000_000, 1_000_000, 1_000, 1]
        let exact: Int128
        if unit.rawValue >= 5 {
            let size = Int128(length[unit.rawValue - 5])
            exact = Int128(a) - ((Int128(a) % size) + size) % size
        } else {
            let days = (Int128(a) - Int128(ofDay)) / Int128(day)
            exact = Int128(naiveTruncate(Int(days), unit)) * Int128(day)
        }
        return .int(Int(exactly: exact) ?? .min)
    default: preconditionFailure("no SQL operation \(opcode)")
    }
}

private func padded(_ value: Int, _ count: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(count - text.utf8.count, 0)) + text
}

// MARK: Dates, by the calendar of the years 1 to 400, shifted

private func fields(_ days: Int) -> (year: Int, month: Int, day: Int) {
    let held = max(min(days, Int(Int32.max)), Int(Int32.min))
    let ordinal = held + CivilCalendar.epoch - 1
    let cycle = ordinal >= 0 ? ordinal / 146_097 : -((-ordinal + 146_096) / 146_097)
    let (year, month, day) = CivilCalendar.date(ordinal - cycle * 146_097 + 1)
    return (year + cycle * 400, month, day)
}

private func ordinal(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let cycle = (year - 1 >= 0 ? year - 1 : year - 400) / 400
    return CivilCalendar.ordinal(year - cycle * 400, month, day) + cycle * 146_097 - CivilCalendar.epoch
}

private func naiveDate(_ days: Int) -> String {
    let (year, month, day) = fields(days)
    let sign = year < 0 ? "-" : year > 9999 ? "+" : ""
    return sign + padded(abs(year), 4) + "-" + padded(month, 2) + "-" + padded(day, 2)
}

private func daysInMonth(_ year: Int, _ month: Int) -> Int {
    CivilCalendar.daysInMonth(((year % 400) + 400) % 400 + 400, month)
}

private func naiveAddMonths(_ days: Int, _ months: Int) throws -> Scalar {
    let (year, month, day) = fields(days)
    var (newYear, newMonth) = (year + months / 12, month + months % 12)
    if newMonth > 12 { (newYear, newMonth) = (newYear + 1, newMonth - 12) }
    if newMonth < 1 { (newYear, newMonth) = (newYear - 1, newMonth + 12) }
    let result = ordinal(newYear, newMonth, min(day, daysInMonth(newYear, newMonth)))
    guard Int32(exactly: result) != nil else { throw NoValue(kind: .overflow) }
    return .int(result)
}

private func naiveDatePart(_ days: Int, _ part: DatePart) -> Int {
    let held = max(min(days, Int(Int32.max)), Int(Int32.min))
    let (year, month, day) = fields(days)
    let weekday = ((held % 7) + 7 + 3) % 7
    switch part {
    case .year: return year
    case .quarter: return [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4][month - 1]
    case .month: return month
    case .day: return day
    case .dayOfWeek: return [2, 3, 4, 5, 6, 7, 1][weekday]
    case .weekday: return weekday
    case .dayOfYear: return held - ordinal(year, 1, 1) + 1
    case .week, .weekYear:
        // Week 1 has the year's first Thursday in it.
        let thursday = held - weekday + 3
        var owner = year + 1
        while ordinal(owner, 1, 1) > thursday { owner -= 1 }
        return part == .weekYear ? owner : (thursday - ordinal(owner, 1, 1)) / 7 + 1
    case .lastDay: return ordinal(year, month, daysInMonth(year, month))
    }
}

private func naiveTruncate(_ days: Int, _ unit: TimeUnit) -> Int {
    let held = max(min(days, Int(Int32.max)), Int(Int32.min))
    let (year, month, _) = fields(days)
    switch unit {
    case .year: return ordinal(year, 1, 1)
    case .quarter: return ordinal(year, [1, 1, 1, 4, 4, 4, 7, 7, 7, 10, 10, 10][month - 1], 1)
    case .month: return ordinal(year, month, 1)
    case .week: return held - naiveDatePart(days, .weekday)
    default: return held
    }
}

// MARK: Texts

private func naiveSQLText(
    _ opcode: Opcode, _ immediate: Int, _ settings: SQLImmediate, _ text: String, _ operands: [Scalar]
) throws -> Scalar {
    let scalars = Array(text.unicodeScalars)
    func string(_ part: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: part)
        return String(view)
    }
    var trimmed = scalars[...]
    while let first = trimmed.first, first.value <= 32 || first.value == 127 { trimmed.removeFirst() }
    while let last = trimmed.last, last.value <= 32 || last.value == 127 { trimmed.removeLast() }
    let plain = string(trimmed)
    switch opcode {
    case .sqlParseInt:
        let pattern = settings.variant ? #/([+-]?[0-9]+)(\.[0-9]*)?/# : #/([+-]?[0-9]+)(\b)?/#
        if settings.variant, plain.wholeMatch(of: #/[+-]?\.[0-9]+/#) != nil { return .int(0) }
        guard plain.utf8.allSatisfy({ $0 < 128 }), let match = plain.wholeMatch(of: pattern),
            let value = Int(match.1), (settings.width.least...settings.width.greatest).contains(value)
        else { throw NoValue(kind: .parse) }
        return .int(value)
    case .sqlParseFloat:
        switch plain.lowercased() {
        case "inf", "+inf", "infinity", "+infinity": return .float(.infinity)
        case "-inf", "-infinity": return .float(-.infinity)
        case "nan": return .float(.nan)
        default: break
        }
        if plain == "+NaN" || plain == "-NaN" { return .float(.nan) }
        guard plain.utf8.allSatisfy({ $0 < 128 }),
            let match = plain.wholeMatch(of: #/([+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?)[dDfF]?/#)
        else { throw NoValue(kind: .parse) }
        return .float(settings.variant ? Double(strtof(String(match.1), nil)) : strtod(String(match.1), nil))
    case .sqlParseBool:
        let word = plain.lowercased()
        if ["t", "true", "y", "yes", "1"].contains(word) { return .bool(true) }
        if ["f", "false", "n", "no", "0"].contains(word) { return .bool(false) }
        throw NoValue(kind: .parse)
    case .sqlParseDate, .sqlParseTimestamp:
        // Random texts are no dates; the rare ones that are a year, or what another instruction wrote, are told here,
        // all others in tests of their own.
        guard let moment = naiveMoment(plain) else { throw NoValue(kind: .parse) }
        if opcode == .sqlParseDate { return .int(moment.day) }
        var offset = 0
        if !settings.variant {
            guard case .string(let zone) = operands[1], let rules = ZoneTable().rules(named: zone) else {
                throw NoValue(kind: .parse)
            }
            offset = rules.constant!.offset
        }
        return .int((moment.day * 86_400 - offset) * 1_000_000 + moment.microsecond)
    case .sqlSubstring:
        guard case .int(let position) = operands[1], case .int(let count) = operands[2] else { break }
        let start = position > 0 ? Int128(position - 1) : position < 0 ? Int128(scalars.count) + Int128(position) : 0
        let end = start + Int128(max(count, 0))
        return .string(string(scalars.indices.filter { Int128($0) >= start && Int128($0) < end }.map { scalars[$0] }))
    case .sqlLike:
        guard case .string(let pattern) = operands[1] else { break }
        return .bool(try naiveLike(scalars[...], naiveTokens(Array(pattern.unicodeScalars), immediate)[...]))
    case .sqlPad:
        guard case .int(let count) = operands[1], case .string(let filling) = operands[2] else { break }
        if count <= 0 { return .string("") }
        if count > ComputeLimits.textByteCountMax { throw NaiveFailure(kind: .memoryExceeded) }
        if count <= scalars.count { return .string(string(scalars.prefix(count))) }
        let fill = Array(filling.unicodeScalars)
        let added = fill.isEmpty ? [] : (0..<(count - scalars.count)).map { fill[$0 % fill.count] }
        return .string(string(immediate == 0 ? added + scalars : scalars + added))
    default: break
    }
    preconditionFailure("no SQL operation \(opcode)")
}

/// Days since 1970-01-01 and microseconds of the day of a year, a date or a date and a time of day.
private func naiveMoment(_ text: String) -> (day: Int, microsecond: Int)? {
    if let year = text.wholeMatch(of: #/[+-]?[0-9]{4}/#).flatMap({ Int($0.0) }) { return (ordinal(year, 1, 1), 0) }
    let whole = #/([+-]?[0-9]{4,6})-([0-9]{2})-([0-9]{2})( ([0-9]{2}):([0-9]{2}):([0-9]{2})(\.([0-9]{1,6}))?)?/#
    guard let match = text.wholeMatch(of: whole), let year = Int(match.1), let month = Int(match.2),
        let day = Int(match.3)
    else { return nil }
    func number(_ part: Substring?) -> Int { part.flatMap { Int($0) } ?? 0 }
    let seconds = (number(match.5) * 60 + number(match.6)) * 60 + number(match.7)
    let fraction = match.9.map { Int($0 + String(repeating: "0", count: 6 - $0.count)) ?? 0 } ?? 0
    return (ordinal(year, month, day), seconds * 1_000_000 + fraction)
}

/// Scalars, nil for one of any kind; `many` for any number of them.
private enum Token: Equatable {
    case one(Unicode.Scalar)
    case any
    case many
}

private func naiveTokens(_ pattern: [Unicode.Scalar], _ escape: Int) throws -> [Token] {
    var tokens: [Token] = []
    var rest = pattern[...]
    while let next = rest.popFirst() {
        if Int(next.value) == escape {
            guard let escaped = rest.popFirst(), escaped == "%" || escaped == "_" || Int(escaped.value) == escape else {
                throw NaiveFailure(kind: .invalidArgument)
            }
            tokens.append(.one(escaped))
        } else {
            tokens.append(next == "%" ? .many : next == "_" ? .any : .one(next))
        }
    }
    return tokens
}

private func naiveLike(_ text: ArraySlice<Unicode.Scalar>, _ tokens: ArraySlice<Token>) -> Bool {
    guard let token = tokens.first else { return text.isEmpty }
    switch token {
    case .many:
        return naiveLike(text, tokens.dropFirst()) || (!text.isEmpty && naiveLike(text.dropFirst(), tokens))
    case .any: return !text.isEmpty && naiveLike(text.dropFirst(), tokens.dropFirst())
    case .one(let scalar): return text.first == scalar && naiveLike(text.dropFirst(), tokens.dropFirst())
    }
}

// MARK: Decimal forms of floats

/// The digits and the exponent of the shortest text that reads back: 0.d1d2... times ten to the power of the exponent.
private func shortest(
    _ value: Double, single: Bool = false, atLeast: Int = 0
) -> (digits: [UInt8], exponent: Int) {
    for precision in atLeast...16 {
        var buffer = [CChar](repeating: 0, count: 64)
        _ = withVaList([Int32(precision), value]) { vsnprintf(&buffer, 64, "%.*e", $0) }
        let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard single ? Float(text) == Float(value) : Double(text) == value else { continue }
        let parts = text.split(separator: "e")
        var digits = parts[0].utf8.filter { $0 != 46 }
        while digits.count > 1, digits.last == 48 { digits.removeLast() }
        return (digits, Int(parts[1])! + 1)
    }
    preconditionFailure("17 digits always read back")
}

private func naiveRound(_ value: Double, _ places: Int, halfEven: Bool) -> Double {
    guard value.isFinite else { return value }
    if value == 0 { return 0 }
    let (digits, exponent) = shortest(abs(value))
    if places > 400 { return value }
    if places < -400 { return 0 }
    // As whole numbers of units of ten to the power of -places, digit by digit.
    let kept = exponent + places
    if kept >= digits.count { return value }
    if kept < 0 { return 0 }
    var whole = [48] + Array(digits[..<kept])
    let rest = Array(digits[kept...])
    let half = rest[0] == 53 && !rest.dropFirst().contains { $0 != 48 }
    if half ? (!halfEven || whole.last! % 2 == 1) : rest[0] >= 53 {
        var place = whole.count - 1
        while whole[place] == 57 {
            whole[place] = 48
            place -= 1
        }
        whole[place] += 1
    }
    let magnitude = strtod(String(decoding: whole, as: UTF8.self) + "e\(-places)", nil)
    return value < 0 && magnitude != 0 ? -magnitude : magnitude
}

/// Java's text of a float.
func naiveJavaText(_ value: Double, single: Bool) -> String {
    let shown = single ? Double(Float(value)) : value
    if shown.isNaN { return "NaN" }
    let sign = shown.sign == .minus ? "-" : ""
    if shown.isInfinite { return sign + "Infinity" }
    if shown == 0 { return sign + "0.0" }
    let (digits, exponent) = shortest(abs(shown), single: single, atLeast: 1)
    let text = String(decoding: digits, as: UTF8.self)
    if abs(shown) >= 1e7 || abs(shown) < 1e-3 {
        return sign + text.prefix(1) + "." + (digits.count > 1 ? text.dropFirst() : "0") + "E\(exponent - 1)"
    }
    let padded =
        String(repeating: "0", count: max(0, 1 - exponent)) + text
        + String(repeating: "0", count: max(0, exponent + 1 - digits.count))
    let point = max(exponent, 1)
    return sign + padded.prefix(point) + "." + padded.dropFirst(point)
}
