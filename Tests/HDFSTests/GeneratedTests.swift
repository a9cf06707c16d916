// SPDX-License-Identifier: Apache-2.0

import Crypto
import Files
import HDFS
import Testing

@Suite struct GeneratedTests {
    @Test func `the messages are those of the protocol file`() throws {
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        let text = try LocalFileSystem.shared.contents(root + "/protocol/hadoop.proto")
        let digest = SHA256.hash(data: text).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(digest == hadoopProtoDigest, "run scripts/generate and commit what it makes")
    }
}
