// SPDX-License-Identifier: Apache-2.0

import Bytecode

/// Python's `decimal` in its default context.
func decimalModule() -> ScriptObject {
    var constants: [String: Value] = [:]
    for rounding in DecimalRounding.allCases { constants[rounding.rawValue] = .text(Text(rounding.rawValue)) }
    for name in ["DecimalException", "InvalidOperation", "DivisionByZero", "Overflow"] {
        constants[name] = .object(ExceptionClass("decimal." + name))
    }
    constants["Decimal"] = .object(
        LibraryClass(
            "Decimal",
            statics: [
                "from_float": { (call) throws(Raised) -> Value in try decimalValue(try call.one(), call.host) }
            ],
            isInstance: { $0 is DecimalObject }
        ) { (call) throws(Raised) -> Value in
            let bound = try call.bind(["value", "context"])
            return try decimalValue(bound[0] ?? .int(0), call.host)
        })
    return LibraryModule("decimal", [:], constants: constants)
}

/// `Decimal(value)`: exact, whatever the context says.
private func decimalValue(_ value: Value, _ host: any ScriptHost) throws(Raised) -> Value {
    switch value {
    case .text(let text):
        if text.count > NumberLimits.decimalDigitsMax { throw Raised("MemoryError", "a decimal of too many digits") }
        try host.spend(text.count >> 2)
        guard let number = DecimalNumber(text) else {
            throw DecimalContext.condition("InvalidOperation", ["ConversionSyntax"])
        }
        return .object(DecimalObject(number))
    case .float(let float): return .object(DecimalObject(DecimalNumber(float)))
    case .tuple(let tuple):
        guard tuple.elements.count == 3, let sign = tuple.elements[0].wholeNumber,
            case .tuple(let digits) = tuple.elements[1],
            let exponent = tuple.elements[2].wholeNumber
        else { throw Raised("ValueError", "argument must be a tuple or list") }
        var bytes: [UInt8] = []
        for digit in digits.elements {
            guard let whole = digit.wholeNumber, (0...9).contains(whole) else {
                throw Raised("ValueError", "coefficient must be a tuple of digits")
            }
            bytes.append(UInt8(48 + whole))
        }
        return .object(
            DecimalObject(DecimalNumber(BigInteger(digits: bytes, base: 10), exponent: exponent, isNegative: sign == 1))
        )
    default:
        if case .object(let object) = value, object is DecimalObject { return value }
        guard let whole = wideNumber(value) else {
            throw Raised("TypeError", "conversion from \(typeName(of: value)) to Decimal is not supported")
        }
        return .object(DecimalObject(DecimalNumber(whole)))
    }
}

/// A decimal number as a value.
final class DecimalObject: LibraryObject {
    let number: DecimalNumber

    init(_ number: DecimalNumber) { self.number = number }

    override var typeName: String { "Decimal" }
    override var isTrue: Bool { !number.isZero }

    /// The decimal that a decimal or an int is.
    fileprivate static func exact(_ value: Value) -> DecimalNumber? {
        if case .object(let object) = value, let decimal = object as? DecimalObject { return decimal.number }
        return wideNumber(value).map { DecimalNumber($0) }
    }

    /// Floats are compared too, though not added.
    private static func comparable(_ value: Value) -> DecimalNumber? {
        if case .float(let float) = value { return DecimalNumber(float) }
        return exact(value)
    }

    override func isEqual(_ other: Value) -> Bool {
        guard let other = Self.comparable(other), !number.isNaN, !other.isNaN else { return false }
        return DecimalNumber.compare(number, other) == 0
    }

    override func hashValue() -> UInt64? {
        switch number.kind {
        case .signalling: return nil
        case .quiet: return super.hashValue()
        case .infinite: return try? hashOf(.float(number.isNegative ? -.infinity : .infinity))
        case .finite: break
        }
        let reduced = number.reduced
        if reduced.exponent >= 0, reduced.exponent < 400 { return try? hashOf(wideValue(number.whole)) }
        // As the float that it equals, if there is one.
        if let float = Double(number.text), isEqual(.float(float)) { return try? hashOf(.float(float)) }
        return try? hashOf(.text(Text(reduced.text)))
    }

