// SPDX-License-Identifier: Apache-2.0

// Entry points of the fuzzers (scripts/fuzz): they must return, whatever the bytes are.

/// Decodes `bytes`; what decodes must encode to the same bytes again.
package func fuzzProgramDecoder(_ bytes: UnsafeRawBufferPointer) {
    guard let program = try? ProgramCodec.decode(bytes) else { return }
    precondition(ProgramCodec.encode(program).elementsEqual(bytes), "a program has two encodings")
}

/// Takes `bytes` as the seed of a valid program (8 bytes) and changes to its encoding (position, value: 3 bytes each),
/// and decodes and verifies the result: what random bytes alone reach seldom.
package func fuzzChangedProgram(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count >= 8 else { return }
    let seed = bytes.loadUnaligned(as: UInt64.self)
    var program = ProgramCodec.encode(ProgramGenerator.program(seed: seed, size: Int(seed % 40)))
    for offset in stride(from: 8, to: bytes.count - 2, by: 3) {
        let position = Int(bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
        program[position % program.count] = bytes[offset + 2]
    }
    program.withUnsafeBytes {
        fuzzProgramDecoder($0)
        fuzzVerifier($0)
    }
}

/// Decodes and verifies `bytes`.
package func fuzzVerifier(_ bytes: UnsafeRawBufferPointer) {
    guard let program = try? ProgramCodec.decode(bytes) else { return }
    _ = Disassembler.disassemble(program)
    _ = try? Verifier.verify(program)
}

/// Decodes and verifies `bytes` as a script; what decodes must encode to the same bytes again.
package func fuzzScript(_ bytes: UnsafeRawBufferPointer) {
    guard let script = try? ScriptCodec.decode(bytes) else { return }
    precondition(ScriptCodec.encode(script).elementsEqual(bytes), "a script has two encodings")
    _ = ScriptDisassembler.disassemble(script)
    _ = try? ScriptVerifier.verify(script)
}
