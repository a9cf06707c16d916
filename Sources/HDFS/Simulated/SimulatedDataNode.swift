// SPDX-License-Identifier: Apache-2.0

import Checksums
import SwiftProtobuf

/// A block that is being written to a DataNode and those behind it.
struct SimulatedWrite {
    let block: UInt64
    let nodes: [Int]
}

/// What DataNodes do with the bytes of a connection.
extension SimulatedState {
    private static let chunkByteCount = 512
    /// Data of a packet of a block that is read.
    private static let packetByteCount = 1_024

    mutating func answerOperations(_ session: inout SimulatedSession, _ node: Int) {
        while !session.isClosed {
            var input = SimulatedInput(session.input)
            if session.write != nil {
                guard takePacket(&input, &session) else { return }
            } else if session.awaitsReadStatus {
                guard let status = input.delimited() else { return }
                if (try? Hadoop_ClientReadStatus(serializedBytes: status))?.status != DataTransfer.checksumIsRight {
                    violations.append("a block that was read whole is not said to be right")
                }
                session.awaitsReadStatus = false
                if happens(.closedIdleConnection) { session.isClosed = true }
            } else {
                guard let version = input.number(2), let code = input.number(1), let body = input.delimited() else {
                    return
                }
                if version != Int(DataTransfer.version) { violations.append("version \(version) of data transfer") }
                begin(UInt8(code), body, &session, node)
            }
            session.input.removeFirst(min(input.position, session.input.count))
        }
    }

    private mutating func begin(_ code: UInt8, _ body: [UInt8], _ session: inout SimulatedSession, _ node: Int) {
        switch DataTransfer.Operation(rawValue: code) {
        case .read:
            guard let operation = try? Hadoop_ReadBlockOperation(serializedBytes: body) else { break }
            return read(operation, &session, node)
        case .write:
            guard let operation = try? Hadoop_WriteBlockOperation(serializedBytes: body) else { break }
            return write(operation, &session, node)
        case nil: break
        }
        violations.append("an operation \(code) that is none")
        session.isClosed = true
    }

    private static func refusal(_ status: UInt32, _ message: String, badLink: String = "") -> [UInt8] {
        delimited(
            Hadoop_BlockOperationReply.with {
                $0.status = status
                $0.message = message
                $0.firstBadLink = badLink
            })
    }

    // MARK: Reading

    private mutating func read(
        _ operation: Hadoop_ReadBlockOperation, _ session: inout SimulatedSession, _ node: Int
    ) {
        let id = operation.header.baseHeader.block.blockID
        hostsAsked.append(SimulatedState.host(node))
        guard let replica = replicas[node][id], replica.isFinal,
            replica.generation == operation.header.baseHeader.block.generationStamp,
            operation.offset + operation.length <= UInt64(replica.bytes.count)
        else {
            // One whose file was deleted meanwhile is gone.
            if blocks[id] != nil {
                violations.append("DataNode \(node) was asked for block \(id), which it does not have so")
            }
            session.output += Self.refusal(1, "Replica not found")
            session.isClosed = true
            return
        }
        // Another replica is there to be read, or the same one again.
        if happens(.refusedRead) {
            session.output += Self.refusal(1, "too busy")
            session.isClosed = true
            return
        }
        let first = Int(operation.offset) / Self.chunkByteCount * Self.chunkByteCount
        session.output += delimited(
            Hadoop_BlockOperationReply.with {
                $0.status = 0
                $0.readChecksumInfo.checksum.type = 2
                $0.readChecksumInfo.checksum.bytesPerChecksum = UInt32(Self.chunkByteCount)
                $0.readChecksumInfo.chunkOffset = UInt64(first)
            })
        let end = min(
            replica.bytes.count,
            (Int(operation.offset + operation.length) + Self.chunkByteCount - 1) / Self.chunkByteCount
                * Self.chunkByteCount)
        var at = first
        var sequence: Int64 = 0
        while at < end {
            let next = min(at + Self.packetByteCount, end)
            guard send(replica.bytes, at..<next, sequence, &session) else { return }
            at = next
            sequence += 1
        }
        session.output += Packet.bytes(
            sequence: sequence, offset: end, data: UnsafeRawBufferPointer(start: nil, count: 0), isLast: true,
            chunkByteCount: Self.chunkByteCount)
        session.awaitsReadStatus = true
    }

    /// Sends a packet; false when it was the last that comes.
    private mutating func send(
        _ bytes: [UInt8], _ range: Range<Int>, _ sequence: Int64, _ session: inout SimulatedSession
    ) -> Bool {
        // From here on nothing comes, with the connection or without.
        if happens(.slowDataNode) { return false }
        if happens(.brokenRead) {
            session.isClosed = true
            return false
        }
        var packet = bytes.withUnsafeBytes {
            Packet.bytes(
                sequence: sequence, offset: range.lowerBound, data: UnsafeRawBufferPointer(rebasing: $0[range]),
                isLast: false, chunkByteCount: Self.chunkByteCount)
        }
        if happens(.corruptReplica) { packet[packet.count - 1 - pick(range.count)] ^= 0x40 }
        session.output += packet
        return true
    }

    // MARK: Writing

