// SPDX-License-Identifier: Apache-2.0

/// What a `Peer` tells its owner; everything on the loop's thread. Until `peerReady` nothing but `peerClosed` can
/// come.
public protocol PeerHandler: AnyObject {
    /// Both sides have proved that they know the secret.
    func peerReady(_ peer: Peer)
    /// A one-way message.
    func peer(_ peer: Peer, received message: [UInt8])
    /// A call that wants `reply` answered exactly once, now or later.
    func peer(_ peer: Peer, called request: [UInt8], reply: Reply)
    /// The other side asks us to stream bytes to it.
    func peer(_ peer: Peer, opened stream: OutboundStream, request: [UInt8])
    /// The connection is over; called exactly once, in a turn of its own, and nothing follows.
    func peerClosed(_ peer: Peer, reason: CloseReason)
}

extension PeerHandler {
    public func peerReady(_ peer: Peer) {}

    public func peer(_ peer: Peer, received message: [UInt8]) {}

    public func peer(_ peer: Peer, called request: [UInt8], reply: Reply) {
        reply.fail(code: FailureCode.notSupported, text: "this side answers no calls")
    }

    public func peer(_ peer: Peer, opened stream: OutboundStream, request: [UInt8]) {
        stream.fail(code: FailureCode.notSupported, text: "this side serves no streams")
    }
}

/// Receives one stream that we asked for; everything on the loop's thread. Exactly one of the last two is called, as
/// the last thing, unless we cancel the stream: then neither.
public protocol StreamReceiver: AnyObject {
    /// The next bytes, valid only during the call. Chunk boundaries mean nothing. Call `stream.consumed` when (and
    /// only when) they take up no memory any more, for the other side to send on.
    func stream(_ stream: InboundStream, received bytes: UnsafeRawBufferPointer)
    /// All bytes have arrived.
    func streamEnded(_ stream: InboundStream)
    /// The stream broke; what arrived is not the whole.
    func stream(_ stream: InboundStream, failed failure: CallFailure)
}

/// Names a call so that it can be cancelled.
public struct CallID: Hashable, Sendable {
    let value: UInt32
}

/// Codes of failures below 100 belong to this layer; handlers choose theirs from 100 up.
public enum FailureCode {
    /// The handler let go of the call without an answer.
    public static let dropped: UInt32 = 1
    /// The other side has as many calls or streams open as it may.
    public static let busy: UInt32 = 2
    /// The handler does not take such requests.
    public static let notSupported: UInt32 = 3
    /// A reply or stream outgrew its bound.
    public static let tooLarge: UInt32 = 4
    /// The first code for handlers.
    public static let firstOfApplication: UInt32 = 100
}

/// Why a call or stream brought no result.
public enum CallFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The other side said so.
    case failed(code: UInt32, text: String)
    case deadline(after: Duration)
    case cancelled
    /// The connection ended first.
    case closed(CloseReason)
    /// `PeerOptions.callsInFlightMax` or `NetLimits.streamsMax` is reached.
    case tooManyCalls(Int)
    case tooLarge(bytes: Int, max: Int)

    public var description: String {
        switch self {
        case .failed(let code, let text): "\(text) (code \(code))"
        case .deadline(let after): "no reply within \(after.text)"
        case .cancelled: "cancelled"
        case .closed(let reason): "the connection ended: \(reason)"
        case .tooManyCalls(let max): "\(max) calls are in flight already; wait for replies"
        case .tooLarge(let bytes, let max): "a message of \(bytes) bytes is larger than \(max); send it as a stream"
        }
    }
}

/// Why a connection ended; the first reason wins.
public enum CloseReason: Hashable, Sendable, CustomStringConvertible {
    /// This side closed it.
    case local(String)
    /// The other side closed it and said why.
    case remote(code: UInt32, text: String)
    /// The other side closed it without a word: its process ended or was killed.
    case remoteClosed
    /// Nothing was received for so long.
    case silent(after: Duration)
    /// Wrong secret, garbage, another protocol or version, or no answer in time; the text says which.
    case handshakeFailed(String)
    /// The other side broke the protocol.
    case protocolError(String)
    /// The transport failed.
    case connection(NetError)
    /// The other side does not read what we send.
    case sendQueueFull(bytes: Int)

    public var description: String {
        switch self {
        case .local(let why): "closed here: \(why)"
        case .remote(_, let text): "closed by the other side: \(text)"
        case .remoteClosed: "the other side closed the connection"
        case .silent(let after): "nothing received for \(after.text)"
        case .handshakeFailed(let why): "handshake failed: \(why)"
        case .protocolError(let what): "protocol error: \(what)"
        case .connection(let error): error.description
        case .sendQueueFull(let bytes): "\(bytes) bytes wait to be sent; the other side does not read"
        }
    }
}
