// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Scripting

/// Writes one function of a script by hand: constants and names are collected as they are used.
struct Assembler {
    var script = Script(functions: [])
    var function: ScriptFunction

    init(parameters: [String] = [], registers: Int, isGenerator: Bool = false, captures: Int = 0) {
        function = ScriptFunction(name: 0, registerCount: registers, isGenerator: isGenerator)
        function.name = name("f")
        function.parameters.positional = parameters.map { name($0) }
        function.captureCount = captures
    }

    mutating func name(_ text: String) -> Int {
        if let index = script.names.firstIndex(of: text) { return index }
        script.names.append(text)
        return script.names.count - 1
    }

    mutating func constant(_ value: Scalar) -> Int {
        script.constants.append(value)
        return ScriptInstruction.constant(script.constants.count - 1)
    }

    /// The index of a call site of this function.
    mutating func site(_ text: String?, _ count: Int, _ keywords: [String] = []) -> Int {
        function.callSites.append(
            ScriptCallSite(
                name: text.map { name($0) } ?? -1, positionalCount: count, keywords: keywords.map { name($0) }))
        return function.callSites.count - 1
    }

    /// Appends an instruction; its span is its number.
    mutating func emit(_ opcode: ScriptOpcode, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0) {
        function.instructions.append(ScriptInstruction(opcode, a, b, c))
        function.spans.append(function.spans.count)
    }

    /// Ends the function that was written and begins another.
    mutating func next(
        parameters: [String] = [], registers: Int, isGenerator: Bool = false, captures: Int = 0
    ) {
        script.functions.append(function)
        function = ScriptFunction(name: function.name, registerCount: registers, isGenerator: isGenerator)
        function.parameters.positional = parameters.map { name($0) }
        function.captureCount = captures
    }

    /// The script, with its first function as the entry.
    func finished() -> Script {
        var script = script
        script.functions.append(function)
        let most = script.functions.map(\.spans.count).max() ?? 0
        script.sourceMap = SourceMap(
            files: [SourceFile(name: "f.py")], spans: (0..<most).map { SourceSpan(file: 0, line: $0 + 1) })
        return script
    }

    func instance(_ environment: ScriptEnvironment = ScriptEnvironment()) throws -> ScriptInstance {
        try ScriptInstance(try ScriptVerifier.verify(finished()), environment: environment)
    }

    /// The result's `repr`, or the exception's class and message.
    func run(_ arguments: [Value] = [], _ environment: ScriptEnvironment = ScriptEnvironment()) throws -> String {
        shown(try instance(environment), arguments)
    }
}

/// What the entry function of an instance gives.
func shown(_ instance: ScriptInstance, _ arguments: [Value] = []) -> String {
    do throws(ScriptFailure) {
        let value = try instance.call(arguments)
        return try instance.perform { (host) throws(Raised) in try reprOf(value, host) }
    } catch {
        return "\(error.type): \(error.message)"
    }
}

/// One expression of constants.
indirect enum Expression {
    case value(Scalar)
    case operation(ScriptOpcode, Expression, Expression)
    case builtin(String, [Expression], [(String, Expression)])
    case method(Expression, String, [Expression], [(String, Expression)])
    case named(String)
    case attribute(Expression, String)
    case slice(Expression, Scalar, Scalar, Scalar)
    case set([Expression])

    func emit(into register: Int, _ code: inout Assembler) {
        switch self {
        case .value(let scalar):
            let constant = code.constant(scalar)
            code.emit(.move, register, constant)
        case .operation(let opcode, let left, let right):
            left.emit(into: register, &code)
            if opcode.operands.c == .unused {
                code.emit(opcode, register, register)
            } else {
                right.emit(into: register + 1, &code)
                code.emit(opcode, register, register, register + 1)
            }
        case .builtin(let name, let arguments, let keywords):
            let all = arguments + keywords.map(\.1)
            for (index, argument) in all.enumerated() { argument.emit(into: register + index, &code) }
            code.emit(.callBuiltin, register, register, code.site(name, arguments.count, keywords.map(\.0)))
        case .method(let receiver, let name, let arguments, let keywords):
            receiver.emit(into: register, &code)
            let all = arguments + keywords.map(\.1)
            for (index, argument) in all.enumerated() { argument.emit(into: register + 1 + index, &code) }
            code.emit(.callMethod, register, register, code.site(name, arguments.count, keywords.map(\.0)))
        case .named(let name): code.emit(.loadBuiltin, register, code.name(name))
        case .attribute(let value, let name):
            value.emit(into: register, &code)
            code.emit(.getAttribute, register, register, code.name(name))
        case .slice(let value, let start, let stop, let step):
            value.emit(into: register, &code)
            for (index, part) in [start, stop, step].enumerated() {
                let constant = code.constant(part)
                code.emit(.move, register + 1 + index, constant)
            }
            code.emit(.buildSlice, register + 1, register + 1)
            code.emit(.getItem, register, register, register + 1)
        case .set(let elements):
            for (index, element) in elements.enumerated() { element.emit(into: register + index, &code) }
            code.emit(.buildSet, register, register, elements.count)
        }
    }

    /// The value's `repr`, or the exception.
    func run() throws -> String {
        var code = Assembler(registers: 64)
        emit(into: 0, &code)
        code.emit(.returnValue, 0, 0)
        return try code.run()
    }
}

func int(_ value: Int) -> Expression { .value(.int(value)) }
func float(_ value: Double) -> Expression { .value(.float(value)) }
func text(_ value: String) -> Expression { .value(.string(value)) }
func list(_ values: Int...) -> Expression { .value(.list(values.map { .int($0) })) }
func tuple(_ values: Scalar...) -> Expression { .value(.tuple(values)) }
func dict(_ entries: (Scalar, Scalar)...) -> Expression {
    .value(.map(entries.map { Scalar.Entry(key: $0.0, value: $0.1) }))
}
let none = Expression.value(.null)

func apply(_ opcode: ScriptOpcode, _ left: Expression, _ right: Expression = none) -> Expression {
    .operation(opcode, left, right)
}

func call(_ name: String, _ arguments: Expression..., keywords: [(String, Expression)] = []) -> Expression {
    .builtin(name, arguments, keywords)
}

extension Expression {
    func callAsFunction(
        _ name: String, _ arguments: Expression..., keywords: [(String, Expression)] = []
    ) -> Expression {
        .method(self, name, arguments, keywords)
    }
}
