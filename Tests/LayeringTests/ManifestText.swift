// SPDX-License-Identifier: Apache-2.0

/// The targets of a Package.swift, read from its text: name and dependencies, as the manifest spells them.
struct ManifestText {
    /// What a manifest's names for products and helper constants mean as modules.
    private static let aliases = [
        "crypto": "Crypto", "protobuf": "SwiftProtobuf", "arguments": "ArgumentParser", "logging": "Logging",
        "httpClient": "AsyncHTTPClient", "nioSSL": "NIOSSL",
    ]
    private static let calls = ["module(", "tool(", ".target(", ".executableTarget(", ".systemLibrary("]
    private static let testCalls = ["tests(", "support(", "testTool("]

    /// Dependencies by target; test targets are not in it.
    let dependencies: [String: Set<String>]
    /// Those of test targets, and of what they share and start.
    let testDependencies: [String: Set<String>]

    init(_ text: String) {
        let characters = Array(text)
        dependencies = Self.dependencies(in: characters, calls: Self.calls)
        testDependencies = Self.dependencies(in: characters, calls: Self.testCalls)
    }

    private static func dependencies(in characters: [Character], calls: [String]) -> [String: Set<String>] {
        var found: [String: Set<String>] = [:]
        for call in calls {
            for start in Self.places(of: Array(call), in: characters) {
                let arguments = Self.balanced(characters, from: start + call.count - 1)
                guard let name = Self.targetName(arguments) else { continue }
                found[name] = Self.names(in: Self.dependencyList(arguments))
            }
        }
        return found
    }

    private static func places(of needle: [Character], in text: [Character]) -> [Int] {
        guard text.count >= needle.count else { return [] }
        return (0...(text.count - needle.count)).filter { at in
            let isWordStart = needle[0] == "." || at == 0 || !(text[at - 1].isLetter || text[at - 1] == ".")
            return isWordStart && text[at] == needle[0] && Array(text[at..<(at + needle.count)]) == needle
        }
    }

    /// The text between the bracket at `open` and its partner.
    private static func balanced(_ text: [Character], from open: Int) -> [Character] {
        var depth = 0
        for at in open..<text.count {
            if "([".contains(text[at]) { depth += 1 }
            if ")]".contains(text[at]) { depth -= 1 }
            if depth == 0 { return Array(text[(open + 1)..<at]) }
        }
        return []
    }

    /// The first argument if it is a literal: `"Net"` or `name: "Net"`. Declarations of helper functions have none.
    private static func targetName(_ arguments: [Character]) -> String? {
        var head = String(arguments).drop(while: { $0.isWhitespace })
        if head.hasPrefix("name:") { head = head.dropFirst(5).drop(while: { $0.isWhitespace }) }
        guard head.first == "\"" else { return nil }
        return String(head.dropFirst().prefix(while: { $0 != "\"" }))
    }

    /// The first bracketed list among the arguments, unless it is another one's (`providers: [`, `swiftSettings: [`).
    private static func dependencyList(_ arguments: [Character]) -> [Character] {
        guard let open = arguments.firstIndex(of: "[") else { return [] }
        let label = String(arguments[..<open]).filter { !$0.isWhitespace }
        return label.hasSuffix(",") || label.hasSuffix("dependencies:") ? balanced(arguments, from: open) : []
    }

    private static func names(in list: [Character]) -> Set<String> {
        var names: Set<String> = []
        var rest = String(list)[...]
        while let product = rest.firstRange(of: ".product(name:") {
            let name = rest[product.upperBound...].drop(while: { $0 != "\"" }).dropFirst().prefix(while: { $0 != "\"" })
            names.insert(String(name))
            let after = rest[product.upperBound...].drop(while: { $0 != ")" }).dropFirst()
            rest = rest[..<product.lowerBound] + after
        }
        for item in rest.split(separator: ",") {
            var word = item.filter { !$0.isWhitespace && $0 != "\"" }
            if word.hasPrefix("nio("), word.hasSuffix(")") { word = String(word.dropFirst(4).dropLast()) }
            if !word.isEmpty { names.insert(aliases[word] ?? word) }
        }
        return names
    }
}
