// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// Turns what the emitter wrote into the final program: removes what nobody reads, carries between segments only what
/// later ones need, and numbers registers, constants and spans anew without gaps.
struct Optimizer {
    private var program: Program
    /// By register: read by something that stays.
    private var live: [Bool]
    private let keepsFailures: Bool
    /// By register: the constant that it holds.
    private var constants: [Register: Scalar] = [:]

    static func finish(_ program: Program, keepsFailures: Bool = false) throws(ClosureError) -> Program {
        var optimizer = Optimizer(program, keepsFailures)
        optimizer.removeDead()
        let result = Renumbering.renumber(optimizer.program)
        do throws(BytecodeError) { return try Verifier.verify(result).program } catch {
            let first = program.sourceMap.spans.first
            throw ClosureError(
                "the closures compile to a program beyond the limits: \(error.reason)",
                advice: "use fewer or smaller steps before an action",
                file: program.sourceMap.files.first?.name ?? "", line: first?.line ?? 0)
        }
    }

    private init(_ program: Program, _ keepsFailures: Bool) {
        self.program = program
        self.keepsFailures = keepsFailures
        live = Array(repeating: false, count: program.registers.count)
        for segment in program.segments { noteConstants(segment.instructions) }
    }

    private mutating func noteConstants(_ instructions: [Instruction]) {
        for instruction in instructions {
            if instruction.opcode == .constant {
                constants[instruction.results[0]] = program.constants[instruction.immediate].value
            }
            for block in instruction.blocks { noteConstants(block.instructions) }
        }
    }

    /// From the last segment to the first, so that what a segment does not read is not carried by the one before.
    private mutating func removeDead() {
        for index in program.segments.indices.reversed() {
            var segment = program.segments[index]
            switch segment.terminator {
            case .yield(let register): live[register.index] = true
            case .filter(let condition, let carried):
                live[condition.index] = true
                for register in carried { live[register.index] = true }
            case .explode(let list, let carried):
                live[list.index] = true
                for register in carried { live[register.index] = true }
            }
            segment.instructions = sweep(segment.instructions)
            program.segments[index] = segment
            if index > 0 {
                splitTuples(entering: index)
                dropUnused(entering: index)
            }
        }
    }

    // MARK: Instructions

    private mutating func sweep(_ instructions: [Instruction]) -> [Instruction] {
        var kept: [Instruction] = []
        for instruction in instructions.reversed() {
            let isRead = instruction.results.contains { live[$0.index] }
            guard isRead || instruction.mustStay(keepsFailures: keepsFailures, constants: { constants[$0] }) else {
                continue
            }
            var instruction = instruction
            switch instruction.opcode {
            case .if: sweepIf(&instruction)
            case .loop: sweepLoop(&instruction)
            case .listMap, .listFilter: sweepList(&instruction)
            default: break
            }
            for operand in instruction.operands { live[operand.index] = true }
            kept.append(instruction)
        }
        return kept.reversed()
    }

    /// Results that nobody reads go, and with them what the blocks compute for them.
    private mutating func sweepIf(_ instruction: inout Instruction) {
        let read = instruction.results.indices.filter { live[instruction.results[$0].index] }
        instruction.results = read.map { instruction.results[$0] }
        for index in instruction.blocks.indices {
            instruction.blocks[index].yields = read.map { instruction.blocks[index].yields[$0] }
            sweepBlock(&instruction.blocks[index])
        }
    }

    private mutating func sweepLoop(_ instruction: inout Instruction) {
        sweepBlock(&instruction.blocks[0])
    }

    /// Captured values that the block does not read go.
    private mutating func sweepList(_ instruction: inout Instruction) {
        sweepBlock(&instruction.blocks[0])
        let parameters = instruction.blocks[0].parameters
        let read = parameters.indices.filter { $0 == 0 || live[parameters[$0].index] }
        instruction.blocks[0].parameters = read.map { parameters[$0] }
        instruction.operands = read.map { instruction.operands[$0] }
    }

    private mutating func sweepBlock(_ block: inout Block) {
        for register in block.yields { live[register.index] = true }
        block.instructions = sweep(block.instructions)
    }

    // MARK: Between segments

    /// Where the parameters that are carried over begin: behind the element of an explode.
    private func firstCarried(entering index: Int) -> Int {
        if case .explode = program.segments[index - 1].terminator { return 1 }
        return 0
    }

    private func carried(by terminator: Terminator) -> [Register] {
        switch terminator {
        case .yield: []
        case .filter(_, let carried), .explode(_, let carried): carried
        }
    }

    private func terminator(_ old: Terminator, carrying registers: [Register]) -> Terminator {
        switch old {
        case .yield: old
        case .filter(let condition, _): .filter(condition: condition, carried: registers)
        case .explode(let list, _): .explode(list: list, carried: registers)
        }
    }

    private mutating func dropUnused(entering index: Int) {
        let first = firstCarried(entering: index)
        let parameters = program.segments[index].parameters
        let old = program.segments[index - 1].terminator
        let registers = carried(by: old)
        let read = registers.indices.filter { live[parameters[first + $0].index] }
        program.segments[index].parameters = Array(parameters[..<first]) + read.map { parameters[first + $0] }
        program.segments[index - 1].terminator = terminator(old, carrying: read.map { registers[$0] })
    }

