// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Python's `math`.
func mathModule() -> ScriptObject { LibraryModule("math", mathFunctions, constants: mathConstants) }

private var mathConstants: [String: Value] {
    [
        "pi": .float(.pi), "e": .float(M_E), "tau": .float(2 * .pi), "inf": .float(.infinity), "nan": .float(.nan),
    ]
}

private func domainError() -> Raised { Raised("ValueError", "math domain error") }
private func rangeError() -> Raised { Raised("OverflowError", "math range error") }

/// A function of one float. What is no number where the argument was one is an error; so is infinity.
private func unary(
    mayOverflow: Bool = false, _ function: @escaping @Sendable (Double) -> Double
) -> LibraryModule.Body {
    { (call) throws(Raised) -> Value in
        let value = try floatArgument(try call.one())
        let result = function(value)
        if result.isNaN && !value.isNaN { throw domainError() }
        if result.isInfinite && value.isFinite { throw mayOverflow ? rangeError() : domainError() }
        return .float(result)
    }
}

private func binary(_ function: @escaping @Sendable (Double, Double) -> Double) -> LibraryModule.Body {
    { (call) throws(Raised) -> Value in
        let (left, right) = try call.two()
        let (x, y) = (try floatArgument(left), try floatArgument(right))
        let result = function(x, y)
        if result.isNaN && !x.isNaN && !y.isNaN { throw domainError() }
        if result.isInfinite && x.isFinite && y.isFinite { throw rangeError() }
        return .float(result)
    }
}

private func predicate(_ test: @escaping @Sendable (Double) -> Bool) -> LibraryModule.Body {
    { (call) throws(Raised) -> Value in .bool(test(try floatArgument(try call.one()))) }
}

/// `floor`, `ceil` and `trunc`.
private func rounding(_ rule: FloatingPointRoundingRule) -> LibraryModule.Body {
    { (call) throws(Raised) -> Value in
        let value = try call.one()
        if let whole = value.wholeNumber { return .int(whole) }
        if isWide(value) { return value }
        if case .object(let object) = value {
            let name = rule == .down ? "__floor__" : rule == .up ? "__ceil__" : "__trunc__"
            if let result = try object.callMethod(name, [], [], call.host) { return result }
        }
        let float = try floatArgument(value)
        if float.isNaN { throw Raised("ValueError", "cannot convert float NaN to integer") }
        if float.isInfinite { throw Raised("OverflowError", "cannot convert float infinity to integer") }
        return wholeOf(float.rounded(rule))
    }
}

