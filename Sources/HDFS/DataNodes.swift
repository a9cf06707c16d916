// SPDX-License-Identifier: Apache-2.0

import Logging
import Threads

/// The DataNodes of a file system: which failed lately and are asked last, and connections that wait for their next
/// block. Shared by all its files; any thread.
final class DataNodes: Sendable {
    let network: any HadoopNetwork
    private let usesHostNames: Bool
    private let localHosts: Set<String>
    private let logger: Logger
    private let bad = Lock<[String: Deadline]>([:])
    private let idle = Lock<[Idle]>([])

    /// A connection that has given all it was asked for; DataNodes keep such open for a while.
    private struct Idle {
        let address: NameService.Node
        let socket: HadoopSocket
        let until: Deadline
    }

    init(usesHostNames: Bool, localHosts: Set<String>, network: any HadoopNetwork, logger: Logger) {
        self.network = network
        self.usesHostNames = usesHostNames
        self.localHosts = localHosts
        self.logger = logger
    }

    convenience init(_ settings: HadoopSettings, network: any HadoopNetwork, logger: Logger) {
        self.init(
            usesHostNames: settings.usesHostNames, localHosts: settings.localHosts, network: network, logger: logger)
    }

    // MARK: Connections

    func connect(_ node: Hadoop_DatanodeInfo) throws(HadoopError) -> HadoopSocket {
        let address = try address(node)
        return try HadoopSocket(
            network, host: address.host, port: address.port,
            deadline: network.after(seconds: HDFSLimits.dataConnectSeconds),
            windowByteCount: HDFSLimits.readAheadByteCount)
    }

    /// A connection that has been of use before and is still open; nil when there is none.
    func idleConnection(_ node: Hadoop_DatanodeInfo) throws(HadoopError) -> HadoopSocket? {
        let address = try address(node)
        while let found = takeIdle(address) {
            // What comes unasked is the end.
            if !found.until.isOver, !found.socket.hasInput { return found.socket }
        }
        return nil
    }

    private func takeIdle(_ address: NameService.Node) -> Idle? {
        idle.withLock { idle in
            guard let index = idle.lastIndex(where: { $0.address == address }) else { return nil }
            return idle.remove(at: index)
        }
    }

    /// Keeps a connection on which nothing is awaited.
    func keep(_ socket: HadoopSocket, to node: Hadoop_DatanodeInfo) {
        guard let address = try? address(node) else { return }
        let until = network.after(seconds: HDFSLimits.idleDataSeconds)
        // Those that go are closed behind the lock.
        var gone: [Idle] = []
        idle.withLock { idle in
            let isTooLong = idle.count >= HDFSLimits.idleDataConnectionsMax
            gone = idle.filter(\.until.isOver)
            idle.removeAll { $0.until.isOver }
            if isTooLong, gone.isEmpty { gone.append(idle.removeFirst()) }
            idle.append(Idle(address: address, socket: socket, until: until))
        }
        withExtendedLifetime(gone) {}
    }

    private func address(_ node: Hadoop_DatanodeInfo) throws(HadoopError) -> NameService.Node {
        let port = Int(node.id.transferPort)
        guard (1...65_535).contains(port) else {
            throw HadoopError(.violation, "the DataNode \(node.id.hostName) has the port \(port)")
        }
        return NameService.Node(host: usesHostNames ? node.id.hostName : node.id.ipAddress, port: port)
    }

    // MARK: Failures

    /// Said once in the log as long as it is remembered.
    func failed(_ node: Hadoop_DatanodeInfo, _ error: HadoopError, _ path: String) {
        let isNew = bad.withLock { bad in
            if bad.count >= HDFSLimits.badNodesMax { bad = bad.filter { !$0.value.isOver } }
            let until = network.after(seconds: HDFSLimits.badNodeSeconds)
            let old = bad.updateValue(until, forKey: node.id.datanodeUuid)
            return old.map(\.isOver) ?? true
        }
        guard isNew else { return }
        logger.warning(
            "DataNode failed; it is asked last for a while",
            metadata: ["host": "\(node.id.hostName)", "path": "\(path)", "reason": "\(error)"])
    }

    func isBad(_ node: Hadoop_DatanodeInfo) -> Bool {
        bad.withLock { $0[node.id.datanodeUuid].map { !$0.isOver } ?? false }
    }

    /// This host's first, then the nearest, as the NameNode has sorted them; those that failed lately last.
    func inOrder(_ nodes: [Hadoop_DatanodeInfo]) -> [Hadoop_DatanodeInfo] {
        let good = nodes.filter { !isBad($0) }
        return good.filter(isHere) + good.filter { !isHere($0) } + nodes.filter(isBad)
    }

    private func isHere(_ node: Hadoop_DatanodeInfo) -> Bool {
        localHosts.contains(node.id.ipAddress) || localHosts.contains(node.id.hostName.lowercased())
    }
}
