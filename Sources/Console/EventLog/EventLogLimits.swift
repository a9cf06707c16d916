// SPDX-License-Identifier: Apache-2.0

/// Bounds of event logs and of those who read them. What is read is trusted as little as what comes over a network.
package enum EventLogLimits {
    /// How long an event waits in memory before it is in the file.
    package static let flushMillis = 500
    /// Events after which the writer looks at once: a quarter of what drivers keep.
    static let eventsBehind = 2_048
    static let eventsAtATime = 1_024
    /// Bytes of lines that become one frame.
    static let frameBytesMax = 1 << 20
    /// How long a part of a log stays open on a file system whose files are there when they are closed; twice as long
    /// after so many parts, and again.
    static let partMillis = 10_000
    static let partsBeforeLonger = 64
    /// Time for the rest of a log at an orderly end.
    static let closeMillis = 5_000
    /// Bytes of a line. A longer one is neither written nor read.
    package static let lineBytesMax = 2 << 20
    /// … of a name or a message in it, and of a plan; properties of a job.
    package static let textBytesMax = 4 << 10
    static let planBytesMax = 16 << 10
    static let propertiesMax = 32
    /// What readers keep of texts of which there may be very many: messages of tasks, properties, names of stages.
    static let shortTextBytesMax = 1 << 10
    static let stageNameBytesMax = 512
    static let settingsMax = 2_000
    /// Stages of one job that are told.
    static let stagesOfJobMax = 10_000
    /// … and stages that one of them reads from.
    static let parentsMax = 1_000
    /// What a log may have at a time: jobs and tasks that run, queries, executors that are not lost. More are skipped.
    /// With the bounds above, some 400 MB at the very worst.
    package static let jobsMax = 2_000
    static let tasksRunningMax = 100_000
    static let queriesMax = 1_000
    static let executorsMax = 2_000
    static let stagesMax = 40_000
    /// Stored datasets, and partitions that executors keep of all of them.
    static let storedMax = 2_000
    package static let storedBlocksMax = 200_000
    /// Bytes of a log, uncompressed, that are read.
    package static let replayBytesMax = 8 << 30
    /// What of a file is read, and uncompressed, at a time; the window of a frame as a power of two.
    static let readBytes = 256 << 10
    static let windowLogMax: Int32 = 23
    /// Bytes of a file that are looked at for its first line.
    static let headerBytesMax = 512 << 10
    /// Parts of one log.
    static let partsMax = 10_000
}
