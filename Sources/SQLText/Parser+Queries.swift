// SPDX-License-Identifier: Apache-2.0

import Columnar
import Relational

extension SQLParser {
    /// A whole query: `SELECT` and what may stand around it.
    mutating func query() throws(SQLError) -> RelationSyntax {
        try nested { (parser) throws(SQLError) in try parser.fullQuery() }
    }

    private mutating func fullQuery() throws(SQLError) -> RelationSyntax {
        if word() == "WITH" { return try common() }
        var left = try intersection()
        while let next = word(), ["UNION", "EXCEPT", "MINUS"].contains(next) {
            advance()
            let isAll = takeAll()
            let right = try intersection()
            if next == "UNION" {
                let union = RelationSyntax.union([left, right], byName: false, allowsMissing: false)
                left = isAll ? union : .distinct(union, columns: nil)
            } else {
                left = .setOperation(.except, left, right, isAll: isAll)
            }
        }
        return try piped(try organised(left))
    }

    /// `WITH name AS (query), … query`
    private mutating func common() throws(SQLError) -> RelationSyntax {
        let wrapped = try commonQueries()
        return wrapped(try query())
    }

    /// `WITH name AS (query), …`: what becomes of a query behind it.
    mutating func commonQueries() throws(SQLError) -> (RelationSyntax) -> RelationSyntax {
        try expect(word: "WITH")
        let isRecursive = take(word: "RECURSIVE")
        var queries: [RecursiveQuery] = []
        repeat {
            var common = RecursiveQuery(name: try name(), columns: try columnNames(), query: .values([]))
            if take(words: "MAX", "RECURSION", "LEVEL") { common.levelsMax = try count() }
            _ = take(word: "AS")
            try expect(sign: "(")
            common.query = try query()
            try expect(sign: ")")
            queries.append(common)
        } while take(sign: ",")
        let found = queries
        guard isRecursive else {
            return { .with(found.map { ($0.name, $0.columns, $0.query) }, $0) }
        }
        return { .withRecursive(found, $0) }
    }

    /// Names in parentheses; none where there are no parentheses.
    private mutating func columnNames() throws(SQLError) -> [String] {
        guard take(sign: "(") else { return [] }
        var names = [try name()]
        while take(sign: ",") { names.append(try name()) }
        try expect(sign: ")")
        return names
    }

    /// Whether a query begins at the cursor, or so many tokens behind it.
    var isQuery: Bool { isQuery(0) }

    func isQuery(_ offset: Int) -> Bool {
        switch word(offset) {
        case "SELECT", "WITH", "VALUES", "FROM": !isSign(",", offset + 1) && !isSign(")", offset + 1)
        case "TABLE": true
        default: isSign("(", offset) && isQuery(offset + 1)
        }
    }

    /// The query in parentheses of which the first is read; nil when something else stands there.
    mutating func parenthesisedQuery() throws(SQLError) -> RelationSyntax? {
        guard isQuery else { return nil }
        guard isSign("(") else {
            let query = try query()
            try expect(sign: ")")
            return query
        }
        // Of `((SELECT …) …` only what follows says whether it is one.
        var ahead = self
        guard let query = try? ahead.query(), ahead.take(sign: ")") else { return nil }
        self = ahead
        return query
    }

    /// INTERSECT binds tighter than the others.
    mutating func intersection() throws(SQLError) -> RelationSyntax {
        var left = try queryTerm()
        while take(word: "INTERSECT") {
            let isAll = takeAll()
            left = .setOperation(.intersect, left, try queryTerm(), isAll: isAll)
        }
        return left
    }

    mutating func takeAll() -> Bool {
        if take(word: "ALL") { return true }
        _ = take(word: "DISTINCT")
        return false
    }

