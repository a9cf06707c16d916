// SPDX-License-Identifier: Apache-2.0

/// Columns by name and type, in order.
public struct Schema: Hashable, Sendable {
    public var fields: [Field]

    public init(_ fields: [Field]) { self.fields = fields }

    // MARK: JSON, in Spark's form

    /// Keys in the order in which Spark writes them.
    public var json: String { SQLType.structure(fields).json }

    /// Nil unless the text is the JSON of a struct.
    public init?(json: String) {
        guard case .structure(let fields)? = SQLType(json: json) else { return nil }
        self.fields = fields
    }

    // MARK: Text

    /// What `printSchema` prints, to `levels` levels of nesting.
    public func tree(levels: Int = .max) -> String {
        var lines = ["root"]
        Schema.write(fields, indent: " |", levels, &lines)
        return lines.joined(separator: "\n") + "\n"
    }

    private static func write(_ fields: [Field], indent: String, _ levels: Int, _ lines: inout [String]) {
        guard levels > 0 else { return }
        for field in fields {
            let name = field.name.replacing("\n", with: "\\n")
            lines.append("\(indent)-- \(name): \(field.type.typeName) (nullable = \(field.isNullable))")
            write(field.type, indent: indent + "    |", levels - 1, &lines)
        }
    }

    private static func write(_ type: SQLType, indent: String, _ levels: Int, _ lines: inout [String]) {
        guard levels > 0 else { return }
        switch type {
        case .array(let element, let containsNull):
            lines.append("\(indent)-- element: \(element.typeName) (containsNull = \(containsNull))")
            write(element, indent: indent + "    |", levels - 1, &lines)
        case .map(let key, let value, let containsNull):
            lines.append("\(indent)-- key: \(key.typeName)")
            write(key, indent: indent + "    |", levels - 1, &lines)
            lines.append("\(indent)-- value: \(value.typeName) (valueContainsNull = \(containsNull))")
            write(value, indent: indent + "    |", levels - 1, &lines)
        case .structure(let fields): write(fields, indent: indent, levels, &lines)
        default: break
        }
    }
}

extension String {
    /// Each occurrence of `old` replaced.
    func replacing(_ old: Character, with new: String) -> String {
        contains(old) ? split(separator: old, omittingEmptySubsequences: false).joined(separator: new) : self
    }
}

extension SQLType {
    /// A text as JSON.
    public static func quotedJSON(_ text: String) -> String { JSON.quoted(text) }

    /// The type as JSON in Spark's form: `"long"`, `{"type":"array",…}`.
    public var json: String {
        switch self {
        case .array(let element, let containsNull):
            "{\"type\":\"array\",\"elementType\":\(element.json),\"containsNull\":\(containsNull)}"
        case .map(let key, let value, let containsNull):
            "{\"type\":\"map\",\"keyType\":\(key.json),\"valueType\":\(value.json)"
                + ",\"valueContainsNull\":\(containsNull)}"
        case .structure(let fields):
            "{\"type\":\"struct\",\"fields\":["
                + fields.map { field in
                    "{\"name\":\(JSON.quoted(field.name)),\"type\":\(field.type.json),"
                        + "\"nullable\":\(field.isNullable),\"metadata\":\(field.metadata)}"
                }.joined(separator: ",") + "]}"
        default: "\"\(typeName)\""
        }
    }

    /// Nil unless the text is the JSON of a type.
    public init?(json: String) {
        guard let value = JSON(parsing: json), let type = SQLType(value) else { return nil }
        self = type
    }

    private init?(_ json: JSON) {
        if let name = json.string {
            guard let type = SQLType(typeName: name) else { return nil }
            self = type
            return
        }
        switch json["type"]?.string {
        case "array":
            guard let element = json["elementType"].flatMap(SQLType.init) else { return nil }
            self = .array(element, containsNull: json["containsNull"]?.flag ?? true)
        case "map":
            guard let key = json["keyType"].flatMap(SQLType.init), let value = json["valueType"].flatMap(SQLType.init)
            else { return nil }
            self = .map(key, value, valueContainsNull: json["valueContainsNull"]?.flag ?? true)
        case "struct":
            guard let items = json["fields"]?.items else { return nil }
            var fields: [Field] = []
            for item in items {
                guard let name = item["name"]?.string, let type = item["type"].flatMap(SQLType.init) else { return nil }
                fields.append(
                    Field(
                        name, type, isNullable: item["nullable"]?.flag ?? true,
                        metadata: item["metadata"]?.description ?? "{}"))
            }
            self = .structure(fields)
        default: return nil
        }
    }

    /// A type by one of its names; nil for none.
    public init?(typeName name: String) {
        switch name.lowercased() {
        case "void", "null": self = .void
        case "boolean", "bool": self = .boolean
        case "byte", "tinyint": self = .tinyint
        case "short", "smallint": self = .smallint
        case "integer", "int": self = .int
        case "long", "bigint": self = .bigint
        case "float", "real": self = .float
        case "double": self = .double
        case "string", "varchar", "char": self = .string
        case "binary": self = .binary
        case "date": self = .date
        case "timestamp", "timestamp_ltz": self = .timestamp
        case "timestamp_ntz": self = .timestampNTZ
        case "time": self = .timeOfDay(RelationalLimits.timeDigitsMax)
        case let text where text.hasPrefix("time(") && text.hasSuffix(")"):
            guard let digits = Int(text.dropFirst(5).dropLast()), (0...RelationalLimits.timeDigitsMax).contains(digits)
            else { return nil }
            self = .timeOfDay(digits)
        case "decimal", "dec", "numeric": self = .decimal(precision: 10, scale: 0)
        case "daytimeinterval": self = .dayTimeInterval
        case "yearmonthinterval": self = .yearMonthInterval
        case "interval": self = .calendarInterval
        case let text where text.hasPrefix("interval "):
            guard let span = IntervalSpan(String(text.dropFirst(9))) else { return nil }
            self = span.type
        case let text:
            guard text.hasPrefix("decimal("), text.hasSuffix(")") else { return nil }
            let numbers = text.dropFirst(8).dropLast().split(separator: ",").map { Int($0.filter { $0 != " " }) }
            guard numbers.count == 2, let precision = numbers[0], let scale = numbers[1],
                SQLType.isDecimal(precision, scale)
            else { return nil }
            self = .decimal(precision: precision, scale: scale)
        }
    }

    /// Whether there is a decimal of so many digits.
    public static func isDecimal(_ precision: Int, _ scale: Int) -> Bool {
        (1...RelationalLimits.decimalDigitsMax).contains(precision) && (0...precision).contains(scale)
    }
}
