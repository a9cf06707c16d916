// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

extension PythonLowering {
    // MARK: Statements of the closure itself

    /// Statements as statements: names are variables that change.
    mutating func statements(_ body: [PythonStatement], _ purpose: Purpose) throws(ClosureError) -> [Node] {
        let body = body.withoutRemarks
        let growing = Self.growing(body)
        let changed = Self.changed(in: body)
        let dicts = DictGrowth.found(in: body)
        let (outer, owned) = (changing, ownedParameters)
        defer { (changing, ownedParameters) = (outer, owned) }
        var result: [Node] = []
        for (index, statement) in body.enumerated() {
            changing = outer.union(changed[index])
            // What an inner list of statements changes, the statements around it may have elsewhere.
            ownedParameters = []
            if let name = growing[index] {
                result.append(try grown(name, statement))
            } else if let grown = dicts[index] {
                for growth in grown { result += try self.grown(growth, statement, at: index, beside: grown) }
            } else if let (name, _) = statement.changedEntry {
                ownedParameters = owned
                guard isOwn(name, body, index) else {
                    throw refused("a change of a dict that others may have", statement.place)
                }
                result.append(try changedEntry(statement))
            } else {
                result += try self.statement(statement, purpose)
            }
        }
        return result
    }

    private mutating func block(
        _ body: [PythonStatement], _ purpose: Purpose, _ place: Place
    ) throws(ClosureError) -> Node {
        try node(.sequence(statements(body, purpose)), place)
    }

    private mutating func statement(_ statement: PythonStatement, _ purpose: Purpose) throws(ClosureError) -> [Node] {
        let place = statement.place
        switch statement.kind {
        case .expression(let value): return [try expression(value)]
        case .assign(let targets, let value):
            if let whole = try specialAssign(targets, value, place) { return [whole] }
            if let parts = try assignedParts(targets, value, place) { return parts }
            return try assign(targets, expression(value), place)
        case .augmentedAssign(let target, let op, let value):
            return try assign([target], changed(target, op, value, place), place)
        case .return(let value?): return [try node(.return(expression(value, for: purpose)), place)]
        case .branch(let test, let yes, let no):
            let condition = try expression(test, for: .condition)
            let first = try block(yes, purpose, place)
            return [try node(.branch(condition, then: first, else: block(no, purpose, place)), place)]
        case .whileLoop(let test, let body, orElse: let orElse) where orElse.isEmpty:
            loopDepth += 1
            statementLoops += 1
            defer {
                loopDepth -= 1
                statementLoops -= 1
            }
            let condition = try expression(test, for: .condition)
            return [try node(.whileLoop(condition, body: block(body, purpose, place)), place)]
        case .forLoop(let target, let iterable, let body, orElse: let orElse) where orElse.isEmpty:
            let sum = try summed(statement)
            let whole = try loop(target, iterable, body, purpose, place)
            guard let sum else { return [whole] }
            return [try node(.either(sum, otherwise: whole), place)]
        case .attempt(let attempt): return [try attempted(attempt, purpose, place)]
        case .break: return [try node(.break, place)]
        case .continue: return [try node(.continue, place)]
        case .pass: return []
        default: throw refused(statement.kind.constructName, place, advice: statement.kind.typedAdvice)
        }
    }

    private mutating func loop(
        _ target: PythonExpression, _ iterable: PythonExpression, _ body: [PythonStatement], _ purpose: Purpose,
        _ place: Place
    ) throws(ClosureError) -> Node {
        let list = try elements(iterable)
        loopDepth += 1
        statementLoops += 1
        defer {
            loopDepth -= 1
            statementLoops -= 1
        }
        if case .name(let name) = target.kind {
            let variable = try plainVariable(name, place)
            return try node(.forLoop(variable, in: list, body: block(body, purpose, place)), place)
        }
        let element = Variable("element")
        let unpacking = try assign([target], Node(.variable(element)), target.place)
        let inner = try node(.sequence(unpacking + statements(body, purpose)), place)
        return try node(.forLoop(element, in: list, body: inner), place)
    }

