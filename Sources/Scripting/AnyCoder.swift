// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The tagged encoding of one value (protocol/blocks.md): what columns of type `any` hold.
public enum AnyCoder {
    enum Tag: UInt8 {
        case none, no, yes, int, float, text, bytes, tuple, list, dict, set, frozenSet, object
    }

    /// Appends the encoding of `value`. Fails with `TypeError` for what cannot leave a script, such as a generator.
    public static func encode(_ value: Value, to bytes: inout [UInt8], _ host: any ScriptHost) throws(Raised) {
        try encode(value, &bytes, host, depth: 1)
    }

    /// The value that `bytes` hold, which must be nothing else.
    public static func decode(_ bytes: UnsafeRawBufferPointer) throws(Raised) -> Value {
        var reader = AnyReader(bytes)
        let value = try reader.value(depth: 1)
        guard reader.isAtEnd else { throw AnyReader.damaged("bytes follow the end") }
        return value
    }

    /// As `decode(_:)`, of an array.
    public static func decode(_ bytes: [UInt8]) throws(Raised) -> Value {
        try bytes.withUnsafeBufferPointer { (buffer) throws(Raised) in try decode(UnsafeRawBufferPointer(buffer)) }
    }

    private static func encode(
        _ value: Value, _ bytes: inout [UInt8], _ host: any ScriptHost, depth: Int
    ) throws(Raised) {
        guard depth <= ScriptingLimits.encodedDepthMax else {
            throw Raised("RecursionError", "the value nests deeper than \(ScriptingLimits.encodedDepthMax)")
        }
        switch value {
        case .none: bytes.append(Tag.none.rawValue)
        case .bool(let flag): bytes.append(flag ? Tag.yes.rawValue : Tag.no.rawValue)
        case .int(let number):
            bytes.append(Tag.int.rawValue)
            unsigned(UInt64(bitPattern: Int64(number << 1 ^ number >> 63)), &bytes)
        case .float(let number):
            bytes.append(Tag.float.rawValue)
            withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
        case .text(let text): run(.text, text.utf8, &bytes)
        case .bytes(let content): run(.bytes, content.bytes, &bytes)
        case .tuple(let tuple): try many(.tuple, tuple.elements, &bytes, host, depth)
        case .list(let list): try many(.list, list.elements, &bytes, host, depth)
        case .set(let set): try many(set.isFrozen ? .frozenSet : .set, set.elements, &bytes, host, depth)
        case .dict(let dict):
            bytes.append(Tag.dict.rawValue)
            unsigned(UInt64(dict.count), &bytes)
            var position = 0
            var counted = bytes.count
            while let (key, value) = dict.next(from: &position) {
                try encode(key, &bytes, host, depth: depth + 1)
                try encode(value, &bytes, host, depth: depth + 1)
                try count(bytes, &counted, host)
            }
        case .object(let object):
            if object.loopKind == .array, let array = object as? ArrayObject {
                try host.reserve(array.layout.count &* array.type.itemSize)
                return encode(array, &bytes)
            }
            guard let (type, fields) = try object.encoded(host) else {
                throw Raised("TypeError", "cannot pickle '\(object.typeName)' object")
            }
            run(.object, Array(type.utf8), &bytes)
            unsigned(UInt64(fields.count), &bytes)
            var counted = bytes.count
            for field in fields {
                try encode(field, &bytes, host, depth: depth + 1)
                try count(bytes, &counted, host)
            }
        }
    }

    /// An array, field by field, without values for them.
    private static func encode(_ array: ArrayObject, _ bytes: inout [UInt8]) {
        let layout = array.layout
        let size = layout.count &* array.type.itemSize
        bytes.reserveCapacity(bytes.count &+ size &+ 48)
        run(.object, array.isMatrix ? matrix : ndarray, &bytes)
        bytes.append(3)
        bytes.append(Tag.text.rawValue)
        unsigned(UInt64(array.type.name.utf8.count), &bytes)
        bytes.append(contentsOf: array.type.name.utf8)
        bytes.append(Tag.tuple.rawValue)
        bytes.append(UInt8(layout.dimensions))
        if layout.dimensions == 2 {
            bytes.append(Tag.int.rawValue)
            unsigned(UInt64(layout.rows) << 1, &bytes)
        }
        if layout.dimensions > 0 {
            bytes.append(Tag.int.rawValue)
            unsigned(UInt64(layout.columns) << 1, &bytes)
        }
        bytes.append(Tag.bytes.rawValue)
        unsigned(UInt64(size), &bytes)
        array.appendElements(to: &bytes)
    }

