// SPDX-License-Identifier: Apache-2.0

/// Bounds of a session.
public enum MartletLimits {
    /// Bytes of the error of a query that are told to those who watch.
    static let queryMessageBytesMax = 4 << 10
    /// Frames whose last query `explain` knows.
    static let queriesRemembered = 64
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
    /// Bytes of the definition of a table.
    static let definitionBytesMax = 8 << 20
    /// Times that a definition is looked for which goes while it is read.
    static let definitionReadsMax = 8
    /// Views within views.
    static let viewDepthMax = 100
    /// What opening a file counts, in bytes of reading, when files are put together into partitions.
    public static let fileOpenBytes = 4 << 20
    /// Files of a table that are asked how many rows they have; the others are taken to be alike.
    static let filesLookedAt = 16
    /// Bytes of a text in a file of which nothing is known.
    static let textBytesGuessed = 24
    /// How many times as many rows the other side of an outer or semi join has before that side goes by.
    static let turnedJoinFactor = 2.0
    /// Bytes of a join's side that goes as a whole to each partition of the other one, unless the settings say.
    static let broadcastBytesMax = 64 << 20
    /// The same of a side that is known to have no more, however little the other side has: a task reads them in less
    /// time than a shuffle of both takes.
    static let broadcastAlwaysBytesMax = 256 << 10
    /// The rows of a join's left side, the part of them whose key the right side has, and the right side's rows as a
    /// part of them, where left rows without a match are left out before they are shuffled.
    static let filteredRowsMin = 50_000.0
    static let filteredShareMax = 0.5
    static let filteringRowsShareMax = 0.125
    /// Bytes of a key of the right side then.
    static let filteringKeyByteCount = 32.0
    /// Relations of groups that are looked through for one that gives the same.
    static let sharedGroupsMax = 64
    /// Steps that are fused into one program: the time to make a program grows faster than its size.
    public static let fusedStepsMax = 64
    /// Rows that `show` prints.
    static let shownRowsMax = 1_000_000
    /// Rows that are kept as the first of an order while all are read; for more everything is sorted.
    static let topRowsMax = 100_000
    /// Levels and parts of a row's type beyond which the rows become values of type any when they come from Python:
    /// far enough below what programs take that one more operation fits.
    public static let typeDepthComfortable = 20
    public static let typeNodesComfortable = 1_000
}
