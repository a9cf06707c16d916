// SPDX-License-Identifier: Apache-2.0

import HDFS
import Testing

@Suite struct HostileTests {
    /// What the fuzzer does for hours, for a moment.
    @Test func `no answer of a server traps or hangs`() {
        for seed in 0..<3_000 as Range<UInt64> {
            // Short ones most of the time: long numbers and deep nesting come early.
            let count = [4, 20, 100, 1_000, 9_000][Int(seed % 5)]
            var bytes = pattern(count, seed: seed)
            bytes[0] = UInt8(seed % 6)
            if seed % 4 == 0 { for index in bytes.indices.dropFirst(2) where index % 3 != 0 { bytes[index] &= 0x1F } }
            bytes.withUnsafeBytes { fuzzHDFSReplies($0) }
        }
    }
}
