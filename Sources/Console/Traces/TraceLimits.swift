// SPDX-License-Identifier: Apache-2.0

/// Bounds of what goes to an OpenTelemetry collector.
package enum TraceLimits {
    /// Spans that wait to be sent. The last eighth is for jobs, stages and queries: there are few, and the others hang
    /// on them.
    package static let spansQueued = 8_192
    static let taskSpansQueued = spansQueued / 8 * 7
    /// Spans of one request.
    package static let spansOfBatch = 512
    /// How long a span waits for others.
    static let batchMillis = 1_000
    /// Events after which the stream is read at once: a quarter of what drivers keep.
    static let eventsBehind = 2_048
    static let eventsAtATime = 1_024
    /// Time for one request unless the environment says; at least and at most what it may say.
    static let requestMillis = 10_000
    static let requestMillisRange = 10...120_000
    /// How often a batch is sent that the collector has no time for, and the first pause.
    static let attemptsMax = 5
    static let pauseMillis = 500
    static let pauseMillisMax = 8_000
    /// Time for the rest at an orderly end.
    package static let closeMillis = 2_000
    static let answerBytesMax = 64 << 10
    /// … of which so many are said in a reason.
    static let answerBytesShown = 300
    /// Bytes of a name, of a value.
    static let nameBytesMax = 256
    static let valueBytesMax = 4_096
    /// Of the environment: headers and attributes.
    static let pairsMax = 64
}
