// SPDX-License-Identifier: Apache-2.0

extension FixedWidthInteger {
    /// The sum or, where that does not fit, the number nearest to it: for adding up what others say.
    public func adding(saturating other: Self) -> Self {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }

    /// Adds `other`, as far as there is room.
    public mutating func add(saturating other: Self) { self = adding(saturating: other) }
}
