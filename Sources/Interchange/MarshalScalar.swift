// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// Values one at a time in Python's marshal format, version 2: requests and small replies. Rows go by `MarshalRows`.
public enum Marshal {
    /// The one value that `bytes` hold. No input makes it trap or nest too deep.
    public static func decode(_ bytes: UnsafeRawBufferPointer) throws(ConversionError) -> Scalar {
        guard var cursor = MarshalCursor(bytes) else { throw .endsEarly }
        let value = try read(&cursor, depth: InterchangeLimits.requestDepthMax)
        guard cursor.remaining == 0 else {
            throw ConversionError(.value, "\(cursor.remaining) bytes follow a marshal value")
        }
        return value
    }

    private static func read(_ cursor: inout MarshalCursor, depth: Int) throws(ConversionError) -> Scalar {
        guard depth > 0 else { throw .tooDeep(InterchangeLimits.requestDepthMax) }
        let code = try cursor.code()
        switch code {
        case MarshalCode.none: return .null
        case MarshalCode.false: return .bool(false)
        case MarshalCode.true: return .bool(true)
        case MarshalCode.int: return .int(try cursor.int32())
        case MarshalCode.long:
            if let narrow = try cursor.long() { return .int(narrow) }
            return .object("int", [.bytes(try cursor.wideLong())])
        case MarshalCode.float: return .float(try cursor.double())
        case MarshalCode.complex:
            let real = try cursor.double()
            return .object("complex", [.float(real), .float(try cursor.double())])
        case MarshalCode.text, MarshalCode.interned:
            return .string(String(decoding: try cursor.text(), as: UTF8.self))
        case MarshalCode.bytes: return .bytes(Array(try cursor.raw()))
        case MarshalCode.tuple: return try plainOrObject(try items(&cursor, depth))
        case MarshalCode.list: return .list(try items(&cursor, depth))
        case MarshalCode.set: return .set(try items(&cursor, depth))
        case MarshalCode.frozenSet: return .frozenSet(try items(&cursor, depth))
        case MarshalCode.dict:
            var entries: [Scalar.Entry] = []
            while try cursor.peek() != MarshalCode.dictEnd {
                let key = try read(&cursor, depth: depth - 1)
                entries.append(Scalar.Entry(key: key, value: try read(&cursor, depth: depth - 1)))
            }
            cursor.skip(1)
            return .map(entries)
        default: throw cursor.unknown(code)
        }
    }

    private static func items(_ cursor: inout MarshalCursor, _ depth: Int) throws(ConversionError) -> [Scalar] {
        let count = try cursor.count()
        var items: [Scalar] = []
        // The count is what the bytes claim: room for more comes as they prove it.
        items.reserveCapacity(min(count, 1_024))
        for _ in 0..<count { items.append(try read(&cursor, depth: depth - 1)) }
        return items
    }

    private static func plainOrObject(_ members: [Scalar]) throws(ConversionError) -> Scalar {
        guard case .string(let first)? = members.first, first.utf8.first == 0 else { return .tuple(members) }
        if first == MarshalEscape.tuple { return .tuple(Array(members.dropFirst())) }
        guard first == MarshalEscape.object, members.count == 3, case .string(let name) = members[1],
            case .tuple(let fields) = members[2]
        else {
            throw ConversionError(.value, "a tuple that begins with text beginning with \\0 is not escaped")
        }
        return .object(name, fields)
    }

    // MARK: Writing

    /// Appends `value`.
    public static func write(_ value: Scalar, to writer: inout MarshalWriter) {
        switch value {
        case .null: writer.byte(MarshalCode.none)
        case .bool(let value): writer.byte(value ? MarshalCode.true : MarshalCode.false)
        case .int(let value): writer.int(value)
        case .float(let value): writer.float(value)
        case .decimal(let value):
            if let short = Int(exactly: value) { return writer.int(short) }
            write(.object("int", [.bytes(AnyWriter.complement(value))]), to: &writer)
        case .string(var value): value.withUTF8 { writer.text(UnsafeRawBufferPointer($0)) }
        case .bytes(let value): value.withUnsafeBytes { writer.bytes($0) }
        case .tuple(let members):
            var isEscaped = false
            if case .string(let first)? = members.first, first.utf8.first == 0 { isEscaped = true }
            writer.head(MarshalCode.tuple, members.count + (isEscaped ? 1 : 0))
            if isEscaped { writer.escape(MarshalEscape.tuple) }
            for member in members { write(member, to: &writer) }
        case .list(let items): write(items, MarshalCode.list, to: &writer)
        case .set(let items): write(items, MarshalCode.set, to: &writer)
        case .frozenSet(let items): write(items, MarshalCode.frozenSet, to: &writer)
        case .map(let entries):
            writer.byte(MarshalCode.dict)
            for entry in entries {
                write(entry.key, to: &writer)
                write(entry.value, to: &writer)
            }
            writer.byte(MarshalCode.dictEnd)
        case .object(let name, let fields):
            if name == "complex", fields.count == 2, case .float(let real) = fields[0],
                case .float(let imaginary) = fields[1]
            {
                writer.complex(real, imaginary)
                return
            }
            writer.head(MarshalCode.tuple, 3)
            writer.escape(MarshalEscape.object)
            write(.string(name), to: &writer)
            write(fields, MarshalCode.tuple, to: &writer)
        }
    }

    private static func write(_ items: [Scalar], _ code: UInt8, to writer: inout MarshalWriter) {
        writer.head(code, items.count)
        for item in items { write(item, to: &writer) }
    }
}
