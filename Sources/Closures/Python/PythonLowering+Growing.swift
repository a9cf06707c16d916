// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// Dicts whose keys come with the data: those that grow in loops, comprehensions, `Counter`s. Their types are those of
/// their keys and values; where one is seen whole it becomes a dict of type any.
extension PythonLowering {
    /// The statement at `place` of a list, which makes the dict or gives it entries.
    mutating func grown(
        _ growth: DictGrowth, _ statement: PythonStatement, at place: Int, beside others: [DictGrowth]
    ) throws(ClosureError) -> [Node] {
        guard let step = growth.places.firstIndex(of: place) else { return [] }
        let dict = variable(growth.name)
        guard special[dict] == nil else { throw refused("a name of two kinds of dicts", statement.place) }
        // Nothing reads the dict meanwhile.
        names[growth.name] = nil
        defer { names[growth.name] = dict }
        let entries = growing[growth.name] ?? Variable("entries")
        growing[growth.name] = entries
        var more = try collected([statement], .grows(growth, beside: others.filter { $0.name != growth.name }))
        if step > 0 { more = try node(.binary(.add, Node(.variable(entries)), more), statement.place) }
        var result = [try node(.assign(entries, more), statement.place)]
        guard step == growth.places.count - 1 else { return result }
        growing[growth.name] = nil
        let whole = try made(growth.kind, Node(.variable(entries)), statement.place)
        result.append(try node(.assign(dict, whole), statement.place))
        if growth.maker != .plain { special[dict] = .dict(isCounter: growth.maker == .counter) }
        return result
    }

    private mutating func made(
        _ kind: DictGrowth.Kind, _ entries: Node, _ place: Place
    ) throws(ClosureError) -> Node {
        switch kind {
        case .sum(let fromZero, let isFloat):
            let start = try constant(fromZero ? (isFloat ? .float(0) : .int(0)) : .null, place)
            return try call(.groupSum, [entries, start], place)
        case .lists: return try call(.groupLists, [entries], place)
        case .last: return try call(.groupLast, [entries], place)
        }
    }

    /// `{key: value for …}`.
    mutating func dictComprehension(
        _ key: PythonExpression, _ value: PythonExpression, _ generators: [PythonGenerator], _ place: Place
    ) throws(ClosureError) -> Node {
        let entries = try comprehension(PythonExpression(.tuple([key, value]), place), generators, place)
        return try call(.groupLast, [entries], place)
    }

    /// `Counter(xs)`; nil of what is none.
    private mutating func counted(_ value: PythonExpression) throws(ClosureError) -> Node? {
        guard case .call(let callee, let arguments, let keywords) = value.kind, keywords.isEmpty, arguments.count == 1,
            !arguments[0].isStarred, let (module, name) = callee.moduleFunction,
            module == "collections", name == "Counter"
        else { return nil }
        return try call(.countEach, [elements(arguments[0])], value.place)
    }

    /// A dict of a kind of its own, which may only be asked: a name of one, or `Counter(xs)`.
    mutating func askedDict(_ value: PythonExpression) throws(ClosureError) -> (node: Node, isCounter: Bool)? {
        if case .name(let name) = value.kind {
            guard let variable = names[name], case .dict(let isCounter)? = special[variable] else { return nil }
            return (try node(.variable(variable), value.place), isCounter)
        }
        return try counted(value).map { ($0, true) }
    }

    /// What a name is assigned that from then on may only be asked; nil of plain values.
    mutating func specialValue(
        _ value: PythonExpression
    ) throws(ClosureError) -> (node: Node, kind: Special)? {
        guard case .call = value.kind else { return nil }
        if let (found, groups) = try match(value) { return (found, .match(groups)) }
        return try counted(value).map { ($0, .dict(isCounter: true)) }
    }

    /// Methods of dicts that may only be asked; nil of other owners.
    mutating func dictMethod(
        _ owner: PythonExpression, _ name: String, _ arguments: [PythonExpression], _ place: Place,
        for purpose: Purpose
    ) throws(ClosureError) -> Node? {
        guard let (dict, isCounter) = try askedDict(owner) else { return nil }
        switch (name, arguments.count) {
        case ("keys", 0) where purpose == .elements: return try call(.keys, [dict], place)
        case ("values", 0) where purpose == .elements: return try call(.values, [dict], place)
        case ("items", 0) where purpose == .elements: return try call(.items, [dict], place)
        case ("get", 2): return try call(.valueOfKey, [dict] + expressions(arguments), place)
        case ("most_common", 0...1) where isCounter:
            let all = try call(.mostCommon, [dict], place)
            guard let count = arguments.first else { return all }
            guard case .constant(.int(let most)) = count.kind, most >= 0 else {
                throw refused("most_common of a number that is computed", place)
            }
            return try call(.prefix, [all, int(most)], place)
        default: throw refused("the method \(name) in this form", place)
        }
    }

