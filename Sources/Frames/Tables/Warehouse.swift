// SPDX-License-Identifier: Apache-2.0

import Files
import Glibc
import Martlet
import Relational

/// A folder of tables: their data in folders of their own, and what is known of them beside.
///
/// `_catalog/DATABASE/TABLE.N.json` defines a table, the highest N alone; `_catalog/DATABASE/database.json` a database
/// other than `default`, which is always there. Definitions do not lie with the data: those of external tables lie
/// anywhere, and overwriting a table's data empties its folder. A definition is written under another name and renamed
/// to its own, which no two sessions can do: so a table is made, changed or gone, whatever ends whom when.
struct Warehouse: Sendable {
    let fileSystems: FileSystems
    /// With its scheme where it has one, without a slash at the end.
    let root: String

    init(_ fileSystems: FileSystems, root: String) {
        self.fileSystems = fileSystems
        self.root = root
    }

    /// The folder when the user names none, in the working folder.
    static let standardFolder = "file:spark-warehouse"

    /// A folder that is the same for all processes.
    static func absolute(_ fileSystems: FileSystems, _ folder: String) -> String {
        let path = fileSystems.qualified(folder)
        let scheme = FileSystems.scheme(of: path)
        guard scheme == nil || scheme == "file" else { return path }
        var bare = scheme == nil ? path : String(path.dropFirst("file:".count))
        while bare.hasPrefix("//") { bare.removeFirst() }
        if bare.hasPrefix("/") { return "file:" + bare }
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        guard getcwd(&buffer, buffer.count) != nil else { return path }
        let here = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return "file:" + (here == "/" ? "" : here) + "/" + bare
    }

    static func trimmed(_ path: String) -> String {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }

    private func catalog(_ database: String) -> String { root + "/_catalog/" + database }

    // MARK: Databases

    /// Nil when there is none of the name.
    func database(_ name: String) throws(MartletError) -> DatabaseDefinition? {
        guard TableName.isValid(name) else { return nil }
        let path = catalog(name) + "/database.json"
        guard let text = try read(path) else {
            return name == TableName.standardDatabase
                ? DatabaseDefinition(name: name, comment: "default database", location: root) : nil
        }
        do { return try DatabaseDefinition(json: text, name: name) } catch {
            throw unreadable(quoted(name), path, error.reason)
        }
    }

    /// Sorted.
    func databases() throws(MartletError) -> [String] {
        var found: Set<String> = [TableName.standardDatabase]
        for entry in try list(root + "/_catalog") where entry.isDirectory && TableName.isValid(entry.name) {
            if found.contains(entry.name) { continue }
            if try list(entry.path).contains(where: { $0.name == "database.json" }) { found.insert(entry.name) }
        }
        return found.sorted()
    }

    /// The folder of a database's tables.
    func folder(_ database: DatabaseDefinition) -> String {
        if let location = database.location { return Warehouse.trimmed(location) }
        return database.name == TableName.standardDatabase ? root : root + "/" + database.name + ".db"
    }

    /// False when there is one of the name.
    func create(_ database: DatabaseDefinition) throws(MartletError) -> Bool {
        guard try self.database(database.name) == nil else { return false }
        try makeFolder(folder(database))
        return try write(database.json, to: catalog(database.name) + "/database.json", as: ".database")
    }

    /// With the definitions of all its tables; their data go before.
    func drop(_ database: DatabaseDefinition) throws(MartletError) {
        // First what says that the database is there.
        try delete(catalog(database.name) + "/database.json")
        try delete(catalog(database.name))
        let folder = folder(database)
        if try exists(folder), try list(folder).isEmpty { try delete(folder) }
    }

    // MARK: Tables

    /// A definition, and which one it is of those that the table has had.
    struct Entry: Sendable {
        var definition: TableDefinition
        var number: Int
    }

    /// Names of tables and views, sorted.
    func tables(_ database: String) throws(MartletError) -> [String] {
        Set(try list(catalog(database)).compactMap { Warehouse.parts($0.name)?.table }).sorted()
    }

    /// Nil when there is none of the name.
    func table(_ name: TableName) throws(MartletError) -> Entry? {
        guard TableName.isValid(name.database), TableName.isValid(name.name) else { return nil }
        // One that is replaced meanwhile has another number.
        for _ in 0..<FrameLimits.definitionReadsMax {
            guard let number = try numbers(name).last else { return nil }
            let path = path(name, number)
            guard let text = try read(path) else { continue }
            do { return Entry(definition: try TableDefinition(json: text, name: name), number: number) } catch {
                throw unreadable(name.quotedName, path, error.reason)
            }
        }
        return nil
    }

