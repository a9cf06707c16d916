// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// Programs that the tests share.
enum Samples {
    /// Words of a line, as pairs with 1.
    static let words = Program(
        registers: [.string, .string, .list(.string), .string, .int, .tuple([.string, .int])],
        constants: [
            Constant(type: .string, value: .string(" ")), Constant(type: .int, value: .int(1)),
        ],
        segments: [
            Segment(
                parameters: [Register(0)],
                instructions: [
                    Instruction(.constant, results: [Register(1)], immediate: 0),
                    Instruction(
                        .split, results: [Register(2)], operands: [Register(0), Register(1)], immediate: 1, span: 0),
                ], terminator: .explode(list: Register(2), carried: [])),
            Segment(
                parameters: [Register(3)],
                instructions: [
                    Instruction(.constant, results: [Register(4)], immediate: 1),
                    Instruction(.makeTuple, results: [Register(5)], operands: [Register(3), Register(4)], span: 1),
                ], terminator: .yield(Register(5))),
        ],
        sourceMap: SourceMap(
            files: [SourceFile(name: "main.swift", lines: [7: "{ $0.split(\" \") }", 8: "{ pair($0, 1) }"])],
            spans: [
                SourceSpan(file: 0, line: 7, column: 3, endColumn: 16), SourceSpan(file: 0, line: 8),
            ]))

    /// One with every kind of constant, blocks and a filter.
    static let blocks: Program = {
        var builder = Builder(input: .list(.int))
        let limit = builder.constant(.int, .int(10))
        let text = builder.constant(.string, .string("é"))
        let tuple = builder.constant(
            .tuple([.bool, .float, .bytes]), .tuple([.bool(true), .float(-0.0), .bytes([0, 255])]))
        let map = builder.constant(
            .map(.string, .int), .map([Scalar.Entry(key: .string("a"), value: .null)]))
        let element = builder.register(.int)
        let captured = builder.register(.int)
        let doubled = builder.register(.int)
        let mapped = builder.register(.list(.int))
        builder.add(
            Instruction(
                .listMap, results: [mapped], operands: [builder.input, limit],
                blocks: [
                    Block(
                        parameters: [element, captured],
                        instructions: [Instruction(.addInt, results: [doubled], operands: [element, captured])],
                        yields: [doubled])
                ]))
        let test = builder.emit(.equal, [mapped, builder.input], .bool)
        let chosen = builder.register(.string)
        let one = builder.register(.string)
        builder.add(
            Instruction(
                .if, results: [chosen], operands: [test],
                blocks: [
                    Block(
                        instructions: [Instruction(.uppercase, results: [one], operands: [text])], yields: [one]),
                    Block(instructions: [], yields: [text]),
                ]))
        let all = builder.emit(
            .makeTuple, [tuple, map, chosen],
            .tuple([.tuple([.bool, .float, .bytes]), .map(.string, .int), .string]))
        return builder.program(.yield(all))
    }()
}

/// Writes one-segment programs for tests.
struct Builder {
    var types: [DataType]
    var constants: [Constant] = []
    var instructions: [Instruction] = []
    let input = Register(0)

    init(input: DataType) { types = [input] }

    mutating func register(_ type: DataType) -> Register {
        types.append(type)
        return Register(types.count - 1)
    }

    mutating func add(_ instruction: Instruction) { instructions.append(instruction) }

    mutating func emit(_ opcode: Opcode, _ operands: [Register], _ type: DataType, immediate: Int = 0) -> Register {
        let result = register(type)
        add(Instruction(opcode, results: [result], operands: operands, immediate: immediate))
        return result
    }

    mutating func constant(_ type: DataType, _ value: Scalar) -> Register {
        constants.append(Constant(type: type, value: value))
        return emit(.constant, [], type, immediate: constants.count - 1)
    }

    func program(_ terminator: Terminator) -> Program {
        Program(
            registers: types, constants: constants,
            segments: [Segment(parameters: [input], instructions: instructions, terminator: terminator)],
            sourceMap: SourceMap())
    }
}
