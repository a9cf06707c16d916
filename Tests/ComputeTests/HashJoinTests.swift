// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute
import Testing

private let results: [HashJoinResult] = [
    .pairs(keepsLeft: false, keepsRight: false), .pairs(keepsLeft: true, keepsRight: false),
    .leftRows(matched: true), .leftRows(matched: false), .rightRows(matched: true), .rightRows(matched: false),
    .pairs(keepsLeft: false, keepsRight: true), .pairs(keepsLeft: true, keepsRight: true),
]

private func join(
    _ left: Column, _ right: Column, _ rule: HashJoinRule, batchRows: Int, memory: Int
) throws -> [Scalar] {
    guard case .tuple(let one) = left.type, case .tuple(let two) = right.type else { return [] }
    let budget = FixedBudget(memory)
    var batches: [Column] = []
    do {
        let joiner = HashJoiner(
            keyType: one[0], leftType: one[1], rightType: two[1], rule: rule, batchRows: batchRows,
            memory: budget, spill: MemorySpill(), context: RunContext())
        for batch in right.batches(batchRows) { try joiner.addRight(batch) }
        joiner.beginLeft()
        for batch in left.batches(batchRows) {
            try joiner.add(batch) { (rows) throws(ComputeError) in batches.append(rows) }
        }
        while let batch = try joiner.next() { batches.append(batch) }
    }
    #expect(budget.taken == 0)
    #expect(batches.allSatisfy { (1...batchRows).contains($0.count) })
    return batches.flatMap(\.scalars)
}

private func members(_ scalar: Scalar) -> [Scalar] { if case .tuple(let members) = scalar { members } else { [] } }

/// The rows of a join, and their order, by comparing all with all.
private func naive(
    _ left: Column, _ right: Column, _ rule: HashJoinRule, _ isMatch: (Scalar, Scalar) -> Bool = { _, _ in true }
) -> [Scalar] {
    func equal(_ one: Int, _ two: Int) -> Bool {
        let (key, other) = (left.children[0], right.children[0])
        guard key.compare(one, with: other, two) == 0 else { return false }
        let flags = rule.matchesNulls
        if flags.count == 1 { return flags[0] || !key.isNull(one) }
        return zip(key.children, flags).allSatisfy { $1 || !$0.isNull(one) }
    }
    let (lefts, rights) = (left.scalars.map(members), right.scalars.map(members))
    var rows: [Scalar] = []
    var matched = Set<Int>()
    for (one, row) in lefts.enumerated() {
        let others = rights.indices.filter { equal(one, $0) && isMatch(row[1], rights[$0][1]) }
        matched.formUnion(others)
        switch rule.result {
        case .leftRows(let wanted): if others.isEmpty != wanted { rows.append(.tuple(row)) }
        case .rightRows: break
        case .pairs(let keepsLeft, _):
            for other in others { rows.append(.tuple([row[0], .tuple([row[1], rights[other][1]])])) }
            if others.isEmpty && keepsLeft { rows.append(.tuple([row[0], .tuple([row[1], .null])])) }
        }
    }
    for (number, row) in rights.enumerated() {
        switch rule.result {
        case .rightRows(let wanted): if matched.contains(number) == wanted { rows.append(.tuple(row)) }
        case .pairs(_, keepsRight: true):
            if !matched.contains(number) { rows.append(.tuple([row[0], .tuple([.null, row[1]])])) }
        default: break
        }
    }
    return rows
}

private func side(_ count: Int, keys: Int, seed: Int) -> Column {
    var random = Seeded(seed)
    func member() -> Scalar {
        let value = Int.random(in: 0..<keys, using: &random)
        return value == 0 ? .null : .int(value)
    }
    return Column(
        .tuple([.tuple([.int, .int]), .int]),
        (0..<count).map { _ in
            .tuple([.tuple([member(), member()]), .int(Int.random(in: 0..<100, using: &random))])
        })!
}

