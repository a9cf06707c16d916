// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Testing

/// A program that breaks a rule, and words of the refusal.
struct BadProgram: CustomTestStringConvertible, Sendable {
    let name: String
    let words: String
    let program: Program

    var testDescription: String { name }

    init(_ name: String, _ words: String, input: DataType = .int, _ build: (inout Builder) -> Terminator) {
        var builder = Builder(input: input)
        let terminator = build(&builder)
        self.init(name, words, builder.program(terminator))
    }

    init(_ name: String, _ words: String, _ program: Program) {
        self.name = name
        self.words = words
        self.program = program
    }
}

@Suite("Verifier")
struct VerifierTests {
    @Test("accepts valid programs", arguments: [Samples.words, Samples.blocks])
    func acceptsValid(program: Program) throws {
        #expect(try Verifier.verify(program).program == program)
    }

    @Test("refuses", arguments: registers + types + structure + limits)
    func refuses(bad: BadProgram) {
        let error = #expect(throws: BytecodeError.self) { try Verifier.verify(bad.program) }
        #expect(error?.reason.contains(bad.words) == true, "the reason is: \(error?.reason ?? "")")
    }

    static let registers: [BadProgram] = [
        BadProgram("a register that does not exist", "r9 does not exist") { _ in .yield(Register(9)) },
        BadProgram("a negative register", "r-1 does not exist") { _ in .yield(Register(-1)) },
        BadProgram("a register read before it is assigned", "no value for it is visible") { builder in
            let late = builder.register(.int)
            let sum = builder.emit(.addInt, [builder.input, late], .int)
            builder.constants.append(Constant(type: .int, value: .int(1)))
            builder.add(Instruction(.constant, results: [late]))
            return .yield(sum)
        },
        BadProgram("a register assigned twice", "r1 is assigned twice") { builder in
            let one = builder.emit(.negateInt, [builder.input], .int)
            builder.add(Instruction(.negateInt, results: [one], operands: [builder.input]))
            return .yield(one)
        },
        BadProgram("an input assigned again", "r0 is assigned twice") { builder in
            builder.add(Instruction(.negateInt, results: [builder.input], operands: [builder.input]))
            return .yield(builder.input)
        },
        BadProgram("a register of a block read behind it", "no value for it is visible", input: .bool) { builder in
            let inner = builder.register(.bool)
            let block = Block(
                instructions: [Instruction(.not, results: [inner], operands: [builder.input])], yields: [])
            builder.add(
                Instruction(
                    .if, results: [], operands: [builder.input], blocks: [block, Block(instructions: [], yields: [])]))
            return .yield(inner)
        },
        BadProgram("a register of the other branch", "no value for it is visible", input: .bool) { builder in
            let inner = builder.register(.bool)
            let result = builder.register(.bool)
            let yes = Block(
                instructions: [Instruction(.not, results: [inner], operands: [builder.input])], yields: [inner])
            let no = Block(instructions: [], yields: [inner])
            builder.add(Instruction(.if, results: [result], operands: [builder.input], blocks: [yes, no]))
            return .yield(result)
        },
        BadProgram("a list block that reads from outside", "no value for it is visible", input: .list(.int)) {
            builder in
            let one = builder.constant(.int, .int(1))
            let element = builder.register(.int)
            let result = builder.register(.list(.int))
            builder.add(
                Instruction(
                    .listMap, results: [result], operands: [builder.input],
                    blocks: [Block(parameters: [element], instructions: [], yields: [one])]))
            return .yield(result)
        },
        BadProgram(
            "a register of an earlier segment", "no value for it is visible",
            Program(
                registers: [.bool, .bool], constants: [],
                segments: [
                    Segment(
                        parameters: [Register(0)], instructions: [],
                        terminator: .filter(condition: Register(0), carried: [Register(0)])),
                    Segment(parameters: [Register(1)], instructions: [], terminator: .yield(Register(0))),
                ], sourceMap: SourceMap())),
    ]

