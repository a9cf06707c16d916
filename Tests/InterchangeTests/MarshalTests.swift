// SPDX-License-Identifier: Apache-2.0

import Columnar
import Interchange
import Testing

private func decode(_ bytes: [UInt8]) throws(ConversionError) -> Scalar {
    try bytes.withUnsafeBufferPointer { (raw) throws(ConversionError) in
        try Marshal.decode(UnsafeRawBufferPointer(raw))
    }
}

private func encode(_ value: Scalar) -> [UInt8] {
    var writer = MarshalWriter()
    Marshal.write(value, to: &writer)
    return writer.copy()
}

private func rows(_ bytes: [UInt8]) throws(ConversionError) -> Column {
    try bytes.withUnsafeBufferPointer { (raw) throws(ConversionError) in
        try MarshalRows.decode(UnsafeRawBufferPointer(raw))
    }
}

private func list(_ columns: [Column]) throws(ConversionError) -> [UInt8] {
    var writer = MarshalWriter()
    try MarshalRows.encode(columns, to: &writer)
    return writer.copy()
}

/// What CPython 3.11 writes: `marshal.dumps(value, 2)`, as hexadecimal digits.
private let fromPython: [(value: Scalar, bytes: String)] = [
    (.null, "4e"), (.bool(true), "54"), (.bool(false), "46"), (.int(0), "6900000000"), (.int(-1), "69ffffffff"),
    (.int(2_147_483_647), "69ffffff7f"), (.int(2_147_483_648), "6c03000000000000000200"),
    (.int(-2_147_483_648), "6900000080"), (.int(-2_147_483_649), "6cfdffffff010000000200"),
    (.int(1 << 40), "6c03000000000000000004"), (.int(1 << 62), "6c0500000000000000000000000400"),
    (.int(.max), "6c05000000ff7fff7fff7fff7f0700"), (.int(.min), "6cfbffffff00000000000000000800"),
    (.float(1.5), "67000000000000f83f"), (.string("abc"), "7503000000616263"), (.string("é"), "7502000000c3a9"),
    (.bytes([97, 98]), "73020000006162"), (.tuple([.int(1), .int(2)]), "280200000069010000006902000000"),
    (.tuple([]), "2800000000"), (.list([.int(1), .string("a")]), "5b0200000069010000007501000000 61"),
    (.map([]), "7b30"), (.map([.init(key: .string("a"), value: .int(1))]), "7b750100000061690100000030"),
    (.frozenSet([.int(1)]), "3e010000006901000000"), (.set([.int(1)]), "3c010000006901000000"),
    (.object("complex", [.float(1), .float(2)]), "79000000000000f03f0000000000000040"),
]

private func hex(_ digits: String) -> [UInt8] {
    let values = digits.compactMap { $0.hexDigitValue }
    return stride(from: 0, to: values.count, by: 2).map { UInt8(values[$0] * 16 + values[$0 + 1]) }
}

/// Rows of one type, or of none.
private let samples: [(rows: [Scalar], type: DataType)] = [
    ([.int(1), .int(-5), .int(1 << 40), .int(.min)], .int),
    ([.float(1.5), .float(-.infinity)], .float),
    ([.bool(true), .bool(false)], .bool),
    ([.string("a"), .string("日本語 and more than twelve bytes"), .string("")], .string),
    ([.bytes([0, 255]), .bytes(Array(repeating: 7, count: 100))], .bytes),
    ([.tuple([.string("a"), .int(1)]), .tuple([.string("b"), .int(2)])], .tuple([.string, .int])),
    ([.list([]), .list([.int(1), .int(2)]), .list([])], .list(.int)),
    (
        [
            .tuple([.list([.tuple([.float(1), .list([])])]), .bool(true)]),
            .tuple([.list([.tuple([.float(2), .list([.string("x")])])]), .bool(false)]),
        ], .tuple([.list(.tuple([.float, .list(.string)])), .bool])
    ),
    // Without one type for all rows.
    ([.int(1), .bool(true)], .any), ([.int(1), .float(1)], .any), ([.null, .int(1)], .any),
    ([.list([.int(1), .string("a")])], .any), ([.list([]), .list([])], .any), ([], .any), ([.tuple([])], .any),
    ([.tuple([.int(1)]), .tuple([.int(1), .int(2)])], .any), ([.int(1), .list([.int(1)])], .any),
    ([.list([.int(1)]), .list([.float(1)])], .any),
    ([.map([.init(key: .tuple([.int(1), .null]), value: .set([.string("a")]))]), .frozenSet([])], .any),
    ([.map((0..<300).map { .init(key: .int($0), value: .int($0)) }), .string("behind")], .any),
    ([.object("datetime.date", [.int(2026), .int(11), .int(22)]), .object("complex", [.float(0), .float(1)])], .any),
    // Text that looks like the mark of an object.
    ([.tuple([.string("\0object"), .int(2), .int(3)]), .tuple([.string("\0tuple"), .int(1), .int(1)])], .any),
    ([.tuple([.string("a"), .int(1)]), .tuple([.string("\0"), .int(1)])], .any),
]

