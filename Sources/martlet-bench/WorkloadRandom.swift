// SPDX-License-Identifier: Apache-2.0

/// SplitMix64: small, quick and the same on every machine; each file of a data set has its own stream.
struct WorkloadRandom {
    private var state: UInt64

    init(seed: UInt64, stream: UInt64) {
        state = seed
        // Two rounds keep streams with neighbouring numbers apart.
        state = next() &+ stream &* 0x9E37_79B9_7F4A_7C15
        state = next()
    }

    @inline(__always)
    mutating func next() -> UInt64 {
        state = state &+ 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A number in 0 ..< bound, by multiplication: the bias is below 2⁻³² for the bounds used here.
    @inline(__always)
    mutating func next(below bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }
}
