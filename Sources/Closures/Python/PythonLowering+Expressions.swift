// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

extension PythonLowering {
    /// The node of an expression.
    mutating func expression(_ value: PythonExpression) throws(ClosureError) -> Node {
        try expression(value, for: .value)
    }

    mutating func expression(_ value: PythonExpression, for purpose: Purpose) throws(ClosureError) -> Node {
        switch purpose {
        case .value: return try plain(value)
        case .elements: return try elements(value)
        case .condition: return try condition(value)
        }
    }

    mutating func expressions(_ values: [PythonExpression]) throws(ClosureError) -> [Node] {
        var result: [Node] = []
        for value in values { result.append(try plain(value)) }
        return result
    }

    private mutating func plain(_ value: PythonExpression) throws(ClosureError) -> Node {
        let place = value.place
        switch value.kind {
        case .constant(let scalar): return try constant(scalar, place)
        case .captured(let index): return try constant(module.constants[index], place)
        case .name(let name):
            guard !changing.contains(name) else { throw refused("a dict that is changed later", place) }
            if let variable = names[name], special[variable] != nil {
                throw refused("a match, a defaultdict or a Counter as a value", place)
            }
            return try named(name, place)
        case .unary(let op, let operand): return try unary(op, operand, place)
        case .binary(let op, let left, let right):
            let first = try plain(left)
            return try node(.binary(op.operation, first, plain(right)), place)
        case .logical(let op, let values): return try logical(op, values, place, for: .value)
        case .compare(let first, let rest): return try compare(first, rest[...], place)
        case .conditional(let test, let yes, let no):
            return try conditional(test, yes, no, place, for: .value)
        case .call(let callee, let arguments, let keywords):
            return try call(callee, arguments, keywords, place, for: .value)
        case .attribute(let owner, let name):
            if case .module(let module) = owner.kind { return try moduleValue(module, name, place) }
            throw refused("the attribute \(name)", place)
        case .moduleName(let module, let name): return try moduleValue(module, name, place)
        case .subscripted(let value, let index): return try subscripted(value, index, place)
        case .tuple(let members):
            guard !members.contains(where: \.isStarred) else {
                throw refused("a star in a tuple", place, advice: "write the members out")
            }
            return try node(.tuple(expressions(members)), place)
        case .list(let members): return try list(members, place)
        case .dict(let entries): return try dict(entries, place)
        case .comprehension(.list, let element, let generators):
            return try comprehension(element, generators, place)
        case .dictComprehension(let key, let value, let generators):
            return try dictComprehension(key, value, generators, place)
        case .formatted(let parts): return try formatted(parts, place)
        default: throw refused(value.kind.constructName, place, advice: value.kind.typedAdvice)
        }
    }

    private mutating func named(_ name: String, _ place: Place) throws(ClosureError) -> Node {
        guard let variable = names[name] else { throw refused("the name \(name)", place) }
        return try node(.variable(variable), place)
    }

    /// A value of which a part is taken, or that is asked: a dict may be changed later.
    mutating func owner(_ value: PythonExpression) throws(ClosureError) -> Node {
        if case .name(let name) = value.kind { return try named(name, value.place) }
        return try plain(value)
    }

    mutating func list(_ members: [PythonExpression], _ place: Place) throws(ClosureError) -> Node {
        guard !members.contains(where: \.isStarred) else {
            throw refused("a star in a list", place, advice: "join lists by +")
        }
        if members.isEmpty { return try constant(.list([]), place) }
        return try node(.list(expressions(members), element: nil), place)
    }

    // MARK: Operators

    private mutating func unary(
        _ op: PythonExpression.UnaryOperator, _ operand: PythonExpression, _ place: Place
    ) throws(ClosureError) -> Node {
        switch op {
        case .not: return try node(.unary(.not, condition(operand)), place)
        case .negate: return try node(.unary(.negate, plain(operand)), place)
        case .plus: return try node(.unary(.plus, plain(operand)), place)
        case .invert: return try node(.unary(.bitNot, plain(operand)), place)
        }
    }

    private mutating func logical(
        _ op: LogicalOperation, _ values: [PythonExpression], _ place: Place, for purpose: Purpose
    ) throws(ClosureError) -> Node {
        var nodes: [Node] = []
        for value in values { nodes.append(try expression(value, for: purpose)) }
        var result = nodes[nodes.count - 1]
        for left in nodes.dropLast().reversed() { result = try node(.logical(op, left, result), place) }
        return result
    }

    /// A bool: each part of `and` and `or` counts by its truth alone.
    private mutating func condition(_ value: PythonExpression) throws(ClosureError) -> Node {
        switch value.kind {
        case .logical(let op, let values): return try logical(op, values, value.place, for: .condition)
        case .conditional(let test, let yes, let no):
            return try conditional(test, yes, no, value.place, for: .condition)
        case .unary(.not, _), .compare: return try plain(value)
        case .name, .call:
            if let test = try isMatch(value) { return test }
            if let (dict, _) = try askedDict(value) { return try call(.toBool, [dict], value.place) }
            return try call(.toBool, [plain(value)], value.place)
        default: return try call(.toBool, [plain(value)], value.place)
        }
    }

