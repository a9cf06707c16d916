// SPDX-License-Identifier: Apache-2.0

public import Columnar
public import Scripting

/// What a program may know and use while it runs in one task.
public struct RunContext {
    /// The number of the partition that the task works on.
    public var partition: Int
    /// Rows times instructions that each runner may execute.
    public var instructionBudget: Int
    /// Bytes that the registers of one batch may hold.
    public var memoryMax: Int
    /// The task's share of memory, which the values of scripts take from; nil: up to `memoryMax` from nowhere.
    public var memory: (any MemoryBudget)?
    /// What random functions of scripts are seeded by, together with the partition.
    public var seed: UInt64
    /// Where scripts add to accumulators; nil: in no job that this task belongs to.
    public var accumulators: TaskAccumulators?
    /// What scripts may know of the task and use of the executor.
    public var services: ScriptServices
    /// Asked before each batch and at each round of a loop: whether the task is to stop.
    public var isCancelled: () -> Bool
    /// Digests by their names in Python's `hashlib`; nil: scripts use their own.
    public var digest: (@Sendable (String) -> (any DigestState)?)?

    public init(
        partition: Int = 0, instructionBudget: Int = ComputeLimits.instructionBudgetDefault,
        memoryMax: Int = ComputeLimits.registerByteCountMax, memory: (any MemoryBudget)? = nil, seed: UInt64 = 0,
        accumulators: TaskAccumulators? = nil, services: ScriptServices = ScriptServices(),
        digest: (@Sendable (String) -> (any DigestState)?)? = nil,
        isCancelled: @escaping () -> Bool = { false }
    ) {
        self.partition = partition
        self.instructionBudget = instructionBudget
        self.memoryMax = memoryMax
        self.memory = memory
        self.seed = seed
        self.accumulators = accumulators
        self.services = services
        self.isCancelled = isCancelled
        self.digest = digest
    }

    /// The same for scripts.
    var scriptEnvironment: ScriptEnvironment {
        let accumulators = accumulators
        return ScriptEnvironment(
            partition: partition, seed: seed, instructionBudget: instructionBudget,
            memoryBudget: memory == nil ? memoryMax : .max, memory: memory.map { ScriptShare($0) },
            isCancelled: isCancelled, services: services, digest: digest,
            accumulate: { (number, value, host) throws(Raised) in
                guard let accumulators else {
                    throw Raised("RuntimeError", "accumulator \(number) is not part of this job")
                }
                try accumulators.add(value, to: number, host)
            })
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
    /// Whether so much is taken that whoever can do with less had better.
    var isShort: Bool { get }
}

extension MemoryBudget {
    public var isShort: Bool { false }
}

/// A task's share of memory as scripts see it.
private final class ScriptShare: ScriptMemory {
    private let budget: any MemoryBudget

    init(_ budget: any MemoryBudget) { self.budget = budget }

    func grow(by bytes: Int) -> Bool { budget.grow(by: bytes) }
    func shrink(by bytes: Int) { budget.shrink(by: bytes) }
    var isShort: Bool { budget.isShort }
}

/// Where kernels write what does not fit in memory.
public protocol SpillProvider: AnyObject {
    /// A new, empty spill for rows of `type`.
    func makeSpill(type: DataType) throws(ComputeError) -> any Spill
}

/// Rows on their way to disk. Removed from disk when the last reference goes.
public protocol Spill: AnyObject {
    func append(_ rows: Column) throws(ComputeError)
    /// No more rows: a reader of all of them, in order. Asked again, another one.
    func finish() throws(ComputeError) -> any SpilledRows
    /// Bytes written so far.
    var byteCount: Int { get }
}

/// Reads a spill once, in the order in which it was written.
public protocol SpilledRows: AnyObject {
    /// The next batch, or nil at the end.
    func next() throws(ComputeError) -> Column?
}
