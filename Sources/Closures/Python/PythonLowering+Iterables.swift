// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// Builtins that go through what they are given, by keys, in pairs, up to a decision; and lookups in constant dicts.
extension PythonLowering {
    /// The distinct elements of a set that is only asked or counted; nil when the value is none.
    mutating func distinct(_ value: PythonExpression) throws(ClosureError) -> Node? {
        switch value.kind {
        case .call(let callee, let arguments, let keywords):
            guard case .builtin("set") = callee.kind, arguments.count == 1, keywords.isEmpty else { return nil }
            return try call(.distinct, [elements(arguments[0])], value.place)
        case .comprehension(.set, let element, let generators):
            return try call(.distinct, [comprehension(element, generators, value.place)], value.place)
        case .captured(let index): return try members(of: module.constants[index], value.place)
        case .constant(let constant): return try members(of: constant, value.place)
        case .set(let members) where !members.isEmpty:
            return try call(.distinct, [list(members, value.place)], value.place)
        default: return nil
        }
    }

    private func members(of constant: Scalar, _ place: Place) throws(ClosureError) -> Node? {
        switch constant {
        case .set(let members), .frozenSet(let members): try self.constant(.list(members), place)
        case .map(let entries): try self.constant(.list(entries.map(\.key)), place)
        default: nil
        }
    }

    /// `sorted`, and `min` and `max` of one iterable, by a key or in reverse; nil in another form.
    mutating func ordered(
        _ name: String, _ arguments: [PythonExpression], _ keywords: [PythonKeyword], _ place: Place
    ) throws(ClosureError) -> Node? {
        guard arguments.count == 1 else { return nil }
        var key: PythonExpression?
        var isDescending = false
        for keyword in keywords {
            switch (keyword.name, keyword.value.kind) {
            case ("key", .constant(.null)): break
            case ("key", _): key = keyword.value
            case ("reverse", .constant(.bool(let flag))) where name == "sorted": isDescending = flag
            default: return nil
            }
        }
        let set = try distinct(arguments[0])
        let source: Node
        if let set { source = set } else { source = try elements(arguments[0]) }
        guard let key else {
            if name == "sorted" { return try call(isDescending ? .sortDescending : .sort, [source], place) }
            return keywords.isEmpty ? try call(name == "min" ? .minimum : .maximum, [source], place) : nil
        }
        let list = try node(.unary(.elements, source), place)
        return try binding(list, place) { (inner, list) throws(ClosureError) in
            let keys = try inner.mapped(key, over: list, place)
            if name != "sorted" { return try inner.call(name == "min" ? .minimumBy : .maximumBy, [list, keys], place) }
            return try inner.call(isDescending ? .sortDescendingBy : .sortBy, [list, keys], place)
        }
    }

    /// What the function gives for each element.
    mutating func mapped(
        _ function: PythonExpression, over list: Node, _ place: Place
    ) throws(ClosureError) -> Node {
        let (variable, body) = try ofElement(place) { (inner, element) throws(ClosureError) in
            try inner.call(function, [element], [], place, for: .value)
        }
        return try node(.mapList(list, variable, body: body), place)
    }

    /// What `body` makes of an element of a list, as an expression, and the variable that stands for the element.
    mutating func ofElement(
        _ place: Place,
        _ body: (inout PythonLowering, PythonExpression) throws(ClosureError) -> Node
    ) throws(ClosureError) -> (variable: Variable, body: Node) {
        let variable = Variable("element")
        let outer = names
        loopDepth += 1
        defer {
            names = outer
            loopDepth -= 1
        }
        names["\0element"] = variable
        return (variable, try body(&self, PythonExpression(.name("\0element"), place)))
    }

    /// `map(f, xs, ys)`.
    mutating func mappedSeveral(_ arguments: [PythonExpression], _ place: Place) throws(ClosureError) -> Node {
        var lists: [Node] = []
        for argument in arguments.dropFirst() { lists.append(try elements(argument)) }
        let (variable, body) = try ofElement(place) { (inner, element) throws(ClosureError) in
            let parts = lists.indices.map { index in
                PythonExpression(.subscripted(element, PythonExpression(.constant(.int(index)), place)), place)
            }
            return try inner.call(arguments[0], parts, [], place, for: .value)
        }
        return try node(.mapList(call(.zip, lists, place), variable, body: body), place)
    }

