// SPDX-License-Identifier: Apache-2.0
import Glibc

/// The words of generated text: 100 000 different ones whose frequencies fall with their rank as in natural language
/// (Zipf–Mandelbrot, 1 / (rank + 2.7)), 5.5 letters long on average. Drawn in constant time by the alias method.
struct Vocabulary: ~Copyable {
    /// Bytes of a word's slot: the word, a blank, padding, and the length last. A slot is copied whole.
    static let slotBytes = 16

    private let slots: UnsafeMutablePointer<UInt8>
    /// Alias table: with `threshold` out of 2³² take the entry itself, otherwise its alias.
    private let table: UnsafeMutablePointer<(threshold: UInt32, alias: UInt32)>
    private let count: Int

    init(count: Int, seed: UInt64) {
        self.count = count
        slots = .allocate(capacity: count * Self.slotBytes)
        table = .allocate(capacity: count)
        Self.fillWords(slots, count: count, seed: seed)
        Self.fillTable(table, count: count)
    }

    deinit {
        slots.deallocate()
        table.deallocate()
    }

    /// Copies a random word and a blank to `out`, which must have room for a slot; returns the bytes that count.
    @inline(__always)
    func draw(_ random: inout WorkloadRandom, to out: UnsafeMutablePointer<UInt8>) -> Int {
        let bits = random.next()
        let entry = Int(((bits >> 32) &* UInt64(count)) >> 32)
        let choice = table[entry]
        let word = UInt32(truncatingIfNeeded: bits) < choice.threshold ? entry : Int(choice.alias)
        let slot = slots + word &* Self.slotBytes
        UnsafeMutableRawPointer(out).copyMemory(from: slot, byteCount: Self.slotBytes)
        return Int(slot[Self.slotBytes - 1])
    }

    /// How many of 1000 words have each length from 2 letters on; 5.48 on average.
    private static let lengthsPerMille = [5, 80, 220, 260, 200, 120, 60, 30, 15, 6, 4]

    private static func fillWords(_ slots: UnsafeMutablePointer<UInt8>, count: Int, seed: UInt64) {
        var random = WorkloadRandom(seed: seed, stream: .max)
        var taken: Set<UInt64> = []
        for rank in 0..<count {
            // The golden ratio spreads lengths evenly over ranks, so that a few frequent words do not decide the mean.
            let spread = (Double(rank + 1) * 0.618_033_988_749_894_9).truncatingRemainder(dividingBy: 1)
            let length = Self.length(perMille: Int(spread * 1000))
            let slot = slots + rank * slotBytes
            var packed: UInt64
            repeat {
                packed = UInt64(length)
                for at in 0..<length {
                    let letter = random.next(below: 26)
                    slot[at] = UInt8(97 + letter)
                    packed = packed << 5 | UInt64(letter)
                }
            } while !taken.insert(packed).inserted
            for at in length..<(slotBytes - 1) { slot[at] = 32 }
            slot[slotBytes - 1] = UInt8(length + 1)
        }
    }

    private static func length(perMille: Int) -> Int {
        var sum = 0
        for (index, share) in lengthsPerMille.enumerated() {
            sum += share
            if perMille < sum { return index + 2 }
        }
        return BenchLimits.wordBytesMax
    }

    /// Vose's alias method over the weights 1 / (rank + 2.7).
    private static func fillTable(_ table: UnsafeMutablePointer<(threshold: UInt32, alias: UInt32)>, count: Int) {
        var weights = (0..<count).map { 1 / (Double($0) + 2.7) }
        let scale = Double(count) / weights.reduce(0, +)
        for rank in 0..<count { weights[rank] *= scale }
        var small = (0..<count).filter { weights[$0] < 1 }
        var large = (0..<count).filter { weights[$0] >= 1 }
        for rank in 0..<count { table[rank] = (.max, UInt32(rank)) }
        while let low = small.popLast(), let high = large.last {
            table[low] = (UInt32(weights[low] * 4_294_967_295), UInt32(high))
            weights[high] -= 1 - weights[low]
            if weights[high] < 1 { small.append(large.removeLast()) }
        }
    }
}
