// SPDX-License-Identifier: Apache-2.0

import CArrow
import Columnar
import Interchange
import Testing

/// A table of all shapes: a struct of a number, text, a list of numbers, a map and a dictionary.
private struct Sample {
    let numbers = ForeignArray("i", 2, [nil, bytes([Int32(1), 2])])
    let texts = ForeignArray("u", 2, [nil, bytes([Int32(0), 1, 2]), [97, 98]])
    let elements = ForeignArray("l", 3, [nil, bytes([Int64(1), 2, 3])])
    let lists: ForeignArray
    let entries: ForeignArray
    let maps: ForeignArray
    let coded = ForeignArray("c", 2, [nil, [0, 1]])
    let rows: ForeignArray

    init() {
        lists = ForeignArray("+l", 2, [nil, bytes([Int32(0), 1, 3])], [elements])
        let keys = ForeignArray("i", 2, [nil, bytes([Int32(1), 2])])
        entries = ForeignArray("+s", 2, [nil], [keys, ForeignArray("b", 2, [nil, [3]])])
        maps = ForeignArray("+m", 2, [nil, bytes([Int32(0), 1, 2])], [entries])
        coded.dictionary = ForeignArray("g", 2, [nil, bytes([UInt64(0), 1])])
        rows = ForeignArray("+s", 2, [nil], [numbers, texts, lists, maps, coded])
    }

    static let meaning = ArrowMeaning.structure([
        ArrowField("n", .integer(bits: 32)), ArrowField("t", .text(isLarge: false)),
        ArrowField("l", .list(ArrowField("element", .integer(bits: 64)))),
        ArrowField(
            "m",
            .map(key: ArrowField("key", .integer(bits: 32), isNullable: false), value: ArrowField("value", .boolean))),
        ArrowField("d", .float64),
    ])

    var isRefused: Bool {
        do {
            _ = try rows.column(Sample.meaning)
            return false
        } catch { return error is ConversionError }
    }

    /// Whether it is refused as rows without a schema too.
    var isRefusedAsRows: Bool {
        var (schema, array) = (rows.schema, rows.array)
        do {
            _ = try Arrow.column(&schema, &array)
            return false
        } catch { return true }
    }
}

@Suite struct ArrowDamageTests {
    @Test func `arrays whose lengths and buffers do not go together are refused`() {
        #expect(!Sample().isRefused && !Sample().isRefusedAsRows)
        let damages: [(String, (Sample) -> Void)] = [
            ("a length below zero", { $0.rows.count = -1 }), ("a child's length", { $0.numbers.count = -1 }),
            ("a short child", { $0.numbers.count = 1 }), ("rows beyond the children", { $0.rows.count = 3 }),
            ("an offset below zero", { $0.texts.offset = -1 }), ("a child's offset", { $0.rows.offset = 1 }),
            ("a great offset", { $0.numbers.offset = .max }), ("a great length", { $0.rows.count = .max }),
            ("both", { ($0.rows.count, $0.rows.offset) = (.max, .max) }),
            ("fewer nulls than none", { $0.numbers.nullCount = -2 }),
            ("more nulls than rows", { $0.lists.nullCount = 3 }),
            ("no buffer", { $0.numbers.buffers[1] = nil }), ("no offsets", { $0.texts.buffers[1] = nil }),
            ("no text", { $0.texts.buffers[2] = nil }), ("no list offsets", { $0.lists.buffers[1] = nil }),
            ("no map offsets", { $0.maps.buffers[1] = nil }), ("too few buffers", { $0.texts.bufferCount = 2 }),
            ("fewer buffers than none", { $0.numbers.bufferCount = -1 }),
            ("too few children", { $0.rows.childCount = 4 }), ("children below zero", { $0.rows.childCount = -1 }),
            ("no children", { $0.lists.childCount = 0 }),
            ("no children of the schema", { $0.lists.schemaChildCount = 0 }),
            ("schema children below zero", { $0.rows.schemaChildCount = -1 }),
            ("text backwards", { $0.texts.buffers[1] = bytes([Int32(0), 2, 1]) }),
            ("text before the beginning", { $0.texts.buffers[1] = bytes([Int32(-1), 1, 2]) }),
            ("text of all numbers", { $0.texts.buffers[1] = bytes([Int32.max, .min, .max]) }),
            ("lists backwards", { $0.lists.buffers[1] = bytes([Int32(0), 3, 1]) }),
            ("lists before the beginning", { $0.lists.buffers[1] = bytes([Int32(-1), 1, 2]) }),
            ("lists beyond the end", { $0.lists.buffers[1] = bytes([Int32(0), 1, 4]) }),
            ("lists from beyond the end", { $0.lists.buffers[1] = bytes([Int32(4), 4, 4]) }),
            ("maps beyond the end", { $0.maps.buffers[1] = bytes([Int32(0), 1, 3]) }),
            ("entries that are shorter", { $0.entries.count = 1 }),
            ("an index beyond", { $0.coded.buffers[1] = [0, 2] }),
            ("an index below", { $0.coded.buffers[1] = [0, 255] }),
            ("a short dictionary", { $0.coded.dictionary!.count = 1 }),
            ("a damaged dictionary", { $0.coded.dictionary!.buffers[1] = nil }),
            ("a number with children", { $0.numbers.children = [ForeignArray("n", 2, [])] }),
            ("an unknown format", { $0.numbers.format = "?" }), ("an empty format", { $0.numbers.format = "" }),
            ("indices of text", { $0.coded.format = "u" }), ("entries of one", { $0.entries.children.removeLast() }),
            ("entries that are a list", { $0.entries.format = "+l" }),
        ]
        for (name, damage) in damages {
            let sample = Sample()
            damage(sample)
            #expect(sample.isRefused, "\(name)")
            #expect(sample.isRefusedAsRows, "\(name), as rows")
        }
    }

