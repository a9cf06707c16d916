// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Glibc

// Sketches as values: their bytes are the engine's own, with a letter of the kind first.
extension SQLFunctions {
    static func sketch(_ code: SQLFunctionCode, _ arguments: FunctionArguments) throws(Failure) -> Scalar {
        switch code {
        case .histogram: return histogram(floats(arguments.list(0)), arguments.int(1))
        case .quantileSketch:
            var sketch = QuantileSketch(size: arguments.int(1))
            for value in floats(arguments.list(0)) { sketch.add(value) }
            return .bytes(sketch.bytes)
        case .quantileMerge:
            var merged: QuantileSketch?
            for case .bytes(let bytes) in arguments.list(0) {
                let one = try QuantileSketch(bytes)
                if merged == nil { merged = one } else { merged?.merge(one) }
            }
            return merged.map { .bytes($0.bytes) } ?? .null
        case .quantileValue:
            let rank = arguments.float(1)
            guard (0...1).contains(rank) else {
                throw Failure(.invalidParameterRank, "The rank \(rank) of a quantile is not from 0.0 to 1.0.")
            }
            return try QuantileSketch(Array(arguments.bytes(0))).value(at: rank).map { .float($0) } ?? .null
        case .quantileRank:
            return try QuantileSketch(Array(arguments.bytes(0))).rank(of: arguments.float(1)).map { .float($0) }
                ?? .null
        case .quantileCount: return .int(try QuantileSketch(Array(arguments.bytes(0))).count)
        case .quantileText: return .string(try QuantileSketch(Array(arguments.bytes(0))).description)
        case .distinctSketch:
            let sketch = DistinctSketch(arguments.list(0), bits: arguments.int(1))
            return .bytes(sketch.bytes)
        case .distinctMerge:
            var merged: DistinctSketch?
            for case .bytes(let bytes) in arguments.list(0) {
                guard let one = DistinctSketch(bytes) else { throw SketchBytes.invalid }
                merged = merged?.merged(one) ?? one
            }
            return merged.map { .bytes($0.bytes) } ?? .null
        case .distinctEstimate:
            guard let sketch = DistinctSketch(Array(arguments.bytes(0))) else { throw SketchBytes.invalid }
            return .int(sketch.estimate)
        case .tupleSketch:
            return .bytes(TupleSketch(arguments.list(0), bits: arguments.int(1), mode: arguments.int(2)).bytes)
        case .tupleMerge: return try tuples(arguments)
        default:
            let sketch = try TupleSketch(Array(arguments.bytes(0)))
            return .float(sketch.result(arguments.int(1)))
        }
    }

    /// As Spark's `CountMinSketch` is written.
    static func countSketch(_ arguments: FunctionArguments) throws(Failure) -> Scalar {
        guard let depth = Int(exactly: (-log(1 - arguments.float(2)) / log(2)).rounded(.up)),
            let width = Int(exactly: (2 / arguments.float(1)).rounded(.up)), depth > 0, width > 0,
            !depth.multipliedReportingOverflow(by: width).overflow,
            depth * width <= ComputeLimits.functionElementsMax
        else { throw tooLong("a sketch") }
        // Spark takes the lower 32 bits of a seed.
        var random = JavaRandom(seed: Int(Int32(truncatingIfNeeded: arguments.int(3))))
        let factors = (0..<depth).map { _ in random.next(below: Int32.max) }
        var counts = [Int](repeating: 0, count: depth * width)
        var total = 0
        for item in arguments.list(0) where item != .null {
            total += 1
            for (row, factor) in factors.enumerated() {
                let bucket: Int
                if case .int(let number) = item {
                    let product = factor &* number
                    bucket = (product &+ product >> 32) & 0x7FFF_FFFF % width
                } else {
                    bucket = textBucket(item, row, width)
                }
                counts[row * width + bucket] += 1
            }
        }
        var bytes: [UInt8] = []
        func write(_ value: some FixedWidthInteger) { withUnsafeBytes(of: value.bigEndian) { bytes += $0 } }
        write(Int32(1))
        write(Int64(total))
        write(Int32(depth))
        write(Int32(width))
        for number in factors + counts { write(Int64(number)) }
        return .bytes(bytes)
    }

