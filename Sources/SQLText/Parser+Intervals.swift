// SPDX-License-Identifier: Apache-2.0

import Columnar
import Relational

// INTERVAL literals: of years and months, or of days and what is shorter.
extension SQLParser {
    /// Units by how long they are, the longest first: as many months, or as many microseconds.
    private static let months: [(unit: String, factor: Int)] = [("YEAR", 12), ("QUARTER", 3), ("MONTH", 1)]
    private static let micros: [(unit: String, factor: Int)] = [
        ("WEEK", 604_800_000_000), ("DAY", 86_400_000_000), ("HOUR", 3_600_000_000), ("MINUTE", 60_000_000),
        ("SECOND", 1_000_000), ("MILLISECOND", 1_000), ("MICROSECOND", 1),
    ]

    /// Whether an INTERVAL literal stands here: the word, and a number, a text or a sign behind it.
    var isInterval: Bool {
        guard word() == "INTERVAL", at + 1 < tokens.count else { return false }
        switch tokens[at + 1].kind {
        case .text, .number: return true
        case .sign(let sign) where sign == "-" || sign == "+":
            guard at + 2 < tokens.count else { return false }
            if case .text = tokens[at + 2].kind { return true }
            if case .number = tokens[at + 2].kind { return true }
            return false
        default: return false
        }
    }

    mutating func interval() throws(SQLError) -> Syntax {
        let start = at
        advance()
        var parts: [(count: String, unit: String)] = []
        repeat {
            let isNegative = isSign("-")
            if isNegative || isSign("+") { advance() }
            let sign = isNegative ? "-" : ""
            switch token.kind {
            case .number(let written):
                advance()
                parts.append((sign + written, try unit()))
            case .text(let text):
                advance()
                guard word().map({ SQLParser.unitName($0) != nil }) ?? false else {
                    parts += try words(of: text, sign, start)
                    continue
                }
                let first = try unit()
                guard take(word: "TO") else {
                    parts.append((SQLParser.signed(sign, text.trimmed), first))
                    continue
                }
                let last = try unit()
                return try fields(SQLParser.signed(sign, text.trimmed), from: first, to: last, start)
            default: throw unexpected()
            }
        } while startsPart
        return try sum(parts, start)
    }

    /// Whether another number and its unit follow.
    private var startsPart: Bool {
        let sign = isSign("-") || isSign("+") ? 1 : 0
        guard at + sign < tokens.count else { return false }
        switch tokens[at + sign].kind {
        case .number, .text: return word(sign + 1).map { SQLParser.unitName($0) != nil } ?? false
        default: return false
        }
    }

    private static func unitName(_ word: String) -> String? {
        let word = word.uppercased()
        let known = (months + micros).map(\.unit)
        if known.contains(word) { return word }
        return word.hasSuffix("S") && known.contains(String(word.dropLast())) ? String(word.dropLast()) : nil
    }

    private mutating func unit() throws(SQLError) -> String {
        guard let word = word(), let unit = SQLParser.unitName(word) else { throw unexpected() }
        advance()
        return unit
    }

    private func invalid(_ text: String, _ start: Int) -> SQLError {
        SQLError(
            "INVALID_INTERVAL_FORMAT.UNRECOGNIZED_NUMBER", ["input": text, "number": text], at: place(from: start),
            kind: .parse)
    }

    /// `1 day 2 hours` within a text.
    private func words(
        of text: String, _ sign: String, _ start: Int
    ) throws(SQLError) -> [(count: String, unit: String)] {
        var words = text.trimmed.split(separator: " ").map { String($0) }
        if words.first?.uppercased() == "INTERVAL" { words.removeFirst() }
        guard !words.isEmpty, words.count % 2 == 0 else { throw invalid(text, start) }
        var parts: [(count: String, unit: String)] = []
        for place in stride(from: 0, to: words.count, by: 2) {
            guard let unit = SQLParser.unitName(words[place + 1]) else { throw invalid(text, start) }
            parts.append((sign.isEmpty ? words[place] : SQLParser.turned(words[place]), unit))
        }
        return parts
    }

