// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute
import Testing

/// A value of many kinds; small, so that equal ones are frequent.
func anyScalar(depth: Int = 2, _ random: inout Seeded) -> Scalar {
    func inside(_ random: inout Seeded) -> [Scalar] {
        (0..<Int.random(in: 0...3, using: &random)).map { _ in anyScalar(depth: depth - 1, &random) }
    }
    switch Int.random(in: 0..<(depth == 0 ? 6 : 11), using: &random) {
    case 0: return .null
    case 1: return .bool(Bool.random(using: &random))
    case 2: return .int(Int.random(in: -2...3, using: &random))
    case 3: return .float(Double(Int.random(in: -4...4, using: &random)) / 2)
    case 4: return .string(["", "a", "it's", "longer than twelve bytes"].randomElement(using: &random)!)
    case 5: return .bytes((0..<Int.random(in: 0...2, using: &random)).map { _ in UInt8(97) })
    case 6, 7: return .tuple(inside(&random))
    case 8: return .list(inside(&random))
    case 9: return .set((0..<Int.random(in: 0...2, using: &random)).map { .int($0) }.shuffled(using: &random))
    default:
        let keys = (0..<Int.random(in: 0...2, using: &random)).shuffled(using: &random)
        return .map(keys.map { .init(key: .int($0), value: anyScalar(depth: depth - 1, &random)) })
    }
}

/// Values among which there is an order.
func orderedScalar(_ random: inout Seeded) -> Scalar {
    func number(_ random: inout Seeded) -> Scalar {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: .bool(Bool.random(using: &random))
        case 1: .int(Int.random(in: -40...40, using: &random))
        case 2: .int(Int.random(in: .min ... .max, using: &random))
        default: .float(Double(Int.random(in: -80...80, using: &random)) / 2)
        }
    }
    let text = ["", "a", "ab", "longer than twelve bytes", "longer than twelve bytes!"].randomElement(using: &random)!
    // Whether there is a list at the end depends on what comes before it.
    return .tuple([number(&random), .string(text)] + (text.isEmpty ? [.null] : [.list([number(&random)])]))
}

func anyColumn(_ values: [Scalar]) -> Column { Column(.any, values)! }

/// The results of one instruction over a column, or its error.
private func apply(_ opcode: Opcode, _ input: Column, results types: [DataType]) throws -> [Column] {
    var writer = ProgramWriter()
    let operand = writer.register(input.type)
    let results = types.map { writer.register($0) }
    var code = [Instruction(opcode, results: results, operands: [operand])]
    let tuple = writer.emit(.makeTuple, .tuple(types), results, into: &code)
    let program = writer.program([Segment(parameters: [operand], instructions: code, terminator: .yield(tuple))])
    _ = try Verifier.verify(program.program)
    return try ProgramRunner(program, context: RunContext()).run(input).children
}

/// The results of one instruction over several columns.
private func applyToAll(_ opcode: Opcode, _ inputs: [Column], result type: DataType) throws -> Column {
    var writer = ProgramWriter()
    let types = inputs.map(\.type)
    let row = writer.register(.tuple(types))
    var code: [Instruction] = []
    let operands = types.enumerated().map { index, type in
        writer.emit(.member, type, [row], immediate: index, into: &code)
    }
    let result = writer.emit(opcode, type, operands, into: &code)
    let program = writer.program([Segment(parameters: [row], instructions: code, terminator: .yield(result))])
    _ = try Verifier.verify(program.program)
    let input = Column(type: .tuple(types), count: inputs[0].count, children: inputs)
    return try ProgramRunner(program, context: RunContext()).run(input)
}

private func failure(_ opcode: Opcode, _ value: Scalar, results types: [DataType]) -> ComputeError? {
    #expect(throws: ComputeError.self) {
        try apply(opcode, anyColumn([.tuple([.int(1), .int(2)]), value]), results: types)
    }
}