    /// Of bytes: two hashes give as many as are wanted (Kirsch and Mitzenmacher, 2006).
    private static func textBucket(_ item: Scalar, _ row: Int, _ width: Int) -> Int {
        var bytes: [UInt8] = []
        if case .string(let text) = item { bytes = Array(text.utf8) }
        if case .bytes(let given) = item { bytes = given }
        let first = murmur(bytes, seed: 0)
        let second = murmur(bytes, seed: UInt32(bitPattern: first))
        return Int(abs(Int((first &+ Int32(row) &* second) % Int32(truncatingIfNeeded: width))))
    }

    private static func tuples(_ arguments: FunctionArguments) throws(Failure) -> Scalar {
        var merged: TupleSketch?
        for case .bytes(let bytes) in arguments.list(0) {
            let one = try TupleSketch(bytes)
            guard let known = merged else {
                merged = one
                continue
            }
            switch arguments.int(1) & 3 {
            case 0: merged = known.union(one, mode: arguments.int(2), bits: arguments.int(1) >> 2)
            case 1: merged = known.intersection(one, mode: arguments.int(2))
            default: merged = known.difference(one)
            }
        }
        return merged.map { .bytes($0.bytes) } ?? .null
    }

    /// Neighbours that are nearest become one until there are no more than `count` (Ben-Haim and Tom-Tov, 2010), value
    /// by value.
    private static func histogram(_ values: [Double], _ count: Int) -> Scalar {
        guard !values.isEmpty, count > 0, count <= ComputeLimits.functionElementsMax else { return .null }
        var bins: [(x: Double, y: Double)] = []
        for value in values {
            var (low, high) = (0, bins.count)
            while low < high {
                let middle = (low + high) / 2
                if bins[middle].x < value { low = middle + 1 } else { high = middle }
            }
            if low < bins.count, bins[low].x == value {
                bins[low].y += 1
                continue
            }
            bins.insert((value, 1), at: low)
            guard bins.count > count else { continue }
            var nearest = 0
            for place in bins.indices.dropLast() {
                let gap = bins[place + 1].x - bins[place].x
                if gap < bins[nearest + 1].x - bins[nearest].x { nearest = place }
            }
            let (one, two) = (bins[nearest], bins[nearest + 1])
            bins[nearest] = ((one.x * one.y + two.x * two.y) / (one.y + two.y), one.y + two.y)
            bins.remove(at: nearest + 1)
        }
        return .list(bins.map { .tuple([.float($0.x), .float($0.y)]) })
    }
}

/// How sketches are written: numbers of 64 bits, the least byte first.
enum SketchBytes {
    static let invalid = Failure(
        .invalidSketch, "The bytes are no sketch of this kind: pass what the function that makes such sketches gave.")

    static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// The numbers behind the letter; nil when it is another or the length is none.
    static func numbers(_ bytes: [UInt8], _ letter: Character) -> [UInt64]? {
        guard bytes.first == letter.asciiValue, (bytes.count - 1) % 8 == 0 else { return nil }
        return stride(from: 1, to: bytes.count, by: 8).map { start in
            (0..<8).reduce(0) { $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1) }
        }
    }
}

/// Quantiles after Karnin, Lang and Liberty (2016): levels of values, each of which stands for twice as many as on the
/// level below. A full level is sorted, and every other value of it goes up; which ones alternates, so that the same
/// values give the same sketch.
private struct QuantileSketch: CustomStringConvertible {
    private(set) var count = 0
    private var size: Int
    private var levels: [[Double]] = [[]]
    private var takesOdd = false

    static let standardSize = 200

    init(size: Int) { self.size = min(max(size, 8), 65_535) }

    init(_ bytes: [UInt8]) throws(Failure) {
        guard let numbers = SketchBytes.numbers(bytes, "Q"), numbers.count >= 3, let size = Int(exactly: numbers[0]),
            let count = Int(exactly: numbers[1]), numbers[2] <= 64
        else { throw SketchBytes.invalid }
        self.init(size: size)
        self.count = count
        levels = []
        var rest = numbers.dropFirst(3)
        for _ in 0..<numbers[2] {
            guard let length = rest.popFirst().flatMap({ Int(exactly: $0) }), length <= rest.count else {
                throw SketchBytes.invalid
            }
            levels.append(rest.prefix(length).map { Double(bitPattern: $0) })
            rest = rest.dropFirst(length)
        }
        if levels.isEmpty { levels = [[]] }
    }

