// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar
import Compute
import Testing

@Suite("Dialects")
struct DialectTests {
    @Test("division and remainder follow the language")
    func division() throws {
        let row: Scalar = .tuple([.int(-7), .int(2)])
        func result(_ dialect: Dialect, _ operation: BinaryOperation) throws -> Scalar {
            try value(
                .tuple([.int, .int]), row,
                closure(dialect) { binary(operation, Node(.member($0, 0)), Node(.member($0, 1))) })
        }
        #expect(try result(.swift, .divide) == .int(-3))
        #expect(try result(.swift, .remainder) == .int(-1))
        #expect(try result(.python, .divide) == .float(-3.5))
        #expect(try result(.python, .floorDivide) == .int(-4))
        #expect(try result(.python, .remainder) == .int(1))
        #expect(try value(.int, .int(-7), python { binary(.power, $0, constant(2)) }) == .int(49))
        #expect(throws: ClosureError.self) { try result(.python, .power) }
    }

    @Test("Python mixes bools, ints and floats")
    func promotion() throws {
        #expect(try value(.int, .int(3), python { binary(.add, $0, constant(0.5)) }) == .float(3.5))
        #expect(try value(.bool, .bool(true), python { binary(.add, $0, constant(1)) }) == .int(2))
        #expect(try value(.int, .int(2), python { compare(.less, $0, constant(2.5)) }) == .bool(true))
        #expect(try value(.int, .int(1), python { compare(.equal, $0, constant(true)) }) == .bool(true))
        #expect(try value(.int, .int(1), python { compare(.equal, $0, constant("1")) }) == .bool(false))
        // What would change a value's type has no typed form.
        for body: (Node) -> Node in [
            { binary(.power, $0, constant(-1)) }, { binary(.power, constant(2), $0) },
            { Node(.list([$0, constant(0.5)], element: nil)) }, { call(.minimum, $0, constant(0.5)) },
            { Node(.logical(.or, $0, none)) },
            { Node(.conditional(compare(.less, $0, constant(1)), then: $0, else: constant(0.5))) },
        ] {
            #expect(throws: ClosureError.self) { try mapped(.int, python(body)) }
        }
    }

    @Test("Python's truth of values, and values of `and` and `or`")
    func truth() throws {
        let not: (Node) -> Node = { Node(.unary(.not, $0)) }
        for (type, row, truth) in [
            (DataType.int, Scalar.int(0), false), (.int, .int(2), true), (.string, .string(""), false),
            (.string, .string("a"), true), (.float, .float(0), false), (.list(.int), .list([]), false),
            (.list(.int), .list([.int(0)]), true), (.null, .null, false), (.tuple([]), .tuple([]), false),
        ] {
            #expect(try value(type, row, python(not)) == .bool(!truth), "\(row)")
        }
        #expect(try value(.int, .int(0), python { Node(.logical(.or, $0, constant(5))) }) == .int(5))
        #expect(try value(.int, .int(3), python { Node(.logical(.or, $0, constant(5))) }) == .int(3))
        #expect(try value(.string, .string("a"), python { Node(.logical(.and, $0, constant("b"))) }) == .string("b"))
    }

