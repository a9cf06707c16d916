// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// One instruction with its operands as plain numbers and what is known of it before it runs.
final class Step {
    let opcode: Opcode
    let results: [Int]
    let operands: [Int]
    /// The first result and the first three operands, -1 where there is none.
    let result: Int
    let a: Int
    let b: Int
    let c: Int
    let immediate: Int
    let blocks: [CompiledBlock]
    let span: Int
    /// The type of the first result.
    let type: DataType
    /// Registers that nobody reads after this step.
    var releases: [Int] = []

    init(_ instruction: Instruction, blocks: [CompiledBlock], types: [DataType]) {
        opcode = instruction.opcode
        results = instruction.results.map(\.index)
        operands = instruction.operands.map(\.index)
        result = results.first ?? -1
        a = operands.count > 0 ? operands[0] : -1
        b = operands.count > 1 ? operands[1] : -1
        c = operands.count > 2 ? operands[2] : -1
        immediate = instruction.immediate
        self.blocks = blocks
        span = instruction.span
        type = result >= 0 ? types[result] : .null
    }

    /// Registers that the step reads, nested blocks included.
    var reads: [Int] { operands + blocks.flatMap(\.captures) }
}

/// A block (or the body of a segment) ready to run.
final class CompiledBlock {
    let parameters: [Int]
    let steps: [Step]
    let yields: [Int]
    /// Registers of enclosing blocks that it reads, constants left out.
    let captures: [Int]
    /// Registers that it assigns, parameters included.
    let locals: [Int]
    /// For each yield, whether its value moves out: the block's own, at its first place in the list.
    let yieldIsMoved: [Bool]

    init(parameters: [Int], steps: [Step], yields: [Int], constants: Set<Int>) {
        self.parameters = parameters
        self.steps = steps
        self.yields = yields
        locals = parameters + steps.flatMap(\.results)
        let own = Set(locals)
        var moved = Set<Int>()
        yieldIsMoved = yields.map { own.contains($0) && moved.insert($0).inserted }
        var seen = Set<Int>()
        var captured: [Int] = []
        for register in steps.flatMap(\.reads) + yields
        where !own.contains(register) && !constants.contains(register) && seen.insert(register).inserted {
            captured.append(register)
        }
        captures = captured
        findLastUses(own)
    }

    /// Each register that the block assigns is released after the last step that reads it; yields stay.
    private func findLastUses(_ own: Set<Int>) {
        var last: [Int: Int] = [:]
        for (index, step) in steps.enumerated() {
            for register in step.results + step.reads where own.contains(register) { last[register] = index }
        }
        let kept = Set(yields)
        for (register, index) in last where !kept.contains(register) { steps[index].releases.append(register) }
    }
}

/// A program decoded once for all batches.
struct CompiledProgram {
    let program: Program
    let types: [DataType]
    let segments: [CompiledBlock]
    /// Registers whose value is the same for all rows of all batches, and that value.
    var constants: [(register: Int, column: Column)] = []

    init(_ verified: VerifiedProgram, partition: Int) {
        program = verified.program
        types = program.registers
        var compiler = BlockCompiler(program: program, partition: partition)
        segments = program.segments.map { segment in
            let yields: [Register] =
                switch segment.terminator {
                case .yield(let register): [register]
                case .filter(let condition, let carried): [condition] + carried
                case .explode(let list, let carried): [list] + carried
                }
            return compiler.compile(segment.parameters, segment.instructions, yields)
        }
        constants = compiler.constants
    }
}

extension CompiledProgram {
    /// The last step of a segment when it calls a script whose values are flattened.
    func streamed(_ index: Int) -> Step? {
        guard case .explode = program.segments[index].terminator, let last = segments[index].steps.last,
            last.opcode == .callScript, last.type == .list(.any), last.result == segments[index].yields[0],
            !segments[index].yields.dropFirst().contains(last.result)
        else { return nil }
        return last
    }
}

private struct BlockCompiler {
    let program: Program
    let partition: Int
    var constants: [(register: Int, column: Column)] = []
    var constantRegisters = Set<Int>()

    init(program: Program, partition: Int) {
        self.program = program
        self.partition = partition
    }

    mutating func compile(
        _ parameters: [Register], _ instructions: [Instruction], _ yields: [Register]
    )
        -> CompiledBlock
    {
        var steps: [Step] = []
        for instruction in instructions {
            if isConstant(instruction) { continue }
            let blocks = instruction.blocks.map { compile($0.parameters, $0.instructions, $0.yields) }
            steps.append(Step(instruction, blocks: blocks, types: program.registers))
        }
        return CompiledBlock(
            parameters: parameters.map(\.index), steps: steps, yields: yields.map(\.index),
            constants: constantRegisters)
    }

    /// Takes note of an instruction whose result never changes.
    private mutating func isConstant(_ instruction: Instruction) -> Bool {
        let value: Constant
        switch instruction.opcode {
        case .constant: value = program.constants[instruction.immediate]
        case .partitionNumber: value = Constant(type: .int, value: .int(partition))
        default: return false
        }
        guard let column = Column(value.type, [value.value]) else { return false }
        constants.append((instruction.results[0].index, column))
        constantRegisters.insert(instruction.results[0].index)
        return true
    }
}
