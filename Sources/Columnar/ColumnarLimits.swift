// SPDX-License-Identifier: Apache-2.0

/// Bounds of types and of values in columns.
public enum ColumnarLimits {
    /// Levels of nesting of a type; 1 for a plain one.
    public static let typeDepthMax = 32
    /// Plain types, tuples, lists and maps that one type is made of.
    public static let typeNodesMax = 32_768
    public static let tupleMembersMax = 8_192
    /// Bytes of a type's binary form: a tag and up to three bytes of a count for each part.
    public static let typeByteCountMax = 4 * typeNodesMax
    /// Levels of nesting of one `any` value; 1 for a plain one.
    public static let anyDepthMax = 64
    /// Bytes in the type name of an object in an `any` value.
    public static let anyTypeNameByteCountMax = 255
    /// Bytes of one `any` value: what a view can name.
    public static let anyByteCountMax = Int(Int32.max)
}
