// SPDX-License-Identifier: Apache-2.0

import Kubernetes
import NIOCore
import NIOHTTP1
import NIOPosix
import Testing

/// Answers every request with its method, its path and its body.
private final class Echo: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart
    private var text = ""

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): text = "\(head.method.rawValue) \(head.uri) "
        case .body(let body): text += String(buffer: body)
        case .end:
            let head = HTTPResponseHead(
                version: .http1_1, status: .ok, headers: ["content-length": "\(text.utf8.count)"])
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: text)))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }
}

@Suite struct HTTPTransportTests {
    @Test func `a request and its whole answer`() async throws {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Echo())
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(server.localAddress?.port)
        let transport = HTTPTransport(tls: nil)
        let answer = try await transport.send(
            .POST, "http://127.0.0.1:\(port)/api/v1/pods", body: Array("{}".utf8), deadline: .seconds(20))
        #expect(answer.status == 200 && String(decoding: answer.body, as: UTF8.self) == "POST /api/v1/pods {}")
        try await transport.shutdown()
        try await server.close()
    }
}
