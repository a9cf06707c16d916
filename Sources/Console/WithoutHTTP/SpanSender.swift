// SPDX-License-Identifier: Apache-2.0

/// Says what to do where spans are to be sent.
final class SpanSender {
    init(_ options: TraceOptions, _ facts: ConsoleFacts) throws {
        throw UnusableCollector(description: withoutHTTP)
    }

    func stop() {}

    func send(_ spans: [Span]) -> SpanSending { .refused(withoutHTTP) }
}
