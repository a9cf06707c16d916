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
    public static let executorsMax = 10_000
    /// Time for executors to end after they were told to.
    public static let stopSeconds = 5
    /// Characters of a failure message that travel on to the user.
    public static let messageCharactersMax = 8_192
}
