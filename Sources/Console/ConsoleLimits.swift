// SPDX-License-Identifier: Apache-2.0

/// Bounds of the console.
package enum ConsoleLimits {
    /// Events between two readings of the stream when nobody looks: a quarter of what drivers keep.
    static let eventsBehind = 2_048
    static let eventsAtATime = 1_024
    /// Tasks of one stage that are kept one by one, for its page and its quantiles; of more, a random choice.
    package static let tasksOfStage = 1_000
    /// … and of all stages; the oldest stages lose theirs first.
    package static let tasksKept = 50_000
    /// Bytes of a message of failure that is kept for each task.
    static let messageBytesMax = 4_096
    /// Rows of a table on a page; the rest is counted, and comes by the REST interface.
    package static let rowsShown = 200
    /// Connections at a time; another one is closed as it comes.
    package static let connectionsMax = 64
    /// Of them, those that wait for news.
    package static let streamsMax = 24
    /// Bytes of a request, all in all, and of its head.
    package static let requestBytesMax = 64 << 10
    static let headBytesMax = 32 << 10
    static let headersMax = 100
    /// How long a connection may take for a whole request, or do nothing.
    package static let requestSeconds: Int64 = 10
    /// How long a reader may take for an answer.
    static let answerSeconds: Int64 = 30
    /// How often pages that are open are told of news, and that there is none.
    static let newsMillis: Int64 = 500
    static let silenceMillis: Int64 = 15_000
    /// Applications on a page of a history, first lines and whole logs that it keeps.
    package static let logsShown = 100
    static let headersKept = 2_000
    static let logsOpen = 4
    /// How long a page of a log waits for what is still to be read; what of the file is read at a time.
    static let logWaitMillis = 1_500
    static let logPieceBytes = 32 << 10
    /// In pictures: lanes of jobs that overlap, executors, bars of a lane, stages of a job.
    static let jobLanesMax = 3
    package static let lanesMax = 40
    static let barsOfLaneMax = 200
    package static let graphStagesMax = 60
    /// Jobs and stages of which a report has all.
    package static let reportJobsMax = 200
    package static let reportStagesMax = 400
    /// Operators of a plan that are told one by one, and parts of a spread.
    static let planNodesMax = 500
    static let quantilesMax = 100
    /// Notes of other consoles that are looked at; bytes of one, and of a name in it.
    package static let notesMax = 64
    static let noteBytesMax = 4_096
    static let noteTextBytesMax = 1_000
    /// Bytes of a secret for readers, at least.
    package static let secretBytesMin = 16
    /// How long whoever asks for the address waits for it.
    static let bindMillis = 5_000
    static let stopMillis = 2_000
    static let portDefault = 4_040
    static let retriesDefault = 16
}
