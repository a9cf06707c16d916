// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Python's `statistics`: sums are exact or rounded once, as there.
func statisticsModule() -> ScriptObject { LibraryModule("statistics", statisticsFunctions) }

private func failure(_ message: String) -> Raised { Raised("StatisticsError", message) }

private func data(_ call: Call) throws(Raised) -> [Value] {
    guard let first = call.arguments.first ?? call.keyword("data") else {
        throw Raised("TypeError", "\(call.name)() missing 1 required positional argument: 'data'")
    }
    return try call.values(first)
}

/// The sum divided by the count: an int where all are ints and it divides.
private func mean(_ values: [Value]) throws(Raised) -> Value {
    var whole: Int128 = 0
    var isWhole = true
    for value in values {
        guard let number = value.wholeNumber else {
            isWhole = false
            break
        }
        whole += Int128(number)
    }
    let count = Int128(values.count)
    if isWhole, whole % count == 0, let result = Int(exactly: whole / count) { return .int(result) }
    return .float(isWhole ? Double(whole) / Double(count) : try exactSum(values) / Double(values.count))
}

/// The sum of squared distances from the mean.
private func squares(_ values: [Value]) throws(Raised) -> Double {
    var isWhole = true
    for value in values where value.wholeNumber == nil { isWhole = false }
    if isWhole {
        // n·Σx² - (Σx)², exact while it fits.
        var sum: Int128 = 0
        var squares: Int128 = 0
        var fits = true
        for value in values {
            let number = Int128(value.wholeNumber ?? 0)
            sum += number
            let (square, first) = number.multipliedReportingOverflow(by: number)
            let (total, second) = squares.addingReportingOverflow(square)
            squares = total
            fits = fits && !first && !second
        }
        let (left, first) = squares.multipliedReportingOverflow(by: Int128(values.count))
        let (right, second) = sum.multipliedReportingOverflow(by: sum)
        if fits && !first && !second { return Double(left - right) / Double(values.count) }
    }
    let middle = try exactSum(values) / Double(values.count)
    var distances: [Value] = []
    for value in values {
        let distance = try floatArgument(value) - middle
        distances.append(.float(distance * distance))
    }
    return try exactSum(distances)
}

private func variance(_ call: Call, least: Int, root: Bool) throws(Raised) -> Value {
    let values = try data(call)
    if values.count < least {
        let kind = least == 2 ? "two data points" : "one data point"
        throw failure("\(call.name) requires at least \(kind)")
    }
    let result = try squares(values) / Double(values.count - least + 1)
    if root { return .float(result.squareRoot()) }
    var isWhole = true
    for value in values where value.wholeNumber == nil { isWhole = false }
    if isWhole, let whole = Int(exactly: result) { return .int(whole) }
    return .float(result)
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
        return try mean(values)
    },
    "fmean": { (call) throws(Raised) -> Value in
        let values = try data(call)
        if values.isEmpty { throw failure("fmean requires at least one data point") }
        return .float(try exactSum(values) / Double(values.count))
    },
    "median": { (call) throws(Raised) -> Value in
        try median(call) { (low, high) throws(Raised) -> Value in
            try binaryOperation("/", try binaryOperation("+", low, high, call.host), .int(2), call.host)
        }
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
