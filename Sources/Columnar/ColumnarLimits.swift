// SPDX-License-Identifier: Apache-2.0

/// Bounds of values in columns.
public enum ColumnarLimits {
    /// Levels of nesting of one `any` value; 1 for a plain one.
    public static let anyDepthMax = 64
    /// Bytes in the type name of an object in an `any` value.
    public static let anyTypeNameByteCountMax = 255
    /// Bytes of one `any` value: what a view can name.
    public static let anyByteCountMax = Int(Int32.max)
}
