// SPDX-License-Identifier: Apache-2.0

import Columnar
import Compute
import Testing

/// Members of the values: the order, inputs, a filter, and bounds of frames by value.
private let members: [DataType] = [.int, .int, .float, .string, .bool, .int, .int]
private let rowType = DataType.tuple([.string, .tuple(members)])

private struct Row {
    let key: Scalar
    let values: [Scalar]
}

/// Sorted by key and order; keys and orders with nulls and many equal ones.
private func sortedRows(_ count: Int, partitions: Int, seed: Int) -> [Row] {
    var random = SplitMix(seed: UInt64(seed))
    var rows: [Row] = []
    for _ in 0..<count {
        let key = random.below(partitions)
        let order: Scalar = random.below(9) == 0 ? .null : .int(random.below(12))
        var bounds: (Scalar, Scalar) = (.null, .null)
        if case .int(let value) = order { bounds = (.int(value - 2), .int(value + 1)) }
        rows.append(
            Row(
                key: key == 0 ? .null : .string("partition \(key)"),
                values: [
                    order, random.below(5) == 0 ? .null : .int(random.below(100) - 50),
                    .float(Double(random.below(40))), .string("a text of some length \(random.below(20))"),
                    .bool(random.below(2) == 0), bounds.0, bounds.1,
                ]))
    }
    return rows.enumerated().sorted { one, two in
        for (left, right) in [(one.element.key, two.element.key), (one.element.values[0], two.element.values[0])] {
            let order = naiveCompare(left, right)
            if order != 0 { return order < 0 }
        }
        return one.offset < two.offset
    }.map(\.element)
}

private struct SplitMix {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((word ^ (word >> 31)) % UInt64(bound))
    }
}

/// What a call gives for row `row` of the rows of a partition.
private func naive(_ call: WindowCall, _ rows: [Row], _ row: Int) -> Scalar {
    func peer(_ other: Int) -> Bool { naiveCompare(rows[other].values[0], rows[row].values[0]) == 0 }
    let count = rows.count
    let first = (0..<count).first(where: peer)!
    let last = (0..<count).last(where: peer)!
    func start(_ bound: WindowFrame.Bound) -> Int {
        switch bound {
        case .unbounded: 0
        case .rows(let offset): min(max(row + offset, 0), count)
        case .peers: first
        case .value(let member):
            (0..<count).first { naiveCompare(rows[$0].values[0], rows[row].values[member]) >= 0 } ?? count
        }
    }
    func end(_ bound: WindowFrame.Bound) -> Int {
        switch bound {
        case .unbounded: count
        case .rows(let offset): min(max(row + offset + 1, 0), count)
        case .peers: last + 1
        case .value(let member):
            (0..<count).first { naiveCompare(rows[$0].values[0], rows[row].values[member]) > 0 } ?? count
        }
    }
    let (from, to) = (start(call.frame.start), end(call.frame.end))
    let frame = from < to ? Array(from..<to) : []
    switch call.function {
    case .rowNumber: return .int(row + 1)
    case .rank: return .int(first + 1)
    case .denseRank: return .int(Set((0...row).map { rows[$0].values[0].description }).count)
    case .percentRank: return .float(count == 1 ? 0 : Double(first) / Double(count - 1))
    case .cumulativeShare: return .float(Double(last + 1) / Double(count))
    case .tile(let parts):
        let (size, longer) = count.quotientAndRemainder(dividingBy: parts)
        var place = row
        for part in 0..<parts {
            let own = size + (part < longer ? 1 : 0)
            if place < own { return .int(part + 1) }
            place -= own
        }
        return .null
    case .shifted(let input, let offset, let otherwise, let skipsNulls):
        let missing = otherwise.map { rows[row].values[$0] } ?? .null
        guard skipsNulls, offset != 0 else {
            return (0..<count).contains(row + offset) ? rows[row + offset].values[input] : missing
        }
        let others = offset > 0 ? Array(row + 1..<count + 0) : Array((0..<row).reversed())
        let present = others.map { rows[$0].values[input] }.filter { $0 != .null }
        return present.count >= abs(offset) ? present[abs(offset) - 1] : missing
    case .nth(let input, let number, let skipsNulls):
        let values = frame.map { rows[$0].values[input] }.filter { !skipsNulls || $0 != .null }
        return values.count >= number ? values[number - 1] : .null
    case .aggregate(let aggregate):
        let values = frame.filter { row in aggregate.filter.map { rows[row].values[$0] == .bool(true) } ?? true }
            .map { row in aggregate.input.map { rows[row].values[$0] } ?? .int(1) }
            .filter { !aggregate.skipsNulls || $0 != .null }
        return naiveAggregate(aggregate.function, values)
    }
}

