// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Foundation
import Testing

/// What `protocol/vectors/bytecode.json` holds.
struct Vectors: Decodable {
    struct Encoded: Decodable {
        let text: String
        let hex: String
    }

    struct ProgramVector: Decodable {
        let name: String
        let hex: String
        let text: String
    }

    struct Refused: Decodable {
        let why: String
        let hex: String
    }

    let types: [Encoded]
    let values: [Encoded]
    let programs: [ProgramVector]
    let refused: [Refused]

    static func load() throws -> Vectors {
        let file = protocolFolder.appendingPathComponent("vectors/bytecode.json")
        return try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: file))
    }
}

func bytes(_ hex: String) -> [UInt8] {
    let digits = Array(hex.utf8)
    return stride(from: 0, to: digits.count - 1, by: 2).map {
        UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16)!
    }
}

@Suite("protocol/vectors/bytecode.json")
struct VectorTests {
    private let vectors: Vectors

    init() throws { vectors = try Vectors.load() }

    @Test("types decode to what they say and encode to the same bytes")
    func types() throws {
        #expect(!vectors.types.isEmpty)
        for vector in vectors.types {
            let type = try TypeCodec.decode(bytes(vector.hex))
            #expect(type.description == vector.text)
            #expect(TypeCodec.encode(type) == bytes(vector.hex))
        }
    }

    @Test("values decode to what they say and encode to the same bytes")
    func values() throws {
        #expect(!vectors.values.isEmpty)
        for vector in vectors.values {
            let value = try ScalarCodec.decode(bytes(vector.hex))
            #expect(value.description == vector.text)
            #expect(ScalarCodec.encode(value) == bytes(vector.hex))
        }
    }

    @Test("programs decode, are valid, print as they say and encode to the same bytes")
    func programs() throws {
        #expect(!vectors.programs.isEmpty)
        for vector in vectors.programs {
            let program = try ProgramCodec.decode(bytes(vector.hex))
            _ = try Verifier.verify(program)
            #expect(Disassembler.disassemble(program) == vector.text, "\(vector.name)")
            #expect(ProgramCodec.encode(program) == bytes(vector.hex), "\(vector.name)")
        }
    }

    @Test("what must be refused is refused")
    func refused() {
        #expect(!vectors.refused.isEmpty)
        for vector in vectors.refused {
            #expect(throws: BytecodeError.self, "\(vector.why)") {
                try Verifier.verify(ProgramCodec.decode(bytes(vector.hex)))
            }
        }
    }
}
