// SPDX-License-Identifier: Apache-2.0

import Checksums

/// Layout of a block (protocol/blocks.md): header, type, buffer table, buffers. All numbers are little-endian.
enum BlockFormat {
    static let magic: UInt32 = 0x4B4C_424D  // "MBLK"
    static let version = 2
    static let headerByteCount = 24
    static let entryByteCount = 8
    /// Set in the stored length of a table entry when the buffer is compressed with snappy.
    static let snappyFlag: UInt32 = 1 << 31
    /// Set when the integers of the buffer are stored in 1, 2 or 4 bytes each (before compression).
    static let narrowFlag: UInt32 = 1 << 30

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
