// SPDX-License-Identifier: Apache-2.0

/// The generator MT19937 of Matsumoto and Nishimura, seeded and read as Python's `random` does.
struct MersenneTwister {
    private static let size = 624
    private static let middle = 397

    private var state = [UInt32](repeating: 0, count: size)
    private var index = size

    /// Seeds by the words of a number, least first.
    init(words: [UInt32]) {
        fill(19_650_218)
        var place = 1
        var word = 0
        for _ in 0..<max(Self.size, words.count) {
            let mixed = (state[place - 1] ^ (state[place - 1] >> 30)) &* 1_664_525
            state[place] = (state[place] ^ mixed) &+ words[word] &+ UInt32(word)
            advance(&place)
            word = word + 1 == words.count ? 0 : word + 1
        }
        for _ in 1..<Self.size {
            let mixed = (state[place - 1] ^ (state[place - 1] >> 30)) &* 1_566_083_941
            state[place] = (state[place] ^ mixed) &- UInt32(place)
            advance(&place)
        }
        state[0] = 0x8000_0000
    }

    init(seed: UInt64) {
        let low = UInt32(truncatingIfNeeded: seed)
        let high = UInt32(truncatingIfNeeded: seed >> 32)
        self.init(words: high == 0 ? [low] : [low, high])
    }

    /// Seeds by one word, as numpy's `RandomState` does.
    init(single seed: UInt32) { fill(seed) }

    private mutating func fill(_ seed: UInt32) {
        state[0] = seed
        for place in 1..<Self.size {
            let last = state[place - 1]
            state[place] = (last ^ (last >> 30)) &* 1_812_433_253 &+ UInt32(place)
        }
    }

    private mutating func advance(_ place: inout Int) {
        place += 1
        if place == Self.size {
            state[0] = state[Self.size - 1]
            place = 1
        }
    }

    /// 32 uniform bits.
    mutating func next() -> UInt32 {
        if index == Self.size { twist() }
        var word = state[index]
        index += 1
        word ^= word >> 11
        word ^= (word << 7) & 0x9D2C_5680
        word ^= (word << 15) & 0xEFC6_0000
        return word ^ (word >> 18)
    }

    private mutating func twist() {
        for place in 0..<Self.size {
            let joined = (state[place] & 0x8000_0000) | (state[(place + 1) % Self.size] & 0x7FFF_FFFF)
            let twisted = (joined >> 1) ^ (joined & 1 == 0 ? 0 : 0x9908_B0DF)
            state[place] = state[(place + Self.middle) % Self.size] ^ twisted
        }
        index = 0
    }

    /// A float of 53 uniform bits in 0..<1.
    mutating func nextFloat() -> Double {
        let high = next() >> 5
        let low = next() >> 6
        return (Double(high) * 67_108_864 + Double(low)) / 9_007_199_254_740_992
    }

    /// `count` uniform bits, at most 64.
    mutating func bits(_ count: Int) -> UInt64 {
        if count == 0 { return 0 }
        if count <= 32 { return UInt64(next() >> UInt32(32 - count)) }
        let low = UInt64(next())
        return low | UInt64(next() >> UInt32(64 - count)) << 32
    }

    /// A uniform number below `bound`, which is not zero.
    mutating func below(_ bound: UInt64) -> UInt64 {
        let width = 64 - bound.leadingZeroBitCount
        while true {
            let value = bits(width)
            if value < bound { return value }
        }
    }
}
