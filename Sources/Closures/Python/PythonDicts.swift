// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

// Dicts whose keys are written out, or known of the rows. Their values stay columns of their own: what is looked up by
// a key that is written out is one of these, and the dict is made only where it is needed whole.

extension PythonLowering {
    /// `{"a": x, "b": y}`, and `{**d, "a": x}` of a dict whose keys are known.
    mutating func dict(
        _ entries: [(PythonExpression?, PythonExpression)], _ place: Place
    ) throws(ClosureError) -> Node {
        var parts: [Node] = []
        var keys: [String] = []
        var values: [Node] = []
        for (key, value) in entries {
            guard let key else {
                if !keys.isEmpty { parts.append(try dict(keys, values, place)) }
                (keys, values) = ([], [])
                parts.append(try expression(value))
                continue
            }
            guard case .constant(.string(let name)) = key.kind else {
                throw refused("a dict", place, advice: "write out its keys, which are texts")
            }
            keys.append(name)
            values.append(try expression(value))
        }
        if parts.isEmpty { return try dict(keys, values, place) }
        if !keys.isEmpty { parts.append(try dict(keys, values, place)) }
        return try call(.merged, parts, place)
    }

    // MARK: Entries that are assigned

    /// By the place of a statement, the names of dicts that it or a later one of the same list changes.
    static func changed(in body: [PythonStatement]) -> [Set<String>] {
        var names: Set<String> = []
        var result: [Set<String>] = []
        for statement in body.reversed() {
            if let (name, _) = statement.changedEntry { names.insert(name) }
            result.append(names)
        }
        return result.reversed()
    }

    /// Whether nobody but the name has the dict that the statement at `place` changes: it is new, made in the same list
    /// of statements, or the row, and no other value until its last change.
    func isOwn(_ name: String, _ body: [PythonStatement], _ place: Int) -> Bool {
        for statement in body[..<place].reversed() {
            guard NameAnalysis.of(PythonParameters([]), [statement]).assigned.contains(name) else { continue }
            guard case .assign(let targets, let value) = statement.kind, targets.count == 1,
                case .name(name) = targets[0].kind
            else { return false }
            return value.isNewDict
        }
        return ownedParameters.contains(name)
    }

    /// `d["key"] = value` and `d["key"] += value`.
    mutating func changedEntry(_ statement: PythonStatement) throws(ClosureError) -> Node {
        guard let (name, key) = statement.changedEntry, let dict = names[name] else {
            throw refused("a change of a part", statement.place)
        }
        let place = statement.place
        let owner = Node(.variable(dict))
        let value: Node
        switch statement.kind {
        case .assign(_, let assigned): value = try expression(assigned)
        case .augmentedAssign(_, let op, let operand):
            let entry = try call(.element, [owner, constant(.string(key), place)], place)
            value = try combined(entry, op, operand, place)
        default: throw refused("a change of a part", place)
        }
        let entry = try self.dict([key], [value], place)
        return try node(.assign(dict, call(.merged, [owner, entry], place)), place)
    }

    /// `dict(a=x, b=y)`.
    mutating func dict(
        _ keywords: [PythonKeyword], _ place: Place, isRow: Bool = false
    ) throws(ClosureError) -> Node {
        var keys: [String] = []
        var values: [Node] = []
        for keyword in keywords {
            guard let name = keyword.name else {
                throw refused("`**` in a call", place, advice: "write the values out")
            }
            keys.append(name)
            values.append(try expression(keyword.value))
        }
        return try dict(keys, values, place, isRow: isRow)
    }

    private mutating func dict(
        _ keys: [String], _ values: [Node], _ place: Place, isRow: Bool = false
    ) throws(ClosureError) -> Node {
        // Of a key that comes twice the place is the first's and the value the last's.
        guard !keys.isEmpty, Set(keys).count == keys.count else {
            throw refused(keys.isEmpty ? "an empty dict" : "a key that comes twice", place)
        }
        let names = try constant(.list(keys.map { .string($0) }), place)
        return try call(isRow ? .row : .dict, [names] + values, place)
    }
}

