// SPDX-License-Identifier: Apache-2.0

/// The patterns of input paths: `*` and `?` within a component, `[a-z]`, `[^a]`, `{this,that}`, `\` before a character
/// that is meant as it is.
enum PathPattern {
    /// Splits at commas outside braces and brackets.
    static func splitList(_ list: String) -> [String] {
        var parts: [String] = []
        var part = String.UnicodeScalarView()
        var depth = 0
        var isEscaped = false
        for scalar in list.unicodeScalars {
            if scalar == "," && depth == 0 && !isEscaped {
                parts.append(String(part))
                part = String.UnicodeScalarView()
                continue
            }
            if !isEscaped {
                if scalar == "{" || scalar == "[" { depth += 1 }
                if scalar == "}" || scalar == "]" { depth = max(depth - 1, 0) }
            }
            isEscaped = !isEscaped && scalar == "\\"
            part.append(scalar)
        }
        parts.append(String(part))
        return parts.filter { !$0.isEmpty }
    }

    /// Whether `path` means other than the one file of that name.
    static func isPattern(_ path: String) -> Bool {
        path.unicodeScalars.contains { "*?[{\\".unicodeScalars.contains($0) }
    }

    /// The patterns without braces that `pattern` stands for.
    static func expandBraces(_ pattern: String) throws(FileError) -> [String] {
        var done: [String] = []
        var open = [Array(pattern.unicodeScalars)]
        while let next = open.popLast() {
            guard let (from, to) = try firstBraces(next, pattern) else {
                done.append(String(String.UnicodeScalarView(next)))
                continue
            }
            guard open.count + done.count <= FilesLimits.patternCountMax else {
                throw FileError(
                    .invalidArgument, path: pattern,
                    "\(pattern) stands for more than \(FilesLimits.patternCountMax) patterns: use fewer braces")
            }
            let choices = splitChoices(Array(next[(from + 1)..<to]))
            for choice in choices.reversed() { open.append(Array(next[..<from]) + choice + Array(next[(to + 1)...])) }
        }
        return done
    }

    /// Where the first braces open and close.
    private static func firstBraces(
        _ pattern: [Unicode.Scalar], _ shown: String
    ) throws(FileError) -> (Int, Int)? {
        var from: Int?
        var depth = 0
        var index = 0
        while index < pattern.count {
            switch pattern[index] {
            case "\\": index += 1
            case "{":
                if depth == 0 { from = index }
                depth += 1
            case "}" where depth > 0:
                depth -= 1
                if depth == 0, let from { return (from, index) }
            default: break
            }
            index += 1
        }
        if depth > 0 { throw FileError(.invalidArgument, path: shown, "the pattern \(shown) has a { without its }") }
        return nil
    }

    private static func splitChoices(_ inside: [Unicode.Scalar]) -> [[Unicode.Scalar]] {
        var choices: [[Unicode.Scalar]] = [[]]
        var depth = 0
        var index = 0
        while index < inside.count {
            let scalar = inside[index]
            if scalar == "," && depth == 0 {
                choices.append([])
            } else {
                if scalar == "{" { depth += 1 }
                if scalar == "}" { depth -= 1 }
                choices[choices.count - 1].append(scalar)
                if scalar == "\\" && index + 1 < inside.count {
                    index += 1
                    choices[choices.count - 1].append(inside[index])
                }
            }
            index += 1
        }
        return choices
    }
}

/// One component of a pattern, without braces.
struct ComponentPattern {
    private enum Item {
        case one(Unicode.Scalar)
        case anyOne
        case anyMany
        case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)
    }

    private var items: [Item] = []

    /// The text when the component has no wildcard.
    var literal: String? {
        var text = String.UnicodeScalarView()
        for item in items {
            guard case .one(let scalar) = item else { return nil }
            text.append(scalar)
        }
        return String(text)
    }

    init(_ component: Substring, of pattern: String) throws(FileError) {
        let scalars = Array(component.unicodeScalars)
        var index = 0
        while index < scalars.count {
            switch scalars[index] {
            case "*": items.append(.anyMany)
            case "?": items.append(.anyOne)
            case "[":
                guard let (set, end) = ComponentPattern.parseSet(scalars, from: index) else {
                    throw FileError(.invalidArgument, path: pattern, "the pattern \(pattern) has a [ without its ]")
                }
                items.append(set)
                index = end
            case "\\" where index + 1 < scalars.count:
                index += 1
                items.append(.one(scalars[index]))
            default: items.append(.one(scalars[index]))
            }
            index += 1
        }
    }

    /// The set that opens at `from`, and where it closes.
    private static func parseSet(_ scalars: [Unicode.Scalar], from: Int) -> (Item, Int)? {
        var index = from + 1
        var isNegated = false
        if index < scalars.count, scalars[index] == "^" || scalars[index] == "!" {
            isNegated = true
            index += 1
        }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        while index < scalars.count {
            if scalars[index] == "]" && !ranges.isEmpty { return (.set(ranges, isNegated: isNegated), index) }
            if scalars[index] == "\\" { index += 1 }
            guard index < scalars.count else { return nil }
            let low = scalars[index]
            if index + 2 < scalars.count, scalars[index + 1] == "-", scalars[index + 2] != "]" {
                let high = scalars[index + 2]
                ranges.append(min(low, high)...max(low, high))
                index += 3
            } else {
                ranges.append(low...low)
                index += 1
            }
        }
        return nil
    }

    func matches(_ name: String) -> Bool {
        let scalars = Array(name.unicodeScalars)
        var (item, position) = (0, 0)
        /// After the last `*`, and the name's position to try it from next.
        var retry: (item: Int, position: Int)?
        while position < scalars.count {
            if item < items.count, case .anyMany = items[item] {
                item += 1
                retry = (item, position)
            } else if item < items.count, matches(items[item], scalars[position]) {
                item += 1
                position += 1
            } else if let last = retry {
                retry = (last.item, last.position + 1)
                (item, position) = (last.item, last.position + 1)
            } else {
                return false
            }
        }
        return items[item...].allSatisfy { if case .anyMany = $0 { true } else { false } }
    }

    private func matches(_ item: Item, _ scalar: Unicode.Scalar) -> Bool {
        switch item {
        case .one(let wanted): wanted == scalar
        case .anyOne, .anyMany: true
        case .set(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
        }
    }
}
