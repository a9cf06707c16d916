// SPDX-License-Identifier: Apache-2.0

import Columnar
import Compute
import Testing

// A call of each function, and what it should give for the values of one group, as SQL has it.

private struct Model {
    var call: GroupCall
    var name: String
    var result: ([Scalar]) -> Scalar
}

private func number(_ value: Scalar) -> Double {
    switch value {
    case .int(let value): Double(value)
    case .float(let value): value
    default: .nan
    }
}

private func extreme(_ sign: Int) -> ([Scalar]) -> Scalar {
    { values in values.dropFirst().reduce(values.first ?? .null) { naiveCompare($1, $0) * sign < 0 ? $1 : $0 } }
}

private func total(_ values: [Scalar]) -> Scalar {
    guard let first = values.first else { return .null }
    if case .float = first { return .float(values.reduce(0) { $0 + number($1) }) }
    return .int(values.reduce(0) { $0 + Int(number($1)) })
}

private func variance(_ isSample: Bool) -> ([Scalar]) -> Scalar {
    { values in
        let divisor = Double(values.count - (isSample ? 1 : 0))
        if divisor <= 0 { return .null }
        let mean = values.reduce(0) { $0 + number($1) } / Double(values.count)
        return .float(values.reduce(0) { $0 + (number($1) - mean) * (number($1) - mean) } / divisor)
    }
}

private func root(_ value: Scalar) -> Scalar {
    guard case .float(let number) = value else { return value }
    return .float(number.squareRoot())
}

private func different(_ values: [Scalar]) -> Scalar {
    var seen: [Scalar] = []
    for value in values where !seen.contains(where: { naiveCompare($0, value) == 0 }) { seen.append(value) }
    return .list(seen)
}

/// Members of the values: int, float, text, and the filter.
private let members: [DataType] = [.int, .float, .string, .bool, .list(.int), .decimal]

private func models() -> [Model] {
    var models: [Model] = []
    func add(
        _ name: String, _ function: AggregateFunction, _ input: Int?, skipsNulls: Bool = true,
        _ result: @escaping ([Scalar]) -> Scalar
    ) {
        let filters: [Int?] = [nil, 3]
        for filter in filters {
            models.append(
                Model(
                    call: GroupCall(function: function, input: input, filter: filter, skipsNulls: skipsNulls),
                    name: "\(name) of \(input.map(String.init) ?? "rows")", result: result))
        }
    }
    for input in 0...1 {
        add("sum", .sum, input, total)
        add("average", .average, input) { values in
            values.isEmpty ? .null : .float(values.reduce(0) { $0 + number($1) } / Double(values.count))
        }
        add("variance", .moments(.variance(isSample: true)), input, variance(true))
        add("population variance", .moments(.variance(isSample: false)), input, variance(false))
        add("deviation", .moments(.deviation(isSample: true)), input) { root(variance(true)($0)) }
    }
    for input in 0...2 {
        add("minimum", .minimum, input, extreme(1))
        add("maximum", .maximum, input, extreme(-1))
        add("first", .first, input) { $0.first ?? .null }
        add("last", .last, input) { $0.last ?? .null }
        add("first, null or not", .first, input, skipsNulls: false) { $0.first ?? .null }
        add("last, null or not", .last, input, skipsNulls: false) { $0.last ?? .null }
        add("count", .count, input) { .int($0.count) }
    }
    add("or", .or, 3) { values in values.isEmpty ? .null : .bool(values.contains(.bool(true))) }
    add("and", .and, 3) { values in values.isEmpty ? .null : .bool(!values.contains(.bool(false))) }
    add("count", .count, nil) { .int($0.count) }
    add("lists' maximum", .maximum, 4, extreme(-1))
    add("sum of decimals", .sum, 5) { values in
        let sum = values.reduce(0 as Int128) { if case .decimal(let value) = $1 { $0 + value } else { $0 } }
        return values.isEmpty ? .null : .decimal(sum)
    }
    return models
}

private func listModels() -> [Model] {
    var models: [Model] = []
    for input in [0, 2] {
        for filter in [nil, 3] as [Int?] {
            let list = GroupCall(function: .collectList, input: input, filter: filter, skipsNulls: true)
            models.append(Model(call: list, name: "list of \(input)", result: { .list($0) }))
            let set = GroupCall(function: .collectSet, input: input, filter: filter, skipsNulls: true)
            models.append(Model(call: set, name: "set of \(input)", result: different))
        }
    }
    return models
}

