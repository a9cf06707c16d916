// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// A dict that is empty at first and gets all its entries in statements that do nothing else with it: what these give
/// are pairs of a key and a value, and the dict is made of them at the end.
struct DictGrowth {
    /// What becomes of the values of one key.
    enum Kind: Hashable {
        /// The sum; from zero on, or from the first.
        case sum(fromZero: Bool, isFloat: Bool)
        case lists
        case last
    }

    /// What the dict was made by.
    enum Maker: Hashable {
        case plain
        case numbers(isFloat: Bool)
        case lists
        case counter
    }

    var name: String
    var maker: Maker
    var kind: Kind
    /// Places of the statements that give it entries.
    var places: [Int]

    /// By the place of a statement in the list: the dicts that it makes or gives entries.
    static func found(in body: [PythonStatement]) -> [Int: [DictGrowth]] {
        var result: [Int: [DictGrowth]] = [:]
        for (start, statement) in body.enumerated() {
            guard case .assign(let targets, let value) = statement.kind, targets.count == 1,
                case .name(let name) = targets[0].kind, let maker = value.emptyDict,
                let growth = growth(of: name, maker, body, from: start + 1)
            else { continue }
            for place in [start] + growth.places { result[place, default: []].append(growth) }
        }
        return result
    }

    private static func growth(
        of name: String, _ maker: Maker, _ body: [PythonStatement], from start: Int
    ) -> DictGrowth? {
        let search = Search(name: name, maker: maker)
        var (kinds, places, hasLoop): (Set<Kind>, [Int], Bool) = ([], [], false)
        for index in body.indices.dropFirst(start) {
            let analysis = NameAnalysis.of(PythonParameters([]), [body[index]])
            if analysis.assigned.contains(name) { break }
            guard analysis.used.contains(name) else { continue }
            // The first that does anything else with it is behind the last that gives it entries.
            guard let found = search.kinds([body[index]]), !found.isEmpty else { break }
            kinds.formUnion(found)
            places.append(index)
            if case .forLoop = body[index].kind { hasLoop = true }
        }
        guard hasLoop, kinds.count == 1, let kind = kinds.first else { return nil }
        return DictGrowth(name: name, maker: maker, kind: kind, places: places)
    }

    /// The entry that the first statements give, and how many these are; nil where they do something else.
    func entry(
        _ body: ArraySlice<PythonStatement>
    ) -> (key: PythonExpression, value: PythonExpression, kind: Kind, count: Int)? {
        Search(name: name, maker: maker).entry(body)
    }
}

/// Finds the statements that give a dict entries.
private struct Search {
    typealias Entry = (key: PythonExpression, value: PythonExpression, kind: DictGrowth.Kind, count: Int)

    let name: String
    let maker: DictGrowth.Maker

    /// How the statements give entries; nil where the dict is used in another way.
    func kinds(_ body: [PythonStatement]) -> Set<DictGrowth.Kind>? {
        var result: Set<DictGrowth.Kind> = []
        var rest = body[...]
        while let first = rest.first {
            if let entry = entry(rest) {
                result.insert(entry.kind)
                rest = rest.dropFirst(entry.count)
                continue
            }
            rest = rest.dropFirst()
            let head: PythonStatement
            var inner: [[PythonStatement]] = []
            switch first.kind {
            case .branch(let test, let yes, let no): (head, inner) = (PythonStatement(.expression(test)), [yes, no])
            case .forLoop(_, let iterable, let body, orElse: let orElse):
                (head, inner) = (PythonStatement(.expression(iterable)), [body, orElse])
            default: head = first
            }
            if NameAnalysis.of(PythonParameters([]), [head]).used.contains(name) { return nil }
            for body in inner {
                guard let found = kinds(body) else { return nil }
                result.formUnion(found)
            }
        }
        return result
    }

    func entry(_ body: ArraySlice<PythonStatement>) -> Entry? {
        guard let first = body.first else { return nil }
        switch first.kind {
        case .expression(let value): return appended(value, maker == .lists)
        case .assign(let targets, let value) where targets.count == 1: return assigned(targets[0], value)
        case .augmentedAssign(let target, .add, let value):
            guard let key = key(target), let isFloat = startsAtZero else { return nil }
            return (key, value, .sum(fromZero: true, isFloat: isFloat), 1)
        case .branch(let test, let yes, let no): return asked(test, yes, no, behind: body.dropFirst().first)
        case .attempt(let attempt):
            guard attempt.handlers.count == 1, attempt.orElse.isEmpty, attempt.finally.isEmpty,
                attempt.handlers[0].name == nil, case .builtin("KeyError")? = attempt.handlers[0].type?.kind
            else { return nil }
            return added(attempt.body, orFirst: attempt.handlers[0].body, simple: true)
        default: return nil
        }
    }

    /// Whether a key that is missing counts as 0, or as 0.0.
    private var startsAtZero: Bool? {
        switch maker {
        case .numbers(let isFloat): isFloat
        case .counter: false
        default: nil
        }
    }