    private mutating func write(
        _ operation: Hadoop_WriteBlockOperation, _ session: inout SimulatedSession, _ node: Int
    ) {
        let id = operation.header.baseHeader.block.blockID
        guard blocks[id] != nil else {
            session.output += Self.refusal(1, "Replica not found")
            session.isClosed = true
            return
        }
        let nodes = [node] + operation.targets.compactMap { Int($0.id.datanodeUuid.dropFirst(5)) }
        if nodes.count != Int(operation.pipelineSize) { violations.append("a pipeline of \(nodes) with another size") }
        var bad = nodes.dropFirst().first { triesUntilUp[$0] > 0 }
        if bad == nil, mayFail(id, nodes.count), happens(.brokenPipeline) {
            blocks[id]?.troubles += 1
            bad = nodes[1 + pick(nodes.count - 1)]
        }
        if let bad {
            let link = "\(SimulatedState.address(bad)):\(SimulatedState.transferPort)"
            session.output += Self.refusal(1, "Connection refused", badLink: link)
            session.isClosed = true
            return
        }
        for node in nodes { beginReplica(operation, node) }
        session.output += delimited(Hadoop_BlockOperationReply.with { $0.status = 0 })
        if operation.stage != 5 { session.write = SimulatedWrite(block: id, nodes: nodes) }
    }

    /// Whether a block may lose a DataNode now: not its last one, and not often.
    private func mayFail(_ block: UInt64, _ nodeCount: Int) -> Bool {
        nodeCount > 1 && (blocks[block]?.troubles ?? 0) < 2
    }

    /// Makes a replica for a new block; for one whose pipeline is set up again, takes the one that is there.
    private mutating func beginReplica(_ operation: Hadoop_WriteBlockOperation, _ node: Int) {
        let id = operation.header.baseHeader.block.blockID
        guard operation.stage != 6 else {
            if replicas[node][id] != nil { violations.append("block \(id) is made anew on DataNode \(node)") }
            replicas[node][id] = Replica(generation: operation.latestGenerationStamp)
            return
        }
        let count = UInt64(replicas[node][id]?.bytes.count ?? 0)
        if replicas[node][id] == nil || count < operation.minBytesReceived || count > operation.maxBytesReceived {
            violations.append(
                "DataNode \(node) has \(count) bytes of block \(id), its client thinks of "
                    + "\(operation.minBytesReceived) to \(operation.maxBytesReceived)")
        }
        replicas[node][id]?.generation = operation.latestGenerationStamp
        replicas[node][id]?.isFinal = operation.stage == 5
    }

    /// Whether a packet was there.
    private mutating func takePacket(_ input: inout SimulatedInput, _ session: inout SimulatedSession) -> Bool {
        guard let write = session.write, let length = input.number(4), let headerLength = input.number(2),
            let headerBytes = input.take(headerLength), let body = input.take(length - 4)
        else { return false }
        guard let header = try? Hadoop_PacketHeader(serializedBytes: headerBytes) else {
            violations.append("a packet without a header")
            session.isClosed = true
            return true
        }
        let data = Array(body.suffix(Int(header.dataLength)))
        check(body.dropLast(data.count), data)
        // Its file was deleted while it was written.
        guard blocks[write.block] != nil else {
            session.isClosed = true
            return true
        }
        if mayFail(write.block, write.nodes.count), happens(.lostAcknowledgement) {
            blocks[write.block]?.troubles += 1
            // Some DataNodes have got the packet, some not.
            for node in write.nodes where pick(2) == 0 { store(header, data, write.block, node) }
            session.isClosed = true
            return true
        }
        var replies = write.nodes.map { _ in UInt32(0) }
        if mayFail(write.block, write.nodes.count), happens(.failedWrite) {
            blocks[write.block]?.troubles += 1
            replies[pick(replies.count)] = 1
        }
        for (node, reply) in zip(write.nodes, replies) where reply == 0 { store(header, data, write.block, node) }
        session.output += delimited(
            Hadoop_PipelineAcknowledgement.with {
                $0.sequence = header.sequence
                $0.replies = replies
            })
        if replies.contains(where: { $0 != 0 }) {
            session.isClosed = true
        } else if header.isLast {
            session.write = nil
        }
        return true
    }

    private mutating func check(_ sums: ArraySlice<UInt8>, _ data: [UInt8]) {
        // Not by the function that the client writes them with.
        var wanted: [UInt8] = []
        for start in stride(from: 0, to: data.count, by: Self.chunkByteCount) {
            let sum = data[start..<min(start + Self.chunkByteCount, data.count)].withUnsafeBytes { Checksum.of($0) }
            withUnsafeBytes(of: sum.bigEndian) { wanted += $0 }
        }
        if wanted != Array(sums) { violations.append("a packet of \(data.count) bytes with wrong checksums") }
    }

    private mutating func store(_ header: Hadoop_PacketHeader, _ data: [UInt8], _ block: UInt64, _ node: Int) {
        let offset = Int(header.offsetInBlock)
        guard var replica = replicas[node][block], offset <= replica.bytes.count, !replica.isFinal else {
            violations.append("a packet at \(offset) of block \(block), which DataNode \(node) does not have so")
            return
        }
        if header.isLast {
            replica.isFinal = true
        } else {
            replica.bytes.removeSubrange(offset...)
            replica.bytes += data
        }
        replicas[node][block] = replica
    }
}
