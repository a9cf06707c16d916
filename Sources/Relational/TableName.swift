// SPDX-License-Identifier: Apache-2.0

/// The name of a table or view of the warehouse.
public struct TableName: Hashable, Sendable {
    public let database: String
    public let name: String

    /// The only catalog, and the database that is always there.
    public static let catalog = "spark_catalog"
    public static let standardDatabase = "default"
    /// What stands in front of the names of global temporary views.
    public static let globalDatabase = "global_temp"

    public init(database: String, name: String) {
        self.database = database
        self.name = name
    }

    /// As error messages write it.
    public var quotedName: String { TableName.quoted([TableName.catalog, database, name]) }

    /// Parts of a name, each in backticks.
    public static func quoted(_ parts: [String]) -> String {
        parts.map { Relational.quoted($0) }.joined(separator: ".")
    }

    /// Where names without a database are looked for, as messages have it.
    public static func searchPath(_ database: String) -> String {
        let path = [["system", "builtin"], ["system", "session"], [catalog, database]]
        return "[" + path.map { quoted($0) }.joined(separator: ", ") + "]"
    }

    /// Whether a table or a database may be called so. Names become parts of paths, and nothing else gets there.
    public static func isValid(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= RelationalLimits.tableNameBytesMax
            && name.utf8.allSatisfy { $0 == 0x5F || isASCIIDigit($0) || isASCIILetter($0) }
    }
}
