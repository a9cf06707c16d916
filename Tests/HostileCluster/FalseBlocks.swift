// SPDX-License-Identifier: Apache-2.0

package import Net

/// A block service that knows the secret and gives to whoever asks the bytes that it is made to give, without an end.
package final class FalseBlocks: PeerHandler {
    package static let host = "blocks"
    package static let port: UInt16 = 7_100
    private var server: PeerServer!
    private let bytes: [UInt8]
    private var streams: [OutboundStream] = []
    /// Streams that were asked for so far.
    package private(set) var asked = 0

    package init(_ bytes: [UInt8], _ fabric: MemoryFabric, _ secret: Secret) throws {
        self.bytes = bytes
        server = try PeerServer(
            network: fabric.host(Self.host), on: Address(host: Self.host, port: Self.port), secret: secret
        ) { [unowned self] in self }
    }

    package func peer(_ peer: Peer, opened stream: OutboundStream, request: [UInt8]) {
        asked += 1
        streams.append(stream)
        if !bytes.isEmpty { stream.write(bytes) }
    }

    package func peerClosed(_ peer: Peer, reason: CloseReason) {}
}
