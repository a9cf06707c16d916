// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute
import Testing

@Suite("Verified programs on the virtual machine")
struct GeneratedProgramTests {
    /// The encoded rows that a program gives in batches of `size`, or nil when it fails.
    private func outcome(_ program: VerifiedProgram, _ input: Column, size: Int) -> [[UInt8]]? {
        let context = RunContext(instructionBudget: 1 << 20, memoryMax: 1 << 26)
        let runner = ProgramRunner(program, context: context)
        var rows: [[UInt8]] = []
        var next = 0
        while next < input.count {
            let batch = input.slice(next, min(size, input.count - next))
            guard let result = try? runner.run(batch) else { return nil }
            rows += (0..<result.count).map { ScalarCodec.encode(result.scalar($0)) }
            next += size
        }
        return rows
    }

    @Test("never crash it, and give the same or fail whatever the batches are")
    func generated() throws {
        var succeeded = 0
        for seed in 0..<2_000 as Range<UInt64> {
            let program = try Verifier.verify(ProgramGenerator.program(seed: seed, size: Int(seed % 40)))
            let input = ProgramGenerator.column(seed: seed, type: program.program.inputTypes[0], count: 7)
            let whole = outcome(program, input, size: 7)
            #expect(outcome(program, input, size: 1) == whole, "seed \(seed)")
            #expect(outcome(program, input, size: 3) == whole, "seed \(seed)")
            if whole != nil { succeeded += 1 }
        }
        #expect(succeeded > 200)
    }
}
