// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Values

extension Machine {
    func executeSQLCast(_ call: InstructionCall) throws(Failure) {
        switch call.step.opcode {
        case .sqlFloatToInt: try sqlInts(SQLFloatToInt.self, call)
        case .sqlParseInt: try parseSQLInts(call)
        case .sqlParseFloat: try parseSQLFloats(call)
        case .sqlParseBool: try parseSQLBools(call)
        case .sqlParseDate: try parseDates(call)
        case .sqlParseTimestamp: try parseTimestamps(call)
        default: throw noKernel(call.step.opcode)
        }
    }

    private func parseSQLInts(_ call: InstructionCall) throws(Failure) {
        let settings = call.sql
        try parseTexts(call, Int.self, settings.width.typeName, nil) { bytes, _ in
            guard let value = parseSQLInt(bytes, cutsFraction: settings.variant),
                value >= settings.width.least, value <= settings.width.greatest
            else { return nil }
            return value
        }
    }

    private func parseSQLFloats(_ call: InstructionCall) throws(Failure) {
        if call.sql.variant {
            try parseTexts(call, Double.self, "FLOAT", nil) { bytes, _ in
                parseSQLFloat(bytes) { Float($0).map { Double($0) } }
            }
        } else {
            try parseTexts(call, Double.self, "DOUBLE", nil) { bytes, _ in parseSQLFloat(bytes) { Double($0) } }
        }
    }

    private func parseSQLBools(_ call: InstructionCall) throws(Failure) {
        try parseTexts(call, UInt8.self, "BOOLEAN", "martlet.sql.SparkRuntimeException") { bytes, _ in
            parseSQLBool(bytes)
        }
    }

    private func parseDates(_ call: InstructionCall) throws(Failure) {
        try parseTexts(call, Int.self, "DATE", "martlet.sql.DateTimeException") { bytes, _ in DateText.parse(bytes) }
    }

    private func parseTimestamps(_ call: InstructionCall) throws(Failure) {
        let isLocal = call.sql.variant
        let zones = texts(call.step.b, call.rows)
        var (known, rules): (String?, ZoneRules?) = (nil, nil)
        let type = isLocal ? "TIMESTAMP_NTZ" : "TIMESTAMP"
        try parseTexts(call, Int.self, type, "martlet.sql.DateTimeException") { bytes, row in
            guard let moment = DateText.parseMoment(bytes) else { return nil }
            if !moment.zone.isEmpty {
                guard let zone = zone(moment.zone) else { return nil }
                return isLocal ? moment.clock : zone.instant(ofClock: moment.clock)
            }
            if isLocal { return moment.clock }
            let name = String(decoding: zones[row], as: UTF8.self)
            if known != name { (known, rules) = (name, zone(name)) }
            return rules.flatMap { $0.instant(ofClock: moment.clock) }
        }
    }

    /// Reads each text; what `parse` gives nil for is no value of `type`.
    @inline(__always)
    private func parseTexts<Word: BitwiseCopyable & ExpressibleByIntegerLiteral>(
        _ call: InstructionCall, _: Word.Type, _ type: String, _ exception: String?,
        _ parse: (UnsafeRawBufferPointer, Int) -> Word?
    ) throws(Failure) {
        let texts = texts(call.step.a, call.rows)
        let width = MemoryLayout<Word>.stride
        let buffer = try allocate(call.rows, width)
        let out = buffer.pointer(Word.self)
        var nulls = NullMask(call)
        for row in 0..<call.rows {
            out[row] = 0
            if call.isNull(row) { continue }
            let bytes = texts[row]
            if let value = parse(bytes, row) {
                out[row] = value
            } else if call.sql.mode == .fail {
                var failure = sqlInvalidInput(bytes, to: type, exception: exception)
                failure.row = row
                throw failure
            } else {
                nulls.add(row)
            }
        }
        set(
            call.step.result, flat: buffer, validity: nulls.validity, isConstant: call.isConstant,
            charge: call.rows * width)
    }
}

/// Truncates; beyond the ints as Java converts: NaN to 0, others to the nearest int of 64 bits, or of 32 for narrower
/// widths, whose lowest bits count.
private enum SQLFloatToInt: BinaryKernel {
    static func apply(_ a: Double, _: Double, _ flags: inout Int) -> Int {
        let fits = a >= -0x1p63 && a < 0x1p63
        flags |= fits ? 0 : -1
        if fits { return Int(a) }
        return a.isNaN ? 0 : a < 0 ? .min : .max
    }
}

