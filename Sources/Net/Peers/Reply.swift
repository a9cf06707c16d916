// SPDX-License-Identifier: Apache-2.0

/// The answer to one call, to be given exactly once on the loop's thread; a second answer is ignored. A handler that
/// lets go of it unanswered has failed the call with `FailureCode.dropped`.
///
/// `@unchecked Sendable`: used on the loop's thread only; only its end of life may happen elsewhere.
public final class Reply: @unchecked Sendable {
    /// The call that this answers, among those of its connection.
    public let id: UInt32
    /// The caller has given up (or the connection ended); an answer would go nowhere.
    public private(set) var isCancelled = false
    /// Called when the caller gives up before an answer.
    public var onCancel: (() -> Void)?

    private let peer: Peer
    private var isAnswered = false

    init(peer: Peer, id: UInt32) {
        self.peer = peer
        self.id = id
    }

    deinit {
        guard !isAnswered, !isCancelled else { return }
        let (peer, id) = (peer, id)
        peer.loop.post {
            peer.answer(
                .ending(.failure, id: id, code: FailureCode.dropped, text: "the call was dropped without an answer"))
        }
    }

    /// Answers with a result.
    public func succeed(_ bytes: [UInt8]) {
        guard bytes.count <= peer.options.messageBytesMax else {
            fail(
                code: FailureCode.tooLarge,
                text:
                    "a reply of \(bytes.count) bytes is larger than \(peer.options.messageBytesMax); use a stream"
            )
            return
        }
        answer(OutboundFrame(.reply, id: id, bytes: bytes))
    }

    /// Answers with a failure; `code` from `FailureCode.firstOfApplication` up.
    public func fail(code: UInt32, text: String) {
        answer(.ending(.failure, id: id, code: code, text: text))
    }

    private func answer(_ frame: OutboundFrame) {
        guard !isAnswered, !isCancelled else { return }
        isAnswered = true
        onCancel = nil
        peer.answer(frame)
    }

    func cancel() {
        guard !isAnswered, !isCancelled else { return }
        isCancelled = true
        let notify = onCancel
        onCancel = nil
        notify?()
    }
}
