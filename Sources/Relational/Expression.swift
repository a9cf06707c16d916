// SPDX-License-Identifier: Apache-2.0

public import Columnar
import Synchronization

/// A column by number: names are for people only.
public struct Attribute: Hashable, Sendable {
    public let id: Int
    public var name: String
    /// The alias of the relation, by which the column may be called too.
    public var qualifier: String?
    /// The database of the relation, in front of its name.
    public var database: String?
    /// Found where it is called with its relation: `u.x` behind a join of `t` and `u` by `x`. Stars leave it out.
    var isHidden = false
    public var type: SQLType
    public var isNullable: Bool
    public var metadata: String

    private static let next = Atomic<Int>(1)

    /// A new column.
    public init(
        _ name: String, _ type: SQLType, isNullable: Bool, qualifier: String? = nil, metadata: String = "{}"
    ) {
        id = Attribute.next.wrappingAdd(1, ordering: .relaxed).oldValue
        self.name = name
        self.qualifier = qualifier
        self.type = type
        self.isNullable = isNullable
        self.metadata = metadata
    }

    /// Another column with the same name and type.
    public func renewed() -> Attribute {
        var fresh = Attribute(name, type, isNullable: isNullable, qualifier: qualifier, metadata: metadata)
        (fresh.database, fresh.isHidden) = (database, isHidden)
        return fresh
    }

    /// The same column, which may be null.
    func nullable(_ isSo: Bool = true) -> Attribute {
        var changed = self
        changed.isNullable = isNullable || isSo
        return changed
    }

    public var field: Field { Field(name, type, isNullable: isNullable, metadata: metadata) }
}

/// An expression whose columns are known and whose types are right. A node that is used twice may be one object.
public final class Expression: Sendable {
    public let kind: Kind
    public let type: SQLType
    public let isNullable: Bool
    public let place: SQLPlace?

    public indirect enum Kind: Sendable {
        case attribute(Int)
        case literal(Scalar)
        case call(Operation, [Expression], OnFailure)
        case cast(Expression, OnFailure)
        case caseWhen([(condition: Expression, value: Expression)], otherwise: Expression?)
        /// A field of a struct.
        case field(Expression, Int)
        case aggregate(AggregateExpression)
        /// A row for each element.
        case explode(Expression, Explosion)
        /// A function of variables by number, as an argument of an operation; its type is that of its body.
        case lambda([Int], Expression)
        case variable(Int)
        case user(UserFunction, [Expression])
        case window(WindowExpression)
        /// Gone once the query is analysed.
        case subquery(SubqueryExpression)
    }

    public init(_ kind: Kind, _ type: SQLType, isNullable: Bool, at place: SQLPlace? = nil) {
        self.kind = kind
        self.type = type
        self.isNullable = isNullable
        self.place = place
    }

    public convenience init(_ attribute: Attribute, at place: SQLPlace? = nil) {
        self.init(.attribute(attribute.id), attribute.type, isNullable: attribute.isNullable, at: place)
    }

    public static func literal(_ value: Scalar, _ type: SQLType, at place: SQLPlace? = nil) -> Expression {
        Expression(.literal(value), type, isNullable: value == .null, at: place)
    }

    static func call(
        _ operation: Operation, _ arguments: [Expression], _ type: SQLType, isNullable: Bool? = nil,
        onFailure: OnFailure = .fail, at place: SQLPlace? = nil
    ) -> Expression {
        Expression(
            .call(operation, arguments, onFailure), type,
            isNullable: isNullable ?? arguments.contains { $0.isNullable }, at: place)
    }
}

/// What happens where there is no value.
public enum OnFailure: Sendable {
    case fail
    case null
    /// Null wherever ANSI's rules give no value, whatever the rules of the session: casts only.
    case attempt
    /// Numbers wrap or saturate, as before ANSI.
    case wrap
}

public struct Explosion: Hashable, Sendable {
    /// Keeps a row for what has no elements.
    public var isOuter = false
    public var hasPosition = false
    /// Elements are structs, whose fields are columns.
    public var isInline = false

    public init(isOuter: Bool = false, hasPosition: Bool = false, isInline: Bool = false) {
        self.isOuter = isOuter
        self.hasPosition = hasPosition
        self.isInline = isInline
    }
}

/// An aggregate function over the rows of a group.
public struct AggregateExpression: Sendable {
    public var function: AggregateFunction
    public var arguments: [Expression]
    public var isDistinct: Bool
    public var filter: Expression?
    public var ignoresNulls: Bool
    /// Null where the result is beyond its type, whatever the settings say.
    public var isTolerant = false

    public init(
        _ function: AggregateFunction, _ arguments: [Expression], isDistinct: Bool = false, filter: Expression? = nil,
        ignoresNulls: Bool = false
    ) {
        self.function = function
        self.arguments = arguments
        self.isDistinct = isDistinct
        self.filter = filter
        self.ignoresNulls = ignoresNulls
    }
}

