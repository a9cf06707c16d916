// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// Numbers registers in the order of assignment, constants and spans in the order of use, so that equal closures give
/// equal bytes and nothing unused travels.
struct Renumbering {
    private let old: Program
    private var types: [DataType] = []
    private var registers: [Register: Register] = [:]
    private var constants: [Constant] = []
    private var constantNumbers: [Int: Int] = [:]
    private var scripts: [Script] = []
    private var scriptNumbers: [Int: Int] = [:]
    private var sources = SourceMap()
    private var spanNumbers: [Int: Int] = [:]
    private var fileNumbers: [Int: Int] = [:]

    static func renumber(_ program: Program) -> Program {
        var renumbering = Renumbering(old: program)
        let segments = program.segments.map { renumbering.segment($0) }
        return Program(
            registers: renumbering.types, constants: renumbering.constants, segments: segments,
            sourceMap: renumbering.sources, scripts: renumbering.scripts)
    }

    private init(old: Program) { self.old = old }

    private mutating func assign(_ register: Register) -> Register {
        let number = Register(types.count)
        types.append(old.registers[register.index])
        registers[register] = number
        return number
    }

    private func read(_ register: Register) -> Register { registers[register]! }

    private mutating func segment(_ segment: Segment) -> Segment {
        let parameters = segment.parameters.map { assign($0) }
        let instructions = segment.instructions.map { instruction($0) }
        let terminator: Terminator =
            switch segment.terminator {
            case .yield(let register): .yield(read(register))
            case .filter(let condition, let carried):
                .filter(condition: read(condition), carried: carried.map { read($0) })
            case .explode(let list, let carried): .explode(list: read(list), carried: carried.map { read($0) })
            }
        return Segment(parameters: parameters, instructions: instructions, terminator: terminator)
    }

    private mutating func instruction(_ instruction: Instruction) -> Instruction {
        var result = instruction
        result.operands = instruction.operands.map { read($0) }
        result.span = span(instruction.span)
        if instruction.opcode == .constant { result.immediate = constant(instruction.immediate) }
        if instruction.opcode == .callScript { result.immediate = script(instruction.immediate) }
        result.blocks = instruction.blocks.map { block($0) }
        result.results = instruction.results.map { assign($0) }
        return result
    }

    private mutating func script(_ number: Int) -> Int {
        if let known = scriptNumbers[number] { return known }
        scripts.append(old.scripts[number])
        scriptNumbers[number] = scripts.count - 1
        return scripts.count - 1
    }

    private mutating func block(_ block: Block) -> Block {
        let parameters = block.parameters.map { assign($0) }
        let instructions = block.instructions.map { instruction($0) }
        return Block(parameters: parameters, instructions: instructions, yields: block.yields.map { read($0) })
    }

    private mutating func constant(_ number: Int) -> Int {
        if let known = constantNumbers[number] { return known }
        constantNumbers[number] = constants.count
        constants.append(old.constants[number])
        return constants.count - 1
    }

    private mutating func span(_ number: Int) -> Int {
        guard old.sourceMap.spans.indices.contains(number) else { return -1 }
        if let known = spanNumbers[number] { return known }
        var span = old.sourceMap.spans[number]
        if let known = fileNumbers[span.file] {
            span.file = known
        } else {
            fileNumbers[span.file] = sources.files.count
            sources.files.append(old.sourceMap.files[span.file])
            span.file = sources.files.count - 1
        }
        spanNumbers[number] = sources.spans.count
        sources.spans.append(span)
        return sources.spans.count - 1
    }
}
