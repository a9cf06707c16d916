// SPDX-License-Identifier: Apache-2.0
import Testing

/// Conditions of SQL's errors have a text, so that nobody is shown bare parameters.
@Suite struct ConditionTests {
    @Test func `every condition that a query ends with has its text`() {
        let known = Set(SourceTree.swiftFiles.flatMap { quoted(in: $0.text, before: ": Condition(") })
        #expect(known.count > 100)
        for file in SourceTree.swiftFiles where ["Relational", "SQLText", "Lowering"].contains(file.module) {
            var thrown = quoted(in: file.text, behind: "SQLError(") + quoted(in: file.text, behind: "failure(")
            thrown += quoted(in: file.text, behind: ".mismatch(").map { "DATATYPE_MISMATCH." + $0 }
            for condition in thrown where isCondition(condition) && !known.contains(condition) {
                Issue.record("\(file.path) throws \(condition), which no Condition(…) has a text for")
            }
        }
    }

    @Test func `conditions are found where they are thrown`() {
        let text =
            "throw SQLError(\n    \"A.B\", [:])\ncall.mismatch(\"C_D\", [:]); SQLError(name, [:])\n\"E\": Condition("
        #expect(quoted(in: text, behind: "SQLError(") == ["A.B"])
        #expect(quoted(in: text, behind: ".mismatch(") == ["C_D"])
        #expect(quoted(in: text, before: ": Condition(") == ["E"])
    }

    /// Not a text that is made elsewhere, nor a part of one.
    private func isCondition(_ name: String) -> Bool {
        // What is refused for good says so in words of its own.
        name != "UNSUPPORTED" && name.utf8.allSatisfy { (0x41...0x5A).contains($0) || "_.0123456789".utf8.contains($0) }
    }

    /// The texts in quotes that follow a call's parenthesis.
    private func quoted(in text: String, behind call: String) -> [String] {
        text.split(separator: call).dropFirst().compactMap { part in
            let start = part.drop { $0 == " " || $0 == "\n" }
            guard start.first == "\"", let end = start.dropFirst().firstIndex(of: "\"") else { return nil }
            return String(start[start.index(after: start.startIndex)..<end])
        }
    }

    private func quoted(in text: String, before mark: String) -> [String] {
        text.split(separator: "\"" + mark, omittingEmptySubsequences: false).dropLast().compactMap { part in
            part.lastIndex(of: "\"").map { String(part[part.index(after: $0)...]) }
        }
    }
}
