// SPDX-License-Identifier: Apache-2.0

import Scripting

/// A small evaluator of Python expressions, enough to call the library as a script would: literals, calls with
/// keywords, attributes, subscripts, lambdas, operators without comprehensions.
struct Parser {
    enum Token: Equatable {
        case name(String)
        case number(String)
        case text(String)
        case bytes([UInt8])
        case op(String)
        case end
    }

    private(set) var tokens: [Token] = []
    private var index = 0
    /// What of the expression the evaluator does not know.
    private(set) var failure: String?

    init(_ source: String) {
        let s = Array(source.unicodeScalars)
        var i = 0
        func at(_ k: Int) -> Unicode.Scalar { k < s.count ? s[k] : "\0" }
        while i < s.count {
            let c = s[i]
            if c == " " {
                i += 1
            } else if c == "'" || c == "\"" || ((c == "r" || c == "b") && (at(i + 1) == "'" || at(i + 1) == "\"")) {
                let isRaw = c == "r"
                let isBytes = c == "b"
                if isRaw || isBytes { i += 1 }
                let quote = s[i]
                i += 1
                var text = String.UnicodeScalarView()
                while i < s.count && s[i] != quote {
                    if s[i] != "\\" {
                        text.append(s[i])
                        i += 1
                    } else if isRaw {
                        text.append(s[i])
                        text.append(at(i + 1))
                        i += 2
                    } else {
                        let (scalar, width) = Self.unescape(s, i + 1)
                        text.append(scalar)
                        i += 1 + width
                    }
                }
                i += 1
                tokens.append(isBytes ? .bytes(text.map { UInt8($0.value) }) : .text(String(text)))
            } else if ("0"..."9").contains(c) || (c == "." && ("0"..."9").contains(at(i + 1))) {
                var text = ""
                while ("0"..."9").contains(at(i)) || ("a"..."z").contains(at(i)) || at(i) == "." || at(i) == "_"
                    || ((at(i) == "-" || at(i) == "+") && at(i - 1) == "e" && !text.hasPrefix("0x"))
                {
                    text.unicodeScalars.append(s[i])
                    i += 1
                }
                tokens.append(.number(text))
            } else if c == "_" || c.properties.isXIDStart {
                var text = ""
                while i < s.count && (s[i] == "_" || s[i].properties.isXIDContinue) {
                    text.unicodeScalars.append(s[i])
                    i += 1
                }
                tokens.append(.name(text))
            } else {
                let two = String(String.UnicodeScalarView([c, at(i + 1)]))
                if ["**", "//", "==", "!=", "<=", ">=", "<<", ">>"].contains(two) {
                    tokens.append(.op(two))
                    i += 2
                } else {
                    tokens.append(.op(String(c)))
                    i += 1
                }
            }
        }
        tokens.append(.end)
    }

    private static func unescape(_ s: [Unicode.Scalar], _ i: Int) -> (Unicode.Scalar, Int) {
        func hex(_ count: Int) -> (Unicode.Scalar, Int) {
            let digits = String(String.UnicodeScalarView(s[(i + 1)..<(i + 1 + count)]))
            return (Unicode.Scalar(UInt32(digits, radix: 16)!)!, 1 + count)
        }
        switch s[i] {
        case "n": return ("\n", 1)
        case "t": return ("\t", 1)
        case "r": return ("\r", 1)
        case "0": return ("\0", 1)
        case "x": return hex(2)
        case "u": return hex(4)
        case "U": return hex(8)
        default: return (s[i], 1)
        }
    }

    private mutating func take(_ op: String) -> Bool {
        guard token == .op(op) || token == .name(op) else { return false }
        index += 1
        return true
    }

    /// Notes the failure and goes to the end.
    private mutating func fail(_ message: String) {
        failure = failure ?? message
        index = tokens.count - 1
    }

    private var token: Token { index < tokens.count ? tokens[index] : .end }

    private mutating func expect(_ op: String) {
        if !take(op) { fail("expected \(op)") }
    }

    mutating func whole() -> Expression {
        let value = expression()
        if token != .end { fail("more after the expression") }
        return value
    }

