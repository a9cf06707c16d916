// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute
import Testing

/// What registers hold stays within a bound, whatever the rows become.
@Suite struct BatchPaceTests {
    /// Ten characters, repeated as often as the row says, and once more behind that.
    private func widening() throws -> VerifiedProgram {
        var writer = ProgramWriter()
        let count = writer.register(.int)
        var code: [Instruction] = []
        let text = writer.constant(.string, .string("0123456789"), into: &code)
        let long = writer.emit(.repeatText, .string, [text, count], into: &code)
        let joined = writer.emit(.concatenate, .string, [long, text], into: &code)
        return writer.program([Segment(parameters: [count], instructions: code, terminator: .yield(joined))])
    }

    private func repeats(_ count: Int, _ repeats: (Int) -> Int) -> Column {
        Column.ints(count: count) { out in for row in 0..<count { out[row] = repeats(row) } }
    }

    /// Rows of each batch that came, and bytes taken at most.
    private func run(
        _ program: VerifiedProgram, _ batches: [Column], _ budget: FixedBudget
    ) throws -> [Int] {
        let runner = ProgramRunner(program, context: RunContext(memory: budget))
        var (counts, row) = ([Int](), 0)
        let expected = batches.flatMap { batch in (0..<batch.count).map { (batch.ints[$0] + 1) * 10 } }
        for batch in batches {
            try runner.run(batch) { column in
                for index in 0..<column.count {
                    #expect(column.bytes(index).count == expected[row])
                    row += 1
                }
                counts.append(column.count)
                return true
            }
        }
        #expect(row == expected.count)
        return counts
    }

    @Test func `rows that become wide are run a few at a time, and what they hold is taken from memory`() throws {
        let budget = FixedBudget(64 << 20)
        // 400 MB in all.
        let counts = try run(try widening(), [repeats(4_096) { _ in 10_000 }], budget)
        #expect(counts.max()! < 40 && counts.count < 600, "\(counts.count) batches")
        #expect(budget.most > 1 << 20 && budget.most <= 4 << 20, "\(budget.most) bytes")
        #expect(budget.taken == 0)
    }

    @Test func `rows that become wide of a sudden are done again, fewer at a time`() throws {
        let budget = FixedBudget(64 << 20)
        let batches = (0..<8).map { batch in repeats(1_000) { _ in batch == 6 ? 20_000 : 1 } }
        let counts = try run(try widening(), batches, budget)
        #expect(counts.prefix(4).contains { $0 > 200 })
        #expect(budget.most <= 4 << 20, "\(budget.most) bytes")
    }

    @Test func `the same rows are cut alike whoever else holds memory`() throws {
        let batches = (0..<3).map { batch in repeats(2_000) { row in (row * 7 + batch) % 3_000 } }
        let program = try widening()
        let roomy = try run(program, batches, FixedBudget(1 << 30))
        #expect(try run(program, batches, FixedBudget(0)) == roomy)
        #expect(roomy.count > 20)
    }

    @Test func `a row that is wider than what is left of the task's memory fails, and says what to do`() throws {
        let error = #expect(throws: ComputeError.self) {
            _ = try run(try widening(), [repeats(1) { _ in 4 << 20 }], FixedBudget(20 << 20))
        }
        #expect(error?.kind == .memoryExceeded)
        #expect(error?.message.contains("spark.executor.memory") == true, "\(error as Any)")
        _ = try run(try widening(), [repeats(1) { _ in 4 << 20 }], FixedBudget(256 << 20))
    }

    @Test func `numbers alone are run a batch at a time`() throws {
        var writer = ProgramWriter()
        let x = writer.register(.int)
        var code: [Instruction] = []
        let doubled = writer.emit(.addInt, .int, [x, x], into: &code)
        let program = writer.program([Segment(parameters: [x], instructions: code, terminator: .yield(doubled))])
        let runner = ProgramRunner(program, context: RunContext())
        var counts: [Int] = []
        try runner.run(repeats(100_000) { $0 }) {
            counts.append($0.count)
            return true
        }
        #expect(counts == [100_000])
    }

    @Test func `what is left of the instruction budget is kept when rows are done again`() throws {
        let program = try widening()
        let context = RunContext(instructionBudget: 20_000)
        let error = #expect(throws: ComputeError.self) {
            let runner = ProgramRunner(program, context: context)
            for _ in 0..<100 { try runner.run(repeats(256) { _ in 10_000 }) { _ in true } }
        }
        #expect(error?.kind == .budgetExceeded)
    }
}
