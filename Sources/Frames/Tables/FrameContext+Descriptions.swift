// SPDX-License-Identifier: Apache-2.0

import Columnar
package import Martlet
package import Relational
import Values

// DESCRIBE and SHOW CREATE TABLE.
extension FrameContext {
    private static let columns = [
        Field("col_name", .string, isNullable: false), Field("data_type", .string, isNullable: false),
        Field("comment", .string, isNullable: true),
    ]

    /// The columns of a query.
    func describe(_ relation: Relation) throws(MartletError) -> Relation {
        try described(FrameContext.lines(relation.schema.fields))
    }

    private func described(_ lines: [[String?]]) throws(MartletError) -> Relation {
        try rows(
            FrameContext.columns, lines.map { $0.map { text in text.map { Scalar.string($0) } ?? .null } })
    }

    private static func lines(_ fields: [Field]) -> [[String?]] {
        fields.map { [$0.name, $0.type.simpleName, $0.comment] }
    }

    /// A table or view: its columns, and with `isExtended` all that is known of it. Of a column what it is.
    func describe(
        _ parts: [String], isExtended: Bool, column: [String], at place: SQLPlace?
    ) throws(MartletError) -> Relation {
        let definition = temporaryView(parts) == nil ? try existing(parts, at: place).definition : nil
        let fields: [Field]
        if let definition {
            fields = definition.schema.fields
        } else {
            fields = try relation(parts, place).schema.fields
        }
        guard column.isEmpty else { return try describe(column, of: fields, isExtended: isExtended) }
        var lines = FrameContext.lines(fields)
        if let definition {
            let partitions = fields.filter { definition.isPartition($0.name) }
            if !partitions.isEmpty {
                lines += [["# Partition Information", "", ""], ["# col_name", "data_type", "comment"]]
                lines += FrameContext.lines(partitions)
            }
            if isExtended { lines += try details(definition).map { [$0, $1, ""] } }
        }
        return try described(lines)
    }

    private func describe(_ column: [String], of fields: [Field], isExtended: Bool) throws(MartletError) -> Relation {
        let name = column[column.count - 1]
        guard let field = fields.first(where: { key($0.name) == key(name) }) else {
            throw .query(
                SQLError(
                    "COLUMN_NOT_FOUND",
                    ["colName": TableName.quoted(column), "caseSensitiveConfig": "\"spark.sql.caseSensitive\""]))
        }
        var lines: [[String?]] = [
            ["col_name", field.name], ["data_type", field.type.simpleName], ["comment", field.comment ?? "NULL"],
        ]
        if isExtended {
            for name in [
                "min", "max", "num_nulls", "distinct_count", "avg_col_len", "max_col_len", "histogram",
            ] { lines.append([name, "NULL"]) }
        }
        return try rows(["info_name", "info_value"], lines)
    }

    private func details(_ definition: TableDefinition) throws(MartletError) -> [(String, String)] {
        let zone = try zone
        let second = definition.created / 1_000
        var lines = [
            ("", ""), ("# Detailed Table Information", ""), ("Catalog", TableName.catalog),
            ("Database", definition.name.database), ("Table", definition.name.name),
            (
                "Created Time",
                ValueText.of(.int(second * 1_000_000), .timestamp, zone: zone)
            ), ("Last Access", "UNKNOWN"), ("Created By", "Martlet"),
            ("Type", definition.kind.rawValue),
        ]
        if definition.kind != .view { lines.append(("Provider", definition.provider)) }
        if let comment = definition.comment { lines.append(("Comment", comment)) }
        if !definition.properties.isEmpty {
            lines.append(("Table Properties", FrameContext.list(definition.properties)))
        }
        if let query = definition.query {
            lines += [
                ("View Text", query), ("View Original Text", query),
                (
                    "View Catalog and Namespace",
                    TableName.catalog + "." + (definition.queryDatabase ?? definition.name.database)
                ),
                (
                    "View Query Output Columns",
                    "[" + definition.schema.fields.map { quoted($0.name) }.joined(separator: ", ") + "]"
                ),
            ]
            return lines
        }
        lines.append(("Location", try folder(of: definition)))
        if !definition.options.isEmpty { lines.append(("Storage Properties", FrameContext.list(definition.options))) }
        if !definition.partitionColumns.isEmpty { lines.append(("Partition Provider", "Catalog")) }
        return lines
    }

