// SPDX-License-Identifier: Apache-2.0

public import Columnar
public import Values

/// Values as text, as `show` and names of columns have them.
public enum ValueText {
    /// The text of a value of a type; `null` as what is shown for one within arrays, maps and structs, too.
    public static func of(_ value: Scalar, _ type: SQLType, zone: ZoneRules, null: String = "NULL") -> String {
        switch (value, type) {
        case (.null, _): return null
        case (.bool(let flag), _): return flag ? "true" : "false"
        case (.int(let days), .date): return CivilText.text(days: days)
        case (.int(let micros), .timestamp): return CivilText.text(microseconds: clock(micros, zone))
        case (.int(let micros), .timestampNTZ): return CivilText.text(microseconds: micros)
        case (.int(let nanos), .timeOfDay): return TimeOfDay.text(nanos)
        case (.int(let unscaled), .decimal(_, let scale)): return DecimalPowers.text(unscaled, scale: scale)
        case (.decimal(let unscaled), .decimal(_, let scale)): return DecimalPowers.text(unscaled, scale: scale)
        case (.int(let value), .dayTime(let span)), (.int(let value), .yearMonth(let span)):
            return IntervalText.of(value, first: span.first.rawValue, last: span.last.rawValue)
        case (.tuple(let members), .calendarInterval):
            return IntervalText.calendar(members.map { if case .int(let number) = $0 { number } else { 0 } })
        case (.int(let number), .float), (.int(let number), .double): return JavaText.of(Double(number))
        case (.int(let number), _): return String(number)
        case (.float(let number), .float): return JavaText.of(Float(number))
        case (.float(let number), _): return JavaText.of(number)
        case (.string(let text), _): return text
        case (.bytes(let bytes), _): return "[" + bytes.map { hexadecimal($0) }.joined(separator: " ") + "]"
        case (.list(let items), .array(let element, _)):
            return "[" + items.map { of($0, element, zone: zone, null: null) }.joined(separator: ", ") + "]"
        case (.map(let entries), .map(let key, let item, _)):
            return "{"
                + entries.map {
                    of($0.key, key, zone: zone, null: null) + " -> " + of($0.value, item, zone: zone, null: null)
                }.joined(separator: ", ") + "}"
        case (.tuple(let members), .structure(let fields)):
            return "{"
                + zip(members, fields).map { of($0, $1.type, zone: zone, null: null) }.joined(separator: ", ") + "}"
        default: return "\(value)"
        }
    }

    /// A decimal as Java's `BigDecimal.toString` writes it: with an exponent where many zeros would follow the point.
    static func ofJava(_ value: Scalar, _ type: SQLType) -> String {
        let plain = of(value, type, zone: .utc)
        guard case .decimal(_, let scale) = type else { return plain }
        let digits = plain.filter { $0.isASCII && $0.isNumber }.drop { $0 == "0" }
        let exponent = max(digits.count, 1) - 1 - scale
        guard scale > 0, exponent < -6 else { return plain }
        let first = digits.prefix(1).isEmpty ? "0" : String(digits.prefix(1))
        let rest = digits.dropFirst()
        return (plain.hasPrefix("-") ? "-" : "") + first + (rest.isEmpty ? "" : "." + rest) + "E\(exponent)"
    }

    /// The text of a value that is written as an option.
    public static func option(_ value: Scalar, _ type: SQLType) -> String {
        value == .null ? "" : of(value, type, zone: .utc)
    }

    static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.utf8.count == 1 ? "0" + digits : digits
    }

    /// What the zone's clock shows at an instant.
    private static func clock(_ microseconds: Int, _ zone: ZoneRules) -> Int {
        let second = microseconds >= 0 ? microseconds / 1_000_000 : -((999_999 - microseconds) / 1_000_000)
        let (shown, overflow) = microseconds.addingReportingOverflow(zone.type(atUTC: second).type.offset * 1_000_000)
        return overflow ? microseconds : shown
    }
}
