// SPDX-License-Identifier: Apache-2.0

extension Peer: FrameSink {
    package var takesMore: Bool { framesLeft > 0 }

    /// Takes a frame's share of the turn. The turn ends when all connections had theirs.
    private func spend(_ bytes: Int) {
        framesLeft -= 1 + bytes / NetLimits.frameTurnBytes
        guard !isTurnOpen else { return }
        isTurnOpen = true
        loop.post { [weak self] in
            guard let self else { return }
            self.isTurnOpen = false
            if self.backlog.isEmpty { self.framesLeft = NetLimits.framesPerTurn }
        }
    }

    package func received(_ kind: FrameKind, id: UInt32, payload: [UInt8]) -> Bool {
        spend(payload.count)
        switch kind {
        case .message:
            handler?.peer(self, received: payload)
        case .request:
            received(request: payload, id: id)
        case .reply:
            received(result: .success(payload), of: id)
        case .failure:
            let (code, text) = endingParts(payload)
            received(result: .failure(.failed(code: code, text: text)), of: id)
        case .cancel:
            received(cancel: id)
        case .streamOpen:
            received(streamOpen: payload, id: id)
        case .data:
            preconditionFailure("the decoder passes data frames on in parts")
        case .credit:
            received(credit: littleEndianNumber(payload), id: id)
        case .end:
            received(end: id)
        case .streamFailure:
            let (code, text) = endingParts(payload)
            received(streamFailure: .failed(code: code, text: text), id: id)
        case .ping:
            if !isPongQueued { enqueue(OutboundFrame(.pong)) }
            isPongQueued = true
        case .pong:
            break
        case .goaway:
            let (code, text) = endingParts(payload)
            close(.remote(code: code, text: text))
        }
        return state == .open
    }

    package func receivedData(id: UInt32, frameBytes: Int, isFirst: Bool, part: UnsafeRawBufferPointer) -> Bool {
        if isFirst { spend(frameBytes) }
        // Data of a stream that we cancelled may still be on the way.
        guard let stream = inboundStreams[id] else { return true }
        if isFirst, !stream.announce(frameBytes) {
            close(.protocolError("stream \(id) sent more than its window of \(stream.windowBytes) bytes"))
            return false
        }
        stream.deliver(part)
        return state == .open
    }
}
