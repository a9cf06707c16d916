// SPDX-License-Identifier: Apache-2.0

public import Logging
import Threads

/// The twin of a highly available HDFS, for simulations and tests: two NameNodes and some DataNodes that speak Hadoop's
/// protocols, have a clock of their own and fail as often as they are told to. Everything happens in the thread of the
/// caller, the same from the same seed.
package final class SimulatedHDFS: HadoopNetwork {
    package static let scheme = HDFSFileSystem.scheme

    private let state: Lock<SimulatedState>

    package init(seed: UInt64, dataNodes: Int = 3) {
        state = Lock(SimulatedState(seed: seed, dataNodeCount: dataNodes))
    }

    /// A client: an HDFS without threads that knows both NameNodes as the service `sim`.
    package func fileSystem(_ settings: [String: String] = [:], logger: Logger) -> HDFSFileSystem {
        var values = [
            "dfs.nameservices": "sim", "dfs.ha.namenodes.sim": "a,b", "dfs.namenode.rpc-address.sim.a": "name-0:8020",
            "dfs.namenode.rpc-address.sim.b": "name-1:8020", "fs.defaultFS": "hdfs://sim",
            HadoopSettings.userKey: "simulated", "dfs.blocksize": "4k", "dfs.replication": "2",
        ]
        values.merge(settings) { $1 }
        return HDFSFileSystem(HadoopSettings(values), network: self, logger: logger)
    }

    /// Does each of `faults` at one of `rarity` occasions from now on.
    package func setFaults(_ faults: Set<SimulatedFault>, rarity: UInt64) {
        state.withLock { state in
            state.faults = faults
            state.rarity = rarity
        }
    }

    /// How often each fault has happened.
    package var faultCounts: [SimulatedFault: Int] { state.withLock { $0.counts } }

    /// What a client has done that no client may do, in words.
    package var violations: [String] { state.withLock { $0.violations } }

    /// Connections that were made to DataNodes.
    package var dataConnectionCount: Int { state.withLock { $0.dataConnectionCount } }

    /// The hosts of the DataNodes that were asked for a block, in order.
    package var hostsAsked: [String] { state.withLock { $0.hostsAsked } }

    /// The bytes of a file as its replicas hold them; nil when there is no such file or it is not closed.
    package func content(_ path: String) -> [UInt8]? { state.withLock { $0.content(path) } }

    /// The paths of all files, sorted.
    package var paths: [String] { state.withLock { $0.filePaths } }

    /// The hosts of a file's blocks.
    package func hosts(_ path: String) -> [[String]] { state.withLock { $0.hosts(path) } }

    // MARK: The network

    var nowNanoseconds: UInt64 { state.withLock { $0.now } }
    var hasThreads: Bool { false }

    func pause(milliseconds: Int) { state.withLock { $0.now &+= UInt64(max(0, milliseconds)) &* 1_000_000 } }

    func connect(
        host: String, port: Int, windowByteCount: Int?, deadline: Deadline
    ) throws(HadoopError) -> any HadoopStream {
        guard let server = SimulatedServer(host: host) else {
            throw HadoopError(.connection, "the name \(host) is not known here")
        }
        guard state.withLock({ $0.accepts(server) }) else {
            throw HadoopError(.connection, "cannot connect to \(host):\(port): Connection refused")
        }
        return SimulatedStream(self, server)
    }

    fileprivate func exchange(_ session: inout SimulatedSession) { state.withLock { $0.answer(&session) } }

    fileprivate func isClosed(_ session: SimulatedSession) -> Bool {
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

private final class SimulatedStream: HadoopStream {
    private let hdfs: SimulatedHDFS
    private var session: SimulatedSession

    init(_ hdfs: SimulatedHDFS, _ server: SimulatedServer) {
        self.hdfs = hdfs
        session = SimulatedSession(server: server)
    }

    var hasInput: Bool { !session.output.isEmpty || hdfs.isClosed(session) }

    func write(
        _ bytes: UnsafeRawBufferPointer, deadline: Deadline, received: (() throws(HadoopError) -> Void)?
    ) throws(HadoopError) {
        guard !hdfs.isClosed(session) else {
            throw HadoopError(.connection, "cannot write to \(session.server): Broken pipe")
        }
        session.input += bytes
        hdfs.exchange(&session)
    }

    func receive(_ target: UnsafeMutableRawBufferPointer, _ deadline: Deadline) throws(HadoopError) -> Int {
        let count = min(target.count, session.output.count)
        if count == 0 {
            if hdfs.isClosed(session) {
                throw HadoopError(.connection, "\(session.server) closed the connection")
            }
            // Nothing will come any more.
            hdfs.pause(milliseconds: Int(deadline.millisecondsLeft))
            throw HadoopError(.timeout, "\(session.server) did not answer in time")
        }
        target.copyBytes(from: session.output.prefix(count))
        session.output.removeFirst(count)
        return count
    }
}
