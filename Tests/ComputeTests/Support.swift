// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute

/// Memory with a fixed size that counts what is taken.
final class FixedBudget: MemoryBudget {
    private var left: Int
    private(set) var taken = 0
    /// Taken at a time, at most.
    private(set) var most = 0
    private(set) var refusals = 0

    init(_ bytes: Int) { left = bytes }

    func grow(by bytes: Int) -> Bool {
        if bytes > left {
            refusals += 1
            return false
        }
        left -= bytes
        taken += bytes
        most = max(most, taken)
        return true
    }

    func shrink(by bytes: Int) {
        left += bytes
        taken -= bytes
    }
}

/// Spills that stay in memory.
final class MemorySpill: SpillProvider {
    private(set) var spillCount = 0
    /// The number of appended batches after which writing fails, as on a full disk.
    var appendsLeft = Int.max

    func makeSpill(type: DataType) throws(ComputeError) -> any Spill {
        spillCount += 1
        return Rows(type, self)
    }

    private final class Rows: Spill {
        private let type: DataType
        private let owner: MemorySpill
        private var batches: [Column] = []
        var byteCount = 0

        init(_ type: DataType, _ owner: MemorySpill) {
            self.type = type
            self.owner = owner
        }

        func append(_ rows: Column) throws(ComputeError) {
            precondition(rows.type == type)
            if owner.appendsLeft == 0 { throw ComputeError(.spill, "no space left on the disk") }
            owner.appendsLeft -= 1
            batches.append(rows)
            byteCount += rows.byteCount
        }

        func finish() throws(ComputeError) -> any SpilledRows { Reader(batches) }
    }

    private final class Reader: SpilledRows {
        private let batches: [Column]
        private var nextBatch = 0

        init(_ batches: [Column]) { self.batches = batches }

        func next() throws(ComputeError) -> Column? {
            guard nextBatch < batches.count else { return nil }
            defer { nextBatch += 1 }
            return batches[nextBatch]
        }
    }
}

/// Writes programs by hand: registers and constants are numbered as they come.
struct ProgramWriter {
    private(set) var registers: [DataType] = []
    private(set) var constants: [Constant] = []
    var sourceMap = SourceMap()

    mutating func register(_ type: DataType) -> Register {
        registers.append(type)
        return Register(registers.count - 1)
    }

    mutating func constant(_ type: DataType, _ value: Scalar, into code: inout [Instruction]) -> Register {
        constants.append(Constant(type: type, value: value))
        let result = register(type)
        code.append(Instruction(.constant, results: [result], immediate: constants.count - 1))
        return result
    }

    mutating func emit(
        _ opcode: Opcode, _ type: DataType, _ operands: [Register], immediate: Int = 0, blocks: [Block] = [],
        span: Int = -1, into code: inout [Instruction]
    ) -> Register {
        let result = register(type)
        code.append(
            Instruction(
                opcode, results: [result], operands: operands, immediate: immediate, blocks: blocks, span: span))
        return result
    }

    func program(_ segments: [Segment]) -> VerifiedProgram {
        VerifiedProgram(
            unchecked: Program(registers: registers, constants: constants, segments: segments, sourceMap: sourceMap))
    }
}

extension Column {
    /// All rows as scalars.
    var scalars: [Scalar] { (0..<count).map { scalar($0) } }

    static func ints(_ values: [Int]) -> Column { Column(.int, values.map { .int($0) })! }
    static func strings(_ values: [String]) -> Column { Column(.string, values.map { .string($0) })! }

    /// The column cut into batches of `rows`.
    func batches(_ rows: Int) -> [Column] {
        stride(from: 0, to: count, by: rows).map { slice($0, min(rows, count - $0)) }
    }
}

/// A small, seeded generator (SplitMix64).
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    init(_ seed: Int) { state = UInt64(bitPattern: Int64(seed)) }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
