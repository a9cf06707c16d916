// SPDX-License-Identifier: Apache-2.0

/// Bounds of what one control message may hold. Senders split what is more.
public enum MessageLimits {
    /// Messages within messages.
    public static let depthMax = 100

    // Of an ExecutorReport

    public static let reportTasksMax = 1_024
    public static let reportProgressMax = 1_024
    public static let reportCopiesMax = 1_024
    public static let reportStoredMax = 8_192
    /// Blocks of results, of all its tasks.
    public static let reportBlocksMax = 8_192
    /// Updates of accumulators, of all its tasks; one task has fewer.
    public static let reportAccumulatorsMax = 1 << 18
    /// Steps of which tasks say what they did, of all its tasks: as many as all may have.
    public static let reportStepsMax = reportTasksMax * 512
    /// Tasks of which a report has printed lines, and these lines.
    public static let reportOutputsMax = 1_024
    public static let reportLinesMax = 1 << 15
    /// Bytes after which a report is sent, and the next one begun.
    public static let reportBytesMax = 4 << 20
    /// The largest part of a report, one task's end: what is larger is not sent, and the task fails.
    public static let reportEntryBytesMax = 12 << 20

    // Of ExecutorOrders

    public static let ordersMax = 1 << 16
    /// Local properties of the jobs of stages, and time zones.
    public static let propertiesMax = 1 << 16
    public static let zonesMax = 1 << 13
    /// Executors in the tables of map outputs.
    public static let blockServersMax = 1 << 16
    public static let launchesMax = 1 << 18
    /// Parts of inputs, and blocks in them.
    public static let partsMax = 1 << 19
    public static let filesMax = 1 << 19
}