extension SQLFloatToInt: SQLKernel {
    static func fault(_ a: Double, _: Double, _ width: IntWidth) -> SQLFault {
        let whole = a.rounded(.towardZero)
        return whole >= Double(width.least) && whole < -Double(width.least) ? .none : .overflow
    }
    static func failure(_: SQLFault, _ a: Double, _: Double, _ width: IntWidth) -> Failure {
        sqlCastOverflow("\(javaText(a))D", from: "DOUBLE", to: width.typeName)
    }
    static func wrapped(_ result: Int, _ width: IntWidth) -> Int {
        if width == .bits64 { return result }
        return width.wrapped(min(max(result, Int(Int32.min)), Int(Int32.max)))
    }
}

/// A sign and digits, white space around; with a fraction behind them when it is cut off.
func parseSQLInt(_ bytes: UnsafeRawBufferPointer, cutsFraction: Bool) -> Int? {
    let range = TextTrimming.range(bytes)
    var end = range.upperBound
    if cutsFraction, let point = bytes[range].firstIndex(of: 0x2E) {
        for byte in bytes[(point + 1)..<end] where byte &- 0x30 > 9 { return nil }
        // Nothing, or a sign alone, before the point counts as 0.
        let first = range.lowerBound
        if point == first || (point == first + 1 && (bytes[first] == 0x2B || bytes[first] == 0x2D)) {
            return end > point + 1 ? 0 : nil
        }
        end = point
    }
    return parseDecimal(UnsafeRawBufferPointer(rebasing: bytes[range.lowerBound..<end]))
}

/// A decimal number, which `read` takes in the form that Swift reads, or one of Java's words, in any case.
func parseSQLFloat(_ bytes: UnsafeRawBufferPointer, _ read: (String) -> Double?) -> Double? {
    let range = TextTrimming.range(bytes)
    var (place, end) = (range.lowerBound, range.upperBound)
    if place == end { return nil }
    var text = ""
    if bytes[place] == 0x2B || bytes[place] == 0x2D {
        if bytes[place] == 0x2D { text = "-" }
        place += 1
    }
    if place < end, bytes[place] &- 0x30 > 9, bytes[place] != 0x2E {
        let word = String(decoding: bytes[place..<end], as: UTF8.self).lowercased()
        switch word {
        case "inf", "infinity": return text == "-" ? -.infinity : .infinity
        // A sign before it is Java's only before the word as Java writes it.
        case "nan": return place == range.lowerBound || bytes[place..<end].elementsEqual("NaN".utf8) ? .nan : nil
        default: return nil
        }
    }
    if let last = bytes[place..<end].last, [0x64, 0x44, 0x66, 0x46].contains(last) { end -= 1 }
    var digits = 0
    var hasPoint = false
    while place < end, bytes[place] &- 0x30 < 10 || (bytes[place] == 0x2E && !hasPoint) {
        if bytes[place] == 0x2E { hasPoint = true } else { digits += 1 }
        // Swift wants a digit before the point, and none is wanted behind it.
        if bytes[place] == 0x2E && digits == 0 { text += "0" }
        text.unicodeScalars.append(Unicode.Scalar(bytes[place]))
        place += 1
    }
    if digits == 0 { return nil }
    if text.hasSuffix(".") { text += "0" }
    if place < end {
        guard bytes[place] | 0x20 == 0x65 else { return nil }
        var exponent = place + 1
        text += "e"
        if exponent < end, bytes[exponent] == 0x2B || bytes[exponent] == 0x2D {
            text += bytes[exponent] == 0x2D ? "-" : ""
            exponent += 1
        }
        if exponent == end { return nil }
        for byte in bytes[exponent..<end] {
            guard byte &- 0x30 < 10 else { return nil }
            text.unicodeScalars.append(Unicode.Scalar(byte))
        }
    }
    return read(text)
}

/// 0 or 1.
func parseSQLBool(_ bytes: UnsafeRawBufferPointer) -> UInt8? {
    let word = bytes[TextTrimming.range(bytes)]
    if word.count > 5 { return nil }
    switch String(decoding: word, as: UTF8.self).lowercased() {
    case "t", "true", "y", "yes", "1": return 1
    case "f", "false", "n", "no", "0": return 0
    default: return nil
    }
}
