// SPDX-License-Identifier: Apache-2.0

/// Sizes as people write them: `512m`, `1g`, `1.5g`, `64k`, plain bytes.
public enum MemorySize {
    /// Why a text is not a size.
    public struct ParseError: Error, Hashable, CustomStringConvertible {
        public var description: String
    }

    /// `plainUnit`: bytes that a number without a unit counts.
    public static func parse(_ text: String, plainUnit: Int = 1) throws(ParseError) -> Int {
        var digits = text.lowercased()
        if digits.hasSuffix("ib") { digits.removeLast(2) } else if digits.hasSuffix("b") { digits.removeLast() }
        var unit = plainUnit
        switch digits.last {
        case "k": unit = 1 << 10
        case "m": unit = 1 << 20
        case "g": unit = 1 << 30
        case "t": unit = 1 << 40
        default: break
        }
        if unit != plainUnit || digits.last?.isLetter == true { digits.removeLast() }
        guard let value = Double(digits), value > 0, value * Double(unit) < 9e18 else {
            throw ParseError(description: "'\(text)' is not a size; write for example 512m, 1g or 1.5g")
        }
        return Int(value * Double(unit))
    }

    /// `1.5g`, `512m`, …: the shortest exact form with a unit.
    public static func text(_ bytes: Int) -> String {
        for (unit, letter) in [(1 << 40, "t"), (1 << 30, "g"), (1 << 20, "m"), (1 << 10, "k")]
        where bytes % unit == 0 && bytes > 0 {
            return "\(bytes / unit)\(letter)"
        }
        return String(bytes)
    }
}
