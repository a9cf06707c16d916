// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Reads one program; every count is held against its limit and the bytes left before anything is allocated for it.
struct ProgramDecoder {
    private var reader: ByteReader
    private var instructionCount = 0

    init(_ bytes: UnsafeRawBufferPointer) { reader = ByteReader(bytes) }

    mutating func program() throws(BytecodeError) -> Program {
        for (index, expected) in ProgramCodec.header.enumerated() {
            guard try reader.byte() == expected else {
                throw reader.failure(
                    index == 3
                        ? "the program has another version of the format than \(expected)"
                        : "the bytes do not begin with the mark of a program")
            }
        }
        let registerCount = try reader.count("registers", max: BytecodeLimits.registersMax)
        var types: [DataType] = []
        types.reserveCapacity(registerCount)
        for _ in 0..<registerCount { types.append(try reader.type()) }
        let constantCount = try reader.count("constants", max: BytecodeLimits.constantsMax)
        var constants: [Constant] = []
        for _ in 0..<constantCount { constants.append(try ScalarCodec.readConstant(from: &reader)) }
        let segmentCount = try reader.count("segments", max: BytecodeLimits.segmentsMax)
        var segments: [Segment] = []
        for _ in 0..<segmentCount { segments.append(try segment()) }
        let map = try SourceMap.read(from: &reader)
        let scripts = try scripts()
        try reader.end()
        return Program(
            registers: types, constants: constants, segments: segments, sourceMap: map, scripts: scripts)
    }

    /// A program without scripts has nothing there.
    private mutating func scripts() throws(BytecodeError) -> [Script] {
        if reader.remaining == 0 { return [] }
        let count = try reader.count("scripts", max: BytecodeLimits.scriptsMax)
        guard count > 0 else { throw reader.failure("a list of no scripts") }
        var scripts: [Script] = []
        for _ in 0..<count { scripts.append(try ScriptCodec.read(from: &reader)) }
        return scripts
    }

    private mutating func register() throws(BytecodeError) -> Register {
        Register(try reader.number("a register", max: BytecodeLimits.registersMax - 1))
    }

    private mutating func registers(_ what: String, max: Int) throws(BytecodeError) -> [Register] {
        let count = try reader.count(what, max: max)
        var registers: [Register] = []
        registers.reserveCapacity(count)
        for _ in 0..<count { registers.append(try register()) }
        return registers
    }

    private mutating func segment() throws(BytecodeError) -> Segment {
        let parameters = try registers("parameters", max: BytecodeLimits.operandsMax)
        let body = try instructions(nesting: 0)
        let tag = try reader.byte()
        switch tag {
        case 0: return Segment(parameters: parameters, instructions: body, terminator: .yield(try register()))
        case 1:
            let condition = try register()
            let carried = try registers("carried values", max: BytecodeLimits.operandsMax)
            return Segment(
                parameters: parameters, instructions: body,
                terminator: .filter(condition: condition, carried: carried))
        case 2:
            let list = try register()
            let carried = try registers("carried values", max: BytecodeLimits.operandsMax)
            return Segment(
                parameters: parameters, instructions: body, terminator: .explode(list: list, carried: carried))
        default: throw reader.failure("\(tag) is not the tag of the end of a segment")
        }
    }

    private mutating func instructions(nesting: Int) throws(BytecodeError) -> [Instruction] {
        guard nesting <= BytecodeLimits.nestingMax else {
            throw reader.failure("blocks nest deeper than \(BytecodeLimits.nestingMax)")
        }
        let count = try reader.count("instructions", max: BytecodeLimits.instructionsMax - instructionCount)
        instructionCount += count
        var instructions: [Instruction] = []
        instructions.reserveCapacity(count)
        for _ in 0..<count { instructions.append(try instruction(nesting: nesting)) }
        return instructions
    }

    private mutating func instruction(nesting: Int) throws(BytecodeError) -> Instruction {
        let number = try reader.byte()
        guard let opcode = Opcode(rawValue: number) else { throw reader.failure("\(number) is not an opcode") }
        let span = try reader.number("a source span", max: BytecodeLimits.sourceSpansMax) - 1
        let immediate = try reader.signed()
        let results = try registers("results", max: BytecodeLimits.resultsMax)
        let operands = try registers("operands", max: BytecodeLimits.operandsMax)
        let blockCount = try reader.count("blocks", max: BytecodeLimits.blocksMax)
        var blocks: [Block] = []
        for _ in 0..<blockCount {
            let parameters = try registers("parameters", max: BytecodeLimits.operandsMax)
            let body = try instructions(nesting: nesting + 1)
            // A loop yields whether to go on and then as many values as it carries.
            let yields = try registers("yields", max: BytecodeLimits.resultsMax + 1)
            blocks.append(Block(parameters: parameters, instructions: body, yields: yields))
        }
        return Instruction(
            opcode, results: results, operands: operands, immediate: immediate, blocks: blocks, span: span)
    }
}