    /// The variable of a name, which assigning makes.
    mutating func variable(_ name: String) -> Variable {
        if let known = names[name] { return known }
        let variable = Variable(name)
        names[name] = variable
        return variable
    }

    /// The variable of a name that is given a plain value.
    mutating func plainVariable(_ name: String, _ place: Place) throws(ClosureError) -> Variable {
        let variable = variable(name)
        guard special[variable] == nil else { throw refused("a name of several kinds of values", place) }
        return variable
    }

    /// `m = pattern.match(text)` and the like: a new name, of what may only be asked.
    private mutating func specialAssign(
        _ targets: [PythonExpression], _ value: PythonExpression, _ place: Place
    ) throws(ClosureError) -> Node? {
        guard targets.count == 1, case .name(let name) = targets[0].kind,
            let (whole, kind) = try specialValue(value)
        else { return nil }
        if let known = names[name], special[known] != kind {
            throw refused("a name of several kinds of values", place)
        }
        let variable = variable(name)
        special[variable] = kind
        return try node(.assign(variable, whole), place)
    }

    private mutating func assign(
        _ targets: [PythonExpression], _ value: Node, _ place: Place
    ) throws(ClosureError) -> [Node] {
        if targets.count == 1, case .name(let name) = targets[0].kind {
            return [try node(.assign(plainVariable(name, place), value), place)]
        }
        // All is computed before anything is assigned.
        let whole = Variable("value")
        var result = [try node(.assign(whole, value), place)]
        for target in targets { try unpack(target, Node(.variable(whole)), &result) }
        return result
    }

    /// `a, b = x, y`: all is computed before anything is assigned, and no tuple is made.
    private mutating func assignedParts(
        _ targets: [PythonExpression], _ value: PythonExpression, _ place: Place
    ) throws(ClosureError) -> [Node]? {
        guard targets.count == 1, case .tuple(let values) = value.kind, !values.contains(where: \.isStarred) else {
            return nil
        }
        let parts: [PythonExpression]
        switch targets[0].kind {
        case .tuple(let targets), .list(let targets): parts = targets
        default: return nil
        }
        guard parts.count == values.count, !parts.contains(where: \.isStarred) else { return nil }
        var result: [Node] = []
        var members: [Variable] = []
        for value in values {
            let member = Variable("member")
            members.append(member)
            result.append(try node(.assign(member, expression(value)), place))
        }
        for (part, member) in zip(parts, members) { try unpack(part, Node(.variable(member)), &result) }
        return result
    }

    private mutating func unpack(
        _ target: PythonExpression, _ value: Node, _ result: inout [Node]
    ) throws(ClosureError) {
        switch target.kind {
        case .name(let name):
            result.append(try node(.assign(plainVariable(name, target.place), value), target.place))
        case .tuple(let targets), .list(let targets):
            guard !targets.isEmpty else { throw refused("an empty target", target.place) }
            // The members are taken before the first is assigned, in which one of the names may stand.
            var members: [Variable] = []
            let whole = Variable("value")
            result.append(try node(.assign(whole, value), target.place))
            for index in targets.indices {
                let member = Variable("member")
                members.append(member)
                let part = Node.Kind.unpacked(Node(.variable(whole)), index: index, count: targets.count)
                result.append(try node(.assign(member, node(part, target.place)), target.place))
            }
            for (target, member) in zip(targets, members) { try unpack(target, Node(.variable(member)), &result) }
        default: throw refused("an assignment to such a target", target.place, advice: "assign to names")
        }
    }

