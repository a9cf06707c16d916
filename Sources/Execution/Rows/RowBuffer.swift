// SPDX-License-Identifier: Apache-2.0

import Columnar
import Compute

/// Rows kept for being read once or more: in memory while they fit, else on disk. The end of the chain of one part.
final class RowBuffer: RowReceiver {
    let type: DataType
    private(set) var rowCount = 0
    private var columns: [Column] = []
    private var bytesHeld = 0
    private var spill: (any Spill)?
    private let memory: TaskMemory
    private let spills: TaskSpills

    init(type: DataType, memory: TaskMemory, spills: TaskSpills) {
        self.type = type
        self.memory = memory
        self.spills = spills
    }

    var isFull: Bool { false }

    func add(_ batch: Column) throws(TaskError) {
        rowCount += batch.count
        do throws(ComputeError) {
            if let spill { return try spill.append(batch) }
            let bytes = batch.compactByteCount
            if memory.grow(by: bytes) {
                columns.append(batch)
                bytesHeld += bytes
                return
            }
            let spill = try spills.makeSpill(type: type)
            for column in columns { try spill.append(column) }
            try spill.append(batch)
            self.spill = spill
            release()
        } catch {
            throw .compute(error)
        }
    }

    func end() -> StepOutcome { .finished }

    func close() {
        release()
        spill = nil
    }

    private func release() {
        columns = []
        memory.shrink(by: bytesHeld)
        bytesHeld = 0
    }

    /// All rows as one column when they are in memory, a column can have so many and there is room for a copy while
    /// they become one; else nil.
    func joined() -> Column? {
        guard spill == nil, rowCount <= Int(Int32.max) else { return nil }
        if columns.isEmpty { return ColumnBuilder(type).finish() }
        if columns.count == 1 { return columns[0] }
        guard memory.grow(by: bytesHeld) else { return nil }
        defer { memory.shrink(by: bytesHeld) }
        let joined = Column.concatenate(columns)
        columns = [joined]
        return joined
    }

    /// A reader from the first row on; no rows are added any more.
    func makeReader() throws(TaskError) -> RowBufferReader {
        do throws(ComputeError) { return RowBufferReader(columns, spill == nil ? nil : try spill!.finish()) } catch {
            throw .compute(error)
        }
    }
}

/// Reads a `RowBuffer` once.
final class RowBufferReader {
    private let columns: [Column]
    private let spilled: (any SpilledRows)?
    private var index = 0

    init(_ columns: [Column], _ spilled: (any SpilledRows)?) {
        self.columns = columns
        self.spilled = spilled
    }

    /// The next rows; nil at the end.
    func next() throws(TaskError) -> Column? {
        if let spilled {
            do throws(ComputeError) { return try spilled.next() } catch { throw .compute(error) }
        }
        guard index < columns.count else { return nil }
        index += 1
        return columns[index - 1]
    }
}
