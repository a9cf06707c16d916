// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Values

extension Machine {
    func executeDecimal(_ call: InstructionCall) throws(Failure) {
        let settings = DecimalImmediate(encoded: call.step.immediate) ?? DecimalImmediate(precision: 38, scale: 0)
        let (left, right, scale) = (settings.leftScale, settings.rightScale, settings.scale)
        if try executeShortDecimal(call, settings) { return }
        switch call.step.opcode {
        case .decimalAdd where left == right && left == scale: try combine(call, settings, "+") { $0.addingExactly($1) }
        case .decimalAdd:
            try combine(call, settings, "+") { DecimalMath.add($0, scale: left, $1, scale: right, to: scale) }
        case .decimalSubtract where left == right && left == scale:
            try combine(call, settings, "-") { $0.subtractingExactly($1) }
        case .decimalSubtract:
            try combine(call, settings, "-") { a, b in
                (0 as Int128).subtractingExactly(b).flatMap {
                    DecimalMath.add(a, scale: left, $0, scale: right, to: scale)
                }
            }
        case .decimalMultiply where left + right == scale:
            try combine(call, settings, "*") { $0.multipliedExactly($1) }
        case .decimalMultiply:
            try combine(call, settings, "*") { DecimalMath.multiply($0, scale: left, $1, scale: right, to: scale) }
        case .decimalDivide:
            try combine(call, settings, "/") {
                $1 == 0 ? nil : DecimalMath.divide($0, scale: left, $1, scale: right, to: scale)
            }
        case .decimalRemainder:
            try combine(call, settings, "%") {
                $1 == 0 ? nil : DecimalMath.remainder($0, scale: left, $1, scale: right, to: scale)
            }
        case .decimalRescale: try rescale(call, settings)
        case .decimalFromFloat: try decimalsFromFloats(call, settings)
        case .decimalParse: try parseDecimals(call, settings)
        case .decimalToInt: try narrowDecimals(call)
        case .decimalToFloat: try floatsFromDecimals(call)
        case .decimalToString: try writeDecimals(call)
        default: throw noKernel(call.step.opcode)
        }
    }

    // MARK: Operations

    @inline(__always)
    private func combine(
        _ call: InstructionCall, _ settings: DecimalImmediate, _ sign: String, _ body: (Int128, Int128) -> Int128?
    ) throws(Failure) {
        let (left, right) = (decimals(call.step.a), decimals(call.step.b))
        try fill(call, settings, { row in body(left[row], right[row]) }) { row in
            let (a, b) = (left[row], right[row])
            if b == 0 && sign == "/" { return sqlDivideByZero() }
            if b == 0 && sign == "%" { return sqlRemainderByZero() }
            let shown = [(a, settings.leftScale), (b, settings.rightScale)].map { DecimalMath.text($0, scale: $1) }
            return decimalOverflow(shown.joined(separator: " \(sign) "), settings)
        }
    }

    private func rescale(_ call: InstructionCall, _ settings: DecimalImmediate) throws(Failure) {
        let source = decimals(call.step.a)
        let rounding = DecimalRounding(rawValue: settings.rounding) ?? .halfUp
        let (from, to) = (settings.leftScale, settings.scale)
        try fill(call, settings, { row in DecimalMath.rescale(source[row], from: from, to: to, rounding) }) { row in
            decimalOverflow(DecimalMath.text(source[row], scale: from), settings)
        }
    }

    private func decimalsFromFloats(_ call: InstructionCall, _ settings: DecimalImmediate) throws(Failure) {
        let value = self[call.step.a]
        let source = value.values!.pointer(Double.self)
        var call = call
        var nulls = NullMask(call)
        for row in 0..<call.rows where !source[row].isFinite { nulls.add(row) }
        call = InstructionCall(step: call.step, rows: call.rows, isConstant: call.isConstant, validity: nulls.validity)
        try fill(
            call, settings,
            { row in
                let (digits, point) = decimalDigits(source[row].magnitude.description)
                return DecimalMath.number(digits, point: point, isNegative: source[row] < 0, scale: settings.scale)
            }
        ) { row in decimalOverflow(javaText(source[row]), settings) }
    }

    private func parseDecimals(_ call: InstructionCall, _ settings: DecimalImmediate) throws(Failure) {
        let texts = texts(call.step.a, call.rows)
        try fill(
            call, settings,
            { row in
                guard let parts = decimalParts(texts[row]) else { return nil }
                return DecimalMath.number(
                    parts.digits, point: parts.point, isNegative: parts.isNegative, scale: settings.scale)
            }
        ) { row in
            if decimalParts(texts[row]) == nil {
                return sqlInvalidInput(texts[row], to: "DECIMAL(\(settings.precision),\(settings.scale))")
            }
            let shown = texts[row].prefix(ComputeLimits.errorRowCharactersMax)
            return decimalOverflow(String(decoding: shown, as: UTF8.self), settings)
        }
    }

    /// Gives every row that is not null its number; nil, or one of too many digits, is what the mode says.
    @inline(__always)
    private func fill(
        _ call: InstructionCall, _ settings: DecimalImmediate, _ body: (Int) -> Int128?, _ explain: (Int) -> Failure
    ) throws(Failure) {
        let isShort = settings.type == .int
        let width = isShort ? 8 : 16
        let buffer = try allocate(call.rows, width)
        let (ints, wides) = (buffer.pointer(Int.self), buffer.pointer(Wide128.self))
        let bound = DecimalMath.powers[settings.precision].magnitude
        var nulls = NullMask(call)
        for row in 0..<call.rows {
            var result: Int128 = 0
            if !call.isNull(row) {
                if let value = body(row), value.magnitude < bound {
                    result = value
                } else if settings.mode == .fail {
                    var failure = explain(row)
                    failure.row = row
                    throw failure
                } else {
                    nulls.add(row)
                }
            }
            if isShort { ints[row] = Int(truncatingIfNeeded: result) } else { wides[row] = Wide128(result) }
        }
        set(
            call.step.result, flat: buffer, validity: nulls.validity, isConstant: call.isConstant,
            charge: call.rows * width)
    }

