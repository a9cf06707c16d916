// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import Threads

/// A port that notes who connects, for the doctor.
final class DialBack: Sendable {
    let port: Int
    private let channel: any Channel
    private let peer: Lock<String?>

    /// Listens as a driver does: on `port`, or, while that is taken, on one of the `retries` after it. 0: the system
    /// chooses.
    static func listen(port: Int, retries: Int) async throws -> DialBack {
        var port = port
        for _ in 0..<retries where (1..<65_535).contains(port) {
            if let found = try? await listen(port: port) { return found }
            port += 1
        }
        return try await listen(port: port)
    }

    private static func listen(port: Int) async throws -> DialBack {
        let peer = Lock<String?>(nil)
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                let address = channel.remoteAddress?.ipAddress
                peer.withLock { $0 = $0 ?? address }
                return channel.close()
            }
        // All addresses of both families where there is IPv6.
        let channel: any Channel
        do {
            channel = try await bootstrap.bind(host: "::", port: port).get()
        } catch {
            channel = try await bootstrap.bind(host: "0.0.0.0", port: port).get()
        }
        return DialBack(channel, peer)
    }

    private init(_ channel: any Channel, _ peer: Lock<String?>) {
        self.channel = channel
        self.peer = peer
        port = channel.localAddress?.port ?? 0
    }

    var firstPeer: String? { peer.withLock { $0 } }

    func close() async { try? await channel.close() }
}
