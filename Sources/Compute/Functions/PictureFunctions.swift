// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

extension SQLFunctions {
    static func picture(_ code: SQLFunctionCode, _ arguments: FunctionArguments) throws(Failure) -> Scalar {
        let format = arguments.string(1)
        if code == .patternNumber {
            let text = arguments.string(0)
            if text == "NaN" { return .string(text) }
            if text.hasSuffix("Infinity") { return .string(text.hasPrefix("-") ? "-∞" : "∞") }
            guard let pattern = DecimalPattern(format) else {
                throw Failure(.invalidParameterFormat, "The pattern '\(format)' is none of numbers.")
            }
            return .string(pattern.write(PlainNumber(text)))
        }
        guard let picture = NumberPicture(format) else {
            throw Failure(.invalidParameterFormat, "The format '\(format)' is none of numbers.")
        }
        if code == .numberPicture { return .string(picture.write(PlainNumber(arguments.string(0)))) }
        guard let digits = picture.read(arguments.string(0)) else {
            throw Failure(
                .pictureMismatch,
                "The format is invalid: '\(format)'. The input \"STRING\" '\(arguments.string(0))' does not match the "
                    + "format.")
        }
        return .string(digits)
    }
}

/// A number as `to_char` and `to_number` picture it: `0`, `9` are digits, `.` or `D` the point, `,` or `G` between
/// groups, `$`, and a sign: `S`, `MI`, `PR`.
private struct NumberPicture {
    private enum Part: Equatable { case digit(isZero: Bool), group, point, dollar, sign, minus, open, close }

    private var parts: [Part] = []
    private var wholeDigits = 0
    private var fractionDigits = 0

