// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A generator of numpy's older kind: `numpy.random.RandomState`, and what the functions of `numpy.random` draw from.
/// The same seed gives the same numbers as numpy.
final class RandomStateObject: ScriptObject {
    /// nil until the first number is wanted; then the task's seed, until a script seeds it.
    private var generator: MersenneTwister?
    /// The second number of the last pair of normal ones.
    private var spare: Double?

    override var typeName: String { "numpy.random.mtrand.RandomState" }

    /// What there is, by name. `martlet.arrays.RANDOM_FUNCTIONS` are these and `RandomState`.
    static let methods: Set<String> = [
        "seed", "rand", "random", "random_sample", "ranf", "sample", "uniform", "randn", "standard_normal", "normal",
        "randint", "choice", "permutation", "shuffle", "exponential", "standard_exponential",
    ]

    override func attribute(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        Self.methods.contains(name) ? .object(BoundMethod(self, name)) : nil
    }

    override func callMethod(
        _ name: String, _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        let call = Call(name, arguments, keywords, host)
        switch name {
        case "seed":
            try seed(try call.bind(["seed"])[0] ?? .none)
            return Value.none
        case "rand": return try floats(dimensions(call), host) { (one) throws(Raised) in try one.float(host) }
        case "randn": return try floats(dimensions(call), host) { (one) throws(Raised) in try one.normal(host) }
        case "random", "random_sample", "ranf", "sample":
            return try floats(try call.bind(["size"])[0], host) { (one) throws(Raised) in try one.float(host) }
        case "standard_normal":
            return try floats(try call.bind(["size"])[0], host) { (one) throws(Raised) in try one.normal(host) }
        case "standard_exponential":
            return try floats(try call.bind(["size"])[0], host) { (one) throws(Raised) in try one.exponential(host)
            }
        case "uniform":
            let (low, high, size) = try pair(call, ["low", "high", "size"], 0, 1)
            return try floats(size, host) { (one) throws(Raised) in low + (high - low) * (try one.float(host)) }
        case "normal":
            let (center, width, size) = try pair(call, ["loc", "scale", "size"], 0, 1)
            if width < 0 { throw Raised("ValueError", "scale < 0") }
            return try floats(size, host) { (one) throws(Raised) in center + width * (try one.normal(host)) }
        case "exponential":
            let values = try call.bind(["scale", "size"])
            let scale = try values[0].map { (value) throws(Raised) in try number(value) } ?? 1
            if scale < 0 { throw Raised("ValueError", "scale < 0") }
            return try floats(values[1], host) { (one) throws(Raised) in scale * (try one.exponential(host)) }
        case "randint": return try wholes(call)
        case "choice": return try chosen(call)
        case "permutation": return try permuted(try call.one(), host)
        case "shuffle":
            try shuffle(try call.one(), host)
            return Value.none
        default: return nil
        }
    }

    // MARK: Numbers

    func seed(_ value: Value) throws(Raised) {
        spare = nil
        if case .none = value {
            generator = nil
            return
        }
        guard let whole = value.wholeNumber ?? arrayIndex(value) else {
            throw arrayRefusal("seeds that are no whole numbers", "seed with one number")
        }
        guard whole >= 0, whole <= UInt32.max else {
            throw Raised("ValueError", "Seed must be between 0 and 2**32 - 1")
        }
        generator = MersenneTwister(single: UInt32(whole))
    }

    private func ready(_ host: any ScriptHost) throws(Raised) {
        try host.spend(1)
        if generator == nil { generator = MersenneTwister(single: UInt32(truncatingIfNeeded: host.randomSeed())) }
    }

    fileprivate func float(_ host: any ScriptHost) throws(Raised) -> Double {
        try ready(host)
        return generator?.nextFloat() ?? 0
    }

    /// Two normal numbers out of a point in the unit circle.
    fileprivate func normal(_ host: any ScriptHost) throws(Raised) -> Double {
        if let known = spare {
            spare = nil
            return known
        }
        while true {
            let x = 2 * (try float(host)) - 1
            let y = 2 * (try float(host)) - 1
            let square = x * x + y * y
            if square >= 1 || square == 0 { continue }
            let factor = (-2 * log(square) / square).squareRoot()
            spare = factor * x
            return factor * y
        }
    }

    fileprivate func exponential(_ host: any ScriptHost) throws(Raised) -> Double { -log(1 - (try float(host))) }

