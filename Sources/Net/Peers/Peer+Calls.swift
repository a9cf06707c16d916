// SPDX-License-Identifier: Apache-2.0

extension Peer {
    /// Sends a request; `completion` is called exactly once, never before `call` returns. After the deadline (by
    /// default `PeerOptions.callDeadlineDefault`) it fails and a late reply is ignored.
    @discardableResult
    public func call(
        _ request: [UInt8], deadline: Duration? = nil,
        completion: @escaping (Result<[UInt8], CallFailure>) -> Void
    ) -> CallID {
        let id = takeID()
        if let failure = refusal(of: request) {
            let box = Completion(run: completion)
            loop.post { box.run(.failure(failure)) }
            return CallID(value: id)
        }
        let limit = deadline ?? options.callDeadlineDefault
        let timer = loop.schedule(after: limit) { [weak self] in self?.give(up: id, .deadline(after: limit)) }
        calls[id] = PendingCall(completion: completion, timer: timer)
        enqueue(OutboundFrame(.request, id: id, bytes: request))
        return CallID(value: id)
    }

    /// Gives up waiting and tells the other side; the completion gets `.cancelled` before this returns. Cancelling
    /// what is over does nothing.
    public func cancel(_ call: CallID) {
        give(up: call.value, .cancelled)
    }

    /// Calls that wait for their reply.
    public var callsInFlight: Int { calls.count }

    private func give(up id: UInt32, _ failure: CallFailure) {
        guard let call = calls.removeValue(forKey: id) else { return }
        loop.cancel(call.timer)
        enqueue(OutboundFrame(.cancel, id: id))
        call.completion(.failure(failure))
    }

    private func refusal(of request: [UInt8]) -> CallFailure? {
        if let closeReason { return .closed(closeReason) }
        if request.count > options.messageBytesMax {
            return .tooLarge(bytes: request.count, max: options.messageBytesMax)
        }
        if calls.count >= options.callsInFlightMax { return .tooManyCalls(options.callsInFlightMax) }
        return nil
    }

    /// Ids of our calls and streams; unique among those that are open.
    func takeID() -> UInt32 {
        repeat {
            let id = nextID
            nextID = nextID == .max ? 1 : nextID + 1
            if calls[id] == nil, inboundStreams[id] == nil { return id }
        } while true
    }

    // MARK: From the wire

    func received(result: Result<[UInt8], CallFailure>, of id: UInt32) {
        // A reply to a call that was given up is late, not wrong.
        guard let call = calls.removeValue(forKey: id) else { return }
        loop.cancel(call.timer)
        call.completion(result)
    }

    func received(request: [UInt8], id: UInt32) {
        guard inboundCalls[id] == nil, outboundStreams[id] == nil else {
            close(.protocolError("request with id \(id), which is in use"))
            return
        }
        guard inboundCalls.count < NetLimits.callsInFlightMax else {
            enqueue(
                .ending(.failure, id: id, code: FailureCode.busy, text: "\(inboundCalls.count) calls are in flight"))
            return
        }
        let reply = Reply(peer: self, id: id)
        inboundCalls[id] = WeakReply(reply: reply)
        handler?.peer(self, called: request, reply: reply)
    }

    func received(cancel id: UInt32) {
        if let call = inboundCalls.removeValue(forKey: id) {
            call.reply?.cancel()
        } else if let stream = outboundStreams.removeValue(forKey: id) {
            stream.cancel()
        }
    }

    /// The answer of a handler.
    func answer(_ frame: OutboundFrame) {
        guard inboundCalls.removeValue(forKey: frame.id) != nil else { return }
        enqueue(frame)
    }
}

/// Carries a completion into posted work.
///
/// `@unchecked Sendable`: made and run on the loop's thread.
private struct Completion: @unchecked Sendable {
    let run: (Result<[UInt8], CallFailure>) -> Void
}