/// left value < right value.
private func condition() -> VerifiedProgram {
    let pair = DataType.tuple([.tuple([.int, .int]), .tuple([.int, .int])])
    var writer = ProgramWriter()
    let row = writer.register(pair)
    var code: [Instruction] = []
    let values = writer.emit(.member, .tuple([.int, .int]), [row], immediate: 1, into: &code)
    let left = writer.emit(.member, .int, [values], immediate: 0, into: &code)
    let right = writer.emit(.member, .int, [values], immediate: 1, into: &code)
    let result = writer.emit(.less, .bool, [left, right], into: &code)
    return writer.program([Segment(parameters: [row], instructions: code, terminator: .yield(result))])
}

@Suite struct HashJoinTests {
    @Test(arguments: [1 << 30, 200_000, 0], [1, 3, 4096])
    func `rows of every kind and type come in the order of the left side`(memory: Int, batchRows: Int) throws {
        let types: [DataType] = [.int, .string, .float, .bool, .null, .tuple([.string, .int]), .bytes]
        for (index, type) in types.enumerated() {
            var source = ScalarSource(random: Seeded(index + batchRows), nulls: true)
            func pairs(_ count: Int, _ value: DataType) -> Column {
                Column(
                    .tuple([type, value]),
                    (0..<count).map { _ in .tuple([source.scalar(type), source.scalar(value)]) })!
            }
            let (left, right) = (pairs(170, .string), pairs(130, .tuple([.int, .list(.string)])))
            for result in results {
                for matchesNull in [true, false] {
                    let rule = HashJoinRule(result, matchesNulls: [matchesNull])
                    let got = try join(left, right, rule, batchRows: batchRows, memory: memory)
                    let wanted = naive(left, right, rule)
                    #expect(got.count == wanted.count, "\(type), \(result)")
                    #expect(zip(got, wanted).allSatisfy { same($0, $1) }, "\(type), \(result)")
                }
            }
        }
    }

    @Test(arguments: results.indices, [[true, true], [false, true], [false, false]])
    func `nulls in keys match where they are to`(index: Int, matchesNulls: [Bool]) throws {
        let (left, right) = (side(300, keys: 6, seed: 1), side(200, keys: 6, seed: 2))
        let rule = HashJoinRule(results[index], matchesNulls: matchesNulls)
        for (batchRows, memory) in [(1, 1 << 30), (7, 0), (500, 1 << 30)] {
            #expect(try join(left, right, rule, batchRows: batchRows, memory: memory) == naive(left, right, rule))
        }
    }

    @Test(arguments: 0..<6, [1 << 30, 0])
    func `a condition says which pairs match`(index: Int, memory: Int) throws {
        for (seed, keys) in [(1, 2), (2, 12), (3, 60)] {
            let (left, right) = (side(150, keys: keys, seed: seed), side(120, keys: keys, seed: seed + 10))
            for batchRows in [1, 2, 3, 1_000] {
                let rule = HashJoinRule(
                    results[index], matchesNulls: [true, false],
                    condition: ProgramRunner(condition(), context: RunContext()))
                let wanted = naive(left, right, rule) { naiveCompare($0, $1) < 0 }
                #expect(try join(left, right, rule, batchRows: batchRows, memory: memory) == wanted)
            }
        }
    }

    @Test(arguments: [1 << 30, 0])
    func `NOT IN knows nulls`(memory: Int) throws {
        func rows(_ keys: [Int?]) -> Column {
            Column(
                .tuple([.int, .int]),
                keys.enumerated().map { .tuple([$0.element.map { .int($0) } ?? .null, .int($0.offset)]) })!
        }
        let rule = HashJoinRule(.leftRows(matched: false), matchesNulls: [false], isNullAware: true)
        func kept(_ right: [Int?]) throws -> [Int] {
            try join(rows([1, nil, 2, 3, nil, 2, 4]), rows(right), rule, batchRows: 3, memory: memory).compactMap {
                if case .int(let number) = members($0)[1] { number } else { nil }
            }
        }
        #expect(try kept([]) == [0, 1, 2, 3, 4, 5, 6])
        #expect(try kept([2]) == [0, 3, 6])
        #expect(try kept([2, nil]) == [])
        #expect(try kept([nil]) == [])
        #expect(try kept([7, 8]) == [0, 2, 3, 5, 6])
    }
}
