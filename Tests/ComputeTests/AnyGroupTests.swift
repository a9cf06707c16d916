// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute
import Testing

/// Groups by Python's equality: (key as it first came, numbers of its rows), in canonical order.
private func groups(_ keys: Column) -> [(key: Scalar, rows: [Int])] {
    var groups: [(first: Int, rows: [Int])] = []
    for row in 0..<keys.count {
        if let known = groups.firstIndex(where: { keys.equals($0.first, keys, row) }) {
            groups[known].rows.append(row)
        } else {
            groups.append((row, [row]))
        }
    }
    let buffer = Buffer(byteCount: keys.count * 8)
    let hash = buffer.pointer(UInt64.self)
    keys.hash(into: hash)
    return withExtendedLifetime(buffer) {
        groups.sorted {
            hash[$0.first] == hash[$1.first]
                ? keys.compare($0.first, with: keys, $1.first) < 0 : hash[$0.first] < hash[$1.first]
        }.map { (keys.scalar($0.first), $0.rows) }
    }
}

/// Bit by bit: `1` is not `1.0`.
private func written(_ value: Scalar) -> [UInt8]? { AnyCoding.encode(value) }

@Suite("Groups and orders of values of type any") struct AnyGroupTests {
    private func keys(_ type: DataType, seed: Int, count: Int) -> Column {
        var random = Seeded(seed)
        return Column(
            type,
            (0..<count).map { _ in
                switch type {
                case .tuple: .tuple([anyScalar(depth: 1, &random), .int(Int.random(in: 0...1, using: &random))])
                case .list: .list((0..<Int.random(in: 0...2, using: &random)).map { _ in anyScalar(depth: 1, &random) })
                default: anyScalar(&random)
                }
            })!
    }

    @Test(arguments: [DataType.any, .tuple([.any, .int]), .list(.any)], [1 << 30, 0])
    func keysAreGroupedByEquality(type: DataType, memory: Int) throws {
        for seed in 0..<4 {
            let keys = keys(type, seed: seed, count: 2_500)
            let wanted = groups(keys)
            let spill = MemorySpill()
            for batchRows in [1, 700, 2_500] where memory > 0 || batchRows > 1 {
                let sums = try aggregate(
                    keys, .ints(Array(0..<keys.count)), .sum, batchRows: batchRows, memory: memory, spill: spill)
                #expect(
                    sums.rows.map(written)
                        == wanted.map { written(.tuple([$0.key, .int($0.rows.reduce(0, +))])) })
            }
            let lists = try aggregate(
                keys, .ints(Array(0..<keys.count)), .collectList, mode: .complete, batchRows: 900, memory: memory,
                spill: spill)
            #expect(
                lists.rows.map(written) == wanted.map { written(.tuple([$0.key, .list($0.rows.map { .int($0) })])) })
            #expect(memory > 0 || spill.spillCount > 0)
        }
    }

    @Test(arguments: [1 << 30, 0]) func valuesAreAggregated(memory: Int) throws {
        var random = Seeded(5)
        let keys = Column.ints((0..<4_000).map { _ in Int.random(in: 0..<900, using: &random) })
        let values = anyColumn((0..<4_000).map { _ in anyScalar(&random) })
        let ordered = anyColumn((0..<4_000).map { _ in orderedScalar(&random) })
        let wanted = groups(keys)
        func check(_ function: AggregateFunction, _ values: Column, _ expected: ([Int]) -> Scalar) throws {
            let result = try aggregate(
                keys, values, function, mode: .complete, batchRows: 700, memory: memory)
            #expect(
                result.rows.map(written) == wanted.map { written(.tuple([$0.key, expected($0.rows)])) }, "\(function)")
        }
        try check(.count, values) { .int($0.count) }
        try check(.first, values) { values.scalar($0[0]) }
        try check(.collectList, values) { .list($0.map { values.scalar($0) }) }
        for (function, sign) in [(AggregateFunction.minimum, 1), (.maximum, -1)] {
            try check(function, ordered) { rows in
                ordered.scalar(
                    rows.dropFirst().reduce(rows[0]) { ordered.compare($1, with: ordered, $0) * sign < 0 ? $1 : $0 })
            }
        }
    }

    @Test func theLeastOfValuesWithoutAnOrderIsAnError() {
        for function in [AggregateFunction.minimum, .maximum] {
            let error = #expect(throws: ComputeError.self) {
                try aggregate(
                    .ints([1, 2, 1]), anyColumn([.int(1), .null, .string("a")]), function, mode: .complete,
                    batchRows: 2,
                    memory: 1 << 20)
            }
            #expect(error?.kind == .typeError && error?.pythonType == "TypeError")
            #expect(error?.message == "'<' not supported between instances of 'str' and 'int'")
        }
    }

    @Test(arguments: [1 << 30, 0], [false, true])
    func valuesAreSortedStably(memory: Int, descending: Bool) throws {
        var random = Seeded(6)
        let keys = (0..<5_000).map { _ in orderedScalar(&random) }
        let rows = Column(.tuple([.any, .int]), keys.enumerated().map { .tuple([$1, .int($0)]) })!
        let result = try sort(
            rows, descending: descending, keyOf: memberProgram(rows.type, 0), batchRows: 600, memory: memory)
        let wanted = naiveSort(rows, keys: rows.children[0], descending: descending)
        #expect(result.rows.map(written) == wanted.map(written))
        let numbers = anyColumn(
            (0..<4_000).map { _ in
                Bool.random(using: &random)
                    ? .int(Int.random(in: -9...9, using: &random)) : .float(Double.random(in: -9...9, using: &random))
            })
        let sorted = try sort(numbers, descending: descending, batchRows: 500, memory: memory)
        #expect(sorted.rows.map(written) == naiveSort(numbers, keys: numbers, descending: descending).map(written))
    }

    @Test(arguments: [1 << 30, 0], [false, true])
    func valuesWithoutAnOrderAreFoundWhereverTheyAre(memory: Int, descending: Bool) {
        var random = Seeded(7)
        for odd in [Scalar.string("a"), .null, .tuple([]), .list([])] {
            var values = (0..<3_000).map { _ in Scalar.int(Int.random(in: 0..<100, using: &random)) }
            values[Int.random(in: 0..<3_000, using: &random)] = odd
            let rows = anyColumn(values)
            let error = #expect(throws: ComputeError.self) {
                try sort(rows, descending: descending, batchRows: 250, memory: memory)
            }
            let names = ["str", "NoneType", "tuple", "list"]
            #expect(error?.kind == .typeError)
            #expect(
                names.contains { error?.message.contains("'\($0)'") ?? false }
                    && error?.message.contains("'int'") ?? false)
        }
    }

    @Test func boundsFindValuesWithoutAnOrder() throws {
        let keys = anyColumn([.int(1), .float(2.5), .bool(true), .int(7)])
        var out = [Int32](repeating: -1, count: 4)
        try Partitioner.rangePartitions(
            keys: keys, bounds: anyColumn([.int(1), .float(5)]), descending: false, into: &out)
        #expect(out == [0, 1, 0, 2])
        try Partitioner.rangePartitions(
            keys: keys, bounds: anyColumn([.float(5), .int(1)]), descending: true, into: &out)
        #expect(out == [1, 1, 1, 0])
        for bound in [Scalar.string("a"), .null] {
            let error = #expect(throws: ComputeError.self) {
                try Partitioner.rangePartitions(keys: keys, bounds: anyColumn([bound]), descending: false, into: &out)
            }
            #expect(error?.kind == .typeError)
        }
    }
}
