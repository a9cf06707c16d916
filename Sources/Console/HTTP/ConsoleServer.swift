// SPDX-License-Identifier: Apache-2.0

import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// The sockets: one thread that serves a site to whoever connects.
final class ConsoleServer: Sendable {
    let port: Int
    private let group: MultiThreadedEventLoopGroup
    private let listener: any Channel

    struct BindError: Error, CustomStringConvertible {
        var description: String
    }

    /// Listens on `port`, or on one of the next `retries` ones when it is busy; on any for port 0. Waits for it, in a
    /// thread of its own, whose signals are blocked from here on.
    init(_ site: any ConsoleAnswering, host: String, port: Int, retries: Int) throws {
        // The host's signals belong to the host's threads: this one blocks them, and the server's inherits that.
        blockSignals()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        self.group = group
        let board = ServerBoard(site, loop: group.next())
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 64)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelOption(.maxMessagesPerRead, value: 4)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    let allowance = ByteAllowance()
                    try pipeline.addHandler(allowance)
                    try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
                    try pipeline.addHandler(ConsoleConnection(board, allowance))
                }
            }
        var last: (any Error)?
        let ports = port == 0 ? [0] : Array(port...min(port + max(retries, 0), 65_535))
        for candidate in ports {
            do {
                listener = try bootstrap.bind(host: host, port: candidate).wait()
                self.port = listener.localAddress?.port ?? candidate
                return
            } catch let error as IOError where error.errnoCode == EADDRINUSE && candidate != ports.last {
                continue
            } catch {
                last = error
                break
            }
        }
        group.shutdownGracefully { _ in }
        let tried = ports.count > 1 ? "ports \(ports.first!) to \(ports.last!)" : "port \(port)"
        throw BindError(description: "it cannot listen on \(host), \(tried): \(last.map { "\($0)" } ?? "unknown")")
    }

    /// Closes the port and all connections. Waits no longer than `millis`.
    func stop(withinMillis millis: Int) {
        let closed = Closing()
        listener.close(promise: nil)
        group.shutdownGracefully { _ in closed.done() }
        closed.wait(millis)
    }
}
