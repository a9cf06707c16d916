// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import Threads

/// What all connections of a server share. On its loop.
final class ServerBoard: Sendable {
    let site: any ConsoleAnswering
    private let state: NIOLoopBoundBox<Box>

    final class Box {
        var connections = 0
        var streams: [ObjectIdentifier: ConsoleConnection] = [:]
        var news: RepeatedTask?
        var told = 0
        var quietMillis: Int64 = 0
        /// What goes on with requests that came behind others, one a turn of the loop.
        var waiting: [() -> Void] = []
        var isPaced = false
    }

    init(_ site: any ConsoleAnswering, loop: any EventLoop) {
        self.site = site
        state = .makeBoxSendingValue(Box(), eventLoop: loop)
    }

    private var box: Box { state.value }

    /// False when there are too many.
    func enter() -> Bool {
        box.connections += 1
        return box.connections <= ConsoleLimits.connectionsMax
    }

    func leave(_ connection: ConsoleConnection) {
        box.connections -= 1
        box.streams[ObjectIdentifier(connection)] = nil
        if box.streams.isEmpty {
            box.news?.cancel()
            box.news = nil
        }
    }

    /// Tells a connection from now on when there is something new. False when too many want it.
    func subscribe(_ connection: ConsoleConnection, on loop: any EventLoop) -> Bool {
        guard box.streams.count < ConsoleLimits.streamsMax else { return false }
        box.streams[ObjectIdentifier(connection)] = connection
        guard box.news == nil else { return true }
        box.told = site.eventCount
        let interval = TimeAmount.milliseconds(ConsoleLimits.newsMillis)
        box.news = loop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { [self] _ in tell() }
        return true
    }

    /// Does `work` when sockets, of which new ones may be, have had a turn: whoever sends a hundred requests at once
    /// does not keep others waiting for more than one of them.
    func later(on loop: any EventLoop, _ work: @escaping () -> Void) {
        box.waiting.append(work)
        guard !box.isPaced else { return }
        box.isPaced = true
        pace(loop)
    }

    private func pace(_ loop: any EventLoop) {
        loop.assumeIsolated().scheduleTask(in: .milliseconds(1)) { [self] in
            box.waiting.removeFirst()()
            if box.waiting.isEmpty { box.isPaced = false } else { pace(loop) }
        }
    }

    private func tell() {
        let count = site.eventCount
        let isNews = count != box.told
        box.quietMillis = isNews ? 0 : box.quietMillis + ConsoleLimits.newsMillis
        guard isNews || box.quietMillis >= ConsoleLimits.silenceMillis else { return }
        box.told = count
        box.quietMillis = 0
        for connection in box.streams.values {
            connection.tell(isNews ? "data: \(count)\n\n" : "event: quiet\ndata: \n\n")
        }
    }
}

/// Counts the bytes of a request before anything is kept of them.
final class ByteAllowance: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private var left = ConsoleLimits.requestBytesMax
    /// The head is behind: the rest is a body, which nobody reads.
    func renew() { left = ConsoleLimits.requestBytesMax }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        left -= unwrapInboundIn(data).readableBytes
        if left < 0 {
            context.close(promise: nil)
        } else {
            context.fireChannelRead(data)
        }
    }
}

