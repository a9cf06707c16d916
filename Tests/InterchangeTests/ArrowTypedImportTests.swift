// SPDX-License-Identifier: Apache-2.0

import CArrow
import Columnar
import Interchange
import Testing

/// A plain array without nulls.
private func plain<T: FixedWidthInteger>(_ format: String, _ values: [T]) -> ForeignArray {
    ForeignArray(format, values.count, [nil, bytes(values)])
}

private func text(_ values: [String]) -> ForeignArray {
    var ends: [Int32] = [0]
    for value in values { ends.append(ends.last! + Int32(value.utf8.count)) }
    return ForeignArray("u", values.count, [nil, bytes(ends), Array(values.joined().utf8) + [0]])
}

@Suite struct ArrowTypedImportTests {
    @Test func `numbers of other widths come in where they fit`() throws {
        #expect(try plain("C", [UInt8(200)]).scalars(.integer(bits: 16)) == [.int(200)])
        #expect(try plain("I", [UInt32.max]).scalars(.integer(bits: 64)) == [.int(Int(UInt32.max))])
        #expect(throws: ConversionError.self) { try plain("C", [UInt8(200)]).column(.integer(bits: 8)) }
        #expect(throws: ConversionError.self) { try plain("L", [UInt64.max]).column(.integer(bits: 64)) }
        #expect(throws: ConversionError.self) { try plain("l", [Int64(1) << 40]).column(.integer(bits: 32)) }
        // Under a null lies nobody's number.
        let hidden = plain("L", [UInt64.max, 5])
        hidden.buffers[0] = [0b10]
        #expect(try hidden.scalars(.integer(bits: 8)) == [.null, .int(5)])
        let halves = plain("e", [UInt16(0x3C00), 0xC000, 0x0001, 0x7C00, 0x8000, 0x7BFF])
        #expect(
            try halves.scalars(.float32)
                == [.float(1), .float(-2), .float(0x1p-24), .float(.infinity), .float(-0.0), .float(65_504)])
        #expect(try plain("g", [(0.1).bitPattern]).scalars(.float32) == [.float(Double(Float(0.1)))])
        #expect(throws: ConversionError.self) { try plain("l", [1]).column(.float64) }
    }

    @Test func `decimals of all widths come in where they fit`() throws {
        let short = ArrowMeaning.decimal(precision: 4, scale: 2, isWide: false)
        let long = ArrowMeaning.decimal(precision: 30, scale: 2, isWide: true)
        #expect(try plain("d:4,2,32", [Int32(-9_999)]).scalars(short) == [.int(-9_999)])
        #expect(try plain("d:4,2,64", [Int64(12)]).scalars(long) == [.decimal(12)])
        #expect(try plain("d:4,2", [Int128(-9_999)]).scalars(short) == [.int(-9_999)])
        let wide = [Int128(-5), Int128(-1), Int128(1) << 90, 0]
        let two = ForeignArray("d:60,2,256", 2, [nil, bytes(wide)])
        #expect(try two.scalars(long) == [.decimal(-5), .decimal(Int128(1) << 90)])
        #expect(throws: ConversionError.self) {
            try ForeignArray("d:9,2,256", 1, [nil, bytes([Int128(1), 1])]).column(long)
        }
        for (format, digits) in [("d:9,2", Int128(10_000)), ("d:9,2", Int128.max), ("d:9,2", Int128.min)] {
            #expect(throws: ConversionError.self) { try plain(format, [digits]).column(short) }
        }
        #expect(throws: ConversionError.self) { try plain("d:9,2,32", [Int32(10_000)]).column(short) }
        for format in ["d:9,3", "d:9", "d:9,2,16", "d:9,2,128,1", "d:x,2", "d:"] {
            #expect(throws: ConversionError.self) { try plain(format, [Int128(1)]).column(short) }
        }
    }

    @Test func `times become microseconds and days`() throws {
        let clock = ArrowMeaning.timestamp(isZoned: false)
        #expect(try plain("tss:", [Int64(-2), 3]).scalars(clock) == [.int(-2_000_000), .int(3_000_000)])
        #expect(try plain("tsm:", [Int64(7)]).scalars(clock) == [.int(7_000)])
        #expect(try plain("tsn:", [Int64(-1_500), 1_999]).scalars(clock) == [.int(-1), .int(1)])
        #expect(try plain("tsu:Asia/Tokyo", [Int64(7)]).scalars(.timestamp(isZoned: true)) == [.int(7)])
        #expect(try plain("tDs", [Int64(1)]).scalars(.duration) == [.int(1_000_000)])
        #expect(try plain("tdm", [Int64(86_400_000), -86_400_000]).scalars(.date) == [.int(1), .int(-1)])
        #expect(try plain("tiM", [Int32(14)]).scalars(.months) == [.int(14)])
        for (format, meaning) in [
            ("tss:", clock), ("tsm:", clock), ("tDs", .duration), ("tDm", .duration), ("tdm", .date),
        ] {
            for value in [Int64.min, .max] {
                #expect(throws: ConversionError.self) { try plain(format, [value]).column(meaning) }
                let hidden = plain(format, [value])
                hidden.buffers[0] = [0]
                #expect(try hidden.scalars(meaning) == [.null])
            }
        }
        for format in ["tsu:UTC", "tDu", "tdD", "ttu", "tin", "ts"] {
            #expect(throws: ConversionError.self) { try plain(format, [Int64(1)]).column(clock) }
        }
    }

    @Test func `text comes in from every layout`() throws {
        let meaning = ArrowMeaning.text(isLarge: false)
        let words = ["", "é", "text of more than twelve bytes", "ab"]
        #expect(try text(words).scalars(meaning) == words.map { .string($0) })
        let part = text(words)
        (part.offset, part.count) = (1, 2)
        part.buffers[0] = [0b1101]
        #expect(try part.scalars(meaning) == [.null, .string(words[2])])
        // No row begins or ends inside a character, but what is null is no text.
        let cut = ForeignArray("u", 2, [nil, bytes([Int32(0), 1, 2]), Array("é".utf8)])
        #expect(throws: ConversionError.self) { try cut.column(meaning) }
        cut.buffers[0] = [0]
        #expect(try cut.scalars(meaning) == [.null, .null])
        let fixed = ForeignArray("w:2", 2, [nil, [1, 2, 3, 4]])
        #expect(try fixed.scalars(.bytes(isLarge: false)) == [.bytes([1, 2]), .bytes([3, 4])])
        #expect(try ForeignArray("w:0", 1, [nil, nil]).scalars(.bytes(isLarge: false)) == [.bytes([])])
        #expect(throws: ConversionError.self) { try text(words).column(.bytes(isLarge: false)) }
        let view = bytes([Int32(14)]) + Array("long".utf8) + bytes([Int32(0), 2])
        let data = Array("..longer than 12".utf8)
        #expect(
            try ForeignArray("vu", 1, [nil, view, data, bytes([Int64(16)])]).scalars(meaning)
                == [.string("longer than 12")])
        #expect(throws: ConversionError.self) {
            try ForeignArray("vu", 1, [nil, view, data, bytes([Int64(15)])]).column(meaning)
        }
    }

    @Test func `dictionaries give their values`() throws {
        let words = text(["a", "b", "c"])
        words.buffers[0] = [0b101]
        let coded = plain("c", [Int8(2), 0, 1, 9])
        coded.buffers[0] = [0b0111]
        coded.dictionary = words
        let meaning = ArrowMeaning.text(isLarge: false)
        #expect(try coded.scalars(meaning) == [.string("c"), .string("a"), .null, .null])
        coded.buffers[0] = nil
        #expect(throws: ConversionError.self) { try coded.column(meaning) }
        coded.count = 2
        #expect(try coded.column(meaning, isNullable: false).count == 2)
        coded.count = 3
        #expect(throws: ConversionError.self) { try coded.column(meaning, isNullable: false) }
        let negative = plain("c", [Int8(-1)])
        negative.dictionary = text(["a"])
        #expect(throws: ConversionError.self) { try negative.column(meaning) }
        let empty = plain("c", [Int8(0)])
        (empty.dictionary, empty.buffers[0]) = (text([]), [0])
        #expect(try empty.scalars(meaning) == [.null])
        // Lists by number may be more than offsets count.
        let long = ForeignArray("+l", 1, [nil, bytes([Int32(0), 1 << 20])], [ForeignArray("n", 1 << 20, [])])
        let many = ForeignArray("i", 4_096, [nil, Array(repeating: 0, count: 4_096 * 4)])
        many.dictionary = long
        #expect(throws: ConversionError.self) { try many.column(.list(ArrowField("element", .null))) }
    }

    @Test func `lists come in from every layout`() throws {
        let meaning = ArrowMeaning.list(ArrowField("element", .integer(bits: 32)))
        let numbers = plain("i", [Int32(0), 1, 2, 3, 4, 5])
        let offset = ForeignArray("+l", 2, [nil, bytes([Int32(9), 1, 3, 3])], [numbers])
        offset.offset = 1
        #expect(try offset.scalars(meaning) == [.list([.int(1), .int(2)]), .list([])])
        let large = ForeignArray("+L", 2, [[0b10], bytes([Int64(0), 2, 4])], [numbers])
        #expect(try large.scalars(meaning) == [.null, .list([.int(2), .int(3)])])
        let fixed = ForeignArray("+w:2", 2, [nil], [numbers])
        fixed.offset = 1
        #expect(try fixed.scalars(meaning) == [.list([.int(2), .int(3)]), .list([.int(4), .int(5)])])
        let views = ForeignArray("+vl", 3, [[0b101], bytes([Int32(4), 99, 1]), bytes([Int32(2), 99, 0])], [numbers])
        #expect(try views.scalars(meaning) == [.list([.int(4), .int(5)]), .null, .list([])])
        let wide = ForeignArray("+vL", 1, [nil, bytes([Int64(1)]), bytes([Int64(1)])], [numbers])
        #expect(try wide.scalars(meaning) == [.list([.int(1)])])
        for (start, length) in [(Int64(-1), Int64(1)), (0, -1), (5, 2), (.max, 1), (0, .max), (.min, .min)] {
            let broken = ForeignArray("+vL", 1, [nil, bytes([start]), bytes([length])], [numbers])
            #expect(throws: ConversionError.self) { try broken.column(meaning) }
        }
    }

    @Test func `maps hold a key once, with its last value`() throws {
        let meaning = ArrowMeaning.map(
            key: ArrowField("key", .text(isLarge: false), isNullable: false),
            value: ArrowField("value", .integer(bits: 64)))
        func map(_ keys: [String], _ ends: [Int32]) -> ForeignArray {
            let values = plain("l", (0..<Int64(keys.count)).map { $0 })
            let entries = ForeignArray("+s", keys.count, [nil], [text(keys), values])
            return ForeignArray("+m", ends.count - 1, [nil, bytes(ends)], [entries])
        }
        #expect(
            try map(["a", "b", "a", "a"], [0, 3, 4]).scalars(meaning) == [
                .map([.init(key: .string("a"), value: .int(2)), .init(key: .string("b"), value: .int(1))]),
                .map([.init(key: .string("a"), value: .int(3))]),
            ])
        let many = (0..<60).map { "\($0 % 40)" }
        guard case .map(let entries) = try map(many, [0, 60]).scalars(meaning)[0] else {
            throw ConversionError(.value, "")
        }
        #expect(entries.count == 40 && entries[0].value == .int(40) && entries[39].value == .int(39))
        let nulls = map(["a", "b"], [0, 2])
        nulls.children[0].children[0].buffers[0] = [0b01]
        #expect(throws: ConversionError.self) { try nulls.column(meaning) }
        // Where the map is null itself, so may be its keys.
        nulls.buffers[0] = [0]
        #expect(try nulls.scalars(meaning) == [.null])
    }

    @Test func `fields that are never null refuse nulls, but not inside of a null`() throws {
        let numbers = plain("i", [Int32(1), 2])
        numbers.buffers[0] = [0b01]
        #expect(throws: ConversionError.self) { try numbers.column(.integer(bits: 32), isNullable: false) }
        let row = ForeignArray("+s", 2, [nil], [numbers])
        let meaning = ArrowMeaning.structure([ArrowField("n", .integer(bits: 32), isNullable: false)])
        #expect(throws: ConversionError.self) { try row.column(meaning) }
        row.buffers[0] = [0b01]
        #expect(try row.scalars(meaning) == [.tuple([.int(1)]), .null])
        let list = ForeignArray("+l", 2, [nil, bytes([Int32(0), 1, 2])], [row])
        let lists = ArrowMeaning.list(ArrowField("element", meaning, isNullable: false))
        #expect(throws: ConversionError.self) { try list.column(lists) }
        list.buffers[0] = [0b01]
        #expect(try list.scalars(lists) == [.list([.tuple([.int(1)])]), .null])
    }
}