@Suite struct MarshalTests {
    @Test func `complex numbers, which take more bytes in a column than in marshal, all fit`() throws {
        for count in [1, 2, 100, 5_000] {
            let value = Scalar.object("complex", [.float(0.5), .float(-1)])
            let column = try rows(encode(.list([.string("x")] + Array(repeating: value, count: count) + [.int(7)])))
            #expect(column.count == count + 2)
            #expect(column.scalar(0) == .string("x") && column.scalar(count + 1) == .int(7))
            #expect((1...count).allSatisfy { column.scalar($0) == value })
        }
    }

    @Test func `dicts that are never closed are refused at their end`() {
        for count in 1...100 {
            let bytes = [91, 1, 0, 0, 0] + Array(repeating: UInt8(ascii: "{"), count: count)
            #expect(throws: ConversionError.self) { try rows(bytes) }
        }
    }

    @Test func `dicts with the same keys come as columns, others as they are`() throws {
        func entry(_ key: String, _ value: Scalar) -> Scalar.Entry { .init(key: .string(key), value: value) }
        func row(_ name: String, _ number: Scalar, _ x: Scalar) -> Scalar {
            .map([entry("name", .string(name)), entry("at", .map([entry("x", x)])), entry("n", number)])
        }
        func formed(_ rows: [Scalar]) throws -> (column: Column, form: RowForm) {
            let bytes = encode(.list(rows))
            return try bytes.withUnsafeBytes { (raw) throws in try MarshalRows.decodeFormed(raw) }
        }
        func scalars(_ column: Column) -> [Scalar] { (0..<column.count).map { column.scalar($0) } }
        let alike = [row("a", .int(1), .list([])), row("a longer text than a view holds", .int(-2), .list([.int(3)]))]
        let (column, form) = try formed(alike)
        #expect(form == .dict(["name", "at", "n"], [.plain, .dict(["x"], [.plain]), .plain]))
        #expect(column.type == .tuple([.string, .tuple([.list(.int)]), .int]))
        #expect(column.scalar(1).description.contains("a longer text than a view holds"))
        #expect(try scalars(rows(encode(.list(alike)))) == alike)
        let pairs = alike.map { Scalar.tuple([.int(1), $0]) }
        #expect(try formed(pairs).form == .tuple([.plain, form]))
        #expect(try formed([.int(1), .int(2)]).form == .plain)
        let others: [Scalar] = [
            row("a", .float(1), .list([.int(1)])), .map([]), .null, .map([entry("name", .string("x"))]),
            .map([entry("at", .map([entry("x", .list([]))])), entry("name", .string("a")), entry("n", .int(1))]),
            .map([entry("name", .string("x")), entry("at", .map([entry("y", .list([]))])), entry("n", .int(1))]),
            .map([entry("name", .string("x")), entry("at", .null), entry("n", .int(1))]),
            .map([
                entry("name", .string("x")), entry("at", .map([entry("x", .list([]))])), entry("n", .int(1)),
                entry("more", .null),
            ]),
        ]
        for other in others {
            for mixed in [alike + [other], [other] + alike] {
                let (column, form) = try formed(mixed)
                #expect(form == .plain && column.type == .any && scalars(column) == mixed)
            }
        }
    }

    @Test func `values are written as CPython writes them and read back`() throws {
        for (value, digits) in fromPython {
            #expect(encode(value) == hex(digits), "\(value)")
            #expect(try decode(hex(digits)) == value)
        }
    }

    @Test func `ints beyond 64 bits are objects with their bytes`() throws {
        let zeros = [UInt8](repeating: 0, count: 9)
        let ones = [UInt8](repeating: 0xFF, count: 7)
        for (digits, bytes) in [
            ("6c0500000000000000000000000800", zeros.prefix(7) + [0x80, 0]),
            ("6cfbffffff01000000000000000800", ones + [0x7F, 0xFF]),
            ("6c06000000000000000000000000000100", zeros + [8]),
        ] {
            #expect(try decode(hex(digits)) == .object("int", [.bytes(Array(bytes))]))
        }
    }

    @Test func `an int with a leading zero digit is damaged, as CPython has it`() {
        // Six digits of 15 bits, the last three of them 0: it would fit 64 bits.
        let unnormalised: [UInt8] = [UInt8(ascii: "l"), 6, 0, 0, 0, 0, 6, 0x4E, 0x4E, 0x57, 0, 0, 0, 0, 0, 0, 0]
        let short: [UInt8] = [UInt8(ascii: "l"), 2, 0, 0, 0, 1, 0, 0, 0]
        for bytes in [unnormalised, short] {
            #expect(throws: ConversionError.self) { try bytes.withUnsafeBytes { try Marshal.decode($0) } }
            let rows = [UInt8(ascii: "["), 1, 0, 0, 0] + bytes
            #expect(throws: ConversionError.self) { try rows.withUnsafeBytes { try MarshalRows.decode($0) } }
        }
    }

