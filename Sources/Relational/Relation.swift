// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// Rows with columns by number: what a query means. Immutable.
public final class Relation: Sendable {
    public let kind: Kind
    public let output: [Attribute]

    public indirect enum Kind: Sendable {
        /// Whole numbers in one column; nil: as many partitions as the engine likes.
        case range(start: Int, end: Int, step: Int, partitions: Int?)
        /// Rows that something else holds: local data, an RDD, files.
        case rows(any RowSource)
        /// One row without columns.
        case oneRow
        case project(Relation, [NamedExpression])
        case filter(Relation, Expression)
        case limit(Relation, Int)
        case offset(Relation, Int)
        case sort(Relation, [SortKey], isGlobal: Bool)
        /// A row for each group, whose columns are the keys, then the aggregates; without keys one row.
        case aggregate(Relation, keys: [NamedExpression], calls: [NamedExpression])
        /// The first row of each group of equal values of the columns.
        case distinct(Relation, by: [Attribute])
        /// Columns of all are in the same order and of the same types.
        case union([Relation])
        case setOperation(SetOperation, Relation, Relation, isAll: Bool)
        case join(Relation, Relation, JoinType, condition: Expression?)
        case repartition(Relation, partitions: Int?, by: [Expression])
        case repartitionByRange(Relation, partitions: Int?, by: [SortKey])
        /// Rows that are written in the query.
        case values([[Scalar]])
        /// The input's columns, then the functions, which look at the same rows in the same order.
        case window(Relation, [NamedExpression])
        /// For each row as many as there are sets, each with the values of one.
        case expand(Relation, [[Expression]])
        /// The input's columns, then those of the rows that are made of each.
        case generate(Relation, Generator)
        case coalesce(Relation, partitions: Int)
        /// The same rows under the same columns, which may be called by an alias.
        case alias(Relation, String)
    }

    public init(_ kind: Kind, _ output: [Attribute]) {
        self.kind = kind
        self.output = output
    }

    public var schema: Schema { Schema(output.map(\.field)) }

    /// Relations directly below.
    public var inputs: [Relation] {
        switch kind {
        case .range, .rows, .oneRow, .values: []
        case .project(let input, _), .filter(let input, _), .limit(let input, _), .offset(let input, _),
            .sort(let input, _, _), .aggregate(let input, _, _), .distinct(let input, _), .repartition(let input, _, _),
            .coalesce(let input, _), .alias(let input, _), .repartitionByRange(let input, _, _), .window(let input, _),
            .expand(let input, _), .generate(let input, _):
            [input]
        case .union(let inputs): inputs
        case .setOperation(_, let left, let right, _), .join(let left, let right, _, _): [left, right]
        }
    }
}

/// An expression and the column that it becomes.
public struct NamedExpression: Sendable {
    public var attribute: Attribute
    public var expression: Expression

    public init(_ attribute: Attribute, _ expression: Expression) {
        self.attribute = attribute
        self.expression = expression
    }

    /// A column as it is.
    public init(_ attribute: Attribute) { self.init(attribute, Expression(attribute)) }
}

public struct SortKey: Sendable {
    public var expression: Expression
    public var isDescending: Bool
    public var nullsFirst: Bool
}

/// What holds the rows of a relation; the front end that made it knows what it is.
public protocol RowSource: AnyObject, Sendable {
    /// What a plan shows.
    var description: String { get }
    /// What is known of the rows; nil: nothing.
    var statistics: SourceStatistics? { get }
    /// Whether another source holds the same rows, whenever it is asked for them.
    func holdsSameRows(as other: any RowSource) -> Bool
}
