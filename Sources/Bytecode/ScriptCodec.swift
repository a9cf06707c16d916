// SPDX-License-Identifier: Apache-2.0

/// The binary form of scripts (protocol/bytecode.md, "Scripts"). One script has one encoding and the other way round.
public enum ScriptCodec {
    /// "MSC" and the version of the format.
    public static let header: [UInt8] = [0x4D, 0x53, 0x43, 1]

    public static func encode(_ script: Script) -> [UInt8] {
        var writer = ByteWriter()
        write(script, to: &writer)
        return writer.bytes
    }

    /// The script that `bytes` hold. It is within the limits but not verified. Never traps, and allocates in
    /// proportion to the bytes, whatever they are.
    public static func decode(_ bytes: UnsafeRawBufferPointer) throws(BytecodeError) -> Script {
        guard bytes.count <= BytecodeLimits.programByteCountMax else {
            throw BytecodeError(
                "the script has \(bytes.count) bytes, more than the limit of \(BytecodeLimits.programByteCountMax)")
        }
        var reader = ByteReader(bytes)
        let script = try read(from: &reader)
        try reader.end()
        return script
    }

    /// As `decode(_:)`, of an array.
    public static func decode(_ bytes: [UInt8]) throws(BytecodeError) -> Script {
        try withRawBytes(of: bytes) { raw throws(BytecodeError) in try decode(raw) }
    }

    // MARK: Writing

    static func write(_ script: Script, to writer: inout ByteWriter) {
        writer.raw(header)
        writer.count(script.names.count)
        for name in script.names { writer.text(name) }
        writer.count(script.constants.count)
        for constant in script.constants { ScalarCodec.write(constant, to: &writer) }
        writer.count(script.accumulators.count)
        for accumulator in script.accumulators { writer.signed(accumulator) }
        writer.count(script.functions.count)
        for function in script.functions { write(function, to: &writer) }
        writer.count(script.entry)
        script.sourceMap.write(to: &writer)
    }

    private static func write(_ indices: [Int], to writer: inout ByteWriter) {
        writer.count(indices.count)
        for index in indices { writer.signed(index) }
    }

    private static func write(_ function: ScriptFunction, to writer: inout ByteWriter) {
        writer.count(function.name)
        let parameters = function.parameters
        write(parameters.positional, to: &writer)
        writer.count(parameters.defaultCount)
        writer.signed(parameters.rest)
        writer.count(parameters.keywordOnly.count)
        for parameter in parameters.keywordOnly {
            writer.count(parameter.name)
            writer.byte(parameter.hasDefault ? 1 : 0)
        }
        writer.signed(parameters.keywordRest)
        writer.count(function.captureCount)
        writer.count(function.registerCount)
        writer.byte(function.isGenerator ? 1 : 0)
        write(function.defaults, to: &writer)
        writer.count(function.instructions.count)
        for instruction in function.instructions {
            writer.byte(instruction.opcode.rawValue)
            for operand in [instruction.a, instruction.b, instruction.c] { writer.signed(Int(operand)) }
        }
        write(function.spans, to: &writer)
        writer.count(function.handlers.count)
        for handler in function.handlers {
            for number in [handler.start, handler.end, handler.target, handler.register] { writer.count(number) }
        }
        writer.count(function.callSites.count)
        for site in function.callSites {
            writer.signed(site.name)
            writer.count(site.positionalCount)
            write(site.keywords, to: &writer)
        }
        writer.count(function.closures.count)
        for closure in function.closures {
            writer.count(closure.function)
            write(closure.cells, to: &writer)
            write(closure.defaults, to: &writer)
        }
    }

    // MARK: Reading

    static func read(from reader: inout ByteReader) throws(BytecodeError) -> Script {
        for (index, expected) in header.enumerated() {
            guard try reader.byte() == expected else {
                throw reader.failure(
                    index == 3
                        ? "the script has another version of the format than \(expected)"
                        : "the bytes do not begin with the mark of a script")
            }
        }
        var script = Script(functions: [])
        for _ in 0..<(try reader.count("names", max: ScriptLimits.namesMax)) {
            script.names.append(try reader.text("a name", max: ScriptLimits.nameByteCountMax))
        }
        for _ in 0..<(try reader.count("constants", max: BytecodeLimits.constantsMax)) {
            script.constants.append(try ScalarCodec.read(from: &reader, depth: 1))
        }
        for _ in 0..<(try reader.count("accumulators", max: ScriptLimits.accumulatorsMax)) {
            script.accumulators.append(try reader.signed())
        }
        var instructions = 0
        for _ in 0..<(try reader.count("functions", max: ScriptLimits.functionsMax)) {
            script.functions.append(try function(from: &reader, instructions: &instructions))
        }
        script.entry = try reader.number("the entry function", max: ScriptLimits.functionsMax - 1)
        script.sourceMap = try SourceMap.read(from: &reader)
        return script
    }

