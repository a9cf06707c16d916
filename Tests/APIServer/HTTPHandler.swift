// SPDX-License-Identifier: Apache-2.0

import JSONValues
import Kubernetes
import NIOCore
import NIOHTTP1
import NIOSSL

/// One connection: requests one after the other, and at most one watch.
final class HTTPHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let state: ServerState
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    private var watcher: Watcher?
    private var isLive = true

    init(_ state: ServerState) { self.state = state }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
        case .body(let piece): body += piece.readableBytesView
        case .end:
            guard let head else { return }
            let request = APIRequest(head: head, body: body, certificateUser: Self.user(context.channel))
            send(state.answer(request), context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        isLive = false
        if let watcher { state.finish(watcher, inOrder: true) }
        watcher = nil
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    /// The common name in a certificate that the client showed; TLS has checked its signature.
    private static func user(_ channel: any Channel) -> String? {
        guard let handler = try? channel.pipeline.syncOperations.handler(type: NIOSSLServerHandler.self),
            let certificate = handler.peerCertificate
        else { return nil }
        return certificate == (try? NIOSSLCertificate(bytes: Array(TestCertificates.client.utf8), format: .pem))
            ? "developer" : nil
    }

    private func send(_ answer: APIAnswer, _ context: ChannelHandlerContext) {
        switch answer {
        case .silence: context.close(promise: nil)
        case .text(let text): send(200, "text/plain", Array(text.utf8), [], context)
        case .value(let code, let value, let headers):
            send(code, "application/json", value.bytes + [UInt8(ascii: "\n")], headers, context)
        case .watch(let watcher): follow(watcher, context)
        }
    }

    private func send(
        _ code: Int, _ type: String, _ bytes: [UInt8], _ more: [(String, String)], _ context: ChannelHandlerContext
    ) {
        var headers: HTTPHeaders = [
            "content-type": type, "content-length": String(bytes.count), "cache-control": "no-cache, private",
        ]
        headers.add(contentsOf: more)
        let head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: code), headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: bytes)))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    private func follow(_ watcher: Watcher, _ context: ChannelHandlerContext) {
        self.watcher = watcher
        let head = HTTPResponseHead(
            version: .http1_1, status: .ok,
            headers: ["content-type": "application/json", "transfer-encoding": "chunked"])
        context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
        watcher.send = { [unowned self] line in
            guard isLive else { return }
            let bytes = ByteBuffer(bytes: line.bytes + [UInt8(ascii: "\n")])
            context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: nil)
        }
        watcher.end = { [unowned self] inOrder in
            guard isLive else { return }
            self.watcher = nil
            if inOrder {
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            } else {
                context.close(promise: nil)
            }
        }
        state.start(watcher)
    }
}
