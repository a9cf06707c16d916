// SPDX-License-Identifier: Apache-2.0

import Scheduling
import Testing

@Suite struct ModelTests {
    static let seeds = 3_000

    /// Every job ends, with each result partition once or with a reason; attempts stay within limits; no command goes
    /// to a lost executor; tasks are launched only with stage and current tables in place. Every kind of fault fires.
    @Test func everyHistoryEndsWell() {
        var counts: [String: Int] = [:]
        for seed in 1...Self.seeds {
            var world = ModelWorld(seed: UInt64(seed))
            if let fault = world.run() {
                Issue.record("seed \(seed): \(fault)")
                return
            }
            counts.merge(world.counts, uniquingKeysWith: +)
        }
        let expected = [
            "job succeeded", "job failed: taskFailed", "job failed: fetchFailed", "job failed: taskLost",
            "job failed: noExecutors", "job failed: nonDeterministic", "job failed: cancelled",
            "job failed: applicationFailed", "job failed: stopped", "map outputs lost", "fetch failed", "task failed",
            "result lost", "duplicate", "reordered", "stale message", "executor died", "given up alive",
            "executor drained", "executor dismissed", "map output moved", "map output not moved", "shuffle released",
            "timer noExecutors", "timer locality", "timer drain", "timer watch", "task speculated", "executor given up",
        ]
        for what in expected { #expect(counts[what, default: 0] > 10, "\(what) hardly ever happened: \(counts)") }
        #expect(counts["job failed: invalid"] == nil)
    }

    @Test func theSameSeedGivesTheSameHistory() {
        for seed in 1...20 as ClosedRange<UInt64> {
            var first = ModelWorld(seed: seed)
            var second = ModelWorld(seed: seed)
            #expect(first.run() == second.run())
            #expect(first.counts == second.counts)
            #expect(first.now == second.now)
        }
    }
}