    private mutating func conditional(
        _ test: PythonExpression, _ yes: PythonExpression, _ no: PythonExpression, _ place: Place, for purpose: Purpose
    ) throws(ClosureError) -> Node {
        let condition = try condition(test)
        let first = try expression(yes, for: purpose)
        return try node(.conditional(condition, then: first, else: expression(no, for: purpose)), place)
    }

    /// `a < b < c` with each value computed once, from the left, and none behind the first that does not hold.
    private mutating func compare(
        _ left: PythonExpression, _ rest: ArraySlice<(PythonExpression.ComparisonOperator, PythonExpression)>,
        _ place: Place
    ) throws(ClosureError) -> Node {
        if rest.count == 1, let (op, right) = rest.first {
            if op == .isSame || op == .isNotSame, case .constant(.null) = right.kind,
                let test = try isMatch(left)
            {
                return op == .isNotSame ? test : try node(.unary(.not, test), place)
            }
            if op == .isIn || op == .isNotIn, let (dict, _) = try askedDict(right) {
                let first = try plain(left)
                return try comparison(op, first, dict, place)
            }
        }
        return try compare(plain(left), rest, place)
    }

    private mutating func compare(
        _ left: Node, _ rest: ArraySlice<(PythonExpression.ComparisonOperator, PythonExpression)>, _ place: Place
    ) throws(ClosureError) -> Node {
        guard let (op, right) = rest.first else { throw refused("a comparison of nothing", place) }
        if rest.count == 1, op == .isIn || op == .isNotIn, let set = try distinct(right) {
            return try comparison(op, left, set, place)
        }
        if rest.count == 1 {
            if op == .isSame || op == .isNotSame { return try identity(left, op, right, place) }
            return try comparison(op, left, plain(right), place)
        }
        guard op != .isSame, op != .isNotSame else { throw refused("`is` in a chain", place, advice: "compare by ==") }
        return try binding(left, place) { (inner, left) throws(ClosureError) in
            try inner.binding(inner.plain(right), place) { (inner, middle) throws(ClosureError) in
                let first = try inner.comparison(op, left, middle, place)
                return try inner.node(.logical(.and, first, inner.compare(middle, rest.dropFirst(), place)), place)
            }
        }
    }

    private mutating func identity(
        _ left: Node, _ op: PythonExpression.ComparisonOperator, _ right: PythonExpression, _ place: Place
    ) throws(ClosureError) -> Node {
        guard case .constant(.null) = right.kind else { throw refused("`is`", place, advice: "compare by ==") }
        let test = try call(.isNull, [left], place)
        return op == .isSame ? test : try node(.unary(.not, test), place)
    }

    private mutating func comparison(
        _ op: PythonExpression.ComparisonOperator, _ left: Node, _ right: Node, _ place: Place
    ) throws(ClosureError) -> Node {
        let comparison: Comparison
        switch op {
        case .equal: comparison = .equal
        case .notEqual: comparison = .notEqual
        case .less: comparison = .less
        case .lessOrEqual: comparison = .lessOrEqual
        case .greater: comparison = .greater
        case .greaterOrEqual: comparison = .greaterOrEqual
        case .isIn, .isNotIn:
            if case .constant(let constant) = right.kind, case .list(let keys) = constant.value, keys.count > 8 {
                // Many are looked up by their hashes.
                let found = try call(.place, [right, left], place)
                return try node(.compare(op == .isIn ? .greaterOrEqual : .less, found, int(0)), place)
            }
            // The value on the left comes first.
            let test = try binding(left, place) { (inner, value) throws(ClosureError) in
                try inner.call(.contains, [right, value], place)
            }
            return op == .isIn ? test : try node(.unary(.not, test), place)
        default: throw refused("`is`", place, advice: "compare by ==")
        }
        return try node(.compare(comparison, left, right), place)
    }

    // MARK: Parts

    private mutating func subscripted(
        _ value: PythonExpression, _ index: PythonExpression, _ place: Place
    ) throws(ClosureError) -> Node {
        if let found = try lookedUp(value, [index], place, fails: true, for: .value) { return found }
        if let found = try matchPart(value, index, place) { return found }
        if let (dict, isCounter) = try askedDict(value) {
            guard isCounter else { throw refused("an entry of a defaultdict", place, advice: "use get") }
            return try call(.valueOfKey, [dict, plain(index), int(0)], place)
        }
        let owner = try owner(value)
        guard case .slice(let lower, let upper, let step) = index.kind else {
            return try call(.element, [owner, plain(index)], place)
        }
        if let step {
            if lower == nil, upper == nil, step.isMinusOne { return try call(.backwards, [owner], place) }
            guard case .constant(.null) = step.kind else {
                throw refused("a slice with a step", place, advice: "slice without a step")
            }
        }
        let from = try bound(lower, missing: 0)
        return try call(.slice, [owner, from, bound(upper, missing: .max)], place)
    }

