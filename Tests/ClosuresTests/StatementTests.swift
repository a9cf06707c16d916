// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar
import Compute
import Testing

/// Bodies of several statements, as Python's functions have them.
@Suite("Statements")
struct StatementTests {
    private let total = Variable("total")
    private let item = Variable("item")

    private func read(_ variable: Variable) -> Node { Node(.variable(variable)) }
    private func assign(_ variable: Variable, _ value: Node) -> Node { Node(.assign(variable, value)) }
    private func give(_ value: Node) -> Node { Node(.return(value)) }
    private func sequence(_ statements: Node...) -> Node { Node(.sequence(statements)) }
    private func branch(_ condition: Node, _ yes: Node, _ no: Node = Node(.sequence([]))) -> Node {
        Node(.branch(condition, then: yes, else: no))
    }

    @Test("assignments and an if change variables")
    func assignments() throws {
        let absolute = python { x in
            sequence(
                assign(total, x),
                branch(compare(.less, x, constant(0)), assign(total, Node(.unary(.negate, x)))),
                assign(total, binary(.add, read(total), constant(1))), give(read(total)))
        }
        #expect(try run(mapped(.int, absolute), [.int(-3), .int(4)]) == [.int(4), .int(5)])
    }

    @Test("early returns leave the rest to the other rows")
    func earlyReturns() throws {
        let size = python { x in
            sequence(
                branch(compare(.less, x, constant(10)), give(constant("small"))),
                branch(compare(.less, x, constant(100)), give(constant("medium"))),
                give(constant("large")))
        }
        #expect(
            try run(mapped(.int, size), [.int(5), .int(500), .int(50)]) == [
                .string("small"), .string("large"), .string("medium"),
            ])
    }

    @Test("a body that ends without a value on some way gives None there, which no typed column holds")
    func fallingOff() throws {
        let maybe = python { x in sequence(branch(compare(.greater, x, constant(0)), give(x))) }
        #expect(throws: ClosureError.self) { try mapped(.int, maybe) }
    }

    @Test("a for loop goes through a list, and its variables keep their types")
    func forLoops() throws {
        func sum(from start: Node) -> Closure {
            python { x in
                sequence(
                    assign(total, start),
                    Node(
                        .forLoop(
                            item, in: x,
                            body: assign(total, binary(.add, read(total), binary(.multiply, read(item), constant(0.5))))
                        )),
                    give(read(total)))
            }
        }
        // The sum of no floats is the int.
        let mixed = try mapped(.list(.int), sum(from: constant(0)))
        #expect(mixed.resultType == .any)
        #expect(try run(mixed, [.list([.int(1), .int(2)]), .list([])]) == [.float(1.5), .int(0)])
        let program = try mapped(.list(.int), sum(from: constant(0.0)))
        #expect(program.resultType == .float)
        #expect(
            try run(program, [.list([.int(1), .int(2)]), .list([]), .list([.int(5)])]) == [
                .float(1.5), .float(0), .float(2.5),
            ])
    }

    @Test("a for loop over a range, with continue and break")
    func ranges() throws {
        // Adds the odd numbers below x, up to 7.
        let odd = python { x in
            sequence(
                assign(total, constant(0)),
                Node(
                    .forLoop(
                        item, in: call(.range, x),
                        body: sequence(
                            branch(
                                compare(.equal, binary(.remainder, read(item), constant(2)), constant(0)),
                                Node(.continue)),
                            branch(compare(.greater, read(item), constant(7)), Node(.break)),
                            assign(total, binary(.add, read(total), read(item)))))),
                give(read(total)))
        }
        #expect(try run(mapped(.int, odd), [.int(0), .int(4), .int(100)]) == [.int(0), .int(4), .int(16)])
        #expect(!(try mapped(.int, odd)).opcodes.contains(.listRange))
    }

    @Test("a while loop runs until its condition is false, for each row its own number of rounds")
    func whileLoops() throws {
        let steps = Variable("steps")
        let collatz = python { x in
            sequence(
                assign(total, x), assign(steps, constant(0)),
                Node(
                    .whileLoop(
                        compare(.notEqual, read(total), constant(1)),
                        body: sequence(
                            branch(
                                compare(.equal, binary(.remainder, read(total), constant(2)), constant(0)),
                                assign(total, binary(.floorDivide, read(total), constant(2))),
                                assign(total, binary(.add, binary(.multiply, read(total), constant(3)), constant(1)))),
                            assign(steps, binary(.add, read(steps), constant(1)))))),
                give(read(steps)))
        }
        #expect(
            try run(mapped(.int, collatz), [.int(1), .int(6), .int(27), .int(8)]) == [
                .int(0), .int(8), .int(111), .int(3),
            ])
    }

    @Test("a return from within a loop ends the closure for that row")
    func returnsFromLoops() throws {
        let firstLong = python { x in
            sequence(
                Node(
                    .forLoop(
                        item, in: x,
                        body: branch(compare(.greater, call(.length, read(item)), constant(2)), give(read(item))))),
                give(constant("none")))
        }
        let rows: [Scalar] = [["a", "bcd", "efgh"], [], ["ab"]].map { .list($0.map { .string($0) }) }
        #expect(try run(mapped(.list(.string), firstLong), rows) == [.string("bcd"), .string("none"), .string("none")])
    }

    @Test("nested loops, with a return from the inner one")
    func nestedLoops() throws {
        let inner = Variable("inner")
        // The first pair (i, j), i < x, j < i, with i * j == x.
        let factor = python { x in
            sequence(
                Node(
                    .forLoop(
                        item, in: call(.range, x),
                        body: Node(
                            .forLoop(
                                inner, in: call(.range, read(item)),
                                body: branch(
                                    compare(.equal, binary(.multiply, read(item), read(inner)), x),
                                    give(Node(.tuple([read(item), read(inner)])))))))),
                give(Node(.tuple([x, constant(1)]))))
        }
        #expect(
            try run(mapped(.int, factor), [.int(12), .int(7), .int(30)]) == [
                .tuple([.int(4), .int(3)]), .tuple([.int(7), .int(1)]), .tuple([.int(6), .int(5)]),
            ])
    }

    @Test("an empty list takes the type of what is appended to it")
    func growingLists() throws {
        let squares = python { x in
            sequence(
                assign(total, Node(.list([], element: .null))),
                Node(
                    .forLoop(
                        item, in: call(.range, x),
                        body: assign(
                            total,
                            binary(
                                .add, read(total),
                                Node(.list([binary(.multiply, read(item), read(item))], element: nil)))))),
                give(read(total)))
        }
        let program = try mapped(.int, squares)
        #expect(program.resultType == .list(.int))
        #expect(try run(program, [.int(3), .int(0)]) == [.list([.int(0), .int(1), .int(4)]), .list([])])
    }

    @Test("a name that has no value on some way is an error where it is read")
    func unboundNames() {
        let missing = python { x in
            sequence(branch(compare(.less, x, constant(0)), assign(total, x)), give(read(total)))
        }
        let error = #expect(throws: ClosureError.self) { try mapped(.int, missing) }
        #expect(error?.message.contains("total") == true)
    }

    @Test("work in statements that nobody reads is left out, an explicit failure is not")
    func deadStatements() throws {
        let failing = python { x in
            sequence(
                assign(total, call(.uppercase, constant("a"))),
                branch(
                    compare(.less, x, constant(0)), Node(.fail(constant("negative"), .null))), give(x))
        }
        let program = try mapped(.int, failing)
        #expect(!program.opcodes.contains(.uppercase))
        #expect(try run(program, [.int(1)]) == [.int(1)])
        let error = #expect(throws: ComputeError.self) { try run(program, [.int(-1)]) }
        #expect(error?.kind == .userFailure && error?.message.contains("negative") == true)
    }
}
