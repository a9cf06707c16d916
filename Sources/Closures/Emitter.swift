// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// Builds a program instruction by instruction: registers with types, scopes, segments. Equal instructions are emitted
/// once (common subexpressions), constant ones are computed here, and a value from outside the block of a list
/// operation is captured where it is used. Confined to the compiler that owns it.
final class Emitter {
    /// Everything written so far. Putting an earlier copy back undoes what was written since.
    var state = State()

    struct State {
        fileprivate var types: [DataType] = []
        fileprivate var constants: [Constant] = []
        /// By encoding, which tells 0.0 from -0.0.
        fileprivate var constantNumbers: [ConstantKey: Int] = [:]
        fileprivate var definitions: [Int: Definition] = [:]
        /// Of floats that may stand for an int: where they do (`ClosureCompiler+StandIns`).
        fileprivate var standIns: [Int: Register] = [:]
        /// By register: the index of its scope in `scopes`.
        fileprivate var homes: [Int] = []
        fileprivate var scopes: [Scope] = []
        fileprivate var segments: [Segment] = []
        fileprivate var parameters: [Register] = []
        fileprivate var sources = SourceMapBuilder()
        fileprivate var scripts: [Script] = []
    }

    /// Source span of what is being compiled.
    var span = -1
    /// Whether what may fail is computed although nobody reads it: so it is in Python, where each row's value is made.
    var keepsFailures = false

    /// What a register was assigned by.
    struct Definition: Hashable {
        var opcode: Opcode
        var operands: [Register]
        var immediate: Int
    }

    /// A segment's body or a nested block while it is being written.
    struct Scope {
        /// A list operation's block, which sees its parameters only.
        let isolated: Bool
        var instructions: [Instruction] = []
        var known: [Definition: Register] = [:]
        /// Parameters and, of an isolated block, what outside register each captured one stands for.
        var parameters: [Register] = []
        var captured: [Register: Register] = [:]
        var captureOperands: [Register] = []
    }

    init(inputs: [DataType]) {
        state.scopes = [Scope(isolated: false)]
        for type in inputs { state.parameters.append(newRegister(type)) }
    }

    var inputs: [Register] { state.parameters }

    var registerCount: Int { state.types.count }

    func type(_ register: Register) -> DataType { state.types[register.index] }

    func span(file: ClosureSource, place: Place) -> Int { state.sources.span(source: file, place: place) }

    // MARK: Registers

    private func newRegister(_ type: DataType) -> Register { newRegister(type, home: state.scopes.count - 1) }

    private func newRegister(_ type: DataType, home: Int) -> Register {
        state.types.append(type)
        state.homes.append(home)
        return Register(state.types.count - 1)
    }

    /// The constant that a register holds, if it holds one.
    func constant(_ register: Register) -> Constant? {
        guard let definition = state.definitions[register.index], definition.opcode == .constant else { return nil }
        return state.constants[definition.immediate]
    }

    /// What a register was assigned by; nil of a parameter and of what a block gives.
    func definition(_ register: Register) -> Definition? { state.definitions[register.index] }

    /// Where a float stands for the int of the same value; nil of all others.
    func standsForInt(_ register: Register) -> Register? { state.standIns[register.index] }

    func mark(_ register: Register, standsForIntWhere flag: Register) { state.standIns[register.index] = flag }

    /// Whether one of the instructions since the first `count` of the innermost scope may end the task.
    func mayFail(since count: Int) -> Bool {
        func fails(_ instruction: Instruction) -> Bool {
            if instruction.opcode == .listMap || instruction.opcode == .listFilter {
                return instruction.blocks.contains { $0.instructions.contains(where: fails) }
            }
            return Typing.canFail(
                instruction.opcode, operands: instruction.operands.map { type($0) }, immediate: instruction.immediate)
        }
        return state.scopes[state.scopes.count - 1].instructions.dropFirst(count).contains(where: fails)
    }