    mutating func expression() -> Expression {
        if take("lambda") {
            var names: [String] = []
            while case .name(let name) = token {
                names.append(name)
                index += 1
                if !take(",") { break }
            }
            expect(":")
            return .lambda(names, expression())
        }
        let value = comparison()
        if take("if") {
            let test = comparison()
            expect("else")
            return .choice(test, value, expression())
        }
        return value
    }

    private mutating func comparison() -> Expression {
        let left = binary(0)
        for op in ["==", "!=", "<=", ">=", "<", ">", "in"] where take(op) { return .compare(op, left, binary(0)) }
        return left
    }

    private static let levels = [["|"], ["^"], ["&"], ["<<", ">>"], ["+", "-"], ["*", "//", "/", "%"]]

    private mutating func binary(_ level: Int) -> Expression {
        if level == Self.levels.count { return unary() }
        var left = binary(level + 1)
        next: while true {
            for op in Self.levels[level] where take(op) {
                left = .binary(op, left, binary(level + 1))
                continue next
            }
            return left
        }
    }

    private mutating func unary() -> Expression {
        if take("-") {
            if case .number(let text) = token {
                tokens[index] = .number("-" + text)
                return postfix()
            }
            return .negated(unary())
        }
        let base = postfix()
        return take("**") ? .binary("**", base, unary()) : base
    }

    private mutating func postfix() -> Expression {
        var value = atom()
        while true {
            if take(".") {
                if case .name(let name) = token { value = .attribute(value, name) } else { fail("no name") }
                index += 1
            } else if take("(") {
                var arguments: [(name: String?, value: Expression)] = []
                while failure == nil && !take(")") {
                    if case .name(let name) = token, tokens[index + 1] == .op("=") {
                        index += 2
                        arguments.append((name, expression()))
                    } else {
                        arguments.append((nil, expression()))
                    }
                    _ = take(",")
                }
                value = .call(value, arguments)
            } else if take("[") {
                value = .subscripted(value, expression())
                expect("]")
            } else {
                return value
            }
        }
    }

    private mutating func list(until end: String) -> (values: [Expression], hasComma: Bool) {
        var values: [Expression] = []
        var hasComma = false
        while failure == nil && !take(end) {
            values.append(expression())
            if take(",") { hasComma = true }
        }
        return (values, hasComma)
    }

    private mutating func atom() -> Expression {
        let current = token
        index += 1
        switch current {
        case .name("None"): return .constant(.none)
        case .name("True"): return .constant(.bool(true))
        case .name("False"): return .constant(.bool(false))
        case .name(let name): return .name(name)
        case .number(let text):
            let plain = text.replacing("_", with: "")
            if let whole = Int(plain) { return .constant(.int(whole)) }
            return .constant(.float(Double(plain)!))
        case .text(let text): return .constant(.text(Text(text)))
        case .bytes(let bytes): return .constant(.bytes(ByteString(bytes)))
        case .op("("):
            let (values, hasComma) = list(until: ")")
            return values.count == 1 && !hasComma ? values[0] : .tuple(values)
        case .op("["): return .list(list(until: "]").values)
        case .op("{"):
            if take("}") { return .dict([]) }
            let first = expression()
            if take(":") {
                var items = [(first, expression())]
                while take(","), token != .op("}") {
                    let key = expression()
                    expect(":")
                    items.append((key, expression()))
                }
                expect("}")
                return .dict(items)
            }
            _ = take(",")
            return .set([first] + list(until: "}").values)
        default:
            fail("unexpected \(current)")
            return .constant(.none)
        }
    }
}

indirect enum Expression {
    case constant(Value)
    case name(String)
    case lambda([String], Expression)
    case choice(Expression, Expression, Expression)
    case compare(String, Expression, Expression)
    case binary(String, Expression, Expression)
    case negated(Expression)
    case attribute(Expression, String)
    case call(Expression, [(name: String?, value: Expression)])
    case subscripted(Expression, Expression)
    case tuple([Expression])
    case list([Expression])
    case set([Expression])
    case dict([(Expression, Expression)])
}
