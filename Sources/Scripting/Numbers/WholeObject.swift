// SPDX-License-Identifier: Apache-2.0

/// An int that 64 bits do not hold. Smaller ones are never such an object.
final class WholeObject: ScriptObject {
    let number: BigInteger

    fileprivate init(_ number: BigInteger) { self.number = number }

    override var typeName: String { "int" }
    override var isTrue: Bool { true }
    override var isOneOfAKind: Bool { true }

    override func isEqual(_ other: Value) -> Bool {
        if case .float(let float) = other {
            return BigInteger(exactly: float).map { BigInteger.compare(number, $0) == 0 } ?? false
        }
        return wideNumber(other).map { BigInteger.compare(number, $0) == 0 } ?? false
    }

    override func hashValue() -> UInt64? {
        // As the float that it equals, if there is one.
        if let float = number.double, isEqual(.float(float)) { return try? hashOf(.float(float)) }
        return try? hashOf(.text(Text(number.decimalText)))
    }

    override func compare(_ other: Value, _ host: any ScriptHost) throws(Raised) -> Int? {
        if case .float(let float) = other {
            if float.isNaN { return nil }
            if float.isInfinite { return float < 0 ? 1 : -1 }
            // The fraction is nothing to a number so large.
            return BigInteger(exactly: float.rounded(.down)).map { BigInteger.compare(number, $0) }
        }
        return wideNumber(other).map { BigInteger.compare(number, $0) }
    }

    override func binary(
        _ op: String, _ other: Value, isReflected: Bool, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        guard let known = BinaryOperator(rawValue: op) else { return nil }
        let own = Value.object(self)
        if case .float = other {
            let float = Value.float(try wideFloat(number))
            return isReflected
                ? try binaryValue(known, other, float, host) : try binaryValue(known, float, other, host)
        }
        guard wideNumber(other) != nil else { return nil }
        return isReflected
            ? try wideOperation(known, other, own, host) : try wideOperation(known, own, other, host)
    }

    override func attribute(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        switch name {
        case "real", "numerator": return .object(self)
        case "imag": return .int(0)
        case "denominator": return .int(1)
        default: return intMethods.contains(name) ? .object(BoundMethod(self, name)) : nil
        }
    }

    override func callMethod(
        _ name: String, _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        let call = Call(name, arguments, keywords, host)
        switch name {
        case "bit_length": return .int(number.bitCount)
        case "bit_count": return .int(number.words.reduce(0) { $0 + $1.nonzeroBitCount })
        case "conjugate", "__pos__", "__index__", "__int__", "__trunc__", "__floor__", "__ceil__":
            return .object(self)
        case "is_integer": return .bool(true)
        case "as_integer_ratio": return .tuple(TupleObject([.object(self), .int(1)]))
        case "to_bytes": return try bytesOfWide(number, call)
        case "__abs__": return wideValue(number.magnitude)
        case "__neg__": return wideValue(number.negated)
        case "__invert__": return wideValue(number.negated - BigInteger(1))
        case "__float__": return .float(try wideFloat(number))
        case "__round__":
            guard let digits = arguments.first, !areSame(digits, .none) else { return .object(self) }
            let places = try wholeArgument(digits)
            if places >= 0 { return .object(self) }
            return try rounded(-places)
        default: return nil
        }
    }

    /// To a multiple of a power of ten, ties to even.
    private func rounded(_ places: Int) throws(Raised) -> Value {
        if places > number.bitCount { return .int(0) }
        let unit = BigInteger(10).power(places)
        guard let (quotient, rest) = number.magnitude.quotientAndRest(dividingBy: unit) else { return .object(self) }
        let order = BigInteger.compare(rest + rest, unit)
        let isUp = order > 0 || order == 0 && quotient.isOdd
        let result = (isUp ? quotient + BigInteger(1) : quotient) * unit
        return wideValue(number.isNegative ? result.negated : result)
    }

    override func repr(_ host: any ScriptHost) throws(Raised) -> String { try wideText(number, host) }

    override func encoded(_ host: any ScriptHost) throws(Raised) -> (type: String, fields: [Value])? {
        var count = number.bitCount / 8 + 1
        if let shorter = number.bytes(count - 1, isSigned: true), shorter.count == count - 1 { count -= 1 }
        return ("int", [.bytes(ByteString(number.bytes(count, isSigned: true) ?? []))])
    }
}

