// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute
import Glibc

/// One instruction without blocks on one row.
func naiveOperation(
    _ opcode: Opcode, _ immediate: Int, _ operands: [Scalar], operandTypes: [DataType], partition: Int
) throws -> Scalar {
    switch opcode {
    case .makeTuple: return .tuple(operands)
    case .makeList: return .list(operands)
    case .isNull: return .bool(operands[0] == .null)
    case .equal: return .bool(naiveEqual(operands[0], operands[1]))
    case .notEqual: return .bool(!naiveEqual(operands[0], operands[1]))
    case .less, .lessOrEqual, .greater, .greaterOrEqual: return try naiveOrder(opcode, operands)
    case .toAny: return operands[0]
    case .makeDict: return try naiveDict(operands)
    case .makeRow:
        guard case .map(let entries) = try naiveDict(operands) else { break }
        return .object("Row", [.tuple(entries.map(\.key)), .tuple(entries.map(\.value))])
    case .callScript: return immediate == 0 ? operands[0] : .bool(operands[0] == .null)
    case .toText:
        if case .string = operands[0] { return operands[0] }
        return .string(naiveRepr(operands[0]))
    case .fail: throw NaiveFailure(kind: .userFailure)
    case .format: return try naiveFormat(operands)
    default: break
    }
    if let value = try naiveSQL(opcode, immediate, operands) { return value }
    if let value = try naiveDecimal(opcode, immediate, operands) { return value }
    if operands.contains(.null) { return .null }
    if let value = try naiveCharacters(opcode, immediate, operands) { return value }
    if let value = try naivePatterns(opcode, immediate, operands) { return value }
    if let value = try naiveGrouping(opcode, immediate, operands) { return value }
    switch (operands[0], operands.count > 1 ? operands[1] : nil) {
    case (.int(let a), .int(let b)?) where opcode == .divideInts: return .float(try naiveQuotient(a, b))
    case (.int(let a), .int(let b)?) where opcode != .listRange: return .int(try naiveInt(opcode, a, b))
    case (.float(let a), .float(let b)?): return .float(try naiveFloat(opcode, a, b))
    case (.bool(let a), .bool(let b)?): return .bool(opcode == .and ? a && b : a || b)
    case (.int(let a), nil): return try naiveUnary(opcode, immediate, a, partition)
    case (.float(let a), nil): return try naiveUnary(opcode, immediate, a)
    case (.bool(let a), nil):
        switch opcode {
        case .not: return .bool(!a)
        case .boolToInt: return .int(a ? 1 : 0)
        default: return .string(immediate == 1 ? (a ? "True" : "False") : (a ? "true" : "false"))
        }
    case (.tuple(let members), nil): return members[immediate]
    case (.string(let text), _): return try naiveText(opcode, immediate, text, operands)
    default: return try naiveList(opcode, immediate, operands, operandTypes)
    }
}

/// The dict of keys and their values.
private func naiveDict(_ operands: [Scalar]) throws -> Scalar {
    guard case .list(let keys) = operands[0], keys.count == operands.count - 1, !keys.contains(.null),
        Set(keys).count == keys.count
    else { throw NaiveFailure(kind: .invalidArgument) }
    return .map(zip(keys, operands.dropFirst()).map { Scalar.Entry(key: $0, value: $1) })
}

/// All bits of the quotient that an int of 128 bits holds, and one for the rest.
private func naiveQuotient(_ a: Int, _ b: Int) throws -> Double {
    if b == 0 { throw NaiveFailure(kind: .divisionByZero) }
    if a == 0 { return b < 0 ? -0.0 : 0 }
    let shift = a.magnitude.leadingZeroBitCount + 63
    let (quotient, rest) = (UInt128(a.magnitude) << UInt128(shift)).quotientAndRemainder(
        dividingBy: UInt128(b.magnitude))
    let value = Double(quotient | (rest == 0 ? 0 : 1)) * Double(sign: .plus, exponent: -shift, significand: 1)
    return (a < 0) == (b < 0) ? value : -value
}

