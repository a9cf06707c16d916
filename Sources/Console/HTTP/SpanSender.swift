// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Requests to a collector, one after the other. Of one thread, which waits for the answers.
final class SpanSender {
    private let options: TraceOptions
    private let encoder: SpanEncoder
    private let group: MultiThreadedEventLoopGroup
    private let client: HTTPClient
    private let headers: HTTPHeaders

    init(_ options: TraceOptions, _ facts: ConsoleFacts) throws {
        guard options.url.hasPrefix("http://") || options.url.hasPrefix("https://") else {
            throw UnusableCollector(description: "'\(options.url)' is no address of HTTP (http://collector:4318)")
        }
        var configuration = HTTPClient.Configuration()
        if let file = options.certificateFile {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.trustRoots = .file(file)
            configuration.tlsConfiguration = tls
        }
        configuration.httpVersion = .http1Only
        configuration.redirectConfiguration = .disallow
        configuration.timeout.connect = .milliseconds(Int64(options.requestMillis))
        configuration.timeout.read = .milliseconds(Int64(options.requestMillis))
        configuration.connectionPool.retryConnectionEstablishment = false
        var headers: HTTPHeaders = ["content-type": "application/json", "user-agent": "martlet/\(facts.version)"]
        for (name, value) in options.headers { headers.replaceOrAdd(name: name, value: value) }
        self.options = options
        self.headers = headers
        encoder = SpanEncoder(options, facts, processID: Int(getpid()))
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        client = HTTPClient(eventLoopGroupProvider: .shared(group), configuration: configuration)
    }

    func stop() {
        try? client.syncShutdown()
        group.shutdownGracefully { _ in }
    }

    func send(_ spans: [Span]) -> SpanSending {
        do {
            let request = try HTTPClient.Request(
                url: options.url, method: .POST, headers: headers, body: .bytes(encoder.request(spans)))
            let answer = try client.execute(
                request: request,
                delegate: ResponseAccumulator(request: request, maxBodySize: TraceLimits.answerBytesMax),
                deadline: .now() + .milliseconds(Int64(options.requestMillis))
            ).wait()
            return Self.outcome(answer)
        } catch { return .later("it does not answer: \(error)", afterMillis: nil) }
    }

    /// As the specification has it: of failures these four may be tried again.
    private static func outcome(_ answer: HTTPClient.Response) -> SpanSending {
        if (200..<300).contains(answer.status.code) { return .taken }
        let body = answer.body.map { String(buffer: $0) } ?? ""
        let why = "it answers \(answer.status.code): \(body.cut(to: TraceLimits.answerBytesShown))"
        guard [429, 502, 503, 504].contains(answer.status.code) else { return .refused(why) }
        let seconds = answer.headers.first(name: "retry-after").flatMap { Int($0) }
        return .later(why, afterMillis: seconds.map { min(max($0, 0), TraceLimits.pauseMillisMax) * 1_000 })
    }
}
