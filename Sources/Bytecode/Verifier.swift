// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Proves that a program keeps the rules of protocol/bytecode.md, section "Verification", so that the virtual machine
/// need not check them while it runs.
public enum Verifier {
    /// `program`, proven; or the first rule that it breaks and where.
    public static func verify(_ program: Program) throws(BytecodeError) -> VerifiedProgram {
        var verification = Verification(program)
        try verification.run()
        return VerifiedProgram(unchecked: program)
    }
}

/// One run of the verifier. A *domain* is a set of rows with registers of its own: a segment, or the block of a list
/// operation, whose rows are elements.
private struct Verification {
    private let program: Program
    private let types: [DataType]
    /// By register: assigned anywhere yet.
    private var assigned: [Bool]
    /// By register: the domain in which it is visible now; 0 = in none.
    private var visible: [Int]
    private var domain = 0
    private var domainsOpened = 0
    /// Registers made visible, in order, so that leaving a block can hide its own.
    private var trail: [Int] = []
    private var instructionCount = 0

    init(_ program: Program) {
        self.program = program
        types = program.registers
        assigned = Array(repeating: false, count: program.registers.count)
        visible = Array(repeating: 0, count: program.registers.count)
    }

    mutating func run() throws(BytecodeError) {
        try checkTables()
        try checkSourceMap()
        guard !program.segments.isEmpty else { throw BytecodeError("the program has no segment") }
        let inputs = program.segments[0].parameters.count
        guard inputs == 1 || inputs == 2 else {
            throw BytecodeError("the program has \(inputs) inputs; a row program has 1, a reduce program 2")
        }
        if inputs == 2 && program.segments.count > 1 {
            throw BytecodeError("a reduce program has one segment; this one has \(program.segments.count)")
        }
        var entering: [DataType]?
        for (index, segment) in program.segments.enumerated() {
            do throws(BytecodeError) {
                entering = try check(segment, entering: entering, isLast: index == program.segments.count - 1)
            } catch { throw BytecodeError("segment \(index): \(error.reason)") }
        }
    }

    // MARK: Tables

    private func checkTables() throws(BytecodeError) {
        try limit(types.count, BytecodeLimits.registersMax, "registers")
        try limit(program.constants.count, BytecodeLimits.constantsMax, "constants")
        try limit(program.segments.count, BytecodeLimits.segmentsMax, "segments")
        try limit(program.scripts.count, BytecodeLimits.scriptsMax, "scripts")
        for (index, type) in types.enumerated() where !type.isWithinLimits {
            throw BytecodeError("the type of r\(index) is too large or too deep")
        }
        for (index, constant) in program.constants.enumerated() {
            guard constant.type.isWithinLimits else {
                throw BytecodeError("the type of constant \(index) is too large or too deep")
            }
            guard constant.value.fits(constant.type) else {
                throw BytecodeError("constant \(index) is not of its type \(constant.type)")
            }
        }
    }

    private func checkSourceMap() throws(BytecodeError) {
        let map = program.sourceMap
        try limit(map.files.count, BytecodeLimits.sourceFilesMax, "source files")
        try limit(map.spans.count, BytecodeLimits.sourceSpansMax, "source spans")
        for file in map.files {
            try limit(file.name.utf8.count, BytecodeLimits.sourceLineByteCountMax, "bytes in the name of a source file")
            try limit(file.lines.count, BytecodeLimits.sourceSpansMax, "source lines")
            for (number, text) in file.lines {
                try limit(text.utf8.count, BytecodeLimits.sourceLineByteCountMax, "bytes in a source line")
                guard (0...BytecodeLimits.sourceLineNumberMax).contains(number) else {
                    throw BytecodeError("a source line has the number \(number)")
                }
            }
        }
        let numbers = 0...BytecodeLimits.sourceLineNumberMax
        for (index, span) in map.spans.enumerated() {
            guard map.files.indices.contains(span.file), numbers.contains(span.line), numbers.contains(span.column),
                numbers.contains(span.endColumn)
            else { throw BytecodeError("source span \(index) does not lie in a source file") }
        }
    }

    private func limit(_ value: Int, _ max: Int, _ what: String) throws(BytecodeError) {
        guard value <= max else { throw BytecodeError("\(value) \(what) are more than the limit of \(max)") }
    }

    // MARK: Segments

    /// Checks one segment; returns the types of the next one's parameters.
    private mutating func check(
        _ segment: Segment, entering: [DataType]?, isLast: Bool
    ) throws(BytecodeError) -> [DataType]? {
        openDomain()
        try limit(segment.parameters.count, BytecodeLimits.operandsMax, "parameters")
        for parameter in segment.parameters { try assign(parameter) }
        if let entering, segment.parameters.map({ types[$0.index] }) != entering {
            throw BytecodeError("the parameters have other types than what the segment before carries over")
        }
        try check(segment.instructions, nesting: 0)
        switch segment.terminator {
        case .yield(let register):
            guard isLast else { throw BytecodeError("only the last segment yields") }
            _ = try use(register)
            return nil
        case .filter(let condition, let carried):
            guard !isLast else { throw BytecodeError("the last segment must yield") }
            guard try use(condition) == .bool else { throw BytecodeError("the condition of a filter must be a bool") }
            return try use(carried, "carried values")
        case .explode(let list, let carried):
            guard !isLast else { throw BytecodeError("the last segment must yield") }
            guard case .list(let element) = try use(list) else {
                throw BytecodeError("explode takes a list, not \(types[list.index])")
            }
            return [element] + (try use(carried, "carried values"))
        }
    }

