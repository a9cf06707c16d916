// SPDX-License-Identifier: Apache-2.0
import Bytecode
import Columnar
import Compute
import FuzzDriver
import Glibc

/// A generated program with changes: its seed, and positions of 16 bits with the bytes that stand there instead.
private func changedProgram(_ input: UnsafeRawBufferPointer, _ seed: UInt64) -> Program? {
    var encoded = ProgramCodec.encode(ProgramGenerator.program(seed: seed, size: Int(seed % 40)))
    for offset in stride(from: 8, to: input.count - 2, by: 3) {
        let position = Int(input.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
        encoded[position % encoded.count] = input[offset + 2]
    }
    return encoded.withUnsafeBytes { try? ProgramCodec.decode($0) }
}

/// Programs of any bytes and changed valid programs that the verifier still accepts, run over generated rows within
/// small budgets: a result or an error, never a trap.
private func runPrograms(_ bytes: UnsafeRawPointer, _ count: Int) -> CInt {
    guard count >= 8 else { return 0 }
    let input = UnsafeRawBufferPointer(start: bytes, count: count)
    let seed = input.loadUnaligned(as: UInt64.self)
    let isProgram = input.starts(with: ProgramCodec.header)
    guard let program = isProgram ? try? ProgramCodec.decode(input) : changedProgram(input, seed),
        let verified = try? Verifier.verify(program)
    else { return 0 }
    let context = RunContext(partition: 1, instructionBudget: 200_000, memoryMax: 4 << 20)
    let runner = ProgramRunner(verified, context: context)
    if program.inputTypes.count == 1 {
        _ = try? runner.run(ProgramGenerator.column(seed: seed, type: program.inputTypes[0], count: 9))
    } else if program.inputTypes.count == 2, program.segments.count == 1 {
        let columns = program.inputTypes.enumerated().map {
            ProgramGenerator.column(seed: seed &+ UInt64($0.offset), type: $0.element, count: 9)
        }
        _ = try? runner.combine(columns[0], columns[1])
    }
    return 0
}

@main
enum VMFuzzer {
    static func main() { exit(fuzz(runPrograms)) }
}
