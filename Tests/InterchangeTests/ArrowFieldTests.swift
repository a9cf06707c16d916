// SPDX-License-Identifier: Apache-2.0

import CArrow
import Columnar
import Interchange
import Testing

/// Every meaning, and some values of it.
private let samples: [(meaning: ArrowMeaning, values: [Scalar])] = [
    (.null, [.null, .null]), (.boolean, [.bool(true), .bool(false)]),
    (.integer(bits: 8), [.int(-128), .int(127)]), (.integer(bits: 16), [.int(-32_768), .int(32_767)]),
    (.integer(bits: 32), [.int(Int(Int32.min)), .int(7)]), (.integer(bits: 64), [.int(.min), .int(.max)]),
    (.float32, [.float(0.5), .float(Double(Float(0.1))), .float(-.infinity)]), (.float64, [.float(0.1), .float(-0.0)]),
    (.decimal(precision: 10, scale: 2, isWide: false), [.int(-9_999_999_999), .int(12)]),
    (.decimal(precision: 38, scale: 6, isWide: true), [.decimal(Int128(Int.max) * 1_000_000), .decimal(-1)]),
    (.text(isLarge: false), [.string(""), .string("é"), .string("text of more than twelve bytes")]),
    (.text(isLarge: true), [.string("large"), .string("")]),
    (.bytes(isLarge: false), [.bytes([0, 255]), .bytes([]), .bytes(Array(repeating: 200, count: 30))]),
    (.date, [.int(-719_162), .int(0), .int(2_932_896)]), (.timestamp(isZoned: true), [.int(-1), .int(.max)]),
    (.timestamp(isZoned: false), [.int(.min), .int(0)]), (.duration, [.int(-5), .int(86_400_000_000)]),
    (.months, [.int(-13), .int(1_200)]),
]

/// Random rows of random types, nested and null at every place.
private struct Maker {
    var random: SystemRandomNumberGenerator

    mutating func meaning(depth: Int) -> ArrowMeaning {
        let plain = samples[Int.random(in: 0..<samples.count, using: &random)].meaning
        guard depth > 0 else { return plain }
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return .list(ArrowField("element", meaning(depth: depth - 1)))
        case 1:
            return .map(
                key: ArrowField("key", .integer(bits: 32), isNullable: false),
                value: ArrowField("value", meaning(depth: depth - 1)))
        case 2:
            let count = Int.random(in: 0...3, using: &random)
            return .structure(
                (0..<count).map { index in
                    field("f\(index)", depth: depth - 1)
                })
        default: return plain
        }
    }

    mutating func field(_ name: String, depth: Int) -> ArrowField {
        let meaning = meaning(depth: depth)
        return ArrowField(name, meaning, isNullable: meaning == .null || Bool.random(using: &random))
    }

    mutating func value(_ field: ArrowField) -> Scalar {
        if field.isNullable && Int.random(in: 0..<4, using: &random) == 0 { return .null }
        switch field.meaning {
        case .list(let element): return .list((0..<Int.random(in: 0...3, using: &random)).map { _ in value(element) })
        case .map(_, let item):
            let count = Int.random(in: 0...3, using: &random)
            return .map((0..<count).map { .init(key: .int($0), value: value(item)) })
        case .structure(let fields): return .tuple(fields.map { value($0) })
        default:
            let values = samples.first { $0.meaning == field.meaning }!.values
            return values[Int.random(in: 0..<values.count, using: &random)]
        }
    }
}

/// Tuples as an Arrow stream and back.
private func roundTrip(_ batches: [Column], _ fields: [ArrowField]) throws -> [Scalar] {
    var stream = ArrowArrayStream()
    try Arrow.export(batches, as: fields, to: &stream)
    let back = try Arrow.drain(&stream, as: fields)
    #expect(stream.release == nil)
    #expect(back.allSatisfy { $0.type == .tuple(fields.map(\.meaning.layout)) })
    return back.flatMap { column in (0..<column.count).map { column.scalar($0) } }
}

