// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Testing

@Suite("Generated programs")
struct GeneratorTests {
    @Test("are valid, survive the codec and use every opcode")
    func areValid() throws {
        var used: Set<Opcode> = []
        for seed in 0..<3_000 as Range<UInt64> {
            let program = ProgramGenerator.program(seed: seed, size: 5 + Int(seed % 50))
            _ = try Verifier.verify(program)
            let bytes = ProgramCodec.encode(program)
            #expect(
                try ProgramCodec.decode(bytes) == program || bytes == ProgramCodec.encode(ProgramCodec.decode(bytes)))
            for segment in program.segments { note(segment.instructions, &used) }
        }
        // Functions of SQL have types of their own: FunctionTests (Compute) call each with any values.
        #expect(Set(Opcode.allCases).subtracting(used) == [.sqlFunction])
    }

    @Test("of two inputs are valid reduce programs")
    func reduceProgramsAreValid() throws {
        for seed in 0..<300 as Range<UInt64> {
            let type = ProgramGenerator.type(seed: seed)
            let program = ProgramGenerator.reduceProgram(seed: seed, type: type)
            _ = try ReduceProgram.program(program).verified(for: type)
        }
    }

    @Test("are the same for the same seed")
    func areSeeded() {
        for seed in 0..<50 as Range<UInt64> {
            #expect(
                ProgramCodec.encode(ProgramGenerator.program(seed: seed))
                    == ProgramCodec.encode(ProgramGenerator.program(seed: seed)))
        }
    }

    private func note(_ instructions: [Instruction], _ used: inout Set<Opcode>) {
        for instruction in instructions {
            used.insert(instruction.opcode)
            for block in instruction.blocks { note(block.instructions, &used) }
        }
    }
}
