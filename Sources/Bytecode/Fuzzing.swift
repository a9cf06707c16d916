// SPDX-License-Identifier: Apache-2.0

// Entry points of the fuzzers (scripts/fuzz): they must return, whatever the bytes are.

/// Decodes `bytes`; what decodes must encode to the same bytes again.
package func fuzzProgramDecoder(_ bytes: UnsafeRawBufferPointer) {
    guard let program = try? ProgramCodec.decode(bytes) else { return }
    precondition(ProgramCodec.encode(program).elementsEqual(bytes), "a program has two encodings")
}

/// Decodes and verifies `bytes`.
package func fuzzVerifier(_ bytes: UnsafeRawBufferPointer) {
    guard let program = try? ProgramCodec.decode(bytes) else { return }
    _ = Disassembler.disassemble(program)
    _ = try? Verifier.verify(program)
}
