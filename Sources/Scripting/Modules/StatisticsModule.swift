// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Python's `statistics`: sums are exact or rounded once, as there.
func statisticsModule() -> ScriptObject {
    LibraryModule(
        "statistics", statisticsFunctions, constants: ["StatisticsError": .object(ExceptionClass("StatisticsError"))])
}

private func failure(_ message: String) -> Raised { Raised("StatisticsError", message) }

private func data(_ call: Call) throws(Raised) -> [Value] {
    guard let first = call.arguments.first ?? call.keyword("data") else {
        throw Raised("TypeError", "\(call.name)() missing 1 required positional argument: 'data'")
    }
    return try call.values(first)
}

/// Numbers as exact sums, as Python's fractions give them: of the numbers and of their squares, in units of a power of
/// two.
private struct ExactSums {
    /// What is not finite, added up as floats; then nothing else counts.
    private(set) var special: Double?
    /// Whether all are ints, so that a result that is whole is one.
    private(set) var isWhole = true
    let count: Int
    private let isNegative: Bool
    private let sum: WideNumber
    private var squares = WideNumber()
    private let unit: Int

    init(_ values: [Value], _ host: any ScriptHost) throws(Raised) {
        var parts: [(isNegative: Bool, magnitude: UInt64, exponent: Int)] = []
        parts.reserveCapacity(values.count)
        for value in values {
            if let whole = value.wholeNumber {
                parts.append((whole < 0, UInt64(whole.magnitude), 0))
                continue
            }
            guard case .float(let number) = value else {
                throw Raised("TypeError", "can't convert type '\(typeName(of: value))' to numerator/denominator")
            }
            isWhole = false
            if !number.isFinite { special = (special ?? 0) + number }
            if !number.isFinite || number == 0 { continue }
            let isNormal = number.isNormal
            let magnitude = UInt64(number.significandBitPattern) | (isNormal ? 1 << 52 : 0)
            let exponent = (isNormal ? Int(number.exponentBitPattern) : 1) - 1_075
            let zeros = magnitude.trailingZeroBitCount
            parts.append((number < 0, magnitude >> UInt64(zeros), exponent + zeros))
        }
        count = values.count
        let unit = parts.map(\.exponent).min() ?? 0
        var (above, below) = (WideNumber(), WideNumber())
        for (isNegative, magnitude, exponent) in parts {
            try host.spend(2)
            if isNegative {
                below.add(UInt128(magnitude), shiftedBy: exponent - unit)
            } else {
                above.add(UInt128(magnitude), shiftedBy: exponent - unit)
            }
            let square = UInt128(magnitude) * UInt128(magnitude)
            squares.add(square, shiftedBy: 2 * (exponent - unit))
        }
        self.unit = unit
        isNegative = above < below
        sum = isNegative ? below - above : above - below
    }

    /// The sum divided by the count.
    var mean: Double? {
        if let special { return special / Double(count) }
        return nearestFloat(sum, dividedBy: UInt64(count), exponent: unit).map { isNegative ? -$0 : $0 }
    }

    /// The mean of ints where it is one.
    var wholeMean: Int? {
        guard isWhole else { return nil }
        let (quotient, rest) = (sum << unit).dividedBy(UInt64(count))
        guard rest == 0, let magnitude = quotient.narrow else { return nil }
        return Int(exactly: isNegative ? -Int128(magnitude) : Int128(magnitude))
    }

    /// The sum, which is not negative.
    var total: (WideNumber, exponent: Int) { (sum, unit) }

    /// The squared distances from the mean as a fraction: count · Σx² - (Σx)² over count · `divisor`.
    func squaredDistances(_ divisor: Int) -> (number: WideNumber, divisor: UInt64, exponent: Int) {
        let number = squares * WideNumber(UInt128(count)) - sum * sum
        return (number, UInt64(count) * UInt64(divisor), 2 * unit)
    }
}

private func tooLarge() -> Raised { Raised("OverflowError", "integer division result too large for a float") }

private func mean(_ values: [Value], _ host: any ScriptHost) throws(Raised) -> Value {
    let sums = try ExactSums(values, host)
    if let whole = sums.wholeMean { return .int(whole) }
    guard let mean = sums.mean else { throw tooLarge() }
    return .float(mean)
}

/// `fmean(data, weights)`.
private func floatMean(_ call: Call) throws(Raised) -> Value {
    let bound = try call.bind(["data", "weights"], required: 1)
    let values = try call.values(bound[0] ?? .none)
    guard let given = bound[1], typeName(of: given) != "NoneType" else {
        let total = try exactSum(values)
        if values.isEmpty { throw failure("fmean requires at least one data point") }
        return .float(total / Double(values.count))
    }
    let weights = try call.values(given)
    var products: [Value] = []
    for (value, weight) in zip(values, weights) {
        products.append(try binaryOperation("*", value, weight, call.host))
    }
    let total = try exactSum(products)
    if weights.count != values.count { throw failure("data and weights must be the same length") }
    let divisor = try exactSum(weights)
    if divisor == 0 { throw failure("sum of weights must be non-zero") }
    return .float(total / divisor)
}

