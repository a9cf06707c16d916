// SPDX-License-Identifier: Apache-2.0

/// The type of a column, a register or a constant: how values lie in memory, the physical layout. What they mean beyond
/// that (ints of 8 to 32 bits, floats of 32, dates, timestamps, intervals, decimals of a precision and scale, names of
/// members) is the logical type of SQL, which lives above and which no column, block or instruction knows: narrow ints,
/// dates, times and decimals of up to 18 digits lie in memory as `int`, floats of 32 bits as `float`.
///
/// Any value of any type may be null; nullability is a property of the data (a column has a validity mask or has none),
/// not of the type. `map` has the layout of a list of (key, value) tuples.
public indirect enum DataType: Hashable, Sendable {
    case null
    case bool
    /// 64-bit signed integer.
    case int
    /// IEEE 754 binary64.
    case float
    /// 128-bit signed integer: the digits of a decimal number, whose scale is no part of the layout.
    case decimal
    /// UTF-8 text.
    case string
    /// Arbitrary bytes.
    case bytes
    case tuple([DataType])
    case list(DataType)
    case map(DataType, DataType)
    /// A value of any of Python's types, a different one in each row: laid out as bytes, each row one value in the
    /// tagged encoding (`AnyTag`). A null row is the value None as well; writers write None and no validity.
    case any
}

extension DataType: CustomStringConvertible {
    public var description: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .int: "int"
        case .float: "float"
        case .decimal: "decimal"
        case .string: "string"
        case .bytes: "bytes"
        case .tuple(let members): "(" + members.map(\.description).joined(separator: ", ") + ")"
        case .list(let element): "[\(element)]"
        case .map(let key, let value): "[\(key): \(value)]"
        case .any: "any"
        }
    }
}

extension DataType {
    /// The types of the child columns of a column of this type.
    public var children: [DataType] {
        switch self {
        case .tuple(let members): members
        case .list(let element): [element]
        case .map(let key, let value): [.tuple([key, value])]
        default: []
        }
    }

    /// Whether values are 16-byte views (string, bytes, any).
    public var isView: Bool { self == .string || self == .bytes || self == .any }

    /// Whether the type is `any` or holds it.
    public var containsAny: Bool { self == .any || children.contains { $0.containsAny } }

    /// Bytes a row takes in `Column.values`; 0 for types without that buffer and for lists, which have offsets there.
    public var valueByteCount: Int {
        switch self {
        case .null, .tuple, .list, .map: 0
        case .bool: 1
        case .int, .float: 8
        case .decimal, .string, .bytes, .any: 16
        }
    }

    /// Levels of nesting; 1 for a plain type.
    public var depth: Int { 1 + (children.map(\.depth).max() ?? 0) }
}