/// The value of a number of any size.
func wideValue(_ number: BigInteger) -> Value { number.int.map { .int($0) } ?? .object(WholeObject(number)) }

/// The value of a float that is a whole number.
func wholeOf(_ float: Double) -> Value {
    if let whole = Int(exactly: float) { return .int(whole) }
    return wideValue(BigInteger(exactly: float) ?? BigInteger())
}

/// The value of an unsigned word.
func wholeValueOf(_ word: UInt64) -> Value { wideValue(BigInteger(UInt(word))) }

/// The number that an int of any size is; nil for other values.
func wideNumber(_ value: Value) -> BigInteger? {
    if let whole = value.wholeNumber { return BigInteger(whole) }
    if case .object(let object) = value, let wide = object as? WholeObject { return wide.number }
    return nil
}

/// Whether the value is an int beyond 64 bits.
func isWide(_ value: Value) -> Bool {
    if case .object(let object) = value { return object is WholeObject }
    return false
}

/// The 64 bits of an int that has just as many without a sign; nil for others.
func wideBits(_ value: Value) -> UInt64? {
    guard isWide(value), let number = wideNumber(value), !number.isNegative, number.words.count == 1 else { return nil }
    return UInt64(number.words[0])
}

/// The number as a float, or what Python raises.
func wideFloat(_ number: BigInteger) throws(Raised) -> Double {
    if let value = number.double { return value }
    throw Raised("OverflowError", "int too large to convert to float")
}

/// Decimal digits, as long as Python writes them.
func wideText(_ number: BigInteger, _ host: any ScriptHost) throws(Raised) -> String {
    let tooLong = Raised(
        "ValueError",
        "Exceeds the limit (\(NumberLimits.textDigitsMax) digits) for integer string conversion; use "
            + "sys.set_int_max_str_digits() to increase the limit")
    if number.bitCount > NumberLimits.textBitsMax { throw tooLong }
    try host.spend(number.words.count)
    let text = number.decimalText
    if text.utf8.count - (number.isNegative ? 1 : 0) > NumberLimits.textDigitsMax { throw tooLong }
    return text
}

/// Counts the work and the memory of an operation whose result has about so many words.
private func charge(_ words: Int, _ work: Int, _ host: any ScriptHost) throws(Raised) {
    try host.reserve(words * 8 + 48)
    try host.spend(1 + work / NumberLimits.wordsAStep)
}

/// `left op right` of two ints, at least one of them beyond 64 bits, or with a result beyond.
func wideOperation(
    _ op: BinaryOperator, _ left: Value, _ right: Value, _ host: any ScriptHost
) throws(Raised) -> Value {
    guard let one = wideNumber(left), let two = wideNumber(right) else {
        throw unsupported(op.messageName, left, right)
    }
    let longest = max(one.words.count, two.words.count)
    switch op {
    case .add, .subtract:
        try charge(longest + 1, longest, host)
        return wideValue(op == .add ? one + two : one - two)
    case .multiply:
        try charge(one.words.count + two.words.count, one.words.count * two.words.count, host)
        return wideValue(one * two)
    case .divide:
        if two.isZero { throw Raised("ZeroDivisionError", "division by zero") }
        try charge(longest, one.words.count * two.words.count, host)
        guard let quotient = BigInteger.trueQuotient(one, two) else {
            throw Raised("OverflowError", "integer division result too large for a float")
        }
        return .float(quotient)
    case .floorDivide, .modulo:
        try charge(longest, one.words.count * two.words.count, host)
        guard let (quotient, rest) = one.floorQuotient(dividingBy: two) else {
            throw Raised(
                "ZeroDivisionError",
                op == .modulo ? "integer modulo by zero" : "integer division or modulo by zero")
        }
        return wideValue(op == .modulo ? rest : quotient)
    case .power: return try widePower(one, two, host)
    case .shiftLeft, .shiftRight: return try wideShift(op, one, two, host)
    case .bitAnd, .bitOr, .bitXor:
        try charge(longest + 1, longest, host)
        let operation: (UInt, UInt) -> UInt = op == .bitAnd ? { $0 & $1 } : op == .bitOr ? { $0 | $1 } : { $0 ^ $1 }
        return wideValue(BigInteger.bitwise(one, two, operation))
    }
}

