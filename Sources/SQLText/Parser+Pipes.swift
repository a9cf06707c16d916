// SPDX-License-Identifier: Apache-2.0

import Columnar
import Relational

// `query |> operator …`, and samples.
extension SQLParser {
    /// The query with the operators behind it, each over what the one before gave.
    mutating func piped(_ first: RelationSyntax) throws(SQLError) -> RelationSyntax {
        var query = first
        while take(sign: "|>") { query = try pipe(query) }
        return query
    }

    private mutating func pipe(_ input: RelationSyntax) throws(SQLError) -> RelationSyntax {
        switch word() {
        case "SELECT": return .select(try select(input))
        case "EXTEND":
            advance()
            var select = SelectSyntax()
            (select.items, select.source) = ([.star([])], input)
            repeat { select.items.append(try selectItem()) } while take(sign: ",")
            return .select(select)
        case "SET":
            advance()
            var query = input
            repeat {
                let name = try name()
                try expect(sign: "=")
                query = .withColumns(query, [(name, try expression())])
            } while take(sign: ",")
            return query
        case "DROP":
            advance()
            var columns: [Syntax] = []
            repeat { columns.append(.literal(.string(try name()), .string)) } while take(sign: ",")
            return .drop(input, columns)
        case "AS":
            advance()
            return .alias(input, try name(), columns: [])
        case "WHERE":
            advance()
            return .filter(input, try expression())
        case "AGGREGATE":
            advance()
            return try pipedAggregate(input)
        case "UNION", "EXCEPT", "MINUS", "INTERSECT":
            let name = word()
            advance()
            let isAll = takeAll()
            let right = try intersection()
            if name == "UNION" {
                let union = RelationSyntax.union([input, right], byName: false, allowsMissing: false)
                return isAll ? union : .distinct(union, columns: nil)
            }
            return .setOperation(name == "INTERSECT" ? .intersect : .except, input, right, isAll: isAll)
        case "PIVOT": return try pivot(input)
        case "UNPIVOT": return try unpivot(input)
        case "TABLESAMPLE": return try sampled(input)
        case "ORDER", "SORT", "CLUSTER", "DISTRIBUTE", "LIMIT", "OFFSET":
            // Of the rows as they are: nothing that was there before takes part.
            return try organised(.project(input, [.star([])]))
        default:
            var ahead = self
            guard ahead.take(word: "NATURAL") || ahead.joinType() != nil else { throw unexpected() }
            return try joins(input)
        }
    }

    /// `AGGREGATE items [GROUP BY keys]`: the keys, then the items.
    private mutating func pipedAggregate(_ input: RelationSyntax) throws(SQLError) -> RelationSyntax {
        var items: [Syntax] = []
        if word() != "GROUP" {
            repeat { items.append(try selectItem()) } while take(sign: ",")
        }
        var keys: [Syntax] = []
        if take(words: "GROUP", "BY") {
            repeat { keys.append(try selectItem()) } while take(sign: ",")
        }
        return .aggregate(input, group: keys, columns: items)
    }

    /// `TABLESAMPLE (share PERCENT | count ROWS | BUCKET one OUT OF all) [REPEATABLE (seed)]`
    mutating func sampled(_ input: RelationSyntax) throws(SQLError) -> RelationSyntax {
        try expect(word: "TABLESAMPLE")
        try expect(sign: "(")
        var share: Double?
        var rows: Int?
        if take(word: "BUCKET") {
            let one = try count()
            guard take(words: "OUT", "OF") else { throw unexpected() }
            let all = try count()
            guard all > 0, (1...all).contains(one), word() != "ON" else { throw unsupported("such a bucket") }
            share = 1 / Double(all)
        } else {
            let value = try expression()
            if take(word: "ROWS") {
                guard case .literal(.int(let count), _) = value.bare, count >= 0 else { throw unexpected() }
                rows = count
            } else {
                try expect(word: "PERCENT")
                switch value.bare {
                case .literal(.int(let number), .decimal(_, let scale)):
                    share = (0..<scale).reduce(Double(number)) { share, _ in share / 10 } / 100
                case .literal(.int(let number), _): share = Double(number) / 100
                case .literal(.float(let number), _): share = number / 100
                default: throw unexpected()
                }
            }
        }
        try expect(sign: ")")
        var seed = Int.random(in: 0...Int.max)
        if take(word: "REPEATABLE") {
            try expect(sign: "(")
            seed = try count()
            try expect(sign: ")")
        }
        if let rows { return .limit(input, rows) }
        guard let share, (0...1).contains(share) else {
            throw unsupported("TABLESAMPLE of less than nothing, or more than everything")
        }
        return .sample(input, share, seed: seed)
    }
}
