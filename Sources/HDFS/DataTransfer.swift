// SPDX-License-Identifier: Apache-2.0

import SwiftProtobuf

/// The parts of the data transfer protocol that reading and writing share.
enum DataTransfer {
    enum Operation: UInt8 {
        case write = 80
        case read = 81
    }

    static let version: UInt16 = 28
    static let checksumIsRight: UInt32 = 6

    /// Version, operation and what it is about.
    static func request(_ operation: Operation, _ message: some Message) -> [UInt8] {
        [UInt8(version >> 8), UInt8(version & 0xFF), operation.rawValue] + delimited(message)
    }

    /// The answer to an operation, which may be a refusal.
    static func answer(_ socket: HadoopSocket, _ deadline: Deadline) throws(HadoopError) -> Hadoop_BlockOperationReply {
        try socket.readDelimited(
            Hadoop_BlockOperationReply.self, byteCountMax: HDFSLimits.operationReplyByteCountMax, deadline: deadline)
    }

    /// The answer to an operation; throws what the DataNode refuses.
    static func reply(_ socket: HadoopSocket, _ deadline: Deadline) throws(HadoopError) -> Hadoop_BlockOperationReply {
        let reply = try answer(socket, deadline)
        guard reply.status != 0 else { return reply }
        let said = reply.message.split(separator: "\n").first.map { ": \($0)" } ?? ""
        throw HadoopError(.refused(reply.status), "\(socket.peer) refused (status \(reply.status))\(said)")
    }

    /// What comes before the checksums and the data of a packet.
    static func packetHead(_ socket: HadoopSocket, _ deadline: Deadline) throws(HadoopError) -> PacketHead {
        let lengths = try socket.readInPlace(PacketHead.lengthsByteCount, deadline)
        // The length counts itself and what is behind the header.
        let length = Int(UInt32(bigEndian: lengths.loadUnaligned(as: UInt32.self))) - 4
        let headerLength = Int(UInt16(bigEndian: lengths.loadUnaligned(fromByteOffset: 4, as: UInt16.self)))
        guard (0...HDFSLimits.packetByteCountMax).contains(length), headerLength <= HDFSLimits.packetHeaderByteCountMax
        else { throw socket.violation("a packet of \(length) bytes with a header of \(headerLength)") }
        let bytes = try socket.readInPlace(headerLength, deadline)
        var head = PacketHead(usual: bytes, bodyByteCount: length)
        if head == nil {
            head = PacketHead(try socket.decode(Hadoop_PacketHeader.self, bytes), bodyByteCount: length)
        }
        guard let head, head.dataCount >= 0, head.dataCount <= length else {
            throw socket.violation("a packet with \(head?.dataCount ?? 0) bytes of data")
        }
        return head
    }
}

/// What a packet says of itself.
struct PacketHead {
    /// The length of the packet and that of its header.
    static let lengthsByteCount = 6
    /// Of a header with all four fields of fixed length in their order, as Hadoop writes it.
    static let usualByteCount = 25

    /// Of its data in the block.
    let offset: Int64
    let sequence: Int64
    let isLast: Bool
    let dataCount: Int
    /// Checksums and data.
    let bodyByteCount: Int

    init(offset: Int64, sequence: Int64, isLast: Bool, dataCount: Int, bodyByteCount: Int) {
        self.offset = offset
        self.sequence = sequence
        self.isLast = isLast
        self.dataCount = dataCount
        self.bodyByteCount = bodyByteCount
    }

    init(_ header: Hadoop_PacketHeader, bodyByteCount: Int) {
        offset = header.offsetInBlock
        sequence = header.sequence
        isLast = header.isLast
        dataCount = Int(header.dataLength)
        self.bodyByteCount = bodyByteCount
    }

    /// nil when the header is not as Hadoop writes it.
    init?(usual bytes: UnsafeRawBufferPointer, bodyByteCount: Int) {
        guard bytes.count == Self.usualByteCount, bytes[0] == 0x09, bytes[9] == 0x11, bytes[18] == 0x18,
            bytes[19] < 2, bytes[20] == 0x25
        else { return nil }
        offset = Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: 1, as: Int64.self))
        sequence = Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: 10, as: Int64.self))
        isLast = bytes[19] == 1
        dataCount = Int(Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: 21, as: Int32.self)))
        self.bodyByteCount = bodyByteCount
    }

    /// Writes the lengths and the usual header to `target`.
    func write(to target: UnsafeMutableRawPointer) {
        target.storeBytes(of: UInt32(truncatingIfNeeded: bodyByteCount + 4).bigEndian, as: UInt32.self)
        target.storeBytes(of: UInt16(Self.usualByteCount).bigEndian, toByteOffset: 4, as: UInt16.self)
        let header = target + Self.lengthsByteCount
        header.storeBytes(of: 0x09, as: UInt8.self)
        header.storeBytes(of: offset.littleEndian, toByteOffset: 1, as: Int64.self)
        header.storeBytes(of: 0x11, toByteOffset: 9, as: UInt8.self)
        header.storeBytes(of: sequence.littleEndian, toByteOffset: 10, as: Int64.self)
        header.storeBytes(of: 0x18, toByteOffset: 18, as: UInt8.self)
        header.storeBytes(of: isLast ? 1 : 0, toByteOffset: 19, as: UInt8.self)
        header.storeBytes(of: 0x25, toByteOffset: 20, as: UInt8.self)
        header.storeBytes(of: Int32(truncatingIfNeeded: dataCount).littleEndian, toByteOffset: 21, as: Int32.self)
    }
}

/// Who asks for which block; the block's token goes along.
func clientHeader(_ block: Hadoop_LocatedBlock, _ clientName: String) -> Hadoop_ClientOperationHeader {
    .with {
        $0.baseHeader.block = block.block
        $0.baseHeader.token = block.blockToken
        $0.clientName = clientName
    }
}
