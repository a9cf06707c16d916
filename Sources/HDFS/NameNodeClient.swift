// SPDX-License-Identifier: Apache-2.0

import Glibc
import Logging
import SwiftProtobuf
import Threads

/// Calls of the NameNodes of one file system: finds the active one, asks again where that is safe, and uses connections
/// again. Any thread; each call waits in the thread that makes it.
///
/// A call keeps its number over all its tries and counts them, so that the NameNode's retry cache knows a call that it
/// has carried out already, also after a fail-over.
final class NameNodeClient: Sendable {
    let service: NameService
    let network: any HadoopNetwork
    let user: String
    /// Names this process as the holder of leases.
    let clientName: String
    private let clientID: [UInt8]
    private let logger: Logger
    private let state: Lock<State>

    private struct State {
        /// The NameNode that answered last.
        var active = 0
        var idle: [Idle] = []
        var nextCall: Int32 = 0
    }

    private struct Idle {
        let node: Int
        let connection: NameNodeConnection
    }

    init(_ service: NameService, user: String, network: any HadoopNetwork, logger: Logger) {
        self.service = service
        self.network = network
        self.user = user
        self.logger = logger
        var random = SystemRandomNumberGenerator()
        clientID = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        clientName = "martlet_\(getpid())_\(String(UInt64.random(in: .min ... .max, using: &random), radix: 16))"
        state = Lock(State())
    }

    func call<Reply: Message>(
        _ method: String, _ request: some Message, reply: Reply.Type
    ) throws(HadoopError) -> Reply {
        let id = state.withLock { state in
            state.nextCall = state.nextCall == .max ? 0 : state.nextCall + 1
            return state.nextCall
        }
        let whole = network.after(seconds: HDFSLimits.callSecondsMax)
        var failures: [Int: HadoopError] = [:]
        var backoff = HDFSLimits.backoffMillisFirst
        var tried = 0
        while true {
            let (node, idle) = take()
            do {
                let bytes = try attempt(method, request, node, idle, id: id, retry: Int32(clamping: tried), whole)
                return try decode(bytes, reply)
            } catch {
                // A connection that waited may have been closed meanwhile, which says nothing about the NameNode.
                if idle != nil, error.kind == .connection {
                    tried += 1
                    continue
                }
                guard isWorthAnotherTry(error) else { throw error }
                tried += 1
                failures[node] = error
                guard !whole.isOver else { throw unreachable(failures) }
                if error.remoteClass != "RetriableException" { failOver(from: node, error) }
                // All were asked: the next may be taking over at this moment.
                if failures.count == service.nodes.count {
                    network.pause(milliseconds: min(backoff, Int(whole.millisecondsLeft)))
                    backoff = min(backoff * 2, HDFSLimits.backoffMillisMax)
                }
            }
        }
    }

    private func attempt(
        _ method: String, _ request: some Message, _ node: Int, _ idle: NameNodeConnection?, id: Int32, retry: Int32,
        _ whole: Deadline
    ) throws(HadoopError) -> [UInt8] {
        let isAlone = service.nodes.count == 1
        let seconds = isAlone ? HDFSLimits.callSecondsAlone : HDFSLimits.callSecondsBeforeNext
        let deadline = network.after(seconds: seconds).limited(to: whole)
        let connection: NameNodeConnection
        if let idle {
            connection = idle
        } else {
            let address = service.nodes[node]
            connection = try NameNodeConnection(
                network, host: address.host, port: address.port, user: user, clientID: clientID, deadline: deadline)
        }
        do {
            let bytes = try connection.call(method, request, id: id, retry: retry, deadline: deadline)
            giveBack(connection, node)
            return bytes
        } catch {
            // An exception is an answer like another; the connection is in order.
            if case .remote = error.kind { giveBack(connection, node) }
            throw error
        }
    }

    private func isWorthAnotherTry(_ error: HadoopError) -> Bool {
        switch error.kind {
        case .connection, .timeout, .violation: true
        case .remote: error.remoteClass == "StandbyException" || error.remoteClass == "RetriableException"
        default: false
        }
    }

    private func decode<Reply: Message>(_ bytes: [UInt8], _: Reply.Type) throws(HadoopError) -> Reply {
        do { return try Reply(serializedBytes: bytes) } catch {
            throw HadoopError(.violation, "the NameNode of \(service.name) sent what is no \(Reply.protoMessageName)")
        }
    }

    private func take() -> (Int, NameNodeConnection?) {
        state.withLock { state in
            let active = state.active
            guard let index = state.idle.lastIndex(where: { $0.node == active }) else { return (active, nil) }
            return (active, state.idle.remove(at: index).connection)
        }
    }

    private func giveBack(_ connection: NameNodeConnection, _ node: Int) {
        state.withLock { state in
            guard state.idle.count < HDFSLimits.idleConnectionsMax else { return }
            state.idle.append(Idle(node: node, connection: connection))
        }
    }

    private func failOver(from node: Int, _ error: HadoopError) {
        guard service.nodes.count > 1 else { return }
        let next = (node + 1) % service.nodes.count
        let isFirst = state.withLock { state in
            guard state.active == node else { return false }
            state.active = next
            state.idle.removeAll { $0.node == node }
            return true
        }
        guard isFirst else { return }
        logger.info(
            "asking the next NameNode",
            metadata: ["service": "\(service.name)", "next": "\(service.nodes[next])", "reason": "\(error)"])
    }

    private func unreachable(_ failures: [Int: HadoopError]) -> HadoopError {
        let reasons = failures.keys.sorted().map { node in
            let why = failures[node]!
            return "\(service.nodes[node]) \(why.remoteClass == "StandbyException" ? "is standby" : "failed: \(why)")"
        }
        let hint =
            service.nodes.count == 1 && failures.values.contains { $0.remoteClass == "StandbyException" }
            ? "; name the active NameNode or, better, the name service, with HADOOP_CONF_DIR or "
                + "spark.hadoop.dfs.nameservices set" : "; check the address and that HDFS runs"
        return HadoopError(
            .connection,
            "no NameNode of \(service.name) answered in \(Int(HDFSLimits.callSecondsMax)) s: "
                + reasons.joined(separator: "; ") + hint)
    }
}