    override func compare(_ other: Value, _ host: any ScriptHost) throws(Raised) -> Int? {
        guard let other = Self.comparable(other) else { return nil }
        if number.isNaN || other.isNaN { throw DecimalContext.invalid() }
        return DecimalNumber.compare(number, other)
    }

    override func binary(
        _ op: String, _ other: Value, isReflected: Bool, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        guard let other = Self.exact(other) else { return nil }
        let (left, right) = isReflected ? (other, number) : (number, other)
        try host.spend(1 + (left.coefficient.words.count * right.coefficient.words.count) >> 4)
        try host.reserve(96)
        let result: DecimalNumber
        switch op {
        case "+": result = try DecimalContext.sum(left, right)
        case "-":
            var negated = right
            if !right.isNaN { negated.isNegative.toggle() }
            result = try DecimalContext.sum(left, negated)
        case "*": result = try DecimalContext.product(left, right)
        case "/": result = try DecimalContext.quotient(left, right)
        case "//":
            if left.kind == .infinite, right.isFinite, !right.isNaN {
                return .object(DecimalObject(.infinity(isNegative: left.isNegative != right.isNegative)))
            }
            result = try DecimalContext.division(left, right).quotient
        case "%":
            if right.isZero, !left.isZero, left.isFinite { throw DecimalContext.invalid() }
            result = try DecimalContext.division(left, right).rest
        case "**":
            guard right.isFinite, right.reduced.exponent >= 0, let power = right.whole.int else {
                throw Raised("NotImplementedError", "decimals are raised to whole powers alone on executors")
            }
            result = try DecimalContext.power(left, power, host)
        default: return nil
        }
        return .object(DecimalObject(result))
    }

    override func field(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        switch name {
        case "real": .object(self)
        case "imag": .object(DecimalObject(DecimalNumber()))
        default: nil
        }
    }

    override var methods: [String: Method] { decimalMethods }

    override func repr(_ host: any ScriptHost) throws(Raised) -> String { "Decimal('\(number.text)')" }
    override func str(_ host: any ScriptHost) throws(Raised) -> String { number.text }

    override func encoded(_ host: any ScriptHost) throws(Raised) -> (type: String, fields: [Value])? {
        ("decimal.Decimal", [.text(Text(number.text))])
    }

    /// As an int, by a rule.
    fileprivate func rounded(_ rounding: DecimalRounding) throws(Raised) -> Value {
        if number.isNaN { throw Raised("ValueError", "cannot convert NaN to integer") }
        if number.kind == .infinite { throw Raised("OverflowError", "cannot convert Infinity to integer") }
        if number.exponent > NumberLimits.decimalDigitsMax { throw Raised("MemoryError", "an int of too many digits") }
        return wideValue(DecimalContext.integral(number, rounding).whole)
    }
}

private typealias Body = @Sendable (DecimalObject, Call) throws(Raised) -> Value

private func decimal(
    _ body: @escaping @Sendable (DecimalNumber) throws(Raised) -> DecimalNumber
) -> LibraryObject.Method {
    method(DecimalObject.self) { (object, call) throws(Raised) -> Value in
        .object(DecimalObject(try body(object.number)))
    }
}

private func test(_ body: @escaping @Sendable (DecimalNumber) -> Bool) -> LibraryObject.Method {
    method(DecimalObject.self) { (object, call) throws(Raised) -> Value in .bool(body(object.number)) }
}

private func roundingOf(_ value: Value?) throws(Raised) -> DecimalRounding {
    guard let value, !areSame(value, .none) else { return .halfEven }
    guard case .text(let name) = value, let known = DecimalRounding(rawValue: name.string) else {
        throw Raised(
            "TypeError",
            "valid values for rounding are: [ROUND_CEILING, ROUND_FLOOR, ROUND_UP, ROUND_DOWN, ROUND_HALF_UP, "
                + "ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_05UP]"
        )
    }
    return known
}

private func operand(_ value: Value?) throws(Raised) -> DecimalNumber {
    if let value, let number = DecimalObject.exact(value) { return number }
    throw Raised("TypeError", "conversion from \(typeName(of: value ?? .none)) to Decimal is not supported")
}

