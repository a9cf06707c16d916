// SPDX-License-Identifier: Apache-2.0

/// A stream that the other side asked for and we write. Bytes wait here until the reader grants credit. Loop thread
/// only.
///
/// `@unchecked Sendable`: used on the loop's thread only.
public final class OutboundStream: @unchecked Sendable {
    /// Among the streams of its connection.
    public let id: UInt32
    /// Called when `creditAvailable` has become positive after it was not. Set by the writer.
    public var onWritable: (() -> Void)?
    /// Called once when the reader cancels or the connection ends, if the stream was not over by then.
    public var onCancel: (() -> Void)?
    /// Neither ended, failed nor cancelled.
    public private(set) var isOpen = true

    private let peer: Peer
    private var credit: Int
    private var chunks = Queue<[UInt8]>()
    private var firstOffset = 0
    /// Bytes written and not yet handed to the connection.
    public private(set) var bytesQueued = 0
    /// The frame that ends the stream, sent after the last byte.
    private var ending: OutboundFrame?
    /// In the peer's round of streams that can send.
    var isScheduled = false

    init(peer: Peer, id: UInt32, credit: Int) {
        self.peer = peer
        self.id = id
        self.credit = credit
    }

    /// What the reader has room for beyond what waits already; write about so much at a time.
    public var creditAvailable: Int { max(0, credit - bytesQueued) }

    /// Queues bytes. A writer that ignores `creditAvailable` beyond `NetLimits.streamQueueBytesMax` fails its stream.
    public func write(_ bytes: [UInt8]) {
        guard isOpen, ending == nil, !bytes.isEmpty else { return }
        guard bytesQueued + bytes.count <= NetLimits.streamQueueBytesMax else {
            fail(
                code: FailureCode.tooLarge,
                text: "\(bytesQueued) bytes wait in the stream and its reader grants no credit")
            return
        }
        chunks.append(bytes)
        bytesQueued += bytes.count
        peer.schedule(self)
    }

    /// All is written: the stream ends after the queued bytes.
    public func end() {
        guard isOpen, ending == nil else { return }
        ending = OutboundFrame(.end, id: id)
        peer.schedule(self)
    }

    /// The stream breaks here; queued bytes are dropped.
    public func fail(code: UInt32, text: String) {
        guard isOpen else { return }
        dropQueue()
        ending = .ending(.streamFailure, id: id, code: code, text: text)
        peer.schedule(self)
    }

    // MARK: For the peer

    /// It has a frame to send now.
    var canSend: Bool {
        isOpen && (bytesQueued > 0 ? credit > 0 : ending != nil)
    }

    /// The next frame, at most one chunk of data; nil when it has to wait.
    func nextFrame() -> OutboundFrame? {
        guard isOpen else { return nil }
        guard let chunk = chunks.first else {
            guard let last = ending else { return nil }
            ending = nil
            close()
            peer.streamIsOver(self)
            return last
        }
        let count = min(chunk.count - firstOffset, credit, NetLimits.dataBytesPreferred)
        guard count > 0 else { return nil }
        let frame = OutboundFrame(.data, id: id, bytes: chunk, range: firstOffset..<firstOffset + count)
        credit -= count
        bytesQueued -= count
        firstOffset += count
        if firstOffset == chunk.count {
            _ = chunks.popFirst()
            firstOffset = 0
        }
        return frame
    }

    /// The reader has room for more; false when the total is out of bounds.
    func grant(_ bytes: Int) -> Bool {
        let before = creditAvailable
        credit += bytes
        guard credit <= NetLimits.windowBytesMax else { return false }
        if bytesQueued > 0 { peer.schedule(self) }
        if before == 0, creditAvailable > 0, ending == nil { onWritable?() }
        return true
    }

    /// The reader gave up or the connection ended.
    func cancel() {
        guard isOpen else { return }
        let notify = onCancel
        close()
        notify?()
    }

    private func close() {
        isOpen = false
        dropQueue()
        onWritable = nil
        onCancel = nil
    }

    private func dropQueue() {
        chunks.removeAll()
        firstOffset = 0
        bytesQueued = 0
    }
}
