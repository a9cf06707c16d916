// SPDX-License-Identifier: Apache-2.0

import SwiftProtobuf

/// Writes one block through a pipeline of DataNodes, with a window of packets on their way. A DataNode that fails is
/// left out and the pipeline set up again with the others, from what all of them have; so a block is lost only with its
/// last DataNode. One thread.
final class BlockWriter {
    private enum Stage: UInt32 {
        case streamingRecovery = 3
        case closeRecovery = 5
        case create = 6
    }

    private let calls: FileCalls
    private let dataNodes: DataNodes
    private let pool: PacketPool
    /// With its present generation and the bytes that the whole pipeline has.
    private var block: Hadoop_LocatedBlock
    private var nodes: [Hadoop_DatanodeInfo]
    private var storageTypes: [UInt32]
    private var storageIDs: [String]
    private var socket: HadoopSocket
    /// Sent, or to be sent, and not acknowledged by all.
    private var inFlight: [Packet] = []
    private var nextSequence: Int64 = 0
    private var bytesSent = 0
    private var bytesAcknowledged = 0
    private var recoveries = 0

    var byteCount: Int { bytesSent }

    init(
        _ block: Hadoop_LocatedBlock, calls: FileCalls, dataNodes: DataNodes, pool: PacketPool
    ) throws(HadoopError) {
        self.block = block
        self.calls = calls
        self.dataNodes = dataNodes
        self.pool = pool
        nodes = block.locations
        storageTypes = block.storageTypes
        storageIDs = block.storageIds
        guard !nodes.isEmpty else { throw HadoopError(.violation, "the NameNode gave a block without DataNodes") }
        let types = storageTypes
        socket = try BlockWriter.connect(
            block, block.locations, types, dataNodes, calls.clientName, pool, stage: .create, acknowledged: 0,
            sent: 0, generation: block.block.generationStamp)
    }

    private static func connect(
        _ block: Hadoop_LocatedBlock, _ nodes: [Hadoop_DatanodeInfo], _ storageTypes: [UInt32], _ dataNodes: DataNodes,
        _ clientName: String, _ pool: PacketPool, stage: Stage, acknowledged: Int, sent: Int, generation: UInt64
    ) throws(HadoopError) -> HadoopSocket {
        let operation = Hadoop_WriteBlockOperation.with {
            $0.header = clientHeader(block, clientName)
            $0.targets = Array(nodes.dropFirst())
            $0.stage = stage.rawValue
            $0.pipelineSize = UInt32(nodes.count)
            $0.minBytesReceived = UInt64(acknowledged)
            $0.maxBytesReceived = UInt64(sent)
            $0.latestGenerationStamp = generation
            $0.requestedChecksum.type = pool.checksum.rawValue
            $0.requestedChecksum.bytesPerChecksum = UInt32(pool.chunkByteCount)
            if let first = storageTypes.first { $0.storageType = first }
            $0.targetStorageTypes = Array(storageTypes.dropFirst())
        }
        do throws(HadoopError) {
            let socket = try dataNodes.connect(nodes[0])
            let deadline = socket.network.after(seconds: HDFSLimits.pipelineSeconds)
            try socket.write(DataTransfer.request(.write, operation), deadline: deadline)
            let reply = try DataTransfer.answer(socket, deadline)
            guard reply.status != 0 else { return socket }
            let bad = nodes.firstIndex { "\($0.id.ipAddress):\($0.id.transferPort)" == reply.firstBadLink } ?? 0
            let said = reply.message.split(separator: "\n").first.map { ": \($0)" } ?? ""
            throw HadoopError(
                .refused(reply.status),
                "the pipeline broke at \(nodes[bad].id.hostName) (status \(reply.status))\(said)", badNode: bad)
        } catch {
            // The first one could not be reached, or went away.
            throw HadoopError(error.kind, error.description, badNode: error.badNode ?? 0)
        }
    }

    /// Sends what `packet` holds, a multiple of the chunk size unless the block ends behind it; the packet goes back to
    /// the pool when all have it.
    func send(_ packet: Packet) throws(HadoopError) { try send(packet, isLast: false) }

    /// Ends the block and waits until all have it; the block with its length.
    func finish() throws(HadoopError) -> Hadoop_ExtendedBlock {
        try send(pool.take(), isLast: true)
        while !inFlight.isEmpty {
            do { try takeAcknowledgement() } catch { try recover(error) }
        }
        block.block.numBytes = UInt64(bytesSent)
        return block.block
    }

