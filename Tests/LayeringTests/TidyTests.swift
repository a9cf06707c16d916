// SPDX-License-Identifier: Apache-2.0
import Testing

/// The bounds of a hand-written file.
private enum TidyLimits {
    static let fileLinesMax = 700
    static let functionLinesMax = 70
    /// Functions that are one case for each of many kinds: shorter they would be harder to read.
    static let longFunctions: Set<String> = [
        // The interpreter of scripts: its state stays in registers only within one function.
        "Sources/Scripting/Loop.swift: execute",
        "Sources/Scripting/Instructions.swift: otherValue",
        "Sources/Scripting/QuickCalls.swift: quickBuiltin",
        "Sources/Bytecode/Typing.swift: results",
        "Sources/Lowering/ExpressionLowering+Calls.swift: call",
        "Tests/ComputeTests/NaiveSQL.swift: naiveSQLText",
        "Tests/ComputeTests/NaiveDecimals.swift: naiveDecimal",
    ]
    static let lineCharactersMax = 120
    /// A shebang or the manifest's tools version may stand above the licence.
    static let licenceLineMax = 2
}

private let licence = "SPDX-License-Identifier: Apache-2.0"

@Suite struct TidyTests {
    @Test func `every source file names its licence at the top`() {
        let bare = SourceTree.files.filter { !$0.isGenerated && !namesLicence($0) }.map(\.path)
        #expect(bare.isEmpty, "no `\(licence)` in the first lines of \(bare.joined(separator: ", "))")
    }

    @Test func `no hand-written Swift file is too long`() {
        for file in SourceTree.swiftFiles where file.lines.count - 1 > TidyLimits.fileLinesMax {
            Issue.record("\(file.path) has \(file.lines.count - 1) lines; at most \(TidyLimits.fileLinesMax)")
        }
    }

    @Test func `no function is too long`() {
        let long = SourceTree.swiftFiles.flatMap(longFunctions)
        let broken = long.filter { !TidyLimits.longFunctions.contains($0.name) }
        for function in broken {
            Issue.record("\(function.name) has \(function.lines) lines; at most \(TidyLimits.functionLinesMax)")
        }
        let gone = TidyLimits.longFunctions.subtracting(long.map(\.name))
        #expect(gone.isEmpty, "shorter now, take them out of the list: \(gone.sorted())")
    }

    @Test func `no line is too wide`() {
        let broken = SourceTree.files.filter { !$0.isGenerated }.flatMap(wideLines)
        #expect(broken.isEmpty, "over \(TidyLimits.lineCharactersMax) characters: \(broken.joined(separator: "\n"))")
    }

    @Test func `nothing is left to do later`() {
        let broken = SourceTree.files.filter { !$0.isGenerated }.flatMap(leftOvers)
        #expect(broken.isEmpty, "\(broken.joined(separator: "\n"))")
    }

    @Test func `tests are built without testable imports`() {
        for file in SourceTree.swiftFiles {
            for (index, line) in file.lines.enumerated() where line.hasPrefix("@" + "testable ") {
                Issue.record("\(file.path):\(index + 1): use package access")
            }
        }
    }

    @Test func `each unchecked Sendable says what protects it`() {
        let broken = SourceTree.swiftFiles.filter { $0.module != nil }.flatMap(unexplainedSendables)
        #expect(broken.isEmpty, "a comment above must say what protects it: \(broken.joined(separator: "\n"))")
    }

    @Test func `locks are those that the thread sanitizer sees`() {
        let other = "Mu" + "tex"
        for file in SourceTree.swiftFiles {
            for (index, line) in file.lines.enumerated()
            where line.contains(other + "<") || line.contains(other + "(") {
                Issue.record("\(file.path):\(index + 1): use Lock of Threads")
            }
        }
    }

    @Test func `the tidy rules find what they look for`() {
        let word = "FIX" + "ME"
        let file = SourceFile(
            path: "Sources/Net/a.swift",
            text: String(repeating: "x", count: 121) + "\n// \(word): later\nlet a" + word + " = 1\n"
                + "final class A: @unchecked Sendable {}\n// The lock.\nfinal class B: @unchecked Sendable {}\n")
        #expect(wideLines(file) == ["Sources/Net/a.swift:1"])
        #expect(leftOvers(file) == ["Sources/Net/a.swift:2: \(word)"])
        #expect(unexplainedSendables(file) == ["Sources/Net/a.swift:4"])
        #expect(!namesLicence(file))
    }