private let mathFunctions: [String: LibraryModule.Body] = [
    "sqrt": unary { sqrt($0) }, "cbrt": unary { cbrt($0) }, "exp": unary(mayOverflow: true) { exp($0) },
    "exp2": unary(mayOverflow: true) { exp2($0) }, "expm1": unary(mayOverflow: true) { expm1($0) },
    "log1p": unary { log1p($0) }, "log2": unary { $0 == 0 ? .nan : log2($0) },
    "log10": unary { $0 == 0 ? .nan : log10($0) }, "fabs": unary { $0.magnitude },
    "sin": unary { sin($0) }, "cos": unary { cos($0) }, "tan": unary { tan($0) },
    "asin": unary { asin($0) }, "acos": unary { acos($0) }, "atan": unary { atan($0) },
    "sinh": unary(mayOverflow: true) { sinh($0) }, "cosh": unary(mayOverflow: true) { cosh($0) },
    "tanh": unary { tanh($0) }, "asinh": unary { asinh($0) }, "acosh": unary { acosh($0) },
    "atanh": unary { atanh($0) },
    "degrees": { (call) throws(Raised) -> Value in .float(try floatArgument(try call.one()) * (180 / .pi)) },
    "radians": unary { $0 * (.pi / 180) }, "erf": unary { erf($0) }, "erfc": unary { erfc($0) },
    "gamma": { (call) throws(Raised) -> Value in
        let value = try floatArgument(try call.one())
        if value == -.infinity || (value.isFinite && value <= 0 && value.rounded() == value) { throw domainError() }
        let result = tgamma(value)
        if result.isInfinite && value.isFinite { throw rangeError() }
        return .float(result)
    },
    "lgamma": { (call) throws(Raised) -> Value in
        let value = try floatArgument(try call.one())
        if value.isFinite && value <= 0 && value.rounded() == value { throw domainError() }
        var sign: Int32 = 0
        let result = lgamma_r(value, &sign)
        if result.isInfinite && value.isFinite { throw rangeError() }
        return .float(result)
    },
    "log": { (call) throws(Raised) -> Value in
        try call.count(1, 2)
        let value = try logarithm(call.arguments[0])
        guard call.arguments.count == 2 else { return .float(value) }
        let base = try logarithm(call.arguments[1])
        if base == 0 { throw Raised("ZeroDivisionError", "float division by zero") }
        return .float(value / base)
    },
    "pow": { (call) throws(Raised) -> Value in
        let (left, right) = try call.two()
        let (x, y) = (try floatArgument(left), try floatArgument(right))
        let result = pow(x, y)
        if result.isNaN && !x.isNaN && !y.isNaN { throw domainError() }
        if result.isInfinite && x.isFinite && y.isFinite { throw x == 0 ? domainError() : rangeError() }
        return .float(result)
    },
    "fmod": binary { fmod($0, $1) }, "remainder": binary { remainder($0, $1) },
    "copysign": binary { copysign($0, $1) }, "atan2": binary { atan2($0, $1) },
    "nextafter": binary { nextafter($0, $1) },
    "ulp": unary { $0.isFinite ? $0.magnitude.ulp : $0.magnitude },
    "isnan": predicate { $0.isNaN }, "isinf": predicate { $0.isInfinite }, "isfinite": predicate { $0.isFinite },
    "floor": rounding(.down), "ceil": rounding(.up), "trunc": rounding(.towardZero),
    "isclose": isClose,
    "hypot": { (call) throws(Raised) -> Value in
        try call.noKeywords()
        var values: [Double] = []
        for value in call.arguments { values.append(try floatArgument(value)) }
        return .float(euclideanNorm(values))
    },
    "dist": distance,
    "fsum": { (call) throws(Raised) -> Value in
        .float(try exactSum(try call.values(try call.one())))
    },
    "prod": product,
    "gcd": { (call) throws(Raised) -> Value in
        try call.noKeywords()
        if call.arguments.contains(where: isWide) {
            var result = BigInteger()
            for value in call.arguments {
                result = BigInteger.greatestCommonDivisor(result, try anyWhole(value, call.host))
            }
            return wideValue(result)
        }
        var result: UInt = 0
        for value in call.arguments { result = greatestDivisor(result, try wholeArgument(value).magnitude) }
        return wholeValueOf(UInt64(result))
    },
    "lcm": { (call) throws(Raised) -> Value in
        try call.noKeywords()
        var result = BigInteger(1)
        for value in call.arguments {
            let next = try anyWhole(value, call.host).magnitude
            if next.isZero { return .int(0) }
            let divisor = BigInteger.greatestCommonDivisor(result, next)
            result = (result.quotientAndRest(dividingBy: divisor)?.quotient ?? result) * next
        }
        return wideValue(result)
    },
    "factorial": { (call) throws(Raised) -> Value in
        let value = try wholeArgument(try call.one())
        if value < 0 { throw Raised("ValueError", "factorial() not defined for negative values") }
        if value > 20 { return try wideProduct(2...value, call.host) }
        return .int((1...max(value, 1)).reduce(1, *))
    },
    "comb": combinations, "perm": permutations,
    "isqrt": { (call) throws(Raised) -> Value in
        let argument = try call.one()
        if isWide(argument), let number = wideNumber(argument) {
            if number.isNegative { throw Raised("ValueError", "isqrt() argument must be nonnegative") }
            try call.host.spend(number.words.count * number.words.count)
            return wideValue(number.squareRoot)
        }
        let value = try wholeArgument(argument)
        if value < 0 { throw Raised("ValueError", "isqrt() argument must be nonnegative") }
        var root = Int(Double(value).squareRoot())
        while root.multipliedReportingOverflow(by: root).overflow || root * root > value { root -= 1 }
        while case let next = (root + 1).multipliedReportingOverflow(by: root + 1), !next.overflow,
            next.partialValue <= value
        {
            root += 1
        }
        return .int(root)
    },
    "modf": { (call) throws(Raised) -> Value in
        let value = try floatArgument(try call.one())
        if value.isInfinite { return .tuple(TupleObject([.float(copysign(0, value)), .float(value)])) }
        let whole = value.rounded(.towardZero)
        return .tuple(TupleObject([.float(copysign(value - whole, value)), .float(whole)]))
    },
    "frexp": { (call) throws(Raised) -> Value in
        let value = try floatArgument(try call.one())
        if value == 0 || !value.isFinite { return .tuple(TupleObject([.float(value), .int(0)])) }
        let power = Int(value.exponent) + 1
        return .tuple(TupleObject([.float(scalbn(value, -power)), .int(power)]))
    },
    "ldexp": { (call) throws(Raised) -> Value in
        let (left, right) = try call.two()
        let value = try floatArgument(left)
        let power = try wholeArgument(right)
        let result = ldexp(value, Int32(clamping: power))
        if result.isInfinite && value.isFinite { throw rangeError() }
        return .float(result)
    },
]