    private func isDict(_ value: PythonExpression) -> Bool {
        if case .name(name) = value.kind { return true }
        return false
    }

    /// The key of `d[key]`.
    private func key(_ value: PythonExpression) -> PythonExpression? {
        guard case .subscripted(let owner, let index) = value.kind, isDict(owner) else { return nil }
        if case .slice = index.kind { return nil }
        return index
    }

    /// `d[key].append(value)` where a key that is missing has an empty list, and `d.setdefault(key, []).append(value)`.
    private func appended(_ value: PythonExpression, _ hasLists: Bool) -> Entry? {
        guard case .call(let callee, let arguments, let keywords) = value.kind, keywords.isEmpty, arguments.count == 1,
            !arguments[0].isStarred, case .attribute(let owner, "append") = callee.kind
        else { return nil }
        if hasLists, let key = key(owner) { return (key, arguments[0], .lists, 1) }
        guard case .call(let setter, let given, let none) = owner.kind, none.isEmpty, given.count == 2,
            case .attribute(let dict, "setdefault") = setter.kind, isDict(dict), given[1].isEmptyList
        else { return nil }
        return (given[0], arguments[0], .lists, 1)
    }

    private func assigned(_ target: PythonExpression, _ value: PythonExpression) -> Entry? {
        guard let key = key(target) else { return nil }
        if case .binary(.add, let left, let right) = value.kind {
            for (known, other) in [(left, right), (right, left)] {
                guard let start = found(known, key) else { continue }
                if let isFloat = start.zero { return (key, other, .sum(fromZero: true, isFloat: isFloat), 1) }
                if start.isEmptyList, let element = right.onlyElement, found(left, key) != nil {
                    return (key, element, .lists, 1)
                }
            }
        }
        // `d[key] + value if key in d else value`
        if case .conditional(let test, let yes, let no) = value.kind, let (asked, isIn) = membership(test),
            asked.isSame(as: key), case .binary(.add, let known, let other) = (isIn ? yes : no).kind,
            let inner = self.key(known), inner.isSame(as: key), other.isSame(as: isIn ? no : yes)
        {
            return (key, other, .sum(fromZero: false, isFloat: false), 1)
        }
        return (key, value, .last, 1)
    }

    /// What `d.get(key, start)` starts from.
    private func found(_ value: PythonExpression, _ key: PythonExpression) -> PythonExpression? {
        guard case .call(let callee, let arguments, let keywords) = value.kind, keywords.isEmpty, arguments.count == 2,
            case .attribute(let owner, "get") = callee.kind, isDict(owner), arguments[0].isSame(as: key)
        else { return nil }
        return arguments[1]
    }

    /// `key in d`, `key not in d`.
    private func membership(_ test: PythonExpression) -> (key: PythonExpression, isIn: Bool)? {
        guard case .compare(let key, let rest) = test.kind, rest.count == 1, isDict(rest[0].1),
            rest[0].0 == .isIn || rest[0].0 == .isNotIn
        else { return nil }
        return (key, rest[0].0 == .isIn)
    }

    /// `if key in d: d[key] += value`, `else: d[key] = value`; and `if key not in d: d[key] = 0` before
    /// `d[key] += value`.
    private func asked(
        _ test: PythonExpression, _ yes: [PythonStatement], _ no: [PythonStatement], behind: PythonStatement?
    ) -> Entry? {
        guard let (asked, isIn) = membership(test) else { return nil }
        let (present, absent) = isIn ? (yes, no) : (no, yes)
        if !present.isEmpty {
            guard let entry = added(present, orFirst: absent, simple: false), entry.key.isSame(as: asked) else {
                return nil
            }
            return entry
        }
        guard let behind, absent.count == 1, case .assign(let targets, let start) = absent[0].kind,
            targets.count == 1, let key = key(targets[0]), key.isSame(as: asked)
        else { return nil }
        if case .augmentedAssign(let target, .add, let value) = behind.kind, let other = self.key(target),
            other.isSame(as: key), let isFloat = start.zero
        {
            return (key, value, .sum(fromZero: true, isFloat: isFloat), 2)
        }
        guard start.isEmptyList, case .expression(let value) = behind.kind, let entry = appended(value, true),
            entry.key.isSame(as: key)
        else { return nil }
        return (key, entry.value, .lists, 2)
    }

