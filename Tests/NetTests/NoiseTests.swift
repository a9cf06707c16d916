// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Net
import Testing

private struct NoiseFile: Decodable {
    struct Message: Decodable {
        var payload: String
        var ciphertext: String
    }

    struct Vector: Decodable {
        var name: String
        var protocol_name: String
        var init_prologue: String
        var init_psks: [String]
        var init_ephemeral: String
        var resp_prologue: String
        var resp_psks: [String]
        var resp_ephemeral: String
        var hash_after_first_message: String
        var handshake_hash: String
        var messages: [Message]
    }

    var vectors: [Vector]
}

@Suite struct NoiseTests {
    @Test func publishedVectorsAreReproducedByBothRoles() throws {
        let file = try vectors("noise.json", as: NoiseFile.self)
        #expect(!file.vectors.isEmpty)
        for vector in file.vectors {
            #expect(vector.protocol_name == NoiseHandshake.protocolName)
            var sides = [
                NoiseHandshake(
                    role: .initiator, prologue: hex(vector.init_prologue), secret: hex(vector.init_psks[0]),
                    ephemeral: EphemeralKey(privateKey: hex(vector.init_ephemeral))),
                NoiseHandshake(
                    role: .responder, prologue: hex(vector.resp_prologue), secret: hex(vector.resp_psks[0]),
                    ephemeral: EphemeralKey(privateKey: hex(vector.resp_ephemeral))),
            ]
            for (index, message) in vector.messages.prefix(2).enumerated() {
                let written = try sides[index].writeMessage(payload: hex(message.payload))
                #expect(hex(written) == message.ciphertext)
                #expect(try sides[1 - index].readMessage(written) == hex(message.payload))
                if index == 0 { #expect(sides.allSatisfy { hex($0.handshakeHash) == vector.hash_after_first_message }) }
            }
            for side in sides {
                #expect(side.isComplete)
                #expect(hex(side.handshakeHash) == vector.handshake_hash)
            }
            var ciphers = [sides[0].split(), sides[1].split()]
            for (index, message) in vector.messages.enumerated().dropFirst(2) {
                let sealed = try seal(hex(message.payload), with: &ciphers[index % 2].send)
                #expect(hex(sealed) == message.ciphertext, "message \(index) of \(vector.name)")
                #expect(try open(sealed, with: &ciphers[1 - index % 2].receive) == hex(message.payload))
            }
        }
    }
}

func seal(_ plaintext: [UInt8], with cipher: inout CipherState) throws -> [UInt8] {
    var sealed: [UInt8] = []
    let empty = UnsafeRawBufferPointer(start: nil, count: 0)
    try plaintext.withUnsafeBytes { try cipher.seal($0, authenticating: empty, to: &sealed) }
    return sealed
}

func open(_ sealed: [UInt8], with cipher: inout CipherState) throws -> [UInt8] {
    var staging = [UInt8](repeating: 0, count: 12) + sealed
    let empty = UnsafeRawBufferPointer(start: nil, count: 0)
    return try staging.withUnsafeMutableBytes { Array(try cipher.open($0, authenticating: empty)) }
}
