// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What an XPath gives.
enum XPathValue {
    case nodes([XMLNode])
    case number(Double)
    case text(String)
    case bool(Bool)

    var number: Double {
        switch self {
        case .nodes, .text: XPathValue.number(text)
        case .number(let value): value
        case .bool(let flag): flag ? 1 : 0
        }
    }

    var text: String {
        switch self {
        case .nodes(let nodes): nodes.first?.text ?? ""
        case .number(let value):
            value == value.rounded() && value.magnitude < 1e15 ? String(Int(value)) : value.isNaN ? "NaN" : "\(value)"
        case .text(let text): text
        case .bool(let flag): flag ? "true" : "false"
        }
    }

    var bool: Bool {
        switch self {
        case .nodes(let nodes): !nodes.isEmpty
        case .number(let value): value != 0 && !value.isNaN
        case .text(let text): !text.isEmpty
        case .bool(let flag): flag
        }
    }

    var nodes: [XMLNode] { if case .nodes(let nodes) = self { nodes } else { [] } }

    /// A text that is no number is NaN.
    static func number(_ text: String) -> Double {
        let trimmed = text.split { $0.isWhitespace }
        guard trimmed.count == 1, trimmed[0].utf8.allSatisfy({ 48...57 ~= $0 || $0 == 46 || $0 == 45 }) else {
            return .nan
        }
        return Double(trimmed[0]) ?? .nan
    }
}

extension XPath {
    /// Where an expression is evaluated.
    struct Place {
        let node: XMLNode
        let root: XMLNode
        var position = 1
        var size = 1
    }

    func value(_ place: Place) throws(Malformed) -> XPathValue {
        switch self {
        case .number(let number): return .number(number)
        case .text(let text): return .text(text)
        case .negated(let inner): return .number(-(try inner.value(place).number))
        case .binary(let sign, let left, let right): return try XPath.binary(sign, left, right, place)
        case .call(let name, let arguments): return try XPath.call(name, arguments, place)
        case .path(let start, let isAbsolute, let steps):
            var nodes = [isAbsolute ? place.root : place.node]
            if let start { nodes = try start.value(place).nodes }
            for step in steps { nodes = try XPath.walk(nodes, step, place.root) }
            return .nodes(nodes)
        }
    }

    // MARK: Paths

    private static func walk(_ nodes: [XMLNode], _ step: Step, _ root: XMLNode) throws(Malformed) -> [XMLNode] {
        var found: [XMLNode] = []
        var seen = Set<ObjectIdentifier>()
        for node in nodes {
            var own = XPath.along(step.axis, node).filter { fits($0, step) }
            for predicate in step.predicates {
                var kept: [XMLNode] = []
                for (index, candidate) in own.enumerated() {
                    let value = try predicate.value(
                        Place(node: candidate, root: root, position: index + 1, size: own.count))
                    let isKept = if case .number(let wanted) = value { wanted == Double(index + 1) } else { value.bool }
                    if isKept { kept.append(candidate) }
                }
                own = kept
            }
            for one in own where seen.insert(ObjectIdentifier(one)).inserted { found.append(one) }
        }
        return found.sorted { $0.order < $1.order }
    }

    private static func along(_ axis: Step.Axis, _ node: XMLNode) -> [XMLNode] {
        switch axis {
        case .child: return node.children
        case .attribute: return node.attributes
        case .parent: return node.parent.map { [$0] } ?? []
        case .itself: return [node]
        case .descendantOrSelf:
            var all: [XMLNode] = []
            node.forEach { all.append($0) }
            return all
        }
    }

    private static func fits(_ node: XMLNode, _ step: Step) -> Bool {
        switch step.test {
        case .node: true
        case .text: node.kind == .text
        case .any: node.kind == (step.axis == .attribute ? .attribute : .element)
        case .name(let name): node.name == name && node.kind == (step.axis == .attribute ? .attribute : .element)
        }
    }

    // MARK: Operators

    private static func binary(
        _ sign: String, _ left: XPath, _ right: XPath, _ place: Place
    ) throws(Malformed) -> XPathValue {
        let one = try left.value(place)
        if sign == "and", !one.bool { return .bool(false) }
        if sign == "or", one.bool { return .bool(true) }
        let two = try right.value(place)
        switch sign {
        case "and", "or": return .bool(two.bool)
        case "|":
            var seen = Set<ObjectIdentifier>()
            let all = (one.nodes + two.nodes).filter { seen.insert(ObjectIdentifier($0)).inserted }
            return .nodes(all.sorted { $0.order < $1.order })
        case "+": return .number(one.number + two.number)
        case "-": return .number(one.number - two.number)
        case "*": return .number(one.number * two.number)
        case "div": return .number(one.number / two.number)
        case "mod": return .number(one.number.truncatingRemainder(dividingBy: two.number))
        default: return .bool(compared(sign, one, two))
        }
    }

