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

    @Test(arguments: [1 << 30, 0], [false, true])
    func everyTypeIsSortedStably(memory: Int, descending: Bool) throws {
        let types: [DataType] = [
            .int, .float, .bool, .string, .bytes, .null, .tuple([.string, .int]), .list(.int), .tuple([.float, .bool]),
        ]
        for (index, type) in types.enumerated() {
            for nulls in [false, true] {
                var source = ScalarSource(random: Seeded(index), nulls: nulls)
                // The row's number makes stability visible.
                let keys = (0..<3_000).map { _ in source.scalar(type) }
                let rows = Column(.tuple([type, .int]), keys.enumerated().map { .tuple([$1, .int($0)]) })!
                let result = try sort(
                    rows, descending: descending, keyOf: memberProgram(rows.type, 0), batchRows: 500, memory: memory)
                let wanted = naiveSort(rows, keys: rows.children[0], descending: descending)
                #expect(zip(result.rows, wanted).allSatisfy { same($0, $1) }, "\(type), nulls: \(nulls)")
                #expect(result.rows.count == wanted.count)
            }
        }
    }

    @Test func manyRunsAreMergedInSeveralPasses() throws {
        var random = Seeded(11)
        let rows = Column.ints((0..<120_000).map { _ in Int.random(in: 0..<1_000, using: &random) })
        let spill = MemorySpill()
        let result = try sort(rows, batchRows: 1_500, memory: 0, spill: spill)
        #expect(spill.spillCount > ComputeLimits.mergeFanInMax + 1)
        #expect(result.rows == naiveSort(rows, keys: rows, descending: false))
    }

    @Test func longEqualBeginningsAreTold() throws {
        var random = Seeded(12)
        let beginning = String(repeating: "same beginning ", count: 5)
        let rows = Column.strings(
            (0..<5_000).map { _ in beginning + String(Int.random(in: 0..<700, using: &random)) })
        for descending in [false, true] {
            let result = try sort(rows, descending: descending, batchRows: 4_096, memory: 1 << 30)
            #expect(result.rows == naiveSort(rows, keys: rows, descending: descending))
        }
    }

    @Test func nothingSortedIsNothing() throws {
        #expect(try sort(.ints([]), batchRows: 1, memory: 0).rows.isEmpty)
    }

    @Test func aFailingKeyEndsTheSort() {
        var writer = ProgramWriter()
        let text = writer.register(.string)
        var code: [Instruction] = []
        let key = writer.emit(.parseInt, .int, [text], into: &code)
        let program = writer.program([Segment(parameters: [text], instructions: code, terminator: .yield(key))])
        let error = #expect(throws: ComputeError.self) {
            try sort(.strings(["1", "2", "zwei"]), keyOf: program, batchRows: 2, memory: 1 << 20)
        }
        #expect(error?.kind == .parse && error?.row == "\"zwei\"" && error?.rowNumber == 2)
    }
}

/// tuple -> its member.
func memberProgram(_ type: DataType, _ index: Int) -> VerifiedProgram {
    var writer = ProgramWriter()
    let row = writer.register(type)
    var code: [Instruction] = []
    let member = writer.emit(.member, type.children[index], [row], immediate: index, into: &code)
    return writer.program([Segment(parameters: [row], instructions: code, terminator: .yield(member))])
}

@Suite struct PartitionerTests {
    @Test func hashPartitionsFollowTheOrderOfHashes() {
        var random = Seeded(1)
        let hashes = ((0..<1_000).map { _ in random.next() } + [0, .max]).sorted()
        for partitions in [1, 2, 7, 64, 1_000] {
            var out = [Int32](repeating: -1, count: hashes.count)
            Partitioner.hashPartitions(hashes, count: hashes.count, partitions: partitions, into: &out)
            #expect(out == out.sorted() && out[0] == 0 && out.last! == Int32(partitions - 1))
        }
    }

    @Test(arguments: [false, true]) func rangePartitionsHoldWhatLiesBetweenTheBounds(descending: Bool) throws {
        let types: [DataType] = [.int, .float, .string, .tuple([.string, .int]), .list(.int)]
        for (index, type) in types.enumerated() {
            var source = ScalarSource(random: Seeded(index), nulls: true)
            let keys = Column(type, (0..<500).map { _ in source.scalar(type) })!
            let sorted = Column(
                type,
                naiveSort(keys, keys: keys, descending: descending).enumerated()
                    .filter { $0.offset % 100 == 99 }.dropLast().map(\.element))!
            var out = [Int32](repeating: -1, count: 500)
            try Partitioner.rangePartitions(keys: keys, bounds: sorted, descending: descending, into: &out)
            for row in 0..<500 {
                let above = (0..<sorted.count).count { bound in
                    let order = naiveCompare(keys.scalar(row), sorted.scalar(bound))
                    return descending ? order < 0 : order > 0
                }
                #expect(out[row] == Int32(above), "\(type)")
            }
        }
    }

    @Test func withoutBoundsThereIsOnePartition() throws {
        var out: [Int32] = [-1, -1]
        try Partitioner.rangePartitions(keys: .ints([1, 2]), bounds: .ints([]), descending: false, into: &out)
        #expect(out == [0, 0])
    }
}
