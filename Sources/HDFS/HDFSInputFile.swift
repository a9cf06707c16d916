// SPDX-License-Identifier: Apache-2.0

import Files
import SwiftProtobuf

/// A file open for reading. Reads on with one connection as long as the offsets follow one another, and asks for the
/// next block before the present one ends when a file is read through; a replica that fails costs one try.
final class HDFSInputFile: InputFile {
    let path: String
    let byteCount: Int
    private let source: String
    private let client: NameNodeClient
    private let dataNodes: DataNodes
    private var blocks: [Hadoop_LocatedBlock]
    private var reader: BlockReader?
    /// Index of the block that `reader` reads.
    private var readerBlock = 0
    /// Asked for before it is needed: the block behind `readerBlock`.
    private var ahead: BlockReader?
    /// The last block that was asked for ahead.
    private var aheadBlock = 0
    /// A block was read from its first byte to its last, so that the next one will be.
    private var readsThrough = false

    init(
        path: String, source: String, _ located: Hadoop_LocatedBlocks, _ client: NameNodeClient, _ dataNodes: DataNodes
    ) throws(HadoopError) {
        self.path = path
        self.source = source
        self.client = client
        self.dataNodes = dataNodes
        byteCount = Int(clamping: located.fileLength)
        blocks = try HDFSInputFile.checked(located, byteCount)
    }

    /// The blocks one after another, as long as the file.
    private static func checked(
        _ located: Hadoop_LocatedBlocks, _ byteCount: Int
    ) throws(HadoopError) -> [Hadoop_LocatedBlock] {
        if located.hasFileEncryptionInfo {
            throw HadoopError(.unsupported, "it is encrypted at rest, which Martlet does not read")
        }
        if located.hasErasureCodingPolicy {
            throw HadoopError(.unsupported, "it is erasure coded, which Martlet does not read")
        }
        var next = 0
        for block in located.blocks {
            guard block.offset == UInt64(next), block.block.numBytes <= UInt64(Int.max - next) else {
                throw HadoopError(.violation, "the NameNode's blocks of it do not follow one another")
            }
            next += Int(block.block.numBytes)
        }
        // The block that is being written belongs to nobody yet.
        guard next >= byteCount || located.hasLastBlock else {
            throw HadoopError(.violation, "the NameNode's blocks of it have \(next) bytes of \(byteCount)")
        }
        return located.blocks
    }

    func read(at offset: Int, into target: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        guard offset < byteCount, !target.isEmpty else { return 0 }
        do {
            return try readBlock(offset, target)
        } catch {
            throw error.fileError("read", path, user: client.user)
        }
    }

    /// Bytes at `offset` from whichever replica gives them.
    private func readBlock(_ offset: Int, _ target: UnsafeMutableRawBufferPointer) throws(HadoopError) -> Int {
        var tried: Set<String> = []
        var failures: [String] = []
        var round = 1
        var reuses = true
        while true {
            let index = try blockIndex(offset)
            let block = blocks[index]
            let inBlock = offset - Int(block.offset)
            let isReady = isReader(at: index, inBlock) || takeAhead(index, inBlock)
            let untried = dataNodes.inOrder(block.locations.filter { !tried.contains($0.id.datanodeUuid) })
            guard let node = isReady ? reader?.node : untried.first else {
                // All replicas failed: the NameNode may know of others by now.
                guard round < HDFSLimits.readRoundsMax else { throw exhausted(block, failures) }
                dataNodes.network.pause(milliseconds: round * HDFSLimits.readRoundBackoffMillis)
                round += 1
                tried = []
                try locateAgain()
                continue
            }
            do {
                if !isReady {
                    let range = inBlock..<end(of: index, inBlock, target.count)
                    reader = nil
                    reader = try reader(index, range, node, isAlone: untried.count == 1, reuses: reuses)
                    readerBlock = index
                }
                let count = try read(inBlock, target)
                readAhead()
                return count
            } catch {
                let isOldConnection = reader.map { $0.isConnectionUsed && !$0.hasBegun } ?? false
                reader = nil
                ahead = nil
                if isOldConnection, error.kind == .connection {
                    reuses = false
                    continue
                }
                tried.insert(node.id.datanodeUuid)
                failures.append("\(node.id.hostName): \(error.description)")
                dataNodes.failed(node, error, path)
                if error.kind == .corrupt { report(block, node) }
            }
        }
    }

    /// Whether the reader stands at this byte, or so little before it that reading over the gap is cheaper.
    private func isReader(at index: Int, _ inBlock: Int) -> Bool {
        guard let reader, readerBlock == index, inBlock < reader.end else { return false }
        return inBlock >= reader.position && inBlock - reader.position <= HDFSLimits.skipByteCountMax
    }

