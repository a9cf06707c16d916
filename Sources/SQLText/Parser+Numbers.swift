// SPDX-License-Identifier: Apache-2.0

import Columnar
import Relational

// Numbers as they are written.
extension SQLParser {
    func number(_ written: String, isNegative: Bool) throws(SQLError) -> Syntax {
        let text = written.uppercased()
        let sign = isNegative ? "-" : ""
        func digits(_ dropped: Int) -> String { sign + text.dropLast(dropped) }
        func whole(_ type: SQLType, _ dropped: Int) throws(SQLError) -> Syntax {
            guard let value = Int(digits(dropped)), type.integerRange?.contains(value) ?? false else {
                throw SQLError(
                    "INVALID_NUMERIC_LITERAL_RANGE",
                    [
                        "rawStrippedQualifier": digits(dropped), "typeName": type.simpleName,
                        "minValue": "\(type.integerRange?.lowerBound ?? 0)",
                        "maxValue": "\(type.integerRange?.upperBound ?? 0)",
                    ], at: place(token), kind: .parse)
            }
            return .literal(.int(value), type)
        }
        if text.hasSuffix("BD") { return try decimal(digits(2)) }
        if text.hasSuffix("L") { return try whole(.bigint, 1) }
        if text.hasSuffix("S") { return try whole(.smallint, 1) }
        if text.hasSuffix("Y") { return try whole(.tinyint, 1) }
        if text.hasSuffix("F") {
            guard let value = Float(digits(1)) else { throw unexpected() }
            guard value.isFinite else { throw outside(digits(1), .float, "3.4028234663852886E+38") }
            return .literal(.float(Double(value)), .float)
        }
        if text.hasSuffix("D") || text.contains("E") {
            let written = digits(text.hasSuffix("D") ? 1 : 0)
            guard let value = Double(written) else { throw unexpected() }
            guard value.isFinite else { throw outside(written, .double, "1.7976931348623157E+308") }
            return .literal(.float(value), .double)
        }
        if text.contains(".") { return try decimal(sign + text) }
        guard let value = Int(sign + text) else { return try decimal(sign + text) }
        return .literal(.int(value), Int32(exactly: value) == nil ? .bigint : .int)
    }

    /// The error of a number beyond those of its type.
    private func outside(_ written: String, _ type: SQLType, _ most: String) -> SQLError {
        SQLError(
            "INVALID_NUMERIC_LITERAL_RANGE",
            [
                "rawStrippedQualifier": written, "typeName": type.simpleName, "minValue": "-" + most, "maxValue": most,
            ], at: place(token), kind: .parse)
    }

    /// An exact number with the digits that are written.
    private func decimal(_ text: String) throws(SQLError) -> Syntax {
        let isNegative = text.hasPrefix("-")
        let halves = text.drop { $0 == "-" }.split(separator: "E", maxSplits: 1)
        let parts = halves[0].split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count > 1 ? String(parts[1]) : ""
        let exponent = halves.count > 1 ? Int(halves[1]) ?? Int(Int16.max) : 0
        let places = fraction.utf8.count - exponent
        // A number of more places than any decimal has is refused below.
        let zeros = String(repeating: "0", count: min(max(-places, 0), RelationalLimits.decimalDigitsMax + 1))
        let scale = max(places, 0)
        let all = String((parts[0] + fraction).drop { $0 == "0" }) + zeros
        let precision = max(all.utf8.count, scale, 1)
        guard let unscaled = Int128((isNegative ? "-" : "") + (all.isEmpty ? "0" : all)),
            precision <= RelationalLimits.decimalDigitsMax
        else {
            throw .unsupported(
                "the number \(text) has more than \(RelationalLimits.decimalDigitsMax) digits: write it as a "
                    + "double, with the suffix D", at: place(token))
        }
        let type = SQLType.decimal(precision: precision, scale: scale)
        if let narrow = Int(exactly: unscaled), precision <= 18 { return .literal(.int(narrow), type) }
        return .literal(.decimal(unscaled), type)
    }
}
