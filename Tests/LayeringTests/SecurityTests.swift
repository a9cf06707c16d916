// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// SECURITY.md names the tests that hold what it says.
@Suite struct SecurityTests {
    /// Sections whose every item must name tests.
    private static let held = [
        "## A stranger", "## An executor", "## Data", "## Closures",
    ]

    private static let text =
        (try? String(contentsOf: SourceTree.root.appendingPathComponent("SECURITY.md"), encoding: .utf8)) ?? ""

    /// The items of the sections that are held by tests, each as one line.
    private static func items(_ text: String) -> [String] {
        var items: [String] = []
        var isHeld = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.hasPrefix("## ") { isHeld = held.contains { line.hasPrefix($0) } }
            guard isHeld else { continue }
            if line.hasPrefix("- ") { items.append(String(line.dropFirst(2))) }
            if line.hasPrefix("  "), !items.isEmpty { items[items.count - 1] += " " + line.drop { $0 == " " } }
        }
        return items
    }

    /// The tests named at the end of an item: folder and names, the latter as one text, for names hold commas.
    private static func references(_ item: String) -> [(folder: String, names: String)]? {
        guard item.hasSuffix("]"), let open = item.lastIndex(of: "[") else { return nil }
        let inside = item[item.index(after: open)...].dropLast()
        return inside.components(separatedBy: "; ").map { part in
            let sides = part.components(separatedBy: ": ")
            return (sides[0], sides.dropFirst().joined(separator: ": "))
        }
    }

    /// Functions and titles of the tests of a folder, longest first.
    private static func tests(in folder: String) -> [String] {
        var names: [String] = []
        for file in SourceTree.swiftFiles where file.path.hasPrefix("Tests/\(folder)/") {
            var before = ""
            for line in file.lines.map(String.init) {
                defer { before = line.hasSuffix("@Test(") ? "@Test(" : "" }
                let line = before + line.drop { $0 == " " }
                for (mark, end) in [("func `", "`"), ("@Test(\"", "\""), ("func ", "(")] {
                    guard let start = line.range(of: mark)?.upperBound,
                        let stop = line[start...].range(of: end)?.lowerBound
                    else { continue }
                    names.append(String(line[start..<stop]))
                    break
                }
            }
        }
        return names.sorted { $0.count > $1.count }
    }

    /// What of `names` is no test of the folder: the known ones are taken out, and nothing but commas may be left.
    private static func unknown(_ names: String, in folder: String) -> String {
        var rest = ", " + names + ", "
        for test in tests(in: folder) {
            while let range = rest.range(of: ", \(test), ") { rest.replaceSubrange(range, with: ", ") }
        }
        return rest.split(separator: ",").map { $0.filter { $0 != " " } }.joined()
    }

    @Test func `every statement about who can do what names tests that exist`() {
        let items = Self.items(Self.text)
        #expect(items.count > 20, "SECURITY.md was not found or has lost its statements")
        for item in items {
            guard let references = Self.references(item), !references.isEmpty else {
                Issue.record("no test holds: \(item)")
                continue
            }
            for (folder, names) in references {
                let left = Self.unknown(names, in: folder)
                #expect(!names.isEmpty && left.isEmpty, "no such test in \(folder): \(names)")
            }
        }
    }

    @Test func `a name that does not exist is noticed`() {
        let text =
            "## A stranger\n- It cannot. [LayeringTests: a name that does not exist is noticed, no such test]\n"
            + "- Bare.\n"
        let items = Self.items(text)
        #expect(items.count == 2 && Self.references(items[1]) == nil)
        let found = Self.references(items[0]) ?? []
        #expect(found.count == 1 && Self.unknown(found[0].names, in: found[0].folder) == "nosuchtest")
        #expect(Self.unknown("a name that does not exist is noticed", in: "LayeringTests").isEmpty)
    }
}
