// SPDX-License-Identifier: Apache-2.0

import CArrow
import Columnar
import Interchange
import Testing

/// The columns as an Arrow stream and back.
private func roundTrip(_ columns: [Column], _ type: DataType, as rows: ArrowRows = .single) throws -> [Scalar] {
    var stream = ArrowArrayStream()
    try Arrow.export(columns, as: ArrowField.columns(of: type), to: &stream)
    let (_, back) = try Arrow.drain(&stream, as: rows)
    #expect(stream.release == nil)
    return back.flatMap { column in (0..<column.count).map { column.scalar($0) } }
}

/// One array that a test makes by hand, whose memory the test keeps.
private func imported(
    _ format: String, count: Int, offset: Int = 0, nulls: [UInt8]? = nil, _ buffers: [[UInt8]]
) throws -> Column {
    let memory = ([nulls ?? []] + buffers).map { bytes in
        let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count + 16)
        copy.initialize(repeating: 0, count: bytes.count + 16)
        copy.update(from: bytes, count: bytes.count)
        return copy
    }
    defer { for one in memory { one.deallocate() } }
    var pointers: [UnsafeRawPointer?] = memory.map { UnsafeRawPointer($0) }
    if nulls == nil { pointers[0] = nil }
    return try pointers.withUnsafeMutableBufferPointer { pointers in
        try format.withCString { text in
            var schema = ArrowSchema()
            schema.format = text
            var array = ArrowArray()
            array.length = Int64(count)
            array.offset = Int64(offset)
            array.null_count = nulls == nil ? 0 : -1
            array.n_buffers = Int64(pointers.count)
            array.buffers = pointers.baseAddress
            return try Arrow.column(&schema, &array)
        }
    }
}

private func scalars(_ column: Column) -> [Scalar] { (0..<column.count).map { column.scalar($0) } }

private let samples: [(type: DataType, rows: [Scalar])] = [
    (.int, [.int(1), .int(.min), .int(.max)]), (.float, [.float(1.5), .float(-0.0)]),
    (.bool, (0..<20).map { .bool($0 % 3 == 0) }),
    (.string, [.string(""), .string("é"), .string("text of more than twelve bytes")]),
    (.bytes, [.bytes([0, 1]), .bytes(Array(repeating: 9, count: 40))]),
    (.tuple([.int, .string]), [.tuple([.int(1), .string("a")]), .tuple([.int(2), .string("b")])]),
    (.list(.int), [.list([.int(1), .int(2)]), .list([]), .list([.int(3)])]),
    (
        .tuple([.list(.tuple([.string, .float])), .bool]),
        [.tuple([.list([.tuple([.string("x"), .float(1)])]), .bool(true)]), .tuple([.list([]), .bool(false)])]
    ),
    (.map(.string, .int), [.map([.init(key: .string("a"), value: .int(1))]), .map([])]),
]

