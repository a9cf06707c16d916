// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// What a program may know and use while it runs in one task.
public struct RunContext {
    /// The number of the partition that the task works on.
    public var partition: Int
    /// Rows times instructions that each runner may execute.
    public var instructionBudget: Int
    /// Bytes that the registers of one batch may hold.
    public var memoryMax: Int
    /// Takes what scripts add to accumulators; nil where there are none.
    public var accumulators: TaskAccumulators?
    /// Asked before each batch and at each round of a loop: whether the task is to stop.
    public var isCancelled: () -> Bool

    public init(
        partition: Int = 0, instructionBudget: Int = ComputeLimits.instructionBudgetDefault,
        memoryMax: Int = ComputeLimits.registerByteCountMax, accumulators: TaskAccumulators? = nil,
        isCancelled: @escaping () -> Bool = { false }
    ) {
        self.partition = partition
        self.instructionBudget = instructionBudget
        self.memoryMax = memoryMax
        self.accumulators = accumulators
        self.isCancelled = isCancelled
    }

    /// Throws when the task has been cancelled.
    func checkCancelled() throws(ComputeError) {
        if isCancelled() { throw ComputeError(.cancelled, "the task was cancelled") }
    }
}

/// The memory that a kernel may hold; an adapter to the memory pool of the executor.
public protocol MemoryBudget: AnyObject {
    /// Reserves `bytes` more; false when they are not to be had.
    func grow(by bytes: Int) -> Bool
    /// Gives back `bytes`.
    func shrink(by bytes: Int)
}

/// Where kernels write what does not fit in memory.
public protocol SpillProvider: AnyObject {
    /// A new, empty spill for rows of `type`.
    func makeSpill(type: DataType) throws(ComputeError) -> any Spill
}

/// Rows on their way to disk. Removed from disk when the last reference goes.
public protocol Spill: AnyObject {
    func append(_ rows: Column) throws(ComputeError)
    /// No more rows: a reader of all of them, in order.
    func finish() throws(ComputeError) -> any SpillReader
    /// Bytes written so far.
    var byteCount: Int { get }
}

/// Reads a spill once, in the order in which it was written.
public protocol SpillReader: AnyObject {
    /// The next batch, or nil at the end.
    func next() throws(ComputeError) -> Column?
}