    @Test func `a list with an int beyond 64 bits has values of any type`() throws {
        let column = try hex("5b0200000069070000006c0500000000000000000000000800").withUnsafeBytes {
            (raw) throws(ConversionError) in try MarshalRows.decode(raw)
        }
        #expect(column.type == .any)
        #expect(column.scalar(0) == .int(7))
        #expect(column.scalar(1) == .object("int", [.bytes([0, 0, 0, 0, 0, 0, 0, 0x80, 0])]))
    }

    @Test func `lone surrogates are refused, whole text is not`() throws {
        do {
            _ = try decode(hex("7503000000eda080"))
            Issue.record("a surrogate was read")
        } catch {
            #expect(error.kind == .text)
        }
        #expect(try decode(encode(.string("𝄞\u{10FFFF}\u{D7FF}\u{E000}"))) == .string("𝄞\u{10FFFF}\u{D7FF}\u{E000}"))
    }

    @Test func `nesting is bounded, in requests and in rows`() throws {
        let deep = Array(repeating: hex("5b01000000"), count: 100_000).flatMap { $0 } + hex("4e")
        #expect(throws: ConversionError.self) { try decode(deep) }
        #expect(throws: ConversionError.self) { try rows(deep) }
        let allowed = InterchangeLimits.rowDepthMax
        let most = Array(repeating: hex("5b01000000"), count: allowed).flatMap { $0 } + hex("4e")
        #expect(try rows(most).count == 1)
        #expect(throws: ConversionError.self) { try rows(hex("5b01000000") + most) }
    }

    @Test func `objects travel as marked tuples, and tuples that look marked are told from them`() throws {
        let object = Scalar.object("datetime.date", [.int(2026), .int(1), .int(2)])
        let bytes = encode(object)
        #expect(bytes.starts(with: hex("28030000007507000000") + Array("\0object".utf8)))
        #expect(try decode(bytes) == object)
        let plain = Scalar.tuple([.string("\0object"), .string("x"), .tuple([])])
        #expect(try decode(encode(plain)) == plain)
        var writer = MarshalWriter()
        Marshal.write(.tuple([.int(1)]), to: &writer)
        let before = writer.hasObjects
        Marshal.write(object, to: &writer)
        let after = writer.hasObjects
        #expect(!before && after)
    }

    @Test func `a list of rows becomes a column of their exact type and the same list again`() throws {
        for (values, type) in samples {
            let bytes = encode(.list(values))
            let column = try rows(bytes)
            #expect(column.type == type, "\(values)")
            #expect(column.count == values.count)
            #expect((0..<column.count).map { column.scalar($0) } == values)
            #expect(try list([column]) == bytes, "\(values)")
            // Slices and several columns give the same list.
            let half = values.count / 2
            #expect(try list([column.slice(0, half), column.slice(half, values.count - half)]) == bytes)
        }
    }

    @Test func `a null of any type is None`() throws {
        for type in [DataType.int, .string, .tuple([.int]), .list(.float), .any, .null] {
            #expect(try decode(list([Column(type, [.null])!])) == .list([.null]))
        }
        let map = Column(.map(.string, .int), [.map([.init(key: .string("a"), value: .null)])])!
        #expect(try decode(list([map])) == .list([.map([.init(key: .string("a"), value: .null)])]))
    }

    @Test func `many rows of text keep their places`() throws {
        let values = (0..<5_000).map { Scalar.tuple([.string("row \($0) of many rows"), .list([.int($0)])]) }
        let column = try rows(encode(.list(values)))
        #expect(column.type == .tuple([.string, .list(.int)]))
        #expect((0..<5_000).allSatisfy { column.scalar($0) == values[$0] })
    }

    @Test func `columns of different types unite`() throws {
        let ints = Column(.tuple([.int, .string]), [.tuple([.int(1), .string("a")])])!
        let mixed = Column(.tuple([.any, .string]), [.tuple([.null, .string("b")])])!
        let (type, columns) = MarshalRows.unified([ints, mixed])
        #expect(type == .tuple([.any, .string]))
        #expect(columns.map { $0.scalar(0) } == [ints.scalar(0), mixed.scalar(0)])
        #expect(MarshalRows.unified([]).type == .any)
    }

    @Test func `no bytes make the readers trap`() {
        var random = SeededRandom(20_261_122)
        let seeds = samples.map { encode(.list($0.rows)) } + fromPython.map { hex($0.bytes) }
        for _ in 0..<20_000 {
            var bytes = seeds.randomElement(using: &random)!
            for _ in 0..<Int.random(in: 0...4, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.removeSubrange(place...)
                case 2: bytes.insert("NFTilgyus([{<>0t\0".utf8.randomElement(using: &random)!, at: place)
                default: bytes[place] = [0, 1, 0x7f, 0x80, 0xff].randomElement(using: &random)!
                }
            }
            if let value = try? decode(bytes) { #expect((try? decode(encode(value))) != nil) }
            if let column = try? rows(bytes) { _ = (0..<column.count).map { column.scalar($0) } }
        }
        #expect(throws: ConversionError.self) { try rows([]) }
        #expect(throws: ConversionError.self) { try decode([]) }
    }
}

/// Repeatable random numbers (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