    /// `enumerate(xs)`, `enumerate(xs, 1)` and `enumerate(xs, start=1)`.
    mutating func enumerated(
        _ arguments: [PythonExpression], _ keywords: [PythonKeyword], _ place: Place
    ) throws(ClosureError) -> Node? {
        var start: PythonExpression?
        if keywords.count == 1, keywords[0].name == "start", arguments.count == 1 {
            start = keywords[0].value
        } else if keywords.isEmpty, arguments.count == 2 {
            start = arguments[1]
        } else if !keywords.isEmpty || arguments.count != 1 {
            return nil
        }
        let list = try elements(arguments[0])
        guard let start else { return try call(.enumerate, [list, int(0)], place) }
        return try call(.enumerate, [list, expression(start)], place)
    }

    /// `any` and `all`. Conditions of a generator decide too, one element after the other.
    mutating func quantifier(
        _ value: PythonExpression, isAll: Bool, _ place: Place
    ) throws(ClosureError) -> Node {
        let variable = Variable("element")
        guard case .comprehension(.generator, let element, let generators) = value.kind, generators.count == 1 else {
            let list = try elements(value)
            let truth = try call(.toBool, [Node(.variable(variable))], place)
            return try node(.quantifier(isAll: isAll, list, variable, body: truth), place)
        }
        let list = try elements(generators[0].iterable)
        let outer = names
        loopDepth += 1
        defer {
            names = outer
            loopDepth -= 1
        }
        let body = try binding(target: generators[0].target, to: Node(.variable(variable))) {
            (inner) throws(ClosureError) in
            var test = try inner.expression(element, for: .condition)
            for condition in generators[0].conditions.reversed() {
                let holds = try inner.expression(condition, for: .condition)
                test =
                    isAll
                    ? try inner.node(.logical(.or, inner.node(.unary(.not, holds), place), test), place)
                    : try inner.node(.logical(.and, holds, test), place)
            }
            return test
        }
        return try node(.quantifier(isAll: isAll, list, variable, body: body), place)
    }

    /// `functools.reduce(f, xs, start)`.
    mutating func reduced(_ arguments: [PythonExpression], _ place: Place) throws(ClosureError) -> Node {
        let list = try elements(arguments[1])
        let start = try expression(arguments[2])
        let sum = Variable("sum")
        let (element, body) = try ofElement(place) { (inner, element) throws(ClosureError) in
            inner.names["\0sum"] = sum
            let parts = [PythonExpression(.name("\0sum"), place), element]
            return try inner.call(arguments[0], parts, [], place, for: .value)
        }
        return try node(.fold(list, sum, element, start: start, body: body), place)
    }

    // MARK: Constant dicts

    /// `d.get(key)`, `d.get(key, other)` and `d[key]` of a dict that is known and has keys, and values, of one type
    /// each.
    mutating func lookedUp(
        _ owner: PythonExpression, _ arguments: [PythonExpression], _ place: Place, fails: Bool = false,
        for purpose: Purpose
    ) throws(ClosureError) -> Node? {
        let constant: Scalar
        switch owner.kind {
        case .constant(let value): constant = value
        case .captured(let index): constant = module.constants[index]
        default: return nil
        }
        guard case .map(let entries) = constant, !entries.isEmpty, arguments.count == 2 || fails else { return nil }
        // A key that is missing is an error that names it, which scripts raise.
        if fails { return nil }
        let keys = try self.constant(.list(entries.map(\.key)), place)
        let values = try self.constant(.list(entries.map(\.value)), place)
        let key = try expression(arguments[0])
        let other = try expression(arguments[1], for: purpose == .elements ? .elements : .value)
        return try binding(other, place) { (inner, other) throws(ClosureError) in
            try inner.binding(inner.call(.place, [keys, key], place), place) { (inner, found) throws(ClosureError) in
                try inner.node(
                    .conditional(
                        inner.node(.compare(.less, found, inner.int(0)), place), then: other,
                        else: inner.call(.element, [values, found], place)), place)
            }
        }
    }
}