/// The four functions of the distance from the mean, which may be given.
private func variance(_ call: Call, least: Int, root: Bool) throws(Raised) -> Value {
    let bound = try call.bind(["data", least == 2 ? "xbar" : "mu"], required: 1)
    var values = try call.values(bound[0] ?? .none)
    if values.count < least {
        let kind = least == 2 ? "two data points" : "one data point"
        throw failure("\(call.name) requires at least \(kind)")
    }
    let divisor = values.count - least + 1
    if let center = bound[1], typeName(of: center) != "NoneType" {
        for index in values.indices {
            let distance = try binaryOperation("-", values[index], center, call.host)
            values[index] = try binaryOperation("*", distance, distance, call.host)
        }
        let sums = try ExactSums(values, call.host)
        return try shown(sums, sums.total, UInt64(divisor), root)
    }
    let sums = try ExactSums(values, call.host)
    let (number, whole, exponent) = sums.squaredDistances(divisor)
    return try shown(sums, (number, exponent), whole, root)
}

/// A fraction that is not negative, or its root, as Python gives it.
private func shown(
    _ sums: ExactSums, _ number: (WideNumber, exponent: Int), _ divisor: UInt64, _ root: Bool
) throws(Raised) -> Value {
    if let special = sums.special {
        if root { throw Raised("AttributeError", "'float' object has no attribute 'numerator'") }
        return .float(special / Double(divisor))
    }
    if root {
        guard let result = nearestSquareRoot(number.0, dividedBy: divisor, exponent: number.exponent) else {
            throw tooLarge()
        }
        return .float(result)
    }
    if sums.isWhole {
        let (quotient, rest) = (number.0 << number.exponent).dividedBy(divisor)
        if rest == 0 {
            return wideValue(quotient.integer)
        }
    }
    guard let result = nearestFloat(number.0, dividedBy: divisor, exponent: number.exponent) else { throw tooLarge() }
    return .float(result)
}

/// Half of a sum, rounded once: sums of two ints need not fit 64 bits.
private func middle(_ low: Value, _ high: Value, _ host: any ScriptHost) throws(Raised) -> Value {
    guard let first = low.wholeNumber, let second = high.wholeNumber else {
        return try binaryOperation("/", try binaryOperation("+", low, high, host), .int(2), host)
    }
    let sum = Int128(first) + Int128(second)
    let half = nearestFloat(WideNumber(sum.magnitude), dividedBy: 2, exponent: 0) ?? 0
    return .float(sum < 0 ? -half : half)
}

private func median(_ call: Call, _ pick: (Value, Value) throws(Raised) -> Value) throws(Raised) -> Value {
    let values = try sortedValues(try data(call), call.host)
    if values.isEmpty { throw failure("no median for empty data") }
    let middle = values.count / 2
    return values.count % 2 == 1 ? values[middle] : try pick(values[middle - 1], values[middle])
}

private func modes(_ values: [Value]) throws(Raised) -> [Value] {
    let counts = DictObject()
    for value in values {
        let key = try ValueKey(value)
        counts[key] = .int((counts[key]?.wholeNumber ?? 0) + 1)
    }
    let most = counts.items.reduce(0) { max($0, $1.value.wholeNumber ?? 0) }
    return counts.items.filter { $0.value.wholeNumber == most }.map(\.key)
}

private let statisticsFunctions: [String: LibraryModule.Body] = [
    "mean": { (call) throws(Raised) -> Value in
        let values = try data(call)
        if values.isEmpty { throw failure("mean requires at least one data point") }
        return try mean(values, call.host)
    },
    "fmean": floatMean,
    "median": { (call) throws(Raised) -> Value in
        try median(call) { (low, high) throws(Raised) -> Value in try middle(low, high, call.host) }
    },
    "median_low": { (call) throws(Raised) -> Value in try median(call) { (low, _) throws(Raised) -> Value in low } },
    "median_high": { (call) throws(Raised) -> Value in try median(call) { (_, high) throws(Raised) -> Value in high } },
    "variance": { (call) throws(Raised) -> Value in try variance(call, least: 2, root: false) },
    "stdev": { (call) throws(Raised) -> Value in try variance(call, least: 2, root: true) },
    "pvariance": { (call) throws(Raised) -> Value in try variance(call, least: 1, root: false) },
    "pstdev": { (call) throws(Raised) -> Value in try variance(call, least: 1, root: true) },
    "mode": { (call) throws(Raised) -> Value in
        guard let mode = try modes(try data(call)).first else { throw failure("no mode for empty data") }
        return mode
    },
    "multimode": { (call) throws(Raised) -> Value in .list(ListObject(try modes(try data(call)))) },
]
