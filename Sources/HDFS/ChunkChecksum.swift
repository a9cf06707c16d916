// SPDX-License-Identifier: Apache-2.0

import CZlib
import Checksums

/// How the bytes of a packet are checked, a chunk at a time.
enum ChunkChecksum: UInt32 {
    case none = 0
    case crc32 = 1
    case crc32c = 2

    /// Of one chunk.
    var byteCount: Int { self == .none ? 0 : 4 }

    private static func crc32(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        UInt32(
            truncatingIfNeeded: CZlib.crc32(
                0, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt32(bytes.count)))
    }

    private func chunk(_ data: UnsafeRawBufferPointer, _ each: Int, _ index: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: data[index * each..<min((index + 1) * each, data.count)])
    }

    /// Writes the checksums of the chunks of `each` bytes that `data` consists of, the last one perhaps shorter.
    func write(_ data: UnsafeRawBufferPointer, each: Int, to target: UnsafeMutableRawPointer) {
        switch self {
        case .none: return
        case .crc32c: Checksum.write(data, each: each, to: target)
        case .crc32:
            for index in 0..<(data.count + each - 1) / each {
                let sum = Self.crc32(chunk(data, each, index)).bigEndian
                target.storeBytes(of: sum, toByteOffset: index * 4, as: UInt32.self)
            }
        }
    }

    /// The first chunk that does not have its checksum in `sums`; nil when all have.
    func firstWrong(_ data: UnsafeRawBufferPointer, each: Int, _ sums: UnsafeRawPointer) -> Int? {
        switch self {
        case .none: return nil
        case .crc32c: return Checksum.firstWrong(data, each: each, sums)
        case .crc32:
            return (0..<(data.count + each - 1) / each).first { index in
                let sum = sums.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)
                return Self.crc32(chunk(data, each, index)).bigEndian != sum
            }
        }
    }
}
