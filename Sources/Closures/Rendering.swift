// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// Writes a traced tree as the Swift text that it most likely came from, and notes where each node stands in it.
struct Rendering {
    private(set) var text = "{ "
    private(set) var places: [ObjectIdentifier: Place] = [:]
    private let line: Int

    static func of(_ body: Node, line: Int) -> Rendering {
        var rendering = Rendering(line: line)
        rendering.write(body, binding: 0)
        rendering.put(" }")
        return rendering
    }

    private init(line: Int) { self.line = line }

    /// Columns count Unicode scalars from 1.
    private var column: Int { text.unicodeScalars.count + 1 }

    private var isFull: Bool { text.utf8.count >= ClosureLimits.renderedByteCountMax }

    private mutating func put(_ part: String) {
        if isFull { return }
        let room = ClosureLimits.renderedByteCountMax - text.utf8.count
        if part.utf8.count <= room { text += part } else { text += String(part.prefix(room / 4)) + " …" }
        if text.utf8.count > ClosureLimits.renderedByteCountMax - 4 && !text.hasSuffix("…") { text += " …" }
    }

    /// Writes a node; `binding` is how tightly the operator around it binds, so that parentheses keep the meaning.
    private mutating func write(_ node: Node, binding: Int) {
        if isFull { return }
        let start = column
        let own = Rendering.binding(of: node.kind)
        let enclosed = own < binding
        if enclosed { put("(") }
        write(node.kind, own)
        if enclosed { put(")") }
        guard !isFull else { return }
        places[ObjectIdentifier(node)] = Place(line: line, column: start, endColumn: column)
    }

    private mutating func write(_ kind: Node.Kind, _ own: Int) {
        switch kind {
        case .constant(let constant): put(constant.value.beginning)
        case .variable(let variable): put(variable.name)
        case .unary(let operation, let value):
            put(Rendering.sign(operation))
            write(value, binding: 9)
        case .binary(let operation, let left, let right): infix(Rendering.sign(operation), left, right, own)
        case .compare(let operation, let left, let right): infix(Rendering.sign(operation), left, right, own + 1)
        case .logical(let operation, let left, let right): infix(operation == .and ? "&&" : "||", left, right, own)
        case .conditional(let condition, let yes, let no): call("when", [condition, yes, no], labels: [2: "else"])
        case .call(let function, let arguments): write(function, arguments)
        case .tuple(let members):
            call(members.count == 2 ? "pair" : members.count == 3 ? "triple" : "tuple", members)
        case .member(let value, let index):
            write(value, binding: 9)
            put("." + (index < 3 ? ["first", "second", "third"][index] : "\(index)"))
        case .unpacked(let value, let index, _):
            write(value, binding: 9)
            put("[\(index)]")
        case .list(let elements, _): call("list", elements)
        case .mapList(let list, _, let body): trailing(".map", list, body)
        case .filterList(let list, _, let body): trailing(".filter", list, body)
        case .python(let python, let arguments): call(python.closure.entryFunction.name, arguments)
        case .attempt(let body, _, _): write(body, binding: own)
        case .quantifier(let isAll, let list, _, let body): trailing(isAll ? ".allSatisfy" : ".contains", list, body)
        case .fold(let list, _, _, _, let body): trailing(".fold", list, body)
        case .bind(_, _, let body): write(body, binding: own)
        case .rowNumber: put("rowNumber()")
        case .partitionNumber: put("partitionNumber()")
        case .random(let seed): put("random(seed: \(seed))")
        case .instruction(let opcode, let arguments, _): call("\(opcode)", arguments)
        case .fail(let message, _): call("fail", [message])
        case .sequence, .block, .assign, .branch, .whileLoop, .forLoop, .either, .return, .break, .continue: put("…")
        }
    }

    private mutating func infix(_ sign: String, _ left: Node, _ right: Node, _ own: Int) {
        write(left, binding: own)
        put(" \(sign) ")
        write(right, binding: own + 1)
    }

