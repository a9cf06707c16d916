// SPDX-License-Identifier: Apache-2.0

/// Numbers as Java, and so Spark, writes them.
public enum JavaText {
    /// The shortest text that reads back, in plain form from 10^-3 to below 10^7: `1.0`, `1.0E7`.
    public static func of(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
        return form("\(value)", isZero: value == 0, magnitude: value.magnitude)
    }

    /// The same of a binary32.
    public static func of(_ value: Float) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
        return form("\(value)", isZero: value == 0, magnitude: Double(value.magnitude))
    }

    /// Swift's text, which has the same digits, in Java's form.
    private static func form(_ text: String, isZero: Bool, magnitude: Double) -> String {
        let sign = text.hasPrefix("-") ? "-" : ""
        if isZero { return sign + "0.0" }
        // The digits and where the point stands among them.
        let parts = text.drop { $0 == "-" }.split(separator: "e", maxSplits: 1)
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        var digits = mantissa.joined()
        var point = mantissa[0].utf8.count + (parts.count > 1 ? Int(parts[1])! : 0)
        while digits.hasPrefix("0") {
            digits.removeFirst()
            point -= 1
        }
        while digits.hasSuffix("0") { digits.removeLast() }
        if magnitude >= 1e-3 && magnitude < 1e7 {
            if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
            let whole = digits.prefix(point)
            let padding = String(repeating: "0", count: max(0, point - digits.utf8.count))
            let fraction = digits.dropFirst(point)
            return sign + whole + padding + "." + (fraction.isEmpty ? "0" : fraction)
        }
        let fraction = digits.dropFirst()
        return sign + digits.prefix(1) + "." + (fraction.isEmpty ? "0" : fraction) + "E\(point - 1)"
    }
}
