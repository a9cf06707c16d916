// SPDX-License-Identifier: Apache-2.0

/// A row of a decimal column as it lies in memory and in blocks: two's complement, the low half first. Needs the
/// alignment of its halves alone, so that columns may begin wherever one of words may.
public struct Wide128: BitwiseCopyable, Hashable, Sendable {
    public var low: UInt64
    public var high: Int64

    @inlinable @inline(__always)
    public init(_ value: Int128) {
        low = UInt64(truncatingIfNeeded: value)
        high = Int64(truncatingIfNeeded: value &>> 64)
    }

    @inlinable @inline(__always)
    public init(_ value: Int) {
        low = UInt64(bitPattern: Int64(value))
        high = Int64(value) &>> 63
    }

    @inlinable public var value: Int128 {
        @inline(__always) get { Int128(high) &<< 64 | Int128(low) }
    }

    /// Whether 64 bits hold the number.
    @inlinable public var isShort: Bool {
        @inline(__always) get { high == Int64(bitPattern: low) &>> 63 }
    }
}
