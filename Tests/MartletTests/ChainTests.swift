// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar
import Martlet
import Plan
import Testing

private func integers(_ columns: [Column]) -> [Int] {
    columns.flatMap { column in (0..<column.count).map { column.ints[$0] } }
}

private func constant(_ value: Int) -> Node { Node(.constant(Constant(type: .int, value: .int(value)))) }

private func closure(_ body: (Node) -> Node) -> Closure {
    let variable = Variable("$0")
    return .traced(parameters: [variable], body: body(Node(.variable(variable))), file: "ChainTests.swift", line: 1)
}

private func add(_ value: Int) -> Dataset.Step { .map(closure { Node(.binary(.add, $0, constant(value))) }) }

private func isDivisible(by value: Int) -> Dataset.Step {
    .filter(closure { Node(.compare(.equal, Node(.binary(.remainder, $0, constant(value))), constant(0))) })
}

/// Chains of steps of any length, limits of what is brought together, and how far a `take` goes.
@Suite struct ChainTests {
    private func withEngine(_ body: (Engine) throws -> Void) throws {
        let engine = try Engine(SessionOptions(master: "local[2]"))
        defer { engine.stop() }
        try body(engine)
    }

    private func range(_ engine: Engine, _ count: Int, _ partitions: Int = 1) throws -> Dataset {
        try Dataset.range(engine, start: 0, step: 1, count: count, partitions: partitions, name: "range")
    }

    private func chain(_ dataset: Dataset, _ count: Int, _ step: (Int) -> Dataset.Step) throws -> Dataset {
        try (0..<count).reduce(dataset) { try $0.adding(step($1)) }
    }

    private func programs(_ dataset: Dataset) throws -> [Program] {
        var programs: [Program] = []
        var lineage = try dataset.lineage(name: "x")
        while case .transformed(let parent, .program(let program)) = lineage.kind {
            programs.append(program)
            lineage = parent
        }
        return programs.reversed()
    }

    @Test func `thousands of steps run, and are cut into programs that longer chains share`() throws {
        try withEngine { engine in
            let long = try chain(range(engine, 10, 3), 2_000) { _ in add(1) }
            #expect(integers(try long.collect(name: "collect")) == (2_000..<2_010).map { $0 })
            let made = try programs(long)
            #expect(made.count == (2_000 + MartletLimits.fusedStepsMax - 1) / MartletLimits.fusedStepsMax)
            for other in 0..<3 {
                let longer = try long.adding(add(other))
                #expect(try programs(longer).prefix(made.count - 1) == made.prefix(made.count - 1))
                #expect(try longer.count(name: "count") == 10)
                #expect(integers(try longer.take(2, name: "take")) == [2_000 + other, 2_001 + other])
            }
            let filtered = try chain(range(engine, 4_000), 1_500) { $0 % 2 == 0 ? add(1) : isDivisible(by: 1) }
            #expect(integers(try filtered.collect(name: "collect")) == (750..<4_750).map { $0 })
            let flat = try chain(range(engine, 3), 600) { _ in .flatMap(closure { Node(.list([$0], element: nil)) }) }
            #expect(integers(try flat.collect(name: "collect")) == [0, 1, 2])
        }
    }

    @Test func `a chain of any length is let go of`() throws {
        try withEngine { engine in
            var dataset = try range(engine, 1)
            for _ in 0..<50_000 { dataset = try dataset.adding(.toAny) }
            #expect(dataset.rowType == .any)
        }
    }

    @Test func `steps keep the types that they have alone, whatever is known of their rows behind others`() throws {
        try withEngine { engine in
            // Behind a constant row the division is known to fail; alone it is not.
            let zero = try range(engine, 0).adding(.map(closure { _ in constant(0) }))
            let failing = try zero.adding(.map(closure { Node(.binary(.divide, constant(1), $0)) }))
            #expect(failing.rowType == .int)
            #expect(try failing.count(name: "count") == 0)
        }
    }

