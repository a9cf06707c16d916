// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files

/// Where the values of a column go, for the rows of one batch.
struct CSVTarget {
    /// How text becomes a value.
    enum Kind {
        case text
        /// An int from `least` to `most`.
        case int
        case double
        case float
        case bool
        case date
        /// A decimal of more digits than an int has.
        case wide
        case other
    }

    /// Values and validity of so many rows.
    struct Space {
        let values: Buffer
        let validBytes: Buffer
        let valid: UnsafeMutablePointer<UInt8>

        init(_ rows: Int, width: Int) {
            values = Buffer(byteCount: rows * width)
            validBytes = Buffer(byteCount: rows)
            valid = validBytes.pointer(UInt8.self)
        }

        func values(_ rows: Int, _ width: Int) -> Buffer { Buffer(slice: values, offset: 0, byteCount: rows * width) }
        func validity(_ rows: Int) -> Buffer { Buffer(slice: validBytes, offset: 0, byteCount: rows) }
    }

    let field: Int
    let type: FileType
    let layout: DataType
    let kind: Kind
    let least: Int
    let most: Int
    private var space = Space(0, width: 0)
    private var base: UnsafeMutableRawPointer
    private var valid: UnsafeMutablePointer<UInt8>
    private var hasNulls = false

    init(_ column: FileColumn, field: Int) throws(FileError) {
        self.field = field
        type = column.type
        layout = column.type.layout
        var range = Int.min...Int.max
        switch column.type {
        case .text, .binary: kind = .text
        case .int8: (kind, range) = (.int, -128...127)
        case .int16: (kind, range) = (.int, Int(Int16.min)...Int(Int16.max))
        case .int32: (kind, range) = (.int, Int(Int32.min)...Int(Int32.max))
        case .int64: kind = .int
        case .float64: kind = .double
        case .float32: kind = .float
        case .bool: kind = .bool
        case .date: kind = .date
        case .decimal where column.type.layout == .decimal: kind = .wide
        case .decimal, .timestamp, .timestampNTZ: kind = .other
        case .null, .list, .map, .structure:
            throw FileError(
                .invalidArgument, path: "",
                "CSV files cannot have the column \(column.name) of type \(column.type): read it as string, or "
                    + "use JSON "
                    + "or Parquet")
        }
        (least, most) = (range.lowerBound, range.upperBound)
        base = space.values.base
        valid = space.valid
    }

    mutating func begin(_ rows: Int) {
        space = Space(rows, width: layout.valueByteCount)
        base = space.values.base
        valid = space.valid
        hasNulls = false
    }

    @inline(__always)
    mutating func put(_ value: Int, _ row: Int) {
        base.storeBytes(of: value, toByteOffset: row &* 8, as: Int.self)
        valid[row] = 1
    }

    @inline(__always)
    mutating func put(_ value: Double, _ row: Int) {
        base.storeBytes(of: value, toByteOffset: row &* 8, as: Double.self)
        valid[row] = 1
    }

    @inline(__always)
    mutating func put(_ value: Bool, _ row: Int) {
        base.storeBytes(of: value ? 1 : 0, toByteOffset: row, as: UInt8.self)
        valid[row] = 1
    }

    mutating func put(_ value: Int128, _ row: Int) {
        base.storeBytes(of: Wide128(value), toByteOffset: row &* 16, as: Wide128.self)
        valid[row] = 1
    }

    @inline(__always)
    mutating func put(_ view: StringView, _ row: Int) {
        base.storeBytes(of: view, toByteOffset: row &* 16, as: StringView.self)
        valid[row] = 1
    }

    @inline(__always)
    mutating func putNull(_ row: Int) {
        switch kind {
        case .text: put(StringView(), row)
        case .bool: put(false, row)
        case .wide: put(0 as Int128, row)
        default: put(0, row)
        }
        valid[row] = 0
        hasNulls = true
    }

    /// The column of the first `rows` rows, whose long texts are in `data`.
    func column(_ rows: Int, _ data: [Buffer]) -> Column {
        return Column(
            type: layout, count: rows, validity: hasNulls ? space.validity(rows) : nil,
            values: space.values(rows, layout.valueByteCount), data: kind == .text ? data : [])
    }
}

/// Texts of a batch whose escapes were undone, one behind another.
struct UnescapedText {
    let bufferIndex: Int
    private(set) var buffer: Buffer?
    private var used = 0
    private var last = 0

    init(bufferIndex: Int) { self.bufferIndex = bufferIndex }

    /// Forgets all texts.
    mutating func clear() { used = 0 }

    /// Room for `count` bytes; where that is.
    mutating func room(_ count: Int, recordsBytes: Int) -> Int {
        let needed = used + count
        if buffer.map({ $0.byteCount < needed }) ?? true {
            let grown = Buffer(
                byteCount: max(needed, 2 * (buffer?.byteCount ?? 0), min(16 * recordsBytes, 64 << 10), 1_024))
            if let buffer { grown.base.copyMemory(from: buffer.base, byteCount: used) }
            buffer = grown
        }
        last = used
        return used
    }

    /// Adds a text of its own; the view of it.
    mutating func view(_ text: [UInt8]) -> StringView {
        let place = room(text.count, recordsBytes: 0)
        text.withUnsafeBytes { bytes in
            if let source = bytes.baseAddress {
                (buffer!.base + place).copyMemory(from: source, byteCount: bytes.count)
            }
        }
        used = place + text.count
        return StringView(buffer!.base + place, count: text.count, bufferIndex: bufferIndex, offset: place)
    }

    /// Undoes the escapes of a field where room was made last; how many bytes that gives.
    mutating func add(_ scanner: FieldScanner, _ field: Field) -> Int {
        let count = scanner.unescape(field.start, field.count, buffer!.base + last)
        used = last + count
        return count
    }

    func start(_ place: Int) -> UnsafeRawPointer { UnsafeRawPointer(buffer!.base + place) }
}
