// SPDX-License-Identifier: Apache-2.0

public import Bytecode
public import Columnar

/// A variable of a closure: a parameter, the element of a list operation, a local name. Two variables are the same
/// when they are the same object, so front ends need no unique names.
public final class Variable: Hashable, Sendable {
    /// The name as the user wrote it, for messages and renderings.
    public let name: String

    public init(_ name: String) { self.name = name }

    public static func == (left: Variable, right: Variable) -> Bool { left === right }

    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

/// Where a node is written: line and columns count from 1, column 0 = unknown.
public struct Place: Hashable, Sendable {
    public var line: Int
    public var column: Int
    public var endColumn: Int

    public init(line: Int, column: Int = 0, endColumn: Int = 0) {
        self.line = line
        self.column = column
        self.endColumn = endColumn
    }
}

/// A node of a closure tree: what the user wrote, named by meaning and without types. Front ends build it, the compiler
/// reads it. Nodes may be shared (a traced expression used twice is one node).
public final class Node: Sendable {
    public let kind: Kind
    public let place: Place?
    /// Levels below and including this node.
    let depth: Int

    public indirect enum Kind: Sendable {
        case constant(Constant)
        case variable(Variable)
        case unary(UnaryOperation, Node)
        case binary(BinaryOperation, Node, Node)
        case compare(Comparison, Node, Node)
        /// Short-circuit: the right side counts only where the left does not decide.
        case logical(LogicalOperation, Node, Node)
        case conditional(Node, then: Node, else: Node)
        case call(Function, [Node])
        case tuple([Node])
        case member(Node, Int)
        /// Member `index` of what must have exactly `count` members: a tuple, or in Python also a list.
        case unpacked(Node, index: Int, count: Int)
        /// A list of the given elements; `element` is needed when there are none.
        case list([Node], element: DataType?)
        /// The body for each element of a list.
        case mapList(Node, Variable, body: Node)
        /// The elements for which the body is true.
        case filterList(Node, Variable, body: Node)
        /// What the body makes of a start and each element of a list in turn, the first variable holding what it
        /// has made
        /// so far; of a null list the start.
        case fold(Node, Variable, Variable, start: Node, body: Node)
        /// Whether the body is true for one of the elements, or for all of them; it counts only up to the element that
        /// decides.
        case quantifier(isAll: Bool, Node, Variable, body: Node)
        /// The value of the first node, or of the second where the first raises what is caught.
        case attempt(Node, Caught, otherwise: Node)
        /// What statements give back that are not those of the closure itself.
        case block([Node])
        /// A Python function's value.
        case python(PythonCall, [Node])
        /// The value in the place of the variable in the body.
        case bind(Variable, to: Node, in: Node)
        /// Number of the row in its partition, from 0.
        case rowNumber
        case partitionNumber
        /// Uniform in [0, 1), by seed, partition and row.
        case random(seed: Int)
        /// An instruction by its name, for front ends that know types themselves (`Dialect.sql`). Its types must fit
        /// exactly; it has no blocks.
        case instruction(Opcode, [Node], immediate: Int)
        /// Ends the task with the text of the node; of the given type where a value is needed.
        case fail(Node, DataType)

        // Statements: the body of a closure that is more than one expression is a `sequence`.
        case sequence([Node])
        case assign(Variable, Node)
        case branch(Node, then: Node, else: Node)
        case whileLoop(Node, body: Node)
        /// The first statement where types allow it, else the second, which does the same.
        case either(Node, otherwise: Node)
        case forLoop(Variable, in: Node, body: Node)
        /// Ends the closure with a value.
        case `return`(Node)
        case `break`
        case `continue`
    }

    public init(_ kind: Kind, place: Place? = nil) {
        let depth = 1 + (kind.children.map(\.depth).max() ?? 0)
        self.depth = depth
        self.place = place
        // A tree too deep to walk is cut off here, so that nothing recursive meets it; the compiler reports it.
        self.kind =
            depth <= ClosureLimits.treeDepthMax + 1
            ? kind : .constant(Constant(type: .null, value: .null))
    }

