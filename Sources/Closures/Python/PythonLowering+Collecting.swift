// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// Statements that make a list element by element, by `yield` or by `append` to a new list, as one expression: loops
/// become mapped lists, conditions filtered ones. Rounds of such a loop share no variable.
extension PythonLowering {
    /// Where the elements go.
    enum Sink {
        case yields
        case appends(String)
        /// Pairs of a key and a value of a dict, beside other dicts whose entries do not count.
        case grows(DictGrowth, beside: [DictGrowth])

        /// The name of what gets the elements.
        fileprivate var name: String? {
            switch self {
            case .yields: nil
            case .appends(let name): name
            case .grows(let growth, _): growth.name
            }
        }

        /// What the first statements give, one element or all of an iterable, and how many they are.
        fileprivate func given(
            by body: ArraySlice<PythonStatement>
        ) -> (value: PythonExpression, isMany: Bool, count: Int)? {
            guard let statement = body.first else { return nil }
            if case .grows(let growth, _) = self {
                guard let entry = growth.entry(body) else { return nil }
                return (PythonExpression(.tuple([entry.key, entry.value]), statement.place), false, entry.count)
            }
            return given(by: statement).map { ($0.value, $0.isMany, 1) }
        }

        /// How many of the first statements are another dict's.
        fileprivate func others(_ body: ArraySlice<PythonStatement>) -> Int {
            guard case .grows(_, let others) = self else { return 0 }
            for other in others { if let entry = other.entry(body) { return entry.count } }
            return 0
        }

        /// What a statement gives: one element, or all of an iterable.
        fileprivate func given(by statement: PythonStatement) -> (value: PythonExpression, isMany: Bool)? {
            guard case .expression(let expression) = statement.kind else { return nil }
            switch (self, expression.kind) {
            case (.yields, .yield(let value?)): return (value, false)
            case (.yields, .yieldFrom(let value)): return (value, true)
            case (.appends(let name), .call(let callee, let arguments, let keywords)):
                guard keywords.isEmpty, arguments.count == 1, !arguments[0].isStarred,
                    case .attribute(let owner, let method) = callee.kind, case .name(name) = owner.kind,
                    method == "append" || method == "extend"
                else { return nil }
                return (arguments[0], method == "extend")
            default: return nil
            }
        }
    }

    /// The list of what the statements give.
    mutating func collected(_ body: ArraySlice<PythonStatement>, _ sink: Sink) throws(ClosureError) -> Node {
        guard let first = body.first else { return try constant(.list([]), Place(line: 0)) }
        let rest = body.dropFirst()
        let place = first.place
        if let (value, isMany, count) = sink.given(by: body) {
            let part = try isMany ? elements(value) : list([value], place)
            return try joined(part, body.dropFirst(count), sink, place)
        }
        let others = sink.others(body)
        if others > 0 { return try collected(body.dropFirst(others), sink) }
        if let name = sink.name,
            NameAnalysis.of(PythonParameters([]), [first]).assigned.contains(name)
        {
            throw refused("another list of the same name", place)
        }
        switch first.kind {
        case .pass: return try collected(rest, sink)
        case .expression(let remark) where remark.saysNothing: return try collected(rest, sink)
        case .continue: return try constant(.list([]), place)
        case .assign(let targets, let value) where targets.count == 1:
            return try binding(target: targets[0], to: expression(value)) { (inner) throws(ClosureError) in
                try inner.collected(rest, sink)
            }
        case .augmentedAssign(let target, let op, let value):
            return try binding(target: target, to: changed(target, op, value, place)) {
                (inner) throws(ClosureError) in try inner.collected(rest, sink)
            }
        case .branch(let test, let yes, let no): return try choice(test, yes, no, rest, sink, place)
        case .forLoop(let target, let iterable, let body, orElse: let orElse) where orElse.isEmpty:
            let part = try loop(target, iterable, body.withoutRemarks, sink, place)
            return try joined(part, rest, sink, place)
        default:
            let what = "\(first.kind.constructName) where a list is made"
            throw refused(what, place, advice: "make the list in a loop of its own")
        }
    }

    private mutating func joined(
        _ part: Node, _ rest: ArraySlice<PythonStatement>, _ sink: Sink, _ place: Place
    ) throws(ClosureError) -> Node {
        if rest.isEmpty { return part }
        return try node(.binary(.add, part, collected(rest, sink)), place)
    }

    /// What follows stands in both branches where it depends on them.
    private mutating func choice(
        _ test: PythonExpression, _ yes: [PythonStatement], _ no: [PythonStatement],
        _ rest: ArraySlice<PythonStatement>, _ sink: Sink, _ place: Place
    ) throws(ClosureError) -> Node {
        let condition = try expression(test, for: .condition)
        let isApart = !(yes + no).contains { $0.bindsOrContinues }
        let outer = names
        let first = try collected((isApart ? yes : yes + rest)[...], sink)
        names = outer
        let second = try collected((isApart ? no : no + rest)[...], sink)
        names = outer
        let part = try node(.conditional(condition, then: first, else: second), place)
        return isApart ? try joined(part, rest, sink, place) : part
    }

