// SPDX-License-Identifier: Apache-2.0

/// What became of a request to a collector.
enum SpanSending {
    case taken
    /// It never will be.
    case refused(String)
    /// It may be, after so many milliseconds where the collector says.
    case later(String, afterMillis: Int?)
}

struct UnusableCollector: Error, CustomStringConvertible {
    var description: String
}

#if WITHOUT_HTTPS
    /// Says what to do where spans are to be sent by a build that speaks no HTTPS.
    final class SpanSender {
        init(_ options: TraceOptions, _ facts: ConsoleFacts) throws {
            throw UnusableCollector(
                description: "this program was built without HTTPS (MARTLET_WITHOUT=https, as scripts/run does): build "
                    + "it again without that, with swift build -c release")
        }

        func stop() {}

        func send(_ spans: [Span]) -> SpanSending { .refused("built without HTTPS") }
    }
#endif