/// One connection: requests one after the other, each whole in time, each answer taken in time.
final class ConsoleConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let board: ServerBoard
    private let allowance: ByteAllowance
    private var head: HTTPRequestHead?
    private var deadline: Scheduled<Void>?
    private var context: ChannelHandlerContext?
    private var isStream = false
    private var hasEntered = false

    init(_ board: ServerBoard, _ allowance: ByteAllowance) {
        self.board = board
        self.allowance = allowance
    }

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        hasEntered = true
        guard board.enter() else {
            context.close(promise: nil)
            return
        }
        wait(ConsoleLimits.requestSeconds, context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        if hasEntered { board.leave(self) }
        hasEntered = false
        self.context = nil
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): self.head = head
        case .body: break
        case .end:
            guard let head else { return }
            self.head = nil
            allowance.renew()
            answer(head, context)
        }
    }

    /// Ends the connection unless something happens within so many seconds.
    private func wait(_ seconds: Int64, _ context: ChannelHandlerContext) {
        deadline?.cancel()
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(seconds)) { [weak self] in
            self?.context?.close(promise: nil)
        }
    }

    private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        var answer: ConsoleAnswer
        if head.headers.reduce(0, { $0 + $1.name.utf8.count + $1.value.utf8.count }) + head.uri.utf8.count
            > ConsoleLimits.headBytesMax || head.headers.count > ConsoleLimits.headersMax
        {
            answer = .text(.requestHeaderFieldsTooLarge, "The head of the request is too large.")
        } else if let request = ConsoleRequest(
            ConsoleMethod(head.method), head.uri, ConsoleHeaders(head.headers.lazy.map { ($0.name, $0.value) }))
        {
            answer = board.site.answer(request)
        } else {
            answer = .text(.badRequest, "This is no path.")
        }
        if answer.isStream && head.method == .GET {
            guard board.subscribe(self, on: context.eventLoop) else {
                return send(.text(.serviceUnavailable, "Too many pages are open; ask again."), head, context)
            }
            isStream = true
        }
        send(answer, head, context)
    }

    private func send(_ answer: ConsoleAnswer, _ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        var headers: HTTPHeaders = [
            "content-type": answer.type, "cache-control": "no-store", "x-content-type-options": "nosniff",
            "referrer-policy": "no-referrer",
        ]
        headers.add(contentsOf: answer.headers)
        let staysOpen = head.isKeepAlive && !isStream
        if isStream {
            headers.add(name: "transfer-encoding", value: "chunked")
        } else {
            headers.add(name: "content-length", value: String(answer.body.count))
            headers.add(name: "connection", value: staysOpen ? "keep-alive" : "close")
        }
        let start = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: answer.status.rawValue), headers: headers)
        if isStream {
            context.write(wrapOutboundOut(.head(start)), promise: nil)
            wait(ConsoleLimits.answerSeconds, context)
            return write("data: 0\n\n", context)
        }
        let isEmpty = head.method == .HEAD || answer.body.isEmpty
        wait(ConsoleLimits.answerSeconds, context)
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        let loop = context.eventLoop
        let taken = loop.makePromise(of: Void.self)
        taken.futureResult.whenSuccess {
            let connection = bound.value
            connection.board.later(on: loop) { connection.answered(staysOpen: staysOpen) }
        }
        context.write(wrapOutboundOut(.head(start)), promise: isEmpty ? taken : nil)
        if !isEmpty {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: answer.body)))), promise: taken)
        }
        context.flush()
    }

    /// The system has taken the whole answer. The next request, which may be there already, is looked at now and not
    /// before: a client that asks and does not read has one answer waiting at most.
    private func answered(staysOpen: Bool) {
        guard let context else { return }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        if staysOpen { wait(ConsoleLimits.requestSeconds, context) } else { context.close(promise: nil) }
    }

    /// Sends a piece of a stream. A reader that has not taken the last ones misses this one, and is left at its time.
    func tell(_ text: String) {
        guard let context, context.channel.isWritable else { return }
        write(text, context)
    }

    private func write(_ text: String, _ context: ChannelHandlerContext) {
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        let done = context.eventLoop.makePromise(of: Void.self)
        done.futureResult.whenSuccess { bound.value.taken() }
        context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: text)))), promise: done)
    }

    private func taken() {
        guard let context, isStream else { return }
        // Something is said at least this often.
        wait(ConsoleLimits.answerSeconds + ConsoleLimits.silenceMillis / 1_000, context)
    }
}

/// Waits for the end of a server's threads.
final class Closing: Sendable {
    private let isOver = Monitor<Bool>(false)

    func done() { isOver.change { $0 = true } }
    func wait(_ millis: Int) { _ = isOver.wait(milliseconds: millis) { $0 ? () : nil } }
}

extension ConsoleMethod {
    fileprivate init(_ method: HTTPMethod) {
        switch method {
        case .GET: self = .get
        case .HEAD: self = .head
        case .POST: self = .post
        default: self = .other
        }
    }
}