    init?(_ format: String) {
        var rest = Array(format.uppercased().utf8)[...]
        var hasPoint = false
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "0"), UInt8(ascii: "9"):
                parts.append(.digit(isZero: byte == UInt8(ascii: "0")))
                if hasPoint { fractionDigits += 1 } else { wholeDigits += 1 }
            case UInt8(ascii: "."), UInt8(ascii: "D"):
                guard !hasPoint else { return nil }
                hasPoint = true
                parts.append(.point)
            case UInt8(ascii: ","), UInt8(ascii: "G"):
                guard !hasPoint else { return nil }
                parts.append(.group)
            case UInt8(ascii: "$"): parts.append(.dollar)
            case UInt8(ascii: "S"): parts.append(.sign)
            case UInt8(ascii: "M"):
                guard rest.popFirst() == UInt8(ascii: "I") else { return nil }
                parts.append(.minus)
            case UInt8(ascii: "P"):
                guard rest.popFirst() == UInt8(ascii: "R"), rest.isEmpty else { return nil }
                parts.insert(.open, at: 0)
                parts.append(.close)
            default: return nil
            }
        }
        guard wholeDigits + fractionDigits > 0 else { return nil }
    }

    /// Of a number with more digits than the picture each digit is `#`.
    func write(_ number: PlainNumber) -> String {
        let isNegative = number.isNegative && !number.isZero
        let digits = number.whole == "0" ? [] : Array(number.whole.utf8)
        var fraction = Array(number.fraction.utf8)
        while fraction.count > fractionDigits, fraction.last == 48 { fraction.removeLast() }
        let isTooLong = digits.count > wholeDigits || fraction.count > fractionDigits
        fraction += [UInt8](repeating: 48, count: max(fractionDigits - fraction.count, 0))
        // A run of digits that begins with a zero is filled with zeros.
        let isFilled = parts.first { if case .digit = $0 { true } else { false } } == .digit(isZero: true)
        let hasPoint = parts.contains(.point)
        var (text, place): ([UInt8], Int) = ([], 0)
        var hasDigit = false
        func digit() -> UInt8 {
            if isTooLong { return UInt8(ascii: "#") }
            if place >= wholeDigits { return fraction[place - wholeDigits] }
            let index = place - (wholeDigits - digits.count)
            if index >= 0 { return digits[index] }
            return isFilled || (hasPoint && place == wholeDigits - 1) ? 48 : 32
        }
        for part in parts {
            switch part {
            case .digit:
                let byte = digit()
                hasDigit = hasDigit || byte != 32
                text.append(byte)
                place += 1
            case .group: text.append(!isTooLong && hasDigit ? UInt8(ascii: ",") : 32)
            case .point: text.append(UInt8(ascii: "."))
            case .dollar: text.append(UInt8(ascii: "$"))
            case .sign: text.append(UInt8(ascii: isNegative ? "-" : "+"))
            case .minus: text.append(UInt8(ascii: isNegative ? "-" : " "))
            case .open: break
            case .close:
                if isNegative { text.insert(UInt8(ascii: "<"), at: text.prefix { $0 == 32 }.count) }
                text += isNegative ? [UInt8(ascii: ">")] : [32, 32]
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The digits with sign and point; nil when the text does not fit.
    func read(_ written: String) -> String? {
        var rest = Array(written.utf8)[...]
        while rest.first == 32 { rest.removeFirst() }
        while rest.last == 32 { rest.removeLast() }
        var (isNegative, hasBracket) = (false, false)
        var (whole, fraction): ([UInt8], [UInt8]) = ([], [])
        var isBehind = false
        var groups = runs
        for (index, part) in parts.enumerated() {
            switch part {
            case .digit, .group:
                // Digits before the point are read as a whole.
                guard let run = groups.first, run.start == index else { continue }
                groups.removeFirst()
                let found = Array(rest.prefix { 48...57 ~= $0 || (!isBehind && $0 == UInt8(ascii: ",")) })
                rest = rest.dropFirst(found.count)
                guard let digits = run.digits(of: found, isBehind) else { return nil }
                if isBehind { fraction += digits } else { whole += digits }
            case .point:
                isBehind = true
                if rest.first == UInt8(ascii: ".") {
                    rest.removeFirst()
                } else if rest.contains(where: { 48...57 ~= $0 }) {
                    return nil
                }
            case .dollar:
                guard rest.popFirst() == UInt8(ascii: "$") else { return nil }
            case .sign:
                if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") {
                    isNegative = rest.removeFirst() == UInt8(ascii: "-")
                }
            case .minus:
                if rest.first == UInt8(ascii: "-") {
                    rest.removeFirst()
                    isNegative = true
                }
            case .open:
                if rest.first == UInt8(ascii: "<") {
                    rest.removeFirst()
                    (hasBracket, isNegative) = (true, true)
                }
            case .close:
                if hasBracket, rest.popFirst() != UInt8(ascii: ">") { return nil }
            }
        }
        guard rest.isEmpty, !(whole.isEmpty && fraction.isEmpty) else { return nil }
        let digits = (whole.isEmpty ? [48] : whole) + (fraction.isEmpty ? [] : [UInt8(ascii: ".")] + fraction)
        return (isNegative ? "-" : "") + String(decoding: digits, as: UTF8.self)
    }

    /// Digits with commas between them, on one side of the point.
    private struct Run {
        let start: Int
        var count = 0
        var isZero = false
        /// How many digits stand behind each comma.
        var commas: [Int] = []

        func digits(of text: [UInt8], _ isBehind: Bool) -> [UInt8]? {
            let digits = text.filter { $0 != UInt8(ascii: ",") }
            guard digits.count <= count, !isZero || isBehind || digits.count == count else { return nil }
            guard !isBehind else { return digits }
            var seen: [Int] = []
            for (place, byte) in text.enumerated() where byte == UInt8(ascii: ",") {
                seen.append(text[place...].filter { $0 != UInt8(ascii: ",") }.count)
            }
            // Each comma of the picture that has digits in front of it.
            return seen == commas.filter({ $0 < digits.count }) ? digits : nil
        }
    }

    private var runs: [Run] {
        var found: [Run] = []
        var isOpen = false
        for (index, part) in parts.enumerated() {
            switch part {
            case .digit(let isZero):
                if !isOpen {
                    found.append(Run(start: index))
                    found[found.count - 1].isZero = isZero
                    isOpen = true
                }
                found[found.count - 1].count += 1
            case .group:
                if isOpen { found[found.count - 1].commas.append(found[found.count - 1].count) }
            default: isOpen = false
            }
        }
        for index in found.indices { found[index].commas = found[index].commas.map { found[index].count - $0 } }
        return found
    }
}

/// A pattern of `DecimalFormat`: `#`, `0`, `,` and `.` between what stands before and behind them.
private struct DecimalPattern {
    private var prefix = ""
    private var suffix = ""
    private var wholeMin = 0
    private var fractionMin = 0
    private var fractionMax = 0
    private var groupSize = 0

    init?(_ pattern: String) {
        let positive = pattern.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false).first ?? ""
        let marks = "#0,."
        let body = positive.drop { !marks.contains($0) }
        prefix = String(positive.prefix(positive.count - body.count))
        let digits = body.prefix { marks.contains($0) }
        suffix = String(body.dropFirst(digits.count))
        guard !suffix.contains(where: { marks.contains($0) }), !positive.contains("E"), !positive.contains("%") else {
            return nil
        }
        let sides = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard sides.count <= 2, let whole = sides.first else { return nil }
        wholeMin = whole.filter { $0 == "0" }.count
        if let comma = whole.lastIndex(of: ",") { groupSize = whole.distance(from: comma, to: whole.endIndex) - 1 }
        if sides.count == 2 {
            guard !sides[1].contains(",") else { return nil }
            fractionMin = sides[1].filter { $0 == "0" }.count
            fractionMax = sides[1].count
        }
    }

    func write(_ number: PlainNumber) -> String {
        let rounded = number.rounded(fractionMax, halfEven: true)
        var fraction = rounded.fraction
        while fraction.utf8.count > fractionMin, fraction.hasSuffix("0") { fraction.removeLast() }
        var whole = rounded.whole == "0" ? "" : rounded.whole
        if whole.utf8.count < wholeMin { whole = String(repeating: "0", count: wholeMin - whole.utf8.count) + whole }
        if whole.isEmpty, fraction.isEmpty { whole = "0" }
        if groupSize > 0 {
            var grouped = ""
            for (index, digit) in whole.enumerated() {
                if index > 0, (whole.count - index) % groupSize == 0 { grouped += "," }
                grouped.append(digit)
            }
            whole = grouped
        }
        let sign = number.isNegative && !rounded.isZero ? "-" : ""
        return sign + prefix + whole + (fraction.isEmpty ? "" : "." + fraction) + suffix
    }
}