    private mutating func openDomain() {
        domainsOpened += 1
        domain = domainsOpened
    }

    // MARK: Registers

    private mutating func assign(_ register: Register) throws(BytecodeError) {
        guard types.indices.contains(register.index) else { throw BytecodeError("r\(register.index) does not exist") }
        guard !assigned[register.index] else { throw BytecodeError("r\(register.index) is assigned twice") }
        assigned[register.index] = true
        visible[register.index] = domain
        trail.append(register.index)
    }

    /// The type of a register that is read.
    private func use(_ register: Register) throws(BytecodeError) -> DataType {
        guard types.indices.contains(register.index) else { throw BytecodeError("r\(register.index) does not exist") }
        guard visible[register.index] == domain else {
            throw BytecodeError("r\(register.index) is read where no value for it is visible")
        }
        return types[register.index]
    }

    private func use(_ registers: [Register], _ what: String) throws(BytecodeError) -> [DataType] {
        try limit(registers.count, BytecodeLimits.operandsMax, what)
        var result: [DataType] = []
        result.reserveCapacity(registers.count)
        for register in registers { result.append(try use(register)) }
        return result
    }

    // MARK: Instructions

    private mutating func check(_ instructions: [Instruction], nesting: Int) throws(BytecodeError) {
        try limit(nesting, BytecodeLimits.nestingMax, "levels of blocks")
        instructionCount += instructions.count
        try limit(instructionCount, BytecodeLimits.instructionsMax, "instructions")
        for (index, instruction) in instructions.enumerated() {
            do throws(BytecodeError) { try check(instruction, nesting: nesting) } catch {
                throw BytecodeError("instruction \(index) (\(instruction.opcode)): \(error.reason)")
            }
        }
    }

    private mutating func check(_ instruction: Instruction, nesting: Int) throws(BytecodeError) {
        guard instruction.span >= -1 && instruction.span < program.sourceMap.spans.count else {
            throw BytecodeError("source span \(instruction.span) does not exist")
        }
        if instruction.opcode == .rowNumber && nesting > 0 {
            throw BytecodeError("rowNumber stands in a nested block; it must stand in the segment itself")
        }
        let operands = try use(instruction.operands, "operands")
        try limit(instruction.results.count, BytecodeLimits.resultsMax, "results")
        try limit(instruction.blocks.count, BytecodeLimits.blocksMax, "blocks")
        let isList = instruction.opcode == .listMap || instruction.opcode == .listFilter
        var signatures: [BlockSignature] = []
        for block in instruction.blocks {
            signatures.append(try check(block, ownDomain: isList, nesting: nesting + 1))
        }
        var declared: [DataType] = []
        for result in instruction.results {
            guard types.indices.contains(result.index) else { throw BytecodeError("r\(result.index) does not exist") }
            declared.append(types[result.index])
        }
        let results = try Typing.results(
            of: instruction.opcode, operands: operands, immediate: instruction.immediate, blocks: signatures,
            constants: program.constants, declared: declared)
        guard results == declared else {
            throw BytecodeError(
                "gives (\(results.map(\.description).joined(separator: ", "))) to registers of the types "
                    + "(\(declared.map(\.description).joined(separator: ", ")))")
        }
        if instruction.opcode == .callScript { try checkCall(instruction) }
        for result in instruction.results { try assign(result) }
    }

    /// The script must exist and take as many arguments as there are operands.
    private func checkCall(_ instruction: Instruction) throws(BytecodeError) {
        guard program.scripts.indices.contains(instruction.immediate) else {
            throw BytecodeError("script \(instruction.immediate) does not exist; there are \(program.scripts.count)")
        }
        let script = program.scripts[instruction.immediate]
        guard script.functions.indices.contains(script.entry) else {
            throw BytecodeError("script \(instruction.immediate) has no function \(script.entry)")
        }
        let parameters = script.functions[script.entry].parameters
        let most = parameters.positional.count
        let given = instruction.operands.count
        guard given >= most - parameters.defaultCount, given <= most || parameters.rest >= 0 else {
            throw BytecodeError("script \(instruction.immediate) is called with \(given) arguments and takes \(most)")
        }
    }

    private mutating func check(
        _ block: Block, ownDomain: Bool, nesting: Int
    ) throws(BytecodeError) -> BlockSignature {
        let outerDomain = domain
        let mark = trail.count
        if ownDomain { openDomain() }
        try limit(block.parameters.count, BytecodeLimits.operandsMax, "parameters")
        for parameter in block.parameters { try assign(parameter) }
        try check(block.instructions, nesting: nesting)
        try limit(block.yields.count, BytecodeLimits.resultsMax + 1, "yields")
        var yields: [DataType] = []
        for register in block.yields { yields.append(try use(register)) }
        for register in trail[mark...] { visible[register] = 0 }
        trail.removeSubrange(mark...)
        domain = outerDomain
        return BlockSignature(parameters: block.parameters.map { types[$0.index] }, yields: yields)
    }
}