    /// ORDER BY and LIMIT belong to the SELECT when there is one alone, else to what was brought together.
    mutating func organised(_ query: RelationSyntax) throws(SQLError) -> RelationSyntax {
        var order: [Syntax] = []
        var ordersByAll: (@Sendable (Int) -> [Syntax])?
        var query = query
        if word() == "ORDER", word(1) == "BY", word(2) == "ALL", !isSign("(", 3), !isSign(",", 3), !isSign(".", 3) {
            for _ in 0..<3 { advance() }
            ordersByAll = try orderByAll()
        } else if take(words: "ORDER", "BY") {
            order = try sortKeys()
        } else if take(words: "CLUSTER", "BY") {
            let keys = try list()
            query = .sort(.repartition(query, partitions: nil, by: keys), keys, isGlobal: false)
        } else {
            if take(words: "DISTRIBUTE", "BY") { query = .repartition(query, partitions: nil, by: try list()) }
            if take(words: "SORT", "BY") { query = .sort(query, try sortKeys(), isGlobal: false) }
        }
        let windows = try namedWindows()
        if case .select(let select) = query { query = .select(select.resolved(windows)) }
        var limit: Int?
        if take(word: "LIMIT"), !take(word: "ALL") { limit = try count() }
        let offset = take(word: "OFFSET") ? try count() : nil
        if case .select(var select) = query, select.order.isEmpty, select.ordersByAll == nil, select.limit == nil,
            select.offset == nil
        {
            (select.order, select.limit, select.offset) = (order, limit, offset)
            select.ordersByAll = ordersByAll
            return .select(select.resolved(windows))
        }
        guard order.isEmpty, ordersByAll == nil else {
            // Keys may be names and numbers of columns.
            var all = SelectSyntax()
            (all.items, all.source, all.order, all.limit, all.offset) = ([.star([])], query, order, limit, offset)
            all.ordersByAll = ordersByAll
            return .select(all)
        }
        var result = query
        if let offset { result = .offset(result, offset) }
        if let limit { result = .limit(result, limit) }
        return result
    }

    mutating func count() throws(SQLError) -> Int {
        let value = try expression()
        guard case .literal(.int(let count), _) = value.bare else {
            throw unsupported("LIMIT and OFFSET that are no written numbers")
        }
        return count
    }

    /// What stands behind `ORDER BY ALL`: the keys for so many columns.
    private mutating func orderByAll() throws(SQLError) -> @Sendable (Int) -> [Syntax] {
        let isDescending = take(word: "DESC")
        if !isDescending { _ = take(word: "ASC") }
        let nullsFirst: Bool? = take(words: "NULLS", "FIRST") ? true : take(words: "NULLS", "LAST") ? false : nil
        return { count in
            (1...max(count, 1)).map {
                .sort(.literal(.int($0), .int), descending: isDescending, nullsFirst: nullsFirst)
            }
        }
    }

    mutating func sortKeys() throws(SQLError) -> [Syntax] {
        var keys: [Syntax] = []
        repeat {
            let start = at
            let value = try expression()
            let isDescending = take(word: "DESC")
            if !isDescending { _ = take(word: "ASC") }
            var nullsFirst: Bool?
            if take(words: "NULLS", "FIRST") {
                nullsFirst = true
            } else if take(words: "NULLS", "LAST") {
                nullsFirst = false
            }
            keys.append(.placed(.sort(value, descending: isDescending, nullsFirst: nullsFirst), place(from: start)))
        } while take(sign: ",")
        return keys
    }

    private mutating func queryTerm() throws(SQLError) -> RelationSyntax {
        if take(sign: "(") {
            let inner = try query()
            try expect(sign: ")")
            return inner
        }
        if word() == "VALUES" {
            advance()
            return try aliased(try values())
        }
        if word() == "FROM" { return try fromFirst() }
        if take(word: "TABLE") { return .named(try qualifiedName(), nil) }
        guard word() == "SELECT" else {
            if let statement = word(), SQLParser.statements.contains(statement) {
                throw unsupported("the statement \(statement)")
            }
            throw unexpected()
        }
        return .select(try select())
    }

