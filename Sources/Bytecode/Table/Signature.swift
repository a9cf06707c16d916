// SPDX-License-Identifier: Apache-2.0

import Columnar

/// The types of an opcode as `OpcodeRule.types` writes them, taken apart: one result, a fixed number of operands.
struct Signature: Sendable {
    let operands: [TypePattern]
    let result: TypePattern

    /// Nil when the text is of another form, or the result is a type that no operand tells.
    init?(_ text: String) {
        var parser = PatternParser(text)
        guard let operands = parser.operands(), parser.take(" → "), let result = parser.pattern(), parser.isAtEnd,
            result.variables.isSubset(of: operands.reduce(into: []) { $0.formUnion($1.variables) })
        else { return nil }
        self.operands = operands
        self.result = result
    }

    /// The result for operands of these types; nil when they do not fit.
    func result(of types: [DataType]) -> DataType? {
        guard types.count == operands.count else { return nil }
        var bound = Bindings()
        for (pattern, type) in zip(operands, types) where !pattern.matches(type, &bound) { return nil }
        return result.type(bound)
    }
}

/// What capitals stand for, by their code.
struct Bindings {
    private var types: [(name: UInt8, type: DataType)] = []

    subscript(_ name: UInt8) -> DataType? { types.first { $0.name == name }?.type }

    mutating func bind(_ name: UInt8, _ type: DataType) { types.append((name, type)) }
}

/// A type with variables in it.
indirect enum TypePattern: Sendable {
    case plain(DataType)
    case variable(UInt8)
    case list(TypePattern)
    case map(TypePattern, TypePattern)
    case tuple([TypePattern])

    /// The type, when there is no variable in it.
    var plain: DataType? {
        switch self {
        case .plain(let type): type
        case .variable: nil
        case .list(let element): element.plain.map { .list($0) }
        case .map(let key, let value): key.plain.flatMap { key in value.plain.map { .map(key, $0) } }
        case .tuple: nil
        }
    }

    var variables: Set<UInt8> {
        switch self {
        case .plain: []
        case .variable(let name): [name]
        case .list(let element): element.variables
        case .map(let key, let value): key.variables.union(value.variables)
        case .tuple(let members): members.reduce(into: []) { $0.formUnion($1.variables) }
        }
    }

    func matches(_ type: DataType, _ bound: inout Bindings) -> Bool {
        switch (self, type) {
        case (.plain(let wanted), _): return type == wanted
        case (.variable(let name), _):
            if let known = bound[name] { return known == type }
            bound.bind(name, type)
            return true
        case (.list(let pattern), .list(let element)): return pattern.matches(element, &bound)
        case (.map(let key, let value), .map(let keyType, let valueType)):
            return key.matches(keyType, &bound) && value.matches(valueType, &bound)
        case (.tuple(let patterns), .tuple(let members)):
            guard patterns.count == members.count else { return false }
            for (pattern, member) in zip(patterns, members) where !pattern.matches(member, &bound) { return false }
            return true
        default: return false
        }
    }

    func type(_ bound: Bindings) -> DataType? {
        switch self {
        case .plain(let type): type
        case .variable(let name): bound[name]
        case .list(let element): element.type(bound).map { .list($0) }
        case .map(let key, let value):
            key.type(bound).flatMap { key in value.type(bound).map { .map(key, $0) } }
        case .tuple(let members):
            members.reduce(into: [] as [DataType]?) { found, member in
                if let type = member.type(bound) { found?.append(type) } else { found = nil }
            }.map { .tuple($0) }
        }
    }
}

/// The types of a function of `sqlFunction`: as a `Signature`, and `T…` last for operands of any number and type, whose
/// elements a result `[(T…)]` is made of.
struct FunctionSignature: Sendable {
    private var operands: [TypePattern] = []
    private var isVariadic = false
    private var result: TypePattern?
    private var zipsOperands = false

    init(_ text: String) {
        var text = text
        if text.hasSuffix("→ [(T…)]") {
            zipsOperands = true
            text = String(text.dropLast(6)) + "null"
        }
        for (variadic, rest) in [("(T…)", "()"), (", T…)", ")")] {
            guard let range = text.firstRange(of: variadic) else { continue }
            isVariadic = true
            text.replaceSubrange(range, with: rest)
        }
        var parser = PatternParser(text)
        operands = parser.operands() ?? []
        _ = parser.take(" → ")
        result = parser.pattern()
    }

    func result(of types: [DataType]) -> DataType? {
        guard types.count >= operands.count, isVariadic || types.count == operands.count else { return nil }
        var bound = Bindings()
        for (pattern, type) in zip(operands, types) where !pattern.matches(type, &bound) { return nil }
        guard zipsOperands else { return result?.type(bound) }
        var members: [DataType] = []
        for case .list(let element) in types { members.append(element) }
        return members.count == types.count ? .list(.tuple(members)) : nil
    }
}

/// Reads patterns from the text of a rule.
private struct PatternParser {
    private var rest: Substring

    private static let names: [(String, DataType)] = [
        ("null", .null), ("bool", .bool), ("int", .int), ("float", .float), ("string", .string), ("bytes", .bytes),
        ("any", .any), ("decimal", .decimal),
    ]

    init(_ text: String) { rest = text[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ text: String) -> Bool {
        guard rest.hasPrefix(text) else { return false }
        rest = rest.dropFirst(text.count)
        return true
    }

    mutating func operands() -> [TypePattern]? {
        guard take("(") else { return nil }
        if take(")") { return [] }
        var patterns: [TypePattern] = []
        repeat {
            guard let next = pattern() else { return nil }
            patterns.append(next)
        } while take(", ")
        return take(")") ? patterns : nil
    }

    mutating func pattern() -> TypePattern? {
        if take("[") {
            guard let first = pattern() else { return nil }
            if take(": ") {
                guard let value = pattern(), take("]") else { return nil }
                return .map(first, value)
            }
            return take("]") ? .list(first) : nil
        }
        if take("(") {
            var members: [TypePattern] = []
            repeat {
                guard let next = pattern() else { return nil }
                members.append(next)
            } while take(", ")
            return take(")") ? .tuple(members) : nil
        }
        for (name, type) in Self.names where take(name) { return .plain(type) }
        guard let capital = rest.utf8.first, (65...90).contains(capital) else { return nil }
        rest = rest.dropFirst()
        // `T…` and its like are rules of their own.
        return rest.hasPrefix("…") ? nil : .variable(capital)
    }
}