private let decimalMethods: [String: LibraryObject.Method] = [
    "quantize": method(DecimalObject.self) { (object, call) throws(Raised) -> Value in
        let bound = try call.bind(["exp", "rounding", "context"], required: 1)
        let (value, form) = (object.number, try operand(bound[0]))
        if let found = try DecimalContext.nan(value, form) { return .object(DecimalObject(found)) }
        if value.kind == .infinite || form.kind == .infinite {
            if value.kind == form.kind { return .object(object) }
            throw DecimalContext.invalid()
        }
        return .object(
            DecimalObject(try DecimalContext.quantized(value, form.exponent, try roundingOf(bound[1]))))
    },
    "to_integral_value": method(DecimalObject.self) { (object, call) throws(Raised) -> Value in
        let rounding = try roundingOf(try call.bind(["rounding", "context"])[0])
        return .object(DecimalObject(DecimalContext.integral(object.number, rounding)))
    },
    "to_integral": method(DecimalObject.self) { (object, call) throws(Raised) -> Value in
        let rounding = try roundingOf(try call.bind(["rounding", "context"])[0])
        return .object(DecimalObject(DecimalContext.integral(object.number, rounding)))
    },
    "__round__": method(DecimalObject.self) { (object, call) throws(Raised) -> Value in
        guard let digits = call.arguments.first, !areSame(digits, .none) else { return try object.rounded(.halfEven) }
        guard object.number.isFinite else {
            if object.number.isNaN { return .object(object) }
            throw DecimalContext.invalid()
        }
        return .object(
            DecimalObject(try DecimalContext.quantized(object.number, -(try wholeArgument(digits)), .halfEven)))
    },
    "__int__": method(DecimalObject.self) { (object, _) throws(Raised) -> Value in try object.rounded(.down) },
    "__trunc__": method(DecimalObject.self) { (object, _) throws(Raised) -> Value in try object.rounded(.down) },
    "__floor__": method(DecimalObject.self) { (object, _) throws(Raised) -> Value in try object.rounded(.floor) },
    "__ceil__": method(DecimalObject.self) { (object, _) throws(Raised) -> Value in try object.rounded(.ceiling) },
    "__float__": method(DecimalObject.self) { (object, _) throws(Raised) -> Value in
        if object.number.kind == .signalling { throw Raised("ValueError", "cannot convert signaling NaN to float") }
        return .float(try parseFloat(Text(object.number.text)))
    },
    "__abs__": decimal { (number) throws(Raised) in
        var result = number
        result.isNegative = false
        return try DecimalContext.finished(result)
    },
    "__neg__": decimal { (number) throws(Raised) in
        var result = number
        // Zero has no sign afterwards.
        if !number.isNaN { result.isNegative = number.isZero ? false : !number.isNegative }
        return try DecimalContext.finished(result)
    },
    "__pos__": decimal { (number) throws(Raised) in
        var result = number
        if number.isZero { result.isNegative = false }
        return try DecimalContext.finished(result)
    },
    "normalize": decimal { (number) throws(Raised) in try DecimalContext.finished(number).reduced },
    "sqrt": decimal { (number) throws(Raised) in try DecimalContext.squareRoot(number) },
    "copy_abs": decimal { (number) throws(Raised) in
        var result = number
        result.isNegative = false
        return result
    },
    "copy_negate": decimal { (number) throws(Raised) in
        var result = number
        result.isNegative.toggle()
        return result
    },
    "is_nan": test { $0.isNaN }, "is_infinite": test { $0.kind == .infinite }, "is_finite": test { $0.isFinite },
    "is_zero": test { $0.isZero }, "is_signed": test { $0.isNegative },
    "is_snan": test { $0.kind == .signalling }, "is_qnan": test { $0.kind == .quiet },
    "adjusted": method(DecimalObject.self) { (object, _) throws(Raised) -> Value in
        .int(object.number.isFinite ? object.number.adjusted : 0)
    },
    "as_tuple": method(DecimalObject.self) { (object, _) throws(Raised) -> Value in
        let number = object.number
        let digits = number.coefficient.decimalText.utf8.map { Value.int(Int($0) - 48) }
        let exponent: Value =
            switch number.kind {
            case .finite: .int(number.exponent)
            case .infinite: .text(Text("F"))
            case .quiet: .text(Text("n"))
            case .signalling: .text(Text("N"))
            }
        let values: [Value] = [
            .int(number.isNegative ? 1 : 0),
            .tuple(TupleObject(number.isNaN ? [] : digits)), exponent,
        ]
        guard
            let description = ClassDescription.namedTuple(
                "DecimalTuple", ["sign", "digits", "exponent"], module: "decimal")
        else { return .tuple(TupleObject(values)) }
        return .object(RowObject(description, values))
    },
    "as_integer_ratio": method(DecimalObject.self) { (object, _) throws(Raised) -> Value in
        let number = object.number
        if number.isNaN { throw Raised("ValueError", "cannot convert NaN to integer ratio") }
        if !number.isFinite { throw Raised("OverflowError", "cannot convert Infinity to integer ratio") }
        try checkLength(number)
        let top = number.coefficient * BigInteger(10).power(max(number.exponent, 0))
        let bottom = BigInteger(10).power(max(-number.exponent, 0))
        let divisor = BigInteger.greatestCommonDivisor(top, bottom)
        guard let (one, _) = top.quotientAndRest(dividingBy: divisor),
            let (two, _) = bottom.quotientAndRest(dividingBy: divisor)
        else { return .tuple(TupleObject([.int(0), .int(1)])) }
        return .tuple(TupleObject([wideValue(number.isNegative ? one.negated : one), wideValue(two)]))
    },
    "compare": method(DecimalObject.self) { (object, call) throws(Raised) -> Value in
        let other = try operand(try call.one())
        if let found = try DecimalContext.nan(object.number, other) { return .object(DecimalObject(found)) }
        return .object(DecimalObject(DecimalNumber(BigInteger(DecimalNumber.compare(object.number, other)))))
    },
    "max": method(DecimalObject.self) { (object, call) throws(Raised) -> Value in
        let other = try operand(try call.one())
        return .object(DecimalNumber.compare(object.number, other) >= 0 ? object : DecimalObject(other))
    },
    "min": method(DecimalObject.self) { (object, call) throws(Raised) -> Value in
        let other = try operand(try call.one())
        return .object(DecimalNumber.compare(object.number, other) <= 0 ? object : DecimalObject(other))
    },
    "__format__": method(DecimalObject.self) { (object, call) throws(Raised) -> Value in
        guard case .text(let text) = try call.one() else { return .none }
        return .text(try formatDecimal(object.number, FormatSpec(text, for: "Decimal"), call.host))
    },
]

