// SPDX-License-Identifier: Apache-2.0
import CArrow
import Columnar
import FuzzDriver
import Glibc
import Interchange

/// Arrays of the C interface out of any bytes: formats, lengths, offsets, counts and pointers as they come, right or
/// wrong. How large a buffer is the interface does not tell: they are larger than what small numbers reach, and offsets
/// into them are small, with either sign. Text of views is exactly as large as its array says.
private final class Maker {
    private let input: UnsafeRawBufferPointer
    private var position = 0
    private var memory: [UnsafeMutableRawPointer] = []
    private static let bufferByteCount = 12 << 10
    private static let formats: [(format: String, meaning: ArrowMeaning)] = [
        ("n", .null), ("b", .boolean), ("c", .integer(bits: 8)), ("S", .integer(bits: 16)), ("L", .integer(bits: 64)),
        ("i", .integer(bits: 64)), ("e", .float32), ("f", .float64), ("g", .float64),
        ("d:9,2,32", .decimal(precision: 9, scale: 2, isWide: false)),
        ("d:18,2", .decimal(precision: 18, scale: 2, isWide: false)),
        ("d:38,0", .decimal(precision: 38, scale: 0, isWide: true)),
        ("d:50,0,256", .decimal(precision: 30, scale: 0, isWide: true)),
        ("u", .text(isLarge: false)), ("U", .text(isLarge: false)), ("vu", .text(isLarge: true)),
        ("z", .bytes(isLarge: false)), ("vz", .bytes(isLarge: false)), ("w:7", .bytes(isLarge: true)), ("tdD", .date),
        ("tdm", .date), ("tss:", .timestamp(isZoned: false)), ("tsn:UTC", .timestamp(isZoned: true)),
        ("tDm", .duration),
        ("tiM", .months),
    ]

    init(_ input: UnsafeRawBufferPointer) { self.input = input }

    deinit { for one in memory { one.deallocate() } }

    func next() -> Int {
        defer { position += 1 }
        return position < input.count ? Int(input[position]) : 0
    }

    private func small() -> Int { Int(Int8(truncatingIfNeeded: next())) }

    private func kept<T>(_ values: [T]) -> UnsafeMutablePointer<T> {
        let made = UnsafeMutablePointer<T>.allocate(capacity: max(values.count, 1))
        made.initialize(from: values, count: values.count)
        memory.append(UnsafeMutableRawPointer(made))
        return made
    }

    /// A buffer of the input's next bytes, again and again; sometimes none.
    private func data() -> UnsafeRawPointer? {
        if next() % 32 == 31 { return nil }
        let count = next() % 40 + 1
        let made = UnsafeMutableRawPointer.allocate(byteCount: Maker.bufferByteCount, alignment: 8)
        memory.append(made)
        for index in 0..<count { made.storeBytes(of: UInt8(next()), toByteOffset: index, as: UInt8.self) }
        var filled = count
        while filled < Maker.bufferByteCount {
            let more = min(filled, Maker.bufferByteCount - filled)
            (made + filled).copyMemory(from: made, byteCount: more)
            filled += more
        }
        return UnsafeRawPointer(made)
    }

    /// Offsets that grow, but for some.
    private func offsets<T: FixedWidthInteger>(_: T.Type) -> UnsafeRawPointer? {
        if next() % 32 == 31 { return nil }
        var end = next() % 4
        let step = next() % 3
        var values = (0..<600).map { _ in
            defer { end = min(end + step, 2_000) }
            return T(end)
        }
        for _ in 0..<next() % 3 { values[next()] = T(truncatingIfNeeded: next() % 8 == 0 ? Int.min + next() : small()) }
        return UnsafeRawPointer(kept(values))
    }

    private func name(_ format: String) -> UnsafePointer<CChar> { UnsafePointer(kept(format.utf8CString.map { $0 })) }