func naiveEqual(_ left: Scalar, _ right: Scalar) -> Bool {
    if case (.float(let a), .float(let b)) = (left, right) { return a == b }
    return naiveCompare(left, right) == 0
}

private func naiveOrder(_ opcode: Opcode, _ operands: [Scalar]) throws -> Scalar {
    if operands.contains(.null) { throw NaiveFailure(kind: .nullOperand) }
    if case (.float(let a), .float(let b)) = (operands[0], operands[1]) {
        switch opcode {
        case .less: return .bool(a < b)
        case .lessOrEqual: return .bool(a <= b)
        case .greater: return .bool(a > b)
        default: return .bool(a >= b)
        }
    }
    let order = naiveCompare(operands[0], operands[1])
    switch opcode {
    case .less: return .bool(order < 0)
    case .lessOrEqual: return .bool(order <= 0)
    case .greater: return .bool(order > 0)
    default: return .bool(order >= 0)
    }
}

private func checked(_ result: (partialValue: Int, overflow: Bool)) throws -> Int {
    if result.overflow { throw NaiveFailure(kind: .overflow) }
    return result.partialValue
}

private func naiveInt(_ opcode: Opcode, _ a: Int, _ b: Int) throws -> Int {
    let divides: Set<Opcode> = [.divideTruncating, .remainderTruncating, .divideFloor, .moduloFloor]
    if divides.contains(opcode) && b == 0 { throw NaiveFailure(kind: .divisionByZero) }
    switch opcode {
    case .addInt: return try checked(a.addingReportingOverflow(b))
    case .subtractInt: return try checked(a.subtractingReportingOverflow(b))
    case .multiplyInt: return try checked(a.multipliedReportingOverflow(by: b))
    case .divideTruncating: return try checked(a.dividedReportingOverflow(by: b))
    case .remainderTruncating: return b == -1 ? 0 : a % b
    case .divideFloor:
        let quotient = try checked(a.dividedReportingOverflow(by: b))
        return quotient * b != a && (a < 0) != (b < 0) ? quotient - 1 : quotient
    case .moduloFloor:
        if b == -1 { return 0 }
        let remainder = a % b
        return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder
    case .powerInt:
        if b < 0 { throw NaiveFailure(kind: .invalidArgument) }
        var result = 1
        // More factors than 64 change nothing for -1, 0 and 1 but the sign, and overflow for all others.
        for _ in 0..<(b > 64 ? 64 + b % 2 : b) { result = try checked(result.multipliedReportingOverflow(by: a)) }
        return result
    case .minimumInt: return min(a, b)
    case .maximumInt: return max(a, b)
    case .bitAnd: return a & b
    case .bitOr: return a | b
    case .bitXor: return a ^ b
    case .shiftLeft:
        if b < 0 { throw NaiveFailure(kind: .invalidArgument) }
        var result = a
        for _ in 0..<min(b, 64) { result = try checked(result.multipliedReportingOverflow(by: 2)) }
        return result
    default:
        if b < 0 { throw NaiveFailure(kind: .invalidArgument) }
        return a >> b
    }
}

private func naiveFloat(_ opcode: Opcode, _ a: Double, _ b: Double) throws -> Double {
    let checksZero: Set<Opcode> = [.divideFloatChecked, .divideFloorFloat, .moduloFloorFloat]
    if checksZero.contains(opcode) && b == 0 { throw NaiveFailure(kind: .divisionByZero) }
    switch opcode {
    case .addFloat: return a + b
    case .subtractFloat: return a - b
    case .multiplyFloat: return a * b
    case .divideFloat, .divideFloatChecked: return a / b
    case .divideFloorFloat: return pythonDivMod(a, b).quotient
    case .moduloFloorFloat: return pythonDivMod(a, b).remainder
    case .remainderFloat: return a.truncatingRemainder(dividingBy: b)
    case .powerFloat: return pow(a, b)
    case .minimumFloat: return compareFloats(b, a) < 0 ? b : a
    default: return compareFloats(b, a) > 0 ? b : a
    }
}

