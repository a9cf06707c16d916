// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute
import Testing

/// Runs an aggregation over batches of `batchRows` with `memory` bytes; the emitted rows.
func aggregate(
    _ keys: Column, _ values: Column, _ function: AggregateFunction, mode: AggregateMode = .final, batchRows: Int,
    memory: Int, spill: MemorySpill = MemorySpill()
) throws -> (rows: [Scalar], batches: [Int]) {
    let budget = FixedBudget(memory)
    var rows: [Scalar] = []
    var batches: [Int] = []
    do {
        let aggregator = HashAggregator(
            keyType: keys.type, valueType: values.type, function: function, mode: mode, memory: budget, spill: spill,
            context: RunContext())
        for (key, value) in zip(keys.batches(batchRows), values.batches(batchRows)) {
            try aggregator.add(keys: key, values: value)
        }
        try aggregator.finish { (batch, hashes) throws(ComputeError) in
            let expected = Buffer(byteCount: batch.count * 8)
            let own = expected.pointer(UInt64.self)
            batch.children[0].hash(into: own)
            for row in 0..<batch.count where own[row] != hashes[row] { Issue.record("hash of row \(row)") }
            rows += batch.scalars
            batches.append(batch.count)
        }
    }
    #expect(budget.taken == 0)
    return (rows, batches)
}

/// The groups in canonical order, by a dictionary.
func naiveGroups(_ keys: Column, _ values: Column, _ fold: ([Scalar]) -> Scalar) -> [Scalar] {
    var members: [Scalar: [Scalar]] = [:]
    var firstRows: [Scalar: Int] = [:]
    for row in 0..<keys.count {
        members[keys.scalar(row), default: []].append(values.scalar(row))
        if firstRows[keys.scalar(row)] == nil { firstRows[keys.scalar(row)] = row }
    }
    let hashes = Buffer(byteCount: keys.count * 8)
    let hash = hashes.pointer(UInt64.self)
    keys.hash(into: hash)
    let order = members.keys.sorted { left, right in
        let (a, b) = (firstRows[left]!, firstRows[right]!)
        return hash[a] == hash[b] ? keys.compare(a, with: keys, b) < 0 : hash[a] < hash[b]
    }
    return withExtendedLifetime(hashes) { order.map { .tuple([$0, fold(members[$0]!)]) } }
}

func sum(_ values: [Scalar]) -> Scalar {
    var total = 0
    for case .int(let value) in values { total += value }
    return .int(total)
}

@Suite struct AggregationTests {
    @Test(arguments: [1 << 30, 100_000, 0])
    func sumsByIntKeyAreTheSameWhateverTheMemory(memory: Int) throws {
        var random = Seeded(7)
        let keys = Column.ints((0..<20_000).map { _ in Int.random(in: -3_000...3_000, using: &random) })
        let values = Column.ints((0..<20_000).map { _ in Int.random(in: -9...9, using: &random) })
        let spill = MemorySpill()
        let result = try aggregate(keys, values, .sum, batchRows: 999, memory: memory, spill: spill)
        #expect(result.rows == naiveGroups(keys, values, sum))
        #expect((spill.spillCount > 0) == (memory < 1 << 20))
        #expect(result.batches.dropLast().allSatisfy { $0 == ComputeLimits.emittedRowsMax })
    }
}
