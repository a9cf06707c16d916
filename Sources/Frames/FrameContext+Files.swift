// SPDX-License-Identifier: Apache-2.0

import Files
package import Martlet
package import Relational

// Files in and out.
extension FrameContext {
    /// The rows of files of a format: a schema, or what is found by looking into them.
    package func read(
        format: String, paths: [String], schema: Schema?, options: [String: String], name: String
    ) throws(MartletError) -> (relation: Relation, warnings: [String], partitionColumns: [String]) {
        var columns: [FileColumn]?
        if let schema {
            var found: [FileColumn] = []
            for field in schema.fields { found.append(try FileColumn(field)) }
            columns = found
        }
        let table: FileTable
        do {
            table = try engine.fileTable(
                format: format, paths: paths, schema: columns, options: settings.fileOptions(options), name: name)
        } catch { throw Self.condition(error, paths.joined(separator: ","), format) }
        var output: [Attribute] = []
        for column in table.columns + table.partitionColumns {
            output.append(Attribute(column.name, SQLType(column.type), isNullable: true))
        }
        return (
            Relation(.rows(FileRows(table, engine)), output), table.warnings, table.partitionColumns.map(\.name)
        )
    }

    /// Writes the rows to files of a format, `_SUCCESS` last. With `replacesAll` overwriting leaves no partition that
    /// gets no rows, whatever the settings say.
    package func write(
        _ relation: Relation, format: String, path: String, mode: String, options: [String: String],
        partitionBy: [String], replacesAll: Bool = false, name: String, control: ActionControl? = nil
    ) throws(MartletError) {
        // It may be a table's folder.
        defer { tablesChanged() }
        let modes = ["errorifexists": "error", "default": "error"]
        let word = mode.lowercased()
        guard var mode = FileOutput.Mode(rawValue: modes[word] ?? word) else {
            throw .argument("the save mode '\(mode)' is none: error, overwrite, append or ignore")
        }
        let way = options.first { $0.key.lowercased() == "partitionoverwritemode" }?.value.lowercased()
        let isDynamic = !replacesAll && (way.map { $0 == "dynamic" } ?? settings.overwritesPartitions)
        if mode == .overwrite, !partitionBy.isEmpty, isDynamic {
            mode = .overwritePartitions
        }
        var columns: [FileColumn] = []
        var seen: Set<String> = []
        for attribute in relation.output {
            guard seen.insert(settings.isCaseSensitive ? attribute.name : attribute.name.lowercased()).inserted else {
                throw .query(SQLError("COLUMN_ALREADY_EXISTS", ["columnName": quoted(attribute.name.lowercased())]))
            }
            columns.append(try FileColumn(attribute.field))
        }
        var places: [Int] = []
        for name in partitionBy {
            guard let place = relation.output.firstIndex(where: { $0.name.lowercased() == name.lowercased() }) else {
                throw .query(
                    SQLError(
                        "COLUMN_NOT_DEFINED_IN_TABLE",
                        ["colType": "partition", "colName": quoted(name), "tableName": quoted(path)]))
            }
            places.append(place)
        }
        let output = FileOutput(
            directory: path, format: format, mode: mode, options: settings.fileOptions(options), columns: columns,
            partitionBy: places)
        let rows = try dataset(relation, name: name, control: control)
        do { try rows.saveAsFiles(output, name: name, control: control) } catch {
            throw Self.condition(error, path, format)
        }
    }

    /// What files refuse as SQL's conditions.
    static func condition(_ error: MartletError, _ path: String, _ format: String) -> MartletError {
        guard case .file(let failure) = error else { return error }
        let text = failure.description
        if failure.kind == .notFound || text.contains("no file matches") {
            return .query(SQLError("PATH_NOT_FOUND", ["path": path]))
        }
        if failure.kind == .alreadyExists { return .query(SQLError("PATH_ALREADY_EXISTS", ["outputPath": path])) }
        if text.contains("UNABLE_TO_INFER_SCHEMA") {
            return .query(SQLError("UNABLE_TO_INFER_SCHEMA", ["format": format.uppercased()]))
        }
        return error
    }
}

extension FileColumn {
    init(_ field: Field) throws(MartletError) {
        guard let type = FileType(field.type.simpleName) else {
            throw .query(
                SQLError.unsupported(
                    "the column \(field.name) of type \(field.type.simpleName) in files is not there yet"))
        }
        self.init(field.name, type)
    }
}

extension SQLType {
    /// What a column of files is to SQL. Any value may be null.
    fileprivate init(_ type: FileType) {
        switch type {
        case .null: self = .void
        case .text: self = .string
        case .binary: self = .binary
        case .bool: self = .boolean
        case .int8: self = .tinyint
        case .int16: self = .smallint
        case .int32: self = .int
        case .int64: self = .bigint
        case .float32: self = .float
        case .float64: self = .double
        case .decimal(let precision, let scale): self = .decimal(precision: precision, scale: scale)
        case .date: self = .date
        case .timestamp: self = .timestamp
        case .timestampNTZ: self = .timestampNTZ
        case .list(let element): self = .array(SQLType(element), containsNull: true)
        case .map(let key, let value): self = .map(SQLType(key), SQLType(value), valueContainsNull: true)
        case .structure(let fields): self = .structure(fields.map { Field($0.name, SQLType($0.type)) })
        }
    }
}

extension SQLSettings {
    /// Options of files, with what the settings say where these do not.
    func fileOptions(_ options: [String: String]) -> [String: String] {
        let known = Set(options.keys.map { $0.lowercased() })
        var found = options
        func add(_ name: String, _ value: String) { if !known.contains(name.lowercased()) { found[name] = value } }
        add("timeZone", timeZone)
        add("caseSensitive", "\(isCaseSensitive)")
        add("parquetCodec", parquetCodec)
        return found
    }
}