    private static let statements: Set<String> = [
        "CREATE", "DROP", "INSERT", "SHOW", "DESCRIBE", "DESC", "SET", "CACHE", "UNCACHE", "EXPLAIN", "USE", "ALTER",
        "TRUNCATE", "MERGE", "DELETE", "UPDATE", "REFRESH", "ANALYZE", "ADD", "DECLARE",
    ]

    private mutating func values() throws(SQLError) -> RelationSyntax {
        var rows: [[Syntax]] = []
        repeat {
            let value = try expression()
            if case .call("struct", let members, _) = value.bare { rows.append(members) } else { rows.append([value]) }
        } while take(sign: ",")
        return .values(rows)
    }

    /// `FROM relations SELECT …`, and the relations alone.
    private mutating func fromFirst() throws(SQLError) -> RelationSyntax {
        let source = try firstRelations()
        guard word() == "SELECT" else { return source }
        return .select(try select(source))
    }

    /// `FROM relations`
    mutating func firstRelations() throws(SQLError) -> RelationSyntax {
        try expect(word: "FROM")
        var source = try relations()
        while word() == "LATERAL", word(1) == "VIEW" { source = try lateralView(source) }
        return source
    }

    mutating func select(_ given: RelationSyntax? = nil) throws(SQLError) -> SelectSyntax {
        try expect(word: "SELECT")
        var select = SelectSyntax()
        select.source = given
        if take(word: "DISTINCT") { select.isDistinct = true } else { _ = take(word: "ALL") }
        repeat { select.items.append(try selectItem()) } while take(sign: ",")
        if given == nil, take(word: "FROM") { select.source = try relations() }
        while word() == "LATERAL", word(1) == "VIEW" {
            let source = select.source ?? .values([])
            select.source = try lateralView(source)
        }
        if take(word: "WHERE") { select.condition = try expression() }
        if take(words: "GROUP", "BY") {
            if word() == "ALL", !isSign("(", 1), !isSign(",", 1) {
                advance()
                select.groupsByAll = true
            } else {
                select.group = try groupKeys()
            }
        }
        if take(word: "HAVING") { select.having = try expression() }
        let windows = try namedWindows()
        if take(word: "QUALIFY") { select.qualify = try expression() }
        return select.resolved(windows)
    }

    mutating func groupKeys() throws(SQLError) -> [Syntax] {
        var keys: [Syntax] = []
        repeat {
            if take(words: "GROUPING", "SETS") {
                keys.append(.call(GroupingCall.sets, try groupingSets()))
            } else {
                keys.append(try expression())
            }
        } while take(sign: ",")
        // The older way of writing it.
        if take(words: "WITH", "ROLLUP") { return [.call(GroupingCall.rollup, keys)] }
        if take(words: "WITH", "CUBE") { return [.call(GroupingCall.cube, keys)] }
        if take(words: "GROUPING", "SETS") {
            return [.call(GroupingCall.setsOfKeys, [.call("struct", keys)] + (try groupingSets()))]
        }
        return keys
    }

    /// Each as a struct.
    private mutating func groupingSets() throws(SQLError) -> [Syntax] {
        try expect(sign: "(")
        var sets: [Syntax] = []
        repeat {
            if take(sign: "(") {
                let members = isSign(")") ? [] : try list()
                try expect(sign: ")")
                sets.append(.call("struct", members))
            } else if take(words: "GROUPING", "SETS") {
                sets.append(.call(GroupingCall.sets, try groupingSets()))
            } else if word().map({ ["ROLLUP", "CUBE"].contains($0) }) ?? false, isSign("(", 1) {
                sets.append(try expression())
            } else {
                sets.append(.call("struct", [try expression()]))
            }
        } while take(sign: ",")
        try expect(sign: ")")
        return sets
    }

    /// `LATERAL VIEW [OUTER] generator(…) table [AS column, …]`
    private mutating func lateralView(_ source: RelationSyntax) throws(SQLError) -> RelationSyntax {
        try expect(word: "LATERAL")
        try expect(word: "VIEW")
        let isOuter = take(word: "OUTER")
        let call = try expression()
        let table = word() == "AS" ? nil : try optionalAlias()
        var columns: [String] = []
        if take(word: "AS") {
            repeat { columns.append(try name()) } while take(sign: ",")
        }
        return .lateralView(source, call, isOuter: isOuter, table: table, columns: columns)
    }