    /// What adds to the entry that is there, and what makes it of the same value. `simple`: key and value raise no
    /// `KeyError`.
    private func added(_ present: [PythonStatement], orFirst absent: [PythonStatement], simple: Bool) -> Entry? {
        guard present.count == 1, absent.count == 1, case .assign(let targets, let first) = absent[0].kind,
            targets.count == 1, let key = key(targets[0])
        else { return nil }
        switch present[0].kind {
        case .augmentedAssign(let target, .add, let value):
            guard let other = self.key(target), other.isSame(as: key), value.isSame(as: first),
                !simple || (value.isSimple && key.isSimple)
            else { return nil }
            return (key, value, .sum(fromZero: false, isFloat: false), 1)
        case .assign(let targets, let sum):
            // d[key] = d[key] + value
            guard targets.count == 1, let other = self.key(targets[0]), other.isSame(as: key),
                case .binary(.add, let known, let value) = sum.kind, let inner = self.key(known),
                inner.isSame(as: key), value.isSame(as: first), !simple || (value.isSimple && key.isSimple)
            else { return nil }
            return (key, value, .sum(fromZero: false, isFloat: false), 1)
        case .expression(let value):
            guard let entry = appended(value, true), entry.key.isSame(as: key), let element = first.onlyElement,
                element.isSame(as: entry.value), !simple || (element.isSimple && key.isSimple)
            else { return nil }
            return (key, element, .lists, 1)
        default: return nil
        }
    }
}

extension PythonExpression {
    /// What a new dict without entries is made by.
    fileprivate var emptyDict: DictGrowth.Maker? {
        switch kind {
        case .dict(let entries): return entries.isEmpty ? .plain : nil
        case .call(let callee, let arguments, let keywords):
            guard keywords.isEmpty else { return nil }
            if case .builtin("dict") = callee.kind { return arguments.isEmpty ? .plain : nil }
            switch callee.moduleFunction {
            case ("collections", "Counter")?: return arguments.isEmpty ? .counter : nil
            case ("collections", "defaultdict")?:
                guard arguments.count == 1, case .builtin(let factory) = arguments[0].kind else { return nil }
                return ["int": .numbers(isFloat: false), "float": .numbers(isFloat: true), "list": .lists][factory]
            default: return nil
            }
        default: return nil
        }
    }

    fileprivate var isEmptyList: Bool {
        switch kind {
        case .list(let members): return members.isEmpty
        case .call(let callee, let arguments, let keywords):
            if case .builtin("list") = callee.kind { return arguments.isEmpty && keywords.isEmpty }
            return false
        default: return false
        }
    }

    /// The element of a list of one.
    fileprivate var onlyElement: PythonExpression? {
        guard case .list(let members) = kind, members.count == 1, !members[0].isStarred else { return nil }
        return members[0]
    }

    /// Whether a number is 0.0 rather than 0; nil of what is neither.
    fileprivate var zero: Bool? {
        switch kind {
        case .constant(.int(0)): false
        case .constant(.float(let value)): value == 0 && value.sign == .plus ? true : nil
        default: nil
        }
    }

    /// Whether it raises no `KeyError`.
    fileprivate var isSimple: Bool {
        switch kind {
        case .constant, .name, .captured: return true
        case .tuple(let members): return members.allSatisfy(\.isSimple)
        case .binary(_, let left, let right): return left.isSimple && right.isSimple
        case .call(let callee, let arguments, _):
            guard isSame(as: self), arguments.allSatisfy(\.isSimple) else { return false }
            if case .attribute(let owner, _) = callee.kind { return owner.isSimple }
            return true
        default: return false
        }
    }

    /// Whether both are written alike, of what has the same value whenever it is computed.
    fileprivate func isSame(as other: PythonExpression) -> Bool {
        func same(_ left: [PythonExpression], _ right: [PythonExpression]) -> Bool {
            left.count == right.count && zip(left, right).allSatisfy { $0.isSame(as: $1) }
        }
        switch (kind, other.kind) {
        case (.constant(let left), .constant(let right)): return left == right
        case (.captured(let left), .captured(let right)): return left == right
        case (.name(let left), .name(let right)), (.builtin(let left), .builtin(let right)): return left == right
        case (.binary(let op, let left, let right), .binary(let op2, let left2, let right2)):
            return op == op2 && left.isSame(as: left2) && right.isSame(as: right2)
        case (.subscripted(let left, let index), .subscripted(let left2, let index2)):
            return left.isSame(as: left2) && index.isSame(as: index2)
        case (.attribute(let left, let name), .attribute(let left2, let name2)):
            return name == name2 && left.isSame(as: left2)
        case (.tuple(let left), .tuple(let right)): return same(left, right)
        case (.call(let callee, let left, let none), .call(let callee2, let right, let none2)):
            guard none.isEmpty, none2.isEmpty, same(left, right) else { return false }
            // Of calls only those that do nothing but compute.
            switch (callee.kind, callee2.kind) {
            case (.builtin(let name), .builtin(let name2)):
                return name == name2 && ["len", "int", "str", "float", "abs"].contains(name)
            case (.attribute(let left, let name), .attribute(let right, let name2)):
                let pure = ["lower", "upper", "strip", "lstrip", "rstrip", "capitalize", "title"]
                return name == name2 && pure.contains(name) && left.isSame(as: right)
            default: return false
            }
        default: return false
        }
    }
}