    var bytes: [UInt8] {
        var bytes: [UInt8] = [UInt8(ascii: "Q")]
        for number in [size, count, levels.count] { SketchBytes.append(UInt64(number), to: &bytes) }
        for level in levels {
            SketchBytes.append(UInt64(level.count), to: &bytes)
            for value in level { SketchBytes.append(value.bitPattern, to: &bytes) }
        }
        return bytes
    }

    mutating func add(_ value: Double) {
        guard !value.isNaN else { return }
        count += 1
        levels[0].append(value)
        compact()
    }

    mutating func merge(_ other: QuantileSketch) {
        count &+= other.count
        for (level, values) in other.levels.enumerated() {
            if level == levels.count { levels.append([]) }
            levels[level] += values
        }
        compact()
    }

    /// Levels above hold more than those below: two thirds of what the next one does.
    private func capacity(_ level: Int) -> Int {
        max(Int(Double(size) * pow(2.0 / 3, Double(levels.count - 1 - level))), 8)
    }

    private mutating func compact() {
        var level = 0
        while level < levels.count {
            if levels[level].count > capacity(level), level < 62 {
                if level + 1 == levels.count { levels.append([]) }
                var sorted = levels[level].sorted()
                let kept = sorted.count % 2 == 1 ? [sorted.removeLast()] : []
                for place in stride(from: takesOdd ? 1 : 0, to: sorted.count, by: 2) {
                    levels[level + 1].append(sorted[place])
                }
                takesOdd.toggle()
                levels[level] = kept
            }
            level += 1
        }
    }

    private var weighted: [(value: Double, weight: Int)] {
        levels.enumerated().flatMap { level, values in values.map { ($0, 1 << min(level, 62)) } }
            .sorted { $0.0 < $1.0 }
    }

    func value(at rank: Double) -> Double? {
        let all = weighted
        let total = all.reduce(0) { $0 &+ $1.weight }
        guard total > 0 else { return nil }
        let wanted = max((rank * Double(total)).rounded(.up), 1)
        var sum = 0.0
        for (value, weight) in all {
            sum += Double(weight)
            if sum >= wanted { return value }
        }
        return all.last?.value
    }

    func rank(of value: Double) -> Double? {
        let all = weighted
        let total = all.reduce(0.0) { $0 + Double($1.weight) }
        guard total > 0 else { return nil }
        return all.reduce(0.0) { $0 + ($1.value <= value ? Double($1.weight) : 0) } / total
    }

    var description: String {
        let all = weighted
        return """
            ### KLL sketch summary:
               K              : \(size)
               N              : \(count)
               Levels         : \(levels.count)
               Retained items : \(all.count)
               Min item       : \(all.first.map { "\($0.value)" } ?? "none")
               Max item       : \(all.last.map { "\($0.value)" } ?? "none")
            ### End sketch summary
            """
    }
}

/// The least hashes of keys, each with a number (Dasgupta, Lang, Rhodes and Thaler, 2016): how many there are below a
/// threshold says how many there are in all.
private struct TupleSketch {
    private var bits: Int
    /// Hashes at or above it were left out.
    private var threshold: UInt64 = .max
    private var entries: [(hash: UInt64, number: Double)] = []

    init(_ pairs: [Scalar], bits: Int, mode: Int) {
        self.bits = min(max(bits, 4), 26)
        var found: [UInt64: Double] = [:]
        for case .tuple(let pair) in pairs {
            guard pair.count == 2, case .int(let hash) = pair[0], case .float(let number) = pair[1] else { continue }
            let key = UInt64(bitPattern: Int64(hash))
            let one = mode == 3 ? 1 : number
            found[key] = found[key].map { TupleSketch.joined($0, one, mode) } ?? one
        }
        entries = found.map { (hash: $0.key, number: $0.value) }
        trim()
    }

    init(_ bytes: [UInt8]) throws(Failure) {
        guard let numbers = SketchBytes.numbers(bytes, "T"), numbers.count >= 2, numbers.count % 2 == 0,
            (4...26).contains(numbers[0])
        else { throw SketchBytes.invalid }
        bits = Int(numbers[0])
        threshold = numbers[1]
        entries = stride(from: 2, to: numbers.count, by: 2).map { (numbers[$0], Double(bitPattern: numbers[$0 + 1])) }
    }