    // MARK: FROM

    private mutating func relations() throws(SQLError) -> RelationSyntax {
        // What is LATERAL on the left has no rows to its left.
        if word() == "LATERAL", word(1) != "VIEW" { try expect(word: "LATERAL") }
        var left = try joined()
        while take(sign: ",") {
            if word() == "LATERAL", word(1) != "VIEW" {
                left = try joins(.lateralJoin(left, try lateralRelation(), .cross, .none))
            } else {
                left = .join(left, try joined(), .cross, .none)
            }
        }
        return left
    }

    private mutating func joined() throws(SQLError) -> RelationSyntax {
        try joins(try relation())
    }

    /// The query behind LATERAL.
    private mutating func lateralRelation() throws(SQLError) -> RelationSyntax {
        try expect(word: "LATERAL")
        return try relation()
    }

    /// What is joined to a relation.
    mutating func joins(_ first: RelationSyntax) throws(SQLError) -> RelationSyntax {
        var left = first
        while true {
            let isNatural = take(word: "NATURAL")
            guard let type = joinType() else { break }
            if word() == "LATERAL" {
                let query = try lateralRelation()
                let condition: JoinCondition = take(word: "ON") ? .on(try expression()) : .none
                left = .lateralJoin(left, query, type, condition)
                continue
            }
            let right = try relation()
            if isNatural {
                left = .join(left, right, type, .natural)
            } else if take(word: "ON") {
                left = .join(left, right, type == .cross ? .inner : type, .on(try expression()))
            } else if take(word: "USING") {
                try expect(sign: "(")
                var names = [try name()]
                while take(sign: ",") { names.append(try name()) }
                try expect(sign: ")")
                left = .join(left, right, type, .using(names))
            } else {
                left = .join(left, right, type, .none)
            }
        }
        return left
    }

    mutating func joinType() -> JoinType? {
        let forms: [([String], JoinType)] = [
            (["JOIN"], .inner), (["INNER", "JOIN"], .inner), (["CROSS", "JOIN"], .cross),
            (["LEFT", "JOIN"], .left), (["LEFT", "OUTER", "JOIN"], .left), (["RIGHT", "JOIN"], .right),
            (["RIGHT", "OUTER", "JOIN"], .right), (["FULL", "JOIN"], .full), (["FULL", "OUTER", "JOIN"], .full),
            (["LEFT", "SEMI", "JOIN"], .semi), (["SEMI", "JOIN"], .semi), (["LEFT", "ANTI", "JOIN"], .anti),
            (["ANTI", "JOIN"], .anti),
        ]
        for (words, type) in forms where words.indices.allSatisfy({ word($0) == words[$0] }) {
            for _ in words { advance() }
            return type
        }
        return nil
    }

    private mutating func relation() throws(SQLError) -> RelationSyntax {
        var source: RelationSyntax
        let start = at
        if take(sign: "(") {
            if let query = try parenthesisedQuery() {
                source = query
            } else {
                source = try relations()
                try expect(sign: ")")
            }
        } else if word() == "VALUES", startsValue(1) {
            advance()
            source = try values()
        } else {
            let parts = try qualifiedName()
            source = isSign("(") ? try tableFunction(parts) : .named(parts, place(from: start))
        }
        if word() == "TABLESAMPLE" { source = try sampled(source) }
        if word() == "PIVOT", isSign("(", 1) {
            source = try pivot(source)
        } else if word() == "UNPIVOT" {
            source = try unpivot(source)
        }
        return try aliased(source)
    }

    /// Whether a token begins a value and not an alias.
    private func startsValue(_ offset: Int) -> Bool {
        guard at + offset < tokens.count else { return false }
        switch tokens[at + offset].kind {
        case .number, .text: return true
        case .sign(let sign): return sign == "(" || sign == "-"
        case .word: return isSign("(", offset + 1) || ["NULL", "TRUE", "FALSE"].contains(word(offset) ?? "")
        default: return false
        }
    }

