// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar
import Compute
import Testing

@Suite("Pipelines")
struct PipelineTests {
    @Test("map, filter, flatMap and map become one program")
    func fuse() throws {
        let compiler = PipelineCompiler(input: .string)
        try compiler.map(swift { call(.lowercase, $0) })
        try compiler.filter(swift { compare(.notEqual, $0, constant("")) })
        try compiler.flatMap(swift { call(.split, $0, constant(" ")) })
        try compiler.map(swift { Node(.tuple([$0, constant(1)])) })
        #expect(compiler.outputType == .tuple([.string, .int]))
        let program = try compiler.finish()
        #expect(program.segments.count == 3)
        #expect(program.opcodes == [.lowercase, .constant, .notEqual, .constant, .split, .constant, .makeTuple])
        let rows = try run(program, [.string("A b"), .string(""), .string("C")])
        #expect(rows == ["a", "b", "c"].map { .tuple([.string($0), .int(1)]) })
    }

    @Test("what later steps do not read is neither computed nor carried")
    func deadColumns() throws {
        let compiler = PipelineCompiler(input: .tuple([.string, .int, .string]))
        try compiler.map(
            swift {
                Node(.tuple([Node(.member($0, 0)), Node(.member($0, 1)), call(.uppercase, Node(.member($0, 2)))]))
            })
        try compiler.filter(swift { compare(.greater, Node(.member($0, 1)), constant(5)) })
        try compiler.map(swift { Node(.member($0, 0)) })
        let program = try compiler.finish()
        #expect(!program.opcodes.contains(.uppercase))
        #expect(!program.opcodes.contains(.makeTuple))
        guard case .filter(_, let carried) = program.segments[0].terminator else {
            Issue.record("the first segment does not filter")
            return
        }
        #expect(carried.map { program.registers[$0.index] } == [.string])
        let rows: [Scalar] = [3, 7].map { .tuple([.string("n\($0)"), .int($0), .string("")]) }
        #expect(try run(program, rows) == [.string("n7")])
    }

    @Test("a tuple from outside is carried by the members that are read")
    func tuplesAreSplit() throws {
        let compiler = PipelineCompiler(input: .tuple([.int, .string, .float]))
        try compiler.filter(swift { compare(.greater, Node(.member($0, 0)), constant(1)) })
        try compiler.map(swift { call(.length, Node(.member($0, 1))) })
        let program = try compiler.finish()
        #expect(program.segments[1].parameters.map { program.registers[$0.index] } == [.string])
        let rows: [Scalar] = [1, 2].map { .tuple([.int($0), .string("abc"), .float(0)]) }
        #expect(try run(program, rows) == [.int(3)])
    }

