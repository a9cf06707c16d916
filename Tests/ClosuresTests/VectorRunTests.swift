// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute
import Foundation
import Testing

/// The runs in `protocol/vectors/bytecode.json`: rows in, rows out, or a failure.
@Suite("protocol/vectors/bytecode.json, runs")
struct VectorRunTests {
    private struct Vectors: Decodable {
        struct Run: Decodable {
            let partition: Int
            let input: [String]
            let output: [String]?
            let fails: Bool?
        }

        struct Program: Decodable {
            let name: String
            let hex: String
            let runs: [Run]
        }

        let programs: [Program]
    }

    private func bytes(_ hex: String) -> [UInt8] {
        let digits = Array(hex.utf8)
        return stride(from: 0, to: digits.count - 1, by: 2).map {
            UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16)!
        }
    }

    @Test("give what they say")
    func runs() throws {
        let folder = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let file = folder.appendingPathComponent("protocol/vectors/bytecode.json")
        let vectors = try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: file))
        #expect(!vectors.programs.isEmpty)
        for vector in vectors.programs {
            let program = try ProgramCodec.decode(bytes(vector.hex))
            for each in vector.runs {
                let rows = try each.input.map { try ScalarCodec.decode(bytes($0)) }
                if each.fails == true {
                    #expect(throws: ComputeError.self, "\(vector.name)") {
                        try run(program, rows, partition: each.partition)
                    }
                } else {
                    let expected = try #require(each.output).map { try ScalarCodec.decode(bytes($0)) }
                    #expect(try run(program, rows, partition: each.partition) == expected, "\(vector.name)")
                }
            }
        }
    }
}
