// SPDX-License-Identifier: Apache-2.0

package import Bytecode

/// The groups of a regular expression of Python's, read as far as it takes to know them.
package struct PatternGroups: Hashable {
    package private(set) var count = 0
    package private(set) var names: [String: Int] = [:]
    /// Those that take part in every match.
    package private(set) var certain: Set<Int> = []

    /// A group that is open: its number, if it has one, and the groups in it.
    private struct Open {
        var number: Int?
        var isCertain = true
        var inner: Set<Int> = []
    }

    /// Nil where more than names and brackets has to be known: conditions, flags within the pattern.
    package init?(_ pattern: String, _ flags: PatternFlags) {
        if flags.contains(.verbose) { return nil }
        let scalars = Array(pattern.unicodeScalars)
        var place = 0
        var open = [Open()]
        while place < scalars.count {
            switch scalars[place] {
            case "\\": place += 1
            case "[": place = Self.endOfSet(scalars, place)
            case "|": open[open.count - 1].isCertain = false
            case "(":
                guard let group = begin(scalars, &place) else { return nil }
                open.append(group)
            case ")":
                guard open.count > 1 else { return nil }
                close(open.removeLast(), &open[open.count - 1], Self.mayBeLeftOut(scalars, place + 1))
            default: break
            }
            place += 1
        }
        guard open.count == 1 else { return nil }
        certain = open[0].isCertain ? open[0].inner : []
    }

    private mutating func close(_ group: Open, _ outer: inout Open, _ mayBeLeftOut: Bool) {
        guard !mayBeLeftOut else { return }
        // Of what stands beside a `|` nothing is certain, but for the group around it.
        if group.isCertain { outer.inner.formUnion(group.inner) }
        if let number = group.number { outer.inner.insert(number) }
    }

    private static func mayBeLeftOut(_ scalars: [Unicode.Scalar], _ place: Int) -> Bool {
        guard place < scalars.count else { return false }
        switch scalars[place] {
        case "*", "?": return true
        case "{": return place + 1 < scalars.count && (scalars[place + 1] == "0" || scalars[place + 1] == ",")
        default: return false
        }
    }

    /// What the bracket at `place` opens; `place` moves to the last scalar of its head.
    private mutating func begin(_ scalars: [Unicode.Scalar], _ place: inout Int) -> Open? {
        func at(_ offset: Int) -> Unicode.Scalar? { place + offset < scalars.count ? scalars[place + offset] : nil }
        guard at(1) == "?" else {
            count += 1
            return Open(number: count)
        }
        switch (at(2), at(3)) {
        case (":", _), (">", _), ("=", _):
            place += 2
            return Open()
        case ("!", _):
            place += 2
            return Open(isCertain: false)
        case ("<", "="), ("<", "!"):
            let isCertain = at(3) == "="
            place += 3
            return Open(isCertain: isCertain)
        case ("P", "<"):
            guard let end = scalars[place...].firstIndex(of: ">") else { return nil }
            count += 1
            names[String(String.UnicodeScalarView(scalars[(place + 4)..<end]))] = count
            place = end
            return Open(number: count)
        case ("P", "="):
            place += 3
            return Open()
        default: return nil
        }
    }

    /// The place of the bracket that ends the set at `place`.
    private static func endOfSet(_ scalars: [Unicode.Scalar], _ start: Int) -> Int {
        var place = start + 1
        if place < scalars.count, scalars[place] == "^" { place += 1 }
        if place < scalars.count, scalars[place] == "]" { place += 1 }
        while place < scalars.count, scalars[place] != "]" { place += scalars[place] == "\\" ? 2 : 1 }
        return place
    }
}
