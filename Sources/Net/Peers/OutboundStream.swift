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

    /// What may be written now: what the reader has room for beyond what waits already, and no more than a stream may
    /// hold ahead of the connection. Write no more than so much at a time.
    public var creditAvailable: Int {
        let room = room
        if room == 0 { isWriterWaiting = true }
        return room
    }

    private var room: Int { max(0, min(credit, peer.streamAheadBytes) - bytesQueued) }
    /// The writer was told that there is no room: it is called when there is.
    private var isWriterWaiting = false

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
        if room == 0 { isWriterWaiting = true }
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

    /// The next frame, at most one chunk of data; nil when it has to wait. The writer is asked for more when there was
    /// no room before.
    func nextFrame() -> OutboundFrame? {
        guard let frame = takeFrame() else { return nil }
        callWaitingWriter()
        return frame
    }

    private func callWaitingWriter() {
        guard isWriterWaiting, isOpen, ending == nil, room > 0 else { return }
        isWriterWaiting = false
        onWritable?()
    }

    private func takeFrame() -> OutboundFrame? {
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
        credit += bytes
        guard credit <= NetLimits.windowBytesMax else { return false }
        if bytesQueued > 0 { peer.schedule(self) }
        callWaitingWriter()
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
