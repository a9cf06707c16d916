// SPDX-License-Identifier: Apache-2.0

/// What a SQL text asks for, as the user wrote it.
public indirect enum Statement: Sendable {
    case query(RelationSyntax)
    case createTable(CreateTable)
    case createTableLike([String], source: [String], ifNotExists: Bool, provider: String?, location: String?)
    case createView(CreateView)
    case insert(Insert)
    /// `FROM … INSERT … INSERT …`
    case inserts([Insert])
    case dropTable([String], ifExists: Bool, at: SQLPlace?)
    case dropView([String], ifExists: Bool, at: SQLPlace?)
    case truncate([String], partition: [(name: String, value: Syntax?)], at: SQLPlace?)
    case createDatabase([String], ifNotExists: Bool, DatabaseDefinition)
    case dropDatabase([String], ifExists: Bool, isCascade: Bool)
    case use([String])
    case show(Listing)
    case describeTable([String], isExtended: Bool, column: [String], at: SQLPlace?)
    case describeQuery(RelationSyntax)
    case describeDatabase([String], isExtended: Bool)
    case showCreateTable([String], at: SQLPlace?)
    /// Files are looked at anew by every query.
    case refresh([String], at: SQLPlace?)
    /// `mode`: in small letters, empty where none is said.
    case explain(Statement, mode: String)
    case alterTable([String], Alteration, ifExists: Bool, at: SQLPlace?)
    case alterView([String], query: RelationSyntax, text: String, at: SQLPlace?)
    /// `CREATE TEMPORARY FUNCTION … RETURN expression`
    case createFunction(SQLMacro, replaces: Bool, ifNotExists: Bool)
    case dropFunction([String], ifExists: Bool, at: SQLPlace?)
    /// `text`: the default as it is written.
    case declareVariable(VariableName, type: SQLType?, standard: Syntax, text: String, replaces: Bool)
    case dropVariable(VariableName, ifExists: Bool)
    case setVariables([VariableName], VariableValues)
    case executeImmediate(Syntax, into: [VariableName], using: [(name: String?, value: Syntax)])
    case describeFunction([String], isExtended: Bool, at: SQLPlace?)

    /// What `ALTER TABLE` does.
    public enum Alteration: Sendable {
        case rename([String])
        case addColumns([Field])
        case setProperties([String: String])
        case unsetProperties([String], ifExists: Bool)
        /// `COMMENT ON TABLE … IS`; nil takes the comment away.
        case describe(String?)
        case comment(column: [String], String)
        case addPartitions([[(name: String, value: Syntax?)]], ifNotExists: Bool)
        case dropPartitions([[(name: String, value: Syntax?)]], ifExists: Bool)
    }

    /// What `SHOW` lists; names match a pattern with `*` and `|`.
    public enum Listing: Sendable {
        case tables(database: [String]?, pattern: String?)
        case views(database: [String]?, pattern: String?)
        case databases(pattern: String?)
        case columns(table: [String], at: SQLPlace?)
        case partitions(table: [String], at: SQLPlace?)
        case properties(table: [String], key: String?, at: SQLPlace?)
        case currentDatabase
        case functions(pattern: String?)
        case catalogs(pattern: String?)
    }
}

/// The name of a variable where a statement has it.
public struct VariableName: Sendable {
    public let parts: [String]
    public let place: SQLPlace?

    public init(_ parts: [String], at place: SQLPlace?) { (self.parts, self.place) = (parts, place) }
}

/// What `SET VARIABLE` gives to variables: a value each, or the row of a query.
public enum VariableValues: Sendable {
    case values([Syntax])
    case query(RelationSyntax)
}

/// `CREATE TABLE`
public struct CreateTable: Sendable {
    public var name: [String]
    public var place: SQLPlace?
    public var ifNotExists = false
    public var replaces = false
    public var fields: [Field] = []
    public var provider: String?
    public var options: [String: String] = [:]
    public var properties: [String: String] = [:]
    public var partitionColumns: [String] = []
    public var location: String?
    public var comment: String?
    /// `AS` and a query.
    public var query: RelationSyntax?

    public init(name: [String], place: SQLPlace? = nil) {
        self.name = name
        self.place = place
    }
}

/// `CREATE VIEW`
public struct CreateView: Sendable {
    public enum Scope: Sendable { case session, global, warehouse }

    public var name: [String]
    public var scope: Scope
    public var replaces: Bool
    public var ifNotExists: Bool
    public var columns: [(name: String, comment: String?)] = []
    public var comment: String?
    public var properties: [String: String] = [:]
    public var query: RelationSyntax
    /// The query as it is written.
    public var text: String

    public init(
        name: [String], scope: Scope, replaces: Bool, ifNotExists: Bool, query: RelationSyntax, text: String
    ) {
        self.name = name
        self.scope = scope
        self.replaces = replaces
        self.ifNotExists = ifNotExists
        self.query = query
        self.text = text
    }
}

/// `INSERT`
public struct Insert: Sendable {
    public var table: [String]
    public var place: SQLPlace?
    public var isOverwrite: Bool
    /// The columns that get the values in this order; none: all, in the table's order.
    public var columns: [String]
    /// Values are found by the names of columns.
    public var isByName: Bool
    /// Columns of the `PARTITION` clause, with the values of those that have one.
    public var partition: [(name: String, value: Syntax?)]
    public var query: RelationSyntax

    public init(
        table: [String], place: SQLPlace? = nil, isOverwrite: Bool = false, columns: [String] = [],
        isByName: Bool = false, partition: [(name: String, value: Syntax?)] = [], query: RelationSyntax
    ) {
        self.table = table
        self.place = place
        self.isOverwrite = isOverwrite
        self.columns = columns
        self.isByName = isByName
        self.partition = partition
        self.query = query
    }
}