    /// `x op value` of `x op= value`, which must not be a change in place.
    mutating func changed(
        _ target: PythonExpression, _ op: PythonExpression.BinaryOperator, _ value: PythonExpression, _ place: Place
    ) throws(ClosureError) -> Node {
        guard case .name = target.kind else {
            throw refused("a change of a part", place, advice: "make a new list or tuple instead of changing one")
        }
        return try combined(expression(target), op, value, place)
    }

    /// `left op value`, which must not be a change of what is on the left.
    mutating func combined(
        _ left: Node, _ op: PythonExpression.BinaryOperator, _ value: PythonExpression, _ place: Place
    ) throws(ClosureError) -> Node {
        let left = try node(.unary(.immutable, left), place)
        let variable = Variable("left")
        names["\0left"] = variable
        defer { names["\0left"] = nil }
        let sum = try expression(
            PythonExpression(.binary(op, PythonExpression(.name("\0left"), place), value), place))
        return try node(.bind(variable, to: left, in: sum), place)
    }

    // MARK: Helper functions

    /// The value that statements give back, as an expression: each assignment makes a new variable, and what follows an
    /// `if` stands in both of its branches.
    mutating func value(
        of body: ArraySlice<PythonStatement>, for purpose: Purpose
    ) throws(ClosureError) -> Node {
        guard let first = body.first else {
            throw refused(
                "a function that ends without a value", Place(line: 0), advice: "return a value on every way through it"
            )
        }
        let rest = body.dropFirst()
        let place = first.place
        switch first.kind {
        case .pass: return try value(of: rest, for: purpose)
        case .expression(let remark):
            guard remark.saysNothing else {
                throw refused("an expression as a statement", place, advice: "return its value")
            }
            return try value(of: rest, for: purpose)
        case .return(let value?): return try expression(value, for: purpose)
        case .assign(let targets, let value) where targets.count == 1:
            let known = try specialValue(value)
            let assigned = if let known { known.node } else { try expression(value) }
            return try binding(target: targets[0], to: assigned) { (inner) throws(ClosureError) in
                if let known {
                    guard case .name(let name) = targets[0].kind, let variable = inner.names[name] else {
                        throw inner.refused("an assignment to such a target", place)
                    }
                    inner.special[variable] = known.kind
                }
                return try inner.value(of: rest, for: purpose)
            }
        case .augmentedAssign(let target, let op, let value):
            let assigned = try changed(target, op, value, place)
            return try binding(target: target, to: assigned) { (inner) throws(ClosureError) in
                try inner.value(of: rest, for: purpose)
            }
        case .branch(let test, let yes, let no):
            let condition = try expression(test, for: .condition)
            let outer = names
            let first = try value(of: (yes + rest)[...], for: purpose)
            names = outer
            let second = try value(of: (no + rest)[...], for: purpose)
            names = outer
            return try node(.conditional(condition, then: first, else: second), place)
        default:
            let what = "\(first.kind.constructName) in a helper function"
            throw refused(what, place, advice: "write it in the function that is given to the operation")
        }
    }
}

extension PythonStatement.Kind {
    /// The construct in words, for messages.
    var constructName: String {
        switch self {
        case .return: "return without a value"
        case .whileLoop(_, _, orElse: let otherwise) where !otherwise.isEmpty: "a loop with else"
        case .forLoop(_, _, _, orElse: let otherwise) where !otherwise.isEmpty: "a loop with else"
        case .whileLoop, .forLoop: "a loop"
        case .raise: "raise"
        case .attempt: "try"
        case .assert: "assert"
        case .define: "a nested def"
        case .nonlocal: "nonlocal"
        case .delete: "del"
        default: "this statement"
        }
    }

    /// What has typed form instead; empty when nothing plain does.
    var typedAdvice: String {
        switch self {
        case .return: "return a value"
        case .whileLoop, .forLoop: "write what is in else behind the loop"
        case .attempt: "ask with if what try would catch"
        case .raise, .assert: "filter such rows out, or let them fail in a function of their own"
        case .define: "define the function outside"
        default: ""
        }
    }
}
