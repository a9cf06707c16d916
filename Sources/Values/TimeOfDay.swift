// SPDX-License-Identifier: Apache-2.0

/// Times of day as text: nanoseconds since midnight.
public enum TimeOfDay {
    public static let nanosecondsPerDay = 86_400_000_000_000

    /// `[H]H:[m]m[:[s]s[.fraction]]`, of 24 hours or, with AM or PM behind it, of 12. Up to six digits of a second
    /// count. Nil of other texts.
    public static func read(_ text: String) -> Int? {
        var bytes = Array(text.utf8)[...]
        while let first = bytes.first, first <= 0x20 { bytes.removeFirst() }
        while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
        var isAfternoon: Bool?
        if bytes.count > 2, let last = bytes.last, last | 0x20 == UInt8(ascii: "m") {
            let half = bytes[bytes.endIndex - 2] | 0x20
            guard half == UInt8(ascii: "a") || half == UInt8(ascii: "p") else { return nil }
            isAfternoon = half == UInt8(ascii: "p")
            bytes = bytes.dropLast(2)
            while bytes.last == 0x20 { bytes.removeLast() }
        }
        let parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), var hour = number(parts[0], 1...2), let minute = number(parts[1], 1...2),
            minute < 60
        else { return nil }
        if let isAfternoon {
            guard (1...12).contains(hour) else { return nil }
            hour = hour % 12 + (isAfternoon ? 12 : 0)
        }
        guard hour < 24 else { return nil }
        var nanos = (hour * 60 + minute) * 60_000_000_000
        guard parts.count == 3 else { return nanos }
        let seconds = parts[2].split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let second = number(seconds[0], 1...2), second < 60 else { return nil }
        nanos += second * 1_000_000_000
        guard seconds.count == 2 else { return nanos }
        guard seconds[1].allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
        var unit = 100_000_000
        for digit in seconds[1].prefix(6) {
            nanos += Int(digit &- 0x30) * unit
            unit /= 10
        }
        return nanos
    }

    private static func number(_ digits: ArraySlice<UInt8>, _ count: ClosedRange<Int>) -> Int? {
        guard count.contains(digits.count), digits.allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 &- 0x30) }
    }

    /// Down to so many digits of a second.
    public static func rounded(_ nanos: Int, toDigits digits: Int) -> Int {
        let unit = (0..<max(9 - digits, 0)).reduce(1) { unit, _ in unit * 10 }
        return nanos - nanos % unit
    }

    /// `HH:mm:ss`, and the fraction without zeros at its end.
    public static func text(_ nanos: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let seconds = nanos / 1_000_000_000
        let clock = two(seconds / 3_600) + ":" + two(seconds / 60 % 60) + ":" + two(seconds % 60)
        let fraction = nanos % 1_000_000_000
        guard fraction > 0 else { return clock }
        var digits = String(fraction)
        digits = String(repeating: "0", count: 9 - digits.utf8.count) + digits
        while digits.hasSuffix("0") { digits.removeLast() }
        return clock + "." + digits
    }
}