    private static func indices(
        _ what: String, max: Int, from reader: inout ByteReader
    ) throws(BytecodeError) -> [Int] {
        let count = try reader.count(what, max: max)
        var indices: [Int] = []
        indices.reserveCapacity(count)
        for _ in 0..<count { indices.append(try reader.signed()) }
        return indices
    }

    private static func flag(from reader: inout ByteReader) throws(BytecodeError) -> Bool {
        let value = try reader.byte()
        guard value <= 1 else { throw reader.failure("\(value) is not a bool") }
        return value == 1
    }

    private static func parameters(from reader: inout ByteReader) throws(BytecodeError) -> ScriptParameters {
        var parameters = ScriptParameters()
        parameters.positional = try indices("parameters", max: ScriptLimits.argumentsMax, from: &reader)
        parameters.defaultCount = try reader.number("the number of defaults", max: ScriptLimits.argumentsMax)
        parameters.rest = try reader.signed()
        for _ in 0..<(try reader.count("parameters", max: ScriptLimits.argumentsMax)) {
            let name = try reader.number("a name", max: ScriptLimits.namesMax)
            parameters.keywordOnly.append(ScriptKeywordParameter(name: name, hasDefault: try flag(from: &reader)))
        }
        parameters.keywordRest = try reader.signed()
        return parameters
    }

    private static func function(
        from reader: inout ByteReader, instructions total: inout Int
    ) throws(BytecodeError) -> ScriptFunction {
        let name = try reader.number("a name", max: ScriptLimits.namesMax)
        var function = ScriptFunction(name: name, registerCount: 0)
        function.parameters = try parameters(from: &reader)
        function.captureCount = try reader.number("the number of cells", max: ScriptLimits.registersMax)
        function.registerCount = try reader.number("the number of registers", max: ScriptLimits.registersMax)
        function.isGenerator = try flag(from: &reader)
        function.defaults = try indices("defaults", max: ScriptLimits.argumentsMax, from: &reader)
        let count = try reader.count("instructions", max: BytecodeLimits.instructionsMax - total)
        total += count
        function.instructions.reserveCapacity(count)
        for _ in 0..<count { function.instructions.append(try instruction(from: &reader)) }
        function.spans = try indices("spans", max: BytecodeLimits.instructionsMax, from: &reader)
        for _ in 0..<(try reader.count("handlers", max: ScriptLimits.handlersMax)) {
            let most = BytecodeLimits.instructionsMax
            let start = try reader.number("an instruction", max: most)
            let end = try reader.number("an instruction", max: most)
            let target = try reader.number("an instruction", max: most)
            let register = try reader.number("a register", max: ScriptLimits.registersMax)
            function.handlers.append(ScriptHandler(start: start, end: end, target: target, register: register))
        }
        for _ in 0..<(try reader.count("call sites", max: BytecodeLimits.instructionsMax)) {
            let name = try reader.signed()
            let positional = try reader.number("the number of arguments", max: ScriptLimits.argumentsMax)
            let keywords = try indices("keywords", max: ScriptLimits.argumentsMax, from: &reader)
            function.callSites.append(ScriptCallSite(name: name, positionalCount: positional, keywords: keywords))
        }
        for _ in 0..<(try reader.count("closures", max: BytecodeLimits.instructionsMax)) {
            let made = try reader.number("a function", max: ScriptLimits.functionsMax)
            let cells = try indices("cells", max: ScriptLimits.registersMax, from: &reader)
            let defaults = try indices("defaults", max: ScriptLimits.argumentsMax, from: &reader)
            function.closures.append(ScriptClosure(function: made, cells: cells, defaults: defaults))
        }
        return function
    }

    private static func instruction(from reader: inout ByteReader) throws(BytecodeError) -> ScriptInstruction {
        let number = try reader.byte()
        guard let opcode = ScriptOpcode(rawValue: number) else {
            throw reader.failure("\(number) is not an opcode of a script")
        }
        var instruction = ScriptInstruction(opcode)
        instruction.a = try operand(from: &reader)
        instruction.b = try operand(from: &reader)
        instruction.c = try operand(from: &reader)
        return instruction
    }

    private static func operand(from reader: inout ByteReader) throws(BytecodeError) -> Int32 {
        let value = try reader.signed()
        guard let operand = Int32(exactly: value) else { throw reader.failure("the operand \(value) is too large") }
        return operand
    }
}
