// SPDX-License-Identifier: Apache-2.0

/// A path of `get_json_object`: `$`, `.name`, `['name']`, `[0]`, `[*]`, `.*`.
struct JSONPath {
    private enum Step {
        case name(String)
        case index(Int)
        case allElements
        case allMembers
    }

    private let steps: [Step]

    /// Nil of what is none.
    init?(_ text: String) {
        var rest = Array(text.unicodeScalars)[...]
        guard rest.popFirst() == "$" else { return nil }
        var steps: [Step] = []
        func joined(_ scalars: some Sequence<Unicode.Scalar>) -> String {
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars)
            return String(view)
        }
        while let mark = rest.popFirst() {
            if mark == "." {
                let name = joined(rest.prefix { $0 != "." && $0 != "[" })
                guard !name.isEmpty else { return nil }
                rest = rest.dropFirst(name.unicodeScalars.count)
                steps.append(name == "*" ? .allMembers : .name(name))
            } else if mark == "[" {
                if rest.first == "'" {
                    rest.removeFirst()
                    let name = joined(rest.prefix { $0 != "'" })
                    rest = rest.dropFirst(name.unicodeScalars.count)
                    guard rest.popFirst() == "'", rest.popFirst() == "]" else { return nil }
                    steps.append(name == "*" ? .allMembers : .name(name))
                } else {
                    let inner = joined(rest.prefix { $0 != "]" })
                    rest = rest.dropFirst(inner.unicodeScalars.count)
                    guard rest.popFirst() == "]" else { return nil }
                    if inner == "*" {
                        steps.append(.allElements)
                    } else if let index = Int(inner), index >= 0 {
                        steps.append(.index(index))
                    } else {
                        return nil
                    }
                }
            } else {
                return nil
            }
        }
        self.steps = steps
    }

    /// What the path leads to, as text; nil of nothing.
    func find(in tree: JSONTree) -> String? {
        let found = walk(tree, steps[...])
        guard steps.contains(where: { if case .allElements = $0 { true } else { false } }) else {
            return found.first?.plainText
        }
        if found.isEmpty { return nil }
        if found.count == 1 { return found[0].plainTextInList }
        return JSONTree.list(found).plainText
    }

    private func walk(_ tree: JSONTree, _ rest: ArraySlice<Step>) -> [JSONTree] {
        guard let step = rest.first else { return [tree] }
        let below = rest.dropFirst()
        switch (step, tree) {
        case (.name(let name), .object(let members)):
            for member in members where member.name == name {
                if case .null = member.value { return [] }
                return walk(member.value, below)
            }
            return []
        case (.name, .list(let items)): return items.flatMap { walk($0, rest) }
        case (.index(let index), .list(let items)): return index < items.count ? walk(items[index], below) : []
        case (.allElements, .list(let items)): return items.flatMap { walk($0, below) }
        case (.allMembers, .object(let members)): return members.flatMap { walk($0.value, below) }
        default: return []
        }
    }
}

extension JSONTree {
    /// A single find of a path with `[*]` keeps its quotes.
    fileprivate var plainTextInList: String? {
        var out = ""
        write(&out)
        return out
    }
}