    /// Puts the reader that was opened ahead in the place of the one that has ended, when it is for this byte.
    private func takeAhead(_ index: Int, _ inBlock: Int) -> Bool {
        guard let next = ahead, index == readerBlock + 1, inBlock == next.position else { return false }
        reader = next
        readerBlock = index
        ahead = nil
        return true
    }

    /// How far to ask: to the end of the block, unless little is wanted and nothing says that more will be.
    private func end(of index: Int, _ inBlock: Int, _ wanted: Int) -> Int {
        let end = blockEnd(index)
        let goesOn = reader.map { readerBlock == index && inBlock == $0.end } ?? false
        if goesOn || readsThrough || wanted > HDFSLimits.shortReadByteCount { return end }
        return min(end, inBlock + HDFSLimits.shortRangeByteCount)
    }

    private func blockEnd(_ index: Int) -> Int {
        min(Int(blocks[index].block.numBytes), byteCount - Int(blocks[index].offset))
    }

    private func reader(
        _ index: Int, _ range: Range<Int>, _ node: Hadoop_DatanodeInfo, isAlone: Bool, reuses: Bool
    ) throws(HadoopError) -> BlockReader {
        try BlockReader(
            blocks[index], range: range, from: node, nodes: dataNodes, clientName: client.clientName,
            isAlone: isAlone, reuses: reuses)
    }

    private func read(_ inBlock: Int, _ target: UnsafeMutableRawBufferPointer) throws(HadoopError) -> Int {
        guard let reader else { return 0 }
        try reader.skip(inBlock - reader.position)
        let count = try reader.read(into: target)
        if count == 0 { throw HadoopError(.violation, "the block ended too early") }
        return count
    }

    /// Asks for the next block shortly before the end of this one, when the file is read through. One that cannot be
    /// had so is asked for when its turn comes.
    private func readAhead() {
        guard let reader, reader.end == blockEnd(readerBlock) else { return }
        if reader.start == 0, reader.position == reader.end { readsThrough = true }
        let next = readerBlock + 1
        guard readsThrough, aheadBlock != next, reader.end - reader.position <= HDFSLimits.readAheadByteCount,
            blocks.indices.contains(next), blockEnd(next) > 0,
            let node = dataNodes.inOrder(blocks[next].locations).first
        else { return }
        aheadBlock = next
        do {
            let isAlone = blocks[next].locations.count == 1
            ahead = try self.reader(next, 0..<blockEnd(next), node, isAlone: isAlone, reuses: true)
        } catch {
            dataNodes.failed(node, error, path)
        }
    }

    /// The block that holds the byte at `offset`.
    private func blockIndex(_ offset: Int) throws(HadoopError) -> Int {
        var low = 0
        var high = blocks.count
        while low < high {
            let middle = (low + high) / 2
            if Int(blocks[middle].offset) <= offset { low = middle + 1 } else { high = middle }
        }
        let index = low - 1
        guard index >= 0, offset - Int(blocks[index].offset) < Int(blocks[index].block.numBytes) else {
            throw HadoopError(.violation, "no block of it holds the byte \(offset): it is still being written")
        }
        return index
    }

    private func locateAgain() throws(HadoopError) {
        blocks = try HDFSInputFile.checked(try client.blockLocations(source), byteCount)
        ahead = nil
    }

    private func exhausted(_ block: Hadoop_LocatedBlock, _ failures: [String]) -> HadoopError {
        let reasons = failures.isEmpty ? "no DataNode has it" : failures.suffix(8).joined(separator: "; ")
        return HadoopError(
            .connection, "no replica of block \(block.block.blockID) can be read (\(reasons)); is a DataNode down?")
    }

    /// Lets the NameNode know of a corrupt replica, so that it makes another; reading goes on without.
    private func report(_ block: Hadoop_LocatedBlock, _ node: Hadoop_DatanodeInfo) {
        var bad = block
        bad.locations = [node]
        bad.storageTypes = []
        if let index = block.locations.firstIndex(where: { $0.id.datanodeUuid == node.id.datanodeUuid }) {
            if index < block.storageTypes.count { bad.storageTypes = [block.storageTypes[index]] }
            if index < block.storageIds.count { bad.storageIds = [block.storageIds[index]] }
        }
        let request = Hadoop_ReportBadBlocksRequest.with { $0.blocks = [bad] }
        _ = try? client.call("reportBadBlocks", request, reply: Hadoop_VoidReply.self)
    }
}
