// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute
import Execution
import Plan
import Synchronization

/// Functions over partitions of (key, value) pairs that stand in for scripts: lazy in every way that there is.
final class SimulatedFunctions: Sendable {
    enum Kind: UInt8, CaseIterable {
        /// Every other row, then (number of the partition, rows).
        case everyOther
        /// The first rows alone; the rest is not asked for.
        case firstRows
        /// (number of the partition, -1) before any row is asked for, then each row twice.
        case twice
    }

    static let rowsTaken = 5

    static func script(_ kind: Kind, id: Int) -> PartitionScript {
        PartitionScript(
            code: [kind.rawValue, UInt8(truncatingIfNeeded: id)], inputType: Dataset.pairType,
            resultType: Dataset.pairType, passesIndex: true)
    }

    /// What the function makes of a partition.
    static func apply(_ kind: Kind, _ index: Int, _ rows: [Row]) -> [Row] {
        switch kind {
        case .everyOther:
            rows.enumerated().filter { $0.offset % 2 == 0 }.map(\.element) + [[index, rows.count]]
        case .firstRows: Array(rows.prefix(rowsTaken))
        case .twice: [[index, -1]] + rows.flatMap { [$0, $0] }
        }
    }

    /// Functions of one executor that live; none may when the session has ended.
    final class Living: Sendable { let count = Atomic<Int>(0) }

    func make(
        _ script: PartitionScript, _ context: RunContext, _ living: Living
    ) throws(ComputeError) -> any PartitionFunction {
        guard script.code.count == 2, let kind = Kind(rawValue: script.code[0]) else {
            throw ComputeError(.invalidArgument, "no such function")
        }
        return SimulatedFunction(kind, id: Int(script.code[1]), context, living)
    }
}

private final class SimulatedFunction: PartitionFunction {
    private let kind: SimulatedFunctions.Kind
    private let id: Int
    private let context: RunContext
    private let living: SimulatedFunctions.Living
    private var pending = ColumnBuilder(Dataset.pairType)

    init(_ kind: SimulatedFunctions.Kind, id: Int, _ context: RunContext, _ living: SimulatedFunctions.Living) {
        self.kind = kind
        self.id = id
        self.context = context
        self.living = living
        living.count.add(1, ordering: .relaxed)
    }

    deinit { living.count.subtract(1, ordering: .relaxed) }

    func run(_ rows: PartitionRows) throws(ComputeError) {
        try context.accumulators?.accumulate(
            id, [UInt8(truncatingIfNeeded: rows.index), UInt8(truncatingIfNeeded: rows.index >> 8)])
        if kind == .twice { try give([rows.index, -1], rows) }
        var seen = 0
        taking: while let batch = try rows.next() {
            for row in 0..<batch.count {
                let pair = [batch.children[0].ints[row], batch.children[1].ints[row]]
                switch kind {
                case .everyOther: if seen % 2 == 0 { try give(pair, rows) }
                case .firstRows: try give(pair, rows)
                case .twice:
                    try give(pair, rows)
                    try give(pair, rows)
                }
                seen += 1
                if kind == .firstRows, seen == SimulatedFunctions.rowsTaken { break taking }
            }
        }
        if kind == .everyOther { try give([rows.index, seen], rows) }
        try rows.emit(pending.finish())
    }

    private func give(_ row: Row, _ rows: PartitionRows) throws(ComputeError) {
        _ = pending.append(.tuple([.int(row[0]), .int(row[1])]))
        if pending.count >= rows.batchRows { try rows.emit(pending.finish()) }
    }
}
