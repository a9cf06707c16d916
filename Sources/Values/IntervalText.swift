// SPDX-License-Identifier: Apache-2.0

/// Intervals as Spark's casts write them.
public enum IntervalText {
    private static let names = ["YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"]

    /// An interval of months or of microseconds in the units from `first` to `last`: 0 year … 5 second.
    public static func of(_ value: Int, first: Int, last: Int) -> String {
        let first = min(max(first, 0), 5)
        let last = min(max(last, first), 5)
        let span = first == last ? names[first] : names[first] + " TO " + names[last]
        let (sign, size) = (value < 0 ? "-" : "", value.magnitude)
        if first < 2 {
            let text =
                first == last ? "\(first == 0 ? size / 12 : size)" : "\(size / 12)-\(size % 12)"
            return "INTERVAL '\(sign)\(text)' \(span)"
        }
        // What one unit has of a second, and of the one above it.
        let micros: [UInt] = [0, 0, 86_400_000_000, 3_600_000_000, 60_000_000, 1_000_000]
        var (text, rest) = ("", size)
        for unit in first...last {
            let count = rest / micros[unit]
            rest %= micros[unit]
            if unit > first {
                text += unit == 3 ? " " : ":"
            }
            text += (unit > 2 && count < 10 ? "0" : "") + String(count)
        }
        if last == 5, rest > 0 {
            var fraction = String(rest)
            fraction = String(repeating: "0", count: 6 - fraction.utf8.count) + fraction
            while fraction.hasSuffix("0") { fraction.removeLast() }
            text += "." + fraction
        }
        return "INTERVAL '\(sign)\(text)' \(span)"
    }

    /// An interval of microseconds in all units from days on.
    public static func dayTime(_ micros: Int) -> String { of(micros, first: 2, last: 5) }

    public static func yearMonth(_ months: Int) -> String { of(months, first: 0, last: 1) }

    /// `1 years 2 months 3 days 4 hours`.
    public static func calendar(_ parts: [Int]) -> String {
        var words: [String] = []
        func add(_ count: Int, _ unit: String) { if count != 0 { words.append("\(count) \(unit)") } }
        add(parts[0] / 12, "years")
        add(parts[0] % 12, "months")
        add(parts[1], "days")
        add(parts[2] / 3_600_000_000, "hours")
        add(parts[2] / 60_000_000 % 60, "minutes")
        let seconds = parts[2] % 60_000_000
        if seconds != 0 {
            var text = String(seconds.magnitude / 1_000_000)
            if seconds % 1_000_000 != 0 {
                var fraction = String(seconds.magnitude % 1_000_000)
                fraction = String(repeating: "0", count: 6 - fraction.utf8.count) + fraction
                while fraction.hasSuffix("0") { fraction.removeLast() }
                text += "." + fraction
            }
            words.append((seconds < 0 ? "-" : "") + text + " seconds")
        }
        return words.isEmpty ? "0 seconds" : words.joined(separator: " ")
    }
}
