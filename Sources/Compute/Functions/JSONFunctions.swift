// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Values

extension SQLFunctions {
    static func json(_ code: SQLFunctionCode, _ arguments: FunctionArguments) throws(Failure) -> Scalar {
        switch code {
        case .jsonPath:
            guard let path = JSONPath(arguments.string(1)),
                let tree = JSONTree(arguments.bytes(0), allowsRest: true), let found = path.find(in: tree)
            else { return .null }
            return .string(found)
        case .jsonLength:
            guard case .list(let items)? = JSONTree(arguments.bytes(0)) else { return .null }
            return .int(items.count)
        case .jsonKeys:
            guard case .object(let members)? = JSONTree(arguments.bytes(0)) else { return .null }
            return .list(members.map { .string($0.name) })
        case .jsonSchema:
            let options = RecordOptions(arguments.string(1))
            guard let tree = JSONTree(arguments.bytes(0), bareNames: options.allowsBareNames) else {
                throw Failure(
                    .malformedRecord, "Malformed records are detected in record parsing: \(arguments.string(0)).")
            }
            return .string(JSONSchema.of(tree, options).name(options))
        case .toJSON:
            let writer = try RecordWriter(arguments, names: 0, zone: 1, options: 2)
            var out = ""
            writer.json(arguments.scalar(3), writer.type, &out)
            return try checked(out)
        case .toCSV:
            let writer = try RecordWriter(arguments, names: 0, zone: 1, options: 2)
            return try checked(writer.csv(arguments.scalar(3)))
        case .fromJSON: return try RecordReader(arguments).json()
        case .fromCSV: return try RecordReader(arguments).csv()
        case .csvSchema:
            let options = RecordOptions(arguments.string(1))
            let fields = CSVLine.fields(arguments.string(0), options["sep"] ?? options["delimiter"] ?? ",")
            let types = fields.enumerated().map { "_c\($0.offset): \(CSVLine.guess($0.element, options))" }
            return .string("STRUCT<" + types.joined(separator: ", ") + ">")
        default:
            let text = NestedText(zone: try arguments.machine.knownZone(arguments.bytes(1)))
            return try checked(text.of(arguments.scalar(2), LogicalType(arguments.string(0)) ?? .void))
        }
    }
}

/// Options of readers and writers as one text: names and values in turn, parted by NUL.
struct RecordOptions {
    private var values: [String: String] = [:]

    init(_ text: String) {
        let parts = text.split(separator: "\0", omittingEmptySubsequences: false).map(String.init)
        for index in stride(from: 0, to: parts.count - 1, by: 2) {
            values[parts[index].lowercased()] = parts[index + 1]
        }
    }

    subscript(_ name: String) -> String? { values[name.lowercased()] }

    var allowsBareNames: Bool { isOn("allowUnquotedFieldNames") }
    /// The engine's own, of inference over many texts: that of null, which any other type of the field replaces.
    var keepsNullType: Bool { isOn("keepNullType") }

    func isOn(_ name: String) -> Bool { self[name]?.lowercased() == "true" }
}

/// Writes values as JSON and CSV.
private struct RecordWriter {
    private let form: RecordForm

    init(_ arguments: FunctionArguments, names: Int, zone: Int, options: Int) throws(Failure) {
        form = try arguments.machine.recordForm(arguments, type: names, zone: zone, options: options)
    }

    var type: LogicalType { form.type }
    private var zone: ZoneRules { form.zone }
    private var options: RecordOptions { form.options }

