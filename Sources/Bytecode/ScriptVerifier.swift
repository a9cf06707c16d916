// SPDX-License-Identifier: Apache-2.0

/// A script that has passed the verifier: the only form that the interpreter takes.
public struct VerifiedScript: Sendable {
    public let script: Script

    package init(unchecked script: Script) { self.script = script }
}

/// Proves that a script keeps the rules of protocol/bytecode.md, section "Scripts", so that the interpreter need not
/// check its indices while it runs.
public enum ScriptVerifier {
    /// `script`, proven; or the first rule that it breaks and where.
    public static func verify(_ script: Script) throws(BytecodeError) -> VerifiedScript {
        try checkTables(script)
        for (index, function) in script.functions.enumerated() {
            do throws(BytecodeError) { try FunctionVerification(script, function).run() } catch {
                throw BytecodeError("function \(index): \(error.reason)")
            }
        }
        return VerifiedScript(unchecked: script)
    }

    private static func checkTables(_ script: Script) throws(BytecodeError) {
        try limit(script.functions.count, ScriptLimits.functionsMax, "functions")
        try limit(script.constants.count, BytecodeLimits.constantsMax, "constants")
        try limit(script.names.count, ScriptLimits.namesMax, "names")
        try limit(script.accumulators.count, ScriptLimits.accumulatorsMax, "accumulators")
        guard script.functions.indices.contains(script.entry) else {
            throw BytecodeError("function \(script.entry), the entry, does not exist")
        }
        if script.functions[script.entry].captureCount != 0 { throw BytecodeError("the entry function needs cells") }
        for span in script.sourceMap.spans where !script.sourceMap.files.indices.contains(span.file) {
            throw BytecodeError("a source span names file \(span.file), which does not exist")
        }
        var instructions = 0
        for function in script.functions { instructions += function.instructions.count }
        try limit(instructions, BytecodeLimits.instructionsMax, "instructions")
    }
}

private func limit(_ count: Int, _ max: Int, _ what: String) throws(BytecodeError) {
    if count > max { throw BytecodeError("\(count) \(what), more than the limit of \(max)") }
}

/// One function's proof.
private struct FunctionVerification {
    private let script: Script
    private let function: ScriptFunction

    init(_ script: Script, _ function: ScriptFunction) {
        self.script = script
        self.function = function
    }

    func run() throws(BytecodeError) {
        try checkHead()
        for (index, instruction) in function.instructions.enumerated() {
            do throws(BytecodeError) { try check(instruction) } catch {
                throw BytecodeError("instruction \(index) (\(instruction.opcode)): \(error.reason)")
            }
        }
        guard let last = function.instructions.last, last.opcode.endsBlock else {
            throw BytecodeError("the last instruction goes on behind the end")
        }
        for handler in function.handlers {
            guard handler.start >= 0, handler.start < handler.end, handler.end <= function.instructions.count else {
                throw BytecodeError("a handler's range \(handler.start)..<\(handler.end) is not in the function")
            }
            try target(handler.target)
            try register(handler.register)
        }
    }

    private func checkHead() throws(BytecodeError) {
        try limit(function.registerCount, ScriptLimits.registersMax, "registers")
        try limit(function.parameters.registerCount, ScriptLimits.argumentsMax, "parameters")
        try limit(function.handlers.count, ScriptLimits.handlersMax, "handlers")
        try limit(function.callSites.count, BytecodeLimits.instructionsMax, "call sites")
        try limit(function.closures.count, BytecodeLimits.instructionsMax, "closures")
        let parameters = function.parameters
        guard function.captureCount >= 0, function.captureCount <= ScriptLimits.registersMax,
            parameters.registerCount + function.captureCount <= function.registerCount
        else { throw BytecodeError("parameters and cells do not fit in \(function.registerCount) registers") }
        try name(function.name)
        for index in parameters.positional { try name(index) }
        for parameter in parameters.keywordOnly { try name(parameter.name) }
        if parameters.rest != -1 { try name(parameters.rest) }
        if parameters.keywordRest != -1 { try name(parameters.keywordRest) }
        guard parameters.defaultCount >= 0, parameters.defaultCount <= parameters.positional.count else {
            throw BytecodeError("there are more defaults than parameters")
        }
        guard function.defaults.isEmpty || function.defaults.count == parameters.allDefaultsCount else {
            throw BytecodeError("\(function.defaults.count) defaults for \(parameters.allDefaultsCount) parameters")
        }
        for index in function.defaults { try constant(index) }
        guard function.spans.count == function.instructions.count else {
            throw BytecodeError("\(function.spans.count) spans for \(function.instructions.count) instructions")
        }
        for span in function.spans where span < -1 || span >= script.sourceMap.spans.count {
            throw BytecodeError("source span \(span) does not exist")
        }
        for site in function.callSites { try checkSite(site) }
        for closure in function.closures { try checkClosure(closure) }
    }