/// As CPython computes `divmod` of floats.
private func pythonDivMod(_ a: Double, _ b: Double) -> (quotient: Double, remainder: Double) {
    var remainder = a.truncatingRemainder(dividingBy: b)
    var quotient = (a - remainder) / b
    if remainder != 0 {
        if (b < 0) != (remainder < 0) {
            remainder += b
            quotient -= 1
        }
    } else {
        remainder = Double(sign: b.sign, exponent: 0, significand: 0)
    }
    guard quotient != 0 else { return (Double(sign: (a / b).sign, exponent: 0, significand: 0), remainder) }
    var whole = quotient.rounded(.down)
    if quotient - whole > 0.5 { whole += 1 }
    return (whole, remainder)
}

private func naiveUnary(_ opcode: Opcode, _ immediate: Int, _ a: Int, _ partition: Int) throws -> Scalar {
    switch opcode {
    case .negateInt: return .int(try checked((0).subtractingReportingOverflow(a)))
    case .absoluteInt: return .int(a < 0 ? try checked((0).subtractingReportingOverflow(a)) : a)
    case .bitNot: return .int(~a)
    case .intToFloat: return .float(Double(a))
    case .intToString: return .string(String(a))
    default:
        // random, as protocol/bytecode.md section 8 has it.
        var first = Seeded(0)
        first.state = UInt64(bitPattern: Int64(immediate)) ^ (UInt64(partition) &* 0xD6E8_FEB8_6659_FD93)
        var second = Seeded(0)
        second.state = first.next() &+ UInt64(bitPattern: Int64(a)) &* 0x9E37_79B9_7F4A_7C15
        return .float(Double(second.next() >> 11) / 9_007_199_254_740_992)
    }
}

private func naiveUnary(_ opcode: Opcode, _ immediate: Int, _ a: Double) throws -> Scalar {
    switch opcode {
    case .negateFloat: return .float(-a)
    case .absoluteFloat: return .float(abs(a))
    case .squareRoot: return .float(sqrt(a))
    case .floor: return .float(floor(a))
    case .ceiling: return .float(ceil(a))
    case .roundAwayFromZero: return .float(round(a))
    case .roundToEven: return .float(rint(a))
    case .exponential: return .float(exp(a))
    case .logarithm: return .float(log(a))
    case .sine: return .float(sin(a))
    case .cosine: return .float(cos(a))
    case .tangent: return .float(tan(a))
    case .floatToInt:
        guard let whole = Int(exactly: a.rounded(.towardZero)) else { throw NaiveFailure(kind: .conversion) }
        return .int(whole)
    default:
        switch immediate {
        case 0: return .string(a.description)
        case 1: return .string(naiveRepr(a))
        default: return .string(naiveJavaText(a, single: immediate == 3))
        }
    }
}