@Suite("Instructions on values of type any") struct AnyKernelTests {
    @Test("convert rows of every type") func toAny() throws {
        let types: [DataType] = [
            .null, .bool, .int, .float, .string, .bytes, .tuple([.string, .tuple([.int, .null])]), .list(.list(.int)),
            .tuple([]),
        ]
        for (index, type) in types.enumerated() {
            var source = ScalarSource(random: Seeded(index), nulls: true)
            let input = Column(type, (0..<300).map { _ in source.scalar(type) })!
            let result = try apply(.toAny, input.slice(7, 200), results: [.any])[0]
            let wanted = anyColumn(Array(input.scalars[7..<207]))
            #expect(result.validity == nil)
            for row in 0..<200 { #expect(result.bytes(row).elementsEqual(wanted.bytes(row)), "\(type)") }
        }
        let map = Column(.map(.string, .int), [.map([.init(key: .string("a"), value: .int(1))]), .null])!
        #expect(try apply(.toAny, map, results: [.any])[0].scalars == map.scalars)
        let mixed = Column(.tuple([.any, .list(.any)]), [.tuple([.int(1), .list([.string("x"), .null])])])!
        #expect(try apply(.toAny, mixed, results: [.any])[0].scalars == mixed.scalars)
    }

    @Test("make dicts of keys and values") func makeDict() throws {
        let keys = Column(
            .list(.string), [.list([.string("a"), .string("é")]), .list([.string("b"), .string("a")])])!
        let values = [Column(.int, [.int(1), .null])!, Column(.list(.string), [.list([]), .list([.string("x")])])!]
        let dicts: [Scalar] = [
            .map([.init(key: .string("a"), value: .int(1)), .init(key: .string("é"), value: .list([]))]),
            .map([.init(key: .string("b"), value: .null), .init(key: .string("a"), value: .list([.string("x")]))]),
        ]
        let result = try applyToAll(.makeDict, [keys] + values, result: .any)
        #expect(result.scalars == dicts)
        let wanted = anyColumn(dicts)
        for row in 0..<2 { #expect(result.bytes(row).elementsEqual(wanted.bytes(row))) }
        let wrong: [Scalar] = [
            .list([.string("a")]), .list([.string("a"), .string("a")]), .list([.string("a"), .null]), .null,
            .list([.string("a"), .string("b"), .string("c")]),
        ]
        for keys in wrong {
            let columns = [Column(.list(.string), [keys])!, values[0].slice(0, 1), values[1].slice(0, 1)]
            let error = #expect(throws: ComputeError.self) { try applyToAll(.makeDict, columns, result: .any) }
            #expect(error?.kind == .invalidArgument)
        }
    }

    @Test("fail on what nests too deep") func tooDeep() throws {
        var deep = Scalar.int(1)
        for _ in 1..<ColumnarLimits.anyDepthMax { deep = .list([deep]) }
        #expect(try apply(.toAny, anyColumn([deep]), results: [.any])[0].scalars == [deep])
        let error = #expect(throws: ComputeError.self) {
            try apply(.toAny, Column(.tuple([.any]), [.tuple([deep])])!, results: [.any])
        }
        #expect(error?.kind == .invalidArgument && error?.rowNumber == 0)
    }

    @Test("write the text that Python writes") func toText() throws {
        let cases: [(DataType, Scalar, String)] = [
            (.int, .int(-7), "-7"), (.int, .null, "None"), (.float, .float(1e16), "1e+16"), (.float, .float(3), "3.0"),
            (.bool, .bool(true), "True"), (.string, .string("it's"), "it's"), (.string, .null, "None"),
            (.bytes, .bytes([97, 39, 0]), #"b"a'\x00""#), (.null, .null, "None"),
            (.tuple([.int]), .tuple([.int(1)]), "(1,)"), (.tuple([]), .tuple([]), "()"),
            (.tuple([.string, .float]), .tuple([.string("a\n"), .float(.nan)]), #"('a\n', nan)"#),
            (.list(.string), .list([.string("it's"), .string("\"'\\"), .null]), #"["it's", '"\'\\', None]"#),
            (.map(.int, .string), .map([.init(key: .int(1), value: .string("ä"))]), "{1: 'ä'}"),
            (.any, .string("it's"), "it's"), (.any, .tuple([.string("it's")]), #"("it's",)"#),
            (.any, .set([]), "set()"), (.any, .set([.int(1), .int(2)]), "{1, 2}"),
            (.any, .frozenSet([.int(1)]), "frozenset({1})"), (.any, .map([]), "{}"),
            (.any, .list([.null, .bool(false), .bytes([1])]), #"[None, False, b'\x01']"#),
            (
                .any, .map([.init(key: .tuple([]), value: .float(-0.0)), .init(key: .null, value: .list([]))]),
                "{(): -0.0, None: []}"
            ),
            (.any, .object("unknown.Type", [.int(1), .string("x")]), "unknown.Type(1, 'x')"),
        ]
        for (type, value, text) in cases {
            let result = try apply(.toText, Column(type, [value])!, results: [.string])[0]
            #expect(result.scalar(0) == .string(text), "\(type): \(value)")
        }
    }

    @Test("split pairs of any kind") func splitPair() throws {
        let pairs: [(Scalar, Scalar, Scalar)] = [
            (.tuple([.int(1), .string("a longer text, in a buffer")]), .int(1), .string("a longer text, in a buffer")),
            (.list([.null, .tuple([.int(2)])]), .null, .tuple([.int(2)])),
            (.string("é𝄞"), .string("é"), .string("𝄞")), (.bytes([1, 255]), .int(1), .int(255)),
            (
                .map([.init(key: .string("k"), value: .int(1)), .init(key: .string("l"), value: .int(2))]),
                .string("k"),
                .string("l")
            ),
            (.object("Row", [.tuple([.string("x"), .string("y")]), .tuple([.float(1), .null])]), .float(1), .null),
            (.object("range", [.int(5), .int(-5), .int(-5)]), .int(5), .int(0)),
            (.object("collections.deque", [.list([.int(1), .int(2)]), .null]), .int(1), .int(2)),
        ]
        let halves = try apply(.splitPair, anyColumn(pairs.map(\.0)), results: [.any, .any])
        #expect(halves[0].scalars == pairs.map(\.1) && halves[1].scalars == pairs.map(\.2))
        let plain = try apply(.splitPair, anyColumn(pairs.prefix(2).map(\.0)).slice(1, 1), results: [.any, .any])
        #expect(plain[0].scalars == [.null] && plain[1].scalars == [.tuple([.int(2)])])
    }

    @Test("fail as unpacking does") func splitFailures() {
        let both: [DataType] = [.any, .any]
        for (value, message) in [
            (Scalar.tuple([]), "not enough values to unpack (expected 2, got 0)"),
            (.list([.int(1)]), "not enough values to unpack (expected 2, got 1)"),
            (.set([.int(1), .int(2), .int(3)]), "too many values to unpack (expected 2)"),
            (.string("abc"), "too many values to unpack (expected 2)"),
            (.object("range", [.int(0), .int(.max), .int(1)]), "too many values to unpack (expected 2)"),
        ] {
            let error = failure(.splitPair, value, results: both)
            #expect(error?.message == message && error?.pythonType == "ValueError" && error?.rowNumber == 1)
        }
        for (value, name) in [(Scalar.int(1), "int"), (.null, "NoneType"), (.float(1), "float")] {
            let error = failure(.splitPair, value, results: both)
            #expect(error?.message == "cannot unpack non-iterable \(name) object" && error?.kind == .typeError)
            #expect(error?.row == (name == "NoneType" ? "None" : (name == "int" ? "1" : "1.0")))
        }
    }

    @Test("know None, whatever it is written as") func none() throws {
        let nulls = Column(
            type: .any, count: 1, validity: Buffer(byteCount: 1, filledWith: 0),
            values: Buffer(byteCount: 16, filledWith: 0))
        let rows = Column.concatenate([nulls, anyColumn([.null, .int(0)])])
        #expect(try apply(.isNull, rows, results: [.bool])[0].scalars == [.bool(true), .bool(true), .bool(false)])
        #expect(
            try apply(.toText, rows, results: [.string])[0].scalars == [.string("None"), .string("None"), .string("0")])
    }

    @Test("compare by Python's rules") func comparisons() throws {
        func compare(_ opcode: Opcode, _ left: Scalar, _ right: Scalar) throws -> Scalar {
            var writer = ProgramWriter()
            let pair = writer.register(.tuple([.any, .any]))
            var code: [Instruction] = []
            let a = writer.emit(.member, .any, [pair], into: &code)
            let b = writer.emit(.member, .any, [pair], immediate: 1, into: &code)
            let result = writer.emit(opcode, .bool, [a, b], into: &code)
            let program = writer.program([Segment(parameters: [pair], instructions: code, terminator: .yield(result))])
            let input = Column(.tuple([.any, .any]), [.tuple([left, right])])!
            return try ProgramRunner(program, context: RunContext()).run(input).scalar(0)
        }
        #expect(try compare(.equal, .bool(true), .float(1)) == .bool(true))
        #expect(try compare(.equal, .float(.nan), .float(.nan)) == .bool(false))
        #expect(try compare(.notEqual, .null, .int(0)) == .bool(true))
        #expect(try compare(.equal, .null, .null) == .bool(true))
        #expect(try compare(.less, .int(1), .float(1.5)) == .bool(true))
        #expect(try compare(.greaterOrEqual, .float(.nan), .int(1)) == .bool(false))
        #expect(try compare(.lessOrEqual, .tuple([.int(1), .null]), .tuple([.bool(true), .null])) == .bool(true))
        let error = #expect(throws: ComputeError.self) { try compare(.greater, .string("a"), .int(1)) }
        #expect(error?.message == "'>' not supported between instances of 'str' and 'int'")
        #expect(error?.kind == .typeError && error?.row == "('a', 1)")
    }

    @Test("sort, search and choose in lists") func lists() throws {
        let values = Column(
            .list(.any),
            [.list([.float(2.5), .int(1), .bool(false)]), .list([.string("b"), .string("a")]), .list([.null])])!
        #expect(
            try apply(.listSort, values, results: [.list(.any)])[0].scalars == [
                .list([.bool(false), .int(1), .float(2.5)]), .list([.string("a"), .string("b")]), .list([.null]),
            ])
        #expect(try apply(.listMaximum, values, results: [.any])[0].scalars == [.float(2.5), .string("b"), .null])
        let mixed = Column(.list(.any), [.list([.int(1)]), .list([.int(3), .string("a")])])!
        for opcode in [Opcode.listSort, .listMinimum, .listMaximum] {
            let error = #expect(throws: ComputeError.self) {
                try apply(opcode, mixed, results: [opcode == .listSort ? .list(.any) : .any])
            }
            #expect(error?.message == "'<' not supported between instances of 'str' and 'int'" && error?.rowNumber == 1)
        }
    }
}
