// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Threads

/// The memory that tasks, cached blocks and shuffle outputs of one process may take together. Thread-safe.
public final class MemoryPool: Sendable {
    public let bytesMax: Int
    private let usedBytes = Atomic<Int>(0)
    private let peakBytes = Atomic<Int>(0)
    private let reclaimer = Lock<(@Sendable (Int) -> Void)?>(nil)

    public init(bytesMax: Int) {
        precondition(bytesMax >= 0)
        self.bytesMax = bytesMax
    }

    /// Bytes reserved now.
    public var used: Int { usedBytes.load(ordering: .relaxed) }
    /// The most bytes that were ever reserved at a time.
    public var peak: Int { peakBytes.load(ordering: .relaxed) }
    /// Bytes that can still be reserved.
    public var available: Int { bytesMax - used }

    /// Takes `bytes` when that many are left; false, with nothing taken, when not.
    public func reserve(_ bytes: Int) -> Bool {
        precondition(bytes >= 0)
        var current = usedBytes.load(ordering: .relaxed)
        while bytes <= bytesMax - current {
            let (exchanged, original) = usedBytes.weakCompareExchange(
                expected: current, desired: current + bytes, ordering: .relaxed)
            if exchanged {
                peakBytes.max(current + bytes, ordering: .relaxed)
                return true
            }
            current = original
        }
        return false
    }

    /// Gives back `bytes` that were reserved.
    public func release(_ bytes: Int) {
        precondition(bytes >= 0)
        let left = usedBytes.subtract(bytes, ordering: .relaxed).newValue
        precondition(left >= 0, "more memory was given back than was taken")
    }

    /// Says who frees memory when a task is refused some: `reclaim(bytes)` tries to release that many bytes and may
    /// write to disk; it is called on the task's thread, with no lock held.
    public func setReclaimer(_ reclaim: (@Sendable (Int) -> Void)?) { reclaimer.withLock { $0 = reclaim } }

    func reclaim(_ bytes: Int) {
        let reclaim = reclaimer.withLock { $0 }
        reclaim?(bytes)
    }
}

/// One task's share of a pool; gives all back when it goes. Confined to the task's thread.
public final class MemoryReservation {
    public let pool: MemoryPool
    public private(set) var held = 0

    public init(_ pool: MemoryPool) { self.pool = pool }

    deinit { pool.release(held) }

    /// Takes `bytes` more, which may push what others hold in memory to disk; false, with nothing taken, when they are
    /// not to be had.
    public func grow(by bytes: Int) -> Bool {
        if !pool.reserve(bytes) {
            pool.reclaim(bytes)
            if !pool.reserve(bytes) { return false }
        }
        held += bytes
        return true
    }

    /// Gives back `bytes` of what is held.
    public func shrink(by bytes: Int) {
        precondition(bytes >= 0 && bytes <= held)
        held -= bytes
        pool.release(bytes)
    }
}
