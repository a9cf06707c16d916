// SPDX-License-Identifier: Apache-2.0

/// How one `Peer` behaves. The defaults suit a cluster on one network.
public struct PeerOptions: Sendable {
    /// From the connection to the proof that both sides know the secret.
    public var handshakeTimeout = NetLimits.handshakeTimeout
    /// A ping leaves when nothing was received for so long.
    public var heartbeatInterval = Duration.seconds(2)
    /// A connection on which nothing was received for so long is closed as silent.
    public var silenceLimit = Duration.seconds(10)
    /// The deadline of `call` when none is given.
    public var callDeadlineDefault = Duration.seconds(30)
    /// Messages, requests and replies of this side may be as large as this.
    public var messageBytesMax = NetLimits.messageBytesMax
    /// Bytes that may wait to be sent before the connection is closed as too slow.
    public var sendQueueBytesMax = NetLimits.sendQueueBytesMax
    /// Calls of ours that may wait for their reply.
    public var callsInFlightMax = NetLimits.callsInFlightMax

    /// For vectors and tests.
    package var ephemeral: EphemeralKey?
    package var recordsPerKey = NetLimits.recordsPerKey

    public init() {}
}
