// SPDX-License-Identifier: Apache-2.0

import Columnar

extension MarshalRows {
    /// `count` values at `cursor` as a column of type `any`.
    static func decodeAny(_ cursor: inout MarshalCursor, count: Int) throws(ConversionError) -> Column {
        guard count <= cursor.remaining else { throw .endsEarly }
        var writer = TaggedWriter(capacity: cursor.remaining)
        let views = Buffer(byteCount: count * 16)
        let out = views.pointer(StringView.self)
        for row in 0..<count {
            let begin = writer.count
            try writer.transcode(&cursor, depth: InterchangeLimits.rowDepthMax)
            // Behind the text there is room: a view may read 12 bytes.
            out[row] = StringView(
                writer.base + begin, count: writer.count - begin, bufferIndex: 0, offset: begin)
        }
        return Column(type: .any, count: count, values: views, data: [writer.buffer])
    }
}

/// Appends tagged values to memory that is large enough for all of the input, from the start and after each complex.
private struct TaggedWriter {
    private(set) var buffer: Buffer
    private(set) var base: UnsafeMutableRawPointer
    private(set) var count = 0

    init(capacity: Int) {
        buffer = Buffer(byteCount: Self.byteCountMax(capacity))
        base = buffer.base
    }

    /// A tagged value is at most 6/5 as long as its marshal form: an int of 32 bits takes 5 bytes there and up to 6
    /// here, and nothing but a complex (28 bytes for 17) grows more. The byte that ends a dict is written here at its
    /// begin, for each that is open. Behind the text there is room for a view to read.
    private static func byteCountMax(_ marshalByteCount: Int) -> Int {
        marshalByteCount + marshalByteCount / 5 + InterchangeLimits.rowDepthMax + 16
    }

    /// Makes room for a complex and for `rest` bytes of input behind it; the half more is enough when those are
    /// complex too.
    private mutating func reserveComplex(rest: Int) {
        let needed = count + 28 + Self.byteCountMax(rest)
        if buffer.byteCount >= needed { return }
        let larger = Buffer(byteCount: needed + rest / 2)
        larger.base.copyMemory(from: base, byteCount: count)
        buffer = larger
        base = larger.base
    }

    @inline(__always)
    private mutating func byte(_ value: UInt8) {
        base.storeBytes(of: value, toByteOffset: count, as: UInt8.self)
        count &+= 1
    }

    @inline(__always)
    private mutating func tag(_ tag: AnyTag) { byte(tag.rawValue) }

