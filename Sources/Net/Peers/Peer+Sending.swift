// SPDX-License-Identifier: Apache-2.0

extension Peer {
    /// Sends a one-way message; everything sent within one loop turn leaves in one write. False when the connection
    /// is closed or the message is larger than `PeerOptions.messageBytesMax`.
    @discardableResult
    public func send(_ message: [UInt8]) -> Bool {
        guard state != .closed, message.count <= options.messageBytesMax else { return false }
        enqueue(OutboundFrame(.message, bytes: message))
        return true
    }

    /// Bytes that wait here, with what each frame takes besides, or in the connection.
    public var bytesQueued: Int { frameBytesQueued + connection.bytesQueued }

    func enqueue(_ frame: OutboundFrame) {
        guard state != .closed else { return }
        frames.append(frame)
        frameBytesQueued += frame.queuedBytes
        if bytesQueued > options.sendQueueBytesMax {
            close(.sendQueueFull(bytes: bytesQueued))
        } else {
            scheduleFlush()
        }
    }

    /// A stream has something to send or to end with.
    func schedule(_ stream: OutboundStream) {
        guard state != .closed, !stream.isScheduled, stream.canSend else { return }
        stream.isScheduled = true
        sendingStreams.append(stream)
        scheduleFlush()
    }

    func scheduleFlush() {
        guard !isFlushScheduled, state == .open else { return }
        isFlushScheduled = true
        loop.post {
            self.isFlushScheduled = false
            self.flush()
        }
    }

    /// Encrypts and writes as long as the connection takes it: whole records, several to a write.
    func flush() {
        guard state == .open, let sealer = channel.sealer else { return }
        do throws(ChannelError) {
            while state == .open, connection.bytesQueued < NetLimits.writeAheadBytesMax {
                guard try fill(sealer, streams: true) else { return }
                write(try sealer.take())
            }
        } catch {
            close(.connection(.connectionLost(remoteAddress, reason: "encryption failed (\(error))")))
        }
    }

    /// Puts the frames of one write into the sealer; false when there are none.
    private func fill(_ sealer: RecordSealer, streams: Bool) throws(ChannelError) -> Bool {
        let capacity = NetLimits.recordsPerWrite * NetLimits.recordPlaintextMax
        var written = 0
        while written < capacity {
            guard var frame = current ?? nextFrame(streams: streams) else { break }
            current = nil
            let isComplete = try frame.write(to: sealer, budget: capacity - written, written: &written)
            if !isComplete { current = frame }
        }
        return written > 0
    }

    private func nextFrame(streams: Bool) -> OutboundFrame? {
        if let frame = frames.popFirst() {
            frameBytesQueued -= frame.queuedBytes
            if frame.kind == .pong { isPongQueued = false }
            return frame
        }
        guard streams else { return nil }
        // Streams take turns, a chunk each.
        while let stream = sendingStreams.popFirst() {
            stream.isScheduled = false
            guard let frame = stream.nextFrame() else { continue }
            if stream.canSend, !stream.isScheduled {
                stream.isScheduled = true
                sendingStreams.append(stream)
            }
            return frame
        }
        return nil
    }

    /// Everything queued but stream data, then the reason: so a last message is not lost to the close.
    func sendFarewell(_ reason: CloseReason) {
        guard let sealer = channel.sealer else { return }
        frames.append(.ending(.goaway, code: reason.wireCode, text: reason.wireText))
        do throws(ChannelError) {
            while try fill(sealer, streams: false) { write(try sealer.take()) }
        } catch {
            connection.abort()
        }
    }

    func write(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        bytesSent += UInt64(bytes.count)
        connection.write(bytes)
    }
}

extension CloseReason {
    /// Codes of goaway frames (protocol/frames.md).
    fileprivate var wireCode: UInt32 {
        switch self {
        case .local: 0
        case .protocolError: 1
        default: 2
        }
    }

    fileprivate var wireText: String {
        switch self {
        case .local(let text), .protocolError(let text): text
        default: description
        }
    }
}