private func logarithm(_ value: Value) throws(Raised) -> Double {
    let float = try floatArgument(value)
    if float <= 0 { throw domainError() }
    return log(float)
}

/// An int of any size; counts the work that a step with it makes.
private func anyWhole(_ value: Value, _ host: any ScriptHost) throws(Raised) -> BigInteger {
    guard let number = wideNumber(value) else {
        throw Raised("TypeError", "'\(typeName(of: value))' object cannot be interpreted as an integer")
    }
    try host.spend(number.words.count * number.words.count)
    return number
}

/// The product of a range of numbers, halves first.
private func wideProduct(_ range: ClosedRange<Int>, _ host: any ScriptHost) throws(Raised) -> Value {
    func product(_ low: Int, _ high: Int) throws(Raised) -> BigInteger {
        if high - low < 8 { return (low...high).reduce(BigInteger(1)) { $0 * BigInteger($1) } }
        let middle = low + (high - low) / 2
        let result = try product(low, middle) * product(middle + 1, high)
        try host.spend(result.words.count)
        try host.reserve(result.byteCount)
        return result
    }
    return wideValue(try product(range.lowerBound, range.upperBound))
}

private func greatestDivisor(_ left: UInt, _ right: UInt) -> UInt {
    var (left, right) = (left, right)
    while right != 0 { (left, right) = (right, left % right) }
    return left
}

private func isClose(_ call: Call) throws(Raised) -> Value {
    let bound = try call.bind(["a", "b", "rel_tol", "abs_tol"], required: 2)
    let left = try floatArgument(bound[0] ?? Value.none)
    let right = try floatArgument(bound[1] ?? Value.none)
    let relative = try floatArgument(bound[2] ?? .float(1e-9))
    let absolute = try floatArgument(bound[3] ?? .float(0))
    if relative < 0 || absolute < 0 { throw Raised("ValueError", "tolerances must be non-negative") }
    if left == right { return .bool(true) }
    if left.isInfinite || right.isInfinite { return .bool(false) }
    let difference = (right - left).magnitude
    return .bool(
        difference <= (relative * right).magnitude || difference <= (relative * left).magnitude
            || difference <= absolute)
}

/// The root of the sum of squares, scaled so that nothing overflows, its last bit corrected.
private func euclideanNorm(_ values: [Double]) -> Double {
    if values.contains(where: \.isInfinite) { return .infinity }
    if values.contains(where: \.isNaN) { return .nan }
    let greatest = values.reduce(0) { max($0, $1.magnitude) }
    if greatest == 0 { return 0 }
    let power = Int(greatest.exponent)
    var sum = 0.0
    var rest = 0.0
    for value in values {
        let scaled = scalbn(value, -power)
        let square = scaled * scaled
        let lost = fma(scaled, scaled, -square)
        let next = sum + square
        // The sum's own rounding: the greater of the two keeps what the smaller lost.
        rest += (sum >= square ? (sum - next) + square : (square - next) + sum) + lost
        sum = next
    }
    let root = (sum + rest).squareRoot()
    let residue = fma(-root, root, sum) + rest
    return scalbn(root + residue / (2 * root), power)
}

