// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Testing

@Suite("Disassembler")
struct DisassemblerTests {
    @Test("shows registers, types, immediates and source")
    func words() {
        #expect(
            Disassembler.disassemble(Samples.words) == """
                segment 0 (r0: string)
                  r1: string = constant " "
                  r2: [string] = split r0, r1 #1                        ; main.swift:7 $0.split(" ")
                  explode r2
                segment 1 (r3: string)
                  r4: int = constant 1
                  r5: (string, int) = makeTuple r3, r4                  ; main.swift:8 { pair($0, 1) }
                  yield r5

                """)
    }

    @Test("indents blocks")
    func blocks() {
        let text = Disassembler.disassemble(Samples.blocks)
        #expect(text.contains("    take r5: int, r6: int\n    r7: int = addInt r5, r6\n    give r7\n"))
        #expect(text.contains("  else\n    give r2\n"))
    }

    @Test("takes programs that are not valid")
    func invalid() {
        var program = Samples.words
        program.registers = []
        program.constants = []
        #expect(Disassembler.disassemble(program).contains("r1: ? = constant ?"))
    }
}