    /// Whether there is a table of the name, though its definition may be of no use.
    func hasTable(_ name: TableName) throws(MartletError) -> Bool { try !numbers(name).isEmpty }

    /// Writes a definition, of a new table or in the place of `replaced`. False when another session was first.
    func put(_ definition: TableDefinition, replacing replaced: Entry?) throws(MartletError) -> Bool {
        let name = definition.name
        let number = (replaced?.number ?? 0) + 1
        guard try numbers(name).last == replaced?.number else { return false }
        guard try write(definition.json, to: path(name, number), as: "." + name.name) else { return false }
        if let replaced { try delete(path(name, replaced.number)) }
        return true
    }

    /// Forgets a table; its data stay.
    func forget(_ name: TableName) throws(MartletError) {
        for number in try numbers(name) { try delete(path(name, number)) }
    }

    private func path(_ name: TableName, _ number: Int) -> String {
        catalog(name.database) + "/" + name.name + ".\(number).json"
    }

    private func numbers(_ name: TableName) throws(MartletError) -> [Int] {
        var found: [Int] = []
        for entry in try list(catalog(name.database)) {
            if let parts = Warehouse.parts(entry.name), parts.table == name.name { found.append(parts.number) }
        }
        return found.sorted()
    }

    /// What the name of a definition's file says.
    private static func parts(_ file: String) -> (table: String, number: Int)? {
        let parts = file.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[2] == "json", TableName.isValid(String(parts[0])), let number = Int(parts[1]),
            number > 0
        else { return nil }
        return (String(parts[0]), number)
    }

    // MARK: Files

    func exists(_ path: String) throws(MartletError) -> Bool {
        do {
            _ = try fileSystems.resolve(path).status(path)
            return true
        } catch {
            guard error.kind == .notFound else { throw .file(error) }
            return false
        }
    }

    /// What is in a folder; nothing when there is none.
    func list(_ folder: String) throws(MartletError) -> [FileStatus] {
        do { return try fileSystems.resolve(folder).list(folder) } catch {
            guard error.kind == .notFound else { throw .file(error) }
            return []
        }
    }

    func makeFolder(_ folder: String) throws(MartletError) {
        do { try fileSystems.resolve(folder).makeDirectories(folder) } catch { throw .file(error) }
    }

    func moveFolder(_ folder: String, to target: String) throws(MartletError) {
        do { try fileSystems.resolve(folder).rename(folder, to: target) } catch { throw .file(error) }
    }

    /// A file, or a folder with all within; nothing when there is none.
    func delete(_ path: String) throws(MartletError) {
        do { try fileSystems.resolve(path).delete(path, recursive: true) } catch {
            guard error.kind == .notFound else { throw .file(error) }
        }
    }

    /// Nil when there is no such file.
    private func read(_ path: String) throws(MartletError) -> String? {
        do {
            let bytes = try fileSystems.read(path, at: 0, count: FrameLimits.definitionBytesMax)
            return String(decoding: bytes, as: UTF8.self)
        } catch {
            guard error.kind == .notFound else { throw .file(error) }
            return nil
        }
    }

    /// Writes a file that is whole or not there; false when there is one.
    private func write(_ text: String, to path: String, as prefix: String) throws(MartletError) -> Bool {
        let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        let half = folder + "/" + prefix + "." + String(UInt64.random(in: .min ... .max), radix: 36)
        let bytes = Array(text.utf8)
        guard bytes.count <= FrameLimits.definitionBytesMax else {
            throw .argument(
                "the definition of a table has \(bytes.count) bytes; fewer columns or properties are needed")
        }
        do {
            let system = try fileSystems.resolve(path)
            try system.makeDirectories(folder)
            try Warehouse.fill(half, bytes, system)
            return try Warehouse.move(half, path, system)
        } catch { throw .file(error) }
    }

    private static func fill(_ path: String, _ bytes: [UInt8], _ system: any FileSystem) throws(FileError) {
        let file = try system.create(path)
        var failure: FileError?
        bytes.withUnsafeBytes { bytes in
            do throws(FileError) { try file.write(bytes) } catch { failure = error }
        }
        if let failure { throw failure }
        try file.close()
    }

    /// False when there is something at the path.
    private static func move(_ half: String, _ path: String, _ system: any FileSystem) throws(FileError) -> Bool {
        do { try system.rename(half, to: path) } catch {
            try? system.delete(half, recursive: false)
            if error.kind == .alreadyExists { return false }
            throw error
        }
        return true
    }

    private func unreadable(_ name: String, _ path: String, _ reason: String) -> MartletError {
        .query(SQLError("CORRUPTED_TABLE_METADATA", ["relationName": name, "path": path, "reason": reason]))
    }
}
