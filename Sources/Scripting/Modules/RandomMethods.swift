// SPDX-License-Identifier: Apache-2.0

import Glibc

let randomMethods: [String: LibraryObject.Method] = [
    "seed": method(RandomObject.self) { (random, call) throws(Raised) -> Value in
        try random.seed(try call.bind(["a", "version"])[0] ?? Value.none)
        return .none
    },
    "random": method(RandomObject.self) { (random, call) throws(Raised) -> Value in
        try call.count(0, 0)
        return .float(try random.float(call.host))
    },
    "getrandbits": method(RandomObject.self) { (random, call) throws(Raised) -> Value in
        let count = try wholeArgument(try call.one())
        if count < 0 { throw Raised("ValueError", "number of bits must be non-negative") }
        if count > 63 {
            // As CPython fills them: words of 32 bits, the lowest first.
            try call.host.reserve(count / 8)
            var bytes: [UInt8] = []
            var left = count
            while left > 0 {
                let word = UInt32(truncatingIfNeeded: try random.bits(32, call.host)) >> UInt32(max(32 - left, 0))
                for place in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: word >> UInt32(8 * place))) }
                left -= 32
            }
            return wideValue(BigInteger(bytes: bytes, isSigned: false))
        }
        return .int(Int(try random.bits(count, call.host)))
    },
    "randint": method(RandomObject.self) { (random, call) throws(Raised) -> Value in
        let bound = try call.bind(["a", "b"], required: 2)
        let (first, last) = (try wholeArgument(bound[0] ?? Value.none), try wholeArgument(bound[1] ?? Value.none))
        let (end, overflows) = last.addingReportingOverflow(1)
        if overflows { throw overflow() }
        return .int(try randomInRange(random, first, end, 1, call.host))
    },
    "randrange": method(RandomObject.self) { (random, call) throws(Raised) -> Value in
        let bound = try call.bind(["start", "stop", "step"], required: 1)
        let start = try wholeArgument(bound[0] ?? Value.none)
        // A stop is taken as it is: the bounds of slices are clamped.
        guard let given = bound[1], try sliceIndex(given) != nil else {
            if start <= 0 { throw Raised("ValueError", "empty range for randrange()") }
            return .int(try random.below(start, call.host))
        }
        let stop = try wholeArgument(given)
        return .int(try randomInRange(random, start, stop, try wholeArgument(bound[2] ?? .int(1)), call.host))
    },
    "choice": method(RandomObject.self) { (random, call) throws(Raised) -> Value in
        let sequence = try call.one()
        let count = try lengthOf(sequence)
        if count == 0 { throw Raised("IndexError", "Cannot choose from an empty sequence") }
        let place = try random.below(count, call.host)
        if case .text(let text) = sequence { return .text(text.part(characterRange(text, place))) }
        return try elementOf(sequence, .int(place), call.host)
    },
    "choices": method(RandomObject.self, randomChoices),
    "shuffle": method(RandomObject.self) { (random, call) throws(Raised) -> Value in
        guard case .list(let list) = try call.one() else {
            throw Raised("TypeError", "'\(typeName(of: call.arguments[0]))' object does not support item assignment")
        }
        try call.host.spend(list.elements.count)
        var place = list.elements.count - 1
        while place > 0 {
            list.elements.swapAt(place, try random.below(place + 1, call.host))
            place -= 1
        }
        return .none
    },
    "sample": method(RandomObject.self, randomSample),
    "randbytes": method(RandomObject.self) { (random, call) throws(Raised) -> Value in
        let count = try wholeArgument(try call.one())
        if count < 0 { throw Raised("ValueError", "number of bits must be non-negative") }
        try call.host.reserve(count)
        var bytes: [UInt8] = []
        while bytes.count < count {
            // Whole words come least byte first; the last one gives its high bits.
            let width = min(32, (count - bytes.count) * 8)
            var word = try random.bits(width, call.host)
            for _ in 0..<width / 8 {
                bytes.append(UInt8(truncatingIfNeeded: word))
                word >>= 8
            }
        }
        return .bytes(ByteString(bytes))
    },
    "uniform": numbers(["a", "b"]) { (random, p, host) throws(Raised) -> Double in
        p[0] + (p[1] - p[0]) * (try random.float(host))
    },
    "triangular": method(RandomObject.self) { (random, call) throws(Raised) -> Value in
        let bound = try call.bind(["low", "high", "mode"])
        var low = try floatArgument(bound[0] ?? .float(0))
        var high = try floatArgument(bound[1] ?? .float(1))
        var u = try random.float(call.host)
        var middle = 0.5
        if let mode = bound[2], case let kind = typeName(of: mode), kind != "NoneType" {
            if high == low { return .float(low) }
            middle = (try floatArgument(mode) - low) / (high - low)
        }
        if u > middle {
            u = 1 - u
            middle = 1 - middle
            (low, high) = (high, low)
        }
        return .float(low + (high - low) * (u * middle).squareRoot())
    },
    "gauss": numbers(["mu", "sigma"], [0, 1]) { (random, p, host) throws(Raised) -> Double in
        if let spare = random.spareGauss {
            random.spareGauss = nil
            return p[0] + spare * p[1]
        }
        let angle = try random.float(host) * (2 * .pi)
        let radius = (-2 * log(1 - (try random.float(host)))).squareRoot()
        random.spareGauss = sin(angle) * radius
        return p[0] + cos(angle) * radius * p[1]
    },
    "normalvariate": numbers(["mu", "sigma"], [0, 1]) { (random, p, host) throws(Raised) -> Double in
        try normal(random, p[0], p[1], host)
    },
    "lognormvariate": numbers(["mu", "sigma"]) { (random, p, host) throws(Raised) -> Double in
        exp(try normal(random, p[0], p[1], host))
    },
    "expovariate": numbers(["lambd"]) { (random, p, host) throws(Raised) -> Double in
        if p[0] == 0 { throw Raised("ZeroDivisionError", "float division by zero") }
        return -log(1 - (try random.float(host))) / p[0]
    },
    "gammavariate": numbers(["alpha", "beta"]) { (random, p, host) throws(Raised) -> Double in
        try gammaVariate(random, p[0], p[1], host)
    },
    "betavariate": numbers(["alpha", "beta"]) { (random, p, host) throws(Raised) -> Double in
        let y = try gammaVariate(random, p[0], 1, host)
        return y == 0 ? 0 : y / (y + (try gammaVariate(random, p[1], 1, host)))
    },
    "paretovariate": numbers(["alpha"]) { (random, p, host) throws(Raised) -> Double in
        if p[0] == 0 { throw Raised("ZeroDivisionError", "float division by zero") }
        return pow(1 - (try random.float(host)), -1 / p[0])
    },
    "weibullvariate": numbers(["alpha", "beta"]) { (random, p, host) throws(Raised) -> Double in
        if p[1] == 0 { throw Raised("ZeroDivisionError", "float division by zero") }
        return p[0] * pow(-log(1 - (try random.float(host))), 1 / p[1])
    },
]

