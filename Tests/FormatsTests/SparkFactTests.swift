// SPDX-License-Identifier: Apache-2.0

import Files
import Formats
import Testing

/// What PySpark 4.3 makes of a file (its default settings, time zone UTC).
struct Fact: Sendable {
    let format: String
    let content: String
    /// Empty: inferred.
    let schema: String
    let options: [String: String]
    /// The columns, and each row with `|` between its values.
    let columns: String
    let rows: [String]
    let fails: Bool

    init(
        _ format: String, _ content: String, _ schema: String, _ options: [String: String], _ columns: String,
        _ rows: [String], fails: Bool = false
    ) {
        self.format = format
        self.content = content
        self.schema = schema
        self.options = options
        self.columns = columns
        self.rows = rows
        self.fails = fails
    }
}

@Suite struct SparkFactTests {
    @Test(arguments: sparkFacts) func `files mean what they mean to Spark`(_ fact: Fact) throws {
        let content = Array(fact.content.utf8)
        do {
            let columns =
                try fact.schema.isEmpty
                ? inferred(fact.format, content, fact.options) : columns(fact.schema)
            let types = columns.map { "\($0.name) \($0.type)" }.joined(separator: ",")
            if fact.fails {
                _ = try rows(fact.format, content, columns, fact.options)
                Issue.record("\(fact.content.debugDescription) was read")
                return
            }
            #expect(types == fact.columns, "\(fact.content.debugDescription) \(fact.options)")
            for rowsMax in [4096, 1, 2] {
                let found = try rows(fact.format, content, columns, fact.options, rowsMax: rowsMax)
                #expect(found == fact.rows, "\(fact.content.debugDescription) \(fact.schema) \(fact.options)")
            }
        } catch let error as FileError {
            // Decimals of more digits than an int holds are refused by name.
            if !fact.fails, !error.description.contains("decimals of more than") {
                Issue.record("\(fact.content.debugDescription) \(fact.options): \(error)")
            }
        }
    }
}
