// SPDX-License-Identifier: Apache-2.0

import Columnar
import Values

/// Casts of literals that are done during the analysis. What is no plain matter is left to the engine, which also says
/// why a value has none.
enum LiteralCast {
    /// Nil when the value is not converted here.
    static func cast(_ value: Scalar, from: SQLType, to: SQLType) -> Scalar? {
        if value == .null || from == to { return value }
        if from.isInteger, case .int(let number) = value { return integer(number, to) }
        if from == .string, case .string(let text) = value { return self.text(text, to) }
        if from == .float, to == .double { return value }
        if case .decimal(_, let scale) = from, case .int(let unscaled) = value {
            return decimal(unscaled, scale, to)
        }
        return nil
    }

    private static func integer(_ number: Int, _ to: SQLType) -> Scalar? {
        if let range = to.integerRange { return range.contains(number) ? .int(number) : nil }
        switch to {
        case .double: return .float(Double(number))
        case .float: return .float(Double(Float(number)))
        case .string: return .string(String(number))
        case .boolean: return .bool(number != 0)
        case .decimal(let precision, let scale):
            guard let factor = DecimalPowers.power(scale) else { return nil }
            let (unscaled, overflow) = number.multipliedReportingOverflow(by: factor)
            return !overflow && DecimalPowers.fits(unscaled, precision) ? .int(unscaled) : nil
        default: return nil
        }
    }

    private static func decimal(_ unscaled: Int, _ scale: Int, _ to: SQLType) -> Scalar? {
        switch to {
        case .double: return Double(DecimalPowers.text(unscaled, scale: scale)).map { .float($0) }
        case .float: return Float(DecimalPowers.text(unscaled, scale: scale)).map { .float(Double($0)) }
        case .string: return .string(DecimalPowers.text(unscaled, scale: scale))
        case .decimal(let precision, let wanted) where wanted >= scale:
            guard let factor = DecimalPowers.power(wanted - scale) else { return nil }
            let (scaled, overflow) = unscaled.multipliedReportingOverflow(by: factor)
            return !overflow && DecimalPowers.fits(scaled, precision) ? .int(scaled) : nil
        default: return nil
        }
    }

    private static func text(_ text: String, _ to: SQLType) -> Scalar? {
        let trimmed = text.trimmingSpaces
        if let range = to.integerRange {
            guard let number = Int(trimmed), range.contains(number) else { return nil }
            return .int(number)
        }
        switch to {
        case .double:
            // Plain numbers only: other spellings are the engine's.
            guard !trimmed.isEmpty, trimmed.utf8.allSatisfy({ isASCIIDigit($0) || "+-.eE".utf8.contains($0) }) else {
                return nil
            }
            return Double(trimmed).map { .float($0) }
        case .date: return CivilText.days(trimmed).map { .int($0) }
        case .timeOfDay(let digits):
            return TimeOfDay.read(trimmed).map { .int(TimeOfDay.rounded($0, toDigits: digits)) }
        case .boolean:
            switch trimmed.lowercased() {
            case "true", "t", "yes", "y", "1": return .bool(true)
            case "false", "f", "no", "n", "0": return .bool(false)
            default: return nil
            }
        case .binary: return .bytes(Array(text.utf8))
        default: return nil
        }
    }
}

/// Decimals of up to 18 digits as unscaled integers.
public enum DecimalPowers {
    /// Ten to the `exponent`; nil when it is beyond 64 bits.
    public static func power(_ exponent: Int) -> Int? {
        (0...18).contains(exponent) ? (0..<exponent).reduce(1) { value, _ in value * 10 } : nil
    }

    static func fits(_ unscaled: Int, _ precision: Int) -> Bool {
        guard let bound = power(precision) else { return true }
        return unscaled.magnitude < UInt(bound)
    }

    /// The number with its digits behind the point.
    public static func text(_ unscaled: some FixedWidthInteger, scale: Int) -> String {
        guard scale > 0 else { return String(unscaled) }
        var digits = String(unscaled.magnitude)
        if digits.utf8.count <= scale { digits = String(repeating: "0", count: scale + 1 - digits.utf8.count) + digits }
        let point = digits.index(digits.endIndex, offsetBy: -scale)
        return (unscaled < 0 ? "-" : "") + digits[..<point] + "." + digits[point...]
    }
}

/// Dates and times as text.
public enum CivilText {
    /// Days since 1970-01-01 of a text as casts read it; nil for other texts.
    public static func days(_ text: String) -> Int? {
        var text = text
        return text.withUTF8 { DateText.parse(UnsafeRawBufferPointer($0)) }
    }

    /// The zone that a text names behind a time, empty where there is none; nil for texts that are no times.
    public static func zone(_ text: String) -> String? {
        var text = text
        return text.withUTF8 { DateText.parseMoment(UnsafeRawBufferPointer($0))?.zone }
    }

    /// Nanoseconds since midnight of a time of day; nil for other texts.
    public static func timeOfDay(_ text: String) -> Int? { TimeOfDay.read(text) }

    /// Year, month and day of a number of days since 1970-01-01, of any sign.
    public static func date(_ days: Int) -> (year: Int, month: Int, day: Int) {
        // Days since 0000-03-01, in eras of 400 years.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// A date as Spark writes it.
    public static func text(days: Int) -> String {
        let (year, month, day) = date(days)
        return (year > 9_999 ? "+" : "") + padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2)
    }

    /// A wall clock's reading as Spark writes it, without zeros at the end of the fraction.
    public static func text(microseconds: Int) -> String {
        let day = 86_400_000_000
        let days = microseconds >= 0 ? microseconds / day : -((day - 1 - microseconds) / day)
        var rest = microseconds - days * day
        let fraction = rest % 1_000_000
        rest /= 1_000_000
        let clock = padded(rest / 3_600, 2) + ":" + padded(rest / 60 % 60, 2) + ":" + padded(rest % 60, 2)
        guard fraction > 0 else { return text(days: days) + " " + clock }
        var digits = padded(fraction, 6)
        while digits.hasSuffix("0") { digits.removeLast() }
        return text(days: days) + " " + clock + "." + digits
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number.magnitude)
        return (number < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}

extension String {
    /// Without white space and control characters at both ends, as casts read text.
    var trimmingSpaces: String {
        let bytes = Array(utf8)
        guard let first = bytes.firstIndex(where: { $0 > 0x20 }), let last = bytes.lastIndex(where: { $0 > 0x20 })
        else {
            return ""
        }
        return String(decoding: bytes[first...last], as: UTF8.self)
    }
}
