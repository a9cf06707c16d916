// SPDX-License-Identifier: Apache-2.0

import Columnar
import Relational
import Testing

private let people = Relation(
    .oneRow,
    [
        Attribute("id", .int, isNullable: true), Attribute("Name", .string, isNullable: true),
        Attribute("v", .double, isNullable: true),
    ])

private func analyser(ansi: Bool = true) -> Analyser {
    var settings = SQLSettings()
    settings.isANSI = ansi
    return Analyser(settings: settings, frame: { _ in nil }, named: { $0 == ["people"] ? people : nil })
}

private func column(_ name: String) -> Syntax { .column([name], frame: nil) }
private func int(_ value: Int) -> Syntax { .literal(.int(value), .int) }
private func text(_ value: String) -> Syntax { .literal(.string(value), .string) }

private func project(_ items: Syntax..., ansi: Bool = true) throws -> Schema {
    try analyser(ansi: ansi).analyse(.project(.relation(people), items)).schema
}

private func failure(_ body: () throws -> Void) -> SQLError? {
    do {
        try body()
        return nil
    } catch {
        return error as? SQLError
    }
}

/// Names become columns with types, and those that do not are errors that users of Spark know.
@Suite struct AnalyserTests {
    @Test func `columns get names that say what they are`() throws {
        let cases: [(Syntax, String)] = [
            (.call("+", [column("v"), int(1)]), "(v + 1)"), (.call("*", [column("v"), int(2)]), "(v * 2)"),
            (.call("=", [column("id"), int(1)]), "(id = 1)"),
            (
                .call("and", [.call(">", [column("id"), int(1)]), .call("<", [column("v"), int(2)])]),
                "((id > 1) AND (v < 2))"
            ),
            (.call("not", [.call(">", [column("id"), int(1)])]), "(NOT (id > 1))"),
            (.call("negative", [column("id")]), "negative(id)"), (.call("pow", [column("v"), int(2)]), "pow(v, 2)"),
            (.call("sqrt", [column("v")]), "SQRT(v)"), (.call("in", [column("id"), int(1), int(2)]), "(id IN (1, 2))"),
            (.call("between", [column("id"), int(1), int(2)]), "between(id, 1, 2)"),
            (.call("like", [column("Name"), text("x%")]), "Name LIKE x%"),
            (
                .caseWhen([(.call("=", [column("id"), int(1)]), text("a"))], otherwise: text("b")),
                "CASE WHEN (id = 1) THEN a ELSE b END"
            ),
            (.cast(column("id"), .string, .method), "id"), (.cast(column("id"), .string, .cast), "id"),
            (column("NAME"), "NAME"), (.alias(column("id"), ["k"]), "k"),
            (.call("!=", [column("id"), int(1)]), "(NOT (id = 1))"), (.call("isnull", [column("id")]), "(id IS NULL)"),
            (.literal(.int(18262), .date), "DATE '2020-01-01'"),
        ]
        for (syntax, name) in cases { #expect(try project(syntax).fields[0].name == name) }
        let grouped = try analyser().analyse(
            .aggregate(
                .relation(people), group: [column("Name")],
                columns: [
                    .call("sum", [column("v")]), .call("mean", [column("v")]), .call("count", [.star([])]),
                    .call("count", [column("id"), column("v")], CallModifiers(isDistinct: true)),
                ]))
        #expect(grouped.schema.fields.map(\.name) == ["Name", "sum(v)", "avg(v)", "count(1)", "count(DISTINCT id, v)"])
    }

    @Test func `types meet as in Spark`() throws {
        func type(_ syntax: Syntax, ansi: Bool = true) throws -> String {
            try project(syntax, ansi: ansi).fields[0].type.simpleName
        }
        let decimal = Syntax.cast(column("id"), .decimal(precision: 10, scale: 2), .cast)
        #expect(try type(.call("+", [column("id"), int(1)])) == "int")
        // A number that is written out counts by its digits, one behind a cast by those of its type.
        #expect(try type(.call("/", [decimal, int(1)])) == "decimal(14,6)")
        #expect(try type(.call("/", [decimal, .cast(int(1), .int, .cast)])) == "decimal(21,13)")
        #expect(try type(.call("/", [column("id"), int(2)])) == "double")
        #expect(try type(.call("div", [column("id"), int(2)])) == "bigint")
        #expect(try type(.call("+", [text("1"), int(1)])) == "bigint")
        #expect(try type(.call("+", [text("1"), int(1)]), ansi: false) == "double")
        #expect(try type(.call("+", [decimal, int(1)])) == "decimal(11,2)")
        #expect(try type(.call("+", [decimal, column("id")])) == "decimal(13,2)")
        #expect(try type(.call("*", [decimal, decimal])) == "decimal(21,4)")
        #expect(try type(.call("/", [decimal, decimal])) == "decimal(23,13)")
        #expect(try type(.call("*", [decimal, column("v")])) == "double")
        #expect(try type(.call("coalesce", [int(1), text("a")])) == "bigint")
        #expect(try type(.call("coalesce", [int(1), text("a")]), ansi: false) == "string")
        #expect(try type(.call("sum", [column("id")])) == "bigint")
        #expect(try type(.call("avg", [decimal])) == "decimal(14,6)")
    }

    @Test func `what is not there is an error with proposals`() {
        let error = failure { _ = try project(column("nme")) }
        #expect(error?.condition == "UNRESOLVED_COLUMN.WITH_SUGGESTION")
        #expect(error?.sqlState == "42703")
        // Spark does not say in which order proposals of one distance come.
        let said = error?.description ?? ""
        #expect(
            said.hasPrefix(
                "[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column, variable, or function parameter with name `nme` "
                    + "cannot be resolved. Did you mean one of the following? [`v`, "))
        #expect(said.contains("`Name`") && said.contains("`id`") && said.hasSuffix("]. SQLSTATE: 42703"))
        #expect(failure { _ = try project(.call("nope", [int(1)])) }?.condition == "UNRESOLVED_ROUTINE")
        #expect(failure { _ = try project(.call("upper", [])) }?.condition == "WRONG_NUM_ARGS.WITHOUT_SUGGESTION")
        #expect(
            failure { _ = try project(.call("+", [text("1"), text("1")])) }?.condition
                == "DATATYPE_MISMATCH.BINARY_OP_WRONG_TYPE")
        #expect(
            failure { _ = try project(.cast(int(1), .binary, .cast)) }?.condition
                == "DATATYPE_MISMATCH.CAST_WITH_CONF_SUGGESTION")
        #expect(
            failure { _ = try project(.cast(column("v"), .binary, .cast)) }?.condition
                == "DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION")
        #expect(failure { _ = try project(column("id"), .call("sum", [column("v")])) }?.condition == "MISSING_GROUP_BY")
        #expect(
            failure { _ = try analyser().analyse(.named(["nowhere"], nil)) }?.condition == "TABLE_OR_VIEW_NOT_FOUND")
        let twice = RelationSyntax.project(.relation(people), [column("id"), .alias(column("v"), ["ID"])])
        #expect(
            failure { _ = try analyser().analyse(.project(twice, [column("id")])) }?.condition == "AMBIGUOUS_REFERENCE")
    }

    @Test func `columns that a projection left out can be sorted and filtered by`() throws {
        let selected = RelationSyntax.project(.relation(people), [column("id")])
        let sorted = try analyser().analyse(
            .sort(selected, [.sort(column("v"), descending: true, nullsFirst: nil)], isGlobal: true))
        #expect(sorted.schema.fields.map(\.name) == ["id"])
        let filtered = try analyser().analyse(.filter(selected, .call(">", [column("v"), int(1)])))
        #expect(filtered.schema.fields.map(\.name) == ["id"])
    }

    @Test func `both sides of a join with itself have columns of their own`() throws {
        let joined = try analyser().analyse(
            .join(
                .alias(.named(["people"], nil), "a", columns: []), .alias(.named(["people"], nil), "b", columns: []),
                .inner,
                .on(.call("=", [.column(["a", "id"], frame: nil), .column(["b", "id"], frame: nil)]))))
        #expect(Set(joined.output.map(\.id)).count == 6)
        let using = try analyser().analyse(.join(.relation(people), .relation(people), .full, .using(["id"])))
        #expect(using.schema.fields.map(\.name) == ["id", "Name", "v", "Name", "v"])
    }
}
