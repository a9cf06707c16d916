// SPDX-License-Identifier: Apache-2.0

/// Bounds of queries, and of what guesses about them decide.
enum FrameLimits {
    /// Frames whose last query `explain` knows.
    static let queriesRemembered = 64
    /// Bytes of the definition of a table.
    static let definitionBytesMax = 8 << 20
    /// Times that a definition is looked for which goes while it is read.
    static let definitionReadsMax = 8
    /// Views within views.
    static let viewDepthMax = 100
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
    /// Rows that `show` prints.
    static let shownRowsMax = 1_000_000
    /// Rows that are kept as the first of an order while all are read; for more everything is sorted.
    static let topRowsMax = 100_000
}
