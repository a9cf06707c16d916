// SPDX-License-Identifier: Apache-2.0

/// Every bound of the module, in one place. Bytes are bytes, durations carry their unit in the name or the type.
public enum NetLimits {
    // Frames (normative: protocol/frames.md)

    /// The largest payload of a message, request, reply or stream-open frame.
    public static let messageBytesMax = 16 << 20
    /// The largest payload of one data frame.
    public static let dataBytesMax = 256 << 10
    /// What this side puts into one data frame at most: exactly the full records of one write.
    public static let dataBytesPreferred = recordsPerWrite * recordPlaintextMax
    /// The longest text in a failure, stream-failure or goaway frame; longer texts are cut on a character boundary.
    public static let failureTextBytesMax = 64 << 10
    /// The largest credit window of a stream.
    public static let windowBytesMax = 1 << 30
    /// Requests of one side that may wait for their reply at a time.
    public static let callsInFlightMax = 65_536
    /// Streams that may be open at a time in one direction.
    public static let streamsMax = 16_384

    // Records (normative: protocol/handshake.md)

    /// A Noise message is at most 65 535 bytes; 16 of them are the authentication tag.
    public static let recordBytesMax = 65_535
    /// What fits into one record before encryption.
    public static let recordPlaintextMax = recordBytesMax - 16
    /// After this many records in one direction that direction's key is replaced (Noise rekey).
    public static let recordsPerKey: UInt64 = 1 << 24

    // Connections

    /// A connection whose remote has not proved that it knows the secret after this long is closed.
    public static let handshakeTimeout = Duration.seconds(5)
    /// Connections of one `PeerServer` that may be inside the handshake at a time; beyond it the oldest is closed.
    public static let unauthenticatedMax = 256
    /// How long a closed connection may take to deliver its last bytes.
    public static let lingerTimeout = Duration.seconds(1)
    /// Bytes that may wait in one `ByteConnection`; beyond this the connection is closed.
    public static let connectionQueueBytesMax = 256 << 20
    /// `onDrain` is called when the bytes waiting in a connection fall to this or less.
    public static let drainBytes = 512 << 10
    /// A peer stops encrypting bulk data while this much waits in its connection.
    public static let writeAheadBytesMax = 1 << 20
    /// Messages, requests and replies that may wait in one peer before it is closed as too slow.
    public static let sendQueueBytesMax = 256 << 20
    /// Bytes that may wait in one outbound stream for credit; beyond this the stream fails.
    public static let streamQueueBytesMax = 64 << 20
    /// What a queued frame takes in memory besides its bytes: its place in the queue and its array's header.
    public static let frameOverheadBytes = 128
    /// Frames of one connection that are handled in one loop turn; the rest waits until others had theirs. A large
    /// frame counts as several, one for each `frameTurnBytes`.
    public static let framesPerTurn = 256
    public static let frameTurnBytes = 64 << 10
    /// What a writer may put into one stream ahead of what leaves, however large the reader's window is, …
    public static let streamAheadBytesMax = 1 << 20
    /// … less when so many streams of a connection are open that all would hold more than this, …
    public static let streamsAheadBytesMax = 64 << 20
    /// … but never less than this.
    public static let streamAheadBytesMin = 4 << 10
    /// Records sealed into one write.
    public static let recordsPerWrite = 4
    /// What one read from a socket can bring.
    public static let readSlabBytes = 256 << 10
    /// Connections waiting in the kernel to be accepted.
    public static let listenBacklog: Int32 = 1024
    /// Connections accepted in one loop turn.
    public static let acceptsPerTurn = 64
    /// How long a listener rests when the process is out of file descriptors.
    public static let acceptBackoff = Duration.milliseconds(100)
    /// Idle time before TCP keepalive probes begin.
    public static let keepaliveSeconds: UInt32 = 30

    // Loops

    /// Rounds of posted work in one loop turn before sockets get their chance.
    public static let postRoundsPerTurn = 8

    /// Time for a loop to come to work that another thread waits for.
    public static let syncMillis = 30_000

    // Secrets

    /// A secret file holds at least this many bytes after trailing white space is removed.
    public static let secretBytesMin = 16
    /// … and at most this many.
    public static let secretBytesMax = 64 << 10
}