/// Python's `repr` by trying precisions until the text reads back.
func naiveRepr(_ value: Double) -> String {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    for precision in 0...16 {
        var buffer = [CChar](repeating: 0, count: 64)
        _ = withVaList([Int32(precision), value]) { vsnprintf(&buffer, 64, "%.*e", $0) }
        let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard Double(text) == value else { continue }
        let parts = text.split(separator: "e")
        let exponent = Int(parts[1])!
        if exponent < -4 || exponent >= 16 {
            let sign = exponent < 0 ? "-" : "+"
            return parts[0] + "e" + sign + (abs(exponent) < 10 ? "0" : "") + String(abs(exponent))
        }
        var fixed = [CChar](repeating: 0, count: 64)
        _ = withVaList([Int32(max(precision - exponent, 1)), value]) { vsnprintf(&fixed, 64, "%.*f", $0) }
        return String(decoding: fixed.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    preconditionFailure("17 digits always read back")
}

// MARK: Mixed values

/// Python's `repr` of values that generated programs make.
func naiveRepr(_ value: Scalar) -> String {
    func all(_ values: [Scalar]) -> String { values.map { naiveRepr($0) }.joined(separator: ", ") }
    switch value {
    case .null: return "None"
    case .bool(let value): return value ? "True" : "False"
    case .int(let value): return String(value)
    case .float(let value): return naiveRepr(value)
    case .string(let value): return quoted(Array(value.unicodeScalars))
    case .bytes(let bytes): return "b" + quoted(bytes.map { Unicode.Scalar($0) }, isBytes: true)
    case .tuple(let members): return "(" + all(members) + (members.count == 1 ? ",)" : ")")
    case .list(let members): return "[" + all(members) + "]"
    case .frozenSet(let members): return members.isEmpty ? "frozenset()" : "frozenset({" + all(members) + "})"
    case .map(let entries):
        return "{" + entries.map { naiveRepr($0.key) + ": " + naiveRepr($0.value) }.joined(separator: ", ") + "}"
    case .object("Row", let fields):
        guard case .tuple(let names) = fields[0], case .tuple(let values) = fields[1] else { break }
        return "Row("
            + zip(names, values).map { name, value in
                guard case .string(let text) = name else { preconditionFailure("a name of a row is no text") }
                return text + "=" + naiveRepr(value)
            }.joined(separator: ", ") + ")"
    default: break
    }
    preconditionFailure("generated programs make no \(value)")
}

private func quoted(_ scalars: [Unicode.Scalar], isBytes: Bool = false) -> String {
    let quote: Unicode.Scalar = scalars.contains("'") && !scalars.contains("\"") ? "\"" : "'"
    var out = String.UnicodeScalarView([quote])
    for scalar in scalars {
        switch scalar {
        case "\t": out += "\\t".unicodeScalars
        case "\n": out += "\\n".unicodeScalars
        case "\r": out += "\\r".unicodeScalars
        case "\\", quote: out += ["\\", scalar]
        default:
            let isPlain = isBytes ? (0x20..<0x7F).contains(scalar.value) : scalar.value >= 0x20 && scalar.value != 0x7F
            let digits = String(scalar.value, radix: 16)
            out += isPlain ? [scalar] : "\\x\(digits.count < 2 ? "0" : "")\(digits)".unicodeScalars.map { $0 }
        }
    }
    return String(out) + String(quote)
}

/// Both halves of what Python takes apart as `a, b = value`.
func naiveSplit(_ value: Scalar) throws -> [Scalar] {
    let parts: [Scalar]
    switch value {
    case .tuple(let members), .list(let members), .frozenSet(let members): parts = members
    case .map(let entries): parts = entries.map(\.key)
    case .object("Row", let fields):
        guard case .tuple(let values) = fields[1] else { throw NaiveFailure(kind: .typeError) }
        parts = values
    case .string(let text): parts = text.unicodeScalars.map { .string(String($0)) }
    case .bytes(let bytes): parts = bytes.map { .int(Int($0)) }
    default: throw NaiveFailure(kind: .typeError)
    }
    guard parts.count == 2 else { throw NaiveFailure(kind: .pythonException) }
    return parts
}

// MARK: Text

private let pythonSpaces: Set<UInt32> = Set(
    [0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000] + Array(9...13) + Array(28...32)
        + Array(0x2000...0x200A))

private func isSpace(_ scalar: Unicode.Scalar) -> Bool { pythonSpaces.contains(scalar.value) }

func naiveIsSpace(_ scalar: Unicode.Scalar) -> Bool { isSpace(scalar) }

private func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
}

private func stripped(_ string: String, start: Bool = true, end: Bool = true) -> String {
    var scalars = Array(string.unicodeScalars)
    while start, let first = scalars.first, isSpace(first) { scalars.removeFirst() }
    while end, let last = scalars.last, isSpace(last) { scalars.removeLast() }
    return text(scalars)
}

/// Where `part` occurs in `bytes` from `start` on, byte by byte.
private func find(_ bytes: [UInt8], _ part: [UInt8], from start: Int = 0) -> Int? {
    guard bytes.count >= part.count + start else { return nil }
    return (start...(bytes.count - part.count)).first { Array(bytes[$0..<($0 + part.count)]) == part }
}

private func decode(_ bytes: some Collection<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

private func slice(_ from: Int, _ to: Int, _ count: Int) -> Range<Int> {
    func place(_ position: Int) -> Int {
        if position >= 0 { return min(position, count) }
        return position < -count ? 0 : position + count
    }
    return place(from) < place(to) ? place(from)..<place(to) : 0..<0
}

private func naiveText(_ opcode: Opcode, _ immediate: Int, _ string: String, _ operands: [Scalar]) throws -> Scalar {
    let bytes = Array(string.utf8)
    let scalars = Array(string.unicodeScalars)
    switch opcode {
    case .length: return .int([scalars.count, string.count, bytes.count][immediate])
    case .splitWhitespace: return .list(scalars.split(whereSeparator: isSpace).map { .string(text($0)) })
    case .trim where immediate > 2:
        var rest = scalars[...]
        while immediate != 5, rest.first == " " { rest.removeFirst() }
        while immediate != 4, rest.last == " " { rest.removeLast() }
        return .string(text(rest))
    case .trim: return .string(stripped(string, start: immediate != 2, end: immediate != 1))
    case .uppercase: return .string(string.uppercased())
    case .lowercase: return .string(string.lowercased())
    case .parseInt:
        let digits = immediate != 0 ? withoutUnderscores(stripped(string)) : string
        if let value = digits.flatMap({ Int($0) }) { return .int(value) }
        if immediate == 2 { return .null }
        throw NaiveFailure(kind: .parse)
    case .parseFloat where immediate == 2: return (try? naiveParseFloat(1, string)).map { .float($0) } ?? .null
    case .parseFloat: return .float(try naiveParseFloat(immediate, string))
    case .substring:
        guard case .int(let from) = operands[1], case .int(let to) = operands[2] else { break }
        return .string(text(scalars[slice(from, to, scalars.count)]))
    case .repeatText:
        guard case .int(let count) = operands[1] else { break }
        if count > 0 && bytes.count > 0 && count > ComputeLimits.textByteCountMax / bytes.count {
            throw NaiveFailure(kind: .memoryExceeded)
        }
        return .string(bytes.isEmpty ? "" : String(repeating: string, count: max(count, 0)))
    case .characterAt:
        guard case .int(let index) = operands[1] else { break }
        let place = index < 0 && immediate == 1 ? index &+ scalars.count : index
        guard scalars.indices.contains(place) else { throw NaiveFailure(kind: .indexOutOfRange) }
        return .string(text([scalars[place]]))
    default: break
    }
    guard case .string(let other) = operands[1] else { preconditionFailure("no text operation \(opcode)") }
    let part = Array(other.utf8)
    switch opcode {
    case .concatenate: return .string(decode(bytes + part))
    case .hasPrefix: return .bool(bytes.starts(with: part))
    case .hasSuffix: return .bool(bytes.reversed().starts(with: part.reversed()))
    case .containsText: return .bool(find(bytes, part) != nil)
    case .findText: return .int(find(bytes, part).map { decode(bytes[..<$0]).unicodeScalars.count } ?? -1)
    case .split:
        if part.isEmpty { throw NaiveFailure(kind: .invalidArgument) }
        let parts = pieces(bytes, part)
        return .list(parts.filter { immediate == 0 || !$0.isEmpty }.map { .string(decode($0)) })
    default:
        guard case .string(let replacement) = operands[2] else { preconditionFailure("no text operation \(opcode)") }
        if part.isEmpty {
            return .string(replacement + scalars.map { text([$0]) + replacement }.joined())
        }
        return .string(decode(Array(pieces(bytes, part).joined(separator: Array(replacement.utf8)))))
    }
}

private func pieces(_ bytes: [UInt8], _ separator: [UInt8]) -> [[UInt8]] {
    var result: [[UInt8]] = []
    var start = 0
    while let found = find(bytes, separator, from: start) {
        result.append(Array(bytes[start..<found]))
        start = found + separator.count
    }
    return result + [Array(bytes[start...])]
}

/// nil when an underscore does not stand between digits.
private func withoutUnderscores(_ string: String) -> String? {
    let bytes = Array(string.utf8)
    func isDigit(_ index: Int) -> Bool { bytes.indices.contains(index) && (48...57).contains(bytes[index]) }
    for index in bytes.indices where bytes[index] == 95 && !(isDigit(index - 1) && isDigit(index + 1)) { return nil }
    return decode(bytes.filter { $0 != 95 })
}

private func naiveParseFloat(_ immediate: Int, _ string: String) throws -> Double {
    if immediate == 0 {
        // `Double` reads no further than a zero byte.
        guard !string.utf8.contains(0), let value = Double(string) else { throw NaiveFailure(kind: .parse) }
        return value
    }
    guard let plain = withoutUnderscores(stripped(string)) else { throw NaiveFailure(kind: .parse) }
    let words = ["inf": Double.infinity, "infinity": .infinity, "nan": .nan]
    let unsigned = plain.first == "-" || plain.first == "+" ? String(plain.dropFirst()) : plain
    if let word = words[unsigned.lowercased()] { return plain.first == "-" ? -word : word }
    guard plain.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }), let value = Double(plain) else {
        throw NaiveFailure(kind: .parse)
    }
    return value
}

