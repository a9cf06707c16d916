// SPDX-License-Identifier: Apache-2.0

/// An expression of XPath 1.0: paths along the child, attribute, parent, self and descendant axes, predicates,
/// operators and the functions of the core library.
indirect enum XPath {
    case path(from: XPath?, isAbsolute: Bool, [Step])
    case number(Double)
    case text(String)
    case call(String, [XPath])
    case binary(String, XPath, XPath)
    case negated(XPath)

    struct Step {
        enum Axis { case child, attribute, parent, itself, descendantOrSelf }
        enum Test: Equatable { case any, node, text, name(String) }

        var axis: Axis
        var test: Test
        var predicates: [XPath] = []
    }

    struct Malformed: Error {
        let why: String
    }

    init(_ text: String) throws(Malformed) {
        var parser = XPathParser(text)
        self = try parser.whole()
    }
}

/// Reads an XPath.
struct XPathParser {
    private static let depthMax = 64

    private let scalars: [Unicode.Scalar]
    private var at = 0
    private var depth = 0

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    mutating func whole() throws(XPath.Malformed) -> XPath {
        let found = try binary(0)
        skip()
        guard at == scalars.count else { throw unexpected() }
        return found
    }

    private func unexpected() -> XPath.Malformed {
        let rest = String(String.UnicodeScalarView(scalars[min(at, scalars.count)...].prefix(20)))
        return XPath.Malformed(why: rest.isEmpty ? "it ends too early" : "'\(rest)' is not expected")
    }

    private mutating func skip() {
        while at < scalars.count, scalars[at].properties.isWhitespace { at += 1 }
    }

    private mutating func take(_ sign: String) -> Bool {
        skip()
        let wanted = Array(sign.unicodeScalars)
        guard scalars[at...].starts(with: wanted) else { return false }
        // An operator that is a word ends where the word does.
        if wanted[0].properties.isAlphabetic, at + wanted.count < scalars.count,
            XPathParser.isName(scalars[at + wanted.count])
        {
            return false
        }
        at += wanted.count
        return true
    }

    private static let levels: [[String]] = [
        ["or"], ["and"], ["!=", "="], ["<=", ">=", "<", ">"], ["+", "-"], ["*", "div", "mod"], ["|"],
    ]

    private mutating func binary(_ level: Int) throws(XPath.Malformed) -> XPath {
        guard level < XPathParser.levels.count else { return try unary() }
        var left = try binary(level + 1)
        scan: while true {
            for sign in XPathParser.levels[level] where take(sign) {
                left = .binary(sign, left, try binary(level + 1))
                continue scan
            }
            return left
        }
    }

    private mutating func unary() throws(XPath.Malformed) -> XPath {
        if take("-") {
            depth += 1
            defer { depth -= 1 }
            guard depth <= XPathParser.depthMax else { throw XPath.Malformed(why: "it nests too deep") }
            return .negated(try unary())
        }
        return try path()
    }

    private static func isName(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "_" || scalar == "-"
            || scalar == "." || scalar == ":"
    }

    private mutating func name() -> String? {
        skip()
        guard at < scalars.count, scalars[at].properties.isAlphabetic || scalars[at] == "_" else { return nil }
        var text = String.UnicodeScalarView()
        while at < scalars.count, XPathParser.isName(scalars[at]) {
            // `child::` is an axis.
            if scalars[at] == ":", at + 1 < scalars.count, scalars[at + 1] == ":" { break }
            text.append(scalars[at])
            at += 1
        }
        return String(text)
    }

    private func peek(_ sign: Unicode.Scalar) -> Bool { at < scalars.count && scalars[at] == sign }

    private mutating func path() throws(XPath.Malformed) -> XPath {
        depth += 1
        defer { depth -= 1 }
        guard depth <= XPathParser.depthMax else { throw XPath.Malformed(why: "it nests too deep") }
        skip()
        guard at < scalars.count else { throw unexpected() }
        var (start, steps, isAbsolute): (XPath?, [XPath.Step], Bool) = (nil, [], false)
        if let primary = try primary() {
            start = primary
            guard peek("/") else { return primary }
        } else if !peek("/") {
            steps.append(try step())
        } else {
            isAbsolute = true
        }
        while true {
            if take("//") {
                steps.append(XPath.Step(axis: .descendantOrSelf, test: .node))
                steps.append(try step())
            } else if take("/") {
                skip()
                if isAbsolute, steps.isEmpty, at == scalars.count || "])|,".unicodeScalars.contains(scalars[at]) {
                    break
                }
                steps.append(try step())
            } else {
                break
            }
        }
        return .path(from: start, isAbsolute: isAbsolute, steps)
    }

    /// A number, a text, a call or what stands in parentheses; nil when a path begins.
    private mutating func primary() throws(XPath.Malformed) -> XPath? {
        let scalar = scalars[at]
        if scalar == "(" {
            at += 1
            let inner = try binary(0)
            guard take(")") else { throw unexpected() }
            return inner
        }
        if scalar == "\"" || scalar == "'" {
            guard let end = scalars[(at + 1)...].firstIndex(of: scalar) else { throw unexpected() }
            let text = String(String.UnicodeScalarView(scalars[(at + 1)..<end]))
            at = end + 1
            return .text(text)
        }
        let isDigit = { (scalar: Unicode.Scalar) in (48...57).contains(scalar.value) }
        if isDigit(scalar) || (scalar == "." && at + 1 < scalars.count && isDigit(scalars[at + 1])) {
            var text = ""
            while at < scalars.count, isDigit(scalars[at]) || scalars[at] == "." {
                text.unicodeScalars.append(scalars[at])
                at += 1
            }
            guard let number = Double(text) else { throw unexpected() }
            return .number(number)
        }
        let before = at
        guard let word = name(), !["text", "node", "comment"].contains(word) else {
            at = before
            return nil
        }
        skip()
        guard peek("(") else {
            at = before
            return nil
        }
        at += 1
        var arguments: [XPath] = []
        if !take(")") {
            repeat { arguments.append(try binary(0)) } while take(",")
            guard take(")") else { throw unexpected() }
        }
        return .call(word, arguments)
    }

    private mutating func step() throws(XPath.Malformed) -> XPath.Step {
        var step: XPath.Step
        if take("..") {
            step = XPath.Step(axis: .parent, test: .node)
        } else if take(".") {
            step = XPath.Step(axis: .itself, test: .node)
        } else {
            step = XPath.Step(axis: take("@") ? .attribute : .child, test: .any)
            if !take("*") {
                guard var word = name() else { throw unexpected() }
                if take("::") {
                    let axes: [String: XPath.Step.Axis] = [
                        "child": .child, "attribute": .attribute, "parent": .parent, "self": .itself,
                        "descendant-or-self": .descendantOrSelf,
                    ]
                    guard let axis = axes[word] else { throw XPath.Malformed(why: "the axis \(word) is not known") }
                    step.axis = axis
                    word = take("*") ? "*" : name() ?? ""
                    guard !word.isEmpty else { throw unexpected() }
                }
                step.test = word == "*" ? .any : .name(word)
                if ["text", "node"].contains(word), take("(") {
                    guard take(")") else { throw unexpected() }
                    step.test = word == "text" ? .text : .node
                }
            }
        }
        while take("[") {
            step.predicates.append(try binary(0))
            guard take("]") else { throw unexpected() }
        }
        return step
    }
}
