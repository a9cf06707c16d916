// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute

/// Regular expressions of one row, of the few constructs that generated programs have; nil of other instructions.
func naivePatterns(_ opcode: Opcode, _ immediate: Int, _ operands: [Scalar]) throws -> Scalar? {
    guard [.matchPattern, .splitPattern, .replacePattern, .findPattern].contains(opcode),
        case .string(let text) = operands[0], case .string(let written) = operands[1]
    else { return nil }
    let pattern = try NaivePattern(written, PatternFlags(rawValue: immediate % PatternFlags.count))
    let scalars = Array(text.unicodeScalars)
    func part(_ range: Range<Int>?) -> Scalar {
        range.map { .string(String(String.UnicodeScalarView(scalars[$0]))) } ?? .null
    }
    switch opcode {
    case .matchPattern:
        let found = pattern.match(scalars, mode: immediate / PatternFlags.count)
        return found.map { .list($0.map(part)) } ?? .null
    case .splitPattern:
        var (parts, last): ([Scalar], Int) = ([], 0)
        for match in pattern.all(scalars) {
            parts.append(part(last..<match[0]!.lowerBound))
            parts += match.dropFirst().map(part)
            last = match[0]!.upperBound
        }
        return .list(parts + [part(last..<scalars.count)])
    case .findPattern:
        return .list(
            pattern.all(scalars).map { match in
                match.count > 1 ? (match[1].map { part($0) } ?? .string("")) : part(match[0])
            })
    default:
        guard case .string(let template) = operands[2] else { return nil }
        if template == "\\1", pattern.groupCount == 0 { throw NaiveFailure(kind: .pythonException) }
        var (result, last) = (String.UnicodeScalarView(), 0)
        for match in pattern.all(scalars) {
            let whole = match[0]!
            result += scalars[last..<whole.lowerBound]
            switch template {
            case "<\\g<0>>": result += ["<"] + scalars[whole] + [">"]
            case "\\1": if let group = match[1] { result += scalars[group] }
            default: result += template.unicodeScalars
            }
            last = whole.upperBound
        }
        return .string(String(result + scalars[last...]))
    }
}

/// A pattern of literals, `.`, `\s`, `\w`, a set, groups, alternatives, `* + ?` (also lazy), `^` and `$`.
private final class NaivePattern {
    indirect enum Piece {
        case one((Unicode.Scalar) -> Bool)
        case start, end
        case group(Int, [[Piece]])
        case repeated(Piece, least: Int, most: Int, isLazy: Bool)
    }

    private(set) var groupCount = 0
    private var rest: ArraySlice<Unicode.Scalar>
    private let flags: PatternFlags
    private var branches: [[Piece]] = []

    init(_ text: String, _ flags: PatternFlags) throws {
        rest = Array(text.unicodeScalars)[...]
        self.flags = flags
        branches = try alternatives()
        if !rest.isEmpty { throw NaiveFailure(kind: .pythonException) }
    }

    private func alternatives() throws -> [[Piece]] {
        var branches: [[Piece]] = [[]]
        while let next = rest.first, next != ")" {
            rest = rest.dropFirst()
            if next == "|" {
                branches.append([])
            } else if "*+?".unicodeScalars.contains(next) {
                guard let piece = branches[branches.count - 1].popLast() else {
                    throw NaiveFailure(kind: .pythonException)
                }
                let isLazy = rest.first == "?"
                if isLazy { rest = rest.dropFirst() }
                branches[branches.count - 1].append(
                    .repeated(
                        piece, least: next == "+" ? 1 : 0, most: next == "?" ? 1 : Int.max, isLazy: isLazy))
            } else {
                branches[branches.count - 1].append(try piece(next))
            }
        }
        return branches
    }

