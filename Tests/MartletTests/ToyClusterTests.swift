// SPDX-License-Identifier: Apache-2.0

import Clusters
import Driver
import Martlet
import Scheduling
import Testing

/// `toy://2`: a cluster of its own, known to every session of this process, that no module has heard of.
private struct ToyMaster: ClusterProvider {
    var forms: [String] { ["toy://2"] }

    func parse(_ master: String) throws(MasterError) -> (any ClusterMaker)? {
        guard master.hasPrefix("toy://") else { return nil }
        guard let slots = Int(master.dropFirst("toy://".count)), slots > 0 else {
            throw MasterError("'\(master)' is not a master: write toy:// and a number of slots")
        }
        return Maker(slots: slots)
    }

    struct Maker: ClusterMaker {
        let slots: Int

        func make(_ request: ClusterRequest) throws -> ClusterSetup {
            guard let inner = try LocalMaster().parse("local[\(slots)]") else { throw MasterError("no local master") }
            var setup = try inner.make(request)
            setup.cluster = ToyCluster(setup.cluster, why: request.settings["toy.why"] ?? "the toys sleep")
            return setup
        }
    }
}

/// Says what it waits for, and lets another cluster do the work. Loop thread only.
private final class ToyCluster: Cluster {
    private let inner: any Cluster
    private let why: String

    init(_ inner: any Cluster, why: String) {
        self.inner = inner
        self.why = why
    }

    func start(_ context: ClusterContext) {
        context.executorState("toy", .pending(because: why))
        inner.start(context)
    }

    func executorLost(name: String, reason: ExecutorLossReason) {}
    func stop(completion: @escaping () -> Void) { inner.stop(completion: completion) }
    var slotsExpected: Int? { inner.slotsExpected }
    var executorsExpected: Int? { 2 }
}

@Suite struct ToyClusterTests {
    @Test func `a cluster that is registered is a master like any other, and says what it waits for`() throws {
        ClusterRegistry.register(ToyMaster())
        var options = SessionOptions(master: "toy://2")
        options.settings["toy.why"] = "no toy is awake"
        let session = try Session(options)
        defer { session.stop() }
        let sum = try session.range(0..<1_000).sum()
        #expect(sum == 499_500)
        let told = session.engine.events.events(after: 0).events
        let pending = ExecutorFacts(name: "toy", state: .pending(because: "no toy is awake"))
        #expect(told.contains(.executorChanged(pending)) && told.contains(.executorsExpected(2)))
        #expect(session.engine.events.snapshot.executorsAwaited == "1 of 2: no toy is awake")
        #expect(throws: MartletError.self) { try Session(master: "toy://none") }
        let unknown = #expect(throws: MartletError.self) { try Session(master: "nothing://") }
        #expect("\(unknown as Any)".contains("toy://2"))
    }
}