private func naiveAggregate(_ function: AggregateFunction, _ values: [Scalar]) -> Scalar {
    switch function {
    case .count: return .int(values.count)
    case .collectList: return .list(values)
    case .first: return values.first ?? .null
    case .last: return values.last ?? .null
    case .minimum: return values.min { naiveCompare($0, $1) < 0 } ?? .null
    case .average:
        let numbers = values.map { if case .float(let value) = $0 { value } else { 0.0 } }
        return numbers.isEmpty ? .null : .float(numbers.reduce(0, +) / Double(numbers.count))
    default:
        let numbers = values.map { if case .int(let value) = $0 { value } else { 0 } }
        return numbers.isEmpty ? .null : .int(numbers.reduce(0, +))
    }
}

private func aggregate(
    _ function: AggregateFunction, _ input: Int?, filter: Int? = nil, skipsNulls: Bool = true
) -> WindowFunction {
    .aggregate(GroupCall(function: function, input: input, filter: filter, skipsNulls: skipsNulls))
}

private let running = WindowFrame(start: .unbounded, end: .peers)

private let places: [WindowCall] = [
    WindowCall(.rowNumber), WindowCall(.rank), WindowCall(.denseRank), WindowCall(.percentRank),
    WindowCall(.cumulativeShare), WindowCall(.tile(4)), WindowCall(.tile(1_000)),
]

private let calls: [WindowCall] =
    places + [
        WindowCall(.shifted(input: 3, by: -2, otherwise: nil, skipsNulls: false)),
        WindowCall(.shifted(input: 1, by: 3, otherwise: 5, skipsNulls: false)),
        WindowCall(.shifted(input: 1, by: -1, otherwise: nil, skipsNulls: true)),
        WindowCall(.shifted(input: 1, by: 2, otherwise: nil, skipsNulls: true)),
        WindowCall(.nth(input: 3, 3, skipsNulls: false), frame: running),
        WindowCall(.nth(input: 1, 2, skipsNulls: true), frame: running),
        WindowCall(.nth(input: 1, 2, skipsNulls: false), frame: WindowFrame(start: .rows(-1), end: .rows(2))),
        WindowCall(aggregate(.sum, 1), frame: running), WindowCall(aggregate(.sum, 1)),
        WindowCall(aggregate(.count, nil), frame: WindowFrame(start: .unbounded, end: .rows(0))),
        WindowCall(aggregate(.average, 2, filter: 4), frame: WindowFrame(start: .unbounded, end: .rows(-2))),
        WindowCall(aggregate(.minimum, 3), frame: WindowFrame(start: .rows(-3), end: .rows(1))),
        WindowCall(aggregate(.sum, 1), frame: WindowFrame(start: .rows(2), end: .rows(4))),
        WindowCall(aggregate(.sum, 1), frame: WindowFrame(start: .rows(0), end: .unbounded)),
        WindowCall(aggregate(.collectList, 3), frame: WindowFrame(start: .value(member: 5), end: .value(member: 6))),
        WindowCall(aggregate(.count, 1), frame: WindowFrame(start: .unbounded, end: .value(member: 6))),
        WindowCall(aggregate(.last, 1, skipsNulls: false), frame: WindowFrame(start: .peers, end: .peers)),
        WindowCall(aggregate(.first, 1), frame: running),
        WindowCall(aggregate(.minimum, 3), frame: running),
        WindowCall(aggregate(.minimum, 3, filter: 4), frame: WindowFrame(start: .unbounded, end: .rows(-2))),
        WindowCall(aggregate(.minimum, 1), frame: WindowFrame(start: .unbounded, end: .rows(1))),
        WindowCall(aggregate(.sum, 1, filter: 4), frame: WindowFrame(start: .unbounded, end: .rows(0))),
        WindowCall(aggregate(.average, 2), frame: WindowFrame(start: .unbounded, end: .rows(0))),
    ]

