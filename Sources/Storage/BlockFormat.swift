// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Layout of a block (protocol/blocks.md): header, type, buffer table, buffers. All numbers are little-endian.
enum BlockFormat {
    static let magic: UInt32 = 0x4B4C_424D  // "MBLK"
    static let version = 1
    static let headerByteCount = 24
    static let entryByteCount = 8
    /// Set in the stored length of a table entry when the buffer is compressed with snappy.
    static let snappyFlag: UInt32 = 1 << 31

    // Offsets in the header.
    static let versionOffset = 4
    static let flagsOffset = 5
    static let bufferCountOffset = 6
    static let byteCountOffset = 8
    static let rowCountOffset = 12
    static let typeByteCountOffset = 16
    static let checksumOffset = 20

    static func aligned(_ byteCount: Int) -> Int { (byteCount + 7) & ~7 }

    /// CRC-32C of a whole block but for the four bytes of the checksum itself.
    static func checksum(_ block: UnsafeRawBufferPointer) -> UInt32 {
        var checksum = Checksum()
        checksum.update(UnsafeRawBufferPointer(rebasing: block[..<checksumOffset]))
        checksum.update(UnsafeRawBufferPointer(rebasing: block[headerByteCount...]))
        return checksum.value
    }
}

/// The tags of the type in a block: a type is its tag, a tuple's member count (two bytes), then the types within.
enum TypeTag: UInt8 {
    case null, bool, int, float, string, bytes, tuple, list, map, any
}

extension DataType {
    /// The type as it stands in a block.
    var encoded: [UInt8] {
        var out: [UInt8] = []
        encode(into: &out)
        return out
    }

    private func encode(into out: inout [UInt8]) {
        switch self {
        case .null: out.append(TypeTag.null.rawValue)
        case .bool: out.append(TypeTag.bool.rawValue)
        case .int: out.append(TypeTag.int.rawValue)
        case .float: out.append(TypeTag.float.rawValue)
        case .string: out.append(TypeTag.string.rawValue)
        case .bytes: out.append(TypeTag.bytes.rawValue)
        case .tuple(let members):
            out.append(TypeTag.tuple.rawValue)
            out.append(UInt8(truncatingIfNeeded: members.count))
            out.append(UInt8(truncatingIfNeeded: members.count >> 8))
            for member in members { member.encode(into: &out) }
        case .list(let element):
            out.append(TypeTag.list.rawValue)
            element.encode(into: &out)
        case .map(let key, let value):
            out.append(TypeTag.map.rawValue)
            key.encode(into: &out)
            value.encode(into: &out)
        case .any: out.append(TypeTag.any.rawValue)
        }
    }

    /// Reads a type from the front of `bytes`, for messages and for readers that do not know it; nil when it is not
    /// one, or is deeper or wider than the limits.
    static func decode(_ bytes: inout UnsafeRawBufferPointer.SubSequence) -> DataType? {
        var nodesLeft = StorageLimits.typeNodeCountMax
        return decode(&bytes, depthLeft: StorageLimits.typeDepthMax, nodesLeft: &nodesLeft)
    }

    private static func decode(
        _ bytes: inout UnsafeRawBufferPointer.SubSequence, depthLeft: Int, nodesLeft: inout Int
    ) -> DataType? {
        nodesLeft -= 1
        guard depthLeft > 0, nodesLeft >= 0, let tag = bytes.popFirst().flatMap(TypeTag.init(rawValue:)) else {
            return nil
        }
        func next() -> DataType? { decode(&bytes, depthLeft: depthLeft - 1, nodesLeft: &nodesLeft) }
        switch tag {
        case .null: return .null
        case .bool: return .bool
        case .int: return .int
        case .float: return .float
        case .string: return .string
        case .bytes: return .bytes
        case .any: return .any
        case .tuple:
            guard let low = bytes.popFirst(), let high = bytes.popFirst() else { return nil }
            var members: [DataType] = []
            for _ in 0..<(Int(low) | Int(high) << 8) {
                guard let member = next() else { return nil }
                members.append(member)
            }
            return .tuple(members)
        case .list:
            return next().map { .list($0) }
        case .map:
            guard let key = next(), let value = next() else { return nil }
            return .map(key, value)
        }
    }

    /// Types within this one, itself included.
    var nodeCount: Int { children.reduce(1) { $0 + $1.nodeCount } }
}