    /// A carried tuple of which only some members are read is taken apart before it is carried.
    private mutating func splitTuples(entering index: Int) {
        let first = firstCarried(entering: index)
        var uses = MemberUses()
        uses.note(program.segments[index])
        let parameters = program.segments[index].parameters
        let old = program.segments[index - 1].terminator
        var registers = carried(by: old)
        var kept = Array(parameters[..<first])
        var keptRegisters: [Register] = []
        for position in registers.indices {
            let parameter = parameters[first + position]
            guard case .tuple(let members) = program.registers[parameter.index], !uses.whole.contains(parameter),
                let read = uses.members[parameter], keptRegisters.count + read.count + registers.count < 200
            else {
                kept.append(parameter)
                keptRegisters.append(registers[position])
                continue
            }
            for member in read.keys.sorted() {
                let before = newRegister(members[member])
                let after = newRegister(members[member])
                live[after.index] = true
                let span = read[member]!.span
                program.segments[index - 1].instructions.append(
                    Instruction(
                        .member, results: [before], operands: [registers[position]], immediate: member, span: span))
                kept.append(after)
                keptRegisters.append(before)
                uses.replacements.merge(read[member]!.results.map { ($0, after) }) { first, _ in first }
            }
        }
        registers = keptRegisters
        program.segments[index].parameters = kept
        program.segments[index - 1].terminator = terminator(old, carrying: registers)
        if !uses.replacements.isEmpty { program.segments[index] = uses.replacing(program.segments[index]) }
    }

    private mutating func newRegister(_ type: DataType) -> Register {
        program.registers.append(type)
        live.append(false)
        return Register(program.registers.count - 1)
    }
}

/// How the registers of a segment are read: as wholes or by member.
private struct MemberUses {
    struct Use {
        var results: [Register] = []
        var span = -1
    }

    private(set) var whole: Set<Register> = []
    private(set) var members: [Register: [Int: Use]] = [:]
    /// Results of member instructions that another register now holds.
    var replacements: [Register: Register] = [:]

    mutating func note(_ segment: Segment) {
        note(segment.instructions)
        switch segment.terminator {
        case .yield(let register): whole.insert(register)
        case .filter(let condition, let carried): whole.formUnion([condition] + carried)
        case .explode(let list, let carried): whole.formUnion([list] + carried)
        }
    }

    private mutating func note(_ instructions: [Instruction]) {
        for instruction in instructions {
            if instruction.opcode == .member {
                var use = members[instruction.operands[0], default: [:]][instruction.immediate] ?? Use()
                use.results.append(instruction.results[0])
                use.span = instruction.span
                members[instruction.operands[0], default: [:]][instruction.immediate] = use
            } else {
                whole.formUnion(instruction.operands)
            }
            for block in instruction.blocks {
                note(block.instructions)
                whole.formUnion(block.yields)
            }
        }
    }

    private func map(_ register: Register) -> Register { replacements[register] ?? register }

    func replacing(_ segment: Segment) -> Segment {
        var segment = segment
        segment.instructions = replacing(segment.instructions)
        switch segment.terminator {
        case .yield(let register): segment.terminator = .yield(map(register))
        case .filter(let condition, let carried):
            segment.terminator = .filter(condition: map(condition), carried: carried.map(map))
        case .explode(let list, let carried):
            segment.terminator = .explode(list: map(list), carried: carried.map(map))
        }
        return segment
    }

    private func replacing(_ instructions: [Instruction]) -> [Instruction] {
        instructions.compactMap { instruction in
            if instruction.opcode == .member && replacements[instruction.results[0]] != nil { return nil }
            var instruction = instruction
            instruction.operands = instruction.operands.map(map)
            for index in instruction.blocks.indices {
                instruction.blocks[index].instructions = replacing(instruction.blocks[index].instructions)
                instruction.blocks[index].yields = instruction.blocks[index].yields.map(map)
            }
            return instruction
        }
    }
}

extension Instruction {
    /// Whether the instruction has an effect besides its results: an explicit failure in it, or any where failures are
    /// kept. Orders of values fail on nulls alone, and divisions by a constant on overflow at most.
    func mustStay(keepsFailures: Bool, constants: (Register) -> Scalar?) -> Bool {
        // A script may raise exceptions and add to accumulators.
        if opcode == .fail || opcode == .callScript { return true }
        if !blocks.isEmpty {
            return blocks.contains {
                $0.instructions.contains { $0.mustStay(keepsFailures: keepsFailures, constants: constants) }
            } || (keepsFailures && opcode == .loop)
        }
        guard keepsFailures else { return false }
        switch opcode {
        case .less, .lessOrEqual, .greater, .greaterOrEqual: return false
        // The compiler writes different keys, as many as values: nothing is left that Python would see.
        case .makeDict: return constants(operands[0]) == nil
        case .divideFloor, .moduloFloor, .divideInts, .divideFloatChecked, .divideFloorFloat, .moduloFloorFloat:
            switch constants(operands[1]) {
            case .int(let divisor): return divisor == 0 || divisor == -1
            case .float(let divisor): return divisor == 0
            default: return true
            }
        default: return Typing.canFail(opcode, operands: [], immediate: immediate)
        }
    }
}
