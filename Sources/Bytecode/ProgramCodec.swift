// SPDX-License-Identifier: Apache-2.0

/// The binary form of programs (protocol/bytecode.md, "Programs"). One program has one encoding and the other way
/// round, so that a hash of the bytes names the program.
public enum ProgramCodec {
    /// "MBC" and the version of the format.
    public static let header: [UInt8] = [0x4D, 0x42, 0x43, 1]

    public static func encode(_ program: Program) -> [UInt8] {
        var writer = ByteWriter()
        writer.raw(header)
        writer.count(program.registers.count)
        for type in program.registers { writer.type(type) }
        writer.count(program.constants.count)
        for constant in program.constants { ScalarCodec.write(constant, to: &writer) }
        writer.count(program.segments.count)
        for segment in program.segments { write(segment, to: &writer) }
        program.sourceMap.write(to: &writer)
        if !program.scripts.isEmpty {
            writer.count(program.scripts.count)
            for script in program.scripts { ScriptCodec.write(script, to: &writer) }
        }
        return writer.bytes
    }

    /// The program that `bytes` hold. It is within the limits but not verified. Never traps, and allocates in
    /// proportion to the bytes, whatever they are.
    public static func decode(_ bytes: UnsafeRawBufferPointer) throws(BytecodeError) -> Program {
        guard bytes.count <= BytecodeLimits.programByteCountMax else {
            throw BytecodeError(
                "the program has \(bytes.count) bytes, more than the limit of \(BytecodeLimits.programByteCountMax)")
        }
        var decoder = ProgramDecoder(bytes)
        return try decoder.program()
    }

    /// As `decode(_:)`, of an array.
    public static func decode(_ bytes: [UInt8]) throws(BytecodeError) -> Program {
        try withRawBytes(of: bytes) { raw throws(BytecodeError) in try decode(raw) }
    }

    private static func write(_ registers: [Register], to writer: inout ByteWriter) {
        writer.count(registers.count)
        for register in registers { writer.count(register.index) }
    }

    private static func write(_ segment: Segment, to writer: inout ByteWriter) {
        write(segment.parameters, to: &writer)
        write(segment.instructions, to: &writer)
        switch segment.terminator {
        case .yield(let register):
            writer.byte(0)
            writer.count(register.index)
        case .filter(let condition, let carried):
            writer.byte(1)
            writer.count(condition.index)
            write(carried, to: &writer)
        case .explode(let list, let carried):
            writer.byte(2)
            writer.count(list.index)
            write(carried, to: &writer)
        }
    }

    private static func write(_ instructions: [Instruction], to writer: inout ByteWriter) {
        writer.count(instructions.count)
        for instruction in instructions {
            writer.byte(instruction.opcode.rawValue)
            writer.count(instruction.span &+ 1)
            writer.signed(instruction.immediate)
            write(instruction.results, to: &writer)
            write(instruction.operands, to: &writer)
            writer.count(instruction.blocks.count)
            for block in instruction.blocks {
                write(block.parameters, to: &writer)
                write(block.instructions, to: &writer)
                write(block.yields, to: &writer)
            }
        }
    }
}
