// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// What the SQL dialect means by nodes that other dialects have too, and instructions by name.
extension ClosureCompiler {
    func instruction(_ opcode: Opcode, _ arguments: [Node], _ immediate: Int) throws(ClosureError) -> Register {
        switch opcode {
        case .constant, .rowNumber, .partitionNumber, .callScript, .splitPair, .fail, .if, .loop, .listMap, .listFilter:
            throw error("\(opcode) has a node of its own")
        default: return try emit(opcode, compile(all: arguments), immediate: immediate)
        }
    }

    /// Three-valued: one instruction when the right side is cheap and cannot fail; else it is computed for the rows
    /// that the left side leaves open.
    func sqlLogical(_ operation: LogicalOperation, _ left: Node, _ right: Node) throws(ClosureError) -> Register {
        let first = try compile(left)
        guard type(first) == .bool else { throw error("a condition must be a bool, not \(type(first))") }
        let opcode: Opcode = operation == .and ? .sqlAnd : .sqlOr
        let deciding = operation == .or
        if case .bool(let known)? = emitter.constant(first)?.value {
            return known == deciding ? first : try compile(right)
        }
        let second = try detached { (inner: ClosureCompiler) throws(ClosureError) in [try inner.compile(right)] }
        let value = second.values[0]
        guard type(value) == .bool else { throw error("a condition must be a bool, not \(type(value))") }
        if isEager(second.scope) {
            emitter.attach(second.scope)
            emitter.merge()
            return try emit(opcode, first, value)
        }
        let decided = try emit(.sqlSame, first, emitter.emit(Constant(type: .bool, value: .bool(deciding))))
        emitter.attach(second.scope)
        let whole = emitter.close(yielding: [try emit(opcode, first, value)])
        emitter.open()
        let shortcut = emitter.close(yielding: [first])
        return emitter.emitIf(decided, shortcut, whole)[0]
    }

    /// The first operand, or the second where that is null.
    func coalesce(_ arguments: [Node]) throws(ClosureError) -> Register {
        guard arguments.count == 2 else { throw error("valueOr takes two values, not \(arguments.count)") }
        let first = try compile(arguments[0])
        if let constant = emitter.constant(first) {
            return constant.value == .null ? try compile(arguments[1]) : first
        }
        let second = try detached { (inner: ClosureCompiler) throws(ClosureError) in
            [try inner.compile(arguments[1])]
        }
        let value = second.values[0]
        let common = try commonType(type(first), type(value), "the values of coalesce")
        if type(first) == type(value), isEager(second.scope) {
            emitter.attach(second.scope)
            emitter.merge()
            return try emit(.sqlCoalesce, first, value)
        }
        let test = try emit(.isNull, first)
        let otherwise = try close(second, [common])
        emitter.open()
        let kept = emitter.close(yielding: [try convert(first, to: common)])
        return emitter.emitIf(test, otherwise, kept)[0]
    }
}
