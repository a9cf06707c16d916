// SPDX-License-Identifier: Apache-2.0

/// The columns that names in an expression may mean.
struct Scope {
    let attributes: [Attribute]
    private let settings: SQLSettings
    private let byName: [String: [Int]]
    /// Columns that names mean which mean none of the others, although some of those have the same name: `t.x` where
    /// `u.x` is selected.
    let behind: [Attribute]
    /// Those of relations, in their order, with the ones that stars leave out.
    private let all: [Attribute]

    init(_ given: [Attribute], _ settings: SQLSettings, behind: [Attribute] = []) {
        self.init(given.filter { !$0.isHidden }, settings, behind: behind + given.filter { $0.isHidden }, all: given)
    }

    private init(_ attributes: [Attribute], _ settings: SQLSettings, behind: [Attribute], all: [Attribute]) {
        self.attributes = attributes
        self.settings = settings
        self.behind = behind
        self.all = all
        var byName: [String: [Int]] = [:]
        for (index, attribute) in attributes.enumerated() {
            byName[Scope.key(attribute.name, settings), default: []].append(index)
        }
        self.byName = byName
    }

    private static func key(_ name: String, _ settings: SQLSettings) -> String {
        settings.isCaseSensitive ? name : name.lowercased()
    }

    /// What a name means: a column and the names of fields below it.
    struct Match {
        let attribute: Attribute
        let fields: ArraySlice<String>
    }

    /// Nil when no column has the name.
    func find(_ parts: [String], at place: SQLPlace?) throws(SQLError) -> Match? {
        if let match = try ofDatabase(parts, place) { return match }
        // `alias.column` before `column.field`.
        if parts.count > 1 {
            let alias = Scope.key(parts[0], settings)
            let found = candidates(parts[1]).filter {
                $0.qualifier.map { Scope.key($0, settings) == alias } ?? false
            }
            if let match = try single(found, parts, place) { return Match(attribute: match, fields: parts[2...]) }
        }
        if let match = try single(candidates(parts[0]), parts, place) {
            return Match(attribute: match, fields: parts[1...])
        }
        if let rest = withoutDatabase(parts), let match = try find(rest, at: place) { return match }
        return behind.isEmpty ? nil : try Scope(behind, settings, behind: [], all: []).find(parts, at: place)
    }

    /// `database.table.column`, also behind the catalog.
    private func ofDatabase(_ given: [String], _ place: SQLPlace?) throws(SQLError) -> Match? {
        var parts = given[...]
        if parts.count > 3, parts[0].lowercased() == TableName.catalog { parts = parts.dropFirst() }
        guard parts.count > 2 else { return nil }
        let (database, table, column) = (parts.removeFirst(), parts.removeFirst(), parts.removeFirst())
        let found = candidates(column).filter { isOf($0, table, database) }
        return try single(found, given, place).map { Match(attribute: $0, fields: parts) }
    }

    private func isOf(_ attribute: Attribute, _ table: String, _ database: String) -> Bool {
        guard let own = attribute.database, let alias = attribute.qualifier else { return false }
        return own.lowercased() == database.lowercased() && Scope.key(alias, settings) == Scope.key(table, settings)
    }

    /// `table.column` of `database.table.column` and `catalog.database.table.column`.
    private func withoutDatabase(_ parts: [String]) -> [String]? {
        guard parts.count > 2 else { return nil }
        let first = parts[0].lowercased()
        if first == TableName.catalog, parts.count > 3 { return Array(parts.dropFirst(2)) }
        let known = [settings.database.lowercased(), TableName.standardDatabase, TableName.globalDatabase]
        return known.contains(first) ? Array(parts.dropFirst()) : nil
    }

    private func candidates(_ name: String) -> [Attribute] {
        (byName[Scope.key(name, settings)] ?? []).map { attributes[$0] }
    }

