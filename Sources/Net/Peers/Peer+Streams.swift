// SPDX-License-Identifier: Apache-2.0

extension Peer {
    /// Asks the other side to stream bytes to us. At most `windowBytes` are on the way or unconsumed at any time;
    /// `receiver` is kept until the stream is over.
    @discardableResult
    public func openStream(_ request: [UInt8], windowBytes: Int, receiver: any StreamReceiver) -> InboundStream {
        let window = max(1, min(windowBytes, NetLimits.windowBytesMax))
        let id = takeID()
        let stream = InboundStream(peer: self, id: id, windowBytes: window, receiver: receiver)
        if let failure = refusal(ofStream: request) {
            loop.post { stream.failed(failure) }
            return stream
        }
        inboundStreams[id] = stream
        enqueue(OutboundFrame(.streamOpen, id: id, number: UInt32(window), bytes: request))
        return stream
    }

    private func refusal(ofStream request: [UInt8]) -> CallFailure? {
        if let closeReason { return .closed(closeReason) }
        if request.count > options.messageBytesMax {
            return .tooLarge(bytes: request.count, max: options.messageBytesMax)
        }
        if inboundStreams.count >= NetLimits.streamsMax { return .tooManyCalls(NetLimits.streamsMax) }
        return nil
    }

    // MARK: For the streams

    func sendCredit(_ bytes: UInt32, id: UInt32) {
        enqueue(OutboundFrame(.credit, id: id, number: bytes))
    }

    func cancel(stream: InboundStream) {
        guard inboundStreams.removeValue(forKey: stream.id) != nil else { return }
        enqueue(OutboundFrame(.cancel, id: stream.id))
    }

    /// Bytes that each stream's writer may put ahead of what leaves.
    var streamAheadBytes: Int {
        let share = NetLimits.streamsAheadBytesMax / max(outboundStreams.count, 1)
        return max(NetLimits.streamAheadBytesMin, min(NetLimits.streamAheadBytesMax, share))
    }

    func streamIsOver(_ stream: OutboundStream) {
        outboundStreams[stream.id] = nil
    }

    // MARK: From the wire

    func received(streamOpen payload: [UInt8], id: UInt32) {
        let window = Int(littleEndianNumber(payload))
        guard window > 0, window <= NetLimits.windowBytesMax else {
            close(.protocolError("stream with a window of \(window) bytes"))
            return
        }
        guard inboundCalls[id] == nil, outboundStreams[id] == nil else {
            close(.protocolError("stream with id \(id), which is in use"))
            return
        }
        guard outboundStreams.count < NetLimits.streamsMax else {
            let text = "\(outboundStreams.count) streams are open"
            enqueue(.ending(.streamFailure, id: id, code: FailureCode.busy, text: text))
            return
        }
        let stream = OutboundStream(peer: self, id: id, credit: window)
        outboundStreams[id] = stream
        handler?.peer(self, opened: stream, request: Array(payload[4...]))
    }

    func received(credit: UInt32, id: UInt32) {
        // Credit for a stream that has ended here crossed its end on the way.
        guard let stream = outboundStreams[id] else { return }
        guard credit > 0, stream.grant(Int(credit)) else {
            close(.protocolError("credit of \(credit) bytes makes the window of stream \(id) larger than it may be"))
            return
        }
    }

    func received(end id: UInt32) {
        inboundStreams.removeValue(forKey: id)?.ended()
    }

    func received(streamFailure failure: CallFailure, id: UInt32) {
        inboundStreams.removeValue(forKey: id)?.failed(failure)
    }
}
