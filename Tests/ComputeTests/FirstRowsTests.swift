// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute
import Testing

/// Members of the rows: int, float, text, a number that tells rows apart.
private let members: [DataType] = [.int, .float, .string, .int]

private func rows(_ count: Int, groups: Int, seed: Int) -> (keys: Column, values: Column) {
    var random = Seeded(seed)
    func maybe(_ value: Scalar) -> Scalar { Int.random(in: 0..<6, using: &random) == 0 ? .null : value }
    let keys = (0..<count).map { _ in maybe(.int(Int.random(in: 0..<groups, using: &random))) }
    let floats: [Double] = [0, -0.0, .nan, .infinity, -1.5, 2, 1e300]
    let values = (0..<count).map { row -> Scalar in
        let number = Int.random(in: 0..<3, using: &random) == 0 ? Int.min : Int.random(in: -9...9, using: &random)
        let row = Scalar.tuple([
            maybe(.int(number)), maybe(.float(floats.randomElement(using: &random)!)),
            maybe(.string("a long beginning that all share, \(Int.random(in: 0..<20, using: &random))")), .int(row),
        ])
        return .tuple([row])
    }
    return (Column(.int, keys)!, Column(.tuple([.tuple(members)]), values)!)
}

private func isBefore(_ one: Scalar, _ two: Scalar, _ rule: FirstRowsRule) -> Bool {
    guard case .tuple(let left) = one, case .tuple(let right) = two else { return false }
    for (member, direction) in zip(rule.members, rule.directions) {
        let (a, b) = (left[member], right[member])
        if (a == .null) != (b == .null) { return (a == .null) == direction.nullsFirst }
        let order = naiveCompare(a, b)
        if order != 0 { return (order < 0) != direction.descending }
    }
    return false
}

private func expected(_ keys: Column, _ values: Column, _ rule: FirstRowsRule) -> [Scalar] {
    naiveGroups(keys, values) { group in
        let rows = group.map { value -> Scalar in
            if case .tuple(let wrapped) = value { wrapped[0] } else { .null }
        }
        let sorted = rows.enumerated().sorted { one, two in
            isBefore(one.element, two.element, rule)
                || (!isBefore(two.element, one.element, rule) && one.offset < two.offset)
        }
        return .tuple([.list(sorted.prefix(rule.rows).map(\.element))])
    }
}

private let rules: [FirstRowsRule] = [
    FirstRowsRule(members: [0], directions: [KeyDirection(descending: true, nullsFirst: false)], rows: 2),
    FirstRowsRule(members: [0], directions: [KeyDirection(descending: false, nullsFirst: false)], rows: 1),
    FirstRowsRule(members: [1], directions: [KeyDirection(descending: false, nullsFirst: true)], rows: 3),
    FirstRowsRule(members: [2], directions: [KeyDirection(descending: true, nullsFirst: true)], rows: 4),
    FirstRowsRule(
        members: [1, 2, 0],
        directions: [
            KeyDirection(descending: true, nullsFirst: true), KeyDirection(descending: false, nullsFirst: true),
            KeyDirection(descending: true, nullsFirst: false),
        ], rows: 5),
    FirstRowsRule(members: [3], directions: [KeyDirection(descending: true, nullsFirst: false)], rows: 40),
]

@Suite struct FirstRowsTests {
    @Test(arguments: rules.indices, [(1 << 30, 1), (1 << 30, 700), (60_000, 3), (60_000, 700)])
    func `the first rows of groups are those of their rows in order`(
        _ number: Int, _ way: (memory: Int, batchRows: Int)
    ) throws {
        let rule = rules[number]
        let call = GroupCall(function: .firstRows(rule), input: 0, filter: nil, skipsNulls: true)
        let calls = GroupCalls([call], memberTypes: [.tuple(members)])
        let (keys, values) = rows(way.batchRows < 10 ? 900 : 9_000, groups: 60, seed: number + way.batchRows)
        let wanted = expected(keys, values, rule)
        let whole = try aggregate(
            keys, values, .calls(calls), mode: .complete, batchRows: way.batchRows, memory: way.memory
        ).rows
        #expect(whole.count == wanted.count)
        #expect(zip(whole, wanted).allSatisfy { same($0, $1) })
        // Parts of the rows, then their first ones together.
        var partial: [Scalar] = []
        for part in 0..<3 {
            let (start, end) = (keys.count * part / 3, keys.count * (part + 1) / 3)
            partial += try aggregate(
                keys.slice(start, end - start), values.slice(start, end - start), .calls(calls), mode: .partial,
                batchRows: way.batchRows, memory: way.memory
            ).rows
        }
        let states = Column(.tuple([.int, calls.stateType]), partial)!
        let parted = try aggregate(
            states.children[0], states.children[1], .calls(calls), mode: .final, batchRows: way.batchRows,
            memory: way.memory
        ).rows
        #expect(parted.count == wanted.count)
        #expect(zip(parted, wanted).allSatisfy { same($0, $1) })
    }

    @Test func `rows that come in the worst order are given up on the way`() throws {
        let rule = FirstRowsRule(
            members: [0], directions: [KeyDirection(descending: true, nullsFirst: false)], rows: 3)
        let call = GroupCall(function: .firstRows(rule), input: 0, filter: nil, skipsNulls: true)
        let calls = GroupCalls([call], memberTypes: [.tuple([.int, .string])])
        let count = 60_000
        let texts = Column.strings((0..<count).map { "a text that is longer than a view has room for \($0)" })
        let values = Column.tuple([.tuple([.ints(Array(0..<count)), texts], count: count)], count: count)
        let spill = MemorySpill()
        let found = try aggregate(
            .ints([Int](repeating: 7, count: count)), values, .calls(calls), mode: .complete, batchRows: 1_000,
            memory: 4 << 20, spill: spill
        ).rows
        // All of them take as much.
        #expect(spill.spillCount == 0)
        guard case .tuple(let group)? = found.first, case .tuple(let results) = group[1],
            case .list(let kept) = results[0]
        else { return #expect(Bool(false)) }
        let numbers = kept.map { row -> Scalar in if case .tuple(let members) = row { members[0] } else { .null } }
        #expect(numbers == [.int(59_999), .int(59_998), .int(59_997)])
    }
}
