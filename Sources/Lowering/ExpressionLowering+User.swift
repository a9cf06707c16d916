// SPDX-License-Identifier: Apache-2.0

import Bytecode
public import Closures
import Columnar
import Relational

/// What a function of the user's is made of: the Python function, and one that takes before its arguments what must be
/// done to each for it to be Python's value.
public struct PythonFunctions: Sendable {
    public var plain: PythonClosure
    public var converting: PythonClosure?

    public init(plain: PythonClosure, converting: PythonClosure?) {
        self.plain = plain
        self.converting = converting
    }
}

extension ExpressionLowering {
    func user(
        _ function: UserFunction, _ arguments: [Expression], _ whole: Expression
    ) throws(SQLError) -> Node {
        guard let made = function.payload as? PythonFunctions else {
            throw .unsupported("the function \(function.name)", at: whole.place)
        }
        let values = try nodes(arguments)
        if let refused = arguments.first(where: { !$0.type.isConvertible })?.type {
            throw .unsupported(
                "the function \(function.name) over a \(refused.simpleName): give it the parts that it needs as "
                    + "columns of their own",
                at: whole.place)
        }
        let needs = arguments.map { $0.type.conversion }
        let isPlain = needs.allSatisfy { $0 == .null }
        var closure = made.plain
        var operands = values
        if !isPlain {
            guard let converting = made.converting else {
                throw .unsupported("the function \(function.name) over values that are not Python's", at: whole.place)
            }
            closure = converting
            operands = [Node(.constant(.init(type: .any, value: .list(needs))))] + values
        }
        let call = PythonCall(
            closure, seesNulls: arguments.contains { $0.isNullable }, isPlain: isPlain, type: whole.type.logical,
            result: whole.type.layout)
        let node = Node(.python(call, operands), place: self.made.places.place(of: whole))
        switch whole.type {
        case .tinyint, .smallint, .int:
            return instruction(.sqlNarrow, [node], whole.type.width << 2, at: whole)
        case .float: return instruction(.sqlRoundToFloat32, [node])
        default: return node
        }
    }
}

extension SQLType {
    /// What Python does to the value of a column to have its own; null: nothing.
    fileprivate var conversion: Scalar {
        func parts(_ name: String, _ more: Scalar...) -> Scalar { .tuple([.string(name)] + more) }
        switch self {
        case .date: return parts("date")
        case .timestamp: return parts("timestamp")
        case .timestampNTZ: return parts("clock")
        case .dayTime: return parts("interval")
        case .timeOfDay: return parts("time")
        case .decimal(_, let scale): return parts("decimal", .int(scale))
        case .array(let element, _):
            let inner = element.conversion
            return inner == .null ? .null : parts("array", inner)
        case .map(let key, let value, _):
            let (first, second) = (key.conversion, value.conversion)
            return first == .null && second == .null ? .null : parts("map", first, second)
        case .structure(let fields):
            return parts(
                "row", .list(fields.map { .string($0.name) }), .list(fields.map(\.type.conversion)))
        default: return .null
        }
    }

    /// Whether Python can be given the value.
    fileprivate var isConvertible: Bool {
        switch self {
        case .yearMonth, .calendarInterval: false
        case .structure(let fields): fields.allSatisfy(\.type.isConvertible)
        case .array(let element, _): element.isConvertible
        case .map(let key, let value, _): key.isConvertible && value.isConvertible
        default: true
        }
    }
}
