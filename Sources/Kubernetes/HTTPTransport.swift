// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
package import NIOCore
package import NIOHTTP1
package import NIOSSL

/// One answer of a server, read whole.
package struct HTTPAnswer: Sendable {
    package var status: Int
    package var headers: HTTPHeaders
    package var body: [UInt8]
}

/// Requests to one server over HTTP/1.1, with TLS where the address says `https`. Sockets and threads come with the
/// first request.
package struct HTTPTransport: Sendable {
    private let client: HTTPClient

    /// - Parameters:
    ///   - hosts: what stands for hosts of URLs, as in a file of hosts.
    ///   - silence: after how long without a byte an answer is lost.
    package init(
        tls: TLSConfiguration?, hosts: [String: String] = [:],
        connectTimeout: TimeAmount = .milliseconds(Int64(KubernetesLimits.connectMillis)),
        silence: TimeAmount = .seconds(Int64(KubernetesLimits.watchSilenceSeconds))
    ) {
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
        configuration.timeout.connect = connectTimeout
        configuration.timeout.read = silence
        configuration.dnsOverride = hosts
        configuration.httpVersion = .http1Only
        // Whoever asks decides when to try again.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.redirectConfiguration = .disallow
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Sends a request and waits for the whole answer, at most until `deadline` from now.
    package func send(
        _ method: HTTPMethod, _ url: String, headers: HTTPHeaders = [:], body: [UInt8]? = nil, deadline: TimeAmount
    ) async throws -> HTTPAnswer {
        let response = try await client.execute(
            Self.request(method, url, headers, body), timeout: deadline)
        return try await Self.whole(response)
    }

    /// Sends a request and hands over the answer line by line as they come, until the server ends it, at most until
    /// `deadline` from now. An answer other than 200 is read whole and returned.
    package func lines(
        _ url: String, headers: HTTPHeaders, lineBytesMax: Int, deadline: TimeAmount, onLine: ([UInt8]) throws -> Void
    ) async throws -> HTTPAnswer? {
        let response = try await client.execute(Self.request(.GET, url, headers, nil), timeout: deadline)
        guard response.status == .ok else { return try await Self.whole(response) }
        var open: [UInt8] = []
        for try await piece in response.body {
            var rest = piece.readableBytesView[...]
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                open += rest[..<end]
                try onLine(open)
                open.removeAll(keepingCapacity: true)
                rest = rest[rest.index(after: end)...]
            }
            open += rest
            guard open.count <= lineBytesMax else { throw NIOTooManyBytesError(maxBytes: lineBytesMax) }
        }
        try Task.checkCancellation()
        // What is not ended by a line feed was cut off on its way.
        return nil
    }

    private static func request(
        _ method: HTTPMethod, _ url: String, _ headers: HTTPHeaders, _ body: [UInt8]?
    ) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: url)
        request.method = method
        request.headers = headers
        if let body { request.body = .bytes(body) }
        return request
    }

    private static func whole(_ response: HTTPClientResponse) async throws -> HTTPAnswer {
        let body = try await response.body.collect(upTo: KubernetesLimits.answerBytesMax)
        return HTTPAnswer(status: Int(response.status.code), headers: response.headers, body: [UInt8](buffer: body))
    }

    package func shutdown() async throws {
        try await client.shutdown()
    }
}
