// SPDX-License-Identifier: Apache-2.0

import Crypto
import Glibc
import Messages
import Testing

@Suite struct MessagesTests {
    @Test func theGeneratedCodeIsThatOfTheProtocolFile() throws {
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        let file = try #require(fopen(root + "/protocol/messages.proto", "r"))
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
        let hex = SHA256.hash(data: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(hex == messagesProtoDigest, "run scripts/generate and commit what it makes")
    }

    @Test func bytesThatAreNoMessageAreRefused() {
        #expect(throws: MessageError.self) { try Martlet_Register.decode([0xff, 0xff, 0xff], "Register") }
        #expect(throws: MessageError.self) { try Martlet_ExecutorOrders.decode([0x0a, 0x7f, 1], "ExecutorOrders") }
    }
}
