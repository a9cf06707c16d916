// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// Objects of scripts may hold each other in chains longer than a stack is deep. So each class that holds a value, an
/// iterator, another object or a closure over them hands it to `LettingGo` when it ends. Lists, tuples and dicts do so
/// by themselves.
@Suite struct LettingGoTests {
    private static let bases = [
        "ScriptObject", "BasicIterator", "LibraryObject", "DictLikeObject", "LibraryModule",
    ]
    /// Types of properties that keep other values alive.
    private static let holding = [
        "Value", "Value?", "[Value]", "[Value]?", "any ValueIterator", "(any ValueIterator)?", "[any ValueIterator]",
        "ScriptObject", "ScriptObject?", "Step?", "Body?", "Keywords", "Frame?", "[String: Value]",
        "[(name: String, value: Value)]",
    ]
    /// What the engine makes and no script can chain.
    private static let exempt: Set<String> = ["IteratorBox", "LibraryClass", "LibraryModule"]

    struct Kind {
        var name: String
        var holds: [String] = []
        var letsGo = false
    }

    /// The classes of a file that derive from one of the bases.
    static func kinds(in lines: [Substring]) -> [Kind] {
        var found: [Kind] = []
        var isInside = false
        for line in lines {
            if !line.hasPrefix(" "), line.contains("class "), line.hasSuffix("{"), let colon = line.firstIndex(of: ":")
            {
                let parents = line[line.index(after: colon)...].split { $0 == "," || $0 == " " || $0 == "{" }
                isInside = parents.contains { bases.contains(String($0)) }
                let name = line[..<colon].split(separator: " ").last.map(String.init) ?? ""
                if isInside { found.append(Kind(name: name)) }
            } else if line.hasPrefix("}") {
                isInside = false
            } else if isInside {
                note(line, in: &found[found.count - 1])
            }
        }
        return found
    }

    private static func note(_ line: Substring, in kind: inout Kind) {
        if line.contains("LettingGo.take(") { kind.letsGo = true }
        // A stored property: indented once, with its type behind a colon, and no body but an observer.
        guard line.hasPrefix("    "), !line.hasPrefix("     "), !line.contains("static "), !line.contains("func ")
        else {
            return
        }
        let words = line.split(separator: " ")
        guard words.contains("let") || words.contains("var"), !line.contains("override "),
            let colon = line.range(of: ": ")
        else { return }
        var type = line[colon.upperBound...]
        if let brace = type.range(of: " {") {
            if !type[brace.upperBound...].contains("didSet") { return }
            type = type[..<brace.lowerBound]
        }
        if let given = type.range(of: " = ") { type = type[..<given.lowerBound] }
        if holding.contains(String(type)) { kind.holds.append(String(line.drop { $0 == " " })) }
    }

    @Test func `every object that holds values lets go of them one after another`() {
        var kinds: [Kind] = []
        for file in SourceTree.swiftFiles where file.module == "Scripting" { kinds += Self.kinds(in: file.lines) }
        #expect(kinds.count > 30)
        for kind in kinds where !kind.holds.isEmpty && !kind.letsGo && !Self.exempt.contains(kind.name) {
            Issue.record("\(kind.name) ends without LettingGo, and holds \(kind.holds)")
        }
    }

    @Test func `a class that forgets is found`() {
        let text = """
            final class Forgetful: LibraryObject, ReprWritable {
                private var inner: Value
                var name: String { "x" }
            }
            final class Careful: ScriptObject {
                private(set) var values: [Value] = [] { didSet { recount() } }
                deinit { LettingGo.take(&values) }
            }
            final class Plain: BasicIterator {
                let text: Text
                override var length: Int? { 1 }
            }
            """
        let kinds = Self.kinds(in: text.split(separator: "\n", omittingEmptySubsequences: false))
        #expect(kinds.map(\.name) == ["Forgetful", "Careful", "Plain"])
        #expect(kinds.map(\.holds.count) == [1, 1, 0])
        #expect(kinds.map(\.letsGo) == [false, true, false])
    }
}
