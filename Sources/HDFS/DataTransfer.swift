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

    /// The header of a packet and the number of bytes behind it.
    static func packetHeader(
        _ socket: HadoopSocket, _ deadline: Deadline
    ) throws(HadoopError) -> (message: Hadoop_PacketHeader, bodyByteCount: Int) {
        // The length counts itself and what is behind the header.
        let length = Int(try socket.readNumber(UInt32.self, deadline)) - 4
        let headerLength = Int(try socket.readNumber(UInt16.self, deadline))
        guard (0...HDFSLimits.packetByteCountMax).contains(length), headerLength <= HDFSLimits.packetHeaderByteCountMax
        else { throw socket.violation("a packet of \(length) bytes with a header of \(headerLength)") }
        let header = try socket.decode(Hadoop_PacketHeader.self, try socket.readBytes(headerLength, deadline))
        guard header.dataLength >= 0, Int(header.dataLength) <= length else {
            throw socket.violation("a packet with \(header.dataLength) bytes of data")
        }
        return (header, length)
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