    @Test func `offsets of 64 bits overflow nothing`() {
        let ends: [[Int64]] = [[0, .min], [.min, .max], [.max, .min], [0, .max], [.min, 0], [-5, -1]]
        for ends in ends {
            let texts = ForeignArray("U", 1, [nil, bytes(ends), [97]])
            #expect(throws: ConversionError.self) { try texts.column(.text(isLarge: true)) }
            let lists = ForeignArray("+L", 1, [nil, bytes(ends)], [ForeignArray("n", 1, [])])
            #expect(throws: ConversionError.self) { try lists.column(.list(ArrowField("element", .null))) }
        }
        let wide = ForeignArray("w:2147483647", 1, [nil, [1]])
        wide.offset = 1 << 48
        #expect(throws: ConversionError.self) { try wide.column(.bytes(isLarge: false)) }
        let fixed = ForeignArray("+w:2147483647", 2, [nil], [ForeignArray("n", 1, [])])
        #expect(throws: ConversionError.self) { try fixed.column(.list(ArrowField("element", .null))) }
        for format in ["w:-1", "w:x", "+w:-1", "+w:99999999999"] {
            #expect(throws: ConversionError.self) {
                try ForeignArray(format, 1, [nil, [1]]).column(.bytes(isLarge: false))
            }
        }
    }

    @Test func `schemas nested too deep or too wide are refused`() {
        var deep = ForeignArray("n", 0, [])
        var meaning = ArrowMeaning.null
        for _ in 0..<100 {
            deep = ForeignArray("+l", 0, [nil, nil], [deep])
            meaning = .list(ArrowField("element", meaning))
        }
        #expect(throws: ConversionError.self) { try deep.column(meaning) }
        let wide = ForeignArray("+s", 0, [nil], (0..<5_000).map { _ in ForeignArray("n", 0, []) })
        #expect(throws: ConversionError.self) { try wide.column(.structure([])) }
    }

    @Test func `a schema that is another than the fields is refused`() {
        let sample = Sample()
        #expect(throws: ConversionError.self) { try sample.rows.column(.structure([])) }
        #expect(throws: ConversionError.self) { try sample.rows.column(.integer(bits: 64)) }
        #expect(throws: ConversionError.self) { try sample.numbers.column(Sample.meaning) }
        #expect(throws: ConversionError.self) { try sample.lists.column(.list(ArrowField("element", .date))) }
        #expect(throws: ConversionError.self) { try sample.numbers.column(.null) }
    }
}
