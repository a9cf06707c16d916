// SPDX-License-Identifier: Apache-2.0

import Bytecode
public import Closures
import Columnar
public import Relational

/// Makes closures over rows, tuples of columns, of typed expressions. Whatever an expression means, it means by the
/// engine's instructions: there is no other way to compute one.
public struct ExpressionLowering {
    /// Where each column is in the row.
    private let positions: [Int: Int]
    var settings: SQLSettings
    /// Microseconds since 1970 at which the query began.
    let now: Int
    private let row = Variable("row")
    private let rowNode: Node
    let made = Made()

    /// Nodes of expressions that are lowered already: what is used twice is computed once.
    final class Made {
        var nodes: [ObjectIdentifier: Node] = [:]
        var columns: [Int: Node] = [:]
        /// What stands for the arguments of lambda functions, by number.
        var members: [Int: Node] = [:]
        var places = LoweredPlaces([])
    }

    /// - Parameters:
    ///   - columns: the numbers of the row's columns, in order.
    ///   - now: microseconds since 1970 at which the query began.
    public init(columns: [Int], settings: SQLSettings, now: Int) {
        var positions: [Int: Int] = [:]
        for (index, id) in columns.enumerated() where positions[id] == nil { positions[id] = index }
        self.positions = positions
        self.settings = settings
        self.now = now
        rowNode = Node(.variable(row))
    }

    // MARK: Closures

    /// Rows of these values.
    public func projection(_ values: [Expression]) throws(SQLError) -> Closure {
        try closure(values) { () throws(SQLError) in Node(.tuple(try nodes(values))) }
    }

    /// Pairs of a key and a value, each a tuple of values; a single key stands alone.
    public func pairs(keys: [Expression], values: [Expression]) throws(SQLError) -> Closure {
        try closure(keys + values) { () throws(SQLError) in
            let key = keys.count == 1 ? try node(keys[0]) : Node(.tuple(try nodes(keys)))
            return Node(.tuple([key, Node(.tuple(try nodes(values)))]))
        }
    }

    /// The key of a sort or a join: a single one stands alone, several are a tuple.
    public func key(_ values: [Expression]) throws(SQLError) -> Closure {
        try closure(values) { () throws(SQLError) in
            values.count == 1 ? try node(values[0]) : Node(.tuple(try nodes(values)))
        }
    }

    /// The rows for which the condition is true.
    public func filter(_ condition: Expression) throws(SQLError) -> Closure {
        try closure([condition]) { () throws(SQLError) in try node(condition) }
    }

    /// For each row a list of rows, each of `values` and what is made of one element of the generator's array.
    public func explosion(_ values: [Expression], _ generator: Expression) throws(SQLError) -> Closure {
        guard case .explode(let array, let explosion) = generator.kind, case .array(let type, _) = array.type else {
            throw .unsupported("\(generator.type.simpleName) as rows", at: generator.place)
        }
        return try closure(values + [array]) { () throws(SQLError) in
            let own = try nodes(values)
            var list = try node(array)
            if explosion.isOuter {
                let one = Node(.constant(.init(type: .list(type.layout), value: .list([.null]))))
                let hasRows = instruction(.sqlGreater, [instruction(.listCount, [list]), int(0)])
                list = choice(hasRows, list, one)
            }
            guard explosion.hasPosition else {
                let element = Variable("element")
                let members = self.members(Node(.variable(element)), type, explosion)
                return Node(.mapList(list, element, body: Node(.tuple(own + members))))
            }
            let index = Variable("index")
            let place = Node(.variable(index))
            let count = instruction(.listCount, [list])
            var position = place
            if explosion.isOuter {
                let given = try node(array)
                let isThere = instruction(.sqlGreater, [instruction(.listCount, [given]), int(0)])
                position = choice(isThere, place, null(.int))
            }
            let element = instruction(.listElement, [list, place])
            let members = [position] + self.members(element, type, explosion)
            // A null has no elements.
            let numbers = instruction(.listRange, [int(0), Node(.call(.valueOr, [count, int(0)]))])
            return Node(.mapList(numbers, index, body: Node(.tuple(own + members))))
        }
    }

    /// The columns of one element.
    private func members(_ element: Node, _ type: SQLType, _ explosion: Explosion) -> [Node] {
        guard explosion.isInline, case .structure(let fields) = type else { return [element] }
        return fields.indices.map { choice(isNull(element), null(fields[$0].type), Node(.member(element, $0))) }
    }

    /// For each row a list of rows: one for each of several rows of values.
    public func expansion(_ sets: [[Expression]]) throws(SQLError) -> Closure {
        try closure(sets.flatMap { $0 }) { () throws(SQLError) in
            var rows: [Node] = []
            for set in sets { rows.append(Node(.tuple(try nodes(set)))) }
            return Node(.list(rows, element: .tuple(sets[0].map(\.type.layout))))
        }
    }

    private func closure(
        _ expressions: [Expression], _ body: () throws(SQLError) -> Node
    ) throws(SQLError) -> Closure {
        made.places = LoweredPlaces(expressions)
        return Closure(parameters: [row], body: try body(), dialect: .sql, source: made.places.source)
    }

    // MARK: Nodes

