// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// A Swift type whose values can be the rows of a dataset: `Int`, `Double`, `Bool`, `String`, `Bytes`, `Pair`,
/// `Triple`, arrays and optionals of these.
public protocol Value: ExprConvertible where Result == Self {
    /// The engine's type for it.
    static var dataType: DataType { get }

    /// The rows of a column of `dataType`.
    static func decode(_ column: Column) -> [Self]

    /// A column of `dataType` with the given rows.
    static func encode(_ values: [Self]) -> Column

    /// The value as a constant of a program.
    var scalar: Scalar { get }
}

extension Value {
    public var expr: Expr<Self> { Expr(self) }
}

/// What can stand where an expression is wanted: an expression, or a plain value from outside the closure, which
/// becomes a constant.
public protocol ExprConvertible<Result>: Sendable {
    associatedtype Result: Value

    var expr: Expr<Result> { get }
}

/// A value that has a text form: the plain types.
public protocol PlainValue: Value {}

/// `Int` and `Double`.
public protocol NumericValue: PlainValue, Comparable {}

extension Int: NumericValue {
    public static var dataType: DataType { .int }

    public static func decode(_ column: Column) -> [Int] {
        Array(UnsafeBufferPointer(start: column.ints, count: column.count))
    }

    public static func encode(_ values: [Int]) -> Column {
        Column.ints(count: values.count) { out in
            for (row, value) in values.enumerated() { out[row] = value }
        }
    }

    public var scalar: Scalar { .int(self) }
}

extension Double: NumericValue {
    public static var dataType: DataType { .float }

    public static func decode(_ column: Column) -> [Double] {
        Array(UnsafeBufferPointer(start: column.floats, count: column.count))
    }

    public static func encode(_ values: [Double]) -> Column {
        Column.floats(count: values.count) { out in
            for (row, value) in values.enumerated() { out[row] = value }
        }
    }

    public var scalar: Scalar { .float(self) }
}

extension Bool: PlainValue {
    public static var dataType: DataType { .bool }

    public static func decode(_ column: Column) -> [Bool] {
        let source = column.bools
        return (0..<column.count).map { source[$0] != 0 }
    }

    public static func encode(_ values: [Bool]) -> Column {
        Column.bools(count: values.count) { out in
            for (row, value) in values.enumerated() { out[row] = value ? 1 : 0 }
        }
    }

    public var scalar: Scalar { .bool(self) }
}

extension String: PlainValue {
    public static var dataType: DataType { .string }

    public static func decode(_ column: Column) -> [String] {
        (0..<column.count).map { String(decoding: column.bytes($0), as: UTF8.self) }
    }

    public static func encode(_ values: [String]) -> Column {
        let builder = ColumnBuilder(.string)
        for var value in values { value.withUTF8 { builder.append(bytes: UnsafeRawBufferPointer($0)) } }
        return builder.finish()
    }

    public var scalar: Scalar { .string(self) }
}

/// A byte string.
public struct Bytes: Value, Hashable {
    public var bytes: [UInt8]

    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    public static var dataType: DataType { .bytes }

    public static func decode(_ column: Column) -> [Bytes] {
        (0..<column.count).map { Bytes(Array(column.bytes($0))) }
    }

    public static func encode(_ values: [Bytes]) -> Column {
        let builder = ColumnBuilder(.bytes)
        for value in values { value.bytes.withUnsafeBytes { builder.append(bytes: $0) } }
        return builder.finish()
    }

    public var scalar: Scalar { .bytes(bytes) }
}
