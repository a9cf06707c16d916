// SPDX-License-Identifier: Apache-2.0

/// The binary form of types (protocol/bytecode.md, "Types"): the one of programs, plan messages and blocks.
public enum TypeCodec {
    private enum Tag: UInt8 {
        case null, bool, int, float, string, bytes, tuple, list, map, any, decimal
    }

    public static func encode(_ type: DataType) -> [UInt8] {
        var bytes: [UInt8] = []
        append(type, to: &bytes)
        return bytes
    }

    public static func append(_ type: DataType, to bytes: inout [UInt8]) {
        switch type {
        case .null: bytes.append(Tag.null.rawValue)
        case .bool: bytes.append(Tag.bool.rawValue)
        case .int: bytes.append(Tag.int.rawValue)
        case .float: bytes.append(Tag.float.rawValue)
        case .decimal: bytes.append(Tag.decimal.rawValue)
        case .string: bytes.append(Tag.string.rawValue)
        case .bytes: bytes.append(Tag.bytes.rawValue)
        case .tuple(let members):
            bytes.append(Tag.tuple.rawValue)
            var rest = members.count
            while rest >= 0x80 {
                bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
                rest >>= 7
            }
            bytes.append(UInt8(truncatingIfNeeded: rest))
            for member in members { append(member, to: &bytes) }
        case .list(let element):
            bytes.append(Tag.list.rawValue)
            append(element, to: &bytes)
        case .map(let key, let value):
            bytes.append(Tag.map.rawValue)
            append(key, to: &bytes)
            append(value, to: &bytes)
        case .any: bytes.append(Tag.any.rawValue)
        }
    }

    /// The type that `bytes` hold, which must be nothing else. Fails on anything that is not a type within the limits.
    public static func decode(_ bytes: UnsafeRawBufferPointer) throws(TypeCodingError) -> DataType {
        var position = 0
        let type = try decode(bytes, from: &position)
        guard position == bytes.count else {
            throw TypeCodingError("\(bytes.count - position) bytes follow the end", position)
        }
        return type
    }

    /// As `decode(_:)`, of an array.
    public static func decode(_ bytes: [UInt8]) throws(TypeCodingError) -> DataType {
        try bytes.withUnsafeBufferPointer { (buffer) throws(TypeCodingError) in
            try decode(UnsafeRawBufferPointer(buffer))
        }
    }

    /// The type that begins at `position`, which moves behind it.
    public static func decode(
        _ bytes: UnsafeRawBufferPointer, from position: inout Int
    ) throws(TypeCodingError) -> DataType {
        var reader = TypeReader(bytes, position)
        let type = try reader.type(depth: 1)
        position = reader.position
        return type
    }

    private struct TypeReader {
        private let bytes: UnsafeRawBufferPointer
        private(set) var position: Int
        private var nodes = 0

        init(_ bytes: UnsafeRawBufferPointer, _ position: Int) {
            self.bytes = bytes
            self.position = position
        }

        private func failure(_ what: String) -> TypeCodingError { TypeCodingError(what, position) }

        private mutating func byte() throws(TypeCodingError) -> UInt8 {
            guard position < bytes.count else { throw failure("the bytes end early") }
            defer { position += 1 }
            return bytes[position]
        }

        /// A number of members in its shortest form.
        private mutating func count() throws(TypeCodingError) -> Int {
            var (value, shift) = (0, 0)
            while true {
                let next = try byte()
                value |= Int(next & 0x7F) << shift
                if next < 0x80 {
                    if next == 0 && shift > 0 { throw failure("a number is not in its shortest form") }
                    break
                }
                shift += 7
                guard shift < 63 else { throw failure("a number has more than 64 bits") }
            }
            guard value <= ColumnarLimits.tupleMembersMax else {
                throw failure("the number of tuple members is \(value), more than \(ColumnarLimits.tupleMembersMax)")
            }
            guard value <= bytes.count - position else {
                throw failure("\(value) tuple members do not fit in the \(bytes.count - position) bytes left")
            }
            return value
        }

        mutating func type(depth: Int) throws(TypeCodingError) -> DataType {
            guard depth <= ColumnarLimits.typeDepthMax else {
                throw failure("a type nests deeper than \(ColumnarLimits.typeDepthMax)")
            }
            nodes += 1
            guard nodes <= ColumnarLimits.typeNodesMax else {
                throw failure("a type has more than \(ColumnarLimits.typeNodesMax) parts")
            }
            let number = try byte()
            switch Tag(rawValue: number) {
            case .null: return .null
            case .bool: return .bool
            case .int: return .int
            case .float: return .float
            case .decimal: return .decimal
            case .string: return .string
            case .bytes: return .bytes
            case .any: return .any
            case .tuple:
                var members: [DataType] = []
                for _ in 0..<(try count()) { members.append(try type(depth: depth + 1)) }
                return .tuple(members)
            case .list: return .list(try type(depth: depth + 1))
            case .map:
                // The entries are tuples: a map is two levels deep.
                let key = try type(depth: depth + 2)
                return .map(key, try type(depth: depth + 2))
            case nil: throw failure("\(number) is not the tag of a type")
            }
        }
    }
}

/// Why bytes are not a type.
public struct TypeCodingError: Error, Hashable, Sendable, CustomStringConvertible {
    public var reason: String
    /// The byte at which that was seen.
    public var position: Int

    init(_ reason: String, _ position: Int) {
        self.reason = reason
        self.position = position
    }

    public var description: String { "invalid type: \(reason), at byte \(position)" }
}

extension DataType {
    /// Whether the type is within the limits of the format, without walking more of it than they allow.
    public var isWithinLimits: Bool {
        isWithin(depth: ColumnarLimits.typeDepthMax, nodes: ColumnarLimits.typeNodesMax)
    }

    /// Whether the type has at most so many levels and parts, without walking more of it.
    public func isWithin(depth: Int, nodes: Int) -> Bool {
        var left = nodes
        return fits(depth: depth, nodes: &left)
    }

    /// `depth` and `nodes` are what may still come.
    private func fits(depth: Int, nodes: inout Int) -> Bool {
        nodes -= 1
        guard depth > 0, nodes >= 0 else { return false }
        switch self {
        case .null, .bool, .int, .float, .decimal, .string, .bytes, .any: return true
        case .list(let element): return element.fits(depth: depth - 1, nodes: &nodes)
        case .map(let key, let value):
            return key.fits(depth: depth - 2, nodes: &nodes) && value.fits(depth: depth - 2, nodes: &nodes)
        case .tuple(let members):
            guard members.count <= ColumnarLimits.tupleMembersMax else { return false }
            for member in members where !member.fits(depth: depth - 1, nodes: &nodes) { return false }
            return true
        }
    }
}