    private func single(_ found: [Attribute], _ parts: [String], _ place: SQLPlace?) throws(SQLError) -> Attribute? {
        guard let first = found.first else { return nil }
        guard found.allSatisfy({ $0.id == first.id }) else {
            let names = found.map { attribute in
                (attribute.qualifier.map { quoted($0) + "." } ?? "") + quoted(attribute.name)
            }
            throw SQLError(
                "AMBIGUOUS_REFERENCE",
                [
                    "name": parts.map { quoted($0) }.joined(separator: "."),
                    "referenceNames": names.joined(separator: ", "),
                ], at: place)
        }
        return first
    }

    /// Columns of a relation's alias, for `alias.*`, or of a table with its database.
    func columns(of parts: [String]) -> [Attribute] {
        var parts = parts[...]
        if parts.count == 3, parts[0].lowercased() == TableName.catalog { parts = parts.dropFirst() }
        guard let alias = parts.popLast(), parts.count < 2 else { return [] }
        if let database = parts.first { return all.filter { isOf($0, alias, database) }.map(\.shown) }
        let wanted = Scope.key(alias, settings)
        return all.filter { $0.qualifier.map { Scope.key($0, settings) == wanted } ?? false }.map(\.shown)
    }

    /// The column of a number.
    func attribute(_ id: Int) -> Attribute? {
        attributes.first { $0.id == id } ?? behind.first { $0.id == id }.map(\.shown)
    }

    func isNamed(_ attribute: Attribute, _ name: String) -> Bool {
        Scope.key(attribute.name, settings) == Scope.key(name, settings)
    }

    /// The error of a name that nothing has.
    func unresolved(_ parts: [String], at place: SQLPlace?) -> SQLError {
        let name = parts.map { quoted($0) }.joined(separator: ".")
        let proposals = Scope.proposals(for: parts.joined(separator: "."), among: attributes)
        guard !proposals.isEmpty else {
            return SQLError("UNRESOLVED_COLUMN.WITHOUT_SUGGESTION", ["objectName": name], at: place)
        }
        return SQLError(
            "UNRESOLVED_COLUMN.WITH_SUGGESTION",
            ["objectName": name, "proposal": proposals.joined(separator: ", ")], at: place)
    }

    /// Names like `name`, the nearest first: as Spark does, names in backticks against one without.
    static func proposals(for name: String, among attributes: [Attribute]) -> [String] {
        let qualifiers = Set(attributes.map(\.qualifier))
        var ranked: [(distance: Int, name: String)] = []
        var seen: Set<String> = []
        for attribute in attributes {
            let qualifier = qualifiers.count > 1 ? attribute.qualifier.map { quoted($0) + "." } ?? "" : ""
            let shown = qualifier + quoted(attribute.name)
            guard seen.insert(shown).inserted else { continue }
            ranked.append((distance(name, shown), shown))
        }
        // Stable: those as near as others stay in the order of the columns.
        let order = ranked.indices.sorted { (ranked[$0].distance, $0) < (ranked[$1].distance, $1) }
        return order.prefix(RelationalLimits.suggestionsMax).map { ranked[$0].name }
    }

    /// Levenshtein's: how many code points are put in, left out or changed.
    static func distance(_ one: String, _ two: String) -> Int {
        let left = Array(one.unicodeScalars.prefix(RelationalLimits.suggestedBytesMax))
        let right = Array(two.unicodeScalars.prefix(RelationalLimits.suggestedBytesMax))
        var row = Array(0...right.count)
        for (index, scalar) in left.enumerated() {
            var corner = row[0]
            row[0] = index + 1
            for other in right.indices {
                let changed = corner + (scalar == right[other] ? 0 : 1)
                corner = row[other + 1]
                row[other + 1] = min(changed, min(row[other], row[other + 1]) + 1)
            }
        }
        return row[right.count]
    }
}

extension Attribute {
    /// As a column that is selected.
    fileprivate var shown: Attribute {
        var attribute = self
        attribute.isHidden = false
        return attribute
    }
}
