// SPDX-License-Identifier: Apache-2.0

import SwiftProtobuf

/// Reads a part of one block from one DataNode, packet by packet, and checks it. The DataNode sends ahead of what is
/// read, as far as the connection's window goes. One thread.
final class BlockReader {
    let node: Hadoop_DatanodeInfo
    /// The connection was there before: that it is closed says nothing about the DataNode as long as nothing has come.
    let isConnectionUsed: Bool
    private let socket: HadoopSocket
    /// Where the connection goes when all has come.
    private let nodes: DataNodes?
    private let readSeconds: Double
    private var format: Format?
    /// Of the first byte that was asked for, in the block.
    let start: Int
    /// Of the next byte that `read` gives, in the block.
    private(set) var position: Int
    let end: Int
    /// The checksums and the data of a packet.
    private var packet = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    /// What of it is not taken yet.
    private var rest = 0..<0
    /// Behind the bytes of `packet` in the block.
    private var received = 0
    private var isFinished = false

    /// As the DataNode's answer says.
    private struct Format {
        let checksum: ChunkChecksum
        let chunkByteCount: Int
    }

    /// Asks `node` for `range` of a block, over a connection that is there already when `reuses` and one is; the answer
    /// is awaited with the first byte that is read.
    convenience init(
        _ block: Hadoop_LocatedBlock, range: Range<Int>, from node: Hadoop_DatanodeInfo, nodes: DataNodes,
        clientName: String, isAlone: Bool, reuses: Bool
    ) throws(HadoopError) {
        let used = reuses ? try nodes.idleConnection(node) : nil
        let socket: HadoopSocket
        if let used { socket = used } else { socket = try nodes.connect(node) }
        let operation = Hadoop_ReadBlockOperation.with {
            $0.header = clientHeader(block, clientName)
            $0.offset = UInt64(range.lowerBound)
            $0.length = UInt64(range.count)
            $0.sendChecksums = true
        }
        self.init(socket, range: range, from: node, nodes: nodes, isAlone: isAlone, isConnectionUsed: used != nil)
        try socket.write(
            DataTransfer.request(.read, operation), deadline: socket.network.after(seconds: readSeconds))
    }

    /// Reads what was asked for over `socket`.
    init(
        _ socket: HadoopSocket, range: Range<Int>, from node: Hadoop_DatanodeInfo, nodes: DataNodes? = nil,
        isAlone: Bool, isConnectionUsed: Bool = false
    ) {
        self.socket = socket
        self.node = node
        self.nodes = nodes
        self.isConnectionUsed = isConnectionUsed
        readSeconds = isAlone ? HDFSLimits.readSecondsAlone : HDFSLimits.readSecondsBeforeNext
        start = range.lowerBound
        position = range.lowerBound
        end = range.upperBound
    }

    deinit { packet.deallocate() }

    /// Whether anything has come.
    var hasBegun: Bool { format != nil }

    /// The answer to the request, before the first packet.
    private func begin() throws(HadoopError) -> Format {
        let reply = try DataTransfer.reply(socket, socket.network.after(seconds: readSeconds))
        let info = reply.readChecksumInfo
        guard let checksum = ChunkChecksum(rawValue: info.checksum.type) else {
            throw socket.violation("checksums of kind \(info.checksum.type)")
        }
        let chunkByteCount = Int(info.checksum.bytesPerChecksum)
        guard checksum == .none || (1...HDFSLimits.chunkByteCountMax).contains(chunkByteCount) else {
            throw socket.violation("checksums of \(chunkByteCount) bytes each")
        }
        // The first packet begins with the chunk that holds the first byte wanted.
        guard info.chunkOffset <= UInt64(start) else {
            throw socket.violation("bytes from \(info.chunkOffset) on instead of \(start)")
        }
        received = Int(info.chunkOffset)
        let format = Format(checksum: checksum, chunkByteCount: chunkByteCount)
        self.format = format
        return format
    }

