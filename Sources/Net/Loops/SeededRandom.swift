// SPDX-License-Identifier: Apache-2.0

/// A small repeatable random number generator (SplitMix64) for simulations: the same seed gives the same run. Not for
/// keys.
public struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) {
        state = seed
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// True in `numerator` of `denominator` draws.
    public mutating func chance(_ numerator: UInt64, in denominator: UInt64) -> Bool {
        denominator > 0 && next() % denominator < numerator
    }

    /// A duration between the two bounds.
    public mutating func duration(in range: ClosedRange<Duration>) -> Duration {
        let low = range.lowerBound.nanosecondsClamped
        let span = range.upperBound.nanosecondsClamped - low
        return .nanoseconds(Int64(clamping: low + (span == .max ? next() : next() % (span + 1))))
    }
}
