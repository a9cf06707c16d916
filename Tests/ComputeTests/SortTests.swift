// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute
import Testing

/// Sorts `rows` with `memory` bytes.
func sort(
    _ rows: Column, descending: Bool = false, keyOf: VerifiedProgram? = nil, batchRows: Int, memory: Int,
    spill: MemorySpill = MemorySpill()
) throws -> (rows: [Scalar], batches: [Int]) {
    let budget = FixedBudget(memory)
    var sorted: [Scalar] = []
    var batches: [Int] = []
    do {
        let sorter = Sorter(
            type: rows.type, keyOf: keyOf.map { ProgramRunner($0, context: RunContext()) }, descending: descending,
            memory: budget, spill: spill, context: RunContext())
        for batch in rows.batches(batchRows) { try sorter.add(batch) }
        try sorter.finish { (batch) throws(ComputeError) in
            sorted += batch.scalars
            batches.append(batch.count)
        }
    }
    #expect(budget.taken == 0)
    return (sorted, batches)
}

/// A stable sort by comparison.
func naiveSort(_ rows: Column, keys: Column, descending: Bool) -> [Scalar] {
    (0..<rows.count).sorted { left, right in
        let order = keys.compare(left, with: keys, right)
        return order == 0 ? left < right : (descending ? order > 0 : order < 0)
    }.map { rows.scalar($0) }
}

@Suite struct SortTests {
    @Test(arguments: [1 << 30, 100_000], [false, true])
    func textsAreSortedWhateverTheMemory(memory: Int, descending: Bool) throws {
        var random = Seeded(3)
        let rows = Column.strings(
            (0..<20_000).map { _ in
                String((0..<Int.random(in: 0...14, using: &random)).map { _ in "ab\0".randomElement(using: &random)! })
            })
        let spill = MemorySpill()
        let result = try sort(rows, descending: descending, batchRows: 1000, memory: memory, spill: spill)
        #expect(result.rows == naiveSort(rows, keys: rows, descending: descending))
        #expect((spill.spillCount > 0) == (memory < 1 << 20))
        #expect(result.batches.dropLast().allSatisfy { $0 == ComputeLimits.emittedRowsMax })
    }
}
