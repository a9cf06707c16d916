// SPDX-License-Identifier: Apache-2.0

public import Logging
import Threads

/// The twin of a highly available HDFS, for simulations and tests: two NameNodes and some DataNodes that speak Hadoop's
/// protocols and fail as often as they are told to. Everything happens in the thread of the caller, the same from the
/// same seed.
package final class SimulatedHDFS: Sendable {
    package static let scheme = HDFSFileSystem.scheme
    package static let dataNodesUsual = 3

    private let state: Lock<SimulatedState>
    private let clock: @Sendable () -> UInt64

    /// `clock`: nanoseconds of the simulation that it is a part of; without one, time passes where clients wait alone.
    package init(
        seed: UInt64, dataNodes: Int = SimulatedHDFS.dataNodesUsual, clock: @escaping @Sendable () -> UInt64 = { 1 }
    ) {
        state = Lock(SimulatedState(seed: seed, dataNodeCount: dataNodes))
        self.clock = clock
    }

    /// The file system as `process` has it, or as one of its own: without threads, and both NameNodes known as the
    /// service `sim`.
    package func fileSystem(
        _ settings: [String: String] = [:], process: SimulatedProcess? = nil, logger: Logger
    ) -> HDFSFileSystem {
        var values = [
            "dfs.nameservices": "sim", "dfs.ha.namenodes.sim": "a,b", "dfs.namenode.rpc-address.sim.a": "name-0:8020",
            "dfs.namenode.rpc-address.sim.b": "name-1:8020", "fs.defaultFS": "hdfs://sim",
            HadoopSettings.userKey: "simulated", "dfs.blocksize": "4k", "dfs.replication": "2",
        ]
        values.merge(settings) { $1 }
        return HDFSFileSystem(
            HadoopSettings(values), network: process ?? SimulatedProcess(self), logger: logger)
    }

    /// Does each of `faults` at one of `rarity` occasions from now on.
    package func setFaults(_ faults: Set<SimulatedFault>, rarity: UInt64) {
        state.withLock { state in
            state.faults = faults
            state.rarity = rarity
        }
    }

    /// Says from now on that DataNodes want data to be encrypted.
    package func demandEncryption() { state.withLock { $0.encryptsData = true } }

    /// How often each fault has happened.
    package var faultCounts: [SimulatedFault: Int] { state.withLock { $0.counts } }

    /// What a client has done that no client may do, in words.
    package var violations: [String] { state.withLock { $0.violations } }

    /// Connections that were made to DataNodes.
    package var dataConnectionCount: Int { state.withLock { $0.dataConnectionCount } }

    /// Connections that were made to NameNodes.
    package var nameConnectionCount: Int { state.withLock { $0.nameConnectionCount } }

    /// The hosts of the DataNodes that were asked for a block, in order.
    package var hostsAsked: [String] { state.withLock { $0.hostsAsked } }

    /// The bytes of a file as its replicas hold them; nil when there is no such file or it is not closed.
    package func content(_ path: String) -> [UInt8]? { state.withLock { $0.content(path) } }

    /// The paths of all files, sorted.
    package var paths: [String] { state.withLock { $0.filePaths } }

    /// The hosts of a file's blocks.
    package func hosts(_ path: String) -> [[String]] { state.withLock { $0.hosts(path) } }

    /// The host name of a DataNode.
    package static func host(_ dataNode: Int) -> String { SimulatedState.host(dataNode) }

    /// Differs when anything has happened otherwise.
    package var fingerprint: UInt64 { state.withLock { $0.seed &+ UInt64($0.hostsAsked.count) } }

    // MARK: For processes

    var nowNanoseconds: UInt64 { clock() }

    func accepts(_ server: SimulatedServer) -> Bool { state.withLock { $0.accepts(server) } }

    func exchange(_ session: inout SimulatedSession) { state.withLock { $0.answer(&session) } }

    func isClosed(_ session: SimulatedSession) -> Bool {
        session.isClosed || state.withLock { $0.isDown(session.server) }
    }
}

enum SimulatedServer: Hashable {
    case nameNode(Int)
    case dataNode(Int)

    init?(host: String) {
        if host.hasPrefix("name-"), let number = Int(host.dropFirst(5)) {
            self = .nameNode(number)
        } else if host.hasPrefix("10.0.0."), let number = Int(host.dropFirst(7)) {
            self = .dataNode(number)
        } else {
            return nil
        }
    }
}

/// A server's side of a connection.
struct SimulatedSession {
    let server: SimulatedServer
    /// Received and not understood yet.
    var input: [UInt8] = []
    /// Said and not received yet.
    var output: [UInt8] = []
    var isClosed = false
    /// The client has introduced itself.
    var isIntroduced = false
    /// The block that is being written.
    var write: SimulatedWrite?
    /// The client has still to say that the block it has read is whole.
    var awaitsReadStatus = false
}