    /// The instructions since the first `count` of the innermost scope.
    func instructions(since count: Int) -> ArraySlice<Instruction> {
        state.scopes[state.scopes.count - 1].instructions.dropFirst(count)
    }

    /// How many scopes are open.
    var scopeDepth: Int { state.scopes.count }

    /// Instructions of the innermost scope.
    var instructionCount: Int { state.scopes[state.scopes.count - 1].instructions.count }

    /// The registers that a tuple was made of, if it was made in this segment.
    func members(_ register: Register) -> [Register]? {
        guard let definition = state.definitions[register.index], definition.opcode == .makeTuple else { return nil }
        return definition.operands
    }

    /// The keys of a dict and the registers of their values, if it was made in this segment.
    func fields(_ register: Register) -> [(key: String, value: Register)]? {
        guard let definition = state.definitions[register.index], definition.opcode == .makeDict,
            case .list(let keys)? = constant(definition.operands[0])?.value
        else { return nil }
        return zip(keys, definition.operands.dropFirst()).map { key, value in
            guard case .string(let name) = key else { preconditionFailure("a key of a dict is no text") }
            return (name, value)
        }
    }

    /// The keys of a dict, as `makeDict` takes them.
    func emit(keys: [String]) -> Register {
        emit(Constant(type: .list(.string), value: .list(keys.map { .string($0) })))
    }

    /// The register through which the current scope sees `register`: itself, or a captured parameter.
    private func visible(_ register: Register) -> Register {
        var current = register
        var depth = state.homes[register.index] + 1
        while depth < state.scopes.count {
            if state.scopes[depth].isolated { current = capture(current, depth) }
            depth += 1
        }
        return current
    }

    private func capture(_ register: Register, _ depth: Int) -> Register {
        if let known = state.scopes[depth].captured[register] { return known }
        if let definition = state.definitions[register.index], definition.opcode == .constant {
            let copy = place(definition, type: type(register), depth: depth)
            state.scopes[depth].captured[register] = copy
            return copy
        }
        let parameter = newRegister(type(register), home: depth)
        state.scopes[depth].captured[register] = parameter
        state.scopes[depth].parameters.append(parameter)
        state.scopes[depth].captureOperands.append(register)
        return parameter
    }

    // MARK: Instructions

    func emit(_ constant: Constant) -> Register {
        let number: Int
        let key = ConstantKey(ScalarCodec.encode(constant))
        if let known = state.constantNumbers[key] {
            number = known
        } else {
            number = state.constants.count
            state.constants.append(constant)
            state.constantNumbers[key] = number
        }
        // In the outermost scope that shares the rows, so that later blocks find it.
        let depth = state.scopes.lastIndex(where: \.isolated) ?? 0
        let definition = Definition(opcode: .constant, operands: [], immediate: number)
        return state.scopes[depth].known[definition] ?? place(definition, type: constant.type, depth: depth)
    }

    func emit(int value: Int) -> Register { emit(Constant(type: .int, value: .int(value))) }

    /// The number of the row in the segment; nil inside the block of a list operation, whose rows are elements.
    func emitRowNumber() -> Register? {
        if state.scopes.contains(where: \.isolated) { return nil }
        let definition = Definition(opcode: .rowNumber, operands: [], immediate: 0)
        return state.scopes[0].known[definition] ?? place(definition, type: .int, depth: 0)
    }

    func emit(
        _ opcode: Opcode, _ operands: Register..., immediate: Int = 0
    ) throws(BytecodeError) -> Register {
        try emit(opcode, operands, immediate: immediate)
    }