    /// An array with its schema, and what it may be read as.
    func made(_ depth: Int) -> (schema: ArrowSchema, array: ArrowArray, field: ArrowField) {
        let kind = next() % (depth > 0 ? 40 : 25)
        var (schema, array, meaning) = (ArrowSchema(), ArrowArray(), ArrowMeaning.null)
        var buffers: [UnsafeRawPointer?] = [next() % 2 == 0 ? nil : data()]
        var children: [(schema: ArrowSchema, array: ArrowArray, field: ArrowField)] = []
        if kind < 25 {
            let (format, plain) = Maker.formats[kind]
            (schema.format, meaning) = (name(format), plain)
            addBuffers(format, &buffers)
            if format == "c" && next() % 4 == 0 {
                let values = made(0)
                (schema.dictionary, array.dictionary, meaning) = (
                    kept([values.schema]), kept([values.array]), values.field.meaning
                )
            }
        } else if kind < 30 {
            children = (0..<next() % 4).map { _ in made(depth - 1) }
            (schema.format, meaning) = (name("+s"), .structure(children.map(\.field)))
        } else if kind < 36 {
            let format = ["+l", "+L", "+vl", "+w:2", "+l", "+vL"][kind - 30]
            children = [made(depth - 1)]
            (schema.format, meaning) = (name(format), .list(children[0].field))
            addBuffers(format, &buffers)
        } else {
            var entries = made(depth - 1)
            let pair = [made(depth - 1), made(depth - 1)]
            finish(&entries.schema, &entries.array, pair, [nil])
            entries.schema.format = name("+s")
            children = [entries]
            var key = pair[0].field
            key.isNullable = false
            (schema.format, meaning) = (name("+m"), .map(key: key, value: pair[1].field))
            buffers.append(offsets(Int32.self))
        }
        finish(&schema, &array, children, buffers)
        return (schema, array, ArrowField("f\(kind)", meaning, isNullable: next() % 4 != 0))
    }

    private func addBuffers(_ format: String, _ buffers: inout [UnsafeRawPointer?]) {
        switch format {
        case "n": buffers = []
        case "+w:2": break
        case "u", "z": buffers += [offsets(Int32.self), data()]
        case "U": buffers += [offsets(Int64.self), data()]
        case "+l": buffers.append(offsets(Int32.self))
        case "+L": buffers.append(offsets(Int64.self))
        case "+vl", "+vL": buffers += [data(), data()]
        case "vu", "vz":
            let size = next() % 100
            let text = kept((0..<size).map { UInt8(truncatingIfNeeded: $0) })
            buffers += [data(), UnsafeRawPointer(text), UnsafeRawPointer(kept([Int64(size)]))]
        default: buffers.append(data())
        }
    }

    private func finish(
        _ schema: inout ArrowSchema, _ array: inout ArrowArray,
        _ children: [(schema: ArrowSchema, array: ArrowArray, field: ArrowField)], _ buffers: [UnsafeRawPointer?]
    ) {
        let isOdd = next() % 16 == 15
        let odd = isOdd ? small() : 0
        array.length = Int64(isOdd && odd % 4 == 0 ? small() : next() % 12)
        array.offset = Int64(isOdd && odd % 4 == 1 ? small() : next() % 8)
        array.null_count = Int64(isOdd && odd % 4 == 2 ? small() : -1)
        array.n_buffers = Int64(min(buffers.count, isOdd && odd % 4 == 3 ? small() : buffers.count))
        array.buffers = kept(buffers)
        schema.n_children = Int64(children.count)
        array.n_children = Int64(isOdd ? min(children.count, small()) : children.count)
        schema.children = kept(children.map { kept([$0.schema]) })
        array.children = kept(children.map { kept([$0.array]) })
    }
}

/// Refused, or a column all of whose rows can be read, and that goes out and comes back as it is.
private func readArrow(_ bytes: UnsafeRawPointer, _ count: Int) -> CInt {
    let maker = Maker(UnsafeRawBufferPointer(start: bytes, count: count))
    var (schema, array, field) = maker.made(3)
    if let rows = try? Arrow.column(&schema, &array) {
        for row in 0..<rows.count { _ = rows.scalar(row) }
    }
    guard let column = try? Arrow.column(&schema, &array, as: field) else { return 0 }
    precondition(column.type == field.meaning.layout, "a column has another type than its field")
    for row in 0..<column.count { _ = column.scalar(row) }
    let batch = Column.tuple([column], count: column.count)
    var stream = ArrowArrayStream()
    do {
        try Arrow.export([batch], as: [field], to: &stream)
        let back = try Arrow.drain(&stream, as: [field])
        precondition(back.count == 1 && back[0].count == batch.count, "rows were lost")
        for row in 0..<batch.count { precondition(back[0].equals(row, batch, row), "row \(row) has changed") }
    } catch { preconditionFailure("what was read does not go out and come in: \(error)") }
    return 0
}

@main
enum ArrowFuzzer {
    static func main() { exit(fuzz(readArrow)) }
}
