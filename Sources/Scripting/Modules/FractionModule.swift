// SPDX-License-Identifier: Apache-2.0

/// Python's `fractions`.
func fractionsModule() -> ScriptObject {
    let make: LibraryClass.Body = { (call) throws(Raised) -> Value in .object(try fraction(call)) }
    let exact: LibraryClass.Body = { (call) throws(Raised) -> Value in
        .object(try FractionObject.of(try call.one(), call.host))
    }
    return LibraryModule(
        "fractions", [:],
        constants: [
            "Fraction": .object(
                LibraryClass(
                    "Fraction", statics: ["from_float": exact, "from_decimal": exact],
                    isInstance: { $0 is FractionObject }, construct: make))
        ])
}

private func fraction(_ call: Call) throws(Raised) -> FractionObject {
    let bound = try call.bind(["numerator", "denominator"])
    let first = try FractionObject.of(bound[0] ?? .int(0), call.host)
    guard let given = bound[1], !areSame(given, .none) else { return first }
    if case .text? = bound[0] { throw Raised("TypeError", "both arguments should be Rational instances") }
    if case .float = given { throw Raised("TypeError", "both arguments should be Rational instances") }
    let second = try FractionObject.of(given, call.host)
    guard let result = FractionObject(first.top * second.bottom, first.bottom * second.top) else {
        throw Raised("ZeroDivisionError", "Fraction(\(first.top.decimalText), 0)")
    }
    return result
}

/// A fraction in lowest terms.
final class FractionObject: LibraryObject {
    let top: BigInteger
    /// Greater than 0.
    let bottom: BigInteger

    /// Nil for a bottom of 0.
    init?(_ top: BigInteger, _ bottom: BigInteger) {
        if bottom.isZero { return nil }
        let divisor = BigInteger.greatestCommonDivisor(top, bottom)
        let one = top.quotientAndRest(dividingBy: divisor)?.quotient ?? top
        let two = bottom.quotientAndRest(dividingBy: divisor)?.quotient ?? bottom
        self.top = bottom.isNegative ? one.negated : one
        self.bottom = two.magnitude
    }

    private init(whole: BigInteger) {
        top = whole
        bottom = BigInteger(1)
    }

    /// The fraction that a number or a text is.
    static func of(_ value: Value, _ host: any ScriptHost) throws(Raised) -> FractionObject {
        if case .object(let object) = value {
            if let own = object as? FractionObject { return own }
            if let decimal = object as? DecimalObject {
                guard let ratio = try decimal.callMethod("as_integer_ratio", [], [], host),
                    case .tuple(let pair) = ratio,
                    let one = wideNumber(pair.elements[0]), let two = wideNumber(pair.elements[1]),
                    let made = FractionObject(one, two)
                else { throw Raised("ValueError", "cannot convert NaN to integer ratio") }
                return made
            }
        }
        if let whole = wideNumber(value) { return FractionObject(whole: whole) }
        if case .float(let float) = value {
            if float.isNaN { throw Raised("ValueError", "cannot convert NaN to integer ratio") }
            if float.isInfinite { throw Raised("OverflowError", "cannot convert Infinity to integer ratio") }
            return try of(.object(DecimalObject(DecimalNumber(float))), host)
        }
        guard case .text(let text) = value else {
            throw Raised("TypeError", "argument should be a string or a Rational instance")
        }
        try host.spend(text.count >> 2)
        guard text.count <= NumberLimits.textDigitsMax, let made = try parsed(text, host) else {
            throw Raised("ValueError", "Invalid literal for Fraction: \(try reprOf(value, host))")
        }
        return made
    }