    func emit(_ opcode: Opcode, _ operands: [Register], immediate: Int = 0) throws(BytecodeError) -> Register {
        if opcode == .member, let members = members(operands[0]), members.indices.contains(immediate) {
            return members[immediate]
        }
        if opcode == .member, let constant = constant(operands[0]), case .tuple(let types) = constant.type,
            case .tuple(let values) = constant.value, values.indices.contains(immediate)
        {
            return emit(Constant(type: types[immediate], value: values[immediate]))
        }
        if let folded = Folding.fold(opcode, operands.map { constant($0) }, immediate: immediate) {
            return emit(folded)
        }
        if let same = Folding.simplify(opcode, operands, constants: operands.map { constant($0) }) { return same }
        if let depth = hoistDepth(opcode, operands, immediate) {
            let inner = Array(state.scopes[(depth + 1)...])
            state.scopes.removeSubrange((depth + 1)...)
            defer { state.scopes += inner }
            return try emit(opcode, operands.map { constant($0).map { emit($0) } ?? $0 }, immediate: immediate)
        }
        let seen = operands.map { visible($0) }
        let type = try Typing.results(of: opcode, operands: seen.map { self.type($0) }, immediate: immediate)[0]
        let definition = Definition(opcode: opcode, operands: seen, immediate: immediate)
        for scope in state.scopes.reversed() {
            if let known = scope.known[definition] { return known }
            if scope.isolated { break }
        }
        return place(definition, type: type, depth: state.scopes.count - 1)
    }

    /// What does not depend on the elements of a list and cannot fail is computed outside, once a row; the scope where.
    private func hoistDepth(_ opcode: Opcode, _ operands: [Register], _ immediate: Int) -> Int? {
        guard state.scopes.contains(where: \.isolated) else { return nil }
        guard !Typing.canFail(opcode, operands: operands.map { type($0) }, immediate: immediate) else { return nil }
        let deepest = operands.filter { constant($0) == nil }.map { state.homes[$0.index] }.max() ?? state.scopes.count
        guard deepest + 1 < state.scopes.count else { return nil }
        return state.scopes[(deepest + 1)...].firstIndex(where: \.isolated).map { $0 - 1 }
    }

    /// Appends an instruction without blocks to a scope.
    private func place(_ definition: Definition, type: DataType, depth: Int) -> Register {
        let result = newRegister(type, home: depth)
        let instruction = Instruction(
            definition.opcode, results: [result], operands: definition.operands, immediate: definition.immediate,
            span: span)
        state.scopes[depth].instructions.append(instruction)
        state.scopes[depth].known[definition] = result
        state.definitions[result.index] = definition
        return result
    }

    /// Ends the task with the text in `message`; gives a value of any type wanted.
    func emitFailure(_ message: Register, type: DataType, immediate: Int = 0) -> Register {
        let operand = visible(message)
        let result = newRegister(type)
        state.scopes[state.scopes.count - 1].instructions.append(
            Instruction(.fail, results: [result], operands: [operand], immediate: immediate, span: span))
        return result
    }

    /// Calls a script once a row. Never shared with an equal call, since a script may do more than compute.
    func emitScript(_ script: Script, _ operands: [Register], result type: DataType) -> Register {
        state.scripts.append(script)
        let seen = operands.map { visible($0) }
        let result = newRegister(type)
        state.scopes[state.scopes.count - 1].instructions.append(
            Instruction(
                .callScript, results: [result], operands: seen, immediate: state.scripts.count - 1, span: span))
        return result
    }

    /// The two values of an iterable of type any.
    func emitSplitPair(_ value: Register) -> (key: Register, value: Register) {
        let operand = visible(value)
        let (first, second) = (newRegister(.any), newRegister(.any))
        state.scopes[state.scopes.count - 1].instructions.append(
            Instruction(.splitPair, results: [first, second], operands: [operand], span: span))
        return (first, second)
    }

    // MARK: Blocks

    /// Whether the instruction has an effect besides its results: a failure in it that must be seen.
    func mustStay(_ instruction: Instruction) -> Bool {
        instruction.mustStay(keepsFailures: keepsFailures, constants: { self.constant($0)?.value })
    }

    /// Opens a block; of a list operation when `element` is given, whose register is returned.
    func open() { state.scopes.append(Scope(isolated: false)) }