private func distance(_ call: Call) throws(Raised) -> Value {
    let (left, right) = try call.two()
    let (p, q) = (try call.values(left), try call.values(right))
    if p.count != q.count {
        throw Raised("ValueError", "both points must have the same number of dimensions")
    }
    var differences: [Double] = []
    for (p, q) in zip(p, q) { differences.append(try floatArgument(p) - floatArgument(q)) }
    return .float(euclideanNorm(differences))
}

/// The sum rounded once: partial sums that do not overlap, added exactly.
func exactSum(_ values: [Value]) throws(Raised) -> Double {
    var partials: [Double] = []
    var special = 0.0
    for value in values {
        var x = try floatArgument(value)
        if !x.isFinite {
            if x.isInfinite && special.isInfinite && x != special {
                throw Raised("ValueError", "-inf + inf in fsum")
            }
            special += x
            continue
        }
        var kept = 0
        for index in partials.indices {
            var y = partials[index]
            if x.magnitude < y.magnitude { (x, y) = (y, x) }
            let high = x + y
            let low = y - (high - x)
            if low != 0 {
                partials[kept] = low
                kept += 1
            }
            x = high
        }
        if x.isInfinite { throw Raised("OverflowError", "intermediate overflow in fsum") }
        partials.removeSubrange(kept...)
        if x != 0 { partials.append(x) }
    }
    if special != 0 || special.isNaN { return special }
    guard var high = partials.popLast() else { return 0 }
    var low = 0.0
    while let y = partials.popLast() {
        let x = high
        high = x + y
        low = y - (high - x)
        if low != 0 { break }
    }
    // Half-way cases look at the sign of what is left.
    if let next = partials.last, low != 0, (low < 0) == (next < 0) {
        let twice = low * 2
        let rounded = high + twice
        if twice == rounded - high { high = rounded }
    }
    return high
}

private func product(_ call: Call) throws(Raised) -> Value {
    var result: Value = call.keyword("start") ?? .int(1)
    guard let iterable = call.arguments.first else {
        throw Raised("TypeError", "prod expected 1 argument, got 0")
    }
    for value in try call.values(iterable) { result = try binaryOperation("*", result, value, call.host) }
    return result
}

private func combinations(_ call: Call) throws(Raised) -> Value {
    let (left, right) = try call.two()
    let (n, k) = (try wholeArgument(left), try wholeArgument(right))
    if n < 0 { throw Raised("ValueError", "n must be a non-negative integer") }
    if k < 0 { throw Raised("ValueError", "k must be a non-negative integer") }
    if k > n { return .int(0) }
    let least = min(k, n - k)
    var result: UInt = 1
    for step in 0..<least {
        let (high, low) = result.multipliedFullWidth(by: UInt(n - step))
        let divisor = UInt(step + 1)
        if high >= divisor { return try wideCombinations(n, least, call.host) }
        result = divisor.dividingFullWidth((high, low)).quotient
    }
    return wholeValueOf(UInt64(result))
}

private func wideCombinations(_ n: Int, _ k: Int, _ host: any ScriptHost) throws(Raised) -> Value {
    guard let top = wideNumber(try wideProduct(n - k + 1...n, host)),
        let bottom = wideNumber(try wideProduct(1...max(k, 1), host)),
        let (quotient, _) = top.quotientAndRest(dividingBy: bottom)
    else { return .int(1) }
    return wideValue(quotient)
}

private func permutations(_ call: Call) throws(Raised) -> Value {
    try call.count(1, 2)
    let n = try wholeArgument(call.arguments[0])
    var k = n
    if call.arguments.count == 2, let given = try sliceIndex(call.arguments[1]) { k = given }
    if n < 0 { throw Raised("ValueError", "n must be a non-negative integer") }
    if k < 0 { throw Raised("ValueError", "k must be a non-negative integer") }
    if k > n { return .int(0) }
    var result = 1
    for step in 0..<k {
        let (next, overflows) = result.multipliedReportingOverflow(by: n - step)
        if overflows { return try wideProduct(n - k + 1...n, call.host) }
        result = next
    }
    return .int(result)
}
