// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Glibc

extension SQLFunctions {
    static func statistics(_ code: SQLFunctionCode, _ arguments: FunctionArguments) throws(Failure) -> Scalar {
        switch code {
        case .percentile:
            let values = sorted(arguments.list(0).filter { $0 != .null }, isAscending: true)
            if values.isEmpty { return .null }
            return .list(shares(arguments.list(1)).map { .float(interpolated(floats(values), $0)) })
        case .percentileOf:
            let values = sorted(arguments.list(0).filter { $0 != .null }, isAscending: true)
            if values.isEmpty { return .null }
            return .list(
                shares(arguments.list(1)).map { values[max(Int((Double(values.count) * $0).rounded(.up)) - 1, 0)] })
        case .mostFrequent: return mostFrequent(arguments.list(0))
        case .listProduct:
            let values = floats(arguments.list(0))
            return values.isEmpty ? .null : .float(values.reduce(1, *))
        case .momentsOf: return .tuple([.float(1), .float(arguments.float(0)), .float(0), .float(0), .float(0)])
        case .momentsMerge:
            return Moments(arguments.scalar(0)).merged(Moments(arguments.scalar(1))).scalar
        case .momentsResult:
            let moments = Moments(arguments.scalar(0))
            return arguments.int(1) == 0 ? moments.skewness : moments.kurtosis
        case .pairOf:
            return .tuple([
                .float(1), .float(arguments.float(0)), .float(arguments.float(1)), .float(0), .float(0), .float(0),
            ])
        case .pairMerge: return PairMoments(arguments.scalar(0)).merged(PairMoments(arguments.scalar(1))).scalar
        case .pairResult: return PairMoments(arguments.scalar(0)).result(arguments.int(1))
        case .distinctOf:
            return .int(DistinctSketch.entry(UInt64(bitPattern: Int64(arguments.int(0))), bits: arguments.int(1)))
        default: return .int(DistinctSketch(arguments.list(0), bits: arguments.int(1)).estimate)
        }
    }

    /// Shares, 0 to 1.
    private static func shares(_ items: [Scalar]) -> [Double] { floats(items).filter { (0...1).contains($0) } }

    static func floats(_ items: [Scalar]) -> [Double] {
        items.compactMap { if case .float(let value) = $0 { value } else { nil } }
    }

    static func interpolated(_ sorted: [Double], _ share: Double) -> Double {
        let place = Double(sorted.count - 1) * share
        let (low, high) = (Int(place.rounded(.down)), Int(place.rounded(.up)))
        let (below, above) = (sorted[low], sorted[high])
        if low == high || below == above { return below }
        return (Double(high) - place) * below + (place - Double(low)) * above
    }

    private static func mostFrequent(_ items: [Scalar]) -> Scalar {
        var counts: [Scalar: Int] = [:]
        for item in items where item != .null { counts[ValueOrder.key(item), default: 0] += 1 }
        let most = counts.values.max() ?? 0
        return items.first { $0 != .null && counts[ValueOrder.key($0)] == most } ?? .null
    }
}

/// HyperLogLog++ of hashes of 64 bits (Heule, Nunkesser and Hall, 2013), as Spark has it: a register for each of 2^bits
/// groups holds the longest run of zeros, plus one.
struct DistinctSketch {
    private let bits: Int
    private var registers: [UInt8]

    /// The register of a hash × 64 + what the hash would put there.
    static func entry(_ hash: UInt64, bits: Int) -> Int {
        let kept = min(max(bits, 4), 20)
        let rest = hash << UInt64(kept) | 1 << UInt64(kept - 1)
        return Int(hash >> UInt64(64 - kept)) << 6 | rest.leadingZeroBitCount + 1
    }

    init(_ entries: [Scalar], bits: Int) {
        self.bits = min(max(bits, 4), 20)
        registers = [UInt8](repeating: 0, count: 1 << self.bits)
        for case .int(let entry) in entries where registers.indices.contains(entry >> 6) {
            registers[entry >> 6] = max(registers[entry >> 6], UInt8(entry & 63))
        }
    }

    /// Nil when the bytes are none that `bytes` gave.
    init?(_ bytes: [UInt8]) {
        guard bytes.count > 2, bytes[0] == UInt8(ascii: "H"), (4...20).contains(bytes[1]),
            bytes.count == 2 + 1 << Int(bytes[1])
        else { return nil }
        bits = Int(bytes[1])
        registers = Array(bytes[2...])
    }

    var bytes: [UInt8] { [UInt8(ascii: "H"), UInt8(bits)] + registers }

    /// Of both together, with as many registers as the one with fewer.
    func merged(_ other: DistinctSketch) -> DistinctSketch {
        let (small, large) = bits <= other.bits ? (self, other) : (other, self)
        var result = small
        let shift = large.bits - small.bits
        for (place, run) in large.registers.enumerated() where run > 0 {
            // Of the dropped bits of the number a run begins with what they are.
            let dropped = place & (1 << shift - 1)
            let length = dropped == 0 ? Int(run) + shift : shift - (Int.bitWidth - dropped.leadingZeroBitCount) + 1
            result.registers[place >> shift] = max(result.registers[place >> shift], UInt8(min(length, 64)))
        }
        return result
    }

    /// Up to which the count of empty registers says more than what is in the others (Heule, Nunkesser and Hall),
    /// by bits.
    private static let thresholds: [Double] = [
        10, 20, 40, 80, 220, 400, 900, 1_800, 3_100, 6_500, 11_500, 20_000, 50_000, 120_000, 350_000,
    ]

    /// About how many different hashes there were.
    var estimate: Int {
        let count = Double(registers.count)
        let zeros = registers.filter { $0 == 0 }.count
        if zeros > 0 {
            let linear = count * log(count / Double(zeros))
            let threshold = DistinctSketch.thresholds[min(bits - 4, DistinctSketch.thresholds.count - 1)]
            if linear <= threshold { return Int(linear.rounded()) }
        }
        return Int(exactly: improved(count, zeros).rounded()) ?? .max
    }

    /// Ertl's estimator of 2017, which needs no tables of biases.
    private func improved(_ count: Double, _ zeros: Int) -> Double {
        let longest = 64 - bits
        var runs = [Double](repeating: 0, count: longest + 2)
        for register in registers { runs[min(Int(register), longest + 1)] += 1 }
        var sum = count * DistinctSketch.tau(1 - runs[longest + 1] / count)
        for run in (1...longest).reversed() { sum = 0.5 * (sum + runs[run]) }
        sum += count * DistinctSketch.sigma(Double(zeros) / count)
        return count * count / (2 * log(2) * sum)
    }

    private static func sigma(_ share: Double) -> Double {
        if share == 1 { return .infinity }
        var (power, weight, sum, last) = (share, 1.0, share, -1.0)
        while sum != last {
            power *= power
            last = sum
            sum += power * weight
            weight += weight
        }
        return sum
    }

    private static func tau(_ share: Double) -> Double {
        if share == 0 || share == 1 { return 0 }
        var (root, weight, sum, last) = (share, 1.0, 1 - share, -1.0)
        while sum != last {
            root = root.squareRoot()
            last = sum
            weight *= 0.5
            sum -= (1 - root) * (1 - root) * weight
        }
        return sum / 3
    }
}