    private init(bits: Int, threshold: UInt64, _ entries: [(hash: UInt64, number: Double)]) {
        (self.bits, self.threshold) = (bits, threshold)
        self.entries = entries.filter { $0.hash < threshold }
        trim()
    }

    private static func joined(_ one: Double, _ two: Double, _ mode: Int) -> Double {
        switch mode {
        case 0: one + two
        case 1: min(one, two)
        case 2: max(one, two)
        default: 1
        }
    }

    private mutating func trim() {
        entries.sort { $0.hash < $1.hash }
        guard entries.count > 1 << bits else { return }
        threshold = entries[1 << bits].hash
        entries.removeLast(entries.count - 1 << bits)
    }

    var bytes: [UInt8] {
        var bytes: [UInt8] = [UInt8(ascii: "T")]
        SketchBytes.append(UInt64(bits), to: &bytes)
        SketchBytes.append(threshold, to: &bytes)
        for entry in entries {
            SketchBytes.append(entry.hash, to: &bytes)
            SketchBytes.append(entry.number.bitPattern, to: &bytes)
        }
        return bytes
    }

    func union(_ other: TupleSketch, mode: Int, bits: Int) -> TupleSketch {
        var numbers: [UInt64: Double] = [:]
        for entry in entries + other.entries {
            numbers[entry.hash] = numbers[entry.hash].map { TupleSketch.joined($0, entry.number, mode) } ?? entry.number
        }
        return TupleSketch(
            bits: (4...26).contains(bits) ? bits : max(self.bits, other.bits),
            threshold: min(threshold, other.threshold), numbers.map { (hash: $0.key, number: $0.value) })
    }

    func intersection(_ other: TupleSketch, mode: Int) -> TupleSketch {
        let numbers = Dictionary(other.entries.map { ($0.hash, $0.number) }, uniquingKeysWith: { one, _ in one })
        return TupleSketch(
            bits: min(bits, other.bits), threshold: min(threshold, other.threshold),
            entries.compactMap { entry in
                numbers[entry.hash].map { (entry.hash, TupleSketch.joined(entry.number, $0, mode)) }
            })
    }

    func difference(_ other: TupleSketch) -> TupleSketch {
        let unwanted = Set(other.entries.map(\.hash))
        return TupleSketch(
            bits: bits, threshold: min(threshold, other.threshold), entries.filter { !unwanted.contains($0.hash) })
    }

    private var share: Double { threshold == .max ? 1 : Double(threshold) / Double(UInt64.max) }

    /// 0 how many keys, 1 the share that is kept, 2 … 5 their numbers for all keys: sum, least, greatest, one.
    func result(_ number: Int) -> Double {
        let numbers = entries.map(\.number)
        switch number {
        case 0: return share == 0 ? 0 : Double(entries.count) / share
        case 1: return share
        case 2: return share == 0 ? 0 : numbers.reduce(0, +) / share
        case 3: return numbers.min() ?? .nan
        case 4: return numbers.max() ?? .nan
        default: return share == 0 ? 0 : Double(entries.count) / share
        }
    }
}

/// The numbers of `java.util.Random`.
struct JavaRandom {
    private var state: UInt64
    private static let mask: UInt64 = 1 << 48 - 1

    init(seed: Int) { state = (UInt64(bitPattern: Int64(seed)) ^ 0x5_DEEC_E66D) & JavaRandom.mask }

    private mutating func next(bits: UInt64) -> Int32 {
        state = (state &* 0x5_DEEC_E66D &+ 0xB) & JavaRandom.mask
        return Int32(truncatingIfNeeded: state >> (48 - bits))
    }

    /// From 0 to before `bound`, which is positive.
    mutating func next(below bound: Int32) -> Int {
        let bits = next(bits: 31)
        if bound & (bound &- 1) == 0 { return Int((Int64(bound) * Int64(bits)) >> 31) }
        var (drawn, rest) = (bits, bits % bound)
        while drawn &- rest &+ (bound &- 1) < 0 {
            drawn = next(bits: 31)
            rest = drawn % bound
        }
        return Int(rest)
    }
}
