// SPDX-License-Identifier: Apache-2.0

import Plan

/// Bounds of an executor.
public enum ExecutionLimits {
    /// Bytes of a mistyped name for which a nearest one is looked for.
    static let nameBytesCompared = 100
    /// Rows of a batch unless the driver says otherwise.
    public static let batchRowsDefault = 4_096
    /// What reading the clock may cost: so many of a task's nanoseconds, one part in so many of its time, in one turn
    /// of so many at least; a turn that takes longer than that is followed by one in which it is read.
    static let clockNanoseconds: UInt64 = 50
    static let timingShare: UInt64 = 256
    static let turnsSkippedMax: UInt64 = 255
    static let longTurnNanoseconds: UInt64 = 100_000
    /// Text bytes of a batch: small enough that a batch and its words stay in a core's second-level cache.
    public static let textBatchBytesMax = 128 << 10
    /// Bytes on their way from one executor to one task, at most.
    public static let fetchWindowBytes = 4 << 20
    /// … and from all executors to one task, about, and from one at least.
    static let fetchWindowsBytes = 16 << 20
    static let fetchWindowBytesMin = 64 << 10
    /// Bytes that the rows of a block may take whatever the memory is.
    static let decodedUnrefusedBytes = 64 << 20
    /// Bytes of a request for blocks whose entries are not counted before it is read, and entries that a list of
    /// outputs may have beyond the outputs that are here.
    static let requestBytesUncounted = 2_048
    static let outputListSlack = 1_024
    /// Bytes of a chunk that the block service reads at a time.
    public static let serveChunkBytes = 256 << 10
    /// Bytes of the reason why a map output cannot be served.
    public static let faultReasonBytesMax = 4_096
    /// Lists of map outputs that the block service keeps for one connection, and entries of those of all; the oldest of
    /// the connection with the most go first.
    public static let outputListsMax = 64
    public static let outputListEntriesMax = 4_000_000
    /// Numbers of lists that a connection is remembered to have had; beyond, lists are sent again.
    public static let outputListsRememberedMax = 1_024
    /// Time between looks at streams from other executors, and looks without a byte that a task waits for until the
    /// stream is given up. Looks are counted and not time: this process may have been stopped for a while.
    static let fetchLookMillis = 10_000
    public static let fetchLooksMax = 3
    /// Times that a task asks the same executor again after a cut connection.
    public static let fetchRetriesMax = 2
    public static let fetchRetryDelayMillis = 100
    /// Results up to this size travel with the task's end; larger ones wait to be asked for.
    public static let inlineResultBytesMax = 128 << 10
    /// … of so many blocks.
    public static let inlineResultBlocksMax = 8
    /// Bytes of a sample of sort keys, and keys that it keeps whatever they take.
    static let sampleBytesMax = 1 << 20
    static let sampleKeysMin = 16
    /// Rows of files that are held to the keys of a join until it is asked whether that leaves any out, and the part of
    /// them, one in so many, that must be.
    static let wantedRowsProbed = 16_384
    static let wantedRowsShare = 8
    /// Rows of a result block.
    public static let resultBlockRowsMax = 65_536
    /// Bytes after which a result block is cut.
    public static let resultBlockBytesMax = 1 << 20
    /// Bytes of the rows of a batch of pairs, about.
    public static let pairedBytesMax = 1 << 20
    /// Stack of a thread that runs tasks, and of one that a partition function runs on; only what is used takes memory.
    public static let taskStackBytes = 16 << 20
    /// Encoded values that one task adds to accumulators.
    public static let accumulatorBytesMax = 4 << 20
    /// Lines, and bytes of them, that one task prints for the driver; more are in the executor's log only.
    public static let outputLinesMax = 20_000
    public static let outputBytesMax = 2 << 20
    /// The same where the driver is in the same process, whose log shows nothing of them.
    public static let localOutputLinesMax = 200_000
    public static let localOutputBytesMax = 16 << 20
    /// Bytes of one printed line; of a longer one the beginning.
    public static let outputLineBytesMax = 64 << 10
    /// Bytes of printed lines that wait for the next report of progress; more leave at once.
    public static let outputBytesWaiting = 64 << 10
    /// Warnings of a task that are told apart from new ones.
    public static let warningsRememberedMax = 500
    /// Printed lines, and bytes of them, of one task in one report; more than those of the longest line.
    public static let outputReportLinesMax = 8_192
    public static let outputReportBytesMax = 1 << 20
    /// Bytes on their way from the driver for one stage's definition.
    public static let definitionWindowBytes = 4 << 20
    /// Time between reports of how far running tasks are, and tasks in one of them.
    public static let progressMillis = 250
    public static let progressTasksMax = 256
    /// Time for task threads to end their step when their executor ends; those that do not are left behind.
    public static let threadsStopMillis = 2_000
    /// Time for all the rest of an executor process's end, its folder included, before it ends as it is.
    public static let leaveMillis = 8_000
    /// How often the main thread of an executor process looks whether the loop's answers, and looks without an answer
    /// until it ends the process.
    public static let loopCheckMillis = 1_000
    public static let loopChecksMax = 30
    /// Handshakes that may fail until driver and executor are said not to agree.
    public static let handshakesFailedMax = 2
    /// Time between complaints that the driver cannot be reached.
    public static let unreachableNoteSeconds = 10
    /// Time to reach the driver and be registered.
    public static let registrationSeconds = 30
    public static let driverConnectTimeoutSeconds = 5
    public static let driverConnectRetryMillis = 200
    public static let peerConnectTimeoutSeconds = 5
    /// Time for running tasks to end and map outputs to be copied after a request to drain.
    public static let drainSeconds = 25
    /// What an executor takes beside its budget: its program, stacks, buffers of connections.
    public static let memoryBytesBeside = 64 << 20
    /// The part of the machine's memory, as a divisor, that tasks in a program of somebody's own may take, and what
    /// they may take in any case.
    static let localMemoryPart = 4
    static let localMemoryBytesMin = 1 << 30
    /// The part of a task's share of memory, as a divisor, that is handed to the system when it is given back at once.
    static let trimmedShare = 4
    /// Memory below which an executor refuses to start.
    public static let memoryBytesMin = 16 << 20
    public static let slotsMax = PlanLimits.executorSlotsMax
    /// Files that one task writes at a time, each with a buffer of `FilesLimits.writeByteCount`.
    static let filesOpenMax = 16
    /// Settings of file systems that a driver may send.
    static let fileSystemSettingsMax = 4_096
    /// Stages that an executor keeps definitions of.
    public static let stagesMax = 10_000
    /// Tasks that an executor queues.
    public static let tasksQueuedMax = 100_000
}
