// SPDX-License-Identifier: Apache-2.0

extension DecimalMath {
    /// The number with `scale` digits behind the point.
    public static func text(_ value: Int128, scale: Int) -> String {
        let digits = value.magnitude.description
        let sign = value < 0 ? "-" : ""
        if scale == 0 { return sign + digits }
        let padded = String(repeating: "0", count: max(0, scale + 1 - digits.utf8.count)) + digits
        return sign + padded.dropLast(scale) + "." + padded.suffix(scale)
    }

    /// The number 0.d1d2... times ten to the power of `point`, in units of `scale`, rounded half up; nil beyond 38
    /// digits. `digits` are characters of ASCII.
    public static func number(_ digits: [UInt8], point: Int, isNegative: Bool, scale: Int) -> Int128? {
        let (kept, overflow) = point.addingReportingOverflow(scale)
        if overflow { return point < 0 ? 0 : nil }
        if kept < 0 { return 0 }
        let count = min(kept, digits.count)
        // Zeros in front count for nothing.
        let first = digits.prefix(count).firstIndex { $0 != 48 } ?? count
        if first == count && kept > digits.count { return 0 }
        if kept - first > precisionMax + 1 { return nil }
        var value: Int128 = 0
        for index in first..<max(kept, first) {
            let digit = index < digits.count ? Int128(digits[index] - 48) : 0
            let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, more) = tens.addingReportingOverflow(digit)
            if overflow || more { return nil }
            value = sum
        }
        if value >= powers[precisionMax] { return nil }
        if kept < digits.count, digits[kept] >= 53 { value += 1 }
        return isNegative ? -value : value
    }
}