    /// With nodes it is true when it is of one of them.
    private static func compared(_ sign: String, _ one: XPathValue, _ two: XPathValue) -> Bool {
        if case .nodes(let nodes) = one { return nodes.contains { compared(sign, .text($0.text), two) } }
        if case .nodes(let nodes) = two { return nodes.contains { compared(sign, one, .text($0.text)) } }
        if sign == "=" || sign == "!=" {
            let isSame: Bool
            switch (one, two) {
            case (.bool, _), (_, .bool): isSame = one.bool == two.bool
            case (.number, _), (_, .number): isSame = one.number == two.number
            default: isSame = one.text == two.text
            }
            return isSame == (sign == "=")
        }
        switch sign {
        case "<": return one.number < two.number
        case "<=": return one.number <= two.number
        case ">": return one.number > two.number
        default: return one.number >= two.number
        }
    }

    // MARK: Functions

    private static func call(
        _ name: String, _ written: [XPath], _ place: Place
    ) throws(Malformed) -> XPathValue {
        var values: [XPathValue] = []
        for argument in written { values.append(try argument.value(place)) }
        func takes(_ counts: ClosedRange<Int>) throws(Malformed) {
            guard counts.contains(values.count) else {
                throw Malformed(why: "\(name)() takes \(counts.lowerBound) arguments, not \(values.count)")
            }
        }
        func text(_ index: Int) -> String { index < values.count ? values[index].text : place.node.text }
        switch name {
        case "last": return .number(Double(place.size))
        case "position": return .number(Double(place.position))
        case "true", "false": return .bool(name == "true")
        case "count", "sum":
            try takes(1...1)
            let nodes = values[0].nodes
            return .number(
                name == "count" ? Double(nodes.count) : nodes.reduce(0) { $0 + XPathValue.number($1.text) })
        case "not", "boolean":
            try takes(1...1)
            return .bool(values[0].bool == (name == "boolean"))
        case "string", "normalize-space", "string-length", "number", "name", "local-name":
            try takes(0...1)
            switch name {
            case "string": return .text(text(0))
            case "normalize-space": return .text(text(0).split { $0.isWhitespace }.joined(separator: " "))
            case "string-length": return .number(Double(text(0).unicodeScalars.count))
            case "number": return .number(values.first?.number ?? XPathValue.number(place.node.text))
            default:
                let name = (values.isEmpty ? place.node : values[0].nodes.first)?.name ?? ""
                return .text(name)
            }
        case "floor", "ceiling", "round":
            try takes(1...1)
            let value = values[0].number
            return .number(
                name == "floor"
                    ? value.rounded(.down) : name == "ceiling" ? value.rounded(.up) : (value + 0.5).rounded(.down))
        case "concat":
            try takes(2...64)
            return .text(values.map(\.text).joined())
        case "contains", "starts-with", "substring-before", "substring-after":
            try takes(2...2)
            return parted(name, values[0].text, values[1].text)
        case "substring":
            try takes(2...3)
            let start = (values[1].number + 0.5).rounded(.down)
            let end = values.count > 2 ? start + (values[2].number + 0.5).rounded(.down) : .infinity
            let kept = values[0].text.unicodeScalars.enumerated().filter {
                Double($0.offset + 1) >= start && Double($0.offset + 1) < end
            }
            return .text(String(String.UnicodeScalarView(kept.map(\.element))))
        case "translate":
            try takes(3...3)
            let (from, to) = (Array(values[1].text.unicodeScalars), Array(values[2].text.unicodeScalars))
            let changed = values[0].text.unicodeScalars.compactMap { scalar -> Unicode.Scalar? in
                guard let index = from.firstIndex(of: scalar) else { return scalar }
                return index < to.count ? to[index] : nil
            }
            return .text(String(String.UnicodeScalarView(changed)))
        default: throw Malformed(why: "the function \(name)() is not known")
        }
    }

    private static func parted(_ name: String, _ text: String, _ part: String) -> XPathValue {
        if name == "starts-with" { return .bool(text.hasPrefix(part)) }
        let range = part.isEmpty ? text.startIndex..<text.startIndex : text.firstRange(of: part)
        if name == "contains" { return .bool(range != nil) }
        guard let range else { return .text("") }
        return .text(String(name == "substring-before" ? text[..<range.lowerBound] : text[range.upperBound...]))
    }
}
