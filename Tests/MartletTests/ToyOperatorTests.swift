// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute
import Execution
import Martlet
import Plan
import Testing

/// Every n-th row of a partition, and behind them how many there were: an operator that no module has heard of.
private final class EveryNth: PartitionKernel {
    static let name = "toy-every-nth"
    private let step: Int
    private let memory: any MemoryBudget
    private var seen = 0
    private var kept: [Int] = []

    init(_ request: KernelRequest) throws(ComputeError) {
        guard let step = request.operator.settings.first, step > 0 else {
            throw ComputeError(.invalidArgument, "\(Self.name) needs a step")
        }
        self.step = Int(step)
        memory = request.memory
    }

    deinit { memory.shrink(by: kept.count * 8) }

    func add(_ batch: Column) throws(ComputeError) -> Column? {
        for row in 0..<batch.count {
            if seen % step == 0 {
                guard memory.grow(by: 8) else { throw ComputeError(.memoryExceeded, "\(Self.name) keeps its rows") }
                kept.append(batch.ints[row])
            }
            seen += 1
        }
        // Rows that are ready may leave at once; these wait for the last.
        return nil
    }

    func finish() throws(ComputeError) -> Column? {
        if seen < 0 { return nil }
        let rows = kept + [seen]
        seen = -1
        return Column.ints(count: rows.count) { into in for (place, row) in rows.enumerated() { into[place] = row } }
    }
}

@Suite struct ToyOperatorTests {
    private func everyNth(_ step: UInt8, name: String = EveryNth.name) -> RegisteredOperator {
        RegisteredOperator(name, settings: [step], inputType: .int, resultType: .int)
    }

    @Test func `an operator that is registered runs in the middle of a chain, and behind a shuffle`() throws {
        RegisteredKernels.register(EveryNth.name) { (request) throws(ComputeError) in try EveryNth(request) }
        let session = try Session(master: "local[2]")
        defer { session.stop() }
        let numbers = try session.range(0..<10, partitions: 2).map { $0 * 10 }
        let dataset = try numbers.dataset.mapping(by: everyNth(3), name: "toy")
        #expect(try rows(dataset) == [0, 30, 5, 50, 80, 5])
        let again = try dataset.repartitioned(1, name: "toy").mapping(by: everyNth(6), name: "toy")
        #expect(try rows(again).last == 6)
        #expect(try dataset.explanation(name: "toy").stages.contains("operator \(EveryNth.name): int to int"))
    }

    @Test func `a name that no executor knows, a kernel that fails and rows of another type are errors`() throws {
        RegisteredKernels.register(EveryNth.name) { (request) throws(ComputeError) in try EveryNth(request) }
        let session = try Session(master: "local[1]")
        defer { session.stop() }
        let numbers = try session.range(0..<10, partitions: 1).dataset
        let unknown = #expect(throws: MartletError.self) {
            try rows(numbers.mapping(by: everyNth(1, name: "nobody's"), name: "toy"))
        }
        #expect("\(unknown as Any)".contains("knows no operator 'nobody's'"))
        let failed = #expect(throws: MartletError.self) { try rows(numbers.mapping(by: everyNth(0), name: "toy")) }
        #expect("\(failed as Any)".contains("needs a step"))
        let wrong = RegisteredOperator(EveryNth.name, settings: [1], inputType: .int, resultType: .string)
        let mistyped = #expect(throws: MartletError.self) { try rows(numbers.mapping(by: wrong, name: "toy")) }
        #expect("\(mistyped as Any)".contains("rows of type int instead of string"))
    }

    private func rows(_ dataset: Dataset) throws -> [Int] {
        try dataset.collectPartitions(name: "toy", partitions: nil, control: nil).flatMap { columns in
            columns.flatMap { column in (0..<column.count).map { column.ints[$0] } }
        }
    }
}
