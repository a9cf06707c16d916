// SPDX-License-Identifier: Apache-2.0

/// Bounds of a session.
public enum MartletLimits {
    /// Rows of a block of values that come from the driver.
    public static let localBlockRowsMax = 65_536
    /// Bytes that such a block is meant to have at most, when it has several rows.
    public static let localBlockBytes = 1 << 20
    /// Bytes of such a block when it has one row.
    public static let localRowBytesMax = 256 << 20
}
