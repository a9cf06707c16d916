// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Scripting
import Testing

@Suite struct CoderTests {
    private func instance() throws -> ScriptInstance {
        var code = Assembler(registers: 1)
        let none = code.constant(.null)
        code.emit(.returnValue, 0, none)
        return try code.instance()
    }

    private func encoded(_ value: Value) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try AnyCoder.encode(value, to: &bytes, try instance())
        return bytes
    }

    @Test func writesTheFormsOfTheProtocol() throws {
        #expect(try encoded(.none) == [0])
        #expect(try encoded(.bool(false)) == [1])
        #expect(try encoded(.bool(true)) == [2])
        #expect(try encoded(.int(-1)) == [3, 1])
        #expect(try encoded(.int(150)) == [3, 0xAC, 0x02])
        #expect(try encoded(.float(1)) == [4, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F])
        #expect(try encoded(.text(Text("é"))) == [5, 2, 0xC3, 0xA9])
        #expect(try encoded(.bytes(ByteString([9]))) == [6, 1, 9])
        #expect(try encoded(.tuple(TupleObject([.none, .int(1)]))) == [7, 2, 0, 3, 2])
        #expect(try encoded(.list(ListObject([]))) == [8, 0])
        let dict = DictObject()
        dict[try ValueKey(.int(1))] = .bool(true)
        #expect(try encoded(.dict(dict)) == [9, 1, 3, 2, 2])
        #expect(
            try encoded(.object(try #require(RangeObject(0, 3, 1)))) == [12, 5] + Array("range".utf8) + [
                3, 3, 0, 3, 6, 3, 2,
            ])
    }

    /// An array as the protocol has it.
    private func array(
        _ type: String, _ shape: [Int], _ content: [UInt8], kind: String = "numpy.ndarray"
    ) throws -> [UInt8] {
        try #require(
            AnyCoding.encode(
                .object(kind, [.string(type), .tuple(shape.map { .int($0) }), .bytes(content)])))
    }

    @Test func arraysTravelAsTheirElements() throws {
        let floats = [1.5, -2, 0.25, 8, 0, 1].flatMap { number in
            withUnsafeBytes(of: number.bitPattern.littleEndian) { Array($0) }
        }
        let cases: [([UInt8], String)] = [
            (try array("float64", [6], floats), "array([ 1.5 , -2.  ,  0.25,  8.  ,  0.  ,  1.  ])"),
            (try array("float64", [2, 3], floats), "array([[ 1.5 , -2.  ,  0.25],\n       [ 8.  ,  0.  ,  1.  ]])"),
            (try array("int64", [1], [7, 0, 0, 0, 0, 0, 0, 0]), "array([7])"),
            (try array("int64", [], [7, 0, 0, 0, 0, 0, 0, 0]), "array(7)"),
            (try array("bool", [2, 1], [1, 0]), "array([[ True],\n       [False]])"),
            (try array("float32", [2], [0, 0, 192, 63, 205, 204, 204, 61]), "array([1.5, 0.1], dtype=float32)"),
            (try array("int32", [2], [7, 0, 0, 0, 255, 255, 255, 255]), "array([ 7, -1], dtype=int32)"),
            (
                try array("int32", [1, 2], [7, 0, 0, 0, 8, 0, 0, 0], kind: "numpy.matrix"),
                "matrix([[7, 8]], dtype=int32)"
            ),
            (try array("float64", [0, 3], []), "array([], shape=(0, 3), dtype=float64)"),
        ]
        let host = try instance()
        for (bytes, shown) in cases {
            let value = try AnyCoder.decode(bytes)
            #expect(try reprOf(value, host) == shown)
            #expect(try encoded(value) == bytes)
            for end in 0..<bytes.count {
                #expect(throws: Raised.self) { try AnyCoder.decode(Array(bytes[..<end])) }
            }
        }
        // What is no truth becomes one.
        #expect(try encoded(try AnyCoder.decode(try array("bool", [1], [9]))) == (try array("bool", [1], [1])))
    }

    @Test func arraysThatAreNoneAreRefused() throws {
        let bad = [
            try array("float16", [1], [0, 0]), try array("float32", [1], [0, 0, 0]),
            try array("float64", [2], [UInt8](repeating: 0, count: 8)),
            try array("float64", [1], [1, 2, 3]), try array("float64", [1, 1, 1], [UInt8](repeating: 0, count: 8)),
            try array("float64", [-1], []), try array("int", [0], []), try array("float64", [1 << 40, 0], []),
            try array("float64", [1 << 62, 8], []), try array("bool", [1], [1], kind: "numpy.matrix"),
        ]
        for bytes in bad { #expect(throws: Raised.self) { try AnyCoder.decode(bytes) } }
        let other = try #require(AnyCoding.encode(.object("numpy.ndarray", [.int(1), .int(2), .int(3)])))
        #expect(throws: Raised.self) { try AnyCoder.decode(other) }
    }

    @Test func readsWhatItWrote() throws {
        let host = try instance()
        let set = SetObject(isFrozen: true)
        set.insert(try ValueKey(.int(.min)))
        let value = Value.tuple(
            TupleObject([
                .list(ListObject([.none, .bool(true), .int(.max), .float(-0.5), .text(Text("añb"))])), .set(set),
                .object(try #require(RangeObject(5, 0, -2))),
                .object(ExceptionObject(type: "KeyError", arguments: [.int(3)])),
            ]))
        let bytes = try encoded(value)
        let again = try AnyCoder.decode(bytes)
        #expect(try reprOf(again, host) == (try reprOf(value, host)))
        #expect(try encoded(again) == bytes)
        for end in 0..<bytes.count {
            #expect(throws: Raised.self) { try AnyCoder.decode(Array(bytes[..<end])) }
        }
    }

    @Test func refusesDamage() throws {
        let damaged: [[UInt8]] = [
            [], [13], [0, 0], [5, 1, 0xFF], [8, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F], [4, 0], [12, 1, 0x78, 0],
            [10, 1, 8, 0], [3, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
            Array(repeating: 8, count: 1).flatMap { _ in Array(repeating: [UInt8(8), 1], count: 100).flatMap { $0 } }
                + [0],
        ]
        for bytes in damaged { #expect(throws: Raised.self) { try AnyCoder.decode(bytes) } }
    }

    @Test func refusesWhatCannotLeave() throws {
        var bytes: [UInt8] = []
        let host = try instance()
        let iterator = try host.iterate(.list(ListObject([])))
        #expect(throws: Raised.self) { try AnyCoder.encode(.object(IteratorBox(iterator)), to: &bytes, host) }
        let endless = ListObject([])
        endless.elements = [.list(endless)]
        #expect(throws: Raised.self) { try AnyCoder.encode(.list(endless), to: &bytes, host) }
        endless.elements = []
    }
}
