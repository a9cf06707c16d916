// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// The binary form of types (protocol/bytecode.md, "Types"). Plan messages and block headers use it as well.
public enum TypeCodec {
    public static func encode(_ type: DataType) -> [UInt8] {
        var writer = ByteWriter()
        write(type, to: &writer)
        return writer.bytes
    }

    /// The type that `bytes` hold, which must be nothing else. Fails on anything that is not a type within the limits.
    public static func decode(_ bytes: UnsafeRawBufferPointer) throws(BytecodeError) -> DataType {
        var reader = ByteReader(bytes)
        let type = try read(from: &reader)
        try reader.end()
        return type
    }

    /// As `decode(_:)`, of an array.
    public static func decode(_ bytes: [UInt8]) throws(BytecodeError) -> DataType {
        try withRawBytes(of: bytes) { raw throws(BytecodeError) in try decode(raw) }
    }

    package static func write(_ type: DataType, to writer: inout ByteWriter) {
        switch type {
        case .null: writer.byte(0)
        case .bool: writer.byte(1)
        case .int: writer.byte(2)
        case .float: writer.byte(3)
        case .string: writer.byte(4)
        case .bytes: writer.byte(5)
        case .tuple(let members):
            writer.byte(6)
            writer.count(members.count)
            for member in members { write(member, to: &writer) }
        case .list(let element):
            writer.byte(7)
            write(element, to: &writer)
        case .map(let key, let value):
            writer.byte(8)
            write(key, to: &writer)
            write(value, to: &writer)
        case .any: writer.byte(9)
        }
    }

    package static func read(from reader: inout ByteReader) throws(BytecodeError) -> DataType {
        var nodes = 0
        return try read(from: &reader, depth: 1, nodes: &nodes)
    }

    private static func read(
        from reader: inout ByteReader, depth: Int, nodes: inout Int
    ) throws(BytecodeError) -> DataType {
        guard depth <= BytecodeLimits.typeDepthMax else {
            throw reader.failure("a type nests deeper than \(BytecodeLimits.typeDepthMax)")
        }
        nodes += 1
        guard nodes <= BytecodeLimits.typeNodesMax else {
            throw reader.failure("a type has more than \(BytecodeLimits.typeNodesMax) parts")
        }
        let tag = try reader.byte()
        switch tag {
        case 0: return .null
        case 1: return .bool
        case 2: return .int
        case 3: return .float
        case 4: return .string
        case 5: return .bytes
        case 6:
            let count = try reader.count("tuple members", max: BytecodeLimits.tupleMembersMax)
            var members: [DataType] = []
            members.reserveCapacity(count)
            for _ in 0..<count { members.append(try read(from: &reader, depth: depth + 1, nodes: &nodes)) }
            return .tuple(members)
        case 7: return .list(try read(from: &reader, depth: depth + 1, nodes: &nodes))
        case 8:
            // The entries are tuples: a map is two levels deep.
            let key = try read(from: &reader, depth: depth + 2, nodes: &nodes)
            return .map(key, try read(from: &reader, depth: depth + 2, nodes: &nodes))
        case 9: return .any
        default: throw reader.failure("\(tag) is not the tag of a type")
        }
    }
}

extension DataType {
    /// Whether the type is within the limits of the format, without walking more of it than they allow.
    package var isWithinLimits: Bool {
        var nodes = 0
        return fits(depth: 1, nodes: &nodes)
    }

    private func fits(depth: Int, nodes: inout Int) -> Bool {
        nodes += 1
        guard depth <= BytecodeLimits.typeDepthMax, nodes <= BytecodeLimits.typeNodesMax else { return false }
        switch self {
        case .null, .bool, .int, .float, .string, .bytes, .any: return true
        case .list(let element): return element.fits(depth: depth + 1, nodes: &nodes)
        case .map(let key, let value):
            return key.fits(depth: depth + 2, nodes: &nodes) && value.fits(depth: depth + 2, nodes: &nodes)
        case .tuple(let members):
            guard members.count <= BytecodeLimits.tupleMembersMax else { return false }
            for member in members where !member.fits(depth: depth + 1, nodes: &nodes) { return false }
            return true
        }
    }
}