    /// A whole number of 0...most: bits that are drawn until they are not above.
    private func whole(upTo most: UInt64, _ host: any ScriptHost) throws(Raised) -> Int {
        if most == 0 { return 0 }
        let mask = UInt64.max >> UInt64(most.leadingZeroBitCount)
        while true {
            try ready(host)
            var bits = UInt64(generator?.next() ?? 0)
            if most > UInt64(UInt32.max) { bits = bits << 32 | UInt64(generator?.next() ?? 0) }
            if bits & mask <= most { return Int(bits & mask) }
        }
    }

    // MARK: Arguments

    private func number(_ value: Value) throws(Raised) -> Double {
        if case .object(let object) = value, let array = object as? ArrayObject, array.layout.dimensions > 0 {
            throw arrayRefusal("distributions by arrays of parameters", "draw standard ones, and scale the array")
        }
        return try floatArgument(plainNumber(value))
    }

    private func pair(
        _ call: Call, _ names: [String], _ first: Double, _ second: Double
    ) throws(Raised) -> (Double, Double, Value?) {
        let values = try call.bind(names)
        return (
            try values[0].map { (value) throws(Raised) in try number(value) } ?? first,
            try values[1].map { (value) throws(Raised) in try number(value) } ?? second, values[2]
        )
    }

    /// The shape that the arguments of `rand` are; nil where there are none.
    private func dimensions(_ call: Call) -> Value? {
        call.arguments.isEmpty ? nil : .tuple(TupleObject(call.arguments))
    }

    private func shape(_ size: Value?) throws(Raised) -> ArrayLayout? {
        guard let size, !areSame(size, .none) else { return nil }
        return try shapeArgument([size])
    }

    /// An array of a size, or one number.
    private func floats(
        _ size: Value?, _ host: any ScriptHost, _ draw: (RandomStateObject) throws(Raised) -> Double
    ) throws(Raised) -> Value {
        guard let shape = try shape(size) else { return .float(try draw(self)) }
        let result = try makeStorage(.float, shape, host)
        for place in 0..<shape.count { result.floats[place] = try draw(self) }
        return .object(ArrayObject(result, shape))
    }

    // MARK: Draws

    private func wholes(_ call: Call) throws(Raised) -> Value {
        let values = try call.bind(["low", "high", "size", "dtype"], required: 1)
        var (low, high) = (0, try wholeArgument(plainNumber(values[0] ?? .none)))
        let hasBoth = values[1].map { !areSame($0, .none) } ?? false
        if hasBoth { (low, high) = (high, try wholeArgument(plainNumber(values[1] ?? .none))) }
        if low >= high { throw Raised("ValueError", hasBoth ? "low >= high" : "high <= 0") }
        let type = try ElementType.of(values[3]) ?? .int
        guard type == .int else { throw arrayRefusal("randint of \(type.name)", "convert the array: .astype(…)") }
        let most = UInt64(bitPattern: Int64(high &- 1 &- low))
        guard let shape = try shape(values[2]) else { return .int(low &+ (try whole(upTo: most, call.host))) }
        let result = try makeStorage(.int, shape, call.host)
        for place in 0..<shape.count { result.wholes[place] = low &+ (try whole(upTo: most, call.host)) }
        return .object(ArrayObject(result, shape))
    }

    private func chosen(_ call: Call) throws(Raised) -> Value {
        let values = try call.bind(["a", "size", "replace", "p"], required: 1)
        let host = call.host
        let given = values[0] ?? .none
        let bound = given.wholeNumber ?? arrayIndex(given)
        let source = bound == nil ? try arrayOperand(given, host).object : nil
        if let source, source.layout.dimensions != 1 { throw Raised("ValueError", "a must be 1-dimensional") }
        let count = bound ?? source?.layout.count ?? 0
        guard count > 0 else { throw Raised("ValueError", "a must be greater than 0 unless no samples are taken") }
        let shape = try shape(values[1])
        let wanted = shape?.count ?? 1
        let places = try makeStorage(.int, wanted, host)
        let repeats = values[2].map { Scripting.isTrue($0) } ?? true
        if let shares = values[3], !areSame(shares, .none) {
            if !repeats { throw arrayRefusal("choices by shares without repeats", "leave p or replace out") }
            try draw(by: shares, count, places, host)
        } else if repeats {
            for place in 0..<wanted { places.wholes[place] = try whole(upTo: UInt64(count - 1), host) }
        } else {
            guard wanted <= count else {
                throw Raised(
                    "ValueError", "Cannot take a larger sample than population when 'replace=False'")
            }
            let all = try order(count, host)
            for place in 0..<wanted { places.wholes[place] = all.wholes[place] }
        }
        guard let shape else {
            let place = places.wholes[0]
            return try source?.element(.int(place), host) ?? .int(place)
        }
        let indices = ArrayObject(places, shape)
        guard let source else { return .object(indices) }
        let flat = Value.object(ArrayObject(places))
        guard let found = try source.element(flat, host) else { return .none }
        return .object(ArrayObject(try arrayOperand(found, host).storage, shape))
    }