    private mutating func loop(
        _ target: PythonExpression, _ iterable: PythonExpression, _ body: [PythonStatement], _ sink: Sink,
        _ place: Place
    ) throws(ClosureError) -> Node {
        let source = try elements(iterable)
        let outer = names
        // What one round leaves, the next must not read; nor what stands behind the loop.
        let whole = PythonStatement(.forLoop(target, iterable, body, orElse: []), place)
        let bound = NameAnalysis.of(PythonParameters([]), [whole]).assigned
        if statementLoops > 0, bound.contains(where: { names[$0] != nil }) {
            throw refused("a variable that rounds of loops share", place)
        }
        for name in bound { names[name] = nil }
        loopDepth += 1
        defer {
            names = outer
            for name in bound { names[name] = nil }
            loopDepth -= 1
        }
        let variable = Variable("element")
        var list = source
        var body = body
        // Conditions in front of all else filter the elements.
        while body.count == 1, case .branch(let test, let yes, let no) = body[0].kind, no.isEmpty,
            sink.given(by: body[...]) == nil
        {
            let element = Variable("element")
            let condition = try binding(target: target, to: Node(.variable(element))) {
                (inner) throws(ClosureError) in try inner.expression(test, for: .condition)
            }
            list = try node(.filterList(list, element, body: call(.toBool, [condition], place)), place)
            body = yes.withoutRemarks
        }
        if let (value, isMany, count) = sink.given(by: body[...]), !isMany, count == body.count {
            let element = try binding(target: target, to: Node(.variable(variable))) {
                (inner) throws(ClosureError) in try inner.expression(value)
            }
            return try node(.mapList(list, variable, body: element), place)
        }
        let inner = try binding(target: target, to: Node(.variable(variable))) {
            (inner) throws(ClosureError) in try inner.collected(body[...], sink)
        }
        return try call(.flatten, [node(.mapList(list, variable, body: inner), place)], place)
    }

    // MARK: Lists that grow

    /// By the place of a statement in a list of statements, the name of the list that it appends to and does nothing
    /// else with. The list must be new, made in the same list of statements, and seen by nobody before the last append.
    static func growing(_ body: [PythonStatement]) -> [Int: String] {
        var result: [Int: String] = [:]
        for (start, statement) in body.enumerated() {
            guard case .assign(let targets, let value) = statement.kind, targets.count == 1,
                case .name(let name) = targets[0].kind, value.isNewList
            else { continue }
            var places: [Int] = []
            var end = start
            for index in body.indices.dropFirst(start + 1) {
                if body[index].appends(to: name) { places.append(index) }
            }
            guard let last = places.last else { continue }
            end = last
            let others = body.indices[(start + 1)..<end].filter { !places.contains($0) }
            let isSeen = others.contains { index in
                let analysis = NameAnalysis.of(PythonParameters([]), [body[index]])
                return analysis.used.contains(name) || analysis.assigned.contains(name)
            }
            if isSeen { continue }
            for place in places { result[place] = name }
        }
        return result
    }

    /// `name` with what the statement appends to it.
    mutating func grown(_ name: String, _ statement: PythonStatement) throws(ClosureError) -> Node {
        let list = variable(name)
        // Nothing reads the list meanwhile.
        names[name] = nil
        let more = try collected([statement], .appends(name))
        names[name] = list
        return try node(
            .assign(list, node(.binary(.add, Node(.variable(list)), more), statement.place)), statement.place)
    }
}

extension PythonExpression {
    /// Whether the value is a list that nobody else has.
    fileprivate var isNewList: Bool {
        switch kind {
        case .list, .comprehension(.list, _, _): return true
        case .call(let callee, _, _):
            if case .builtin(let name) = callee.kind { return name == "list" || name == "sorted" }
            return false
        default: return false
        }
    }
}

extension PythonStatement {
    /// Whether it assigns a name, or ends the round of a loop.
    fileprivate var bindsOrContinues: Bool {
        switch kind {
        case .continue: true
        case .branch(_, let yes, let no): (yes + no).contains { $0.bindsOrContinues }
        default: !NameAnalysis.of(PythonParameters([]), [self]).assigned.isEmpty
        }
    }

    /// Whether a statement of it appends to the list.
    fileprivate func appends(to name: String) -> Bool {
        switch kind {
        case .expression: PythonLowering.Sink.appends(name).given(by: self) != nil
        case .branch(_, let yes, let no): (yes + no).contains { $0.appends(to: name) }
        case .forLoop(_, _, let body, _): body.contains { $0.appends(to: name) }
        default: false
        }
    }
}

extension [PythonStatement] {
    /// Whether a loop or a `try` is among the statements.
    var hasLoop: Bool {
        contains {
            switch $0.kind {
            case .whileLoop, .forLoop, .attempt: true
            case .branch(_, let yes, let no): yes.hasLoop || no.hasLoop
            default: false
            }
        }
    }
}
