// SPDX-License-Identifier: Apache-2.0

public import CArrow
public import Columnar
import Glibc

/// How batches of one column become rows.
public enum ArrowRows: Sendable {
    /// The values, as they are.
    case single
    /// Tuples, also of one.
    case tuples
}

extension Arrow {
    /// All rows of `stream`, which is released in any case: a column a batch, all of one type. Columns that hold nulls,
    /// or values without a type here (dates, times), become type `any`. Nothing of the stream's memory is kept.
    public static func drain(
        _ stream: UnsafeMutablePointer<ArrowArrayStream>, as rows: ArrowRows
    ) throws(ConversionError) -> (type: DataType, columns: [Column]) {
        guard let getSchema = stream.pointee.get_schema, let getNext = stream.pointee.get_next,
            stream.pointee.release != nil
        else { throw ConversionError(.value, "the Arrow stream has been used up or released") }
        defer { stream.pointee.release?(stream) }
        var schema = ArrowSchema()
        guard getSchema(stream, &schema) == 0 else { throw failure(stream) }
        defer { schema.release?(&schema) }
        var nodes = 0
        let field = try ArrowField(&schema, &nodes)
        var columns: [Column] = []
        while true {
            var array = ArrowArray()
            guard getNext(stream, &array) == 0 else { throw failure(stream) }
            guard array.release != nil else { break }
            defer { array.release?(&array) }
            columns.append(try rowsOf(&array, field, rows))
        }
        return unified(columns, try rowType(field, rows))
    }

    private static func failure(_ stream: UnsafeMutablePointer<ArrowArrayStream>) -> ConversionError {
        let text = stream.pointee.get_last_error?(stream).map { String(cString: $0) } ?? "no reason given"
        return ConversionError(.value, "the Arrow stream failed: \(text)")
    }

    private static func rowsOf(
        _ array: inout ArrowArray, _ field: ArrowField, _ rows: ArrowRows
    ) throws(ConversionError) -> Column {
        let batch = try ArrowReader(field, &array).column()
        guard case .tuple = batch.type, batch.children.count == 1, rows == .single else { return batch }
        return batch.children[0]
    }

    /// The type of rows when there is no batch.
    private static func rowType(_ field: ArrowField, _ rows: ArrowRows) throws(ConversionError) -> DataType {
        guard case .tuple(let members) = field.type, members.count == 1, rows == .single else { return field.type }
        return members[0]
    }

    /// Columns whose types differ because only some have nulls, made alike.
    private static func unified(_ columns: [Column], _ empty: DataType) -> (DataType, [Column]) {
        guard var type = columns.first?.type else { return (empty, []) }
        for column in columns { type = joined(type, column.type) }
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
            return Column(type: type, count: column.count, children: children)
        case .list(let element):
            return Column(
                type: type, count: column.count, values: column.values,
                children: [converted(column.children[0], to: element)])
        default: return column.asAny
        }
    }
}

/// One field of a stream's schema, as far as it matters here.
struct ArrowField {
    let format: String
    let children: [ArrowField]
    /// The values of a dictionary-encoded field.
    let dictionary: [ArrowField]

    init(_ schema: UnsafeMutablePointer<ArrowSchema>, _ nodes: inout Int) throws(ConversionError) {
        nodes += 1
        guard nodes <= InterchangeLimits.arrowNodesMax else {
            throw ConversionError(.value, "an Arrow table has more than \(InterchangeLimits.arrowNodesMax) columns")
        }
        guard let text = schema.pointee.format else { throw ConversionError(.value, "an Arrow schema has no format") }
        format = String(cString: text)
        var children: [ArrowField] = []
        for index in 0..<max(Int(schema.pointee.n_children), 0) {
            guard let child = schema.pointee.children?[index] else {
                throw ConversionError(.value, "an Arrow schema lacks a child")
            }
            children.append(try ArrowField(child, &nodes))
        }
        self.children = children
        dictionary = try schema.pointee.dictionary.map { (dictionary) throws(ConversionError) in
            [try ArrowField(dictionary, &nodes)]
        } ?? []
        try check()
    }

    private func check() throws(ConversionError) {
        let isList = ["+l", "+L"].contains(format)
        if isList && children.count != 1 { throw ConversionError(.value, "an Arrow list has no item type") }
        if format == "+m", children.count != 1 || children[0].children.count != 2 {
            throw ConversionError(.value, "an Arrow map has no entries")
        }
        let isKnown = isList || ["+s", "+m"].contains(format) || ArrowField.plain[format] != nil || ArrowTime(format) != nil
        guard isKnown else {
            throw ConversionError(
                .type, "Arrow format '\(format)' is not known here; cast the column to int64, float64, string, binary, bool, "
                    + "date or timestamp first")
        }
    }

    private static let plain: [String: DataType] = [
        "n": .null, "b": .bool, "c": .int, "C": .int, "s": .int, "S": .int, "i": .int, "I": .int, "l": .int, "L": .int,
        "f": .float, "g": .float, "u": .string, "U": .string, "vu": .string, "z": .bytes, "Z": .bytes, "vz": .bytes,
    ]

    /// The type of the values when none is null.
    var type: DataType {
        if let values = dictionary.first { return values.type }
        if let type = ArrowField.plain[format] { return type == .null ? .any : type }
        switch format {
        case "+s": return children.isEmpty ? .any : .tuple(children.map(\.type))
        case "+l", "+L": return .list(children[0].type)
        default: return .any
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