    // MARK: Conversions

    private func narrowDecimals(_ call: InstructionCall) throws(Failure) {
        let source = decimals(call.step.a)
        let settings = call.sql
        let buffer = try allocate(call.rows, 8)
        let out = buffer.pointer(Int.self)
        var nulls = NullMask(call)
        for row in 0..<call.rows {
            out[row] = 0
            if call.isNull(row) { continue }
            let value = source[row]
            if value >= Int128(settings.width.least), value <= Int128(settings.width.greatest) {
                out[row] = Int(truncatingIfNeeded: value)
            } else if settings.mode == .fail {
                var failure = sqlCastOverflow("\(value)BD", from: "DECIMAL(38,0)", to: settings.width.typeName)
                failure.row = row
                throw failure
            } else if settings.mode == .null {
                nulls.add(row)
            } else {
                out[row] = settings.width.wrapped(Int(truncatingIfNeeded: value))
            }
        }
        set(
            call.step.result, flat: buffer, validity: nulls.validity, isConstant: call.isConstant,
            charge: call.rows * 8)
    }

    private func floatsFromDecimals(_ call: InstructionCall) throws(Failure) {
        let source = decimals(call.step.a)
        let scale = call.step.immediate
        let buffer = try allocate(call.rows, 8)
        let out = buffer.pointer(Double.self)
        // Both are floats exactly: one rounding, that of the division.
        let unit = scale <= 22 ? Double(DecimalMath.powers[scale]) : 0
        for row in 0..<call.rows {
            let value = source[row]
            out[row] =
                unit > 0 && value.magnitude <= 1 << 53
                ? Double(Int(truncatingIfNeeded: value)) / unit
                : Double("\(value)e-\(scale)") ?? 0
        }
        set(call.step.result, flat: buffer, validity: call.validity, isConstant: call.isConstant, charge: call.rows * 8)
    }

    private func writeDecimals(_ call: InstructionCall) throws(Failure) {
        let source = decimals(call.step.a)
        var writer = try TextAppender(rows: call.rows, expectedByteCount: call.rows * 8 + 64, machine: self)
        for row in 0..<call.rows {
            try writer.append(Array(DecimalMath.text(source[row], scale: call.step.immediate).utf8))
            writer.endRow()
        }
        try setText(call, &writer)
    }

    /// The operand in a register of ints or decimals.
    func decimals(_ register: Int) -> DecimalOperand {
        let value = self[register]
        return DecimalOperand(values: value.values!.base, isShort: types[register] == .int, stride: value.stride)
    }
}

struct DecimalOperand {
    let values: UnsafeMutableRawPointer
    let isShort: Bool
    let stride: Int

    @inline(__always)
    subscript(_ row: Int) -> Int128 {
        let place = row &* stride
        return isShort
            ? Int128(values.assumingMemoryBound(to: Int.self)[place])
            : values.assumingMemoryBound(to: Wide128.self)[place].value
    }
}

extension Int128 {
    @inline(__always)
    fileprivate func addingExactly(_ other: Int128) -> Int128? {
        let (result, overflow) = addingReportingOverflow(other)
        return overflow ? nil : result
    }

    @inline(__always)
    fileprivate func subtractingExactly(_ other: Int128) -> Int128? {
        let (result, overflow) = subtractingReportingOverflow(other)
        return overflow ? nil : result
    }

    @inline(__always)
    fileprivate func multipliedExactly(_ other: Int128) -> Int128? {
        // The product of two short numbers always fits.
        if let left = Int(exactly: self), let right = Int(exactly: other) {
            let product = left.multipliedFullWidth(by: right)
            return Int128(product.high) &<< 64 | Int128(product.low)
        }
        let (result, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? nil : result
    }
}

private func decimalOverflow(_ what: String, _ settings: DecimalImmediate) -> Failure {
    Failure(
        .numericOutOfRange,
        " \(what) cannot be represented as Decimal(\(settings.precision), \(settings.scale)). If necessary set "
            + "\"spark.sql.ansi.enabled\" to \"false\" to bypass this error, and return NULL instead.")
}

/// The parts of a text that is a decimal number.
private func decimalParts(
    _ bytes: UnsafeRawBufferPointer
) -> (digits: [UInt8], point: Int, isNegative: Bool)? {
    let range = TextTrimming.range(bytes)
    var (place, end) = (range.lowerBound, range.upperBound)
    var isNegative = false
    if place < end, bytes[place] == 0x2B || bytes[place] == 0x2D {
        isNegative = bytes[place] == 0x2D
        place += 1
    }
    var digits: [UInt8] = []
    var point: Int?
    while place < end, bytes[place] &- 0x30 < 10 || (bytes[place] == 0x2E && point == nil) {
        if bytes[place] == 0x2E { point = digits.count } else { digits.append(bytes[place]) }
        place += 1
    }
    if digits.isEmpty { return nil }
    var exponent = 0
    if place < end {
        guard bytes[place] | 0x20 == 0x65 else { return nil }
        place += 1
        let text = UnsafeRawBufferPointer(rebasing: bytes[place..<end])
        guard let number = parseDecimal(text), number.magnitude <= 1 << 31 else { return nil }
        exponent = number
        end = place
    }
    return (digits, (point ?? digits.count) + exponent, isNegative)
}
