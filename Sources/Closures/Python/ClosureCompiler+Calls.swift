// SPDX-License-Identifier: Apache-2.0

public import Bytecode
public import Columnar

/// A call of a Python function within an expression of SQL.
public struct PythonCall: Sendable {
    public var closure: PythonClosure
    /// Whether arguments may be null: the function is then given None.
    public var seesNulls: Bool
    /// Whether the arguments are laid out as Python means them, so that instructions may stand for the function.
    public var isPlain: Bool
    /// The logical type of the result, as `LogicalType` writes it, and its layout.
    public var type: String
    public var result: DataType

    public init(
        _ closure: PythonClosure, seesNulls: Bool, isPlain: Bool, type: LogicalType, result: DataType
    ) {
        self.closure = closure
        self.seesNulls = seesNulls
        self.isPlain = isPlain
        self.type = type.text
        self.result = result
    }
}

extension ClosureCompiler {
    /// The function's value: by instructions where its meaning allows it and no argument is null, else by a script.
    func python(_ call: PythonCall, _ arguments: [Register]) throws(ClosureError) -> Register {
        let state = emitter.state
        do throws(ClosureError) {
            guard call.isPlain else { throw error("a script converts the arguments") }
            guard call.seesNulls else { return try typed(call, arguments) }
            let tests = try arguments.map { (argument) throws(ClosureError) in try emit(.isNull, argument) }
            guard let first = tests.first else { return try typed(call, arguments) }
            var isMissing = first
            for test in tests.dropFirst() { isMissing = try emit(.or, isMissing, test) }
            return try branch(
                isMissing,
                { (inner: ClosureCompiler) throws(ClosureError) in [try inner.scripted(call, arguments)] },
                { (inner: ClosureCompiler) throws(ClosureError) in [try inner.typed(call, arguments)] })[0]
        } catch {
            emitter.state = state
            forgetCompiled()
            return try scripted(call, arguments)
        }
    }

    private func typed(_ call: PythonCall, _ arguments: [Register]) throws(ClosureError) -> Register {
        let lowered = try PythonLowering.lower(call.closure, argumentCount: arguments.count)
        let compiler = ClosureCompiler(lowered, emitter: emitter)
        let value = try compiler.run(arguments)
        try compiler.expectNoNull(value)
        if type(value) == call.result { return value }
        guard type(value) == .int, call.result == .float else {
            throw error("the function gives \(type(value)) instead of \(call.result)")
        }
        return try emit(.intToFloat, value)
    }

    private func scripted(_ call: PythonCall, _ arguments: [Register]) throws(ClosureError) -> Register {
        let script = try ScriptCompiler.compile(call.closure, argumentCount: arguments.count)
        let source = call.closure.site.map { ClosureSource($0) } ?? call.closure.entryFunction.source
        emitter.span = emitter.span(
            file: source, place: call.closure.site.map { Place($0) } ?? Place(line: source.line))
        let value = emitter.emitScript(script, arguments, result: .any)
        let layout = emitter.emit(Constant(type: call.result, value: .null))
        let type = emitter.emit(Constant(type: .string, value: .string(call.type)))
        return try emit(.sqlFunction, layout, type, value, immediate: SQLFunctionImmediate(.pythonValue).encoded)
    }
}