private func isClose(_ left: Scalar, _ right: Scalar) -> Bool {
    switch (left, right) {
    case (.float(let a), .float(let b)): a == b || abs(a - b) <= 1e-9 * max(abs(a), abs(b))
    case (.tuple(let a), .tuple(let b)): a.count == b.count && zip(a, b).allSatisfy { isClose($0, $1) }
    default: same(left, right)
    }
}

/// Rows with keys of two members, many of them null, and values with nulls.
private func rows(_ count: Int, groups: Int, seed: Int) -> (keys: Column, values: Column) {
    var random = Seeded(seed)
    func maybe(_ value: Scalar) -> Scalar { Int.random(in: 0..<5, using: &random) == 0 ? .null : value }
    let keys = (0..<count).map { _ -> Scalar in
        let number = Int.random(in: 0..<groups, using: &random)
        return .tuple([number % 7 == 0 ? .null : .int(number), number % 3 == 0 ? .null : .string("key \(number % 4)")])
    }
    let values = (0..<count).map { _ -> Scalar in
        .tuple([
            maybe(.int(Int.random(in: -50...50, using: &random))),
            // Whole numbers: sums of them are exact in any order.
            maybe(.float(Double(Int.random(in: -50...50, using: &random)))),
            maybe(.string("a text of more than twelve bytes, number \(Int.random(in: 0..<30, using: &random))")),
            maybe(.bool(Bool.random(using: &random))),
            maybe(.list([.int(Int.random(in: 0..<9, using: &random))])),
            maybe(.decimal(Int128(Int.random(in: -9...9, using: &random)) << 70)),
        ])
    }
    return (Column(.tuple([.int, .string]), keys)!, Column(.tuple(members), values)!)
}

private func expected(_ keys: Column, _ values: Column, _ models: [Model]) -> [Scalar] {
    let numbers = Column.ints(Array(0..<keys.count))
    let groups = naiveGroups(keys, numbers) { .list($0) }
    return groups.map { group in
        guard case .tuple(let parts) = group, case .list(let rows) = parts[1] else { return .null }
        let results = models.map { model -> Scalar in
            var read: [Scalar] = []
            for case .int(let row) in rows {
                guard case .tuple(let members) = values.scalar(row) else { continue }
                if let filter = model.call.filter, members[filter] != .bool(true) { continue }
                let value = model.call.input.map { members[$0] } ?? .int(1)
                if value == .null, model.call.skipsNulls { continue }
                read.append(value)
            }
            return model.result(read)
        }
        return .tuple([parts[0], .tuple(results)])
    }
}

/// The rows that an aggregation gives of each part of the input, and of those parts brought together.
private func inParts(
    _ keys: Column, _ values: Column, _ calls: GroupCalls, parts: Int, batchRows: Int, memory: Int,
    spill: MemorySpill = MemorySpill()
) throws -> [Scalar] {
    var partial: [Scalar] = []
    for part in 0..<parts {
        let (start, end) = (keys.count * part / parts, keys.count * (part + 1) / parts)
        partial += try aggregate(
            keys.slice(start, end - start), values.slice(start, end - start), .calls(calls), mode: .partial,
            batchRows: batchRows, memory: memory, spill: spill
        ).rows
    }
    let rows = Column(.tuple([keys.type, calls.stateType]), partial)!
    return try aggregate(
        rows.children[0], rows.children[1], .calls(calls), mode: .final, batchRows: batchRows, memory: memory,
        spill: spill
    ).rows
}

