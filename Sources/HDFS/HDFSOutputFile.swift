// SPDX-License-Identifier: Apache-2.0

import Files
import SwiftProtobuf

/// A file that is being written, block after block. Holds the packets on their way in memory and nothing else.
final class HDFSOutputFile: OutputFile {
    struct Layout {
        let blockByteCount: Int
        let checksum: ChunkChecksum
        let chunkByteCount: Int
        /// Data of a packet, a multiple of the chunk size.
        let packetByteCount: Int
    }

    let path: String
    private let calls: FileCalls
    private let layout: Layout
    private let dataNodes: DataNodes
    private let lease: LeaseRenewer.Lease
    private var writer: BlockWriter?
    /// The last block that is whole.
    private var last: Hadoop_ExtendedBlock?
    private let pool: PacketPool
    /// What is gathered for the next packet.
    private var packet: Packet?
    private var isOpen = true

    init(_ calls: FileCalls, _ layout: Layout, _ dataNodes: DataNodes, _ lease: LeaseRenewer.Lease) {
        path = calls.path
        self.calls = calls
        self.layout = layout
        self.dataNodes = dataNodes
        self.lease = lease
        pool = PacketPool(
            capacity: layout.packetByteCount, checksum: layout.checksum, chunkByteCount: layout.chunkByteCount)
    }

    deinit { discard() }

    func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let room = min(layout.packetByteCount, layout.blockByteCount - (writer?.byteCount ?? 0))
            let packet = self.packet ?? pool.take()
            self.packet = packet
            let count = min(rest.count, room - packet.dataCount)
            packet.append(UnsafeRawBufferPointer(rebasing: rest.prefix(count)))
            rest = rest.dropFirst(count)
            if packet.dataCount == room { try told("write to") { () throws(HadoopError) in try sendPacket() } }
        }
    }

    func close() throws(FileError) {
        guard isOpen else { return }
        do {
            try told("write to") { () throws(HadoopError) in
                try sendPacket()
                try endBlock()
                try calls.complete(last: last)
            }
        } catch {
            discard()
            throw error
        }
        isOpen = false
        lease.end()
    }

    func discard() {
        guard isOpen else { return }
        isOpen = false
        writer = nil
        lease.end()
        let request = Hadoop_DeleteRequest.with {
            $0.source = calls.source
            $0.recursive = false
        }
        // What cannot be deleted now goes with the job's temporary folder.
        _ = try? calls.client.call("delete", request, reply: Hadoop_ResultReply.self)
    }

    private func told<Result>(
        _ operation: String, _ body: () throws(HadoopError) -> Result
    ) throws(FileError) -> Result {
        do { return try body() } catch { throw error.fileError(operation, path, user: calls.client.user) }
    }

    private func sendPacket() throws(HadoopError) {
        guard let packet else { return }
        if writer == nil { try beginBlock() }
        guard let writer else { return }
        self.packet = nil
        try writer.send(packet)
        if writer.byteCount == layout.blockByteCount { try endBlock() }
    }

    /// Asks for a block and sets up its pipeline; DataNodes that fail at that are left out of the next.
    private func beginBlock() throws(HadoopError) {
        var excluded: [Hadoop_DatanodeInfo] = []
        var failure: HadoopError?
        for _ in 0..<HDFSLimits.pipelineTriesMax {
            let block: Hadoop_LocatedBlock
            do { block = try calls.addBlock(previous: last, excluded: excluded) } catch {
                // With all that work left out, what they said tells more.
                throw failure.map { HadoopError(error.kind, "\(error.description); before: \($0.description)") }
                    ?? error
            }
            do {
                writer = try BlockWriter(block, calls: calls, dataNodes: dataNodes, pool: pool)
                return
            } catch {
                failure = error
                if let bad = error.badNode, bad < block.locations.count {
                    dataNodes.failed(block.locations[bad], error, path)
                    excluded.append(block.locations[bad])
                }
                try calls.abandon(block.block)
            }
        }
        throw HadoopError(
            .connection,
            "no pipeline of DataNodes could be set up in \(HDFSLimits.pipelineTriesMax) tries; the last: "
                + "\(failure?.description ?? "")")
    }

    private func endBlock() throws(HadoopError) {
        guard let writer else { return }
        last = try writer.finish()
        self.writer = nil
    }
}
