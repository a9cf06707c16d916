// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute

/// Why the model gives up.
struct NaiveFailure: Error {
    var kind: ComputeError.Kind
}

/// The model of the virtual machine: one row at a time, one scalar a register, nothing clever.
final class NaiveInterpreter {
    private let program: Program
    private let partition: Int
    private var rowsSeen: [Int]
    private var values: [Int: Scalar] = [:]

    init(_ program: Program, partition: Int = 0) {
        self.program = program
        self.partition = partition
        rowsSeen = Array(repeating: 0, count: program.segments.count)
    }

    /// The results for one row of inputs.
    func run(_ inputs: [Scalar]) throws -> [Scalar] {
        var results: [Scalar] = []
        try run(segment: 0, inputs, &results)
        return results
    }

    private func run(segment index: Int, _ inputs: [Scalar], _ results: inout [Scalar]) throws {
        let segment = program.segments[index]
        let row = rowsSeen[index]
        rowsSeen[index] += 1
        for (register, value) in zip(segment.parameters, inputs) { values[register.index] = value }
        try run(segment.instructions, row)
        switch segment.terminator {
        case .yield(let register): results.append(get(register))
        case .filter(let condition, let carried):
            if get(condition) == .bool(true) {
                let next = carried.map { get($0) }
                try run(segment: index + 1, next, &results)
            }
        case .explode(let list, let carried):
            guard case .list(let elements) = get(list) else { return }
            let next = carried.map { get($0) }
            for element in elements { try run(segment: index + 1, [element] + next, &results) }
        }
    }

    private func get(_ register: Register) -> Scalar { values[register.index]! }

    private func run(_ instructions: [Instruction], _ row: Int) throws {
        for instruction in instructions {
            switch instruction.opcode {
            case .if:
                let block = instruction.blocks[get(instruction.operands[0]) == .bool(true) ? 0 : 1]
                try run(block.instructions, row)
                assign(instruction.results, block.yields.map { get($0) })
            case .loop:
                let block = instruction.blocks[0]
                var carried = instruction.operands.map { get($0) }
                while true {
                    assign(block.parameters, carried)
                    try run(block.instructions, row)
                    carried = block.yields.dropFirst().map { get($0) }
                    if get(block.yields[0]) != .bool(true) { break }
                }
                assign(instruction.results, carried)
            case .listMap, .listFilter: try runListBlock(instruction, row)
            case .constant: values[instruction.results[0].index] = program.constants[instruction.immediate].value
            case .splitPair: assign(instruction.results, try naiveSplit(get(instruction.operands[0])))
            case .rowNumber: values[instruction.results[0].index] = .int(row)
            case .partitionNumber: values[instruction.results[0].index] = .int(partition)
            default:
                let operands = instruction.operands.map { get($0) }
                values[instruction.results[0].index] = try naiveOperation(
                    instruction.opcode, instruction.immediate, operands,
                    operandTypes: instruction.operands.map { program.registers[$0.index] }, partition: partition)
            }
        }
    }

    private func assign(_ registers: [Register], _ scalars: [Scalar]) {
        for (register, scalar) in zip(registers, scalars) { values[register.index] = scalar }
    }

    private func runListBlock(_ instruction: Instruction, _ row: Int) throws {
        let result = instruction.results[0].index
        guard case .list(let elements) = get(instruction.operands[0]) else {
            values[result] = .null
            return
        }
        let block = instruction.blocks[0]
        let captured = instruction.operands.dropFirst().map { get($0) }
        var out: [Scalar] = []
        for element in elements {
            assign(block.parameters, [element] + captured)
            try run(block.instructions, row)
            let value = get(block.yields[0])
            if instruction.opcode == .listMap { out.append(value) } else if value == .bool(true) { out.append(element) }
        }
        values[result] = .list(out)
    }
}

/// Equality of results: every NaN alike, zeros by their sign, strings by their bytes (Swift's `==` takes canonically
/// equivalent ones as equal).
func same(_ left: Scalar, _ right: Scalar) -> Bool {
    switch (left, right) {
    case (.string(let a), .string(let b)): a.utf8.elementsEqual(b.utf8)
    case (.float(let a), .float(let b)): a.isNaN ? b.isNaN : a.bitPattern == b.bitPattern
    case (.tuple(let a), .tuple(let b)), (.list(let a), .list(let b)):
        a.count == b.count && zip(a, b).allSatisfy { same($0, $1) }
    case (.frozenSet(let a), .frozenSet(let b)): a.count == b.count && zip(a, b).allSatisfy { same($0, $1) }
    case (.map(let a), .map(let b)):
        a.count == b.count && zip(a, b).allSatisfy { same($0.key, $1.key) && same($0.value, $1.value) }
    default: left == right
    }
}

/// The order of values.
func naiveCompare(_ left: Scalar, _ right: Scalar) -> Int {
    switch (left, right) {
    case (.null, .null): 0
    case (.null, _): -1
    case (_, .null): 1
    case (.bool(let a), .bool(let b)): (a ? 1 : 0) - (b ? 1 : 0)
    case (.int(let a), .int(let b)): a < b ? -1 : (a > b ? 1 : 0)
    case (.decimal(let a), .decimal(let b)): a < b ? -1 : (a > b ? 1 : 0)
    case (.float(let a), .float(let b)):
        a.isNaN || b.isNaN ? (a.isNaN ? 1 : 0) - (b.isNaN ? 1 : 0) : (a < b ? -1 : (a > b ? 1 : 0))
    case (.string(let a), .string(let b)): naiveCompare(Array(a.utf8), Array(b.utf8))
    case (.bytes(let a), .bytes(let b)): naiveCompare(a, b)
    case (.tuple(let a), .tuple(let b)), (.list(let a), .list(let b)):
        zip(a, b).map { naiveCompare($0, $1) }.first { $0 != 0 } ?? (a.count - b.count)
    default: preconditionFailure("values of different types")
    }
}

private func naiveCompare(_ left: [UInt8], _ right: [UInt8]) -> Int {
    for (a, b) in zip(left, right) where a != b { return Int(a) - Int(b) }
    return left.count - right.count
}
