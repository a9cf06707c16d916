// SPDX-License-Identifier: Apache-2.0

import CMalloc
import Columnar
import Compute
import Storage

/// A task's share of the executor's memory: at most an equal part for each slot. (When the pool is full, the shuffle
/// store moves map outputs to disk before a task is refused.)
final class TaskMemory: MemoryBudget {
    let reservation: MemoryReservation
    private let bytesMax: Int
    private(set) var peak = 0

    init(pool: MemoryPool, slots: Int) {
        reservation = MemoryReservation(pool)
        bytesMax = pool.bytesMax / max(slots, 1)
    }

    /// Why a block that another process announces is too large to be waited for: before any of it is; nil when it is
    /// not. It is here twice at a time, in pieces and in one.
    func refusal(ofBlock bytes: Int) -> String? {
        guard bytes > max(bytesMax / 2, ExecutionLimits.fetchWindowBytes) else { return nil }
        return
            "a block of \(bytes) bytes is announced, and a task has \(bytesMax) bytes of memory here: make "
            + "smaller rows, "
            + "or give the executors more memory (spark.executor.memory)"
    }

    /// The same of the rows of a block that has come.
    func refusal(ofDecoded block: Buffer) throws(BlockError) -> String? {
        let bytes = try BlockCodec.decodedByteCount(block.bytes)
        guard bytes > max(bytesMax, ExecutionLimits.decodedUnrefusedBytes) else { return nil }
        return
            "the rows of a block of \(block.byteCount) bytes take \(bytes) bytes, and a task has \(bytesMax) bytes of "
            + "memory here: make smaller rows, or give the executors more memory (spark.executor.memory)"
    }

    func grow(by bytes: Int) -> Bool {
        guard reservation.held + bytes <= bytesMax else { return false }
        guard reservation.grow(by: bytes) else { return false }
        peak = max(peak, reservation.held)
        return true
    }

    /// A large part of the share that is given back goes to the system, from holes in the heap as well: what comes next
    /// seldom fits into them, and resident memory would be what one kernel held and what the next one holds.
    func shrink(by bytes: Int) {
        reservation.shrink(by: bytes)
        if bytes >= bytesMax / ExecutionLimits.trimmedShare { malloc_trim(0) }
    }

    var isShort: Bool {
        reservation.held > bytesMax / 2 || reservation.pool.available < reservation.pool.bytesMax / 8
    }
}

/// Spill files of one task on the executor's scratch disk.
final class TaskSpills: SpillProvider {
    private let disk: any Disk
    private(set) var spilledBytes = 0

    init(disk: any Disk) { self.disk = disk }

    func makeSpill(type: DataType) throws(ComputeError) -> any Spill {
        do {
            return TaskSpill(try SpillFile(disk, type: type), self)
        } catch {
            throw ComputeError(.spill, "\(error)")
        }
    }

    fileprivate func wrote(_ bytes: Int) { spilledBytes += bytes }
}

private final class TaskSpill: Spill {
    private let file: SpillFile
    private let owner: TaskSpills

    init(_ file: SpillFile, _ owner: TaskSpills) {
        self.file = file
        self.owner = owner
    }

    var byteCount: Int { file.byteCount }

    func append(_ column: Column) throws(ComputeError) {
        let before = file.byteCount
        do { try file.append(column) } catch { throw ComputeError(.spill, "\(error)") }
        owner.wrote(file.byteCount - before)
    }

    func finish() throws(ComputeError) -> any SpilledRows {
        do {
            try file.finish()
            return TaskSpillReader(try file.makeReader())
        } catch {
            throw ComputeError(.spill, "\(error)")
        }
    }
}

private final class TaskSpillReader: SpilledRows {
    private let reader: SpillReader

    init(_ reader: SpillReader) { self.reader = reader }

    func next() throws(ComputeError) -> Column? {
        do { return try reader.next() } catch { throw ComputeError(.spill, "\(error)") }
    }
}
