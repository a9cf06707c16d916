// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute
import Testing

/// Rows (a, b, number) in the order of two members.
private let rowType = DataType.tuple([.tuple([.float, .string]), .int])

/// Gives the first member of the row.
private func firstMember() -> VerifiedProgram {
    var writer = ProgramWriter()
    let row = writer.register(rowType)
    var code: [Instruction] = []
    let key = writer.emit(.member, .tuple([.float, .string]), [row], immediate: 0, into: &code)
    return writer.program([Segment(parameters: [row], instructions: code, terminator: .yield(key))])
}

private func rows(_ count: Int, seed: Int) -> Column {
    var random = Seeded(seed)
    let rows = (0..<count).map { number -> Scalar in
        let floats: [Scalar] = [.null, .float(.nan), .float(-0.0), .float(0), .float(-1.5), .float(.infinity)]
        let texts: [Scalar] = [.null, .string(""), .string("a"), .string("a\0"), .string("a\0b"), .string("ab")]
        return .tuple([
            .tuple([floats.randomElement(using: &random)!, texts.randomElement(using: &random)!]), .int(number),
        ])
    }
    return Column(rowType, rows)!
}

private func naive(_ rows: Column, _ directions: [KeyDirection]) -> [Scalar] {
    let keys = rows.children[0].children
    func order(_ left: Int, _ right: Int) -> Bool {
        for (key, direction) in zip(keys, directions) {
            let (a, b) = (key.isNull(left), key.isNull(right))
            if a != b { return a == direction.nullsFirst }
            let order = key.compare(left, with: key, right)
            if order != 0 { return (order < 0) != direction.descending }
        }
        return left < right
    }
    return (0..<rows.count).sorted(by: order).map { rows.scalar($0) }
}

/// Every pair of directions.
private let orders: [[KeyDirection]] = (0..<16).map { (bits: Int) -> [KeyDirection] in
    let first = KeyDirection(descending: bits & 1 != 0, nullsFirst: bits & 2 != 0)
    return [first, KeyDirection(descending: bits & 4 != 0, nullsFirst: bits & 8 != 0)]
}

private func drained(_ orderer: any RowOrderer, _ rows: Column, batchRows: Int) throws -> [Scalar] {
    for batch in rows.batches(batchRows) { try orderer.add(batch) }
    var sorted: [Scalar] = []
    while let batch = try orderer.next() { sorted += batch.scalars }
    return sorted
}

@Suite struct SortKeysTests {
    @Test(arguments: orders.indices, [1 << 30, 0])
    func `members are ordered by their own directions`(index: Int, memory: Int) throws {
        let rows = rows(3_000, seed: index)
        let budget = FixedBudget(memory)
        let spill = MemorySpill()
        let keys = SortKeys(
            rowType: rowType, program: ProgramRunner(firstMember(), context: RunContext()), directions: orders[index])
        let sorter = Sorter(type: rowType, keys: keys, memory: budget, spill: spill, context: RunContext())
        let sorted = try drained(sorter, rows, batchRows: 400)
        #expect(zip(sorted, naive(rows, orders[index])).allSatisfy { same($0, $1) } && sorted.count == rows.count)
        #expect((spill.spillCount > 0) == (memory == 0))
    }

    @Test(arguments: [(0, 1 << 30), (1, 1 << 30), (7, 1 << 30), (2_000, 1 << 30), (9_000, 1 << 30), (3_000, 0)])
    func `the first rows are those of a whole sort`(wanted: Int, memory: Int) throws {
        for index in [0, 5, 14] {
            for batchRows in [3, 1_000] {
                let rows = rows(batchRows < 10 ? 1_000 : 8_000, seed: index)
                let keys = SortKeys(
                    rowType: rowType, program: ProgramRunner(firstMember(), context: RunContext()),
                    directions: orders[index])
                let top = TopRows(
                    type: rowType, keys: keys, rowsMax: wanted, memory: FixedBudget(memory), spill: MemorySpill(),
                    context: RunContext())
                let found = try drained(top, rows, batchRows: batchRows)
                let whole = naive(rows, orders[index]).prefix(wanted)
                #expect(found.count == whole.count && zip(found, whole).allSatisfy { same($0, $1) })
            }
        }
    }

    @Test func `one key in plain order is taken as it is`() throws {
        let rows = Column.ints([3, 1, 2])
        for descending in [false, true] {
            let keys = SortKeys(
                rowType: .int, program: nil,
                directions: [KeyDirection(descending: descending, nullsFirst: !descending)])
            #expect(keys.type == .int && keys.descending == descending)
            #expect(try keys.keys(of: rows) === rows)
        }
        let nullsLast = SortKeys(
            rowType: .int, program: nil, directions: [KeyDirection(descending: false, nullsFirst: false)])
        #expect(nullsLast.type == .bytes && !nullsLast.descending)
    }

    @Test func `nested values are ordered as they compare`() throws {
        let types: [DataType] = [
            .decimal, .list(.list(.int)), .tuple([.list(.string), .bool]), .bytes, .list(.tuple([.int, .float])),
        ]
        for (index, type) in types.enumerated() {
            for descending in [false, true] {
                var source = ScalarSource(random: Seeded(index), nulls: true)
                let rows = Column(type, (0..<800).map { _ in source.scalar(type) })!
                let direction = KeyDirection(descending: descending, nullsFirst: descending)
                let sorter = Sorter(
                    type: type, keys: SortKeys(rowType: type, program: nil, directions: [direction]),
                    memory: FixedBudget(1 << 30), spill: MemorySpill(), context: RunContext())
                let sorted = try drained(sorter, rows, batchRows: 100)
                let wanted = (0..<rows.count).sorted { left, right in
                    let (a, b) = (rows.isNull(left), rows.isNull(right))
                    if a != b { return a == descending }
                    let order = rows.compare(left, with: rows, right)
                    return order == 0 ? left < right : (order < 0) != descending
                }
                #expect(zip(sorted, wanted).allSatisfy { same($0, rows.scalar($1)) } && sorted.count == rows.count)
            }
        }
    }
}