    @inline(__always)
    private mutating func unsigned(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            byte(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        byte(UInt8(truncatingIfNeeded: rest))
    }

    @inline(__always)
    private mutating func int(_ value: Int) {
        tag(.int)
        let wide = Int64(value)
        unsigned(UInt64(bitPattern: (wide << 1) ^ (wide >> 63)))
    }

    @inline(__always)
    private mutating func float(_ value: Double) {
        tag(.float)
        base.storeBytes(of: value.bitPattern.littleEndian, toByteOffset: count, as: UInt64.self)
        count &+= 8
    }

    @inline(__always)
    private mutating func counted(_ bytes: UnsafeRawBufferPointer) {
        unsigned(UInt64(bytes.count))
        if let source = bytes.baseAddress { (base + count).copyMemory(from: source, byteCount: bytes.count) }
        count &+= bytes.count
    }

    mutating func transcode(_ cursor: inout MarshalCursor, depth: Int) throws(ConversionError) {
        guard depth > 0 else { throw .tooDeep(InterchangeLimits.rowDepthMax) }
        let code = try cursor.code()
        switch code {
        case MarshalCode.int: int(try cursor.int32())
        case MarshalCode.text, MarshalCode.interned:
            tag(.string)
            counted(try cursor.text())
        case MarshalCode.none: tag(.none)
        case MarshalCode.true: tag(.true)
        case MarshalCode.false: tag(.false)
        case MarshalCode.long:
            if let narrow = try cursor.long() { return int(narrow) }
            object("int", fields: 1)
            tag(.bytes)
            try cursor.wideLong().withUnsafeBytes { counted($0) }
        case MarshalCode.float: float(try cursor.double())
        case MarshalCode.bytes:
            tag(.bytes)
            counted(try cursor.raw())
        case MarshalCode.tuple: try tuple(&cursor, depth)
        case MarshalCode.list: try items(.list, &cursor, try cursor.count(), depth)
        case MarshalCode.set: try items(.set, &cursor, try cursor.count(), depth)
        case MarshalCode.frozenSet: try items(.frozenSet, &cursor, try cursor.count(), depth)
        case MarshalCode.dict: try dict(&cursor, depth)
        case MarshalCode.complex:
            let real = try cursor.double()
            reserveComplex(rest: cursor.remaining)
            object("complex", fields: 2)
            float(real)
            float(try cursor.double())
        default: throw cursor.unknown(code)
        }
    }

    private mutating func items(
        _ tag: AnyTag, _ cursor: inout MarshalCursor, _ number: Int, _ depth: Int
    ) throws(ConversionError) {
        self.tag(tag)
        unsigned(UInt64(number))
        for _ in 0..<number { try transcode(&cursor, depth: depth - 1) }
    }

    private mutating func object(_ name: String, fields: Int) {
        var name = name
        tag(.object)
        name.withUTF8 { counted(UnsafeRawBufferPointer($0)) }
        unsigned(UInt64(fields))
    }

    private mutating func tuple(_ cursor: inout MarshalCursor, _ depth: Int) throws(ConversionError) {
        let number = try cursor.count()
        guard number > 0, cursor.remaining > 5, cursor.next.load(fromByteOffset: 5, as: UInt8.self) == 0,
            isText(cursor.next.load(as: UInt8.self))
        else { return try items(.tuple, &cursor, number, depth) }
        var ahead = cursor
        ahead.skip(1)
        let mark = String(decoding: try ahead.text(), as: UTF8.self)
        if mark.isEmpty { return try items(.tuple, &cursor, number, depth) }
        cursor = ahead
        if mark == MarshalEscape.tuple { return try items(.tuple, &cursor, number - 1, depth) }
        guard mark == MarshalEscape.object, number == 3, isText(try cursor.code()) else { throw notEscaped }
        tag(.object)
        let name = try cursor.text()
        guard (1...ColumnarLimits.anyTypeNameByteCountMax).contains(name.count) else { throw notEscaped }
        counted(name)
        guard try cursor.code() == MarshalCode.tuple else { throw notEscaped }
        let fields = try cursor.count()
        unsigned(UInt64(fields))
        for _ in 0..<fields { try transcode(&cursor, depth: depth - 1) }
    }

    private func isText(_ code: UInt8) -> Bool { code == MarshalCode.text || code == MarshalCode.interned }

    private var notEscaped: ConversionError {
        ConversionError(.value, "a tuple that begins with text beginning with \\0 is not escaped")
    }

    /// The number of entries is known at the end only: they move when it needs more than a byte.
    private mutating func dict(_ cursor: inout MarshalCursor, _ depth: Int) throws(ConversionError) {
        tag(.dict)
        let begin = count
        byte(0)
        var entries: UInt64 = 0
        while try cursor.peek() != MarshalCode.dictEnd {
            try transcode(&cursor, depth: depth - 1)
            try transcode(&cursor, depth: depth - 1)
            entries += 1
        }
        cursor.skip(1)
        let end = count
        count = begin
        if entries < 0x80 {
            byte(UInt8(entries))
            count = end
            return
        }
        let width = (64 - entries.leadingZeroBitCount + 6) / 7
        (base + begin + width).copyMemory(from: base + begin + 1, byteCount: end - begin - 1)
        unsigned(entries)
        count = end + width - 1
    }
}