    // MARK: Sums

    /// `total += value` in a loop over a list as the sum of a list, for a total that is an int; nil of other loops. A
    /// round may add one value at most.
    mutating func summed(_ statement: PythonStatement) throws(ClosureError) -> Node? {
        guard case .forLoop(let target, let iterable, let body, orElse: let orElse) = statement.kind, orElse.isEmpty,
            !iterable.isRange, let name = statement.totals.first, statement.totals.count == 1,
            let total = names[name], special[total] == nil
        else { return nil }
        // What the loop binds must be its own.
        let bound = NameAnalysis.of(PythonParameters([]), [statement]).assigned.subtracting([name])
        if bound.contains(where: { names[$0] != nil }) { return nil }
        let (before, depth) = (names, loopDepth)
        defer { (names, loopDepth) = (before, depth) }
        names[name] = nil
        loopDepth += 1
        let each: Node
        let list: Node
        let variable = Variable("element")
        do throws(ClosureError) {
            list = try elements(iterable)
            each = try binding(target: target, to: Node(.variable(variable))) { (inner) throws(ClosureError) in
                try inner.contribution(body.withoutRemarks[...], to: name)
            }
        } catch { return nil }
        let place = statement.place
        let values = try node(.mapList(list, variable, body: each), place)
        return try node(.assign(total, call(.addEach, [Node(.variable(total)), values], place)), place)
    }

    /// What the statements of a round add to a total.
    private mutating func contribution(
        _ body: ArraySlice<PythonStatement>, to name: String
    ) throws(ClosureError) -> Node {
        guard let first = body.first else { return int(0) }
        let rest = body.dropFirst()
        let place = first.place
        if rest.isEmpty, let value = first.addition(to: name) { return try expression(value) }
        switch first.kind {
        case .assign(let targets, let value) where targets.count == 1:
            let assigned = try expression(value)
            return try binding(target: targets[0], to: assigned) { (inner) throws(ClosureError) in
                try inner.contribution(rest, to: name)
            }
        case .branch(let test, let yes, let no) where rest.isEmpty:
            let condition = try expression(test, for: .condition)
            let outer = names
            let first = try contribution(yes.withoutRemarks[...], to: name)
            names = outer
            let second = try contribution(no.withoutRemarks[...], to: name)
            names = outer
            // How often something holds.
            if first.isInt(1), second.isInt(0) { return try call(.toInt, [call(.toBool, [condition], place)], place) }
            return try node(.conditional(condition, then: first, else: second), place)
        default: throw refused("\(first.kind.constructName) in a sum", place)
        }
    }
}

extension Node {
    fileprivate func isInt(_ value: Int) -> Bool {
        if case .constant(let constant) = kind { return constant.value == .int(value) }
        return false
    }
}

extension PythonStatement {
    /// `name += value` and `name = name + value`.
    fileprivate func addition(to name: String) -> PythonExpression? {
        guard let found = addition, found.name == name else { return nil }
        return found.value
    }

    private var addition: (name: String, value: PythonExpression)? {
        switch kind {
        case .augmentedAssign(let target, .add, let value):
            guard case .name(let name) = target.kind else { return nil }
            return (name, value)
        case .assign(let targets, let value):
            guard targets.count == 1, case .name(let name) = targets[0].kind,
                case .binary(.add, let left, let right) = value.kind, case .name(name) = left.kind
            else { return nil }
            return (name, right)
        default: return nil
        }
    }

    /// The names that loops and branches of the statement add to.
    fileprivate var totals: Set<String> {
        if let addition { return [addition.name] }
        switch kind {
        case .branch(_, let yes, let no): return (yes + no).reduce(into: []) { $0.formUnion($1.totals) }
        case .forLoop(_, _, let body, _): return body.reduce(into: []) { $0.formUnion($1.totals) }
        default: return []
        }
    }
}

extension PythonExpression {
    /// Whether it is a call of `range`.
    fileprivate var isRange: Bool {
        guard case .call(let callee, _, _) = kind, case .builtin("range") = callee.kind else { return false }
        return true
    }
}
