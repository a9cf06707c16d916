// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// The binary form of single values (protocol/bytecode.md, "Values"); it describes itself but for the element type of
/// an empty list, so constants carry their type along.
public enum ScalarCodec {
    public static func encode(_ value: Scalar) -> [UInt8] {
        var writer = ByteWriter()
        write(value, to: &writer)
        return writer.bytes
    }

    /// The value that `bytes` hold, which must be nothing else.
    public static func decode(_ bytes: UnsafeRawBufferPointer) throws(BytecodeError) -> Scalar {
        var reader = ByteReader(bytes)
        let value = try read(from: &reader, depth: 1)
        try reader.end()
        return value
    }

    /// As `decode(_:)`, of an array.
    public static func decode(_ bytes: [UInt8]) throws(BytecodeError) -> Scalar {
        try withRawBytes(of: bytes) { raw throws(BytecodeError) in try decode(raw) }
    }

    /// A constant: its type, then its value.
    public static func encode(_ constant: Constant) -> [UInt8] {
        var writer = ByteWriter()
        write(constant, to: &writer)
        return writer.bytes
    }

    static func write(_ constant: Constant, to writer: inout ByteWriter) {
        writer.type(constant.type)
        write(constant.value, to: &writer)
    }

    static func readConstant(from reader: inout ByteReader) throws(BytecodeError) -> Constant {
        let type = try reader.type()
        return Constant(type: type, value: try read(from: &reader, depth: 1))
    }

    package static func write(_ value: Scalar, to writer: inout ByteWriter) {
        switch value {
        case .null: writer.byte(0)
        case .bool(let flag):
            writer.byte(1)
            writer.byte(flag ? 1 : 0)
        case .int(let number):
            writer.byte(2)
            writer.signed(number)
        case .float(let number):
            writer.byte(3)
            writer.float(number)
        case .decimal(let number):
            writer.byte(12)
            writer.decimal(number)
        case .string(let text):
            writer.byte(4)
            writer.text(text)
        case .bytes(let content):
            writer.byte(5)
            writer.count(content.count)
            writer.raw(content)
        case .tuple(let members): write(members, tag: 6, to: &writer)
        case .list(let elements): write(elements, tag: 7, to: &writer)
        case .map(let entries):
            writer.byte(8)
            writer.count(entries.count)
            for entry in entries {
                write(entry.key, to: &writer)
                write(entry.value, to: &writer)
            }
        case .set(let members): write(members, tag: 9, to: &writer)
        case .frozenSet(let members): write(members, tag: 10, to: &writer)
        case .object(let type, let fields):
            writer.byte(11)
            writer.text(type)
            writer.count(fields.count)
            for field in fields { write(field, to: &writer) }
        }
    }

    private static func write(_ values: [Scalar], tag: UInt8, to writer: inout ByteWriter) {
        writer.byte(tag)
        writer.count(values.count)
        for value in values { write(value, to: &writer) }
    }

    package static func read(from reader: inout ByteReader, depth: Int) throws(BytecodeError) -> Scalar {
        guard depth <= BytecodeLimits.valueDepthMax else {
            throw reader.failure("a value nests deeper than \(BytecodeLimits.valueDepthMax)")
        }
        let tag = try reader.byte()
        switch tag {
        case 0: return .null
        case 1:
            let flag = try reader.byte()
            guard flag <= 1 else { throw reader.failure("\(flag) is not a bool") }
            return .bool(flag == 1)
        case 2: return .int(try reader.signed())
        case 3: return .float(try reader.float())
        case 4: return .string(try reader.text("a string", max: BytecodeLimits.programByteCountMax))
        case 5: return .bytes(Array(try reader.raw("a value", max: BytecodeLimits.programByteCountMax)))
        case 6:
            let count = try reader.count("tuple members", max: BytecodeLimits.tupleMembersMax)
            return .tuple(try readMany(count, from: &reader, depth: depth + 1))
        case 7:
            let count = try reader.count("list elements", max: BytecodeLimits.programByteCountMax)
            return .list(try readMany(count, from: &reader, depth: depth + 1))
        case 8:
            let count = try reader.count("map entries", max: BytecodeLimits.programByteCountMax)
            var entries: [Scalar.Entry] = []
            for _ in 0..<count {
                let key = try read(from: &reader, depth: depth + 2)
                entries.append(Scalar.Entry(key: key, value: try read(from: &reader, depth: depth + 2)))
            }
            return .map(entries)
        case 9, 10:
            let count = try reader.count("set members", max: BytecodeLimits.programByteCountMax)
            let members = try readMany(count, from: &reader, depth: depth + 1)
            return tag == 9 ? .set(members) : .frozenSet(members)
        case 11:
            let type = try reader.text("the name of a type", max: ColumnarLimits.anyTypeNameByteCountMax)
            let count = try reader.count("fields", max: BytecodeLimits.programByteCountMax)
            return .object(type, try readMany(count, from: &reader, depth: depth + 1))
        case 12: return .decimal(try reader.decimal())
        default: throw reader.failure("\(tag) is not the tag of a value")
        }
    }

    private static func readMany(
        _ count: Int, from reader: inout ByteReader, depth: Int
    ) throws(BytecodeError) -> [Scalar] {
        var values: [Scalar] = []
        for _ in 0..<count { values.append(try read(from: &reader, depth: depth)) }
        return values
    }
}