/// A distribution by its parameters, all floats.
private func numbers(
    _ names: [String], _ standard: [Double] = [],
    _ body: @escaping @Sendable (RandomObject, [Double], any ScriptHost) throws(Raised) -> Double
) -> LibraryObject.Method {
    method(RandomObject.self) { (random, call) throws(Raised) -> Value in
        var parameters: [Double] = []
        for (place, value) in try call.bind(names, required: standard.isEmpty ? names.count : 0).enumerated() {
            parameters.append(try value.map(floatArgument) ?? standard[place])
        }
        return .float(try body(random, parameters, call.host))
    }
}

/// The bytes of code point `place`.
private func characterRange(_ text: Text, _ place: Int) -> Range<Int> {
    text.byteOffset(ofPosition: place)..<text.byteOffset(ofPosition: place + 1)
}

/// `len(value)`.
func lengthOf(_ value: Value) throws(Raised) -> Int {
    switch value {
    case .text(let text): return text.count
    case .bytes(let bytes): return bytes.bytes.count
    case .tuple(let tuple): return tuple.elements.count
    case .list(let list): return list.elements.count
    case .dict(let dict): return dict.count
    case .set(let set): return set.count
    case .object(let object):
        if let length = object.length { return length }
    default: break
    }
    throw Raised("TypeError", "object of type '\(typeName(of: value))' has no len()")
}

private func randomInRange(
    _ random: RandomObject, _ start: Int, _ stop: Int, _ step: Int, _ host: any ScriptHost
) throws(Raised) -> Int {
    let (width, overflows) = stop.subtractingReportingOverflow(start)
    if overflows { throw overflow() }
    if step == 0 { throw Raised("ValueError", "zero step for randrange()") }
    if step == 1 {
        if width <= 0 {
            throw Raised("ValueError", "empty range for randrange() (\(start), \(stop), \(width))")
        }
        return start + (try random.below(width, host))
    }
    guard width != 0, (width > 0) == (step > 0) else { throw Raised("ValueError", "empty range for randrange()") }
    let whole = (width.magnitude - 1) / step.magnitude
    if whole >= UInt(Int.max) { throw overflow() }
    let steps = Int(whole) + 1
    return start + step * (try random.below(steps, host))
}

