// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar
import Compute
import Testing

private func sql(_ body: (Node) -> Node) -> Closure { closure(.sql, body) }

private func op(_ opcode: Opcode, _ arguments: Node..., settings: SQLImmediate = SQLImmediate()) -> Node {
    Node(.instruction(opcode, arguments, immediate: settings.encoded))
}

private func member(_ row: Node, _ index: Int) -> Node { Node(.member(row, index)) }

@Suite struct SQLDialectTests {
    private let bools: [Scalar] = [.bool(true), .bool(false), .null]

    private func logic(_ operation: LogicalOperation, _ right: (Node) -> Node) throws -> Program {
        try mapped(.tuple([.bool, .bool, .int]), sql { Node(.logical(operation, member($0, 0), right($0))) })
    }

    private var rows: [Scalar] {
        bools.flatMap { left in bools.map { .tuple([left, $0, .int(1)]) } }
    }

    @Test func `and and or are three-valued, cheap or guarded`() throws {
        let and: [Scalar] = [
            .bool(true), .bool(false), .null, .bool(false), .bool(false), .bool(false), .null, .bool(false), .null,
        ]
        let or: [Scalar] = [
            .bool(true), .bool(true), .bool(true), .bool(true), .bool(false), .null, .bool(true), .null, .null,
        ]
        let cheap = { (row: Node) in member(row, 1) }
        // 1 / 1 = 1 keeps the value; it can fail.
        let guarded = { (row: Node) in
            Node(
                .conditional(
                    op(.sqlEqual, op(.sqlDivideInt, member(row, 2), constant(1)), constant(1)),
                    then: member(row, 1), else: constant(false)))
        }
        for (right, isEager) in [(cheap, true), (guarded, false)] {
            let both = try logic(.and, right)
            #expect(try run(both, rows) == and)
            #expect(both.opcodes.contains(.if) != isEager)
            #expect(try run(logic(.or, right), rows) == or)
        }
    }

    @Test func `what can fail is computed only where its guard lets it`() throws {
        let closure = sql { row in
            Node(
                .logical(
                    .and, op(.sqlNotEqual, row, constant(0)),
                    op(.sqlGreater, op(.sqlDivideInt, constant(10), row), constant(3))))
        }
        let program = try mapped(.int, closure)
        #expect(
            try run(program, [.int(0), .int(2), .int(5), .null]) == [.bool(false), .bool(true), .bool(false), .null])
    }

    @Test func `coalesce takes the first value and computes the others where needed`() throws {
        let closure = sql { row in
            Node(.call(.valueOr, [member(row, 0), op(.sqlDivideInt, constant(8), member(row, 1))]))
        }
        let program = try mapped(.tuple([.int, .int]), closure)
        let rows: [Scalar] = [.tuple([.int(1), .int(0)]), .tuple([.null, .int(4)]), .tuple([.null, .null])]
        #expect(try run(program, rows) == [.int(1), .int(2), .null])
        let plain = try mapped(.tuple([.int, .int]), sql { Node(.call(.valueOr, [member($0, 0), member($0, 1)])) })
        #expect(plain.opcodes.contains(.sqlCoalesce))
        #expect(try run(plain, rows) == [.int(1), .int(4), .null])
    }

    @Test func `a null condition of case is false`() throws {
        let closure = sql { row in
            Node(.conditional(op(.sqlLess, row, constant(3)), then: constant("few"), else: constant("many")))
        }
        #expect(
            try run(mapped(.int, closure), [.int(1), .int(5), .null]) == [
                .string("few"), .string("many"), .string("many"),
            ])
    }

    @Test func `a failure carries condition, place and row`() throws {
        let program = try mapped(.int, sql { op(.sqlDivideInt, constant(7), $0) })
        let error = #expect(throws: ComputeError.self) { try run(program, [.int(1), .int(0)]) }
        #expect(error?.condition == .divideByZero)
        #expect(error?.pythonType == "martlet.sql.ArithmeticException")
        #expect(error?.message.hasPrefix("[DIVIDE_BY_ZERO] Division by zero. Use `try_divide`") == true)
        #expect(error?.message.hasSuffix("SQLSTATE: 22012") == true)
    }

    @Test func `an instruction is held to its types`() {
        #expect(throws: ClosureError.self) { try mapped(.int, sql { op(.sqlAddInt, $0, constant("a")) }) }
        #expect(throws: ClosureError.self) { try mapped(.int, sql { op(.callScript, $0) }) }
        #expect(throws: ClosureError.self) { try mapped(.int, sql { op(.sqlEqual, $0, constant(1.5)) }) }
        #expect(throws: ClosureError.self) { try mapped(.int, sql { Node(.logical(.and, $0, constant(true))) }) }
    }
}