    func open(element: DataType) -> Register {
        state.scopes.append(Scope(isolated: true))
        let register = newRegister(element)
        state.scopes[state.scopes.count - 1].parameters.append(register)
        return register
    }

    /// Opens the body of a loop with the carried values as parameters.
    func open(carried: [DataType]) -> [Register] {
        state.scopes.append(Scope(isolated: false))
        let registers = carried.map { newRegister($0) }
        state.scopes[state.scopes.count - 1].parameters = registers
        return registers
    }

    /// Takes the innermost scope away without an end, to be put back by `attach`.
    func detach() -> Scope { state.scopes.removeLast() }

    func attach(_ scope: Scope) { state.scopes.append(scope) }

    /// Ends the innermost block.
    func close(yielding registers: [Register]) -> Block {
        let yields = registers.map { visible($0) }
        let scope = state.scopes.removeLast()
        return Block(parameters: scope.parameters, instructions: scope.instructions, yields: yields)
    }

    /// Ends the innermost block by writing its instructions into the scope around it.
    func merge() {
        let scope = state.scopes.removeLast()
        let depth = state.scopes.count - 1
        for instruction in scope.instructions {
            for result in instruction.results { state.homes[result.index] = depth }
        }
        state.scopes[depth].instructions += scope.instructions
        state.scopes[depth].known.merge(scope.known) { kept, _ in kept }
    }

    func emitIf(_ condition: Register, _ yes: Block, _ no: Block) -> [Register] {
        let operand = visible(condition)
        let results = yes.yields.map { newRegister(type($0)) }
        state.scopes[state.scopes.count - 1].instructions.append(
            Instruction(.if, results: results, operands: [operand], blocks: [yes, no], span: span))
        return results
    }

    func emitLoop(_ initial: [Register], _ body: Block) -> [Register] {
        let operands = initial.map { visible($0) }
        let results = operands.map { newRegister(type($0)) }
        state.scopes[state.scopes.count - 1].instructions.append(
            Instruction(.loop, results: results, operands: operands, blocks: [body], span: span))
        return results
    }

    /// Ends the block of a list operation and emits the operation.
    func emitList(_ opcode: Opcode, _ list: Register, yielding result: Register) throws(BytecodeError) -> Register {
        let yields = [visible(result)]
        let scope = state.scopes.removeLast()
        let operands = [visible(list)] + scope.captureOperands
        let block = Block(parameters: scope.parameters, instructions: scope.instructions, yields: yields)
        let signature = BlockSignature(
            parameters: block.parameters.map { self.type($0) }, yields: yields.map { self.type($0) })
        let type = try Typing.results(of: opcode, operands: operands.map { self.type($0) }, blocks: [signature])[0]
        let register = newRegister(type)
        state.scopes[state.scopes.count - 1].instructions.append(
            Instruction(opcode, results: [register], operands: operands, blocks: [block], span: span))
        state.definitions[register.index] = Definition(opcode: opcode, operands: operands, immediate: 0)
        return register
    }

    // MARK: Segments

    /// Ends the segment by keeping the rows where `condition` holds; the registers that hold `values` from there on.
    func filter(_ condition: Register, carrying values: [Register]) -> [Register] {
        var carry = Carry()
        let plans = values.map { carry.plan($0, self) }
        endSegment(.filter(condition: condition, carried: carry.registers))
        return restore(plans, from: carry)
    }

    /// Ends the segment by putting the elements of `list` in the places of the rows.
    func explode(
        _ list: Register, element: DataType, carrying values: [Register]
    ) -> (element: Register, values: [Register]) {
        var carry = Carry()
        let plans = values.map { carry.plan($0, self) }
        endSegment(.explode(list: list, carried: carry.registers))
        let register = newRegister(element)
        state.parameters = [register]
        return (register, restore(plans, from: carry))
    }

    private func endSegment(_ terminator: Terminator) {
        state.segments.append(
            Segment(parameters: state.parameters, instructions: state.scopes[0].instructions, terminator: terminator))
        state.scopes = [Scope(isolated: false)]
        state.parameters = []
    }