extension ClosureCompiler {
    func dict(_ arguments: [Register], isRow: Bool = false) throws(ClosureError) -> Register {
        guard arguments.count - 1 <= ClosureLimits.dictKeysMax else {
            throw error("a dict of so many keys has no typed form")
        }
        return try emit(isRow ? .makeRow : .makeDict, seen(whole: arguments))
    }

    /// `d.get(key)` and `d.get(key, other)`.
    func valueOfKey(_ arguments: [Register]) throws(ClosureError) -> Register {
        if case .map = type(arguments[0]) { return try valueOfMap(arguments) }
        guard let fields = emitter.fields(arguments[0]) else {
            throw error("a value of type \(type(arguments[0])) is asked for a key")
        }
        let key = try knownKey(arguments[1])
        if let field = fields.first(where: { $0.key == key }) { return field.value }
        guard arguments.count == 3 else { throw error("the dict has no key \(key), and None is of no type") }
        return arguments[2]
    }

    /// `{**first, **second}`: a key that both have keeps its place and gets the last value.
    func merged(_ arguments: [Register]) throws(ClosureError) -> Register {
        var keys: [String] = []
        var values: [String: Register] = [:]
        for argument in arguments {
            guard let fields = emitter.fields(argument) else {
                throw error("a value of type \(type(argument)) is taken apart as a dict")
            }
            for field in fields where values.updateValue(field.value, forKey: field.key) == nil {
                keys.append(field.key)
            }
        }
        return try dict([emitter.emit(keys: keys)] + keys.map { values[$0]! })
    }

    /// What a dict's `keys`, `values` and `items` go through.
    func listed(_ part: Function, _ dict: Register) throws(ClosureError) -> Register {
        if case .map = type(dict) { return try listedMap(part, dict) }
        guard let fields = emitter.fields(dict) else { throw error("a value of type \(type(dict)) has no keys") }
        if part == .keys { return try iterable(dict) }
        let values = try unify(fields.map(\.value), "the values of a dict")
        if part == .values { return try emit(.makeList, values) }
        var pairs: [Register] = []
        for (field, value) in zip(fields, values) {
            let key = emitter.emit(Constant(type: .string, value: .string(field.key)))
            pairs.append(try emit(.makeTuple, key, value))
        }
        return try emit(.makeList, pairs)
    }

    /// What is asked of a dict.
    func dictPart(
        _ function: Function, _ fields: [(key: String, value: Register)], _ arguments: [Register]
    ) throws(ClosureError) -> Register {
        switch function {
        case .length: return emitter.emit(int: fields.count)
        case .contains:
            let key = try knownKey(arguments[1])
            return emitter.emit(Constant(type: .bool, value: .bool(fields.contains { $0.key == key })))
        case .element:
            let key = try knownKey(arguments[1])
            guard let field = fields.first(where: { $0.key == key }) else { throw error("the dict has no key \(key)") }
            return field.value
        default: throw error("\(function) takes no dict")
        }
    }

    private func knownKey(_ key: Register) throws(ClosureError) -> String {
        guard case .string(let known)? = emitter.constant(key)?.value else {
            throw error("a key is computed", advice: "write it out")
        }
        return known
    }
}

extension PythonExpression {
    /// Whether the value is a dict that nobody else has.
    fileprivate var isNewDict: Bool {
        switch kind {
        case .dict: return true
        case .call(let callee, _, _): if case .builtin("dict") = callee.kind { return true } else { return false }
        default: return false
        }
    }
}

extension PythonStatement {
    /// The dict and the key of an entry that the statement gives a value.
    var changedEntry: (name: String, key: String)? {
        let target: PythonExpression
        switch kind {
        case .assign(let targets, _) where targets.count == 1: target = targets[0]
        case .augmentedAssign(let changed, _, _): target = changed
        default: return nil
        }
        guard case .subscripted(let owner, let index) = target.kind, case .name(let name) = owner.kind,
            case .constant(.string(let key)) = index.kind
        else { return nil }
        return (name, key)
    }
}
