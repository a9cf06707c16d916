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
        guard !columns.isEmpty else { return (try rowType(field, rows), []) }
        return MarshalRows.unified(columns)
    }

    /// The rows of one array, which stays its owner's; of type `any` when some are null.
    public static func column(
        _ schema: UnsafeMutablePointer<ArrowSchema>, _ array: UnsafeMutablePointer<ArrowArray>
    ) throws(ConversionError) -> Column {
        var nodes = 0
        return try ArrowReader(try ArrowField(schema, &nodes), array).column()
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
        dictionary =
            try schema.pointee.dictionary.map { (dictionary) throws(ConversionError) in
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
        let isKnown =
            isList || ["+s", "+m"].contains(format) || ArrowField.plain[format] != nil || ArrowTime(format) != nil
        guard isKnown else {
            throw ConversionError(
                .type,
                "Arrow format '\(format)' is not known here; cast the column to int64, float64, string, binary, bool, "
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