private func randomChoices(_ random: RandomObject, _ call: Call) throws(Raised) -> Value {
    guard call.arguments.count <= 2 else {
        throw Raised(
            "TypeError",
            "Random.choices() takes from 2 to 3 positional arguments but \(call.arguments.count + 1) were given")
    }
    let bound = try call.bind(["population", "weights", "cum_weights", "k"], required: 1)
    let population: [Value]
    if case .text(let text) = bound[0] ?? Value.none {
        population = text.scalars.map { .text(Text(scalars: [$0])) }
    } else {
        population = try call.values(bound[0] ?? Value.none)
    }
    let count = try wholeArgument(bound[3] ?? .int(1))
    try call.host.reserve(max(count, 0).multipliedOrMax(MemoryLayout<Value>.stride))
    var chosen: [Value] = []
    var cumulative: [Double] = []
    if let weights = bound[1], typeName(of: weights) != "NoneType" {
        var total = 0.0
        for weight in try call.values(weights) {
            total += try floatArgument(weight)
            cumulative.append(total)
        }
    } else if let weights = bound[2], typeName(of: weights) != "NoneType" {
        for weight in try call.values(weights) { cumulative.append(try floatArgument(weight)) }
    } else {
        if population.isEmpty && count > 0 { throw Raised("IndexError", "list index out of range") }
        for _ in 0..<max(count, 0) {
            chosen.append(population[Int(try random.float(call.host) * Double(population.count))])
        }
        return .list(ListObject(chosen))
    }
    if cumulative.count != population.count {
        throw Raised("ValueError", "The number of weights does not match the population")
    }
    guard let total = cumulative.last else { throw Raised("IndexError", "list index out of range") }
    if total <= 0 { throw Raised("ValueError", "Total of weights must be greater than zero") }
    if !total.isFinite { throw Raised("ValueError", "Total of weights must be finite") }
    for _ in 0..<max(count, 0) {
        let mark = try random.float(call.host) * total
        var (low, high) = (0, population.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if mark < cumulative[middle] { high = middle } else { low = middle + 1 }
        }
        chosen.append(population[low])
    }
    return .list(ListObject(chosen))
}

private func randomSample(_ random: RandomObject, _ call: Call) throws(Raised) -> Value {
    let bound = try call.bind(["population", "k"], required: 2)
    var pool: [Value]
    switch bound[0] ?? Value.none {
    case .text(let text): pool = text.scalars.map { .text(Text(scalars: [$0])) }
    case .dict, .set:
        throw Raised("TypeError", "Population must be a sequence.  For dicts or sets, use sorted(d).")
    case let other: pool = try call.values(other)
    }
    let count = try wholeArgument(bound[1] ?? Value.none)
    if count < 0 || count > pool.count {
        throw Raised("ValueError", "Sample larger than population or is negative")
    }
    try call.host.reserve((pool.count + count) * MemoryLayout<Value>.stride)
    var sampled: [Value] = []
    // Small populations are drawn from a shrinking pool, great ones by retrying what was drawn before.
    var setSize = 21.0
    if count > 5 { setSize += pow(4, (log(Double(count * 3)) / log(4)).rounded(.up)) }
    if Double(pool.count) <= setSize {
        for taken in 0..<count {
            let place = try random.below(pool.count - taken, call.host)
            sampled.append(pool[place])
            pool[place] = pool[pool.count - taken - 1]
        }
    } else {
        var selected: Set<Int> = []
        for _ in 0..<count {
            var place = try random.below(pool.count, call.host)
            while selected.contains(place) { place = try random.below(pool.count, call.host) }
            selected.insert(place)
            sampled.append(pool[place])
        }
    }
    return .list(ListObject(sampled))
}

/// The ratio method of Kinderman and Monahan.
private func normal(
    _ random: RandomObject, _ mean: Double, _ deviation: Double, _ host: any ScriptHost
) throws(Raised) -> Double {
    let magic = 4 * exp(-0.5) / (2.0).squareRoot()
    while true {
        let u = try random.float(host)
        let v = 1 - (try random.float(host))
        let z = magic * (u - 0.5) / v
        if z * z / 4 <= -log(v) { return mean + z * deviation }
    }
}

/// Cheng's method above one, Ahrens and Dieter's below.
private func gammaVariate(
    _ random: RandomObject, _ alpha: Double, _ beta: Double, _ host: any ScriptHost
) throws(Raised) -> Double {
    if !(alpha > 0 && beta > 0) { throw Raised("ValueError", "gammavariate: alpha and beta must be > 0.0") }
    if alpha == 1 { return -log(1 - (try random.float(host))) * beta }
    if alpha > 1 {
        let inverse = (2 * alpha - 1).squareRoot()
        let shift = alpha - log(4)
        let slope = alpha + inverse
        while true {
            let u = try random.float(host)
            if !(1e-7 < u && u < 0.9999999) { continue }
            let v = 1 - (try random.float(host))
            let w = log(u / (1 - u)) / inverse
            let x = alpha * exp(w)
            let z = u * u * v
            let r = shift + slope * w - x
            if r + (1 + log(4.5)) - 4.5 * z >= 0 || r >= log(z) { return x * beta }
        }
    }
    while true {
        let b = (M_E + alpha) / M_E
        let p = b * (try random.float(host))
        let x = p <= 1 ? pow(p, 1 / alpha) : -log((b - p) / alpha)
        let u = try random.float(host)
        if p > 1 ? u <= pow(x, alpha - 1) : u <= exp(-x) { return x * beta }
    }
}