@Suite struct CallsTests {
    @Test(arguments: [1 << 30, 200_000], [1, 3, 700])
    func `several functions by two keys give what each does, whatever the memory and the batches`(
        memory: Int, batchRows: Int
    ) throws {
        // Each function over text or decimals takes some pages.
        let models = models()
        let calls = GroupCalls(models.map(\.call), memberTypes: members)
        let (keys, values) = rows(batchRows < 10 ? 500 : 6_000, groups: batchRows < 10 ? 90 : 2_000, seed: memory + 1)
        let wanted = expected(keys, values, models)
        let spill = MemorySpill()
        let whole = try aggregate(
            keys, values, .calls(calls), mode: .complete, batchRows: batchRows, memory: memory, spill: spill
        ).rows
        let parted = try inParts(keys, values, calls, parts: 3, batchRows: batchRows, memory: memory)
        for result in [whole, parted] {
            #expect(result.count == wanted.count)
            for (have, want) in zip(result, wanted) where !isClose(have, want) {
                guard case .tuple(let a) = have, case .tuple(let b) = want, case .tuple(let c) = a[1],
                    case .tuple(let d) = b[1]
                else { continue }
                let wrong = models.indices.filter { !isClose(c[$0], d[$0]) }.map {
                    "\(models[$0].name): \(c[$0]), not \(d[$0])"
                }
                Issue.record("\(a[0]) \(wrong)")
                return
            }
        }
        if batchRows > 10 { #expect((spill.spillCount > 0) == (memory < 1 << 20)) }
    }

    @Test(arguments: [1 << 30, 100_000])
    func `lists and sets are those of all rows in order`(memory: Int) throws {
        let models = listModels() + models().prefix(4)
        let calls = GroupCalls(models.map(\.call), memberTypes: members)
        let (keys, values) = rows(5_000, groups: 900, seed: 5)
        let wanted = expected(keys, values, models)
        let spill = MemorySpill()
        let whole = try aggregate(
            keys, values, .calls(calls), mode: .complete, batchRows: 300, memory: memory, spill: spill
        ).rows
        #expect(whole.count == wanted.count)
        #expect(zip(whole, wanted).allSatisfy { isClose($0, $1) })
        #expect((spill.spillCount > 0) == (memory < 1 << 20))
        let parted = try inParts(keys, values, calls, parts: 4, batchRows: 300, memory: 1 << 30)
        #expect(zip(parted, wanted).allSatisfy { isClose($0, $1) })
    }

    @Test func `no functions give the different keys`() throws {
        let keys = Column(.float, [.float(.nan), .float(0), .null, .float(-0.0), .null, .float(-.nan), .float(1)])!
        let values = Column(type: .tuple([]), count: keys.count)
        let calls = GroupCalls([], memberTypes: [])
        let result = try aggregate(keys, values, .calls(calls), mode: .complete, batchRows: 2, memory: 1 << 30).rows
        #expect(result.count == 4)
        #expect(result.contains { same($0, .tuple([.float(0), .tuple([])])) })
    }

    @Test(arguments: [0, 1, 2_000])
    func `without a key there is always one row`(count: Int) throws {
        let models = models()
        let calls = GroupCalls(models.map(\.call), memberTypes: members)
        let values = rows(count, groups: 3, seed: 2).values
        let keys = Column(type: .null, count: count)
        func run(_ input: [Column], _ mode: AggregateMode) throws -> Column {
            let type = mode == .final ? calls.stateType : calls.valueType
            let aggregator = Aggregator(
                valueType: type, function: .calls(calls), mode: mode, memory: FixedBudget(1 << 30),
                context: RunContext())
            for batch in input { try aggregator.add(batch) }
            return try aggregator.finish()
        }
        let (first, second) = (values.slice(0, count / 2), values.slice(count / 2, count - count / 2))
        let parts = try [run([first], .partial), run([second], .partial), run([], .partial)]
        let both = try [run(values.batches(100), .complete), run(parts, .final)]
        for result in both {
            #expect(result.count == 1)
            var wanted: Scalar = .tuple(models.map { $0.result([]) })
            if count > 0, case .tuple(let group) = expected(keys, values, models)[0] { wanted = group[1] }
            #expect(isClose(result.scalar(0), wanted))
        }
    }

    @Test func `a sum that does not fit fails`() {
        let calls = GroupCalls(
            [GroupCall(function: .sum, input: 0, filter: nil, skipsNulls: true)], memberTypes: [.int])
        let values = Column.tuple([.ints([.max, 1])], count: 2)
        #expect(throws: ComputeError.self) {
            try aggregate(
                .ints([1, 1]), values, .calls(calls), mode: .complete, batchRows: 1, memory: 1 << 30)
        }
    }
}
