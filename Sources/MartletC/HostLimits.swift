// SPDX-License-Identifier: Apache-2.0

/// Bounds of what a host may ask for.
enum HostLimits {
    static let sessionsMax = 64
    /// Actions of a session that run at once; more wait.
    static let jobsRunningMax = 64
    /// Actions of a session that run, wait or have a result that nobody has fetched.
    static let jobsMax = 10_000
    static let datasetsMax = 1_000_000
    static let framesMax = 1_000_000
    /// Sessions of queries beside the first, each with views and settings of its own.
    static let contextsMax = 10_000
    /// Levels of an expression of a frame's.
    static let expressionDepthMax = 300
    /// Chunks of a stream that wait for the host.
    static let chunksWaitingMax = 2
    /// Rows of a chunk.
    static let chunkRowsMax = 65_536
    /// Wait for the threads of actions when their session ends, all of which have been cancelled.
    static let closeMilliseconds = 5_000
    /// Longest wait of one poll.
    static let pollMillisecondsMax = 60_000
    /// Characters of a name that is shown in progress and errors.
    static let nameCharactersMax = 500
    /// Characters of the user's line, as errors show it.
    static let siteCharactersMax = 240
    /// The greatest line and column of a place.
    static let siteNumberMax = Int(Int32.max)
}
