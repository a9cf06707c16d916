// SPDX-License-Identifier: Apache-2.0

import Columnar
import Relational
import Testing

/// What a warehouse keeps of tables, and what tables take.
@Suite struct TableDefinitionTests {
    private let name = TableName(database: "d", name: "t")

    private var whole: TableDefinition {
        var table = TableDefinition(
            name: name, kind: .external, provider: "csv",
            schema: Schema([
                Field("a", .array(.int, containsNull: true), metadata: "{\"comment\":\"it \\\"is\\\"\"}"),
                Field("p", .decimal(precision: 5, scale: 2)),
            ]), partitionColumns: ["p"], options: ["sep": "|", "x": "é\n\"\\"], properties: ["k": ""],
            comment: "what\tit is", location: "hdfs://host/x y", created: 1_800_000_000_000)
        table.queryDatabase = "other"
        return table
    }

    @Test func `a definition comes back from its JSON`() throws {
        #expect(try TableDefinition(json: whole.json, name: name) == whole)
        var view = TableDefinition(name: name, kind: .view, provider: "", schema: Schema([Field("a", .int)]))
        view.query = "SELECT 'x' AS a\nFROM t"
        #expect(try TableDefinition(json: view.json, name: name) == view)
        let database = DatabaseDefinition(name: "d", comment: "c", location: "/x", properties: ["a": "b"])
        #expect(try DatabaseDefinition(json: database.json, name: "d") == database)
        #expect(whole.schema.fields[0].comment == "it \"is\"" && whole.schema.fields[1].comment == nil)
    }

    @Test func `what is no definition says why`() {
        let json = whole.json
        func changed(_ old: String, _ new: String) -> String {
            let parts = json.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
            return parts.joined(separator: new)
        }
        for (text, reason) in [
            ("", "is no JSON"), ("{", "is no JSON"), ("{}", "does not say its version"),
            ("[]", "does not say its version"), (String(json.dropLast(9)), "is no JSON"),
            (changed("\"version\":1", "\"version\":2"), "has version 2"),
            (changed("\"table\":\"t\"", "\"table\":\"u\""), "is of another table"),
            (changed("EXTERNAL", "OTHER"), "does not say what the table is"),
            (changed("\"struct\"", "\"strict\""), "has no schema"),
            (changed("\"partitionColumns\":[\"p\"]", "\"partitionColumns\":[\"q\"]"), "names a partition column"),
            (changed("\"partitionColumns\":[\"p\"]", "\"partitionColumns\":[\"a\"]"), "not last"),
            (changed("\"provider\":\"csv\"", "\"provider\":\"\""), "does not say the format"),
            (changed("\"location\"", "\"place\""), "does not say where the data are"),
        ] {
            do {
                _ = try TableDefinition(json: text, name: name)
                Issue.record("\(text) was read")
            } catch { #expect(error.reason.contains(reason), "\(error.reason)") }
        }
        for cut in stride(from: 0, to: json.utf8.count - 2, by: 7) {
            #expect(throws: TableDefinition.Unreadable.self) {
                try TableDefinition(json: String(decoding: Array(json.utf8)[..<cut], as: UTF8.self), name: name)
            }
        }
    }

    // MARK: INSERT

    private let input = Relation(
        .oneRow,
        [
            Attribute("x", .bigint, isNullable: false), Attribute("y", .string, isNullable: true),
        ])

    private func assigned(
        _ listed: [String] = [], isByName: Bool = false, columns: [Field]? = nil
    ) throws(SQLError) -> Relation {
        let analyser = Analyser(settings: SQLSettings(), frame: { _ in nil }, named: { _ in nil })
        let columns = columns ?? [Field("a", .int), Field("b", .string), Field("c", .double)]
        return try analyser.assigned(
            input, to: InsertTarget(name: "`t`", columns: columns, listed: listed, isByName: isByName))
    }

    private func failure(_ body: () throws -> Void) -> String? {
        do { try body() } catch { return (error as? SQLError)?.condition }
        return nil
    }

    @Test func `rows take the columns of the table`() throws {
        let two = [Field("A", .int), Field("b", .string)]
        #expect(try assigned(columns: two).output.map(\.name) == ["A", "b"])
        #expect(try assigned(["c", "B"]).output.map(\.type) == [.int, .string, .double])
        #expect(try assigned(isByName: true, columns: [Field("Y", .string), Field("X", .int)]).output.count == 2)
        for (found, wanted) in [
            (failure { _ = try assigned() }, "INSERT_COLUMN_ARITY_MISMATCH.NOT_ENOUGH_DATA_COLUMNS"),
            (failure { _ = try assigned(["a"]) }, "INSERT_COLUMN_ARITY_MISMATCH.TOO_MANY_DATA_COLUMNS"),
            (failure { _ = try assigned(["a", "A"]) }, "COLUMN_ALREADY_EXISTS"),
            (failure { _ = try assigned(["a", "z"]) }, "UNRESOLVED_COLUMN.WITH_SUGGESTION"),
            (failure { _ = try assigned(["b", "a"]) }, "INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_SAFELY_CAST"),
            (failure { _ = try assigned(isByName: true) }, "INCOMPATIBLE_DATA_FOR_TABLE.EXTRA_COLUMNS"),
        ] { #expect(found == wanted) }
    }

    @Test func `names are proposed when they are near`() {
        #expect(NearestName.among(["people", "birds"], to: "peple") == "people")
        #expect(NearestName.among(["people"], to: "birds") == nil && NearestName.among([], to: "x") == nil)
    }
}