    private static func parsed(_ text: Text, _ host: any ScriptHost) throws(Raised) -> FractionObject? {
        let parts = text.utf8.split(separator: 47, maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else {
            guard let number = DecimalNumber(text), number.isFinite, abs(number.exponent) <= NumberLimits.textDigitsMax
            else { return nil }
            return try of(.object(DecimalObject(number)), host)
        }
        func whole(_ part: ArraySlice<UInt8>, mayHaveSign: Bool) -> BigInteger? {
            var digits = part
            while digits.first == 32, mayHaveSign { digits.removeFirst() }
            while digits.last == 32, !mayHaveSign { digits.removeLast() }
            let isBelow = digits.first == 45
            if mayHaveSign, digits.first == 45 || digits.first == 43 { digits.removeFirst() }
            guard !digits.isEmpty, digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
            let number = BigInteger(digits: Array(digits), base: 10)
            return isBelow ? number.negated : number
        }
        guard let one = whole(parts[0], mayHaveSign: true), let two = whole(parts[1], mayHaveSign: false) else {
            return nil
        }
        guard let made = FractionObject(one, two) else {
            throw Raised("ZeroDivisionError", "Fraction(\(one.decimalText), 0)")
        }
        return made
    }

    override var typeName: String { "Fraction" }
    override var isTrue: Bool { !top.isZero }

    private static func exact(_ value: Value) -> FractionObject? {
        if case .object(let object) = value, let own = object as? FractionObject { return own }
        return wideNumber(value).map { FractionObject(whole: $0) }
    }

    private var float: Double? { BigInteger.trueQuotient(top, bottom) }

    private func floatOrRaise() throws(Raised) -> Double {
        if let float { return float }
        throw Raised("OverflowError", "integer division result too large for a float")
    }

    override func isEqual(_ other: Value) -> Bool {
        if case .float(let other) = other {
            guard other.isFinite, let exact = try? Self.of(.float(other), SilentHost()) else { return false }
            return isEqual(.object(exact))
        }
        guard let other = Self.exact(other) else { return false }
        return BigInteger.compare(top, other.top) == 0 && BigInteger.compare(bottom, other.bottom) == 0
    }

    override func hashValue() -> UInt64? {
        if bottom.int == 1 { return try? hashOf(wideValue(top)) }
        if let float, isEqual(.float(float)) { return try? hashOf(.float(float)) }
        return try? hashOf(.text(Text(top.decimalText + "/" + bottom.decimalText)))
    }

    override func compare(_ other: Value, _ host: any ScriptHost) throws(Raised) -> Int? {
        if case .float(let other) = other {
            if other.isNaN { return nil }
            if other.isInfinite { return other < 0 ? 1 : -1 }
            return try compare(.object(try Self.of(.float(other), host)), host)
        }
        guard let other = Self.exact(other) else { return nil }
        return BigInteger.compare(top * other.bottom, other.top * bottom)
    }

    override func binary(
        _ op: String, _ other: Value, isReflected: Bool, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        if case .float = other {
            let own = Value.float(try floatOrRaise())
            return isReflected ? try binaryOperation(op, other, own, host) : try binaryOperation(op, own, other, host)
        }
        guard let given = Self.exact(other) else { return nil }
        let (left, right) = isReflected ? (given, self) : (self, given)
        let words = left.top.words.count + left.bottom.words.count + right.top.words.count + right.bottom.words.count
        try host.spend(1 + words * words >> 3)
        try host.reserve(8 * words + 64)
        let result: FractionObject?
        switch op {
        case "+": result = FractionObject(left.top * right.bottom + right.top * left.bottom, left.bottom * right.bottom)
        case "-": result = FractionObject(left.top * right.bottom - right.top * left.bottom, left.bottom * right.bottom)
        case "*": result = FractionObject(left.top * right.top, left.bottom * right.bottom)
        case "/": result = FractionObject(left.top * right.bottom, left.bottom * right.top)
        case "//", "%":
            let unit = left.bottom * right.top
            guard let (quotient, _) = (left.top * right.bottom).floorQuotient(dividingBy: unit) else {
                throw Raised(
                    "ZeroDivisionError",
                    op == "%" ? "integer modulo by zero" : "integer division or modulo by zero")
            }
            if op == "//" { return wideValue(quotient) }
            result = FractionObject(
                left.top * right.bottom - quotient * right.top * left.bottom, left.bottom * right.bottom)
        case "**": return try power(left, right, host)
        default: return nil
        }
        guard let result else {
            let shown = left.top.isZero ? "0" : left.top.isNegative ? "-1" : "1"
            throw Raised("ZeroDivisionError", "Fraction(\(shown), 0)")
        }
        return .object(result)
    }

    private func power(
        _ base: FractionObject, _ exponent: FractionObject, _ host: any ScriptHost
    ) throws(Raised) -> Value {
        guard exponent.bottom.int == 1 else {
            return try binaryOperation(
                "**", .float(try base.floatOrRaise()), .float(try exponent.floatOrRaise()), host)
        }
        let magnitude = wideValue(exponent.top.magnitude)
        let one = try wideOperation(.power, wideValue(base.top), magnitude, host)
        let two = try wideOperation(.power, wideValue(base.bottom), magnitude, host)
        guard let over = wideNumber(one), let under = wideNumber(two) else { return .none }
        if let made = exponent.top.isNegative ? FractionObject(under, over) : FractionObject(over, under) {
            return .object(made)
        }
        throw Raised("ZeroDivisionError", "Fraction(\(under.decimalText), 0)")
    }

    override func field(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        switch name {
        case "numerator": wideValue(top)
        case "denominator": wideValue(bottom)
        case "real": .object(self)
        case "imag": .int(0)
        default: nil
        }
    }

    override var methods: [String: Method] { Self.table }

    private static func whole(_ step: @escaping @Sendable (BigInteger, BigInteger) -> BigInteger?) -> Method {
        method(FractionObject.self) { (object, _) throws(Raised) -> Value in
            wideValue(step(object.top, object.bottom) ?? BigInteger())
        }
    }

    private static let table: [String: Method] = [
        "as_integer_ratio": method(FractionObject.self) { (object, _) throws(Raised) -> Value in
            .tuple(TupleObject([wideValue(object.top), wideValue(object.bottom)]))
        },
        "is_integer": method(FractionObject.self) { (object, _) throws(Raised) -> Value in
            .bool(object.bottom.int == 1)
        },
        "__int__": whole { $0.quotientAndRest(dividingBy: $1)?.quotient },
        "__trunc__": whole { $0.quotientAndRest(dividingBy: $1)?.quotient },
        "__floor__": whole { $0.floorQuotient(dividingBy: $1)?.quotient },
        "__ceil__": whole { $0.negated.floorQuotient(dividingBy: $1)?.quotient.negated },
        "__float__": method(FractionObject.self) { (object, _) throws(Raised) -> Value in
            .float(try object.floatOrRaise())
        },
        "__abs__": method(FractionObject.self) { (object, _) throws(Raised) -> Value in
            FractionObject(object.top.magnitude, object.bottom).map { .object($0) } ?? Value.none
        },
        "__neg__": method(FractionObject.self) { (object, _) throws(Raised) -> Value in
            FractionObject(object.top.negated, object.bottom).map { .object($0) } ?? Value.none
        },
        "__pos__": method(FractionObject.self) { (object, _) throws(Raised) -> Value in .object(object) },
        "__round__": method(FractionObject.self) { (object, call) throws(Raised) -> Value in
            try object.rounded(call.arguments.first, call.host)
        },
        "limit_denominator": method(FractionObject.self) { (object, call) throws(Raised) -> Value in
            try object.limited(try call.bind(["max_denominator"])[0] ?? .int(1_000_000), call.host)
        },
    ]

    private func rounded(_ digits: Value?, _ host: any ScriptHost) throws(Raised) -> Value {
        func nearest(_ top: BigInteger, _ bottom: BigInteger) -> BigInteger {
            guard let (low, rest) = top.floorQuotient(dividingBy: bottom) else { return BigInteger() }
            let order = BigInteger.compare(rest + rest, bottom)
            return order > 0 || order == 0 && low.isOdd ? low + BigInteger(1) : low
        }
        guard let digits, !areSame(digits, .none) else { return wideValue(nearest(top, bottom)) }
        let places = try wholeArgument(digits)
        guard places.magnitude <= UInt(NumberLimits.textDigitsMax) else {
            throw Raised("OverflowError", "too many digits to round to")
        }
        let unit = BigInteger(10).power(Int(places.magnitude))
        let result =
            places > 0
            ? FractionObject(nearest(top * unit, bottom), unit)
            : FractionObject(nearest(top, bottom * unit) * unit, BigInteger(1))
        return result.map { .object($0) } ?? .none
    }

    /// The nearest fraction with a bottom that is not greater: by continued fractions.
    private func limited(_ most: Value, _ host: any ScriptHost) throws(Raised) -> Value {
        guard let limit = wideNumber(most) else { throw Raised("TypeError", "max_denominator should be an int") }
        if limit.isNegative || limit.isZero { throw Raised("ValueError", "max_denominator should be at least 1") }
        if BigInteger.compare(bottom, limit) <= 0 { return .object(self) }
        var (p0, q0, p1, q1) = (BigInteger(), BigInteger(1), BigInteger(1), BigInteger())
        var (n, d) = (top, bottom)
        while let (a, rest) = n.floorQuotient(dividingBy: d) {
            try host.spend(4)
            let q2 = q0 + a * q1
            if BigInteger.compare(q2, limit) > 0 { break }
            (p0, q0, p1, q1) = (p1, q1, p0 + a * p1, q2)
            (n, d) = (d, rest)
        }
        let k = (limit - q0).floorQuotient(dividingBy: q1)?.quotient ?? BigInteger()
        guard let one = FractionObject(p0 + k * p1, q0 + k * q1), let two = FractionObject(p1, q1) else {
            return .object(self)
        }
        func distance(_ other: FractionObject) -> (BigInteger, BigInteger) {
            ((other.top * bottom - top * other.bottom).magnitude, other.bottom * bottom)
        }
        let (first, second) = (distance(two), distance(one))
        return .object(BigInteger.compare(first.0 * second.1, second.0 * first.1) <= 0 ? two : one)
    }

    override func repr(_ host: any ScriptHost) throws(Raised) -> String {
        "Fraction(\(try wideText(top, host)), \(try wideText(bottom, host)))"
    }

    override func str(_ host: any ScriptHost) throws(Raised) -> String {
        bottom.int == 1 ? try wideText(top, host) : try wideText(top, host) + "/" + wideText(bottom, host)
    }

    override func encoded(_ host: any ScriptHost) throws(Raised) -> (type: String, fields: [Value])? {
        ("fractions.Fraction", [wideValue(top), wideValue(bottom)])
    }
}

/// Counts nothing: for a comparison that has no script at hand.
final class SilentHost: ScriptHost {
    func call(_ function: Value, _ arguments: [Value], keywords: Keywords) throws(Raised) -> Value { .none }
    func iterate(_ value: Value) throws(Raised) -> any ValueIterator { throw Raised("TypeError", "not iterable") }
    func spend(_ steps: Int) throws(Raised) {}
    func reserve(_ bytes: Int) throws(Raised) {}
    func randomSeed() -> UInt64 { 0 }
}
