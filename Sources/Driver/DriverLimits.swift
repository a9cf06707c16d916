// SPDX-License-Identifier: Apache-2.0

/// Bounds of a driver.
public enum DriverLimits {
    /// Bytes of one job's results that the driver holds, unless configured.
    public static let resultBytesMaxDefault = 1 << 30
    /// Kept results that are fetched from executors at a time.
    public static let resultFetchesMax = 4
    public static let resultWindowBytes = 4 << 20
    /// Blocks of one result, and the bytes that one fetch may bring, follow from the budget above.
    /// Slots that are counted on while nobody knows how many will come (stand-alone): as Spark does.
    public static let slotsAssumed = 2
    /// Blocks of a task's input that travel in its launch; more are sent before it.
    public static let launchBlockBytesMax = 256 << 10
    /// Bytes of orders that are collected for one message.
    public static let ordersBytesMax = 4 << 20
    /// Bytes of one order that cannot be parted: a stage, or the description of a task's input.
    public static let orderBytesMax = 12 << 20
    /// Encoded values that one job adds to accumulators.
    public static let accumulatorBytesMax = 64 << 20
    public static let executorsMax = 10_000
    /// Time for executors to end after they were told to.
    public static let stopSeconds = 5
    /// Characters of a failure message that travel on to the user.
    public static let messageCharactersMax = 8_192
}