private func widePower(_ base: BigInteger, _ exponent: BigInteger, _ host: any ScriptHost) throws(Raised) -> Value {
    if exponent.isNegative {
        if base.isZero { throw Raised("ZeroDivisionError", "0.0 cannot be raised to a negative power") }
        let power = try wideFloat(base)
        return try binaryValue(.power, .float(power), .float(try wideFloat(exponent)), host)
    }
    if base.isZero || base.magnitude.int == 1 {
        return wideValue(exponent.isZero || base.isNegative && !exponent.isOdd ? BigInteger(1) : base)
    }
    guard let times = exponent.int, case let (bits, overflows) = base.bitCount.multipliedReportingOverflow(by: times),
        !overflows, bits <= NumberLimits.resultBitsMax
    else { throw Raised("MemoryError", "the power has more digits than a task may hold") }
    let words = bits / 64 + 1
    try charge(words, words * max(words / 8, 1), host)
    return wideValue(base.power(times))
}

private func wideShift(
    _ op: BinaryOperator, _ number: BigInteger, _ places: BigInteger, _ host: any ScriptHost
) throws(Raised) -> Value {
    if places.isNegative { throw Raised("ValueError", "negative shift count") }
    if op == .shiftRight {
        guard let count = places.int else { return .int(number.isNegative ? -1 : 0) }
        return wideValue(number.shiftedRight(count))
    }
    if number.isZero { return .int(0) }
    guard let count = places.int, count <= NumberLimits.resultBitsMax else {
        throw Raised("OverflowError", "too many digits in integer")
    }
    try charge(number.words.count + count / 64 + 1, count / 64, host)
    return wideValue(number.shiftedLeft(count))
}

/// `pow(base, exponent, modulus)`.
func wideModularPower(
    _ base: BigInteger, _ exponent: BigInteger, _ modulus: BigInteger, _ host: any ScriptHost
) throws(Raised) -> Value {
    if modulus.isZero { throw Raised("ValueError", "pow() 3rd argument cannot be 0") }
    let size = modulus.magnitude
    func reduced(_ value: BigInteger) -> BigInteger { value.floorQuotient(dividingBy: size)?.rest ?? BigInteger() }
    var square = reduced(base)
    if exponent.isNegative {
        guard let inverse = inverse(square, size) else {
            throw Raised("ValueError", "base is not invertible for the given modulus")
        }
        square = inverse
    }
    var result = reduced(BigInteger(1))
    let bits = exponent.magnitude
    for place in 0..<bits.bitCount {
        try charge(0, 2 * size.words.count * size.words.count, host)
        if bits.words[place / 64] >> UInt(place % 64) & 1 == 1 { result = reduced(result * square) }
        square = reduced(square * square)
    }
    return wideValue(modulus.isNegative && !result.isZero ? result + modulus : result)
}

private func inverse(_ value: BigInteger, _ modulus: BigInteger) -> BigInteger? {
    var (last, current) = (modulus, value)
    var (lastFactor, factor) = (BigInteger(), BigInteger(1))
    while let (quotient, rest) = last.quotientAndRest(dividingBy: current) {
        (last, current) = (current, rest)
        (lastFactor, factor) = (factor, lastFactor - quotient * factor)
    }
    guard last.int == 1 else { return nil }
    return lastFactor.isNegative ? lastFactor + modulus : lastFactor
}

/// `int.to_bytes`.
func bytesOfWide(_ number: BigInteger, _ call: Call) throws(Raised) -> Value {
    let bound = try call.bind(["length", "byteorder", "signed"])
    let length = try wholeArgument(bound[0] ?? .int(1))
    let isSigned = isTrue(bound[2] ?? .bool(false))
    if length < 0 { throw Raised("ValueError", "length argument must be non-negative") }
    if number.isNegative && !isSigned { throw Raised("OverflowError", "can't convert negative int to unsigned") }
    try call.host.reserve(length)
    guard var bytes = number.bytes(min(length, number.words.count * 8 + 8), isSigned: isSigned) else {
        throw Raised("OverflowError", "int too big to convert")
    }
    bytes += [UInt8](repeating: number.isNegative ? 0xFF : 0, count: length - bytes.count)
    if case .text(let order)? = bound[1], order.string == "little" { return .bytes(ByteString(bytes)) }
    return .bytes(ByteString(bytes.reversed()))
}