public enum AggregateFunction: String, Sendable {
    case countRows, count, sum, average, minimum, maximum, first, last, collectList, collectSet
    case varianceSample, variancePopulation, deviationSample, deviationPopulation
    case skewness, kurtosis
    case bitAnd, bitOr, bitXor
    case covariancePopulation, covarianceSample, correlation
    case regressionSlope, regressionIntercept, regressionR2, regressionSXX, regressionSYY, regressionSXY
    case regressionMeanX, regressionMeanY
    case mode, product
    /// (value, array of shares), which is written out.
    case percentile, percentileOf
    /// (value, bits), (text, delimiter), the last written out.
    case distinctApproximately, joined
}

extension Expression {
    /// Expressions directly below.
    public var children: [Expression] {
        switch kind {
        case .attribute, .literal, .variable: []
        case .lambda(_, let body): [body]
        case .user(_, let arguments): arguments
        case .call(_, let arguments, _): arguments
        case .cast(let value, _), .field(let value, _), .explode(let value, _): [value]
        case .caseWhen(let branches, let otherwise):
            branches.flatMap { [$0.condition, $0.value] } + (otherwise.map { [$0] } ?? [])
        case .aggregate(let call): call.children
        case .window(let window): window.children
        case .subquery(let subquery): subquery.values
        }
    }

    /// The same with other expressions below, as many as there are.
    func with(children: [Expression]) -> Expression {
        let changed: Kind
        switch kind {
        case .attribute, .literal, .variable: return self
        case .user(let function, _): changed = .user(function, children)
        case .lambda(let parameters, _): changed = .lambda(parameters, children[0])
        case .call(let operation, _, let onFailure): changed = .call(operation, children, onFailure)
        case .cast(_, let onFailure): changed = .cast(children[0], onFailure)
        case .field(_, let index): changed = .field(children[0], index)
        case .explode(_, let explosion): changed = .explode(children[0], explosion)
        case .caseWhen(let branches, let otherwise):
            let pairs = branches.indices.map { (condition: children[2 * $0], value: children[2 * $0 + 1]) }
            changed = .caseWhen(pairs, otherwise: otherwise == nil ? nil : children[children.count - 1])
        case .aggregate(let call): changed = .aggregate(call.with(children: children))
        case .window(let window): changed = .window(window.with(children: children))
        case .subquery(var subquery):
            subquery.values = children
            changed = .subquery(subquery)
        }
        return Expression(changed, type, isNullable: isNullable, at: place)
    }

    /// Each node replaced for which `change` gives another one, from the top; unchanged parts stay the same objects.
    func replacing(_ change: (Expression) -> Expression?) -> Expression {
        if let changed = change(self) { return changed }
        let children = self.children
        let replaced = children.map { $0.replacing(change) }
        return zip(children, replaced).allSatisfy { $0 === $1 } ? self : with(children: replaced)
    }

    /// Whether a node fulfils `test`.
    func contains(where test: (Expression) -> Bool) -> Bool {
        test(self) || children.contains { $0.contains(where: test) }
    }

    public var hasAggregate: Bool { contains { if case .aggregate = $0.kind { true } else { false } } }

    var hasExplosion: Bool { contains { if case .explode = $0.kind { true } else { false } } }

    /// The numbers of the columns in it.
    public func collectAttributes(into found: inout Set<Int>) {
        if case .attribute(let id) = kind { found.insert(id) }
        if let subquery { found.formUnion(subquery.relation.freeAttributes) }
        for child in children { child.collectAttributes(into: &found) }
    }

    /// Whether both are the same computation.
    func isSame(as other: Expression) -> Bool {
        if self === other { return true }
        guard type == other.type else { return false }
        switch (kind, other.kind) {
        case (.attribute(let one), .attribute(let two)): return one == two
        case (.literal(let one), .literal(let two)): return one == two
        case (.variable(let one), .variable(let two)): return one == two
        case (.user(let one, _), .user(let two, _)): guard one === two else { return false }
        case (.lambda(let one, _), .lambda(let two, _)): guard one == two else { return false }
        case (.call(let one, _, let first), .call(let two, _, let second)):
            guard one == two, first == second else { return false }
        case (.cast(_, let first), .cast(_, let second)): guard first == second else { return false }
        case (.field(_, let one), .field(_, let two)): guard one == two else { return false }
        case (.caseWhen(let one, _), .caseWhen(let two, _)): guard one.count == two.count else { return false }
        case (.explode(_, let one), .explode(_, let two)): guard one == two else { return false }
        case (.aggregate(let one), .aggregate(let two)):
            guard one.isAlike(two) else { return false }
        case (.window(let one), .window(let two)): guard one.isAlike(two) else { return false }
        case (.subquery(let one), .subquery(let two)):
            guard one.kind == two.kind, one.relation.givesSameRows(as: two.relation) else { return false }
        default: return false
        }
        let (one, two) = (children, other.children)
        if case .call(let operation, _, _) = kind, operation == .add || operation == .multiply, one.count == 2,
            two.count == 2, one[0].isSame(as: two[1]), one[1].isSame(as: two[0])
        {
            return true
        }
        return one.count == two.count && zip(one, two).allSatisfy { $0.isSame(as: $1) }
    }
}
