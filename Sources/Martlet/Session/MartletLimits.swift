// SPDX-License-Identifier: Apache-2.0

/// Bounds of a session.
public enum MartletLimits {
    /// Bytes of the error of a query that are told to those who watch.
    static let queryMessageBytesMax = 4 << 10
    /// How long a job waits when there is no executor, unless the session or its cluster says otherwise.
    public static let executorWaitSeconds = 30
    /// Lines, and bytes of them, that the tasks of one action print for the user.
    public static let outputLinesMax = 500_000
    public static let outputBytesMax = 64 << 20
    /// Bytes of results from which on several threads decode them, and how many.
    static let decodedTogetherBytesMin = 4 << 20
    static let decodingThreadsMax = 4
    /// Rows of a block of values that come from the driver.
    public static let localBlockRowsMax = 65_536
    /// Bytes that such a block is meant to have at most, when it has several rows.
    public static let localBlockBytes = 1 << 20
    /// Bytes of such a block when it has one row.
    public static let localRowBytesMax = 256 << 20
    /// Time for executors and jobs to end when a session is stopped, and as much again for the network loop. `stop`
    /// does not wait longer whatever they do.
    public static let stopMilliseconds = 10_000
    /// How long writing an output waits for the leftovers of killed drivers to be cleaned up.
    static let leftoversMilliseconds = 30_000
    /// Of a note of an output.
    static let noteBytesMax = 64 << 10
    /// What opening a file counts, in bytes of reading, when files are put together into partitions.
    public static let fileOpenBytes = 4 << 20
    /// Files of a table that are asked how many rows they have; the others are taken to be alike.
    static let filesLookedAt = 16
    /// Bytes of a text in a file of which nothing is known.
    static let textBytesGuessed = 24
    /// Steps that are fused into one program: the time to make a program grows faster than its size.
    public static let fusedStepsMax = 64
    /// Levels and parts of a row's type beyond which the rows become values of type any when they come from Python:
    /// far enough below what programs take that one more operation fits.
    public static let typeDepthComfortable = 20
    public static let typeNodesComfortable = 1_000
}