    static let types: [BadProgram] = [
        BadProgram("operands of the wrong type", "addInt is given (int, float)") { builder in
            let half = builder.constant(.float, .float(0.5))
            return .yield(builder.emit(.addInt, [builder.input, half], .int))
        },
        BadProgram("too few operands", "takes (int, int)") { .yield($0.emit(.addInt, [$0.input], .int)) },
        BadProgram("a result of the wrong type", "gives (int) to registers of the types (float)") {
            .yield($0.emit(.negateInt, [$0.input], .float))
        },
        BadProgram("no result where there is one", "gives (int) to registers of the types ()") { builder in
            builder.add(Instruction(.negateInt, results: [], operands: [builder.input]))
            return .yield(builder.input)
        },
        BadProgram("comparing different types", "takes (T, T)") { builder in
            let text = builder.constant(.string, .string(""))
            return .yield(builder.emit(.equal, [builder.input, text], .bool))
        },
        BadProgram("a member of no tuple", "takes a tuple") { .yield($0.emit(.member, [$0.input], .int)) },
        BadProgram("a member out of range", "member 2 of (int, int)", input: .tuple([.int, .int])) {
            .yield($0.emit(.member, [$0.input], .int, immediate: 2))
        },
        BadProgram("a list of different elements", "all of one type") { builder in
            let text = builder.constant(.string, .string(""))
            return .yield(builder.emit(.makeList, [builder.input, text], .list(.int)))
        },
        BadProgram("a list of nothing", "at least one operand") { .yield($0.emit(.makeList, [], .list(.int))) },
        BadProgram("a sum of strings", "[int] or [float]", input: .list(.string)) {
            .yield($0.emit(.listSum, [$0.input], .string))
        },
        BadProgram("a constant out of range", "constant 3 does not exist") {
            .yield($0.emit(.constant, [], .int, immediate: 3))
        },
        BadProgram("a negative constant", "immediate -1") { .yield($0.emit(.constant, [], .int, immediate: -1)) },
        BadProgram("a constant not of its type", "is not of its type") { builder in
            .yield(builder.constant(.int, .string("1")))
        },
        BadProgram("an immediate out of range", "must be 0 ... 2", input: .string) {
            .yield($0.emit(.length, [$0.input], .int, immediate: 3))
        },
        BadProgram("an immediate where none belongs", "must be 0") {
            .yield($0.emit(.negateInt, [$0.input], .int, immediate: 1))
        },
        BadProgram("a failure without a text", "takes (string)") { .yield($0.emit(.fail, [$0.input], .int)) },
        BadProgram("a filter by an int", "must be a bool") { .filter(condition: $0.input, carried: []) }.twoSegments([]
        ),
        BadProgram("exploding an int", "explode takes a list") { .explode(list: $0.input, carried: []) }
            .twoSegments([.int]),
        BadProgram("a parameter of another type than what is carried", "other types", input: .bool) {
            .filter(condition: $0.input, carried: [$0.input])
        }.twoSegments([.int]),
        BadProgram("more parameters than are carried", "other types", input: .bool) {
            .filter(condition: $0.input, carried: [])
        }.twoSegments([.bool]),
        BadProgram("branches of different types", "yield different types", input: .bool) { builder in
            let one = builder.constant(.int, .int(1))
            let result = builder.register(.bool)
            builder.add(
                Instruction(
                    .if, results: [result], operands: [builder.input],
                    blocks: [Block(instructions: [], yields: [builder.input]), Block(instructions: [], yields: [one])]))
            return .yield(result)
        },
        BadProgram("a loop that yields no bool", "must yield (bool, int)") { builder in
            let carried = builder.register(.int)
            let result = builder.register(.int)
            builder.add(
                Instruction(
                    .loop, results: [result], operands: [builder.input],
                    blocks: [Block(parameters: [carried], instructions: [], yields: [carried])]))
            return .yield(result)
        },
        BadProgram("a list block without its parameters", "must take (int)", input: .list(.int)) { builder in
            let inner = builder.register(.bool)
            let result = builder.register(.list(.int))
            let block = Block(
                instructions: [Instruction(.constant, results: [inner])], yields: [inner])
            builder.constants.append(Constant(type: .bool, value: .bool(true)))
            builder.add(Instruction(.listFilter, results: [result], operands: [builder.input], blocks: [block]))
            return .yield(result)
        },
    ]

