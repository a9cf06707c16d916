// SPDX-License-Identifier: Apache-2.0

public import Bytecode
import Columnar

/// Compiles a Python function to a script: every construct of the syntax tree, without types.
public enum ScriptCompiler {
    /// The script of a closure that is called with `argumentCount` values.
    ///
    /// Fails where the function has other parameters, or with what no script can do.
    public static func compile(_ closure: PythonClosure, argumentCount: Int) throws(ClosureError) -> Script {
        let entry = closure.entryFunction
        let parameters = entry.parameters
        let required = parameters.names.count - parameters.defaults.count
        let needsKeyword = parameters.keywordOnly.contains { $0.defaultValue == nil }
        guard argumentCount >= required, argumentCount <= parameters.names.count || parameters.rest != nil,
            !needsKeyword
        else {
            throw ClosureError(
                "the function \(entry.name) takes \(parameters.names.count) values and is given \(argumentCount)",
                advice: "write it with \(argumentCount) parameter\(argumentCount == 1 ? "" : "s")",
                file: entry.source.file, line: entry.source.line)
        }
        let builder = ScriptBuilder(closure)
        return try builder.script()
    }
}

/// What the functions of a script share: constants, names, the source map, and the functions themselves.
final class ScriptBuilder {
    let closure: PythonClosure
    private var functions: [ScriptFunction?] = []
    private var constants: [Scalar] = []
    private var constantNumbers: [ConstantKey: Int] = [:]
    private var capturedNumbers: [Int: Int] = [:]
    private var names: [String] = []
    private var nameNumbers: [String: Int] = [:]
    private var accumulators: [Int] = []
    private var sources = SourceMapBuilder()
    /// Functions of the closure by their numbers in the script; those not yet compiled wait in `waiting`.
    private var functionNumbers: [Int: Int] = [:]
    private var waiting: [Int] = []
    private var instructionCount = 0

    init(_ closure: PythonClosure) { self.closure = closure }

    func script() throws(ClosureError) -> Script {
        let entry = number(ofFunction: closure.entry)
        while let index = waiting.popLast() {
            let function = closure.functions[index]
            let compiler = FunctionCompiler(
                self, name: function.name, source: function.source, parameters: function.parameters,
                body: function.body, isGenerator: function.isGenerator)
            functions[functionNumbers[index]!] = try compiler.compileCaptured()
        }
        return Script(
            functions: functions.map { $0! }, entry: entry, constants: constants, names: names,
            accumulators: accumulators, sourceMap: sources.map)
    }

    // MARK: Tables

    /// The number in the script of a captured function.
    func number(ofFunction index: Int) -> Int {
        if let known = functionNumbers[index] { return known }
        let number = reserveFunction()
        functionNumbers[index] = number
        waiting.append(index)
        return number
    }

    func reserveFunction() -> Int {
        functions.append(nil)
        return functions.count - 1
    }

    func define(_ number: Int, _ function: ScriptFunction) { functions[number] = function }

    func constant(_ value: Scalar) -> Int {
        let key = ConstantKey(ScalarCodec.encode(value))
        if let known = constantNumbers[key] { return known }
        constants.append(value)
        constantNumbers[key] = constants.count - 1
        return constants.count - 1
    }

    /// A captured object: one entry however often it is named, and none with another object that is equal.
    func captured(_ index: Int) -> Int {
        if let known = capturedNumbers[index] { return known }
        constants.append(closure.constants[index])
        capturedNumbers[index] = constants.count - 1
        return constants.count - 1
    }

    func name(_ text: String) -> Int {
        if let known = nameNumbers[text] { return known }
        names.append(text)
        nameNumbers[text] = names.count - 1
        return names.count - 1
    }

    func accumulator(_ id: Int) -> Int {
        if let known = accumulators.firstIndex(of: id) { return known }
        accumulators.append(id)
        return accumulators.count - 1
    }

    func span(_ source: ClosureSource, _ place: Place) -> Int {
        place.line > 0 ? sources.span(source: source, place: place) : -1
    }

    /// Counts an instruction of whichever function; false when there are too many.
    func countInstruction() -> Bool {
        instructionCount += 1
        return instructionCount <= BytecodeLimits.instructionsMax
    }
}