    @Test("a tuple that is read as a whole stays null where it is null")
    func nullTuples() throws {
        let compiler = PipelineCompiler(input: .tuple([.int, .int]))
        try compiler.filter(swift { Node(.unary(.not, compare(.equal, Node(.member($0, 0)), constant(1)))) })
        let program = try compiler.finish()
        #expect(
            try run(program, [.null, .tuple([.int(1), .int(2)]), .tuple([.int(3), .null])])
                == [.null, .tuple([.int(3), .null])])
    }

    @Test("equal work is done once and constants are folded")
    func sharing() throws {
        let program = try mapped(
            .int,
            swift { x in
                let square = binary(.multiply, x, x)
                let again = binary(.multiply, x, x)
                let six = binary(.multiply, constant(2), constant(3))
                return binary(.add, binary(.add, square, again), binary(.add, six, constant(0)))
            })
        #expect(program.opcodes == [.multiplyInt, .addInt, .constant, .addInt])
        #expect(program.constants.map(\.value) == [.int(6)])
        #expect(try run(program, [.int(3)]) == [.int(24)])
    }

    @Test("what overflows while folding is left to fail where it runs")
    func foldingOverflow() throws {
        let program = try mapped(
            .int,
            swift { x in
                Node(
                    .conditional(
                        compare(.less, x, constant(0)), then: binary(.add, constant(.max), constant(1)), else: x))
            })
        #expect(try run(program, [.int(4)]) == [.int(4)])
        #expect(throws: ComputeError.self) { try run(program, [.int(-4)]) }
    }

    @Test("0.0 and -0.0 are different constants")
    func zeros() throws {
        let program = try mapped(.int, swift { _ in Node(.tuple([constant(0.0), constant(-0.0)])) })
        guard case .tuple(let members) = try run(program, [.int(0)])[0], case .float(let second) = members[1] else {
            Issue.record("not a tuple of floats")
            return
        }
        #expect(second.sign == .minus)
    }

    @Test("the right side of && runs only where the left is true, unless it is cheap and cannot fail")
    func shortCircuit() throws {
        let guarded = swift { x in
            Node(
                .logical(
                    .and, compare(.notEqual, x, constant(0)),
                    compare(.greater, binary(.divide, constant(100), x), constant(3))))
        }
        let program = try mapped(.int, guarded)
        #expect(program.opcodes.contains(.if))
        #expect(try run(program, [.int(0), .int(10), .int(50)]) == [.bool(false), .bool(true), .bool(false)])
        let cheap = swift { x in
            Node(.logical(.or, compare(.less, x, constant(0)), compare(.greater, x, constant(9))))
        }
        let flat = try mapped(.int, cheap)
        #expect(!flat.opcodes.contains(.if))
        #expect(try run(flat, [.int(-1), .int(5), .int(10)]) == [.bool(true), .bool(false), .bool(true)])
    }

    @Test("a flatMap over a mapped and filtered list builds no list of the results")
    func explodeFirst() throws {
        let word = Variable("w")
        let compiler = PipelineCompiler(input: .tuple([.string, .int]))
        try compiler.flatMap(
            swift { row in
                let words = call(.split, Node(.member(row, 0)), constant(" "))
                let long = Node(
                    .filterList(words, word, body: compare(.greater, call(.length, Node(.variable(word))), constant(1)))
                )
                let element = Variable("v")
                return Node(
                    .mapList(long, element, body: Node(.tuple([Node(.variable(element)), Node(.member(row, 1))]))))
            })
        let program = try compiler.finish()
        #expect(!program.opcodes.contains(.listMap) && !program.opcodes.contains(.listFilter))
        let rows = try run(program, [.tuple([.string("a bc def"), .int(1)]), .tuple([.string("gh"), .int(2)])])
        #expect(rows == [("bc", 1), ("def", 1), ("gh", 2)].map { .tuple([.string($0.0), .int($0.1)]) })
    }

    @Test("list operations capture what they read, and what does not depend on elements is computed once")
    func captures() throws {
        let element = Variable("e")
        let program = try mapped(
            .tuple([.list(.int), .string]),
            swift { row in
                Node(
                    .mapList(
                        Node(.member(row, 0)), element,
                        body: binary(.add, Node(.variable(element)), call(.length, Node(.member(row, 1))))))
            })
        let list = try #require(program.segments[0].instructions.first { $0.opcode == .listMap })
        #expect(list.operands.map { program.registers[$0.index] } == [.list(.int), .int])
        #expect(list.blocks[0].instructions.map(\.opcode) == [.addInt])
        #expect(
            try run(program, [.tuple([.list([.int(1), .int(2)]), .string("abc")])]) == [.list([.int(4), .int(5)])])
    }

    @Test("nested list operations capture through both levels")
    func nestedCaptures() throws {
        let outer = Variable("o")
        let inner = Variable("i")
        let program = try mapped(
            .tuple([.list(.list(.int)), .int]),
            swift { row in
                Node(
                    .mapList(
                        Node(.member(row, 0)), outer,
                        body: Node(
                            .mapList(
                                Node(.variable(outer)), inner,
                                body: binary(
                                    .multiply, Node(.variable(inner)),
                                    binary(.add, Node(.member(row, 1)), call(.length, Node(.variable(outer)))))))))
            })
        let row: Scalar = .tuple([.list([.list([.int(1), .int(2)]), .list([]), .list([.int(3)])]), .int(10)])
        #expect(
            try run(program, [row]) == [.list([.list([.int(12), .int(24)]), .list([]), .list([.int(33)])])])
    }

    @Test("dicts whose keys are known are made only where they leave")
    func knownDicts() throws {
        let form = RowForm.tuple([.plain, .dict(["a", "b"], [.plain, .dict(["c"], [.plain])])])
        let type = DataType.tuple([.int, .tuple([.string, .tuple([.float])])])
        let compiler = PipelineCompiler(input: type, form: form)
        #expect(compiler.outputType == .tuple([.int, .any]))
        #expect(compiler.outputColumns == RowColumns(type, form))
        try compiler.filter(swift { compare(.greater, Node(.member($0, 0)), constant(1)) })
        #expect(compiler.outputColumns == RowColumns(type, form))
        func row(_ number: Int) -> Scalar { .tuple([.int(number), .tuple([.string("x"), .tuple([.float(0.5)])])]) }
        let inner = Scalar.map([.init(key: .string("c"), value: .float(0.5))])
        let dict = Scalar.map([.init(key: .string("a"), value: .string("x")), .init(key: .string("b"), value: inner)])
        #expect(try run(compiler.finish(), [row(1), row(2)]) == [.tuple([.int(2), dict])])
        let columns = PipelineCompiler(input: type, form: form)
        try columns.filter(swift { compare(.greater, Node(.member($0, 0)), constant(1)) })
        let program = try columns.finish(asColumns: true)
        #expect(!program.opcodes.contains(.makeDict))
        #expect(try run(program, [row(1), row(2)]) == [row(2)])
    }

    @Test("mapValues, flatMapValues, keyBy, keys and values keep and give the right members")
    func pairs() throws {
        let compiler = PipelineCompiler(input: .string)
        try compiler.keyBy(swift { call(.length, $0) })
        #expect(compiler.outputType == .tuple([.int, .string]))
        try compiler.mapValues(swift { call(.uppercase, $0) })
        try compiler.flatMapValues(swift { call(.split, $0, constant(",")) })
        let program = try compiler.finish()
        #expect(
            try run(program, [.string("a,b"), .string(""), .string("c")])
                == [(3, "A"), (3, "B"), (1, "C")].map { .tuple([.int($0.0), .string($0.1)]) })
        let keys = PipelineCompiler(input: .tuple([.int, .string]))
        try keys.keys()
        #expect(keys.outputType == .int)
        let values = PipelineCompiler(input: .tuple([.int, .string]))
        try values.values()
        #expect(try run(values.finish(), [.tuple([.int(1), .string("x")])]) == [.string("x")])
    }

    @Test("random numbers depend on seed, partition and row, not on batches")
    func random() throws {
        let program = try mapped(.int, swift { _ in Node(.tuple([Node(.random(seed: 1)), Node(.random(seed: 2))])) })
        let rows = try run(program, (0..<5).map { .int($0) })
        #expect(Set(rows).count == 5)
        #expect(try run(program, (0..<5).map { .int($0) }) == rows)
        #expect(try run(program, (0..<5).map { .int($0) }, partition: 1) != rows)
    }

    @Test("the same closures give the same bytes")
    func deterministic() throws {
        func bytes() throws -> [UInt8] {
            let compiler = PipelineCompiler(input: .tuple([.string, .int, .float]))
            let word = Variable("w")
            let bound = Variable("b")
            try compiler.flatMap(
                swift { row in
                    Node(
                        .bind(
                            bound, to: Node(.member(row, 1)),
                            in: Node(
                                .mapList(
                                    call(.split, Node(.member(row, 0)), constant(" ")), word,
                                    body: Node(
                                        .tuple([
                                            Node(.variable(word)), Node(.variable(bound)), Node(.member(row, 2)),
                                        ]))))))
                })
            try compiler.filter(swift { compare(.greater, Node(.member($0, 1)), constant(0)) })
            return try ProgramCodec.encode(compiler.finish())
        }
        let first = try bytes()
        for _ in 0..<5 { #expect(try bytes() == first) }
    }
}