// MARK: Lists

private func naiveList(
    _ opcode: Opcode, _ immediate: Int, _ operands: [Scalar], _ types: [DataType]
) throws -> Scalar {
    if opcode == .listRange, case .int(let from) = operands[0], case .int(let to) = operands[1] {
        if from >= to { return .list([]) }
        let (count, overflow) = to.subtractingReportingOverflow(from)
        if overflow || count > 1 << 20 { throw NaiveFailure(kind: .memoryExceeded) }
        return .list((from..<to).map { .int($0) })
    }
    guard case .list(let elements) = operands[0] else { preconditionFailure("no list operation \(opcode)") }
    switch opcode {
    case .listCount: return .int(elements.count)
    case .listElement:
        guard case .int(let index) = operands[1] else { break }
        let place = index < 0 && immediate != 0 ? index &+ elements.count : index
        if immediate == 2, !elements.indices.contains(place) { return .null }
        guard elements.indices.contains(place) else { throw NaiveFailure(kind: .indexOutOfRange) }
        return elements[place]
    case .listContains: return .bool(elements.contains { naiveEqual($0, operands[1]) })
    case .listSlice:
        guard case .int(let from) = operands[1], case .int(let to) = operands[2] else { break }
        return .list(Array(elements[slice(from, to, elements.count)]))
    case .listConcatenate:
        guard case .list(let others) = operands[1] else { break }
        return .list(elements + others)
    case .listSum: return try naiveSum(elements, types[0])
    case .listMinimum, .listMaximum:
        guard var best = elements.first else { throw NaiveFailure(kind: .emptyList) }
        for element in elements {
            if immediate == 1, case .float(let value) = element, case .float(let known) = best {
                if opcode == .listMinimum ? value < known : value > known { best = element }
                continue
            }
            let order = naiveCompare(element, best)
            if opcode == .listMinimum ? order < 0 : order > 0 { best = element }
        }
        return best
    case .listZip, .listFlatten, .listDistinct, .listFind, .listSortBy, .listExtremeBy:
        return try naivePairing(opcode, immediate, elements, operands)
    case .listSort:
        let sorted = elements.enumerated().sorted { left, right in
            let order = naiveCompare(left.element, right.element)
            return order == 0 ? left.offset < right.offset : (immediate == 1 ? order > 0 : order < 0)
        }
        return .list(sorted.map(\.element))
    case .listReverse: return .list(elements.reversed())
    case .join:
        guard case .string(let separator) = operands[1] else { break }
        var texts: [String] = []
        for element in elements {
            guard case .string(let text) = element else { return .null }
            texts.append(text)
        }
        return .string(texts.joined(separator: separator))
    default: break
    }
    preconditionFailure("no list operation \(opcode)")
}

private func naiveSum(_ elements: [Scalar], _ type: DataType) throws -> Scalar {
    if elements.contains(.null) { return .null }
    if type == .list(.float) {
        var sum = 0.0
        for case .float(let value) in elements { sum += value }
        return .float(sum)
    }
    var sum = 0
    for case .int(let value) in elements { sum = try checked(sum.addingReportingOverflow(value)) }
    return .int(sum)
}
