// SPDX-License-Identifier: Apache-2.0

import Glibc
import HostileCluster
import Net
import Testing

/// The message fuzzer on inputs from seeds: MARTLET_FUZZ_SEEDS=n runs n of them, MARTLET_FUZZ_FIRST=f begins elsewhere.
@Suite struct FuzzTests {
    private static func number(_ name: String) -> Int? { getenv(name).flatMap { Int(String(cString: $0)) } }

    /// Inputs that were findings once.
    static let findings: [[UInt8]] = []

    @Test func `messages of any kind leave the session's own jobs right`() {
        let first = Self.number("MARTLET_FUZZ_FIRST") ?? 0
        for seed in first..<first + (Self.number("MARTLET_FUZZ_SEEDS") ?? 300) {
            var random = SeededRandom(seed: UInt64(seed))
            let count = 20 + Int(random.next() % 600)
            let input = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next() >> 11) }
            if getenv("MARTLET_FUZZ_SHOW") != nil { print("seed \(seed)") }
            input.withUnsafeBytes { fuzzMessages($0) }
        }
    }

    @Test func `what was found once is not found again`() {
        for input in Self.findings { input.withUnsafeBytes { fuzzMessages($0) } }
    }
}
