// SPDX-License-Identifier: Apache-2.0

/// How the elements of an array lie in its storage. An array of one dimension is a row, a number a row of one element:
/// shapes meet from the right, as numpy has it, without a case for each number of dimensions.
struct ArrayLayout {
    /// 0 to 2.
    var dimensions: Int
    var rows: Int
    var columns: Int
    /// Distances and places in elements.
    var rowStride: Int
    var columnStride: Int
    var offset = 0

    /// Elements one behind the other, row by row.
    init(dimensions: Int, rows: Int, columns: Int) {
        self.dimensions = dimensions
        self.rows = rows
        self.columns = columns
        rowStride = columns
        columnStride = 1
    }

    /// One dimension.
    init(_ count: Int) { self.init(dimensions: 1, rows: 1, columns: count) }

    init(
        dimensions: Int, rows: Int, columns: Int, rowStride: Int, columnStride: Int, offset: Int
    ) {
        self.dimensions = dimensions
        self.rows = rows
        self.columns = columns
        self.rowStride = rowStride
        self.columnStride = columnStride
        self.offset = offset
    }

    static let number = ArrayLayout(dimensions: 0, rows: 1, columns: 1)

    var count: Int { rows &* columns }

    /// `len(array)`; nil for a number.
    var length: Int? { dimensions == 0 ? nil : dimensions == 1 ? columns : rows }

    /// Whether the elements lie one behind the other, row by row.
    var isContiguous: Bool {
        (columnStride == 1 || columns <= 1) && (rowStride == columns || rows <= 1) || count == 0
    }

    var shape: [Int] { dimensions == 0 ? [] : dimensions == 1 ? [columns] : [rows, columns] }

    /// The shape as messages show it: `(3,)`, `(2,3)`.
    var shapeText: String {
        dimensions == 0 ? "()" : dimensions == 1 ? "(\(columns),)" : "(\(rows),\(columns))"
    }

    var shapeValue: Value { .tuple(TupleObject(shape.map { .int($0) })) }

    func isSameShape(as other: ArrayLayout) -> Bool {
        dimensions == other.dimensions && rows == other.rows && columns == other.columns
    }

    var transposed: ArrayLayout {
        guard dimensions == 2 else { return self }
        return ArrayLayout(
            dimensions: 2, rows: columns, columns: rows, rowStride: columnStride, columnStride: rowStride,
            offset: offset)
    }

    /// The array along one row of an array of two dimensions, or the element of one.
    func at(_ index: Int) -> ArrayLayout {
        dimensions == 2
            ? ArrayLayout(
                dimensions: 1, rows: 1, columns: columns, rowStride: 0, columnStride: columnStride,
                offset: offset &+ index &* rowStride)
            : ArrayLayout(
                dimensions: 0, rows: 1, columns: 1, rowStride: 0, columnStride: 0,
                offset: offset &+ index &* columnStride)
    }

    /// The layout read over a shape that it is broadcast to; nil when it does not fit.
    func broadcast(to shape: ArrayLayout) -> ArrayLayout? {
        guard rows == shape.rows || rows == 1, columns == shape.columns || columns == 1,
            dimensions <= shape.dimensions
        else { return nil }
        return ArrayLayout(
            dimensions: shape.dimensions, rows: shape.rows, columns: shape.columns,
            rowStride: rows == 1 ? 0 : rowStride, columnStride: columns == 1 ? 0 : columnStride, offset: offset)
    }

    /// The shape of what an operation on both gives.
    static func met(_ left: ArrayLayout, _ right: ArrayLayout) throws(Raised) -> ArrayLayout {
        guard left.rows == right.rows || left.rows == 1 || right.rows == 1,
            left.columns == right.columns || left.columns == 1 || right.columns == 1
        else {
            throw Raised(
                "ValueError",
                "operands could not be broadcast together with shapes \(left.shapeText) \(right.shapeText) ")
        }
        return ArrayLayout(
            dimensions: max(left.dimensions, right.dimensions),
            rows: left.rows == 1 ? right.rows : left.rows,
            columns: left.columns == 1 ? right.columns : left.columns)
    }
}
