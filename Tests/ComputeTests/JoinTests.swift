// SPDX-License-Identifier: Apache-2.0

import Columnar
import Compute
import Testing

private let results: [JoinResult] = [
    .pairs(keepsLeft: false, keepsRight: false), .pairs(keepsLeft: true, keepsRight: false),
    .pairs(keepsLeft: false, keepsRight: true), .pairs(keepsLeft: true, keepsRight: true), .leftRows(matched: true),
    .leftRows(matched: false),
]

/// Joins rows (key, value) in batches of `batchRows` with `memory` bytes.
private func join(
    _ left: Column, _ right: Column, _ result: JoinResult, batchRows: Int, memory: Int,
    spill: MemorySpill = MemorySpill()
) throws -> (rows: [Scalar], batches: [Column]) {
    guard case .tuple(let one) = left.type, case .tuple(let two) = right.type else { return ([], []) }
    let budget = FixedBudget(memory)
    var batches: [Column] = []
    do {
        let joiner = Joiner(
            keyType: one[0], leftType: one[1], rightType: two[1], rule: JoinRule(result), batchRows: batchRows,
            memory: budget, spill: spill, context: RunContext())
        for batch in left.batches(batchRows) { try joiner.add(batch, to: .left) }
        for batch in right.batches(batchRows) { try joiner.add(batch, to: .right) }
        while let batch = try joiner.next() { batches.append(batch) }
    }
    #expect(budget.taken == 0)
    #expect(batches.allSatisfy { (1...batchRows).contains($0.count) })
    return (batches.flatMap(\.scalars), batches)
}

/// The same by comparing everything.
private func naiveJoin(_ left: Column, _ right: Column, _ result: JoinResult) -> [Scalar] {
    let all = Column.concatenate([left.children[0], right.children[0]])
    let hashes = Buffer(byteCount: all.count * 8)
    let hash = hashes.pointer(UInt64.self)
    all.hash(into: hash)
    func order(_ a: Int, _ b: Int) -> Int {
        hash[a] == hash[b] ? all.compare(a, with: all, b) : (hash[a] < hash[b] ? -1 : 1)
    }
    return withExtendedLifetime(hashes) {
        let rows = (0..<all.count).sorted { order($0, $1) == 0 ? $0 < $1 : order($0, $1) < 0 }
        var joined: [Scalar] = []
        var start = 0
        while start < rows.count {
            var end = start
            while end < rows.count && order(rows[start], rows[end]) == 0 { end += 1 }
            let ours = rows[start..<end].filter { $0 < left.count }
            let theirs = rows[start..<end].filter { $0 >= left.count }
            func value(_ row: Int) -> Scalar {
                row < left.count ? left.children[1].scalar(row) : right.children[1].scalar(row - left.count)
            }
            switch result {
            case .leftRows(let matched):
                if theirs.isEmpty != matched { joined += ours.map { .tuple([all.scalar($0), value($0)]) } }
            case .pairs(let keepsLeft, let keepsRight):
                if theirs.isEmpty && keepsLeft {
                    joined += ours.map { .tuple([all.scalar($0), .tuple([value($0), .null])]) }
                } else if ours.isEmpty && keepsRight {
                    joined += theirs.map { .tuple([all.scalar($0), .tuple([.null, value($0)])]) }
                } else {
                    for one in ours {
                        for two in theirs {
                            joined.append(.tuple([all.scalar(ours[0]), .tuple([value(one), value(two)])]))
                        }
                    }
                }
            }
            start = end
        }
        return joined
    }
}

private func pairs(_ keys: [Scalar], _ type: DataType, _ value: DataType, _ random: inout ScalarSource) -> Column {
    Column(.tuple([type, value]), keys.map { .tuple([$0, random.scalar(value)]) })!
}

@Suite struct JoinTests {
    @Test(arguments: [1 << 30, 200_000, 0], [1, 3, 4096])
    func `every kind of join of every type is what comparing all rows gives`(memory: Int, batchRows: Int) throws {
        let types: [DataType] = [.int, .string, .float, .bool, .null, .tuple([.string, .int]), .bytes]
        for (index, type) in types.enumerated() {
            var source = ScalarSource(random: Seeded(index + batchRows), nulls: true)
            let (left, right) = (
                pairs((0..<170).map { _ in source.scalar(type) }, type, .string, &source),
                pairs((0..<130).map { _ in source.scalar(type) }, type, .tuple([.int, .list(.string)]), &source)
            )
            for result in results {
                let got = try join(left, right, result, batchRows: batchRows, memory: memory).rows
                let wanted = naiveJoin(left, right, result)
                #expect(got.count == wanted.count, "\(type), \(result)")
                #expect(zip(got, wanted).allSatisfy { same($0, $1) }, "\(type), \(result)")
            }
        }
    }