@Suite struct ArrowTests {
    @Test func `typed rows go out and come back`() throws {
        for (type, rows) in samples {
            let column = Column(type, rows)!
            #expect(try roundTrip([column], type) == rows, "\(type)")
            // Batches, slices and no batches.
            let half = rows.count / 2
            #expect(
                try roundTrip([column.slice(0, half), column.slice(half, rows.count - half)], type) == rows, "\(type)")
            #expect(try roundTrip([], type).isEmpty)
            #expect(try roundTrip([column.slice(0, 0)], type).isEmpty)
        }
    }

    @Test func `nulls go out and come back as None`() throws {
        for (type, rows) in samples where type.children.isEmpty {
            let values = rows + [.null] + rows
            #expect(try roundTrip([Column(type, values)!], type) == values, "\(type)")
        }
        let pairs = Column(.tuple([.int, .string]), [.tuple([.null, .string("a")]), .tuple([.int(1), .null])])!
        #expect(try roundTrip([pairs], pairs.type) == [.tuple([.null, .string("a")]), .tuple([.int(1), .null])])
        // Only the second batch has nulls.
        let (some, none) = (Column(.int, [.int(1)])!, Column(.int, [.null])!)
        #expect(try roundTrip([some, none], .int) == [.int(1), .null])
    }

    @Test func `one column is plain rows or tuples of one`() throws {
        let column = Column(.int, [.int(1), .int(2)])!
        #expect(try roundTrip([column], .int, as: .tuples) == [.tuple([.int(1)]), .tuple([.int(2)])])
        #expect(try roundTrip([column], .int, as: .single) == [.int(1), .int(2)])
    }

    @Test func `rows without an Arrow type are refused before anything is handed out`() {
        var stream = ArrowArrayStream()
        for type in [DataType.any, .tuple([.int, .any]), .list(.any)] {
            #expect(throws: ConversionError.self) { try ArrowField.columns(of: type) }
        }
        let missing = Column(.tuple([.int]), [.null])!
        #expect(throws: ConversionError.self) {
            try Arrow.export([missing], as: ArrowField.columns(of: missing.type), to: &stream)
        }
        let other = Column(.tuple([.float]), [.tuple([.float(1)])])!
        #expect(throws: ConversionError.self) {
            try Arrow.export([other], as: ArrowField.columns(of: missing.type), to: &stream)
        }
        #expect(stream.release == nil)
    }

    @Test func `exported numbers are not copied and outlive their column`() throws {
        var column: Column? = Column.ints(count: 1_000) { out in for row in 0..<1_000 { out[row] = row } }
        let memory = UnsafeRawPointer(column!.values!.base)
        var stream = ArrowArrayStream()
        try Arrow.export([column!], as: ArrowField.columns(of: .int), to: &stream)
        column = nil
        var array = ArrowArray()
        #expect(stream.get_next(&stream, &array) == 0)
        stream.release(&stream)
        let child = array.children[0]!.pointee
        #expect(child.buffers[1] == memory)
        #expect(child.buffers[1]!.assumingMemoryBound(to: Int.self)[999] == 999)
        array.release(&array)
        #expect(array.release == nil)
    }

    @Test func `narrow numbers, offsets and views of other writers come in`() throws {
        #expect(scalars(try imported("c", count: 2, [bytes([Int8(-1), 7])])) == [.int(-1), .int(7)])
        #expect(
            scalars(try imported("S", count: 2, offset: 1, [bytes([UInt16(1), 65_535, 3])])) == [.int(65_535), .int(3)])
        #expect(scalars(try imported("f", count: 1, [bytes([Float(0.5).bitPattern])])) == [.float(0.5)])
        #expect(scalars(try imported("L", count: 1, [bytes([UInt64(5)])])) == [.int(5)])
        #expect(throws: ConversionError.self) { try imported("L", count: 1, [bytes([UInt64.max])]) }
        // Bits of nulls begin at the array's offset.
        #expect(
            scalars(try imported("i", count: 3, offset: 1, nulls: [0b0000_1010], [bytes([Int32(9), 1, 2, 3])]))
                == [.int(1), .null, .int(3)])
        let text = Array("abçde".utf8)
        #expect(
            scalars(try imported("u", count: 2, offset: 1, [bytes([Int32(0), 1, 4, 6]), text]))
                == [.string("bç"), .string("de")])
        #expect(throws: ConversionError.self) { try imported("u", count: 1, [bytes([Int32(4), 1]), text]) }
        #expect(throws: ConversionError.self) { try imported("u", count: 1, [bytes([Int32(0), 3]), text]) }
        let short = bytes([Int32(2)]) + Array("hi".utf8) + Array(repeating: UInt8(0), count: 10)
        let long = bytes([Int32(14)]) + Array("long".utf8) + bytes([Int32(0), 2])
        #expect(
            scalars(try imported("vu", count: 2, [short + long, Array("..longer than 12".utf8), bytes([Int64(16)])]))
                == [.string("hi"), .string("longer than 12")])
        #expect(throws: ConversionError.self) { try imported("vu", count: 2, [short + long, bytes([Int64(0)])]) }
        #expect(throws: ConversionError.self) { try imported("w:4", count: 1, [[0, 0, 0, 0]]) }
    }

    @Test func `dates and times become objects of datetime`() throws {
        #expect(
            scalars(try imported("tdD", count: 3, [bytes([Int32(0), -719_162, 19_782])])) == [
                .object("datetime.date", [.int(1970), .int(1), .int(1)]),
                .object("datetime.date", [.int(1), .int(1), .int(1)]),
                .object("datetime.date", [.int(2024), .int(2), .int(29)]),
            ])
        let fields: [Scalar] = [1969, 12, 31, 23, 59, 59, 999_999].map { .int($0) }
        #expect(
            scalars(try imported("tsu:", count: 1, [bytes([Int64(-1)])]))
                == [.object("datetime.datetime", fields + [.null, .int(0)])])
        #expect(
            scalars(try imported("tsn:Europe/Berlin", count: 1, [bytes([Int64(-1_000)])]))
                == [.object("datetime.datetime", fields + [.int(0), .int(0)])])
        #expect(
            scalars(try imported("tDs", count: 1, [bytes([Int64(-1)])]))
                == [.object("datetime.timedelta", [.int(-1), .int(86_399), .int(0)])])
        #expect(
            scalars(try imported("ttm", count: 1, nulls: [0], [bytes([Int32(5)])])) == [.null])
        for format in ["tsn:", "tss:", "tdm", "tDu", "ttn"] {
            for value in [Int64.min, .max] { _ = try? imported(format, count: 1, [bytes([value])]) }
        }
    }

    @Test func `short and long texts and nulls go out as one piece of text, in many batches`() throws {
        let texts: [Scalar] = (0..<300).map { row in
            row % 7 == 3 ? .null : .string(String(repeating: "é\(row)", count: row % 9))
        }
        let columns = (0..<30).map { number in Column(.string, texts.map { $0 } + [.string("\(number)")])! }
        let wanted = (0..<30).flatMap { number in texts + [.string("\(number)")] }
        #expect(try roundTrip(columns, .string) == wanted)
        // Whoever stops in the middle leaves nothing behind.
        var stream = ArrowArrayStream()
        try Arrow.export(columns, as: ArrowField.columns(of: .string), to: &stream)
        var array = ArrowArray()
        #expect(stream.get_next(&stream, &array) == 0)
        array.release(&array)
        stream.release(&stream)
        #expect(stream.release == nil)
    }
}