    @Test("text follows the language")
    func text() throws {
        let family = Scalar.string("e\u{301}tude")
        #expect(try value(.string, family, swift { call(.length, $0) }) == .int(5))
        #expect(try value(.string, family, python { call(.length, $0) }) == .int(6))
        let commas = Scalar.string("a,,b")
        #expect(
            try value(.string, commas, swift { call(.split, $0, constant(",")) })
                == .list([.string("a"), .string("b")]))
        #expect(
            try value(.string, commas, python { call(.split, $0, constant(",")) })
                == .list([.string("a"), .string(""), .string("b")]))
        #expect(try value(.bool, .bool(true), swift { call(.toString, $0) }) == .string("true"))
        #expect(try value(.bool, .bool(true), python { call(.toString, $0) }) == .string("True"))
        #expect(try value(.float, .float(1e16), swift { call(.toString, $0) }) == .string("1e+16"))
        #expect(try value(.float, .float(1e16), python { call(.toString, $0) }) == .string("1e+16"))
        #expect(try value(.string, .string(" 1_0 "), python { call(.toInt, $0) }) == .int(10))
        #expect(throws: ComputeError.self) { try value(.string, .string(" 10"), swift { call(.toInt, $0) }) }
    }

    @Test("indexes and slices follow the language")
    func indexes() throws {
        let list: Scalar = .list([.int(1), .int(2), .int(3)])
        let last: (Node) -> Node = { call(.element, $0, constant(-1)) }
        #expect(try value(.list(.int), list, python(last)) == .int(3))
        #expect(throws: ComputeError.self) { try value(.list(.int), list, swift(last)) }
        #expect(try value(.tuple([.int, .string]), .tuple([.int(1), .string("b")]), python(last)) == .string("b"))
        #expect(
            try value(.list(.int), list, python { call(.slice, $0, constant(-2), constant(.max)) })
                == .list([.int(2), .int(3)]))
        for (function, count, expected) in [
            (Function.prefix, 2, "ab"), (.suffix, 2, "cd"), (.dropFirst, 1, "bcd"), (.dropLast, 1, "abc"),
            (.suffix, 0, ""), (.dropLast, 0, "abcd"), (.suffix, 9, "abcd"), (.dropLast, 9, ""), (.prefix, -1, ""),
        ] {
            #expect(
                try value(.string, .string("abcd"), swift { call(function, $0, constant(count)) })
                    == .string(expected), "\(function) \(count)")
            // The same with a count that is not known while compiling.
            let row: Scalar = .tuple([.string("abcd"), .int(count)])
            #expect(
                try value(
                    .tuple([.string, .int]), row, swift { call(function, Node(.member($0, 0)), Node(.member($0, 1))) })
                    == .string(expected), "\(function) \(count), not constant")
        }
    }

    @Test("rounding follows the language")
    func rounding() throws {
        #expect(try value(.float, .float(2.5), swift { call(.round, $0) }) == .float(3))
        #expect(try value(.float, .float(2.5), python { call(.round, $0) }) == .int(2))
        #expect(try value(.float, .float(-2.5), python { call(.floor, $0) }) == .int(-3))
    }

    @Test("nulls are tested, replaced and refused")
    func nulls() throws {
        #expect(try value(.int, .null, python { call(.isNull, $0) }) == .bool(true))
        #expect(try value(.int, .null, python { compare(.equal, $0, none) }) == .bool(true))
        #expect(try value(.int, .int(1), python { compare(.notEqual, $0, none) }) == .bool(true))
        #expect(try value(.int, .null, swift { call(.valueOr, $0, constant(7)) }) == .int(7))
        #expect(try value(.int, .int(1), swift { call(.unwrap, $0) }) == .int(1))
        #expect(throws: ComputeError.self) { try value(.int, .null, swift { call(.unwrap, $0) }) }
        let positive: (Node) -> Node = { x in
            Node(.conditional(compare(.greater, x, constant(0)), then: x, else: none))
        }
        #expect(try run(mapped(.int, swift(positive)), [.int(1), .int(-1)]) == [.int(1), .null])
        // In Python None is a value of its own, which no column of ints holds.
        #expect(throws: ClosureError.self) { try mapped(.int, python(positive)) }
    }
}

@Suite("Reduce functions")
struct ReduceTests {
    private func reduce(_ type: DataType, _ body: (Node, Node) -> Node) throws -> ReduceProgram {
        let first = Variable("a")
        let second = Variable("b")
        return try compileReduce(
            Closure(
                parameters: [first, second], body: body(Node(.variable(first)), Node(.variable(second))),
                dialect: .swift, source: ClosureSource(file: "test.swift", line: 1)), type: type)
    }

    @Test("of well-known kinds are recognised, whichever way round they are written")
    func recognised() throws {
        #expect(try reduce(.int) { binary(.add, $0, $1) } == .sum)
        #expect(try reduce(.float) { binary(.add, $1, $0) } == .sum)
        #expect(try reduce(.int) { call(.minimum, $0, $1) } == .minimum)
        #expect(try reduce(.float) { call(.maximum, $1, $0) } == .maximum)
        #expect(try reduce(.string) { call(.minimum, $0, $1) } == .minimum)
        #expect(try reduce(.string) { call(.maximum, $0, $1) } == .maximum)
        #expect(try reduce(.bool) { Node(.logical(.and, $0, $1)) } == .and)
        #expect(try reduce(.bool) { Node(.logical(.or, $1, $0)) } == .or)
        for (comparison, expected) in [
            (Comparison.less, ReduceProgram.minimum), (.lessOrEqual, .minimum), (.greater, .maximum),
        ] {
            #expect(
                try reduce(.int) { Node(.conditional(compare(comparison, $0, $1), then: $0, else: $1)) } == expected)
            #expect(
                try reduce(.int) { Node(.conditional(compare(comparison, $1, $0), then: $1, else: $0)) } == expected)
        }
    }

    @Test("of other kinds become programs")
    func programs() throws {
        typealias Body = (Node, Node) -> Node
        let doubled: Body = { a, _ in binary(.add, a, a) }
        let difference: Body = { a, b in binary(.subtract, a, b) }
        let joined: Body = { a, b in binary(.add, a, b) }
        let first: Body = { a, _ in a }
        let lesser: Body = { a, b in Node(.conditional(compare(.less, a, b), then: a, else: b)) }
        let same: Body = { a, b in Node(.conditional(compare(.equal, a, b), then: a, else: b)) }
        let others: [(DataType, Body)] = [
            (.int, doubled), (.int, difference), (.string, joined), (.int, first), (.float, lesser), (.int, same),
        ]
        for (type, body) in others {
            guard case .program(let program) = try reduce(type, body) else {
                Issue.record("recognised as something else")
                continue
            }
            _ = try ReduceProgram.program(program).verified(for: type)
        }
        guard case .program(let program) = try reduce(.string, { binary(.add, $0, $1) }) else { return }
        let runner = ProgramRunner(try Verifier.verify(program), context: RunContext())
        let left = try #require(Column(.string, [.string("a"), .string("c")]))
        let right = try #require(Column(.string, [.string("b"), .string("")]))
        let results = try runner.combine(left, right)
        #expect((0..<2).map { results.scalar($0) } == [.string("ab"), .string("c")])
    }
}