    func node(_ expression: Expression) throws(SQLError) -> Node {
        let key = ObjectIdentifier(expression)
        if let known = made.nodes[key] { return known }
        let node = try lowered(expression)
        made.nodes[key] = node
        return node
    }

    func nodes(_ expressions: [Expression]) throws(SQLError) -> [Node] {
        var found: [Node] = []
        for expression in expressions { found.append(try node(expression)) }
        return found
    }

    private func lowered(_ expression: Expression) throws(SQLError) -> Node {
        switch expression.kind {
        case .attribute(let id):
            if let known = made.columns[id] { return known }
            guard let position = positions[id] else {
                throw .unsupported("column \(id) is not among those of the row", at: expression.place)
            }
            let column = Node(.member(rowNode, position))
            made.columns[id] = column
            return column
        case .literal(let value): return literal(value, expression.type)
        case .cast(let value, let onFailure):
            return try cast(try node(value), from: value.type, to: expression.type, onFailure, expression)
        case .caseWhen(let branches, let otherwise):
            var result = null(expression.type)
            if let otherwise { result = try node(otherwise) }
            for branch in branches.reversed() {
                var test = try node(branch.condition)
                // Of true and false the choice would be the condition itself, null where it is.
                if expression.type == .boolean, branch.condition.isNullable {
                    test = instruction(.sqlSame, [test, bool(true)])
                }
                result = choice(test, try node(branch.value), result)
            }
            return result
        case .field(let value, let index):
            let base = try node(value)
            let member = Node(.member(base, index))
            return value.isNullable ? choice(isNull(base), null(expression.type), member) : member
        case .call(let operation, let arguments, let onFailure):
            return try call(operation, arguments, onFailure, expression)
        case .aggregate:
            throw .unsupported("an aggregate function outside of a group", at: expression.place)
        case .variable(let number):
            guard let argument = made.members[number] else {
                throw .unsupported("the argument of a lambda function outside of it", at: expression.place)
            }
            return argument
        case .user(let function, let arguments): return try user(function, arguments, expression)
        case .lambda:
            throw .unsupported("a lambda function outside of a function that takes one", at: expression.place)
        case .explode:
            throw .unsupported("explode within another expression", at: expression.place)
        case .window:
            throw .unsupported("a window function here: give it a column of its own", at: expression.place)
        case .subquery:
            throw .unsupported("a subquery here", at: expression.place)
        }
    }

    // MARK: Pieces

    /// An instruction at the place of an expression.
    func instruction(_ opcode: Opcode, _ operands: [Node], _ immediate: Int = 0, at whole: Expression? = nil) -> Node {
        Node(
            .instruction(opcode, operands, immediate: immediate), place: whole.flatMap { made.places.place(of: $0) })
    }

    func literal(_ value: Scalar, _ type: SQLType) -> Node {
        let layout = type.layout
        if layout == .decimal, case .int(let digits) = value {
            return Node(.constant(.init(type: layout, value: .decimal(Int128(digits)))))
        }
        if layout == .int, case .decimal(let digits) = value {
            return Node(.constant(.init(type: layout, value: .int(Int(truncatingIfNeeded: digits)))))
        }
        return Node(.constant(.init(type: layout, value: value)))
    }

    func null(_ type: SQLType) -> Node { literal(.null, type) }

    func int(_ value: Int) -> Node { Node(.constant(.init(type: .int, value: .int(value)))) }

    func float(_ value: Double) -> Node { Node(.constant(.init(type: .float, value: .float(value)))) }

    func text(_ value: String) -> Node { Node(.constant(.init(type: .string, value: .string(value)))) }

    func bool(_ value: Bool) -> Node { Node(.constant(.init(type: .bool, value: .bool(value)))) }

    /// Null counts as false.
    func choice(_ condition: Node, _ yes: Node, _ no: Node) -> Node {
        Node(.conditional(condition, then: yes, else: no))
    }

    func isNull(_ node: Node) -> Node { instruction(.isNull, [node]) }

    func both(_ left: Node, _ right: Node) -> Node { Node(.logical(.and, left, right)) }

    func either(_ left: Node, _ right: Node) -> Node { Node(.logical(.or, left, right)) }

    func not(_ node: Node) -> Node { Node(.unary(.not, node)) }

    func missing(_ what: String, _ whole: Expression) -> SQLError {
        .unsupported("\(what) is not there yet", at: whole.place)
    }

    /// Ends the task with a condition of SQL's, with values of the row for its parameters.
    func failure(_ condition: String, showing shown: KeyValuePairs<String, Node> = [:], of whole: Expression) -> Node {
        var all: [String: String] = [:]
        // A place that no text has, by the position of its value.
        for (index, value) in shown.enumerated() { all[value.key] = "\u{1}\(index)\u{1}" }
        let message = SQLError(condition, all, kind: .runtime).description
        let parts = message.split(separator: "\u{1}", omittingEmptySubsequences: false)
        var line = text(String(parts[0]))
        for (index, part) in parts.enumerated().dropFirst() {
            let isValue = index % 2 == 1
            line = instruction(.concatenate, [line, isValue ? shown[Int(part) ?? 0].value : text(String(part))])
        }
        return Node(.fail(line, whole.type.layout), place: made.places.place(of: whole))
    }
}