    @Test func `what is nested too deep is an error of its job and the session goes on`() throws {
        try withEngine { engine in
            let one = try range(engine, 1).adding(.toAny)
            var nested = one
            for _ in 0..<40 { nested = try nested.product(with: one, name: "cartesian").comfortable() }
            do {
                _ = try nested.count(name: "count at cell 3")
                Issue.record("40 nested products were counted")
            } catch {
                #expect("\(error)".contains("nested too deep") && "\(error)".contains("count at cell 3"), "\(error)")
            }
            #expect(throws: MartletError.self) { _ = try nested.explanation(name: "explain") }
            #expect(try range(engine, 5).count(name: "count") == 5)
            var pairs = try range(engine, 1)
            #expect(throws: MartletError.self) {
                for _ in 0..<40 { pairs = try pairs.zipped(with: pairs, name: "zip") }
            }
            #expect(pairs.rowType.description.utf8.count < 4 * ColumnarLimits.typeNodesMax)
        }
    }

    @Test func `thousands of datasets are united, and too many partitions are refused at once`() throws {
        try withEngine { engine in
            let all = try Dataset.union(try (0..<2_000).map { _ in try range(engine, 2) }, name: "union")
            #expect(try all.count(name: "count") == 4_000)
            var doubled = try range(engine, 1)
            #expect(throws: MartletError.self) {
                for _ in 0..<70 { doubled = try Dataset.union([doubled, doubled], name: "union") }
            }
            #expect(doubled.partitionCount <= PlanLimits.partitionsMax)
            let many = PlanLimits.partitionsMax + 1
            for body in [
                { _ = try Dataset.range(engine, start: 0, step: 1, count: 1, partitions: many, name: "range") },
                { _ = try Dataset.text(engine, "/nowhere", partitionsMin: many, name: "textFile") },
                { _ = try Dataset.wholeText(engine, "/nowhere", partitionsMin: many, name: "wholeTextFiles") },
                { _ = try range(engine, 1).repartitioned(many, name: "repartition") },
                { _ = try range(engine, 1_001, 1_001).product(with: range(engine, 1_000, 1_000), name: "cartesian") },
            ] as [() throws -> Void] {
                do {
                    try body()
                    Issue.record("\(many) partitions")
                } catch {
                    #expect("\(error)".contains("\(PlanLimits.partitionsMax)"), "\(error)")
                }
            }
            #expect(try range(engine, 7, 2).coalesced(many, name: "coalesce").partitionCount == 2)
        }
    }

    @Test func `take runs functions on as many rows as it needs`() throws {
        try withEngine { engine in
            // Division by zero at row 3, 10 and so on.
            func failing(at row: Int) -> Dataset.Step {
                .map(closure { Node(.binary(.divide, constant(100), Node(.binary(.subtract, constant(row), $0)))) })
            }
            let rows = try range(engine, 1_000, 2)
            for wanted in [1, 3, 10, 400] {
                let dataset = try rows.adding(failing(at: wanted))
                #expect(try dataset.take(wanted, name: "take").reduce(0) { $0 + $1.count } == wanted)
                #expect(try dataset.coalesced(1, name: "coalesce").take(wanted, name: "take").count > 0)
                #expect(throws: MartletError.self) { try dataset.take(wanted + 1, name: "take") }
            }
            // Of a sort the rows behind it count.
            let sorted = try rows.sorted(by: nil, descending: false, name: "sortBy", partitions: 1)
            #expect(try sorted.adding(failing(at: 5)).take(5, name: "take").reduce(0) { $0 + $1.count } == 5)
            let rare = try rows.adding(isDivisible(by: 97))
            #expect(integers(try rare.take(4, name: "take")) == [0, 97, 194, 291])
            let local = try Dataset.local(
                engine, Column.ints(count: 100) { out in for i in 0..<100 { out[i] = i } }, partitions: 3, name: "local"
            )
            #expect(integers(try local.adding(failing(at: 40)).take(0, name: "take")) == [])
            #expect(try local.adding(failing(at: 40)).take(40, name: "take").reduce(0) { $0 + $1.count } == 40)
        }
    }
}
