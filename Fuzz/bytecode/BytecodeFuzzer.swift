// SPDX-License-Identifier: Apache-2.0
import Bytecode
import FuzzDriver
import Glibc

/// Programs of any bytes, and valid programs with changes: refused or verified, never a trap.
private func decodePrograms(_ bytes: UnsafeRawPointer, _ count: Int) -> CInt {
    let input = UnsafeRawBufferPointer(start: bytes, count: count)
    fuzzProgramDecoder(input)
    fuzzVerifier(input)
    fuzzChangedProgram(input)
    fuzzScript(input)
    return 0
}

@main
enum BytecodeFuzzer {
    static func main() { exit(fuzz(decodePrograms)) }
}
