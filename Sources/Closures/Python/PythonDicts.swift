// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

// Dicts whose keys are written out, or known of the rows. Their values stay columns of their own: what is looked up by a
// key that is written out is one of these, and the dict is made only where it is needed whole.

extension PythonLowering {
    /// `{"a": x, "b": y}`.
    mutating func dict(
        _ entries: [(PythonExpression?, PythonExpression)], _ place: Place
    ) throws(ClosureError) -> Node {
        var keys: [String] = []
        var values: [Node] = []
        for (key, value) in entries {
            guard case .constant(.string(let name))? = key?.kind else {
                throw refused("a dict", place, advice: "write out its keys, which are texts")
            }
            keys.append(name)
            values.append(try expression(value))
        }
        return try dict(keys, values, place)
    }

    /// `dict(a=x, b=y)`.
    mutating func dict(_ keywords: [PythonKeyword], _ place: Place) throws(ClosureError) -> Node {
        var keys: [String] = []
        var values: [Node] = []
        for keyword in keywords {
            guard let name = keyword.name else {
                throw refused("`**` in a call", place, advice: "write the values out")
            }
            keys.append(name)
            values.append(try expression(keyword.value))
        }
        return try dict(keys, values, place)
    }

    private mutating func dict(_ keys: [String], _ values: [Node], _ place: Place) throws(ClosureError) -> Node {
        // Of a key that comes twice the place is the first's and the value the last's.
        guard !keys.isEmpty, Set(keys).count == keys.count else {
            throw refused(keys.isEmpty ? "an empty dict" : "a key that comes twice", place)
        }
        let names = try constant(.list(keys.map { .string($0) }), place)
        return try call(.dict, [names] + values, place)
    }
}

extension ClosureCompiler {
    func dict(_ arguments: [Register]) throws(ClosureError) -> Register {
        guard arguments.count - 1 <= ClosureLimits.dictKeysMax else {
            throw error("a dict of so many keys has no typed form")
        }
        return try emit(.makeDict, arguments)
    }

    /// `d.get(key)` and `d.get(key, other)`.
    func valueOfKey(_ arguments: [Register]) throws(ClosureError) -> Register {
        guard let fields = emitter.fields(arguments[0]) else {
            throw error("a value of type \(type(arguments[0])) is asked for a key")
        }
        let key = try knownKey(arguments[1])
        if let field = fields.first(where: { $0.key == key }) { return field.value }
        guard arguments.count == 3 else { throw error("the dict has no key \(key), and None is of no type") }
        return arguments[2]
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