    private func restore(_ plans: [Carry.Plan], from carry: Carry) -> [Register] {
        let entering = carry.registers.map { newRegister(type($0)) }
        state.parameters += entering
        return plans.map { restore($0, entering) }
    }

    private func restore(_ plan: Carry.Plan, _ entering: [Register]) -> Register {
        switch plan {
        case .constant(let constant): return emit(constant)
        case .carried(let index): return entering[index]
        case .tuple(let members):
            let registers = members.map { restore($0, entering) }
            let definition = Definition(opcode: .makeTuple, operands: registers, immediate: 0)
            return state.scopes[0].known[definition]
                ?? place(definition, type: .tuple(registers.map { type($0) }), depth: 0)
        case .dict(let keys, let values):
            let registers = [emit(keys)] + values.map { restore($0, entering) }
            let definition = Definition(opcode: .makeDict, operands: registers, immediate: 0)
            return state.scopes[0].known[definition] ?? place(definition, type: .any, depth: 0)
        }
    }

    /// The whole program, ending with `result`; before optimisation.
    func finish(yielding result: Register) -> Program {
        state.segments.append(
            Segment(
                parameters: state.parameters, instructions: state.scopes[0].instructions, terminator: .yield(result)))
        return Program(
            registers: state.types, constants: state.constants, segments: state.segments, sourceMap: state.sources.map,
            scripts: state.scripts)
    }
}

/// What goes from one segment to the next, and how the values are had again there: constants anew, tuples and dicts
/// from their members, so that a member that nobody reads later is not carried.
private struct Carry {
    indirect enum Plan {
        case constant(Constant)
        case carried(Int)
        case tuple([Plan])
        case dict(Constant, [Plan])
    }

    private(set) var registers: [Register] = []

    mutating func plan(_ register: Register, _ emitter: Emitter) -> Plan {
        if let constant = emitter.constant(register) { return .constant(constant) }
        if let members = emitter.members(register) { return .tuple(members.map { plan($0, emitter) }) }
        if emitter.fields(register) != nil, let dict = emitter.definition(register),
            let keys = emitter.constant(dict.operands[0])
        {
            return .dict(keys, dict.operands.dropFirst().map { plan($0, emitter) })
        }
        if let index = registers.firstIndex(of: register) { return .carried(index) }
        registers.append(register)
        return .carried(registers.count - 1)
    }
}

/// Collects files, lines and spans; closures with different texts for one line get a file entry each.
struct SourceMapBuilder {
    private(set) var map = SourceMap()
    private var fileNumbers: [ClosureSource: Int] = [:]
    private var spanNumbers: [SourceSpan: Int] = [:]

    mutating func span(source: ClosureSource, place: Place) -> Int {
        let limit = BytecodeLimits.sourceLineByteCountMax
        let file: Int
        let key = ClosureSource(file: source.file, line: 0, lines: source.lines)
        if let known = fileNumbers[key] {
            file = known
        } else {
            guard map.files.count < BytecodeLimits.sourceFilesMax else { return -1 }
            file = map.files.count
            fileNumbers[key] = file
            let lines = source.lines.filter { $0.key >= 0 && $0.value.utf8.count <= limit }
            map.files.append(SourceFile(name: clip(source.file, limit), lines: lines))
        }
        let span = SourceSpan(
            file: file, line: max(place.line, 0), column: max(place.column, 0), endColumn: max(place.endColumn, 0))
        if let known = spanNumbers[span] { return known }
        guard map.spans.count < BytecodeLimits.sourceSpansMax else { return -1 }
        spanNumbers[span] = map.spans.count
        map.spans.append(span)
        return map.spans.count - 1
    }

    private func clip(_ name: String, _ limit: Int) -> String {
        name.utf8.count <= limit ? name : String(name.suffix(limit / 4))
    }
}