    func json(_ value: Scalar, _ type: LogicalType, _ out: inout String) {
        switch (value, type) {
        case (.null, _): out += "null"
        case (.list(let items), .array(let element)):
            out += "["
            for (index, item) in items.enumerated() {
                if index > 0 { out += "," }
                json(item, element, &out)
            }
            out += "]"
        case (.map(let entries), .map(let key, let item)):
            out += "{"
            for (index, entry) in entries.enumerated() {
                if index > 0 { out += "," }
                JSONTree.quote(NestedText(zone: zone).of(entry.key, key), into: &out)
                out += ":"
                json(entry.value, item, &out)
            }
            out += "}"
        case (.tuple(let members), .structure(let fields)):
            let keepsNulls = options["ignoreNullFields"] == "false"
            out += "{"
            var isFirst = true
            for (member, field) in zip(members, fields) where member != .null || keepsNulls {
                if !isFirst { out += "," }
                isFirst = false
                JSONTree.quote(field.name, into: &out)
                out += ":"
                json(member, field.type, &out)
            }
            out += "}"
        case (.bool, _), (.int, .tinyint), (.int, .smallint), (.int, .int), (.int, .bigint), (_, .decimal):
            out += NestedText(zone: zone).of(value, type)
        case (.float(let number), _):
            let text = NestedText(zone: zone).of(value, type)
            if number.isFinite { out += text } else { JSONTree.quote(text, into: &out) }
        case (.bytes(let bytes), _): JSONTree.quote(bytes.withUnsafeBytes { Base64.text($0) }, into: &out)
        default: JSONTree.quote(plain(value, type), into: &out)
        }
    }

    /// Times in the forms of files.
    private func plain(_ value: Scalar, _ type: LogicalType) -> String {
        guard case .int(let number) = value else { return NestedText(zone: zone).of(value, type) }
        var bytes: [UInt8] = []
        switch type {
        case .date:
            guard let datePattern = form.datePattern else { return NestedText(zone: zone).of(value, type) }
            datePattern.write(number &* EpochDays.microsecondsPerDay, offset: 0, zoneName: "Z", into: &bytes)
        case .timestamp, .timestampNTZ:
            let clock = type == .timestamp ? zone.clock(atInstant: number) ?? number : number
            let text = type == .timestamp ? "yyyy-MM-dd'T'HH:mm:ss.SSSXXX" : "yyyy-MM-dd'T'HH:mm:ss.SSS"
            guard let pattern = form.timePattern ?? (try? TimePattern(text)) else { return "" }
            pattern.write(clock, offset: (clock - number) / 1_000_000, zoneName: "", into: &bytes)
        default: return NestedText(zone: zone).of(value, type)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    func csv(_ value: Scalar) -> String {
        guard case .tuple(let members) = value, case .structure(let fields) = type else { return "" }
        let separator = options["sep"] ?? options["delimiter"] ?? ","
        return zip(members, fields).map { member, field in
            if member == .null { return options["nullValue"] ?? "" }
            let text = plain(member, field.type)
            if text.isEmpty { return "\"\"" }
            guard text.contains(separator) || text.contains("\"") || text.contains("\n") else { return text }
            return "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        }.joined(separator: separator)
    }
}

/// A line of CSV.
enum CSVLine {
    static func fields(_ line: String, _ separator: String) -> [String] {
        let (scalars, mark) = (Array(line.unicodeScalars), Array(separator.unicodeScalars))
        var fields: [String] = []
        var field = String.UnicodeScalarView()
        var place = 0
        var isQuoted = false
        while place < scalars.count {
            let scalar = scalars[place]
            if isQuoted {
                if scalar == "\\", place + 1 < scalars.count {
                    place += 1
                    field.append(scalars[place])
                } else if scalar == "\"" {
                    isQuoted = false
                } else {
                    field.append(scalar)
                }
            } else if scalar == "\"", field.isEmpty {
                isQuoted = true
            } else if !mark.isEmpty, place + mark.count <= scalars.count,
                scalars[place..<place + mark.count].elementsEqual(mark)
            {
                fields.append(String(field))
                field = String.UnicodeScalarView()
                place += mark.count
                continue
            } else {
                field.append(scalar)
            }
            place += 1
        }
        return fields + [String(field)]
    }

    /// The type that a field looks like.
    static func guess(_ text: String, _ options: RecordOptions) -> String {
        if text.isEmpty { return options.keepsNullType ? "VOID" : "STRING" }
        if Int32(text) != nil { return "INT" }
        if Int(text) != nil { return "BIGINT" }
        if Double(text) != nil { return "DOUBLE" }
        let bytes = Array(text.utf8)
        if bytes.count == 10, bytes.withUnsafeBytes({ DateText.parse($0) }) != nil { return "DATE" }
        if bytes.withUnsafeBytes({ DateText.parseMoment($0) }) != nil { return "TIMESTAMP" }
        if text.lowercased() == "true" || text.lowercased() == "false" { return "BOOLEAN" }
        return "STRING"
    }
}