    static let structure: [BadProgram] = [
        BadProgram(
            "no segment", "no segment", Program(registers: [], constants: [], segments: [], sourceMap: SourceMap())),
        BadProgram(
            "no input", "0 inputs",
            Program(
                registers: [.int], constants: [],
                segments: [Segment(parameters: [], instructions: [], terminator: .yield(Register(0)))],
                sourceMap: SourceMap())),
        BadProgram("a last segment that does not yield", "last segment must yield", input: .bool) {
            .filter(condition: $0.input, carried: [])
        },
        BadProgram("a yield before the last segment", "only the last segment yields") { .yield($0.input) }
            .twoSegments([]),
        BadProgram("a reduce program of two segments", "one segment", reduceOfTwoSegments),
        BadProgram("rowNumber in a block", "rowNumber stands in a nested block", input: .bool) { builder in
            let number = builder.register(.int)
            let result = builder.register(.int)
            let block = Block(instructions: [Instruction(.rowNumber, results: [number])], yields: [number])
            builder.add(Instruction(.if, results: [result], operands: [builder.input], blocks: [block, block]))
            return .yield(result)
        },
        BadProgram("a block where none belongs", "has 1 nested blocks") { builder in
            let result = builder.register(.int)
            builder.add(
                Instruction(
                    .negateInt, results: [result], operands: [builder.input],
                    blocks: [Block(instructions: [], yields: [])]))
            return .yield(result)
        },
        BadProgram("a loop without its block", "needs 1") { builder in
            let result = builder.register(.int)
            builder.add(Instruction(.loop, results: [result], operands: [builder.input]))
            return .yield(result)
        },
        BadProgram("a span that does not exist", "source span 0 does not exist") { builder in
            let result = builder.register(.int)
            builder.add(Instruction(.negateInt, results: [result], operands: [builder.input], span: 0))
            return .yield(result)
        },
        BadProgram(
            "a span in no file", "does not lie in a source file",
            Program(
                registers: [.int], constants: [],
                segments: [Segment(parameters: [Register(0)], instructions: [], terminator: .yield(Register(0)))],
                sourceMap: SourceMap(files: [], spans: [SourceSpan(file: 0, line: 1)]))),
    ]

    private static let reduceOfTwoSegments = Program(
        registers: [.bool, .bool], constants: [],
        segments: [
            Segment(
                parameters: [Register(0), Register(1)], instructions: [],
                terminator: .filter(condition: Register(0), carried: [])),
            Segment(parameters: [], instructions: [], terminator: .yield(Register(0))),
        ], sourceMap: SourceMap())

    static let limits: [BadProgram] = [
        BadProgram("too many instructions", "more than the limit of 100000") { builder in
            let flag = builder.constant(.bool, .bool(true))
            let block = Block(instructions: [], yields: [])
            for _ in 0..<BytecodeLimits.instructionsMax {
                builder.add(Instruction(.if, results: [], operands: [flag], blocks: [block, block]))
            }
            return .yield(builder.input)
        },
        BadProgram("too many operands", "more than the limit of 4096") { builder in
            let operands = Array(repeating: builder.input, count: 4097)
            return .yield(builder.emit(.makeList, operands, .list(.int)))
        },
        BadProgram("blocks too deep", "levels of blocks", input: .bool) { builder in
            let empty = Block(instructions: [], yields: [])
            var block = empty
            for _ in 0...BytecodeLimits.nestingMax {
                block = Block(
                    instructions: [Instruction(.if, results: [], operands: [builder.input], blocks: [block, empty])],
                    yields: [])
            }
            builder.instructions = block.instructions
            return .yield(builder.input)
        },
        BadProgram("a type too deep", "too large or too deep", input: deepType) { .yield($0.input) },
        BadProgram("too many registers", "registers are more than the limit") { builder in
            builder.types = Array(repeating: .int, count: BytecodeLimits.registersMax + 1)
            return .yield(builder.input)
        },
    ]

    private static let deepType = (0..<40).reduce(DataType.int) { type, _ in .list(type) }
}

extension BadProgram {
    /// The program with a second segment that has parameters of the given types and yields a constant.
    func twoSegments(_ parameters: [DataType]) -> BadProgram {
        var changed = program
        let first = changed.registers.count
        changed.registers += parameters + [.null]
        changed.constants.append(Constant(type: .null, value: .null))
        let result = Register(changed.registers.count - 1)
        changed.segments.append(
            Segment(
                parameters: parameters.indices.map { Register(first + $0) },
                instructions: [
                    Instruction(.constant, results: [result], immediate: changed.constants.count - 1)
                ], terminator: .yield(result)))
        return BadProgram(name, words, changed)
    }
}
