// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute
import Testing

private let sideType = DataType.tuple([.tuple([.int, .int]), .int])
private let pairType = DataType.tuple([.tuple([.int, .int]), .tuple([.int, .int])])

/// left value < right value.
private func condition() -> VerifiedProgram {
    var writer = ProgramWriter()
    let row = writer.register(pairType)
    var code: [Instruction] = []
    let values = writer.emit(.member, .tuple([.int, .int]), [row], immediate: 1, into: &code)
    let left = writer.emit(.member, .int, [values], immediate: 0, into: &code)
    let right = writer.emit(.member, .int, [values], immediate: 1, into: &code)
    let result = writer.emit(.less, .bool, [left, right], into: &code)
    return writer.program([Segment(parameters: [row], instructions: code, terminator: .yield(result))])
}

private func side(_ count: Int, keys: Int, seed: Int, nulls: Bool = true) -> Column {
    var random = Seeded(seed)
    func member() -> Scalar {
        let value = Int.random(in: 0..<keys, using: &random)
        return nulls && value == 0 ? .null : .int(value)
    }
    return Column(
        sideType,
        (0..<count).map { _ in
            .tuple([.tuple([member(), member()]), .int(Int.random(in: 0..<100, using: &random))])
        })!
}

private func join(
    _ left: Column, _ right: Column, _ rule: JoinRule, batchRows: Int, memory: Int
) throws -> [Scalar] {
    guard case .tuple(let one) = left.type, case .tuple(let two) = right.type else { return [] }
    let joiner = Joiner(
        keyType: one[0], leftType: one[1], rightType: two[1], rule: rule, batchRows: batchRows,
        memory: FixedBudget(memory), spill: MemorySpill(), context: RunContext())
    for batch in left.batches(batchRows) { try joiner.add(batch, to: .left) }
    for batch in right.batches(batchRows) { try joiner.add(batch, to: .right) }
    var rows: [Scalar] = []
    while let batch = try joiner.next() { rows += batch.scalars }
    return rows
}

private func members(_ scalar: Scalar) -> [Scalar] { if case .tuple(let members) = scalar { members } else { [] } }

/// The rows of a join by comparing all with all, as text in order.
private func naive(_ left: Column, _ right: Column, _ rule: JoinRule, _ matches: (Scalar, Scalar) -> Bool) -> [String] {
    var rows: [Scalar] = []
    var matched = Set<Int>()
    func equal(_ a: Scalar, _ b: Scalar) -> Bool {
        a == b && zip(members(a), rule.matchesNulls).allSatisfy { $0 != .null || $1 }
    }
    for a in left.scalars.map(members) {
        let others = right.scalars.enumerated().filter { equal(a[0], members($0.element)[0]) }
            .filter { matches(a[1], members($0.element)[1]) }
        matched.formUnion(others.map(\.offset))
        switch rule.result {
        case .leftRows(let wanted): if others.isEmpty != wanted { rows.append(.tuple(a)) }
        case .pairs(let keepsLeft, _):
            for other in others { rows.append(.tuple([a[0], .tuple([a[1], members(other.element)[1]])])) }
            if others.isEmpty && keepsLeft { rows.append(.tuple([a[0], .tuple([a[1], .null])])) }
        }
    }
    if case .pairs(_, keepsRight: true) = rule.result {
        for (number, row) in right.scalars.enumerated() where !matched.contains(number) {
            rows.append(.tuple([members(row)[0], .tuple([.null, members(row)[1]])]))
        }
    }
    return rows.map(\.description).sorted()
}

private let results: [JoinResult] = [
    .pairs(keepsLeft: false, keepsRight: false), .pairs(keepsLeft: true, keepsRight: false),
    .leftRows(matched: true), .leftRows(matched: false), .pairs(keepsLeft: false, keepsRight: true),
    .pairs(keepsLeft: true, keepsRight: true),
]

@Suite struct JoinRuleTests {
    @Test(arguments: results.indices, [[true, true], [false, true], [false, false]])
    func `nulls in keys match where they are to`(index: Int, matchesNulls: [Bool]) throws {
        let (left, right) = (side(300, keys: 6, seed: 1), side(200, keys: 6, seed: 2))
        let rule = JoinRule(results[index], matchesNulls: matchesNulls)
        for batchRows in [1, 7, 500] {
            let rows = try join(left, right, rule, batchRows: batchRows, memory: 1 << 30)
            #expect(rows.map(\.description).sorted() == naive(left, right, rule) { _, _ in true })
        }
    }

    @Test(arguments: 0..<4, [1 << 30, 0])
    func `a condition says which pairs match`(index: Int, memory: Int) throws {
        for (seed, keys) in [(1, 3), (2, 12), (3, 60)] {
            let (left, right) = (side(150, keys: keys, seed: seed), side(120, keys: keys, seed: seed + 10))
            var all: [[Scalar]] = []
            for batchRows in [1, 2, 3, 1_000] {
                let rule = JoinRule(
                    results[index], matchesNulls: [true, false],
                    condition: ProgramRunner(condition(), context: RunContext()))
                all.append(try join(left, right, rule, batchRows: batchRows, memory: memory))
                let wanted = naive(left, right, rule) { naiveCompare($0, $1) < 0 }
                #expect(all.last!.map(\.description).sorted() == wanted)
            }
            // The same order whatever the batches.
            #expect(all.allSatisfy { $0 == all[0] })
        }
    }

    @Test func `NOT IN knows nulls`() throws {
        let type = DataType.tuple([.int, .int])
        func rows(_ keys: [Int?]) -> Column {
            Column(type, keys.enumerated().map { .tuple([$0.element.map { .int($0) } ?? .null, .int($0.offset)]) })!
        }
        let rule = JoinRule(.leftRows(matched: false), matchesNulls: [false], isNullAware: true)
        func kept(_ right: [Int?]) throws -> [Int] {
            let left = rows([1, nil, 2, 3, nil, 2, 4])
            return try [1, 3, 100].map { batchRows in
                try join(left, rows(right), rule, batchRows: batchRows, memory: 1 << 30).compactMap {
                    if case .int(let number) = members($0)[1] { number } else { nil }
                }.sorted()
            }.reduce([]) { $0.isEmpty || $0 == $1 ? $1 : [-1] }
        }
        #expect(try kept([]) == [0, 1, 2, 3, 4, 5, 6])
        #expect(try kept([2]) == [0, 3, 6])
        #expect(try kept([2, nil]) == [])
        #expect(try kept([nil]) == [])
        #expect(try kept([7, 8]) == [0, 2, 3, 5, 6])
    }
}