    fileprivate static let ndarray = Array("numpy.ndarray".utf8)
    fileprivate static let matrix = Array("numpy.matrix".utf8)

    /// Counts what has been written since the last time, when that is much: what is shared is written many times.
    @inline(__always)
    private static func count(_ bytes: [UInt8], _ counted: inout Int, _ host: any ScriptHost) throws(Raised) {
        if bytes.count &- counted < ScriptingLimits.encodedStep { return }
        try host.reserve(bytes.count &- counted)
        try host.spend((bytes.count &- counted) >> 5)
        counted = bytes.count
    }

    private static func many(
        _ tag: Tag, _ values: [Value], _ bytes: inout [UInt8], _ host: any ScriptHost, _ depth: Int
    ) throws(Raised) {
        bytes.append(tag.rawValue)
        unsigned(UInt64(values.count), &bytes)
        var counted = bytes.count
        for value in values {
            try encode(value, &bytes, host, depth: depth + 1)
            try count(bytes, &counted, host)
        }
    }

    private static func run(_ tag: Tag, _ content: [UInt8], _ bytes: inout [UInt8]) {
        bytes.append(tag.rawValue)
        unsigned(UInt64(content.count), &bytes)
        bytes.append(contentsOf: content)
    }

    private static func unsigned(_ value: UInt64, _ bytes: inout [UInt8]) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}

/// Reads one encoded value; every read is held against the bytes left.
private struct AnyReader {
    private var next: UnsafeRawPointer
    private let end: UnsafeRawPointer