    @Test func `a function is measured from its first line to its brace`() {
        let body = String(repeating: "        step()\n", count: 69)
        let text = """
            struct A {
                func short() { step() }
                func declared(a: Int)
                private static func long<T>(
                    a: T
                ) -> T {
            \(body)    }
                init(b: Int) {
            \(body)        step()
                }
            }
            """
        let found = longFunctions(SourceFile(path: "Sources/Net/a.swift", text: text))
        #expect(found.map(\.name) == ["Sources/Net/a.swift: long", "Sources/Net/a.swift: init"])
        #expect(found.map(\.lines) == [73, 72])
    }

    @Test func `the walk finds the tree`() {
        #expect(SourceTree.files.contains { $0.path == "Tests/LayeringTests/TidyTests.swift" })
        #expect(SourceTree.files.contains { $0.path == "scripts/test" })
        #expect(SourceTree.manifest.text.contains("swift-tools-version"))
    }
}

/// Functions and initialisers over the bound: the file and the name, and how many lines.
private func longFunctions(_ file: SourceFile) -> [(name: String, lines: Int)] {
    let lines = file.lines
    var found: [(name: String, lines: Int)] = []
    for (first, line) in lines.enumerated() {
        guard let name = declaredFunction(line) else { continue }
        let indent = line.prefix { $0 == " " }
        let inside = lines[first...].prefix { $0.count - $0.drop { $0 == " " }.count >= indent.count || $0.isEmpty }
        guard let open = inside.firstIndex(where: { $0.hasSuffix("{") }),
            inside[first...open].dropFirst().allSatisfy({ $0.hasPrefix(indent + " ") || $0.hasPrefix(indent + ")") }),
            let close = inside[open...].firstIndex(where: { $0 == indent + "}" })
        else { continue }
        let count = close - first + 1
        if count > TidyLimits.functionLinesMax { found.append(("\(file.path): \(name)", count)) }
    }
    return found
}

/// The name of the function or initialiser that a line begins.
private func declaredFunction(_ line: Substring) -> String? {
    let modifiers: Set<Substring> = [
        "public", "package", "private", "fileprivate", "internal", "static", "final", "override", "mutating",
        "convenience", "required", "isolated", "nonisolated", "class", "consuming", "borrowing",
    ]
    let words = line.split(separator: " ").drop { modifiers.contains($0) || $0.hasPrefix("@") }
    guard let first = words.first else { return nil }
    let nameEnd: (Character) -> Bool = { "(<".contains($0) }
    if first == "func" { return words.dropFirst().first.map { String($0.prefix { !nameEnd($0) }) } }
    return first.hasPrefix("init(") || first.hasPrefix("init<") || first.hasPrefix("init?(") ? "init" : nil
}

private func namesLicence(_ file: SourceFile) -> Bool {
    file.lines.prefix(TidyLimits.licenceLineMax).contains { $0.contains(licence) }
}

/// Cases whose layout is the point (several lambdas on one line) say so at the top.
private func wideLines(_ file: SourceFile) -> [String] {
    if file.lines.prefix(5).contains("# fmt: off") { return [] }
    return file.lines.enumerated().filter { $0.element.count > TidyLimits.lineCharactersMax }
        .map { "\(file.path):\($0.offset + 1)" }
}

/// Marks of unfinished work, as whole words (spelt in halves here, so that this file does not find itself).
private func leftOvers(_ file: SourceFile) -> [String] {
    let marks: Set<String> = ["TO" + "DO", "FIX" + "ME", "X" + "XX"]
    return file.lines.enumerated().flatMap { index, line in
        line.split(whereSeparator: { !($0.isLetter || $0.isNumber || $0 == "_") }).map(String.init)
            .filter(marks.contains).map { "\(file.path):\(index + 1): \($0)" }
    }
}

private func unexplainedSendables(_ file: SourceFile) -> [String] {
    let lines = file.lines.map { $0.drop(while: { $0 == " " }) }
    return lines.indices.filter { index in
        guard lines[index].contains("@unchecked " + "Sendable"), !lines[index].hasPrefix("//") else { return false }
        let above = lines[..<index].last { !$0.hasPrefix("@") }
        return !lines[index].contains("//") && above?.hasPrefix("//") != true
    }.map { "\(file.path):\($0 + 1)" }
}
