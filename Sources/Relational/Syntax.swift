// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// An expression as the user wrote it: names, not yet columns.
public indirect enum Syntax: Sendable {
    /// A name in its parts; with the number of a frame, that frame's column.
    case column([String], frame: Int?)
    /// All columns; of an alias or a struct by its name.
    case star([String])
    case literal(Scalar, SQLType)
    /// A written interval: months or microseconds, and what its column is called.
    case interval(Int, SQLType, shown: String)
    case call(String, [Syntax], CallModifiers)
    case cast(Syntax, SQLType, CastForm)
    case alias(Syntax, [String])
    case caseWhen([(condition: Syntax, value: Syntax)], otherwise: Syntax?)
    case sort(Syntax, descending: Bool, nullsFirst: Bool?)
    /// A struct's field, an element, a map's value.
    case field(Syntax, key: Syntax)
    /// A function of the user's.
    case user(UserFunction, [Syntax])
    /// A lambda function of named arguments, and one of those within its body.
    case lambda([String], Syntax)
    case variable(String)
    case placed(Syntax, SQLPlace)
    /// An expression whose column has notes, a JSON object.
    case noted(Syntax, metadata: String)
    /// A function over the rows around.
    case over(Syntax, WindowSyntax)
    /// A query as a value; of `isIn` with what is looked for in it.
    case subquery(SubqueryKind, RelationSyntax, [Syntax])

    /// A call of a function or an operator by name.
    public static func call(_ name: String, _ arguments: [Syntax]) -> Syntax { .call(name, arguments, CallModifiers()) }
}

/// What a call of an aggregate may have besides arguments.
public struct CallModifiers: Sendable {
    public var isDistinct: Bool
    public var filter: Syntax?
    public var ignoresNulls: Bool

    public init(isDistinct: Bool = false, filter: Syntax? = nil, ignoresNulls: Bool = false) {
        self.isDistinct = isDistinct
        self.filter = filter
        self.ignoresNulls = ignoresNulls
    }

    var isPlain: Bool { !isDistinct && filter == nil && !ignoresNulls }
}

/// How a cast was written.
public enum CastForm: Sendable {
    /// `CAST(x AS t)`
    case cast
    /// `TIMESTAMP 'x'`
    case typed
    /// `TRY_CAST(x AS t)`: NULL where there is no value.
    case attempt
    /// A method of a column, which keeps the column's name; and one that tries.
    case method, attemptMethod

    var isAttempt: Bool { self == .attempt || self == .attemptMethod }
}

extension Syntax {
    /// As the number of a frame: a column of the rows around a subquery.
    public static let outerFrame = -1

    /// Without the places around it.
    public var bare: Syntax {
        var syntax = self
        while case .placed(let inner, _) = syntax { syntax = inner }
        return syntax
    }

    /// The place of the whole, if it is known.
    public var place: SQLPlace? { if case .placed(_, let place) = self { place } else { nil } }

    /// Expressions directly below.
    var children: [Syntax] {
        switch self {
        case .column, .star, .literal, .interval, .variable: []
        case .user(_, let arguments): arguments
        case .call(_, let arguments, let modifiers): arguments + (modifiers.filter.map { [$0] } ?? [])
        case .cast(let value, _, _), .alias(let value, _), .sort(let value, _, _), .placed(let value, _),
            .noted(let value, _), .lambda(_, let value):
            [value]
        case .field(let value, let key): [value, key]
        case .over(let function, let window): [function] + window.children
        case .subquery(_, _, let values): values
        case .caseWhen(let branches, let otherwise):
            branches.flatMap { [$0.condition, $0.value] } + (otherwise.map { [$0] } ?? [])
        }
    }
}

extension Syntax {
    /// A lambda function as SQL text has it: names in the body that are those of arguments mean them.
    public static func lambda(_ names: [String], over body: Syntax) -> Syntax {
        .lambda(names, body.meaning(Set(names.map { $0.lowercased() })))
    }

    private func meaning(_ names: Set<String>) -> Syntax {
        replacing { node in
            switch node {
            case .column(let parts, nil) where names.contains(parts[0].lowercased()):
                parts.dropFirst().reduce(.variable(parts[0].lowercased())) {
                    .field($0, key: .literal(.string($1), .string))
                }
            case .lambda(let own, let body):
                .lambda(own, body.meaning(names.subtracting(own.map { $0.lowercased() })))
            default: nil
            }
        }
    }