@Suite struct ArrowFieldTests {
    @Test func `every logical type goes out and comes back, nulls and all`() throws {
        for (meaning, values) in samples {
            let field = ArrowField("x", meaning)
            let rows = (values + [.null] + values + [.null]).map { Scalar.tuple([$0]) }
            let column = Column(.tuple([meaning.layout]), rows)!
            #expect(try roundTrip([column], [field]) == rows, "\(meaning)")
            let parts = [column.slice(0, 2), column.slice(2, 0), column.slice(2, rows.count - 2)]
            #expect(try roundTrip(parts, [field]) == rows, "\(meaning)")
            #expect(try roundTrip([], [field]).isEmpty)
        }
    }

    @Test func `nested rows of any shape go out and come back`() throws {
        var maker = Maker(random: SystemRandomNumberGenerator())
        for _ in 0..<300 {
            let fields = (0..<Int.random(in: 0...3)).map {
                maker.field("c\($0)", depth: 3)
            }
            let rows = (0..<Int.random(in: 0...9)).map { _ in Scalar.tuple(fields.map { maker.value($0) }) }
            let column = Column(.tuple(fields.map(\.meaning.layout)), rows)!
            let cut = Int.random(in: 0...rows.count)
            let batches = [column.slice(0, cut), column.slice(cut, rows.count - cut)]
            #expect(try roundTrip(batches, fields) == rows, "\(fields)")
        }
    }

    @Test func `schemas say names, formats and what may be null`() throws {
        let inner = ArrowField("when", .timestamp(isZoned: true), isNullable: false)
        let fields = [
            ArrowField("a b", .integer(bits: 16), isNullable: false),
            ArrowField(
                "m", .map(key: ArrowField("key", .date, isNullable: false), value: ArrowField("value", .months))),
            ArrowField("s", .structure([inner])),
        ]
        var stream = ArrowArrayStream()
        try Arrow.export([], as: fields, to: &stream)
        defer { stream.release(&stream) }
        var schema = ArrowSchema()
        #expect(stream.get_schema(&stream, &schema) == 0)
        defer { schema.release(&schema) }
        func written(_ schema: ArrowSchema) -> String {
            let children = (0..<Int(schema.n_children)).map { written(schema.children[$0]!.pointee) }
            return String(cString: schema.name) + ":" + String(cString: schema.format) + (schema.flags == 2 ? "?" : "")
                + (children.isEmpty ? "" : "(" + children.joined(separator: " ") + ")")
        }
        #expect(
            written(schema)
                == ":+s?(a b:s m:+m?(entries:+s(key:tdD value:tiM?)) s:+s?(when:tsu:UTC))")
    }

    @Test func `what lies alike is not copied, what does not is converted`() throws {
        let column = Column(.tuple([.int, .int, .int]), (0..<3).map { .tuple([.int($0), .int(-$0), .int($0)]) })!
        let fields = [
            ArrowField("t", .timestamp(isZoned: true)), ArrowField("d", .date),
            ArrowField("n", .decimal(precision: 5, scale: 0, isWide: false)),
        ]
        var stream = ArrowArrayStream()
        try Arrow.export([column], as: fields, to: &stream)
        var array = ArrowArray()
        #expect(stream.get_next(&stream, &array) == 0)
        stream.release(&stream)
        defer { array.release(&array) }
        func values<T>(_ child: Int, _: T.Type) -> [T] {
            let buffer = array.children[child]!.pointee.buffers[1]!.assumingMemoryBound(to: T.self)
            return (0..<3).map { buffer[$0] }
        }
        #expect(array.children[0]!.pointee.buffers[1] == UnsafeRawPointer(column.children[0].values!.base))
        #expect(values(1, Int32.self) == [0, -1, -2])
        #expect(values(2, Int128.self) == [0, 1, 2])
    }

    @Test func `slices of lists go out without what is around them`() throws {
        let rows = (0..<5).map { Scalar.tuple([.list((0..<$0).map { .int($0) })]) }
        let column = Column(.tuple([.list(.int)]), rows)!.slice(3, 2)
        var stream = ArrowArrayStream()
        try Arrow.export([column], as: [ArrowField("l", .list(ArrowField("element", .date)))], to: &stream)
        var array = ArrowArray()
        #expect(stream.get_next(&stream, &array) == 0)
        stream.release(&stream)
        #expect(array.children[0]!.pointee.children[0]!.pointee.length == 7)
        array.release(&array)
    }
}
