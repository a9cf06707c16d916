// SPDX-License-Identifier: Apache-2.0

public import Bytecode
public import Columnar

/// A Python function as a program of its own, and how it runs.
public struct PythonProgram: Sendable {
    public var program: Program
    public var form: FunctionForm
}

/// A Python reduce function over values of a type.
public struct PythonReduce: Sendable {
    public var program: ReduceProgram
    /// The type of the values that it takes and gives: what was asked for, or any, to which the values must be
    /// converted before.
    public var type: DataType
    public var form: FunctionForm
}

/// The program of a function over values of the given types: typed with a result of type `result` (of any type when
/// nil), or a script with a result of type any, or `result` when that is bool or [any].
public func compilePython(
    _ closure: PythonClosure, inputs: [DataType], result wanted: DataType? = nil
) throws(ClosureError) -> PythonProgram {
    do throws(ClosureError) {
        let lowered = try PythonLowering.lower(closure, argumentCount: inputs.count)
        let emitter = Emitter(inputs: inputs)
        let compiler = ClosureCompiler(lowered, emitter: emitter)
        let result = try compiler.run(emitter.inputs)
        try compiler.expectNoNull(result)
        if let wanted, emitter.type(result) != wanted {
            throw compiler.error("the value is of type \(emitter.type(result)) instead of \(wanted)")
        }
        let program = try Optimizer.finish(emitter.finish(yielding: result), keepsFailures: true)
        return PythonProgram(program: program, form: FunctionForm(closure))
    } catch {
        let script = try ScriptCompiler.compile(closure, argumentCount: inputs.count)
        let emitter = Emitter(inputs: inputs)
        let source = closure.entryFunction.source
        emitter.span = emitter.span(file: source, place: Place(line: source.line))
        let type: DataType = wanted == .bool || wanted == .list(.any) ? wanted! : .any
        let result = emitter.emitScript(script, emitter.inputs, result: type)
        let program = try Optimizer.finish(emitter.finish(yielding: result), keepsFailures: true)
        return PythonProgram(program: program, form: FunctionForm(closure, script: error))
    }
}

/// The reduce program of a Python function of two values. Where it gives a value of another type than it takes, or has
/// no typed form, it is a script over values of type any.
public func compileReduce(_ closure: PythonClosure, type: DataType) throws(ClosureError) -> PythonReduce {
    do throws(ClosureError) {
        guard type.hasNoNull else { throw ClosureError("values of type \(type) may be None", file: "", line: 0) }
        let lowered = try PythonLowering.lower(closure, argumentCount: 2)
        let program = try compileReduce(lowered, type: type)
        // A list that grows by every value is added to where it is, which values of type any can be.
        if program.joinsLists { throw ClosureError("lists are joined by a script", file: "", line: 0) }
        return PythonReduce(program: program, type: type, form: FunctionForm(closure))
    } catch {
        let compiled = try compilePython(closure, inputs: [.any, .any], result: .any)
        // Values of type any have typed form too, for what does not depend on what they are.
        let reason = compiled.form.reason == nil ? nil : error
        return PythonReduce(
            program: .program(compiled.program), type: .any, form: FunctionForm(closure, script: reason))
    }
}

extension ReduceProgram {
    fileprivate var joinsLists: Bool {
        guard case .program(let program) = self else { return false }
        func joins(_ code: [Instruction]) -> Bool {
            code.contains { $0.opcode == .listConcatenate || $0.blocks.contains { joins($0.instructions) } }
        }
        return program.segments.contains { joins($0.instructions) }
    }
}
