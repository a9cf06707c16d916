// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// Why bytes are not a block of the expected type, or why a column cannot be one.
public enum BlockError: Error, Hashable, Sendable {
    /// Fewer bytes than the block says it has, or than any block has.
    case truncated(byteCount: Int, needed: Int)
    case notABlock(firstBytes: UInt32)
    case unsupportedVersion(Int)
    /// A declared or a needed size is above a limit of `StorageLimits`.
    case tooLarge(what: String, value: Int, limit: Int)
    case checksumMismatch(stored: UInt32, computed: UInt32)
    /// The block is whole but of another type.
    case wrongType(found: String, expected: DataType)
    /// The checksum is right but the content breaks a rule of the format.
    case malformed(String)
}

extension BlockError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .truncated(let byteCount, let needed):
            "the block is cut short: \(byteCount) bytes of \(needed)"
        case .notABlock(let firstBytes):
            "the bytes are not a block: they begin with 0x\(String(firstBytes, radix: 16)), not with \"MBLK\""
        case .unsupportedVersion(let version):
            "the block has format version \(version), this program reads \(BlockFormat.version): "
                + "run the same version of Martlet everywhere"
        case .tooLarge(let what, let value, let limit):
            "\(what) of a block is \(value), the limit is \(limit): use more partitions or smaller rows"
        case .checksumMismatch(let stored, let computed):
            "the block is damaged: its checksum is 0x\(String(computed, radix: 16)), it was written with "
                + "0x\(String(stored, radix: 16))"
        case .wrongType(let found, let expected):
            "the block holds \(found), expected \(expected)"
        case .malformed(let rule):
            "the block breaks the format: \(rule)"
        }
    }
}
