// SPDX-License-Identifier: Apache-2.0

import SwiftProtobuf

/// A packet of a block that is being written, as it goes over the wire; kept until the whole pipeline has it.
struct Packet {
    let sequence: Int64
    /// Of its data in the block.
    let offset: Int
    let dataCount: Int
    /// Ends the block; has no data.
    let isLast: Bool
    let bytes: [UInt8]

    init(sequence: Int64, offset: Int, data: UnsafeRawBufferPointer, isLast: Bool, chunkByteCount: Int) {
        self.sequence = sequence
        self.offset = offset
        self.isLast = isLast
        dataCount = data.count
        let header = serialized(
            Hadoop_PacketHeader.with {
                $0.offsetInBlock = Int64(offset)
                $0.sequence = sequence
                $0.isLast = isLast
                $0.dataLength = Int32(data.count)
            })
        let sumsCount = (data.count + chunkByteCount - 1) / chunkByteCount * 4
        let length = UInt32(4 + sumsCount + data.count)
        let whole = 6 + header.count + sumsCount + data.count
        bytes = [UInt8](unsafeUninitializedCapacity: whole) { buffer, filled in
            let target = UnsafeMutableRawBufferPointer(buffer)
            target.storeBytes(of: length.bigEndian, as: UInt32.self)
            target.storeBytes(of: UInt16(header.count).bigEndian, toByteOffset: 4, as: UInt16.self)
            var at = 6
            for byte in header {
                target[at] = byte
                at += 1
            }
            var start = 0
            while start < data.count {
                let chunk = UnsafeRawBufferPointer(rebasing: data[start..<min(start + chunkByteCount, data.count)])
                target.storeBytes(of: ChunkChecksum.crc32c.of(chunk).bigEndian, toByteOffset: at, as: UInt32.self)
                at += 4
                start += chunk.count
            }
            if data.count > 0 { UnsafeMutableRawBufferPointer(rebasing: target[at...]).copyMemory(from: data) }
            filled = whole
        }
    }
}