/// Refuses a number that has too many digits when it is written without an exponent.
private func checkLength(_ number: DecimalNumber) throws(Raised) {
    if number.isFinite, number.exponent.magnitude > UInt(NumberLimits.decimalDigitsMax) {
        throw Raised("MemoryError", "the decimal has too many digits without an exponent")
    }
}

private func formatDecimal(
    _ number: DecimalNumber, _ spec: FormatSpec, _ host: any ScriptHost
) throws(Raised) -> Text {
    func written(_ value: DecimalNumber, _ text: String, percent: Bool = false) throws(Raised) -> Text {
        let digits = text.hasPrefix("-") ? String(text.dropFirst()) : text
        let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard value.isFinite, !digits.contains("E") else {
            return try spec.number(
                isNegative: value.isNegative, prefix: "", whole: String(digits.prefix { $0 != "." && $0 != "E" }),
                rest: String(digits.drop { $0 != "." && $0 != "E" }), groupSize: 3, host)
        }
        let rest = (parts.count > 1 ? "." + parts[1] : "") + (percent ? "%" : "")
        return try spec.number(
            isNegative: value.isNegative, prefix: "", whole: String(parts[0]), rest: rest, groupSize: 3, host)
    }
    guard number.isFinite else { return try written(number, number.text) }
    switch spec.type {
    case "f", "F", "%":
        try checkLength(number)
        var value = number
        if spec.type == "%" { value.exponent += 2 }
        let places = min(spec.precision ?? max(-value.exponent, 0), NumberLimits.decimalDigitsMax)
        value.coefficient = DecimalContext.dropped(value, -places - value.exponent, .halfEven)
        value.exponent = -places
        return try written(value, value.plainText, percent: spec.type == "%")
    case nil where spec.precision == nil: return try written(number, number.text)
    default:
        throw Raised(
            "NotImplementedError",
            "on executors decimals are formatted by f, F and %, not by '\(spec.type.map { String($0) } ?? "")' with a "
                + "precision: use float(x)")
    }
}