/// Those for which no partition has to be in memory.
private let streaming: [WindowCall] =
    places + [
        WindowCall(.shifted(input: 3, by: -2, otherwise: nil, skipsNulls: false)),
        WindowCall(.nth(input: 3, 3, skipsNulls: false), frame: running),
        WindowCall(aggregate(.sum, 1), frame: running), WindowCall(aggregate(.sum, 1)),
        WindowCall(aggregate(.average, 2), frame: WindowFrame(start: .rows(-3), end: .rows(3))),
        WindowCall(aggregate(.minimum, 3)),
    ]

private func run(
    _ calls: [WindowCall], _ rows: [Row], batchRows: Int, memory: Int, spill: MemorySpill = MemorySpill()
) throws -> [Scalar] {
    let rule = WindowRule(
        calls, order: [WindowRule.Order(member: 0, direction: KeyDirection(descending: false, nullsFirst: true))],
        memberTypes: members)
    let budget = FixedBudget(memory)
    let windower = Windower(keyType: .string, rule: rule, memory: budget, spill: spill, context: RunContext())
    var given: [Scalar] = []
    func take(_ batch: Column) throws(ComputeError) {
        for row in 0..<batch.count { given.append(batch.scalar(row)) }
    }
    let column = Column(rowType, rows.map { .tuple([$0.key, .tuple($0.values)]) })!
    var row = 0
    while row < column.count {
        let count = min(batchRows, column.count - row)
        try windower.add(column.slice(row, count), take)
        row += count
    }
    try windower.finish(take)
    #expect(budget.taken == 0)
    return given
}

private func expected(_ calls: [WindowCall], _ rows: [Row]) -> [Scalar] {
    var found: [Scalar] = []
    var start = 0
    while start < rows.count {
        var end = start
        while end < rows.count, naiveCompare(rows[end].key, rows[start].key) == 0 { end += 1 }
        let partition = Array(rows[start..<end])
        for row in partition.indices {
            found.append(
                .tuple([
                    partition[row].key, .tuple(partition[row].values + calls.map { naive($0, partition, row) }),
                ]))
        }
        start = end
    }
    return found
}

/// Functions over windows against a naive model.
@Suite struct WindowTests {
    @Test(arguments: [1, 2, 7, 64, 1_000], [1, 5, 300])
    func `each function gives what the rows of its frame say, however they are cut`(
        batchRows: Int, partitions: Int
    ) throws {
        let rows = sortedRows(400, partitions: partitions, seed: 7 * batchRows + partitions)
        for chosen in [calls, streaming, places] + calls.map({ [$0] }) {
            let (have, want) = (
                try run(chosen, rows, batchRows: batchRows, memory: 1 << 30), expected(chosen, rows)
            )
            #expect(have.count == want.count)
            if let wrong = zip(have, want).first(where: { $0 != $1 }) {
                Issue.record("\(chosen.count) calls, \(chosen[0].function): \(wrong.0), not \(wrong.1)")
                return
            }
        }
    }

    @Test(arguments: [3, 100])
    func `partitions that memory refuses go to disk`(batchRows: Int) throws {
        let rows = sortedRows(3_000, partitions: 2, seed: 3)
        let spill = MemorySpill()
        let have = try run(streaming, rows, batchRows: batchRows, memory: 10_000, spill: spill)
        #expect(have == (try run(streaming, rows, batchRows: batchRows, memory: 1 << 30)))
        #expect(spill.spillCount == 2)
    }

    @Test func `frames that do not fit are an error that names the partition`() throws {
        let rows = sortedRows(3_000, partitions: 1, seed: 3)
        let call = WindowCall(aggregate(.sum, 1), frame: WindowFrame(start: .rows(0), end: .unbounded))
        #expect {
            _ = try run([call], rows, batchRows: 100, memory: 10_000)
        } throws: { error in
            guard let error = error as? ComputeError else { return false }
            return error.kind == .memoryExceeded && error.message.contains("partition null")
        }
    }
}