    private func piece(_ scalar: Unicode.Scalar) throws -> Piece {
        switch scalar {
        case ".":
            let isAll = flags.contains(.dotAll)
            return .one { isAll || $0 != "\n" }
        case "^": return .start
        case "$": return .end
        case "(":
            groupCount += 1
            let number = groupCount
            let inner = try alternatives()
            guard rest.first == ")" else { throw NaiveFailure(kind: .pythonException) }
            rest = rest.dropFirst()
            return .group(number, inner)
        case "[":
            // [^ ,]
            let end = rest.firstIndex(of: "]")!
            let members = rest[..<end].dropFirst()
            rest = rest[(end + 1)...]
            return .one { !members.contains($0) }
        case "\\":
            let kind = rest.first
            rest = rest.dropFirst()
            if kind == "s" { return .one { naiveIsSpace($0) } }
            return .one {
                $0 == "_" || $0.properties.numericType != nil
                    || [.uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter].contains(
                        $0.properties.generalCategory)
            }
        default:
            guard flags.contains(.ignoreCase) else { return .one { $0 == scalar } }
            let lower = scalar.properties.lowercaseMapping
            return .one { $0.properties.lowercaseMapping == lower }
        }
    }

    private typealias Groups = [Range<Int>?]

    /// The first way to match from `place` on after which `next` agrees.
    private func run(
        _ pieces: ArraySlice<Piece>, _ text: [Unicode.Scalar], _ place: Int, _ groups: Groups,
        _ next: (Int, Groups) -> Groups?
    ) -> Groups? {
        guard let first = pieces.first else { return next(place, groups) }
        let behind = pieces.dropFirst()
        func goOn(_ place: Int, _ groups: Groups) -> Groups? { run(behind, text, place, groups, next) }
        switch first {
        case .one(let fits): return place < text.count && fits(text[place]) ? goOn(place + 1, groups) : nil
        case .start:
            let holds = place == 0 || (flags.contains(.multiline) && text[place - 1] == "\n")
            return holds ? goOn(place, groups) : nil
        case .end:
            let holds =
                place == text.count || (place == text.count - 1 && text[place] == "\n")
                || (flags.contains(.multiline) && text[place] == "\n")
            return holds ? goOn(place, groups) : nil
        case .group(let number, let branches):
            for branch in branches {
                let found = run(branch[...], text, place, groups) { end, inner in
                    var inner = inner
                    inner[number] = place..<end
                    return goOn(end, inner)
                }
                if let found { return found }
            }
            return nil
        case .repeated(let piece, let least, let most, let isLazy):
            func more() -> Groups? {
                guard most > 0 else { return nil }
                return run([piece], text, place, groups) { end, inner in
                    if end == place, least == 0 { return nil }
                    let left = Piece.repeated(
                        piece, least: max(least - 1, 0), most: most == .max ? most : most - 1, isLazy: isLazy)
                    return run([left] + behind, text, end, inner, next)
                }
            }
            if least > 0 { return more() }
            return isLazy ? goOn(place, groups) ?? more() : more() ?? goOn(place, groups)
        }
    }

    private func find(
        _ text: [Unicode.Scalar], at start: Int, mayBeEmpty: Bool = true, isWhole: Bool = false
    ) -> Groups? {
        let empty = Groups(repeating: nil, count: groupCount + 1)
        for branch in branches {
            let found = run(branch[...], text, start, empty) { end, groups in
                if isWhole && end != text.count || !mayBeEmpty && end == start { return nil }
                var groups = groups
                groups[0] = start..<end
                return groups
            }
            if let found { return found }
        }
        return nil
    }

    /// `mode`: 0 anywhere, 1 from the start on, 2 the whole.
    func match(_ text: [Unicode.Scalar], mode: Int) -> [Range<Int>?]? {
        if mode > 0 { return find(text, at: 0, isWhole: mode == 2) }
        for start in 0...text.count { if let found = find(text, at: start) { return found } }
        return nil
    }

    /// All matches: an empty one does not follow another at the same place.
    func all(_ text: [Unicode.Scalar]) -> [[Range<Int>?]] {
        var (found, place, mayBeEmpty): ([[Range<Int>?]], Int, Bool) = ([], 0, true)
        search: while true {
            for start in place...text.count {
                guard let match = find(text, at: start, mayBeEmpty: mayBeEmpty || start > place) else { continue }
                found.append(match)
                mayBeEmpty = match[0]!.count > 0
                place = match[0]!.upperBound
                continue search
            }
            return found
        }
    }
}