    init(_ bytes: UnsafeRawBufferPointer) {
        // Nothing is read where there is nothing.
        next = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1)!
        end = next + bytes.count
    }

    var isAtEnd: Bool { next == end }
    private var left: Int { end - next }

    static func damaged(_ what: String) -> Raised { Raised("SystemError", "a value's encoding is damaged: \(what)") }

    @inline(__always)
    private mutating func byte() throws(Raised) -> UInt8 {
        guard next < end else { throw Self.damaged("the bytes end early") }
        defer { next += 1 }
        return next.load(as: UInt8.self)
    }

    @inline(__always)
    private mutating func unsigned() throws(Raised) -> UInt64 {
        let first = try byte()
        return first < 0x80 ? UInt64(first) : try longUnsigned(first)
    }

    private mutating func longUnsigned(_ first: UInt8) throws(Raised) -> UInt64 {
        var value = UInt64(first & 0x7F)
        var shift: UInt64 = 7
        while true {
            let more = try byte()
            if shift == 63 && more > 1 { throw Self.damaged("a number has more than 64 bits") }
            value |= UInt64(more & 0x7F) << shift
            if more < 0x80 { return value }
            shift += 7
        }
    }

    /// How many items follow, each at least a byte long.
    private mutating func count() throws(Raised) -> Int {
        let value = try unsigned()
        guard value <= UInt64(left) else { throw Self.damaged("a count is too large") }
        return Int(value)
    }

    private mutating func run() throws(Raised) -> UnsafeRawBufferPointer {
        let count = try count()
        defer { next += count }
        return UnsafeRawBufferPointer(start: next, count: count)
    }

    private mutating func text() throws(Raised) -> Text {
        guard let text = Text(copying: try run()) else { throw Self.damaged("a text is not UTF-8") }
        return text
    }

    private mutating func values(depth: Int) throws(Raised) -> [Value] {
        let count = try count()
        var values: [Value] = []
        values.reserveCapacity(min(count, 1_024))
        for _ in 0..<count { values.append(try value(depth: depth + 1)) }
        return values
    }

    /// The fields of an array, without values for them.
    private mutating func array() throws(Raised) -> ArrayObject {
        guard try count() == 3, try byte() == AnyCoder.Tag.text.rawValue else { throw Self.damaged("an array is none") }
        let name = try run()
        guard let type = ElementType.allCases.first(where: { $0.isNamed(name) }),
            try byte() == AnyCoder.Tag.tuple.rawValue
        else { throw Self.damaged("an array is none") }
        let dimensions = try count()
        var (rows, columns) = (1, 1)
        guard dimensions <= 2 else { throw Self.damaged("an array has no shape") }
        if dimensions == 2 { rows = try length() }
        if dimensions > 0 { columns = try length() }
        guard try byte() == AnyCoder.Tag.bytes.rawValue else { throw Self.damaged("an array has no elements") }
        guard let array = ArrayObject(type, (dimensions, rows, columns), try run()) else {
            throw Self.damaged("an array has other elements than its shape")
        }
        return array
    }

    private mutating func length() throws(Raised) -> Int {
        guard try byte() == AnyCoder.Tag.int.rawValue, case let raw = try unsigned(), raw & 1 == 0,
            let length = Int(exactly: raw >> 1)
        else { throw Self.damaged("an array has no shape") }
        return length
    }

    mutating func value(depth: Int) throws(Raised) -> Value {
        guard depth <= ScriptingLimits.encodedDepthMax else { throw Self.damaged("it nests too deep") }
        guard let tag = AnyCoder.Tag(rawValue: try byte()) else { throw Self.damaged("an unknown tag") }
        switch tag {
        case .none: return .none
        case .no: return .bool(false)
        case .yes: return .bool(true)
        case .int:
            let raw = try unsigned()
            return .int(Int(Int64(bitPattern: raw >> 1 ^ (0 &- (raw & 1)))))
        case .float:
            guard left >= 8 else { throw Self.damaged("the bytes end early") }
            defer { next += 8 }
            let bits = next.loadUnaligned(as: UInt64.self)
            return .float(Double(bitPattern: UInt64(littleEndian: bits)))
        case .text: return .text(try text())
        case .bytes: return .bytes(ByteString(Array(try run())))
        case .tuple: return .tuple(TupleObject(try values(depth: depth)))
        case .list: return .list(ListObject(try values(depth: depth)))
        case .dict:
            let count = try count()
            let dict = DictObject()
            for _ in 0..<count {
                let key = try ValueKey(try value(depth: depth + 1))
                dict[key] = try value(depth: depth + 1)
            }
            return .dict(dict)
        case .set, .frozenSet:
            let set = SetObject(isFrozen: tag == .frozenSet)
            for element in try values(depth: depth) { set.insert(try ValueKey(element)) }
            return .set(set)
        case .object:
            let name = try run()
            // The commonest objects by far where there are any.
            if name.count == 13,
                AnyCoder.ndarray.withUnsafeBytes({ memcmp($0.baseAddress!, name.baseAddress!, 13) }) == 0
            {
                return .object(try array())
            }
            guard let text = Text(copying: name) else { throw Self.damaged("a text is not UTF-8") }
            let type = text.string
            let fields = try values(depth: depth)
            return .object(try makeObject(type, fields))
        }
    }
}

/// The object of an encoded type name and its fields.
func makeObject(_ type: String, _ fields: [Value]) throws(Raised) -> ScriptObject {
    switch type {
    case "range":
        if fields.count == 3, let start = fields[0].wholeNumber, let stop = fields[1].wholeNumber,
            let step = fields[2].wholeNumber, let range = RangeObject(start, stop, step)
        {
            return range
        }
    case "int":
        if fields.count == 1, case .bytes(let bytes) = fields[0], bytes.bytes.count > 8,
            case .object(let wide) = wideValue(BigInteger(bytes: bytes.bytes, isSigned: true))
        {
            return wide
        }
    case "exception":
        if fields.count == 2 || fields.count == 3, case .text(let name) = fields[0],
            case .tuple(let arguments) = fields[1], let made = ExceptionObject(travelled: name, arguments.elements)
        {
            if fields.count == 3, case .dict(let attributes) = fields[2] {
                for (key, value) in attributes.items {
                    if case .text(let name) = key { made.put(name.string, value) }
                }
            }
            return made
        }
    case "complex":
        throw Raised("TypeError", "functions on executors have no complex numbers: use a pair of floats")
    default: if let object = decodeObject(type, fields) { return object }
    }
    throw Raised("SystemError", "a value of type '\(type)' cannot be read")
}