    private mutating func bound(_ value: PythonExpression?, missing: Int) throws(ClosureError) -> Node {
        guard let value else { return int(missing) }
        if case .constant(.null) = value.kind { return int(missing) }
        return try plain(value)
    }

    // MARK: Elements

    /// A list of what iterating over the value gives.
    mutating func elements(_ value: PythonExpression) throws(ClosureError) -> Node {
        let place = value.place
        if let (dict, _) = try askedDict(value) { return try call(.keys, [dict], place) }
        switch value.kind {
        case .comprehension(.generator, let element, let generators):
            return try comprehension(element, generators, place)
        case .conditional(let test, let yes, let no):
            return try conditional(test, yes, no, place, for: .elements)
        case .call(let callee, let arguments, let keywords):
            return try call(callee, arguments, keywords, place, for: .elements)
        default: return try plain(value)
        }
    }

    mutating func comprehension(
        _ element: PythonExpression, _ generators: [PythonGenerator], _ place: Place
    ) throws(ClosureError) -> Node {
        let generator = generators[0]
        let source = try elements(generator.iterable)
        let outer = names
        loopDepth += 1
        defer {
            names = outer
            loopDepth -= 1
        }
        var list = source
        for condition in generator.conditions {
            let variable = Variable("element")
            let body = try binding(target: generator.target, to: Node(.variable(variable))) {
                (inner) throws(ClosureError) in try inner.condition(condition)
            }
            list = try node(.filterList(list, variable, body: body), place)
        }
        let variable = Variable("element")
        let body = try binding(target: generator.target, to: Node(.variable(variable))) {
            (inner) throws(ClosureError) in
            generators.count == 1
                ? try inner.plain(element) : try inner.comprehension(element, Array(generators.dropFirst()), place)
        }
        let mapped = try node(.mapList(list, variable, body: body), place)
        return generators.count == 1 ? mapped : try call(.flatten, [mapped], place)
    }

    /// Gives the names of a target their parts of a value around what `body` makes.
    mutating func binding(
        target: PythonExpression, to value: Node,
        _ body: (inout PythonLowering) throws(ClosureError) -> Node
    ) throws(ClosureError) -> Node {
        var bindings: [(Variable, Node)] = []
        try bind(target, value, &bindings)
        var result = try body(&self)
        for (variable, value) in bindings.reversed() {
            result = try node(.bind(variable, to: value, in: result), target.place)
        }
        return result
    }

    private mutating func bind(
        _ target: PythonExpression, _ value: Node, _ bindings: inout [(Variable, Node)]
    ) throws(ClosureError) {
        switch target.kind {
        case .name(let name):
            let variable = Variable(name)
            names[name] = variable
            bindings.append((variable, value))
        case .tuple(let targets), .list(let targets):
            let whole = Variable("value")
            bindings.append((whole, value))
            for (index, part) in targets.enumerated() {
                let unpacked = try node(
                    .unpacked(Node(.variable(whole)), index: index, count: targets.count), target.place)
                try bind(part, unpacked, &bindings)
            }
            if targets.isEmpty { throw refused("an empty target", target.place) }
        default: throw refused("such a target", target.place, advice: "assign to names")
        }
    }
}

extension PythonExpression {
    fileprivate var isMinusOne: Bool {
        switch kind {
        case .constant(.int(-1)): true
        case .unary(.negate, let operand): if case .constant(.int(1)) = operand.kind { true } else { false }
        default: false
        }
    }

    var isStarred: Bool {
        if case .starred = kind { return true }
        return false
    }
}

extension PythonExpression.BinaryOperator {
    fileprivate var operation: BinaryOperation {
        switch self {
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .divide: .divide
        case .floorDivide: .floorDivide
        case .remainder: .remainder
        case .power: .power
        case .bitAnd: .bitAnd
        case .bitOr: .bitOr
        case .bitXor: .bitXor
        case .shiftLeft: .shiftLeft
        case .shiftRight: .shiftRight
        }
    }
}

extension PythonExpression.Kind {
    /// The construct in words, for messages.
    var constructName: String {
        switch self {
        case .set: "a set"
        case .dict: "a dict"
        case .comprehension(.set, _, _): "a set comprehension"
        case .comprehension(.generator, _, _): "a generator expression"
        case .dictComprehension: "a dict comprehension"
        case .lambda: "a lambda"
        case .namedExpression: "`:=`"
        case .starred: "a star"
        case .yield, .yieldFrom: "yield"
        case .accumulator: "an accumulator"
        case .function, .builtin: "a function as a value"
        case .module: "a module as a value"
        default: "this expression"
        }
    }

    /// What has typed form instead; empty when nothing plain does.
    var typedAdvice: String {
        switch self {
        case .set, .comprehension(.set, _, _): "use a list"
        case .dict: "write out different keys, which are texts"
        case .comprehension(.generator, _, _): "use a list comprehension"
        case .namedExpression: "assign in a statement of its own"
        case .starred: "write the members out"
        case .yield, .yieldFrom: "return a list"
        case .function, .builtin, .lambda: "call it where it is needed"
        default: ""
        }
    }
}
