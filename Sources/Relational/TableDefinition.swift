// SPDX-License-Identifier: Apache-2.0

/// What a warehouse knows of a table or a view; its JSON is what lies there.
public struct TableDefinition: Hashable, Sendable {
    public enum Kind: String, Sendable {
        /// The data go with the table.
        case managed = "MANAGED"
        /// The data are where the user says, and stay.
        case external = "EXTERNAL"
        /// A query under a name.
        case view = "VIEW"
    }

    public var name: TableName
    public var kind: Kind
    /// The format of the files; empty for views.
    public var provider: String
    /// Columns that name folders come last.
    public var schema: Schema
    public var partitionColumns: [String]
    /// Those of the format.
    public var options: [String: String]
    public var properties: [String: String]
    public var comment: String?
    /// The folder of an external table.
    public var location: String?
    /// The query of a view, and the database that its names without one are of.
    public var query: String?
    public var queryDatabase: String?
    /// Milliseconds since 1970.
    public var created: Int

    public init(
        name: TableName, kind: Kind, provider: String, schema: Schema, partitionColumns: [String] = [],
        options: [String: String] = [:], properties: [String: String] = [:], comment: String? = nil,
        location: String? = nil, created: Int = 0
    ) {
        self.name = name
        self.kind = kind
        self.provider = provider
        self.schema = schema
        self.partitionColumns = partitionColumns
        self.options = options
        self.properties = properties
        self.comment = comment
        self.location = location
        self.created = created
    }

    /// Whether a column names folders.
    public func isPartition(_ name: String) -> Bool {
        partitionColumns.contains { $0.lowercased() == name.lowercased() }
    }
}

extension TableDefinition {
    /// The form of the JSON; one that is newer is refused.
    public static let version = 1

    public var json: String {
        var members: [(String, JSON)] = [
            ("version", .number("\(TableDefinition.version)")), ("database", .text(name.database)),
            ("table", .text(name.name)), ("type", .text(kind.rawValue)), ("created", .number("\(created)")),
        ]
        if kind != .view { members.append(("provider", .text(provider))) }
        if let schema = JSON(parsing: schema.json) { members.append(("schema", schema)) }
        members.append(("partitionColumns", .array(partitionColumns.map { .text($0) })))
        members.append(("options", JSON(options)))
        members.append(("properties", JSON(properties)))
        for (key, text) in [
            ("comment", comment), ("location", location), ("query", query), ("queryDatabase", queryDatabase),
        ] {
            if let text { members.append((key, .text(text))) }
        }
        return JSON.object(members).description + "\n"
    }

    /// Why a text is no definition.
    public struct Unreadable: Error {
        public let reason: String
    }

    public init(json text: String, name: TableName) throws(Unreadable) {
        guard let json = JSON(parsing: text) else { throw Unreadable(reason: "is no JSON") }
        guard let version = json["version"]?.integer else { throw Unreadable(reason: "does not say its version") }
        guard version == TableDefinition.version else {
            throw Unreadable(
                reason: "has version \(version), and this Martlet knows \(TableDefinition.version): use a newer one")
        }
        guard json["database"]?.string == name.database, json["table"]?.string == name.name else {
            throw Unreadable(reason: "is of another table")
        }
        guard let kind = json["type"]?.string.flatMap(Kind.init) else {
            throw Unreadable(reason: "does not say what the table is")
        }
        guard let schema = json["schema"].flatMap({ Schema(json: $0.description) }) else {
            throw Unreadable(reason: "has no schema")
        }
        self.init(name: name, kind: kind, provider: json["provider"]?.string ?? "", schema: schema)
        for item in json["partitionColumns"]?.items ?? [] {
            guard let column = item.string, schema.fields.contains(where: { $0.name == column }) else {
                throw Unreadable(reason: "names a partition column that the schema does not have")
            }
            partitionColumns.append(column)
        }
        let last = schema.fields.suffix(partitionColumns.count).map(\.name)
        guard last == partitionColumns else { throw Unreadable(reason: "has its partition columns not last") }
        options = json["options"]?.texts ?? [:]
        properties = json["properties"]?.texts ?? [:]
        comment = json["comment"]?.string
        location = json["location"]?.string
        query = json["query"]?.string
        queryDatabase = json["queryDatabase"]?.string
        created = json["created"]?.integer ?? 0
        guard kind == .view ? query != nil : !provider.isEmpty else {
            throw Unreadable(reason: kind == .view ? "has no query" : "does not say the format")
        }
        guard kind != .external || location != nil else { throw Unreadable(reason: "does not say where the data are") }
    }
}

/// What a warehouse knows of a database.
public struct DatabaseDefinition: Hashable, Sendable {
    public var name: String
    public var comment: String?
    /// Its folder, when the user has said one.
    public var location: String?
    public var properties: [String: String]

    public init(name: String, comment: String? = nil, location: String? = nil, properties: [String: String] = [:]) {
        self.name = name
        self.comment = comment
        self.location = location
        self.properties = properties
    }

    public var json: String {
        var members: [(String, JSON)] = [
            ("version", .number("\(TableDefinition.version)")), ("database", .text(name)),
            ("properties", JSON(properties)),
        ]
        if let comment { members.append(("comment", .text(comment))) }
        if let location { members.append(("location", .text(location))) }
        return JSON.object(members).description + "\n"
    }

    public init(json text: String, name: String) throws(TableDefinition.Unreadable) {
        guard let json = JSON(parsing: text), json["version"]?.integer == TableDefinition.version,
            json["database"]?.string == name
        else { throw TableDefinition.Unreadable(reason: "does not describe the database \(name)") }
        self.init(
            name: name, comment: json["comment"]?.string, location: json["location"]?.string,
            properties: json["properties"]?.texts ?? [:])
    }
}

extension JSON {
    fileprivate init(_ texts: [String: String]) {
        self = .object(texts.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) })
    }

    fileprivate var integer: Int? { if case .number(let text) = self { Int(text) } else { nil } }

    fileprivate var texts: [String: String]? {
        guard case .object(let members) = self else { return nil }
        var found: [String: String] = [:]
        for (name, value) in members { found[name] = value.string }
        return found
    }
}