    /// A relation with the alias that may follow.
    private mutating func aliased(_ source: RelationSyntax) throws(SQLError) -> RelationSyntax {
        guard let alias = try optionalAlias() else { return source }
        var columns: [String] = []
        if take(sign: "(") {
            repeat { columns.append(try name()) } while take(sign: ",")
            try expect(sign: ")")
        }
        return .alias(source, alias, columns: columns)
    }

    /// `range(…)`, or a function that makes rows.
    private mutating func tableFunction(_ parts: [String]) throws(SQLError) -> RelationSyntax {
        let start = at - parts.count
        try expect(sign: "(")
        let name = parts.joined(separator: ".")
        var given: [(name: String?, value: Syntax)] = []
        if !isSign(")") { repeat { given.append(try argument()) } while take(sign: ",") }
        try expect(sign: ")")
        let arguments = try NamedArguments.ordered(name, given, at: place(from: start))
        if name.lowercased() == "identifier" { throw unexpected() }
        guard name.lowercased() == "range" else {
            guard SQLParser.generators.contains(name.lowercased()) else {
                throw unsupported("the table function \(name)")
            }
            var select = SelectSyntax()
            select.items = [.placed(.call(name, arguments), place(from: max(start, 0)))]
            return .select(select)
        }
        var numbers: [Int] = []
        for argument in arguments {
            guard case .literal(.int(let number), _) = argument.bare else {
                throw unsupported("range of what is no written number")
            }
            numbers.append(number)
        }
        guard (1...4).contains(numbers.count), numbers.count < 3 || numbers[2] != 0 else {
            throw unsupported("range(\(numbers.map { "\($0)" }.joined(separator: ", ")))")
        }
        let id = Attribute("id", .bigint, isNullable: false)
        return .relation(
            Relation(
                .range(
                    start: numbers.count == 1 ? 0 : numbers[0], end: numbers.count == 1 ? numbers[0] : numbers[1],
                    step: numbers.count > 2 ? numbers[2] : 1, partitions: numbers.count > 3 ? numbers[3] : nil), [id]))
    }

    private static let generators: Set<String> = [
        "explode", "explode_outer", "posexplode", "posexplode_outer", "inline", "inline_outer", "stack", "json_tuple",
    ]

    // MARK: Pivot

    /// `PIVOT (aggregates FOR column IN (values))`
    mutating func pivot(_ source: RelationSyntax) throws(SQLError) -> RelationSyntax {
        advance()
        try expect(sign: "(")
        var aggregates: [Syntax] = []
        repeat { aggregates.append(try selectItem()) } while take(sign: ",")
        try expect(word: "FOR")
        let column = try unary()
        try expect(word: "IN")
        try expect(sign: "(")
        var values: [Syntax] = []
        repeat { values.append(try selectItem()) } while take(sign: ",")
        try expect(sign: ")")
        try expect(sign: ")")
        return .pivot(source, aggregates: aggregates, column: column, values: values)
    }

    /// `UNPIVOT [INCLUDE NULLS] (value FOR name IN (columns))`
    mutating func unpivot(_ source: RelationSyntax) throws(SQLError) -> RelationSyntax {
        advance()
        let includesNulls = take(words: "INCLUDE", "NULLS")
        _ = take(words: "EXCLUDE", "NULLS")
        try expect(sign: "(")
        let value = isSign("(") ? try columnNames() : [try name()]
        try expect(word: "FOR")
        let variable = try name()
        try expect(word: "IN")
        try expect(sign: "(")
        var columns: [Syntax] = []
        repeat { columns.append(try selectItem()) } while take(sign: ",")
        try expect(sign: ")")
        try expect(sign: ")")
        return .unpivot(
            source, ids: nil, values: columns, variable: variable, value: value, includesNulls: includesNulls)
    }
}
