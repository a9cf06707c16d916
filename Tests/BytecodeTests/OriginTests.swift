// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Testing

@Suite struct OriginTests {
    private let pair = DataType.tuple([.int, .string])

    /// A program over rows (int, string): with instructions over registers, the first of which is the row.
    private func program(
        _ registers: [DataType], _ instructions: [Instruction], _ result: Int, filter: Int? = nil
    ) -> Program {
        var types = [pair] + registers
        var segments: [Segment] = []
        if let filter {
            // What is kept goes on in a register of its own.
            types.append(types[result])
            segments = [
                Segment(
                    parameters: [Register(0)], instructions: instructions,
                    terminator: .filter(condition: Register(filter), carried: [Register(result)])),
                Segment(
                    parameters: [Register(types.count - 1)], instructions: [],
                    terminator: .yield(Register(types.count - 1))),
            ]
        } else {
            segments = [
                Segment(parameters: [Register(0)], instructions: instructions, terminator: .yield(Register(result)))
            ]
        }
        return Program(registers: types, constants: [], segments: segments, sourceMap: SourceMap())
    }

    private func emit(
        _ opcode: Opcode, _ result: Int, _ operands: [Int] = [], _ immediate: Int = 0
    ) -> Instruction {
        Instruction(
            opcode, results: [Register(result)], operands: operands.map { Register($0) }, immediate: immediate)
    }

    private let rows = Origin.tuple([.member(4), .member(2)])

    @Test func `members are followed into and out of tuples`() {
        let swapped = program(
            [.int, .string, .tuple([.string, pair])],
            [emit(.member, 1, [0], 0), emit(.member, 2, [0], 1), emit(.makeTuple, 3, [2, 0])], 3)
        #expect(swapped.origin(of: rows) == .tuple([.member(2), rows]))
        #expect(swapped.origin(of: .other) == .tuple([.other, .other]))
    }

    @Test func `what is computed comes from nowhere, and filters leave what they keep`() {
        let filtered = program(
            [.int, .bool, .float, .tuple([.float, .int])],
            [
                emit(.member, 1, [0], 0), emit(.isNull, 2, [1]), emit(.intToFloat, 3, [1]),
                emit(.makeTuple, 4, [3, 1]),
            ], 4, filter: 2)
        #expect(filtered.origin(of: rows) == .tuple([.other, .member(4)]))
    }

    @Test(arguments: [Opcode.rowNumber, .partitionNumber])
    func `rows that are numbered would be missed`(_ opcode: Opcode) {
        #expect(program([.int], [emit(opcode, 1)], 0).origin(of: rows) == nil)
    }

    @Test func `so would rows that may fail`() {
        let sum = program([.int, .int], [emit(.member, 1, [0], 0), emit(.addInt, 2, [1, 1])], 0)
        #expect(sum.origin(of: rows) == nil)
        let fine = program([.int, .int], [emit(.member, 1, [0], 0), emit(.bitAnd, 2, [1, 1])], 0)
        #expect(fine.origin(of: rows) == rows)
    }
}