    /// Whether the tree was deeper than the compiler walks.
    var isTooDeep: Bool { depth > ClosureLimits.treeDepthMax }
}

extension Node.Kind {
    /// The nodes directly below.
    public var children: [Node] {
        switch self {
        case .constant, .variable, .rowNumber, .partitionNumber, .random, .break, .continue: []
        case .unary(_, let value), .member(let value, _), .unpacked(let value, _, _), .fail(let value, _),
            .assign(_, let value),
            .return(let value):
            [value]
        case .binary(_, let left, let right), .compare(_, let left, let right), .logical(_, let left, let right):
            [left, right]
        case .conditional(let condition, let yes, let no), .branch(let condition, let yes, let no):
            [condition, yes, no]
        case .python(_, let values): values
        case .call(_, let values), .instruction(_, let values, _), .tuple(let values), .list(let values, _),
            .sequence(let values), .block(let values):
            values
        case .quantifier(_, let list, _, let body): [list, body]
        case .attempt(let body, _, let otherwise), .either(let body, let otherwise): [body, otherwise]
        case .fold(let list, _, _, let start, let body): [list, start, body]
        case .mapList(let list, _, let body), .filterList(let list, _, let body), .bind(_, let list, let body),
            .whileLoop(let list, let body), .forLoop(_, let list, let body):
            [list, body]
        }
    }
}

/// What a Python `except` catches, of what typed form can tell.
public struct Caught: Sendable {
    /// `ValueError`: a text that is no number.
    public var values = false
    /// `IndexError`: a place outside of a list.
    public var indices = false

    public init() {}
}

public enum UnaryOperation: Sendable {
    case negate, not, bitNot
    /// Python's `+x`: a number.
    case plus
    /// The value, which must be of a type that nothing changes in place.
    case immutable
    /// The value, which must be a list.
    case elements
}

public enum BinaryOperation: Sendable {
    case add, subtract, multiply
    /// The division of the dialect: Swift's `/`, Python's `/`.
    case divide
    /// Python's `//`.
    case floorDivide
    /// The `%` of the dialect.
    case remainder
    case power
    case bitAnd, bitOr, bitXor, shiftLeft, shiftRight
}

public enum Comparison: Sendable {
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
}

public enum LogicalOperation: Sendable {
    case and, or
}

/// What a `call` calls, by meaning; the dialect decides the details.
public enum Function: String, CaseIterable, Sendable {
    // Numbers. `minimum` and `maximum` take several values or one list.
    case absolute, minimum, maximum, squareRoot, floor, ceiling, round, truncatingRemainder
    case exponential, logarithm, sine, cosine, tangent
    // Conversions.
    case toInt, toFloat, toString, toBool
    // Strings and lists.
    case length, isEmpty, contains, element, concatenate
    /// `(value, from, to)` by Python's rules for negative and large bounds.
    case slice
    /// `(value, n)`: the first n; the last n; all but the first n; all but the last n.
    case prefix, suffix, dropFirst, dropLast
    case split, splitWhitespace, trim, trimStart, trimEnd, uppercase, lowercase, hasPrefix, hasSuffix, find,
        replace
    case join, repeated
    /// A constant `TextTemplate` whose fields are named by the places of the values behind it.
    case format
    case range, sum, sort, sortDescending, reverse
    /// Several lists as one of tuples, as long as the shortest; `(list, from)`: numbers with the elements; a list of
    /// lists as one list; the first of equal elements.
    case zip, enumerate, flatten, distinct
    /// `(list, list of keys)`: in the order of the keys; the element with the least or greatest.
    case sortBy, sortDescendingBy, minimumBy, maximumBy
    /// `(value, places)`.
    case roundTo
    /// A text, list or tuple from its end; `(text, separator)`: what is before the first, it, what is behind.
    case backwards, partition
    /// `(list of keys, value)`: its place, or -1.
    case place
    /// `(constant list of texts, value…)`: the dict of these keys and values; `(dict, key, other)`: the value of a key,
    /// or the other where there is none; `(dict…)`: the first with the entries of the others.
    case dict, valueOfKey, merged
    /// As `dict`, a `Row`.
    case row
    /// Of a list of pairs (key, value) the dict of its keys and: the sums of their values, from a constant 0 or 0.0
    /// on or where that is null from the first; lists of them; the last of them. `(list)`: how often each element is
    /// there. `(list of pairs or dict)`: the dict. `(dict of numbers)`: its entries, the greatest first.
    case groupSum, groupLists, groupLast, countEach, toDict, mostCommon
    /// `(total, list)`: the total and the elements, added one after the other; of ints alone.
    case addEach
    /// `(value, message, kind)`: the value, or failure where it is null.
    case present
    /// Of a dict: its keys, its values, pairs of both.
    case keys, values, items
    // Nulls: is it one; the value, or the second when it is; the value, or failure.
    case isNull, valueOr, unwrap
}

/// Whose rules hold where languages differ: division, negative indexes, truthiness, mixed numbers, the text of numbers.
public enum Dialect: Sendable {
    case swift
    case python
    /// SQL, for front ends that have found all types: `logical` is three-valued and computes the right side only where
    /// the left does not decide, unless it is cheap and cannot fail; a null condition is false; `valueOr` is `coalesce`
    /// of two, the second computed where it is needed. `not`, `isNull`, tuples, lists and constants are as in Swift's;
    /// all other operations are `instruction`s.
    case sql
}