    private func checkSite(_ site: ScriptCallSite) throws(BytecodeError) {
        if site.name != -1 { try name(site.name) }
        guard site.positionalCount >= 0, site.positionalCount <= ScriptLimits.argumentsMax,
            site.keywords.count <= ScriptLimits.argumentsMax
        else { throw BytecodeError("a call has too many arguments") }
        for index in site.keywords { try name(index) }
    }

    private func checkClosure(_ closure: ScriptClosure) throws(BytecodeError) {
        guard script.functions.indices.contains(closure.function) else {
            throw BytecodeError("function \(closure.function) does not exist")
        }
        let made = script.functions[closure.function]
        guard closure.cells.count == made.captureCount, closure.defaults.count == made.parameters.allDefaultsCount
        else {
            throw BytecodeError("a closure's cells or defaults are not as many as function \(closure.function) takes")
        }
        for index in closure.cells { try register(index) }
        for operand in closure.defaults { try source(operand) }
    }

    private func check(_ instruction: ScriptInstruction) throws(BytecodeError) {
        let kinds = instruction.opcode.operands
        let a = Int(instruction.a)
        let b = Int(instruction.b)
        let c = Int(instruction.c)
        try check(a, kinds.a)
        try check(b, kinds.b)
        try check(c, kinds.c)
        switch instruction.opcode {
        case .buildTuple, .buildList, .buildSet, .buildString: try window(b, c)
        case .buildDict:
            guard c <= ScriptLimits.registersMax else { throw BytecodeError("\(c) pairs do not fit") }
            try window(b, 2 * c)
        case .buildSlice, .callSpread: try window(b, 3)
        case .call: try window(b, c + 1)
        case .callKeywords, .callMethod, .callBuiltin:
            let site = function.callSites[c]
            if (site.name == -1) != (instruction.opcode == .callKeywords) {
                throw BytecodeError("the call site has a name that it should not have, or none")
            }
            let count = site.positionalCount + site.keywords.count
            try window(b, instruction.opcode == .callBuiltin ? count : count + 1)
        case .unpack: try window(a, c)
        case .unpackStar: try window(a, (c & 0xFFFF) + 1 + (c >> 16))
        case .formatValue:
            if c > 7 { throw BytecodeError("\(c) is not a conversion") }
            try window(b, c & 4 == 0 ? 1 : 2)
        case .dictMerge: if c > 1 { throw BytecodeError("\(c) is not 0 or 1") }
        case .yieldValue, .yieldFrom:
            if !function.isGenerator { throw BytecodeError("the function is no generator") }
        default: break
        }
    }

    private func check(_ operand: Int, _ kind: ScriptOperand) throws(BytecodeError) {
        switch kind {
        case .unused: if operand != 0 { throw BytecodeError("an operand that is not used is \(operand)") }
        case .register: try register(operand)
        case .source: try source(operand)
        case .optionalSource: if operand != ScriptInstruction.missing { try source(operand) }
        case .name: try name(operand)
        case .target: try target(operand)
        case .function:
            guard script.functions.indices.contains(operand), script.functions[operand].captureCount == 0 else {
                throw BytecodeError("function \(operand) does not exist or needs cells")
            }
            let known = script.functions[operand]
            if known.defaults.count != known.parameters.allDefaultsCount {
                throw BytecodeError("function \(operand) has no defaults of its own")
            }
        case .closure: try index(operand, function.closures.count, "closure")
        case .callSite: try index(operand, function.callSites.count, "call site")
        case .accumulator: try index(operand, script.accumulators.count, "accumulator")
        case .window, .number: if operand < 0 { throw BytecodeError("an operand is negative") }
        }
    }

    private func index(_ value: Int, _ count: Int, _ what: String) throws(BytecodeError) {
        guard value >= 0 && value < count else { throw BytecodeError("\(what) \(value) does not exist") }
    }

    private func register(_ value: Int) throws(BytecodeError) { try index(value, function.registerCount, "register") }
    private func constant(_ value: Int) throws(BytecodeError) { try index(value, script.constants.count, "constant") }
    private func name(_ value: Int) throws(BytecodeError) { try index(value, script.names.count, "name") }

    private func target(_ value: Int) throws(BytecodeError) {
        try index(value, function.instructions.count, "instruction")
    }

    private func source(_ value: Int) throws(BytecodeError) {
        if value >= 0 { try register(value) } else { try constant(~value) }
    }

    private func window(_ first: Int, _ count: Int) throws(BytecodeError) {
        guard first >= 0, count >= 0, count <= function.registerCount, first <= function.registerCount - count else {
            throw BytecodeError("registers \(first)..<\(first + count) do not exist")
        }
    }
}
