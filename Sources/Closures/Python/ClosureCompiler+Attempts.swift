// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// `try` around what is read from texts and lists: what would raise gives null instead, and where one did, the value is
/// the handler's. Nothing that raises anything else may stand behind it, since Python would not have come so far.
extension ClosureCompiler {
    struct Attempt {
        var caught: Caught
        /// How deep the scope of the body is: what stands in blocks below is not for all rows.
        var depth: Int
        /// Where something was caught.
        var failures: [Register] = []
    }

    /// An instruction that is null where it would fail with what is caught.
    func attempted(_ opcode: Opcode, _ operands: [Register]) throws(ClosureError) -> Register {
        guard emitter.scopeDepth == attempt?.depth else {
            throw error(
                "try around a condition or a loop has no typed form", advice: "ask with if what try would catch")
        }
        let value = try emit(opcode, operands, immediate: 2)
        attempt?.failures.append(try emit(.isNull, value))
        return value
    }

    func attempt(_ body: Node, _ caught: Caught, _ otherwise: Node) throws(ClosureError) -> Register {
        guard attempt == nil else { throw error("try in try has no typed form") }
        let count = emitter.instructionCount
        // What was computed before is not in the body.
        forgetCompiled()
        attempt = Attempt(caught: caught, depth: emitter.scopeDepth)
        let value: Register
        do throws(ClosureError) { value = try compile(body) } catch {
            attempt = nil
            throw error
        }
        let failures = attempt?.failures ?? []
        attempt = nil
        forgetCompiled()
        try checkAttempted(emitter.instructions(since: count), caught)
        guard var failed = failures.first else { return value }
        for failure in failures.dropFirst() { failed = try emit(.or, failed, failure) }
        return try branch(
            failed, { (inner: ClosureCompiler) throws(ClosureError) in [try inner.compileOpen(otherwise)] },
            { (_: ClosureCompiler) throws(ClosureError) in [value] })[0]
    }

    /// Refuses a body that may raise something else, or something that is caught but not told apart.
    private func checkAttempted(
        _ instructions: ArraySlice<Instruction>, _ caught: Caught
    ) throws(ClosureError) {
        var isBehind = false
        for instruction in instructions {
            switch instruction.opcode {
            case .parseInt where instruction.immediate == 2, .parseFloat where instruction.immediate == 2,
                .listElement where instruction.immediate == 2:
                isBehind = true
            // These fail for want of memory alone.
            case .concatenate, .join, .replaceText, .characters, .listConcatenate, .format, .recaseText, .makeDict:
                break
            case .split, .splitAtMost:
                guard case .string(let separator)? = emitter.constant(instruction.operands[1])?.value,
                    !separator.isEmpty
                else { throw error("try around a separator that is computed has no typed form") }
            case .listElement where !caught.indices && !isBehind: break
            default:
                let operands = instruction.operands.map { type($0) }
                if Typing.canFail(instruction.opcode, operands: operands, immediate: instruction.immediate) {
                    throw error(
                        "try around \(instruction.opcode) has no typed form",
                        advice: "ask with if what try would catch")
                }
            }
        }
    }
}
