// SPDX-License-Identifier: Apache-2.0

/// Bounds of what a host may ask for.
enum HostLimits {
    static let sessionsMax = 64
    /// Actions of a session that run at once; more wait.
    static let jobsRunningMax = 64
    /// Actions of a session that run, wait or have a result that nobody has fetched.
    static let jobsMax = 10_000
    static let datasetsMax = 1_000_000
    /// Chunks of a stream that wait for the host.
    static let chunksWaitingMax = 2
    /// Rows of a chunk.
    static let chunkRowsMax = 65_536
    /// Longest wait of one poll.
    static let pollMillisecondsMax = 60_000
    /// Characters of a name that is shown in progress and errors.
    static let nameCharactersMax = 500
}
