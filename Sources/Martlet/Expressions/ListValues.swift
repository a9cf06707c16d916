// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// An array, as a constraint of what only lists have.
public protocol ListValue: Value {
    associatedtype Element: Value
}

extension Array: ListValue, Value, ExprConvertible where Element: Value {
    public static var dataType: DataType { .list(Element.dataType) }

    public static func decode(_ column: Column) -> [[Element]] {
        let offsets = column.offsets
        let first = Int(offsets[0])
        let elements = Element.decode(column.children[0].slice(first, Int(offsets[column.count]) - first))
        return (0..<column.count).map { Array(elements[Int(offsets[$0]) - first..<Int(offsets[$0 + 1]) - first]) }
    }

    public static func encode(_ values: [[Element]]) -> Column {
        let buffer = Buffer(byteCount: (values.count + 1) * 4)
        let offsets = buffer.pointer(Int32.self)
        offsets[0] = 0
        for (row, value) in values.enumerated() { offsets[row + 1] = offsets[row] + Int32(value.count) }
        return Column(
            type: dataType, count: values.count, values: buffer, children: [Element.encode(values.flatMap { $0 })])
    }

    public var scalar: Scalar { .list(map(\.scalar)) }
}

/// An optional, as a constraint of what only optionals have.
public protocol OptionalValue: Value {
    associatedtype Wrapped: Value
}

extension Optional: OptionalValue, Value, ExprConvertible where Wrapped: Value {
    public static var dataType: DataType { Wrapped.dataType }

    public static func decode(_ column: Column) -> [Wrapped?] {
        let values = Wrapped.decode(column)
        return values.enumerated().map { column.isNull($0.offset) ? nil : $0.element }
    }

    public static func encode(_ values: [Wrapped?]) -> Column {
        let builder = ColumnBuilder(dataType)
        for value in values { _ = builder.append(value.scalar) }
        return builder.finish()
    }

    public var scalar: Scalar { self?.scalar ?? .null }
}
