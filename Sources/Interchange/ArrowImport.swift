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
        let (node, columns) = try batches(stream) { (node) throws(ConversionError) in
            try node.checkRows()
        } read: { (node, array) throws(ConversionError) in
            let batch = try ArrowReader(try ArrowSpan(node, array)).column()
            guard case .tuple = batch.type, batch.children.count == 1, rows == .single else { return batch }
            return batch.children[0]
        }
        guard !columns.isEmpty else { return (rowType(node, rows), []) }
        return MarshalRows.unified(columns)
    }

    /// All rows of `stream`, which is released in any case: tuples with a member for each field, laid out as its
    /// meaning says, a column a batch. Columns are taken by their places, not by their names. Nothing of the stream's
    /// memory is kept.
    public static func drain(
        _ stream: UnsafeMutablePointer<ArrowArrayStream>, as fields: [ArrowField]
    ) throws(ConversionError) -> [Column] {
        let rows = ArrowField("", .structure(fields), isNullable: false)
        return try batches(stream) { (node) throws(ConversionError) in
            try ArrowTypedReader.check(node, rows)
        } read: { (node, array) throws(ConversionError) in
            try ArrowTypedReader(try ArrowSpan(node, array), rows, live: nil).column()
        }.columns
    }

    /// The rows of one array, which stays its owner's; of type `any` when some are null.
    public static func column(
        _ schema: UnsafeMutablePointer<ArrowSchema>, _ array: UnsafeMutablePointer<ArrowArray>
    ) throws(ConversionError) -> Column {
        let node = try ArrowNode(schema)
        try node.checkRows()
        return try ArrowReader(try ArrowSpan(node, array.pointee)).column()
    }

    /// The rows of one array, which stays its owner's, laid out as the meaning of `field` says.
    public static func column(
        _ schema: UnsafeMutablePointer<ArrowSchema>, _ array: UnsafeMutablePointer<ArrowArray>, as field: ArrowField
    ) throws(ConversionError) -> Column {
        let node = try ArrowNode(schema)
        try ArrowTypedReader.check(node, field)
        return try ArrowTypedReader(try ArrowSpan(node, array.pointee), field, live: nil).column()
    }

    /// What `read` makes of each batch, once `check` has seen the schema.
    private static func batches(
        _ stream: UnsafeMutablePointer<ArrowArrayStream>, check: (ArrowNode) throws(ConversionError) -> Void,
        read: (ArrowNode, ArrowArray) throws(ConversionError) -> Column
    ) throws(ConversionError) -> (node: ArrowNode, columns: [Column]) {
        guard let getSchema = stream.pointee.get_schema, let getNext = stream.pointee.get_next,
            stream.pointee.release != nil
        else { throw ConversionError(.value, "the Arrow stream has been used up or released") }
        defer { stream.pointee.release?(stream) }
        var schema = ArrowSchema()
        guard getSchema(stream, &schema) == 0 else { throw failure(stream) }
        defer { schema.release?(&schema) }
        let node = try ArrowNode(&schema)
        try check(node)
        var columns: [Column] = []
        while true {
            var array = ArrowArray()
            guard getNext(stream, &array) == 0 else { throw failure(stream) }
            guard array.release != nil else { return (node, columns) }
            defer { array.release?(&array) }
            columns.append(try read(node, array))
        }
    }

    private static func failure(_ stream: UnsafeMutablePointer<ArrowArrayStream>) -> ConversionError {
        let text = stream.pointee.get_last_error?(stream).map { String(cString: $0) } ?? "no reason given"
        return ConversionError(.value, "the Arrow stream failed: \(text)")
    }

    /// The type of rows when there is no batch.
    private static func rowType(_ node: ArrowNode, _ rows: ArrowRows) -> DataType {
        guard case .tuple(let members) = node.type, members.count == 1, rows == .single else { return node.type }
        return members[0]
    }
}