    @Test(arguments: [1 << 30, 0])
    func `keys of type any are equal as Python has it`(memory: Int) throws {
        let left: [Scalar] = [.int(1), .float(1.5), .bool(true), .null, .string("1"), .float(.nan), .tuple([.int(2)])]
        let right: [Scalar] = [
            .float(1), .null, .null, .bytes([49]), .float(.nan), .tuple([.bool(true)]), .tuple([.float(2)]), .int(0),
        ]
        func rows(_ keys: [Scalar], _ first: Int) -> Column {
            Column(
                .tuple([.any, .int]), keys.enumerated().map { .tuple([$1, .int(first + $0)]) })!
        }
        for result in results {
            let (one, two) = (rows(left, 0), rows(right, 100))
            let got = try join(one, two, result, batchRows: 2, memory: memory).rows
            let wanted = naiveJoin(one, two, result)
            #expect(got.count == wanted.count && zip(got, wanted).allSatisfy { same($0, $1) }, "\(result)")
        }
        let inner = try join(rows(left, 0), rows(right, 100), results[0], batchRows: 9, memory: memory).rows
        // 1 and True with 1.0; None with both None; NaN; (2,) with (2.0,).
        #expect(inner.count == 6)
    }

    @Test(arguments: [1 << 30, 0])
    func `a key with many rows on both sides gives its pairs a bounded batch at a time`(memory: Int) throws {
        let (count, others) = (500, 150)
        func rows(_ offset: Int) -> Column {
            Column(
                .tuple([.int, .string]),
                (0..<count + others).map { row in
                    let key = row % 2 == 0 || row >= 2 * others ? 7 : 10_000 + row
                    return .tuple([.int(key), .string("a text that is not inside its view \(offset + row)")])
                })!
        }
        let spill = MemorySpill()
        let (left, right) = (rows(0), rows(1 << 20))
        let got = try join(left, right, results[0], batchRows: 4096, memory: memory, spill: spill)
        let wanted = naiveJoin(left, right, results[0])
        #expect(got.rows == wanted && wanted.count > 100_000)
        // No batch keeps more alive than a few batches of the sides.
        #expect(got.batches.allSatisfy { $0.byteCount < 8 << 20 })
    }

    @Test func `wide rows make small batches`() throws {
        let wide = String(repeating: "wide ", count: 50_000)
        let left = Column(.tuple([.int, .string]), (0..<20).map { .tuple([.int(1), .string("\($0) \(wide)")]) })!
        let right = Column(.tuple([.int, .int]), (0..<200).map { .tuple([.int(1), .int($0)]) })!
        for (one, two) in [(left, right), (right, left)] {
            let got = try join(one, two, results[0], batchRows: 4096, memory: 1 << 30)
            #expect(got.batches.reduce(0) { $0 + $1.count } == 4_000)
            #expect(got.batches.allSatisfy { $0.compactByteCount <= 2 << 20 })
        }
    }

    @Test func `one row on one side lets the other go by without being kept`() throws {
        let many = Column(.tuple([.int, .int]), (0..<50_000).map { .tuple([.int(3), .int($0)]) })!
        let one = Column(.tuple([.int, .int]), [.tuple([.int(3), .int(-1)])])!
        for (left, right) in [(many, one), (one, many)] {
            let spill = MemorySpill()
            let memory = 100_000
            let got = try join(left, right, results[0], batchRows: 4096, memory: memory, spill: spill)
            #expect(got.rows == naiveJoin(left, right, results[0]))
        }
    }

    @Test func `a failing spill ends the join`() {
        let spill = MemorySpill()
        spill.appendsLeft = 3
        let rows = Column(.tuple([.int, .int]), (0..<50_000).map { .tuple([.int($0), .int($0)]) })!
        let error = #expect(throws: ComputeError.self) {
            try join(rows, rows, results[0], batchRows: 4096, memory: 0, spill: spill)
        }
        #expect(error?.kind == .spill)
    }

    @Test func `empty sides join`() throws {
        let rows = Column(.tuple([.int, .int]), [.tuple([.int(1), .int(2)])])!
        let none = rows.slice(0, 0)
        for result in results {
            for (left, right) in [(rows, none), (none, rows), (none, none)] {
                let got = try join(left, right, result, batchRows: 10, memory: 0).rows
                #expect(got == naiveJoin(left, right, result), "\(result)")
            }
        }
    }
}