    private static func list(_ texts: [String: String]) -> String {
        "[" + texts.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ") + "]"
    }

    /// A database.
    func describe(_ parts: [String], isExtended: Bool) throws(MartletError) -> Relation {
        let name = try databaseName(parts)
        let database = try existingDatabase(name)
        var lines = [
            ["Catalog Name", TableName.catalog], ["Namespace Name", name], ["Comment", database.comment ?? ""],
            ["Location", warehouse.folder(database)],
        ]
        if isExtended {
            let pairs = database.properties.sorted { $0.key < $1.key }.map { "(\($0.key),\($0.value))" }
            lines.append(["Properties", pairs.isEmpty ? "" : "(" + pairs.joined(separator: ", ") + ")"])
        }
        return try rows(["info_name", "info_value"], lines)
    }

    // MARK: SHOW CREATE TABLE

    /// The statement that makes such a table.
    package func createText(_ parts: [String], at place: SQLPlace? = nil) throws(MartletError) -> String {
        let definition = try existing(parts, at: place).definition
        if definition.kind == .view { return FrameContext.createView(definition) }
        let name = [TableName.catalog, definition.name.database, definition.name.name].joined(separator: ".")
        let columns = definition.schema.fields.map { field in
            "\n  \(quotedIfNeeded(field.name)) \(field.type.sqlName)"
                + (field.comment.map { " COMMENT \(FrameContext.literal($0))" } ?? "")
        }
        var text = "CREATE TABLE \(name) (" + columns.joined(separator: ",") + ")\nUSING \(definition.provider)\n"
        text += FrameContext.clause("OPTIONS", definition.options)
        if !definition.partitionColumns.isEmpty {
            let names = definition.partitionColumns.map { quotedIfNeeded($0) }
            text += "PARTITIONED BY (\(names.joined(separator: ", ")))\n"
        }
        if let comment = definition.comment { text += "COMMENT \(FrameContext.literal(comment))\n" }
        if let location = definition.location { text += "LOCATION \(FrameContext.literal(location))\n" }
        return text + FrameContext.clause("TBLPROPERTIES", definition.properties)
    }

    func showCreate(_ parts: [String], at place: SQLPlace?) throws(MartletError) -> Relation {
        try rows(["createtab_stmt"], [[try createText(parts, at: place)]])
    }

    private static func createView(_ definition: TableDefinition) -> String {
        let columns = definition.schema.fields.map { field in
            "\n  \(quotedIfNeeded(field.name))" + (field.comment.map { " COMMENT \(literal($0))" } ?? "")
        }
        var text = "CREATE VIEW \(definition.name.database).\(definition.name.name) ("
        text += columns.joined(separator: ",") + ")\n"
        if let comment = definition.comment { text += "COMMENT \(literal(comment))\n" }
        text += clause("TBLPROPERTIES", definition.properties)
        return text + "AS \(definition.query ?? "")\n"
    }

    private static func clause(_ word: String, _ texts: [String: String]) -> String {
        guard !texts.isEmpty else { return "" }
        let lines = texts.sorted { $0.key < $1.key }.map { "\n  \(literal($0.key)) = \(literal($0.value))" }
        return word + " (" + lines.joined(separator: ",") + ")\n"
    }

    private static func literal(_ text: String) -> String {
        var found = "'"
        for character in text.unicodeScalars {
            if character == "'" || character == "\\" { found += "\\" }
            found.unicodeScalars.append(character)
        }
        return found + "'"
    }
}