    /// Each node replaced for which `change` gives another one, from the top.
    public func replacing(_ change: (Syntax) -> Syntax?) -> Syntax {
        if let changed = change(self) { return changed }
        func all(_ values: [Syntax]) -> [Syntax] { values.map { $0.replacing(change) } }
        switch self {
        case .column, .star, .literal, .interval, .variable: return self
        case .user(let function, let arguments): return .user(function, all(arguments))
        case .lambda(let names, let body): return .lambda(names, body.replacing(change))
        case .call(let name, let arguments, var modifiers):
            modifiers.filter = modifiers.filter?.replacing(change)
            return .call(name, all(arguments), modifiers)
        case .cast(let value, let type, let form): return .cast(value.replacing(change), type, form)
        case .alias(let value, let names): return .alias(value.replacing(change), names)
        case .sort(let value, let descending, let nulls):
            return .sort(value.replacing(change), descending: descending, nullsFirst: nulls)
        case .placed(let value, let place): return .placed(value.replacing(change), place)
        case .noted(let value, let metadata): return .noted(value.replacing(change), metadata: metadata)
        case .field(let value, let key): return .field(value.replacing(change), key: key.replacing(change))
        case .over(let function, let window):
            return .over(function.replacing(change), window.with(children: all(window.children)))
        case .subquery(let kind, let relation, let values): return .subquery(kind, relation, all(values))
        case .caseWhen(let branches, let otherwise):
            return .caseWhen(
                branches.map { ($0.condition.replacing(change), $0.value.replacing(change)) },
                otherwise: otherwise?.replacing(change))
        }
    }
}

/// A relation as the user wrote it.
public indirect enum RelationSyntax: Sendable {
    /// One that is analysed already.
    case relation(Relation)
    /// A view or table by its name.
    case named([String], SQLPlace?)
    case project(RelationSyntax, [Syntax])
    case withColumns(RelationSyntax, [(name: String, value: Syntax)])
    case rename(RelationSyntax, [(old: String, new: String)])
    case renameAll(RelationSyntax, [String])
    case drop(RelationSyntax, [Syntax])
    case filter(RelationSyntax, Syntax)
    case limit(RelationSyntax, Int)
    case offset(RelationSyntax, Int)
    case sort(RelationSyntax, [Syntax], isGlobal: Bool)
    case aggregate(RelationSyntax, group: [Syntax], columns: [Syntax])
    /// Each different row once; or one row for each of the values of the columns.
    case distinct(RelationSyntax, columns: [String]?)
    case union([RelationSyntax], byName: Bool, allowsMissing: Bool)
    case setOperation(SetOperation, RelationSyntax, RelationSyntax, isAll: Bool)
    case join(RelationSyntax, RelationSyntax, JoinType, JoinCondition)
    case repartition(RelationSyntax, partitions: Int?, by: [Syntax])
    case coalesce(RelationSyntax, partitions: Int)
    case alias(RelationSyntax, String, columns: [String])
    /// Columns by name, in this order and of these types: cast, or, where they are assigned, as ANSI's rules of
    /// assignment let them be.
    case conform(RelationSyntax, Schema, isAssigned: Bool)
    case values([[Syntax]])
    case select(SelectSyntax)
    case repartitionByRange(RelationSyntax, partitions: Int?, by: [Syntax])
    /// Queries by name for the last one.
    case with([(name: String, columns: [String], query: RelationSyntax)], RelationSyntax)
    /// `WITH RECURSIVE`
    case withRecursive([RecursiveQuery], RelationSyntax)
    /// A query that may name columns of the rows to its left.
    case lateralJoin(RelationSyntax, RelationSyntax, JoinType, JoinCondition)
    /// About so large a share of the rows.
    case sample(RelationSyntax, Double, seed: Int)
    /// `LATERAL VIEW`
    case lateralView(RelationSyntax, Syntax, isOuter: Bool, table: String?, columns: [String])
    case unpivot(
        RelationSyntax, ids: [Syntax]?, values: [Syntax]?, variable: String, value: [String], includesNulls: Bool)
    /// `PIVOT (aggregates FOR column IN (values))`
    case pivot(RelationSyntax, aggregates: [Syntax], column: Syntax, values: [Syntax])
}

/// A query of `WITH RECURSIVE`: what it begins with, and, where it names itself, what follows from the rows before.
public struct RecursiveQuery: Sendable {
    public var name: String
    public var columns: [String]
    public var query: RelationSyntax
    /// How often rows may follow from rows; nil: as often as usual.
    public var levelsMax: Int?

    public init(name: String, columns: [String], query: RelationSyntax, levelsMax: Int? = nil) {
        self.name = name
        self.columns = columns
        self.query = query
        self.levelsMax = levelsMax
    }
}

/// `SELECT`, in the order in which it means something.
public struct SelectSyntax: Sendable {
    public var items: [Syntax] = []
    public var isDistinct = false
    /// Nil: one row without columns.
    public var source: RelationSyntax?
    public var condition: Syntax?
    public var group: [Syntax]?
    public var having: Syntax?
    /// Over the items, functions over windows too.
    public var qualify: Syntax?
    /// `SELECT *` in `GROUP BY ALL`: every item without an aggregate is a key.
    public var groupsByAll = false
    public var order: [Syntax] = []
    /// `ORDER BY ALL`: the keys for so many selected columns.
    public var ordersByAll: (@Sendable (Int) -> [Syntax])?
    public var limit: Int?
    public var offset: Int?

    public init() {}
}

public enum SetOperation: String, Sendable {
    case intersect, except
}

public enum JoinType: String, Sendable {
    case inner, left, right, full, semi, anti, cross
    /// As `anti`, but no row where one of the others is null: NOT IN.
    case antiUnlessNull
}

public enum JoinCondition: Sendable {
    case none
    case on(Syntax)
    case using([String])
    /// Columns of equal names.
    case natural
}