    /// Places by their shares of the whole.
    private func draw(
        by shares: Value, _ count: Int, _ places: ArrayStorage, _ host: any ScriptHost
    ) throws(Raised) {
        let operand = try arrayOperand(shares, host)
        guard operand.layout.dimensions == 1, operand.layout.count == count else {
            throw Raised("ValueError", "'a' and 'p' must have same size")
        }
        let sums = try operand.contiguous(as: .float, over: operand.layout, host)
        var sum = 0.0
        for place in 0..<count {
            if sums.floats[place] < 0 { throw Raised("ValueError", "probabilities are not non-negative") }
            sum = place == 0 ? sums.floats[0] : sum + sums.floats[place]
            sums.floats[place] = sum
        }
        if (sum - 1).magnitude > 1e-8 { throw Raised("ValueError", "Probabilities do not sum to 1.") }
        for place in 0..<count { sums.floats[place] /= sum }
        for place in 0..<places.count {
            let value = try float(host)
            var (low, high) = (0, count)
            while low < high {
                let middle = (low + high) / 2
                if value < sums.floats[middle] { high = middle } else { low = middle + 1 }
            }
            places.wholes[place] = low
        }
    }

    /// 0 ..< count in an order that is drawn.
    private func order(_ count: Int, _ host: any ScriptHost) throws(Raised) -> ArrayStorage {
        let result = try makeStorage(.int, count, host)
        for place in 0..<count { result.wholes[place] = place }
        for place in stride(from: count - 1, to: 0, by: -1) {
            let other = try whole(upTo: UInt64(place), host)
            (result.wholes[place], result.wholes[other]) = (result.wholes[other], result.wholes[place])
        }
        return result
    }

    private func permuted(_ value: Value, _ host: any ScriptHost) throws(Raised) -> Value {
        if let count = value.wholeNumber ?? arrayIndex(value) {
            if count < 0 { throw Raised("ValueError", "negative dimensions are not allowed") }
            return .object(ArrayObject(try order(count, host)))
        }
        let source = try arrayOperand(value, host).object
        guard let count = source.layout.length else {
            throw Raised("IndexError", "x must be an integer or at least 1-dimensional")
        }
        return try source.element(.object(ArrayObject(try order(count, host))), host) ?? .none
    }

    private func shuffle(_ value: Value, _ host: any ScriptHost) throws(Raised) {
        switch value {
        case .list(let list):
            for place in stride(from: list.elements.count - 1, to: 0, by: -1) {
                list.elements.swapAt(place, try whole(upTo: UInt64(place), host))
            }
        case .object(let object):
            guard let array = object as? ArrayObject else {
                throw arrayRefusal("shuffles of '\(object.typeName)'", "shuffle a list or an array")
            }
            let result = try arrayOperand(try permuted(value, host), host)
            try array.assign(array.layout, result, host)
        default: throw arrayRefusal("shuffles of '\(Scripting.typeName(of: value))'", "shuffle a list or an array")
        }
    }
}

/// `numpy.random`: functions of one shared generator, and `RandomState`.
final class NumpyRandomModule: LibraryModule {
    private let shared = RandomStateObject()

    init() {
        super.init(
            "numpy.random", [:],
            constants: [
                "RandomState": .object(
                    LibraryClass("numpy.random.mtrand.RandomState", isInstance: { $0 is RandomStateObject }) {
                        (call) throws(Raised) -> Value in
                        let object = RandomStateObject()
                        try object.seed(try call.bind(["seed"])[0] ?? .none)
                        return .object(object)
                    })
            ])
    }

    override func attribute(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        if let known = try shared.attribute(name, host) { return known }
        if let known = try super.attribute(name, host) { return known }
        throw refusal(name)
    }

    override func callMethod(
        _ name: String, _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        if let known = try shared.callMethod(name, arguments, keywords, host) { return known }
        if let known = try super.callMethod(name, arguments, keywords, host) { return known }
        throw refusal(name)
    }

    private func refusal(_ name: String) -> Raised {
        Raised(
            "NotImplementedError",
            "executors do not have numpy.random.\(name): python/README.md lists what they have of numpy")
    }
}