    private static func signed(_ sign: String, _ count: String) -> String { sign.isEmpty ? count : turned(count) }

    private static func turned(_ count: String) -> String {
        count.hasPrefix("-") ? String(count.dropFirst()) : "-" + count.drop { $0 == "+" }
    }

    /// `'1-2' YEAR TO MONTH`, `'1 02:03:04.5' DAY TO SECOND`.
    private func fields(_ text: String, from: String, to: String, _ start: Int) throws(SQLError) -> Syntax {
        let units = from == "YEAR" ? ["YEAR", "MONTH"] : ["DAY", "HOUR", "MINUTE", "SECOND"]
        guard let first = units.firstIndex(of: from), let last = units.firstIndex(of: to), first < last else {
            throw unexpected()
        }
        let isNegative = text.hasPrefix("-")
        let digits = text.drop { $0 == "-" || $0 == "+" }
        let values = digits.split { $0 == "-" || $0 == " " || $0 == ":" }
        guard values.count == last - first + 1 else { throw invalid(text, start) }
        let parts: [(count: String, unit: String)] = zip(values, units[first...last]).map {
            (count: (isNegative ? "-" : "") + String($0), unit: $1)
        }
        return try sum(parts, start)
    }

    private func sum(_ parts: [(count: String, unit: String)], _ start: Int) throws(SQLError) -> Syntax {
        var (months, micros) = (0, 0)
        var (hasMonths, hasMicros) = (false, false)
        for (count, unit) in parts {
            let isOfMonths = SQLParser.months.contains { $0.unit == unit }
            let factor = (SQLParser.months + SQLParser.micros).first { $0.unit == unit }?.factor ?? 1
            guard let value = SQLParser.product(count, factor, hasFraction: unit == "SECOND") else {
                throw invalid(count, start)
            }
            let (total, overflow) = (isOfMonths ? months : micros).addingReportingOverflow(value)
            guard !overflow, !isOfMonths || Int32(exactly: total) != nil else { throw invalid(count, start) }
            if isOfMonths { (months, hasMonths) = (total, true) } else { (micros, hasMicros) = (total, true) }
        }
        guard hasMonths != hasMicros else {
            throw .unsupported("an interval of months and of days in one literal", at: place(from: start))
        }
        let spans = parts.compactMap { IntervalSpan(SQLParser.shownUnit($0.unit)) }
        let span = spans.dropFirst().reduce(spans[0]) { $0.union($1) }
        let value = hasMonths ? months : micros
        let literal = Syntax.interval(value, span.type, shown: span.text(value))
        return .placed(literal, place(from: start))
    }

    /// The unit that an interval's type has of one that is written.
    private static func shownUnit(_ unit: String) -> String {
        switch unit {
        case "QUARTER": "MONTH"
        case "WEEK": "DAY"
        case "MILLISECOND", "MICROSECOND": "SECOND"
        default: unit
        }
    }

    /// A whole number, or one with a fraction of up to nine digits, times a factor; nil when it is none or too large.
    private static func product(_ text: String, _ factor: Int, hasFraction: Bool) -> Int? {
        let isNegative = text.hasPrefix("-")
        let parts = text.drop { $0 == "-" || $0 == "+" }.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 1 || (hasFraction && parts.count == 2 && parts[1].utf8.count <= 9),
            let whole = Int(parts[0].isEmpty && parts.count == 2 ? "0" : String(parts[0]))
        else { return nil }
        var (value, overflow) = whole.multipliedReportingOverflow(by: factor)
        if overflow { return nil }
        if parts.count == 2 {
            // Nanoseconds are cut off.
            let digits = (String(parts[1]) + String(repeating: "0", count: 6)).prefix(6)
            guard let fraction = Int(digits) else { return nil }
            (value, overflow) = value.addingReportingOverflow(fraction)
            if overflow { return nil }
        }
        return isNegative ? -value : value
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = self[...]
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
