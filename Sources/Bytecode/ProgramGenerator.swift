// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// Random valid programs and random values for them, from a seed: for the property that verified programs never crash
/// the virtual machine, and as a start for the fuzzers. Programs may fail when they run, and do.
package struct ProgramGenerator {
    var random: ProgramRandom
    var types: [DataType] = []
    var constants: [Constant] = []
    /// Registers visible in the current domain, a frame for each block.
    private var frames: [[Register]] = []
    /// Instructions of the segment and the blocks being written.
    private var bodies: [[Instruction]] = []
    var budget: Int
    private var nesting = 0
    private static let nestingMax = 4

    private init(seed: UInt64, size: Int) {
        random = ProgramRandom(seed: seed)
        budget = size
    }

    /// A valid program of about `size` instructions over one input of type `input`, or of a random type.
    package static func program(seed: UInt64, size: Int = 30, input: DataType? = nil) -> Program {
        var generator = ProgramGenerator(seed: seed, size: size)
        return generator.rowProgram(input)
    }

    /// A valid reduce program for values of `type`.
    package static func reduceProgram(seed: UInt64, type: DataType, size: Int = 12) -> Program {
        var generator = ProgramGenerator(seed: seed, size: size)
        return generator.twoInputProgram(type)
    }

    /// A random type, at most `depth` levels deep.
    package static func type(seed: UInt64, depth: Int = 3) -> DataType {
        var generator = ProgramGenerator(seed: seed, size: 0)
        return generator.anyType(depth: depth)
    }

    /// A column of random values of `type`, a few of them null.
    package static func column(seed: UInt64, type: DataType, count: Int) -> Column {
        var generator = ProgramGenerator(seed: seed, size: 0)
        return Column(type, (0..<count).map { _ in generator.scalar(type) })!
    }

    // MARK: Programs

    private mutating func rowProgram(_ input: DataType?) -> Program {
        var entering = [input ?? anyType(depth: 3)]
        var segments: [Segment] = []
        let count = 1 + random.below(3)
        for index in 0..<count {
            let parameters = openSegment(entering, instructions: budget / (count - index))
            let terminator = terminator(isLast: index == count - 1)
            entering = entries(of: terminator)
            segments.append(
                Segment(parameters: parameters, instructions: bodies.removeLast(), terminator: terminator))
            frames.removeLast()
        }
        return Program(
            registers: types, constants: constants, segments: segments, sourceMap: sourceMap, scripts: Self.scripts)
    }

    private mutating func twoInputProgram(_ type: DataType) -> Program {
        let parameters = openSegment([type, type], instructions: budget)
        let result = operand(type)
        let segment = Segment(parameters: parameters, instructions: bodies.removeLast(), terminator: .yield(result))
        return Program(
            registers: types, constants: constants, segments: [segment], sourceMap: sourceMap,
            scripts: Self.scripts)
    }

    private var sourceMap: SourceMap {
        SourceMap(
            files: [SourceFile(name: "generated.swift", lines: [1: "{ generated }"])],
            spans: [SourceSpan(file: 0, line: 1), SourceSpan(file: 0, line: 1, column: 3, endColumn: 12)])
    }

    private mutating func openSegment(_ entering: [DataType], instructions: Int) -> [Register] {
        frames.append([])
        bodies.append([])
        let parameters = entering.map { newVisible($0) }
        write(instructions)
        return parameters
    }

    private mutating func write(_ count: Int) {
        let target = max(budget - count, 0)
        while budget > target { step() }
    }

    private mutating func terminator(isLast: Bool) -> Terminator {
        if isLast { return .yield(anyVisible()) }
        let carried = (0..<random.below(4)).map { _ in anyVisible() }
        if random.below(2) == 0 { return .filter(condition: operand(.bool), carried: carried) }
        return .explode(list: listOperand(), carried: carried)
    }

    private func entries(of terminator: Terminator) -> [DataType] {
        switch terminator {
        case .yield: []
        case .filter(_, let carried): carried.map { types[$0.index] }
        case .explode(let list, let carried):
            types[list.index].children + carried.map { types[$0.index] }
        }
    }

    // MARK: Registers

    private mutating func newRegister(_ type: DataType) -> Register {
        types.append(type)
        return Register(types.count - 1)
    }

    private mutating func newVisible(_ type: DataType) -> Register {
        let register = newRegister(type)
        frames[frames.count - 1].append(register)
        return register
    }

    private func visible(where matches: (DataType) -> Bool) -> [Register] {
        frames.joined().filter { matches(types[$0.index]) }
    }

    mutating func anyVisible() -> Register {
        let all = visible { _ in true }
        return all.isEmpty ? operand(.int) : all[random.below(all.count)]
    }

    /// A register of the type: one that is there, or a new constant.
    mutating func operand(_ type: DataType) -> Register {
        let known = visible { $0 == type }
        if !known.isEmpty && random.below(6) > 0 { return known[random.below(known.count)] }
        return constant(type)
    }

    mutating func listOperand() -> Register {
        let known = visible { if case .list = $0 { true } else { false } }
        if !known.isEmpty && random.below(6) > 0 { return known[random.below(known.count)] }
        return constant(.list(anyType(depth: 1)))
    }

    private mutating func constant(_ type: DataType) -> Register {
        constants.append(Constant(type: type, value: scalar(type)))
        return append(.constant, [], immediate: constants.count - 1, type: type)
    }

    @discardableResult
    mutating func append(
        _ opcode: Opcode, _ operands: [Register], immediate: Int = 0, type: DataType
    ) -> Register {
        let result = newVisible(type)
        bodies[bodies.count - 1].append(
            Instruction(
                opcode, results: [result], operands: operands, immediate: immediate, span: random.below(3) - 1))
        budget -= 1
        return result
    }

    /// As `append`, of a result that the next instruction alone reads.
    mutating func appendHidden(_ opcode: Opcode, _ operands: [Register], type: DataType) -> Register {
        let result = append(opcode, operands, type: type)
        frames[frames.count - 1].removeLast()
        return result
    }

    // MARK: Instructions

    private mutating func step() {
        switch random.below(25) {
        case 0..<9: plain()
        case 9: _ = constant(anyType(depth: 2))
        case 10, 11: compare()
        case 12: tuple()
        case 13, 14, 15: list()
        case 16: overList()
        case 17: branch()
        case 18: loop()
        case 19, 20: convert()
        case 24: pattern()
        case 22, 23: decimals()
        default: rare()
        }
    }

    private static let plainOpcodes = Opcode.allCases.filter {
        OpcodeTable.rule($0).plainTypes != nil && $0 != .rowNumber && !patternOpcodes.contains($0)
    }

    static let patternOpcodes: [Opcode] = [.matchPattern, .splitPattern, .replacePattern, .findPattern]

    private mutating func plain() {
        let opcode = Self.plainOpcodes[random.below(Self.plainOpcodes.count)]
        let signature = OpcodeTable.rule(opcode).plainTypes!
        let operands = signature.operands.map { operand($0) }
        append(opcode, operands, immediate: immediate(opcode), type: signature.result)
    }

    mutating func immediate(_ opcode: Opcode) -> Int {
        switch opcode {
        case .random: random.below(1_000)
        // What fails where Python does has tests of its own.
        case .powerFloat, .squareRoot, .exponential, .logarithm, .sine, .cosine, .tangent, .floatToInt, .lowercase: 0
        case .sqlLike: [0x5C, 0x2F][random.below(2)]
        default:
            switch OpcodeTable.rule(opcode).immediate {
            case .none, .any: 0
            case .upTo(let most): random.below(min(most, 15) + 1)
            case .sql(let widths, let variant):
                SQLImmediate(
                    SQLMode.allCases[random.below(3)], width: IntWidth.allCases[widths ? random.below(4) : 0],
                    variant: variant && random.below(2) == 0
                ).encoded
            case .decimal: decimalImmediate().encoded
            case .sqlFunction: 0
            }
        }
    }

    private mutating func decimalImmediate() -> DecimalImmediate {
        let scales = [0, 2, 6, 18, 38]
        return DecimalImmediate(
            SQLMode.allCases[random.below(3)], rounding: random.below(5),
            precision: [1, 5, 18, 19, 38, 38][random.below(6)], scale: scales[random.below(5)],
            leftScale: scales[random.below(5)], rightScale: scales[random.below(5)])
    }

    /// A number as decimals take it.
    private mutating func decimals() {
        let opcodes: [Opcode] = [
            .decimalAdd, .decimalSubtract, .decimalMultiply, .decimalDivide, .decimalRemainder, .decimalRescale,
            .decimalFromFloat, .decimalParse, .decimalToFloat, .decimalToString,
        ]
        let opcode = opcodes[random.below(opcodes.count)]
        var operands: [Register] = []
        switch opcode {
        case .decimalFromFloat: operands = [operand(.float)]
        case .decimalParse: operands = [operand(.string)]
        case .decimalRescale, .decimalToFloat, .decimalToString:
            operands = [operand(random.below(2) == 0 ? .int : .decimal)]
        default: for _ in 0..<2 { operands.append(operand(random.below(2) == 0 ? .int : .decimal)) }
        }
        let immediate = immediate(opcode)
        let types = operands.map { self.types[$0.index] }
        guard let result = try? Typing.results(of: opcode, operands: types, immediate: immediate) else { return }
        append(opcode, operands, immediate: immediate, type: result[0])
    }

    private mutating func compare() {
        let left = anyVisible()
        // Mixed values have an order of their own, and tests of their own.
        if random.below(6) == 0 || types[left.index].containsAny {
            append(.isNull, [left], type: .bool)
            return
        }
        let type = types[left.index]
        let opcode = Self.pairOpcodes[random.below(Self.pairOpcodes.count)]
        let result = (try? Typing.results(of: opcode, operands: [type, type])) ?? [.bool]
        append(opcode, [left, operand(type)], type: result[0])
        if random.below(6) == 0, type.depth <= 7 { append(.sqlIn, [left, operand(.list(type))], type: .bool) }
    }

    /// What takes two values of one type, whatever it is.
    private static let pairOpcodes = Opcode.allCases.filter {
        (try? Typing.results(of: $0, operands: [.bytes, .bytes])) != nil && OpcodeTable.rule($0).immediate == .none
            && OpcodeTable.rule($0).signature != nil
    }

    private mutating func tuple() {
        let known = visible { if case .tuple(let members) = $0 { !members.isEmpty } else { false } }
        if !known.isEmpty && random.below(2) == 0 {
            let source = known[random.below(known.count)]
            guard case .tuple(let members) = types[source.index] else { return }
            let index = random.below(members.count)
            append(.member, [source], immediate: index, type: members[index])
            return
        }
        let members = (0..<random.below(4)).map { _ in anyVisible() }
        let type = DataType.tuple(members.map { types[$0.index] })
        if type.depth <= 8 { append(.makeTuple, members, type: type) } else { budget -= 1 }
    }

    /// From types to mixed values and back. What is mixed already is not put into more of it: loops would build values
    /// without end.
    private mutating func convert() {
        var source = anyVisible()
        // Decimals become whole numbers there, which has tests of its own.
        if Self.holdsDecimal(types[source.index]) { source = operand(.int) }
        let isMixed = types[source.index].containsAny
        switch random.below(7) {
        case 6: dict()
        case 0, 1: append(.toAny, [isMixed ? operand(.int) : source], type: .any)
        case 2: append(.toText, [source], type: .string)
        case 3: append(.callScript, [source], immediate: 0, type: .any)
        case 4: append(.callScript, [source], immediate: 1, type: .bool)
        default:
            var pair = operand(.any)
            if random.below(2) == 0 && !isMixed && types[source.index].depth <= 7 {
                let members = [types[source.index], DataType.int]
                pair = append(.makeTuple, [source, operand(.int)], type: .tuple(members))
                pair = append(.toAny, [pair], type: .any)
            }
            let halves = [newVisible(.any), newVisible(.any)]
            bodies[bodies.count - 1].append(Instruction(.splitPair, results: halves, operands: [pair], span: -1))
            budget -= 1
        }
    }

    /// A dict of what is not mixed already; now and then with a key too few, or one that comes twice.
    private mutating func dict() {
        let types: [DataType] = [.int, .float, .string, .bool, .list(.int), .list(.string)]
        var keys: [Scalar] = []
        var values: [Register] = []
        for index in 0..<random.below(4) {
            keys.append(.string(["a", "é", "a longer key"][random.below(16) == 0 ? 0 : index]))
            values.append(operand(types[random.below(types.count)]))
        }
        if random.below(16) == 0 { keys.append(.string("more")) }
        constants.append(Constant(type: .list(.string), value: .list(keys)))
        let names = append(.constant, [], immediate: constants.count - 1, type: .list(.string))
        append(random.below(4) == 0 ? .makeRow : .makeDict, [names] + values, type: .any)
    }

    private static func holdsDecimal(_ type: DataType) -> Bool {
        type == .decimal || type.children.contains { holdsDecimal($0) }
    }

    /// `lambda x: x` and `lambda x: x is None`.
    private static let scripts: [Script] = {
        func script(_ instructions: [ScriptInstruction]) -> Script {
            var function = ScriptFunction(name: 0, registerCount: 2, instructions: instructions)
            function.parameters.positional = [1]
            function.spans = instructions.map { _ in -1 }
            return Script(functions: [function], constants: [.null], names: ["f", "x"])
        }
        return [
            script([ScriptInstruction(.returnValue, 0, 0)]),
            script([
                ScriptInstruction(.isSame, 1, 0, ScriptInstruction.constant(0)), ScriptInstruction(.returnValue, 0, 1),
            ]),
        ]
    }()

    private mutating func rare() {
        if nesting == 0 {
            append(.rowNumber, [], type: .int)
        } else if random.below(2) == 0 {
            format()
        } else if random.below(8) == 0 {
            append(.fail, [operand(.string)], type: anyType(depth: 1))
        } else {
            append(.random, [operand(.int)], immediate: random.below(10), type: .float)
        }
    }

    /// A format that fits its operands, or nearly.
    private mutating func format() {
        let specifications: [DataType: [String]] = [
            .int: ["", ":d", ":08.5d", ":+,", ":#x", ":_b", ":.2f", ":c", ":^9"],
            .float: ["", ":.3f", ":e", ":g", ":010,.1f", ":%", ":+d", "!r:>30"],
            .string: ["", ":>6", ":é^9.3", "!r", "!s:<4"], .bool: ["", "!s:>6"],
        ]
        let types: [DataType] = [.int, .float, .string, .bool]
        var text = random.below(8) == 0 ? "{" : "{{é}} "
        var operands: [Register] = []
        for _ in 0..<random.below(4) {
            let type = types[random.below(4)]
            let known = specifications[type]!
            text += "{\(known[random.below(known.count)])},"
            operands.append(operand(type))
        }
        constants.append(Constant(type: .string, value: .string(text)))
        let template = append(.constant, [], immediate: constants.count - 1, type: .string)
        append(.format, [template] + operands, type: .string)
    }

    // MARK: Blocks

    private mutating func control(_ opcode: Opcode, _ operands: [Register], _ results: [DataType], _ blocks: [Block]) {
        let registers = results.map { newVisible($0) }
        bodies[bodies.count - 1].append(
            Instruction(opcode, results: registers, operands: operands, blocks: blocks, span: random.below(3) - 1))
    }

    /// Writes a block whose values `yields` chooses at its end.
    private mutating func block(
        parameters: [DataType] = [], _ yields: (inout ProgramGenerator, [Register]) -> [Register]
    ) -> Block {
        nesting += 1
        frames.append([])
        bodies.append([])
        let registers = parameters.map { newVisible($0) }
        write(min(1 + random.below(5), max(budget, 0)))
        let given = yields(&self, registers)
        frames.removeLast()
        nesting -= 1
        return Block(parameters: registers, instructions: bodies.removeLast(), yields: given)
    }

    private mutating func branch() {
        budget -= 1
        guard nesting < Self.nestingMax else { return }
        let condition = operand(.bool)
        let results = (0..<random.below(3)).map { _ in anyType(depth: 1) }
        let yes = block { generator, _ in results.map { generator.operand($0) } }
        let no = block { generator, _ in results.map { generator.operand($0) } }
        control(.if, [condition], results, [yes, no])
    }

    /// A loop of a few rounds: it counts up to a small constant.
    private mutating func loop() {
        budget -= 1
        guard nesting < Self.nestingMax else { return }
        let start = newConstant(.int(0))
        let others = (0..<random.below(3)).map { _ in anyVisible() }
        let carried = [.int] + others.map { types[$0.index] }
        let rounds = 1 + random.below(5)
        let body = block(parameters: carried) { generator, parameters in
            let one = generator.newConstant(.int(1))
            let next = generator.append(.addInt, [parameters[0], one], type: .int)
            let goesOn = generator.append(.less, [next, generator.newConstant(.int(rounds))], type: .bool)
            return [goesOn, next] + carried.dropFirst().map { generator.operand($0) }
        }
        control(.loop, [start] + others, carried, [body])
    }

    private mutating func newConstant(_ value: Scalar) -> Register {
        constants.append(Constant(type: .int, value: value))
        return append(.constant, [], immediate: constants.count - 1, type: .int)
    }

    private mutating func overList() {
        budget -= 1
        guard nesting < Self.nestingMax else { return }
        let source = listOperand()
        guard case .list(let element) = types[source.index] else { return }
        let captured = (0..<random.below(3)).map { _ in anyVisible() }
        let isMap = random.below(2) == 0
        // The block is a domain of its own: what is visible outside is not visible in it.
        let outer = frames
        frames = []
        let result = isMap ? anyType(depth: 1) : .bool
        let body = block(parameters: [element] + captured.map { types[$0.index] }) { generator, _ in
            [generator.operand(result)]
        }
        frames = outer
        control(isMap ? .listMap : .listFilter, [source] + captured, [.list(isMap ? result : element)], [body])
    }

    // MARK: Types and values

    private mutating func anyType(depth: Int) -> DataType {
        switch random.below(depth > 1 ? 10 : 6) {
        case 0, 1: .int
        case 2: .float
        case 3: .bool
        case 4, 5: .string
        case 6: .tuple((0..<1 + random.below(3)).map { _ in anyType(depth: depth - 1) })
        case 7, 8: .list(anyType(depth: depth - 1))
        default: [.null, .any, .any, .bytes, .decimal, .decimal][random.below(6)]
        }
    }

    private static let ints = [0, 1, -1, 2, 3, 5, 7, 10, 63, 64, 100, -100, 1 << 32, .max, .min, 0, 1, 2, 3, 4]
    private static let floats: [Double] = [0, -0.0, 1, 0.5, -2.5, 1e300, -1e18, 3.25, .infinity, .nan, 2, 1e-7]
    private static let decimals: [Int128] = [
        0, 1, -1, 5, 15, -25, 100, 999_999, Int128(Int.max), Int128(Int.min), Int128(Int.max) + 1, Int128(1) << 100,
        -(Int128(1) << 126), 99_999_999_999_999_999_999_999_999_999_999_999_999,
        -99_999_999_999_999_999_999_999_999_999_999_999_999, 12_345_678_901_234_567_890, 50, 49, -50,
    ]
    private static let texts = [
        "", "a", "b", "ab cd", "12", "-7", " 42 ", "3.5", "x,y,,z", "éa", "日本", "twelve bytes",
        "more than twelve bytes",
        "e\u{301}tude", "1_000", "A B  C\tD", "日本語のテキスト", "nan",
    ]

    private mutating func scalar(_ type: DataType) -> Scalar {
        if random.below(12) == 0 { return .null }
        switch type {
        case .null: return .null
        case .bool: return .bool(random.below(2) == 0)
        case .int: return .int(Self.ints[random.below(Self.ints.count)])
        case .float: return .float(Self.floats[random.below(Self.floats.count)])
        case .decimal: return .decimal(Self.decimals[random.below(Self.decimals.count)])
        case .string: return .string(Self.texts[random.below(Self.texts.count)])
        case .bytes: return .bytes((0..<random.below(20)).map { _ in UInt8(random.below(256)) })
        case .tuple(let members): return .tuple(members.map { scalar($0) })
        case .list(let element): return .list((0..<random.below(4)).map { _ in scalar(element) })
        case .map(let key, let value):
            return .map((0..<random.below(3)).map { _ in Scalar.Entry(key: scalar(key), value: scalar(value)) })
        case .any: return anyScalar(depth: 2)
        }
    }

    private mutating func anyScalar(depth: Int) -> Scalar {
        switch random.below(depth == 0 ? 5 : 10) {
        case 0: return scalar(.bool)
        case 1: return scalar(.int)
        case 2: return scalar(.float)
        case 3: return scalar(.string)
        case 4: return scalar(.bytes)
        case 5, 6: return .tuple((0..<random.below(4)).map { _ in anyScalar(depth: depth - 1) })
        case 7: return .list((0..<random.below(4)).map { _ in anyScalar(depth: depth - 1) })
        case 8: return .frozenSet((0..<random.below(3)).map { .int($0) })
        default:
            return .map(
                (0..<random.below(3)).map { Scalar.Entry(key: .int($0), value: anyScalar(depth: depth - 1)) })
        }
    }
}

/// SplitMix64: small, and the same everywhere.
package struct ProgramRandom: RandomNumberGenerator {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// 0 ..< `bound`.
    package mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
