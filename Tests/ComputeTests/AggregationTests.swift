// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute
import Testing

/// Runs an aggregation over batches of `batchRows` with `memory` bytes; the emitted rows.
func aggregate(
    _ keys: Column, _ values: Column, _ function: AggregateFunction, mode: AggregateMode = .final, batchRows: Int,
    memory: Int, spill: MemorySpill = MemorySpill(), cachedGroupsMax: Int = ComputeLimits.cachedGroupsMax
) throws -> (rows: [Scalar], batches: [Int]) {
    let budget = FixedBudget(memory)
    var rows: [Scalar] = []
    var batches: [Int] = []
    do {
        let aggregator = HashAggregator(
            keyType: keys.type, valueType: values.type, function: function, mode: mode, memory: budget, spill: spill,
            context: RunContext(), cachedGroupsMax: cachedGroupsMax)
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

/// A value as a key of a dictionary: strings by their bytes.
private func identity(_ scalar: Scalar) -> Scalar {
    switch scalar {
    case .string(let text): .bytes(Array(text.utf8))
    case .tuple(let members): .tuple(members.map { identity($0) })
    case .list(let elements): .list(elements.map { identity($0) })
    default: scalar
    }
}

/// The groups in canonical order, by a dictionary.
func naiveGroups(_ keys: Column, _ values: Column, _ fold: ([Scalar]) -> Scalar) -> [Scalar] {
    var rows: [Scalar: [Int]] = [:]
    for row in 0..<keys.count { rows[identity(keys.scalar(row)), default: []].append(row) }
    let hashes = Buffer(byteCount: keys.count * 8)
    let hash = hashes.pointer(UInt64.self)
    keys.hash(into: hash)
    let groups = rows.values.sorted { left, right in
        let (a, b) = (left[0], right[0])
        return hash[a] == hash[b] ? keys.compare(a, with: keys, b) < 0 : hash[a] < hash[b]
    }
    return withExtendedLifetime(hashes) {
        groups.map { .tuple([keys.scalar($0[0]), fold($0.map { values.scalar($0) })]) }
    }
}

func sum(_ values: [Scalar]) -> Scalar {
    var total = 0
    for case .int(let value) in values { total += value }
    return .int(total)
}

/// (a, b) -> a operation b.
func reduceProgram(_ opcode: Opcode, _ type: DataType) -> VerifiedProgram {
    var writer = ProgramWriter()
    let (left, right) = (writer.register(type), writer.register(type))
    var code: [Instruction] = []
    let result = writer.emit(opcode, type, [left, right], into: &code)
    return writer.program([Segment(parameters: [left, right], instructions: code, terminator: .yield(result))])
}

private func fold(_ values: [Scalar], _ combine: (Scalar, Scalar) -> Scalar) -> Scalar {
    values.contains(.null) ? .null : values.dropFirst().reduce(values[0], combine)
}

/// An aggregation and what it should give for a group.
struct AggregationCase: CustomStringConvertible {
    var name: String
    var valueType: DataType
    var function: AggregateFunction
    var expected: ([Scalar]) -> Scalar

    var description: String { name }
}

private func least(_ sign: Int) -> ([Scalar]) -> Scalar {
    { values in fold(values) { naiveCompare($1, $0) * sign < 0 ? $1 : $0 } }
}

private func addFloats(_ left: Scalar, _ right: Scalar) -> Scalar {
    guard case (.float(let a), .float(let b)) = (left, right) else { return .null }
    return .float(a + b)
}

private func join(_ left: Scalar, _ right: Scalar) -> Scalar {
    guard case (.string(let a), .string(let b)) = (left, right) else { return .null }
    return .string(a + b)
}

func aggregationCases() -> [AggregationCase] {
    let pair = DataType.tuple([.int, .string])
    return [
        AggregationCase(name: "sum of floats", valueType: .float, function: .sum) { fold($0, addFloats) },
        AggregationCase(name: "minimum of ints", valueType: .int, function: .minimum, expected: least(1)),
        AggregationCase(name: "maximum of ints", valueType: .int, function: .maximum, expected: least(-1)),
        AggregationCase(name: "minimum of floats", valueType: .float, function: .minimum, expected: least(1)),
        AggregationCase(name: "maximum of floats", valueType: .float, function: .maximum, expected: least(-1)),
        AggregationCase(name: "minimum of texts", valueType: .string, function: .minimum, expected: least(1)),
        AggregationCase(name: "maximum of tuples", valueType: pair, function: .maximum, expected: least(-1)),
        AggregationCase(name: "minimum of lists", valueType: .list(.int), function: .minimum, expected: least(1)),
        AggregationCase(name: "and", valueType: .bool, function: .and, expected: least(1)),
        AggregationCase(name: "or", valueType: .bool, function: .or, expected: least(-1)),
        AggregationCase(name: "count", valueType: .string, function: .count) { .int($0.count) },
        AggregationCase(name: "first of texts", valueType: .string, function: .first) { $0[0] },
        AggregationCase(name: "first of ints", valueType: .int, function: .first) { $0[0] },
        AggregationCase(name: "lists of texts", valueType: .string, function: .collectList) { .list($0) },
        AggregationCase(name: "lists of tuples", valueType: pair, function: .collectList) { .list($0) },
        AggregationCase(
            name: "reduce of texts", valueType: .string, function: .reduce(reduceProgram(.concatenate, .string))
        ) { fold($0, join) },
        AggregationCase(
            name: "reduce of lists", valueType: .list(.int),
            function: .reduce(reduceProgram(.listConcatenate, .list(.int)))
        ) { values in
            fold(values) { left, right in
                guard case (.list(let a), .list(let b)) = (left, right) else { return .null }
                return .list(a + b)
            }
        },
        AggregationCase(
            name: "reduce of floats", valueType: .float, function: .reduce(reduceProgram(.addFloat, .float))
        ) { fold($0, addFloats) },
    ]
}

let aggregationKeyTypes: [DataType] = [
    .int, .float, .bool, .string, .bytes, .null, .tuple([.int, .string]), .list(.int),
    .tuple([.float, .list(.string)]),
]

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

    @Test(arguments: [1 << 30, 0])
    func sumsByTextKeyAreTheSameWhateverTheMemory(memory: Int) throws {
        var random = Seeded(8)
        let names = (0..<30_000).map { _ -> String in
            let number = Int.random(in: 0..<6_000, using: &random)
            return number % 3 == 0 ? "a rather long key, number \(number)" : "k\(number)"
        }
        let keys = Column.strings(names)
        let values = Column.ints((0..<30_000).map { _ in Int.random(in: -9...9, using: &random) })
        let spill = MemorySpill()
        let result = try aggregate(keys, values, .sum, batchRows: 777, memory: memory, spill: spill)
        #expect(result.rows == naiveGroups(keys, values, sum))
        #expect((spill.spillCount > 0) == (memory == 0))
    }

    @Test(arguments: aggregationCases().indices, [1 << 30, 0])
    func everyFunctionAgreesWithTheModel(index: Int, memory: Int) throws {
        let aggregation = aggregationCases()[index]
        var source = ScalarSource(random: Seeded(index), nulls: index % 2 == 1)
        let rows = 6_000
        let keys = Column(.int, (0..<rows).map { _ in .int(Int.random(in: 0...1_500, using: &source.random)) })!
        let values = Column(aggregation.valueType, (0..<rows).map { _ in source.scalar(aggregation.valueType) })!
        let wanted = naiveGroups(keys, values, aggregation.expected)
        for batchRows in [1_000, 4_096] {
            let result = try aggregate(
                keys, values, aggregation.function, mode: .complete, batchRows: batchRows, memory: memory)
            #expect(result.rows.count == wanted.count)
            for (have, want) in zip(result.rows, wanted) { #expect(same(have, want), "\(aggregation)") }
        }
    }

    @Test(arguments: aggregationKeyTypes.indices, [1 << 30, 0])
    func everyTypeOfKeyWorks(index: Int, memory: Int) throws {
        let type = aggregationKeyTypes[index]
        var source = ScalarSource(random: Seeded(index), nulls: true)
        let rows = 5_000
        // Equal keys are written alike here, so that the model may compare scalars.
        let keys = Column(type, (0..<rows).map { _ in canonical(source.scalar(type)) })!
        let values = Column.ints(Array(0..<rows))
        let wanted = naiveGroups(keys, values, sum)
        for batchRows in [999, 5_000] {
            let result = try aggregate(keys, values, .sum, batchRows: batchRows, memory: memory)
            #expect(result.rows.count == wanted.count)
            for (have, want) in zip(result.rows, wanted) { #expect(same(have, want), "\(type)") }
        }
    }

    private func canonical(_ scalar: Scalar) -> Scalar {
        switch scalar {
        case .float(let value): .float(value.isNaN ? 12345 : value + 0.0)
        case .tuple(let members): .tuple(members.map { canonical($0) })
        default: scalar
        }
    }

    @Test func zerosAndNaNsAreOneKeyEach() throws {
        let keys = Column(.float, [.float(0.0), .float(-0.0), .float(.nan), .float(-Double.nan), .float(1)])!
        let result = try aggregate(keys, .ints([1, 2, 4, 8, 16]), .sum, batchRows: 5, memory: 1 << 20)
        let sums = result.rows.map { row -> Scalar in
            guard case .tuple(let members) = row else { return .null }
            return members[1]
        }
        #expect(Set(sums) == [.int(3), .int(12), .int(16)])
    }

    @Test func partialAndFinalTogetherMakeComplete() throws {
        let keys = Column.ints((0..<4_000).map { $0 % 37 })
        let values = Column.ints(Array(0..<4_000))
        for function in [AggregateFunction.count, .sum, .minimum] {
            let complete = try aggregate(keys, values, function, mode: .complete, batchRows: 100, memory: 1 << 30)
            var accumulators: [Scalar] = []
            for part in [0..<1_000, 1_000..<4_000] {
                accumulators += try aggregate(
                    keys.slice(part.lowerBound, part.count), values.slice(part.lowerBound, part.count), function,
                    mode: .partial, batchRows: 100, memory: 1 << 30
                ).rows
            }
            let merged = Column(.tuple([.int, .int]), accumulators)!
            let final = try aggregate(
                merged.children[0], merged.children[1], function, mode: .final, batchRows: 7, memory: 1 << 30)
            #expect(final.rows == complete.rows)
        }
    }

    @Test func overflowOfASumIsAnError() {
        let error = #expect(throws: ComputeError.self) {
            try aggregate(.ints([1, 2, 1]), .ints([.max, 1, 1]), .sum, batchRows: 1, memory: 1 << 20)
        }
        #expect(error?.kind == .overflow)
    }

    @Test func aGroupThatDoesNotFitIsAnErrorAndNotACrash() {
        let rows = 40_000
        let error = #expect(throws: ComputeError.self) {
            try aggregate(
                .ints(Array(repeating: 1, count: rows)), .ints(Array(0..<rows)), .collectList, mode: .complete,
                batchRows: 4_096, memory: 0)
        }
        #expect(error?.kind == .memoryExceeded)
        #expect(error?.message.contains("the key 1") == true, "\(error?.message ?? "")")
    }

    @Test func listsAreEmittedInBoundedBatches() throws {
        // Forty groups of 300 kB each.
        let (groups, rows) = (40, 1_500_000)
        let budget = FixedBudget(1 << 30)
        let aggregator = HashAggregator(
            keyType: .int, valueType: .int, function: .collectList, mode: .complete, memory: budget,
            spill: MemorySpill(), context: RunContext())
        let keys = Column.ints(count: rows) { out in for row in 0..<rows { out[row] = row % groups } }
        let values = Column.ints(count: rows) { out in for row in 0..<rows { out[row] = row } }
        try aggregator.add(keys: keys, values: values)
        var (lists, batches) = (0, 0)
        try aggregator.finish { (batch, _) throws(ComputeError) in
            lists += batch.count
            batches += 1
            #expect(batch.children[1].children[0].count * 12 <= 5 << 20)
            for row in 0..<batch.count {
                let (key, list) = (batch.children[0].ints[row], batch.children[1])
                let first = list.children[0].ints[Int(list.offsets[row])]
                #expect(first == key && Int(list.offsets[row + 1] - list.offsets[row]) == rows / groups)
            }
        }
        #expect(lists == groups && batches > 2)
    }

    @Test func memoryOfGroupedValuesIsReserved() throws {
        // Values of 8 bytes in pieces and then in one column, and of each its group and its place.
        let budget = FixedBudget(1 << 30)
        let aggregator = HashAggregator(
            keyType: .int, valueType: .int, function: .collectList, mode: .complete, memory: budget,
            spill: MemorySpill(), context: RunContext())
        for _ in 0..<100 {
            let batch = Column.ints(count: 4_000) { out in for row in 0..<4_000 { out[row] = row % 10 } }
            try aggregator.add(keys: batch, values: batch)
        }
        #expect(budget.taken >= 400_000 * 24)
        try aggregator.finish { (_, _) throws(ComputeError) in }
        #expect(budget.taken == 0)
    }

    /// Tables, keys and sums go through all sizes, those that are pages of their own as well.
    @Test func manyGroupsKeepTheirKeysAndSums() throws {
        let groups = 600_000
        let type = DataType.tuple([.int, .int])
        let budget = FixedBudget(1 << 30)
        let aggregator = HashAggregator(
            keyType: type, valueType: .int, function: .sum, mode: .complete, memory: budget, spill: MemorySpill(),
            context: RunContext())
        for _ in 0..<2 {
            for start in stride(from: 0, to: groups, by: 10_000) {
                let numbers = Column.ints(count: 10_000) { out in for row in 0..<10_000 { out[row] = start + row } }
                let squares = Column.ints(count: 10_000) { out in
                    for row in 0..<10_000 { out[row] = (start + row) * (start + row) }
                }
                try aggregator.add(keys: .tuple([numbers, squares], count: 10_000), values: numbers)
            }
        }
        var (seen, wrong) = (Set<Int>(), 0)
        try aggregator.finish { (batch, _) throws(ComputeError) in
            let (numbers, squares) = (batch.children[0].children[0].ints, batch.children[0].children[1].ints)
            for row in 0..<batch.count {
                seen.insert(numbers[row])
                let isRight = squares[row] == numbers[row] * numbers[row]
                wrong += isRight && batch.children[1].ints[row] == 2 * numbers[row] ? 0 : 1
            }
        }
        #expect(seen.count == groups && wrong == 0)
        #expect(budget.taken == 0)
    }

    @Test func aFailingSpillEndsTheAggregation() {
        let spill = MemorySpill()
        spill.appendsLeft = 3
        let error = #expect(throws: ComputeError.self) {
            try aggregate(
                .ints(Array(0..<50_000)), .ints(Array(0..<50_000)), .sum, batchRows: 4_096, memory: 0, spill: spill)
        }
        #expect(error?.kind == .spill)
    }

    @Test func emptyInputHasNoGroups() throws {
        let result = try aggregate(.ints([]), .ints([]), .sum, batchRows: 1, memory: 0)
        #expect(result.rows.isEmpty && result.batches.isEmpty)
    }

    // MARK: Without keys

    private func total(
        _ values: Column, _ function: AggregateFunction, batchRows: Int, mode: AggregateMode = .complete
    ) throws -> [Scalar] {
        let aggregator = Aggregator(
            valueType: values.type, function: function, mode: mode, memory: FixedBudget(1 << 20), context: RunContext())
        for batch in values.batches(batchRows) { try aggregator.add(batch) }
        return try aggregator.finish().scalars
    }

    @Test(arguments: aggregationCases().indices)
    func wholePartitionsAgreeWithTheModel(index: Int) throws {
        let aggregation = aggregationCases()[index]
        if case .reduce = aggregation.function { return }
        var source = ScalarSource(random: Seeded(index + 100), nulls: index % 2 == 1)
        let values = Column(aggregation.valueType, (0..<300).map { _ in source.scalar(aggregation.valueType) })!
        for batchRows in [1, 7, 300] {
            let result = try total(values, aggregation.function, batchRows: batchRows)
            #expect(result.count == 1 && same(result[0], aggregation.expected(values.scalars)), "\(aggregation)")
        }
    }

    @Test func sumsOfWholePartitionsAreChecked() throws {
        #expect(try total(.ints([.max, -1, .min, 5]), .sum, batchRows: 4) == [.int(3)])
        #expect(try total(.ints([.max, .min, .max, .min]), .sum, batchRows: 4) == [.int(-2)])
        #expect(try total(.ints([1 << 40, 1 << 41, -3]), .sum, batchRows: 4) == [.int(3 << 40 - 3)])
        let error = #expect(throws: ComputeError.self) { try total(.ints([.max, 1]), .sum, batchRows: 2) }
        #expect(error?.kind == .overflow)
        #expect(try total(.ints([]), .sum, batchRows: 1).isEmpty)
        #expect(try total(.ints([]), .count, batchRows: 1) == [.int(0)])
    }

    @Test func reducingAWholePartitionDoesNotDependOnBatches() throws {
        var random = Seeded(5)
        let values = Column(.float, (0..<10_000).map { _ in .float(Double.random(in: -1e9...1e9, using: &random)) })!
        let program = AggregateFunction.reduce(reduceProgram(.addFloat, .float))
        let results = try [1, 3, 999, 4_096, 10_000].map { try total(values, program, batchRows: $0) }
        #expect(Set(results).count == 1)
        let words = Column.strings((0..<9_000).map { String($0 % 10) })
        let joined = try total(words, .reduce(reduceProgram(.concatenate, .string)), batchRows: 1_000)
        #expect(joined == [.string((0..<9_000).map { String($0 % 10) }.joined())])
        #expect(try total(.ints([]), .reduce(reduceProgram(.addInt, .int)), batchRows: 1).isEmpty)
    }
}
