// SPDX-License-Identifier: Apache-2.0

/// A stream that we asked for and read. The other side may have at most the window's bytes on the way or in our
/// memory; more follows as we say `consumed`. Loop thread only.
///
/// `@unchecked Sendable`: used on the loop's thread only.
public final class InboundStream: @unchecked Sendable {
    /// Among the streams of its connection.
    public let id: UInt32
    public let windowBytes: Int
    /// Neither ended, failed nor cancelled.
    public private(set) var isOpen = true
    /// All bytes received so far.
    public private(set) var bytesReceived: UInt64 = 0

    private let peer: Peer
    private(set) var receiver: (any StreamReceiver)?
    /// Announced by data frames and not yet allowed again.
    private var outstanding = 0
    /// Delivered and not yet consumed.
    private var unconsumed = 0
    /// Consumed and not yet granted back.
    private var ungranted = 0

    init(peer: Peer, id: UInt32, windowBytes: Int, receiver: any StreamReceiver) {
        self.peer = peer
        self.id = id
        self.windowBytes = windowBytes
        self.receiver = receiver
    }

    /// The receiver has no more use for so many of the bytes it got; the other side may send as many. May be called
    /// for several chunks at once, during delivery or later.
    public func consumed(_ bytes: Int) {
        assert(bytes >= 0 && bytes <= unconsumed, "only what was received can be consumed")
        let bytes = max(0, min(bytes, unconsumed))
        unconsumed -= bytes
        ungranted += bytes
        // Few, large grants: a quarter of the window at a time, so that the writer never runs dry while we keep up.
        guard isOpen, ungranted > 0, ungranted * 4 >= windowBytes else { return }
        outstanding -= ungranted
        peer.sendCredit(UInt32(ungranted), id: id)
        ungranted = 0
    }

    /// Gives up: nothing more is delivered, the other side is told.
    public func cancel() {
        guard isOpen else { return }
        finish()
        peer.cancel(stream: self)
    }

    // MARK: For the peer

    /// A data frame begins; false when it does not fit into the window.
    func announce(_ bytes: Int) -> Bool {
        outstanding += bytes
        return outstanding <= windowBytes
    }

    func deliver(_ bytes: UnsafeRawBufferPointer) {
        bytesReceived += UInt64(bytes.count)
        unconsumed += bytes.count
        receiver?.stream(self, received: bytes)
    }

    func ended() {
        guard isOpen else { return }
        let receiver = receiver
        finish()
        receiver?.streamEnded(self)
    }

    func failed(_ failure: CallFailure) {
        guard isOpen else { return }
        let receiver = receiver
        finish()
        receiver?.stream(self, failed: failure)
    }

    private func finish() {
        isOpen = false
        receiver = nil
    }
}
