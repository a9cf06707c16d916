// SPDX-License-Identifier: Apache-2.0

import Glibc
import Kubernetes
import Testing

/// MARTLET_SIM_SEED=n replays that seed alone and prints its end.
@Suite("Reconciler under faults")
struct ReconcilerSimulationTests {
    private static let faultyMillis: UInt64 = 600_000
    /// Long enough for every deadline and pause there is.
    private static let calmMillis: UInt64 = 900_000

    /// What is wrong with a seed's history; nil when nothing is.
    private func objection(_ server: inout SimulatedServer) -> String? {
        server.run(until: Self.faultyMillis + Self.calmMillis)
        if server.failure == nil {
            if server.registered != server.desired {
                return "\(server.registered) executors are there, \(server.desired) are wanted"
            }
        }
        if server.alive > server.desired {
            return "\(server.alive) pods live, \(server.desired) are wanted"
        }
        // A request every second and what pods bring, not a storm.
        if server.commandCount > 12_000 { return "\(server.commandCount) commands" }
        server.stop()
        server.run(until: Self.faultyMillis + Self.calmMillis + 120_000)
        if !server.isStopped { return "it does not stop" }
        if server.alive > 0 { return "\(server.alive) pods are left" }
        return nil
    }

    @Test("500 seeds: all executors are there in the end, and none is left behind")
    func seeds() {
        var met: Set<PodFault> = []
        let only = getenv("MARTLET_SIM_SEED").flatMap { UInt64(String(cString: $0)) }
        for seed in only.map({ $0...$0 }) ?? 1...500 {
            var server = SimulatedServer(seed: seed, calmAt: Self.faultyMillis)
            if let objection = objection(&server) {
                // Once more, to see what happened.
                server = SimulatedServer(seed: seed, calmAt: Self.faultyMillis, records: true)
                _ = self.objection(&server)
                Issue.record(
                    """
                    seed \(seed): \(objection); faults: \(server.met.map(\.rawValue).sorted())
                    \(server.lastEvents.suffix(only == nil ? 40 : 4_000).joined(separator: "\n"))
                    """)
            }
            met.formUnion(server.met)
        }
        if only == nil {
            #expect(
                met == Set(PodFault.allCases), "never met: \(Set(PodFault.allCases).subtracting(met))")
        }
    }

    @Test("the same seed has the same history")
    func replay() {
        for seed in [7, 77, 177] as [UInt64] {
            var (one, two) = (
                SimulatedServer(seed: seed, calmAt: 300_000, records: true),
                SimulatedServer(seed: seed, calmAt: 300_000, records: true)
            )
            one.run(until: 400_000)
            two.run(until: 400_000)
            #expect(one.lastEvents == two.lastEvents && one.commandCount == two.commandCount)
        }
    }
}