    private func send(_ packet: Packet, isLast: Bool) throws(HadoopError) {
        packet.seal(sequence: nextSequence, offset: bytesSent, isLast: isLast)
        nextSequence += 1
        do {
            while inFlight.count >= HDFSLimits.packetsInFlightMax { try takeAcknowledgement() }
        } catch { try recover(error) }
        inFlight.append(packet)
        bytesSent += packet.dataCount
        do {
            try transmit(packet)
            while !inFlight.isEmpty, socket.hasInput { try takeAcknowledgement() }
        } catch { try recover(error) }
    }

    private func transmit(_ packet: Packet) throws(HadoopError) {
        try packet.withBytes { (bytes) throws(HadoopError) in
            try socket.write(bytes, deadline: socket.network.after(seconds: HDFSLimits.pipelineSeconds)) {
                () throws(HadoopError) in
                try self.takeAcknowledgement()
            }
        }
    }

    /// Waits for the next answer of the pipeline.
    private func takeAcknowledgement() throws(HadoopError) {
        let answer = try socket.readDelimited(
            Hadoop_PipelineAcknowledgement.self, byteCountMax: HDFSLimits.operationReplyByteCountMax,
            deadline: socket.network.after(seconds: HDFSLimits.pipelineSeconds))
        if let failure = BlockWriter.blame(answer, nodeCount: nodes.count) { throw failure }
        if answer.sequence < 0 { return }  // a sign of life
        guard let first = inFlight.first, first.sequence == answer.sequence else {
            throw socket.violation("an answer to packet \(answer.sequence)")
        }
        bytesAcknowledged = first.offset + first.dataCount
        pool.giveBack(inFlight.removeFirst())
    }

    /// Which DataNode failed: the last one that complains, since those before it only pass it on; nil when all is well.
    static func blame(_ answer: Hadoop_PipelineAcknowledgement, nodeCount: Int) -> HadoopError? {
        guard let bad = answer.replies.lastIndex(where: { $0 != 0 }) else { return nil }
        let status = answer.replies[bad]
        return HadoopError(
            .refused(status), "a DataNode of the pipeline failed (status \(status))", badNode: min(bad, nodeCount - 1))
    }

    // MARK: Recovery

    /// Sets the pipeline up again without the one that failed, and sends again what not all have.
    private func recover(_ failure: HadoopError) throws(HadoopError) {
        var failure = failure
        while true {
            recoveries += 1
            try leaveOut(failure)
            do {
                try reconnect()
                if inFlight.count == 1, inFlight[0].isLast {
                    // All data was there; setting up again has ended the block.
                    inFlight = []
                    return
                }
                for packet in inFlight { try transmit(packet) }
                return
            } catch {
                if case .remote = error.kind { throw error }
                if error.kind == .unsupported { throw error }
                failure = error
            }
        }
    }

    /// Takes the DataNode that failed out of the pipeline; the first when nobody knows which.
    private func leaveOut(_ failure: HadoopError) throws(HadoopError) {
        let bad = failure.badNode ?? 0
        // A connection that ended after a long pause says nothing about the nodes: the first time, all are kept.
        let isPause = failure.badNode == nil && recoveries == 1
        if !isPause, bad < nodes.count {
            dataNodes.failed(nodes[bad], failure, calls.path)
            nodes.remove(at: bad)
            if bad < storageTypes.count { storageTypes.remove(at: bad) }
            if bad < storageIDs.count { storageIDs.remove(at: bad) }
        }
        guard !nodes.isEmpty, recoveries <= HDFSLimits.recoveriesMax else {
            throw HadoopError(
                .connection,
                "all DataNodes that a block was being written to failed, the last one: \(failure.description)")
        }
    }

    private func reconnect() throws(HadoopError) {
        block.block.numBytes = UInt64(bytesAcknowledged)
        let renewed = try calls.updateBlockForPipeline(block.block)
        var asked = block
        asked.blockToken = renewed.blockToken
        let isClosing = inFlight.count == 1 && inFlight[0].isLast
        socket = try BlockWriter.connect(
            asked, nodes, storageTypes, dataNodes, calls.clientName, pool,
            stage: isClosing ? .closeRecovery : .streamingRecovery, acknowledged: bytesAcknowledged, sent: bytesSent,
            generation: renewed.block.generationStamp)
        var new = block.block
        new.generationStamp = renewed.block.generationStamp
        try calls.updatePipeline(from: block.block, to: new, nodes: nodes.map(\.id), storageIDs: storageIDs)
        block.block = new
        block.blockToken = renewed.blockToken
    }
}
