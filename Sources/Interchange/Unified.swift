// SPDX-License-Identifier: Apache-2.0

public import Columnar

extension MarshalRows {
    /// The columns as columns of one type: of the one they have, or with `any` where they differ. Without columns the
    /// type is `any`.
    public static func unified(_ columns: [Column]) -> (type: DataType, columns: [Column]) {
        guard var type = columns.first?.type else { return (.any, []) }
        for column in columns.dropFirst() { type = joined(type, column.type) }
        return (type, columns.map { converted($0, to: type) })
    }

    private static func joined(_ left: DataType, _ right: DataType) -> DataType {
        if left == right { return left }
        switch (left, right) {
        case (.tuple(let one), .tuple(let two)) where one.count == two.count:
            return .tuple(zip(one, two).map { joined($0, $1) })
        case (.list(let one), .list(let two)): return .list(joined(one, two))
        default: return .any
        }
    }

    private static func converted(_ column: Column, to type: DataType) -> Column {
        if column.type == type { return column }
        switch type {
        case .tuple(let members):
            let children = zip(column.children, members).map { converted($0, to: $1) }
            return Column(type: type, count: column.count, validity: column.validity, children: children)
        case .list(let element):
            return Column(
                type: type, count: column.count, validity: column.validity, values: column.values,
                children: [converted(column.children[0], to: element)])
        default: return column.asAny
        }
    }
}

extension Column {
    /// The same values as type `any`.
    var asAny: Column {
        if type == .any && validity == nil { return self }
        let builder = ColumnBuilder(.any)
        var writer = AnyWriter()
        for row in 0..<count {
            writer.removeAll()
            appendAny(row, to: &writer)
            writer.bytes.withUnsafeBytes { builder.append(bytes: $0) }
        }
        return builder.finish()
    }

    private func appendAny(_ row: Int, to writer: inout AnyWriter) {
        if isNull(row) { return writer.none() }
        switch type {
        case .null: writer.none()
        case .bool: writer.bool(bools[row] != 0)
        case .int: writer.int(ints[row])
        case .float: writer.float(floats[row])
        case .decimal: writer.whole(decimals[row].value)
        case .string: writer.string(bytes(row))
        case .bytes: writer.bytes(bytes(row))
        case .any: writer.encoded(bytes(row))
        case .tuple:
            writer.begin(.tuple, count: children.count)
            for child in children { child.appendAny(row, to: &writer) }
        case .list:
            writer.begin(.list, count: Int(offsets[row + 1] - offsets[row]))
            for element in offsets[row]..<offsets[row + 1] { children[0].appendAny(Int(element), to: &writer) }
        case .map:
            writer.begin(.dict, count: Int(offsets[row + 1] - offsets[row]))
            for entry in offsets[row]..<offsets[row + 1] {
                for child in children[0].children { child.appendAny(Int(entry), to: &writer) }
            }
        }
    }
}
