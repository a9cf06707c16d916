// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute
import Testing

@Suite struct RandomProgramTests {
    /// What the model makes of all rows; nil when a row fails.
    private func expected(_ program: Program, _ rows: Column) -> [Scalar]? {
        let model = NaiveInterpreter(program, partition: 2)
        var results: [Scalar] = []
        for row in 0..<rows.count {
            guard let some = try? model.run([rows.scalar(row)]) else { return nil }
            results += some
        }
        return results
    }

    @Test(arguments: 0..<40) func verifiedProgramsDoAsTheModelSays(block: Int) throws {
        for seed in (block * 50)..<(block * 50 + 50) {
            let program = ProgramGenerator.program(seed: UInt64(seed), size: 10 + seed % 30)
            let verified = try Verifier.verify(program)
            let rows = ProgramGenerator.column(seed: UInt64(seed), type: program.inputTypes[0], count: 7)
            let expected = expected(program, rows)
            for batchRows in [1, 3, 4096] {
                let runner = ProgramRunner(verified, context: RunContext(partition: 2, memoryMax: 8 << 20))
                do {
                    var results: [Scalar] = []
                    for batch in rows.batches(batchRows) { results += try runner.run(batch).scalars }
                    // A program that fails for no row of the model fails for none here.
                    let wanted = try #require(
                        expected,
                        "seed \(seed) ran although the model fails:\n\(Disassembler.disassemble(program))")
                    #expect(
                        results.count == wanted.count && zip(results, wanted).allSatisfy { same($0, $1) },
                        "seed \(seed), batches of \(batchRows):\n\(Disassembler.disassemble(program))")
                } catch let error as ComputeError {
                    #expect(
                        expected == nil || error.kind == .memoryExceeded,
                        "seed \(seed) batches of \(batchRows): \(error)\n\(Disassembler.disassemble(program))")
                }
            }
        }
    }
}