    /// As many bytes as there are at once, at least one; 0 at the end of the range.
    func read(into target: UnsafeMutableRawBufferPointer) throws(HadoopError) -> Int {
        var count = 0
        while rest.isEmpty, count == 0 {
            if position == end { return 0 }
            count = try nextPacket(target)
        }
        if count == 0 {
            count = min(target.count, rest.count)
            target.copyMemory(from: UnsafeRawBufferPointer(rebasing: packet[rest.prefix(count)]))
            rest = rest.dropFirst(count)
            position += count
        }
        if position == end { finish() }
        return count
    }

    /// Reads over `count` bytes.
    func skip(_ count: Int) throws(HadoopError) {
        var left = count
        while left > 0 {
            if rest.isEmpty { _ = try nextPacket(nil) }
            let step = min(left, rest.count)
            rest = rest.dropFirst(step)
            position += step
            left -= step
        }
    }

    /// Takes the next packet: straight into `target` when all of it is wanted and fits, for which it gives the number
    /// of bytes; else into `packet`, for which it gives 0.
    private func nextPacket(_ target: UnsafeMutableRawBufferPointer?) throws(HadoopError) -> Int {
        let format = if let format { format } else { try begin() }
        let deadline = socket.network.after(seconds: readSeconds)
        let head = try DataTransfer.packetHead(socket, deadline)
        let dataCount = head.dataCount
        let chunks = format.checksum == .none ? 0 : (dataCount + format.chunkByteCount - 1) / format.chunkByteCount
        let sumsCount = chunks * format.checksum.byteCount
        guard head.bodyByteCount == sumsCount + dataCount else {
            throw socket.violation("a packet of \(head.bodyByteCount) bytes with \(dataCount) of data")
        }
        guard !head.isLast, dataCount > 0, head.offset == Int64(received) else {
            throw socket.violation("a packet at \(head.offset) instead of \(received)")
        }
        if packet.count < head.bodyByteCount {
            packet.deallocate()
            packet = .allocate(byteCount: head.bodyByteCount, alignment: 16)
        }
        let sums = UnsafeMutableRawBufferPointer(rebasing: packet[..<sumsCount])
        // Of the first packet, what lies before the first byte wanted is too much; of the last, what lies behind.
        let first = max(0, position - received)
        let last = min(dataCount, end - received)
        var data = UnsafeMutableRawBufferPointer(rebasing: packet[sumsCount..<head.bodyByteCount])
        var isStraight = false
        if let target, first == 0, last == dataCount, dataCount <= target.count {
            data = UnsafeMutableRawBufferPointer(rebasing: target[..<dataCount])
            isStraight = true
        }
        try socket.read(sums, deadline: deadline)
        // The next packet begins as this one did.
        let ahead = PacketHead.lengthsByteCount + PacketHead.usualByteCount + sumsCount
        try socket.read(data, ahead: ahead, deadline: deadline)
        try check(format, UnsafeRawBufferPointer(sums), UnsafeRawBufferPointer(data))
        received += dataCount
        if isStraight {
            position += dataCount
            return dataCount
        }
        rest = first < last ? sumsCount + first..<sumsCount + last : 0..<0
        return 0
    }

    private func check(
        _ format: Format, _ sums: UnsafeRawBufferPointer, _ data: UnsafeRawBufferPointer
    ) throws(HadoopError) {
        guard let sums = sums.baseAddress,
            let wrong = format.checksum.firstWrong(data, each: format.chunkByteCount, sums)
        else { return }
        throw HadoopError(
            .corrupt,
            "the replica on \(socket.peer) is corrupt: wrong checksum at byte "
                + "\(received + wrong * format.chunkByteCount) of its block")
    }

    /// Tells the DataNode that all is well, which it waits for a short time; the connection is free for another block.
    private func finish() {
        guard !isFinished else { return }
        isFinished = true
        let deadline = socket.network.after(seconds: HDFSLimits.dataConnectSeconds)
        do {
            let head = try DataTransfer.packetHead(socket, deadline)
            guard head.isLast, head.bodyByteCount == 0 else { return }
            let status = Hadoop_ClientReadStatus.with { $0.status = DataTransfer.checksumIsRight }
            try socket.write(delimited(status), deadline: deadline)
            nodes?.keep(socket, to: node)
        } catch {
            // The bytes are here and checked.
        }
    }
}