    private mutating func call(_ name: String, _ arguments: [Node], labels: [Int: String] = [:]) {
        put(name + "(")
        for (index, argument) in arguments.enumerated() {
            if index > 0 { put(", ") }
            if let label = labels[index] { put(label + ": ") }
            write(argument, binding: 0)
        }
        put(")")
    }

    private mutating func trailing(_ name: String, _ list: Node, _ body: Node) {
        write(list, binding: 9)
        put(name + " { ")
        write(body, binding: 0)
        put(" }")
    }

    private mutating func write(_ function: Function, _ arguments: [Node]) {
        switch function {
        case .minimum where arguments.count > 1: call("min", arguments)
        case .maximum where arguments.count > 1: call("max", arguments)
        case .absolute: call("abs", arguments)
        case .element where arguments.count == 2:
            write(arguments[0], binding: 9)
            put("[")
            write(arguments[1], binding: 0)
            put("]")
        case .concatenate where arguments.count == 2: infix("+", arguments[0], arguments[1], 6)
        default:
            guard let first = arguments.first else { return put("\(function)()") }
            write(first, binding: 9)
            let name = Rendering.methodNames[function] ?? "\(function)"
            if arguments.count == 1 && Rendering.properties.contains(function) { return put("." + name) }
            call("." + name, Array(arguments.dropFirst()))
        }
    }

    private static let properties: Set<Function> = [.length, .isEmpty, .isNull]
    private static let methodNames: [Function: String] = [
        .length: "count", .toFloat: "toDouble", .trim: "trimmed", .uppercase: "uppercased", .lowercase: "lowercased",
        .find: "firstIndex", .replace: "replacing", .join: "joined", .sort: "sorted", .reverse: "reversed",
        .minimum: "min", .maximum: "max", .round: "rounded", .isNull: "isNil", .valueOr: "or",
        .sortDescending: "sortedDescending", .ceiling: "ceil", .exponential: "exp", .logarithm: "log", .sine: "sin",
        .cosine: "cos", .tangent: "tan",
    ]

    private static func binding(of kind: Node.Kind) -> Int {
        switch kind {
        case .logical(.or, _, _): 1
        case .logical(.and, _, _): 2
        case .compare: 3
        case .binary(let operation, _, _):
            switch operation {
            case .add, .subtract, .bitOr, .bitXor: 6
            default: 7
            }
        case .call(.concatenate, _): 6
        case .unary: 8
        default: 10
        }
    }

    private static func sign(_ operation: UnaryOperation) -> String {
        switch operation {
        case .negate: "-"
        case .not: "!"
        case .bitNot: "~"
        case .plus: "+"
        case .immutable, .elements: ""
        }
    }

    private static func sign(_ operation: BinaryOperation) -> String {
        switch operation {
        case .add: "+"
        case .subtract: "-"
        case .multiply: "*"
        case .divide: "/"
        case .floorDivide: "//"
        case .remainder: "%"
        case .power: "**"
        case .bitAnd: "&"
        case .bitOr: "|"
        case .bitXor: "^"
        case .shiftLeft: "<<"
        case .shiftRight: ">>"
        }
    }

    private static func sign(_ operation: Comparison) -> String {
        switch operation {
        case .equal: "=="
        case .notEqual: "!="
        case .less: "<"
        case .lessOrEqual: "<="
        case .greater: ">"
        case .greaterOrEqual: ">="
        }
    }
}

extension Scalar {
    /// As `description`, but of long texts and collections only how they begin.
    fileprivate var beginning: String {
        switch self {
        case .string(let text) where text.utf8.count > ClosureLimits.constantTextBytesShown:
            String(reflecting: String(decoding: text.utf8.prefix(ClosureLimits.constantTextBytesShown), as: UTF8.self))
                + "…"
        case .tuple(let members): "(" + Self.beginning(of: members) + ")"
        case .list(let elements): "[" + Self.beginning(of: elements) + "]"
        default: description
        }
    }

    private static func beginning(of values: [Scalar]) -> String {
        let shown = values.prefix(ClosureLimits.constantElementsShown).map(\.beginning).joined(separator: ", ")
        return values.count > ClosureLimits.constantElementsShown ? shown + ", …" : shown
    }
}
