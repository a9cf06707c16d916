// SPDX-License-Identifier: Apache-2.0

/// Where a recursive query names itself: the rows that the step before made.
public final class RecursionInput: RowSource {
    public let description: String
    public var statistics: SourceStatistics? { nil }

    init(_ name: String) { description = "Recursion \(name)" }
}

/// The rows of a recursive query: those that it begins with, and those that follow from them, from those, and so on
/// until none do. They are computed when a query that reads them runs.
public final class RecursiveRows: RowSource {
    public let name: String
    /// What it begins with.
    public let start: Relation
    /// What follows from the rows of `input`; its columns are like those of the start.
    public let step: Relation
    public let input: RecursionInput
    public let levelsMax: Int

    init(_ name: String, start: Relation, step: Relation, input: RecursionInput, levelsMax: Int) {
        (self.name, self.start, self.step, self.input, self.levelsMax) = (name, start, step, input, levelsMax)
    }

    public var description: String { "Recursive \(name)" }

    public var statistics: SourceStatistics? { nil }

    /// The step over given rows.
    public func step(over rows: any RowSource) -> Relation { step.replacing(input, by: rows) }

    /// The error of a query that does not end.
    public var tooDeep: SQLError {
        SQLError(
            "RECURSION_LEVEL_LIMIT_EXCEEDED",
            ["levelLimit": "\(levelsMax)", "example": "WITH RECURSIVE t(col) MAX RECURSION LEVEL \(2 * levelsMax)"],
            kind: .runtime)
    }

    public var tooMany: SQLError {
        SQLError(
            "RECURSION_ROW_LIMIT_EXCEEDED", ["rowLimit": "\(RelationalLimits.recursiveRowsMax)"], kind: .runtime)
    }
}

extension Relation {
    func replacing(_ source: any RowSource, by rows: any RowSource) -> Relation {
        if case .rows(let own) = kind { return own === source ? Relation(.rows(rows), output) : self }
        let changed = inputs.map { $0.replacing(source, by: rows) }
        return zip(inputs, changed).allSatisfy { $0 === $1 } ? self : with(inputs: changed)
    }

    func reads(_ source: any RowSource) -> Bool {
        if case .rows(let own) = kind { return own === source }
        return inputs.contains { $0.reads(source) }
    }
}

extension Analyser {
    /// A query of WITH RECURSIVE, as a relation of its name.
    func recursive(_ query: RecursiveQuery) throws(SQLError) -> Relation {
        guard let (first, following) = Analyser.parts(query.query) else {
            return try alias(analyse(query.query), query.name, query.columns)
        }
        let start = try alias(analyse(first), query.name, query.columns)
        let output = start.output.map { attribute in
            Attribute(attribute.name, attribute.type, isNullable: true, qualifier: query.name)
        }
        let input = RecursionInput(query.name)
        var inner = self
        let place = Relation(.rows(input), output)
        inner.common[query.name.lowercased()] = place
        let made = try inner.analyse(following)
        guard made.reads(input) else { return try alias(analyse(query.query), query.name, query.columns) }
        guard made.output.count == output.count else {
            throw SQLError(
                "NUM_COLUMNS_MISMATCH",
                [
                    "operator": "UNION", "firstNumColumns": "\(output.count)", "invalidOrdinalNum": "second",
                    "invalidNumColumns": "\(made.output.count)",
                ])
        }
        var items: [NamedExpression] = []
        for (column, wanted) in zip(made.output, output) {
            guard Coercion.canCast(column.type, wanted.type) else {
                throw SQLError(
                    "INCOMPATIBLE_COLUMN_TYPE",
                    [
                        "operator": "UNION", "columnOrdinalNumber": "\(items.count + 1)",
                        "tableOrdinalNumber": "second", "dataType1": "\"\(column.type.sqlName)\"",
                        "dataType2": "\"\(wanted.type.sqlName)\"", "hint": "",
                    ])
            }
            items.append(
                NamedExpression(
                    Attribute(wanted.name, wanted.type, isNullable: true),
                    coercion.cast(Expression(column), to: wanted.type)))
        }
        let rows = RecursiveRows(
            query.name, start: start, step: Relation(.project(made, items), items.map(\.attribute)), input: input,
            levelsMax: query.levelsMax ?? RelationalLimits.recursionLevelsMax)
        let own = output.map { $0.renewed() }
        return Relation(.rows(rows), own)
    }

    /// What is before UNION ALL, and what is behind; nil of other queries.
    private static func parts(_ query: RelationSyntax) -> (RelationSyntax, RelationSyntax)? {
        guard case .union(let inputs, false, _) = query, inputs.count == 2 else { return nil }
        return (inputs[0], inputs[1])
    }
}
