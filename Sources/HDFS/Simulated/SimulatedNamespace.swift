// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import SwiftProtobuf

/// What a NameNode's calls about files and folders do.
extension SimulatedState {
    private static func parent(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    private static func missing(_ path: String) -> SimulatedException {
        SimulatedException("java.io.FileNotFoundException", "File does not exist: \(path)")
    }

    private static func exists(_ path: String) -> SimulatedException {
        SimulatedException("org.apache.hadoop.fs.FileAlreadyExistsException", "\(path) already exists")
    }

    // MARK: Looking

    func fileInfo(_ request: Hadoop_GetFileInfoRequest) -> Hadoop_GetFileInfoReply {
        .with { if let node = nodes[request.source] { $0.status = status(node, name: "") } }
    }

    /// Two entries a page.
    func listing(_ request: Hadoop_GetListingRequest) -> Hadoop_GetListingReply {
        guard let node = nodes[request.source] else { return Hadoop_GetListingReply() }
        if case .file = node {
            return .with {
                $0.listing.partialListing = [status(node, name: "")]
                $0.listing.remainingEntries = 0
            }
        }
        let prefix = request.source == "/" ? "/" : request.source + "/"
        let after = String(decoding: request.startAfter, as: UTF8.self)
        let names = nodes.keys.compactMap { path -> String? in
            guard path.hasPrefix(prefix), path.count > prefix.count else { return nil }
            let name = String(path.dropFirst(prefix.count))
            return name.contains("/") || name <= after ? nil : name
        }.sorted()
        return .with {
            $0.listing.partialListing = names.prefix(2).map { status(nodes[prefix + $0]!, name: $0) }
            $0.listing.remainingEntries = UInt32(max(0, names.count - 2))
        }
    }

    private func status(_ node: Node, name: String) -> Hadoop_FileStatus {
        .with {
            $0.path = Data(name.utf8)
            $0.permission.permission = 0o755
            $0.owner = "simulated"
            $0.group = "simulated"
            $0.modificationTime = 1
            $0.fileType = 1
            $0.length = 0
            guard case .file(let file) = node else { return }
            $0.fileType = 2
            $0.length = UInt64(file.blocks.reduce(0) { $0 + (blocks[$1]?.byteCount ?? 0) })
            $0.replication = UInt32(file.replication)
            $0.fileID = file.id
        }
    }

    func locations(
        _ request: Hadoop_GetBlockLocationsRequest
    ) throws(SimulatedException) -> Hadoop_GetBlockLocationsReply {
        guard let node = nodes[request.source] else { throw SimulatedState.missing(request.source) }
        guard case .file(let file) = node else {
            throw SimulatedException("java.io.FileNotFoundException", "Path is not a file: \(request.source)")
        }
        var offset: UInt64 = 0
        var located: [Hadoop_LocatedBlock] = []
        for id in file.blocks {
            let block = self.located(id, offset)
            located.append(block)
            offset += block.block.numBytes
        }
        return .with {
            $0.locations.fileLength = offset
            $0.locations.blocks = located
        }
    }

    func located(_ id: UInt64, _ offset: UInt64) -> Hadoop_LocatedBlock {
        let block = blocks[id] ?? Block(generation: 0, nodes: [])
        return .with {
            $0.block.poolID = "pool"
            $0.block.blockID = id
            $0.block.generationStamp = block.generation
            $0.block.numBytes = UInt64(block.byteCount)
            $0.offset = offset
            $0.corrupt = false
            $0.blockToken.identifier = Data()
            $0.blockToken.password = Data()
            $0.blockToken.kind = ""
            $0.blockToken.service = ""
            $0.locations = block.nodes.map { node in
                .with {
                    $0.id.ipAddress = SimulatedState.address(node)
                    $0.id.hostName = SimulatedState.host(node)
                    $0.id.datanodeUuid = "uuid-\(node)"
                    $0.id.transferPort = UInt32(SimulatedState.transferPort)
                }
            }
            $0.storageTypes = block.nodes.map { _ in 1 }
            $0.storageIds = block.nodes.map { "storage-\($0)" }
        }
    }

    // MARK: Changing

    mutating func makeFolders(_ request: Hadoop_MkdirsRequest) throws(SimulatedException) -> Hadoop_ResultReply {
        var folders: [String] = []
        var path = request.source
        while path != "/" {
            if case .file? = nodes[path] {
                throw SimulatedException("org.apache.hadoop.fs.ParentNotDirectoryException", "\(path) is a file")
            }
            folders.append(path)
            path = SimulatedState.parent(path)
        }
        for folder in folders { nodes[folder] = .folder }
        return .with { $0.result = true }
    }

    mutating func rename(_ request: Hadoop_RenameRequest) throws(SimulatedException) {
        let (source, target) = (request.source, request.target)
        guard nodes[source] != nil else { throw SimulatedState.missing(source) }
        if nodes[target] != nil { throw SimulatedState.exists(target) }
        guard case .folder? = nodes[SimulatedState.parent(target)] else {
            throw SimulatedState.missing(SimulatedState.parent(target))
        }
        for (path, node) in nodes where path == source || path.hasPrefix(source + "/") {
            nodes[path] = nil
            nodes[target + path.dropFirst(source.count)] = node
        }
    }

    mutating func delete(_ request: Hadoop_DeleteRequest) throws(SimulatedException) -> Hadoop_ResultReply {
        guard nodes[request.source] != nil else { return .with { $0.result = false } }
        let within = nodes.keys.filter { $0.hasPrefix(request.source + "/") }
        if !within.isEmpty, !request.recursive {
            throw SimulatedException(
                "org.apache.hadoop.fs.PathIsNotEmptyDirectoryException", "\(request.source) is non empty")
        }
        for path in within + [request.source] {
            if case .file(let file)? = nodes[path] { for id in file.blocks { forget(id) } }
            nodes[path] = nil
        }
        return .with { $0.result = true }
    }

    private mutating func forget(_ block: UInt64) {
        blocks[block] = nil
        for node in replicas.indices { replicas[node][block] = nil }
    }

    // MARK: Files that are written

    mutating func create(_ request: Hadoop_CreateRequest) throws(SimulatedException) -> Hadoop_CreateReply {
        if nodes[request.source] != nil { throw SimulatedState.exists(request.source) }
        guard case .folder? = nodes[SimulatedState.parent(request.source)] else {
            throw SimulatedState.missing(SimulatedState.parent(request.source))
        }
        let node = Node.file(
            File(
                id: nextNumber(), holder: request.clientName, replication: Int(request.replication),
                blockByteCount: Int(request.blockSize)))
        nodes[request.source] = node
        return .with { $0.status = status(node, name: "") }
    }

    /// The file that `client` writes.
    private mutating func open(
        _ path: String, _ id: UInt64, _ client: String
    ) throws(SimulatedException) -> File {
        guard case .file(var file)? = nodes[path], file.id == id else {
            throw SimulatedException(
                "org.apache.hadoop.hdfs.server.namenode.LeaseExpiredException",
                "No lease on \(path): File does not exist")
        }
        if file.holder != nil, happens(.lostLease) {
            file.holder = "another"
            nodes[path] = .file(file)
        }
        guard file.holder == nil || file.holder == client else {
            throw SimulatedException(
                "org.apache.hadoop.hdfs.server.namenode.LeaseExpiredException",
                "No lease on \(path): another is the lease holder")
        }
        return file
    }

    /// Takes the length of a block that its client says is whole.
    private mutating func commit(_ block: Hadoop_ExtendedBlock, of file: File) throws(SimulatedException) {
        guard file.blocks.last == block.blockID, let known = blocks[block.blockID],
            known.generation == block.generationStamp
        else {
            violations.append("block \(block.blockID) of generation \(block.generationStamp) is not the last one")
            throw SimulatedException("java.io.IOException", "unknown block \(block.blockID)")
        }
        blocks[block.blockID]?.byteCount = Int(block.numBytes)
        for node in known.nodes {
            let replica = replicas[node][block.blockID]
            if replica?.isFinal != true || replica?.generation != known.generation
                || replica?.bytes.count != Int(block.numBytes)
            {
                violations.append("the replica of block \(block.blockID) on DataNode \(node) is not whole")
            }
        }
    }

    mutating func addBlock(_ request: Hadoop_AddBlockRequest) throws(SimulatedException) -> Hadoop_AddBlockReply {
        var file = try open(request.source, request.fileID, request.clientName)
        if file.holder == nil { throw SimulatedState.missing(request.source) }
        // The call has come before, and its answer was lost: the block is there and empty.
        let before = request.hasPrevious ? request.previous.blockID : nil
        if let last = file.blocks.last, last != before, blocks[last]?.byteCount == 0,
            file.blocks.dropLast().last == before
        {
            return .with { $0.block = located(last, offset(of: last, file)) }
        }
        if request.hasPrevious {
            try commit(request.previous, of: file)
        } else if !file.blocks.isEmpty {
            violations.append("a block of \(request.source) without the one before")
        }
        if request.hasPrevious, happens(.lateBlockReport) {
            throw SimulatedException(
                "org.apache.hadoop.hdfs.server.namenode.NotReplicatedYetException", "Not replicated yet")
        }
        let excluded = Set(request.excluded.map(\.id.datanodeUuid))
        var candidates = replicas.indices.filter { !excluded.contains("uuid-\($0)") }
        if candidates.isEmpty {
            throw SimulatedException("java.io.IOException", "could only be replicated to 0 nodes")
        }
        let first = pick(candidates.count)
        candidates = Array(candidates[first...] + candidates[..<first])
        let id = nextNumber()
        blocks[id] = Block(generation: nextNumber(), nodes: Array(candidates.prefix(file.replication)))
        file.blocks.append(id)
        nodes[request.source] = .file(file)
        return .with { $0.block = located(id, offset(of: id, file)) }
    }

    private func offset(of id: UInt64, _ file: File) -> UInt64 {
        UInt64(file.blocks.prefix { $0 != id }.reduce(0) { $0 + (blocks[$1]?.byteCount ?? 0) })
    }

    mutating func abandonBlock(_ request: Hadoop_AbandonBlockRequest) throws(SimulatedException) {
        var file = try open(request.source, request.fileID, request.holder)
        // It may have come before.
        guard file.blocks.last == request.block.blockID else { return }
        file.blocks.removeLast()
        nodes[request.source] = .file(file)
        forget(request.block.blockID)
    }

    mutating func complete(_ request: Hadoop_CompleteRequest) throws(SimulatedException) -> Hadoop_ResultReply {
        var file = try open(request.source, request.fileID, request.clientName)
        // It has come before, and its answer was lost.
        if file.holder == nil { return .with { $0.result = true } }
        if request.hasLast { try commit(request.last, of: file) }
        if happens(.lateBlockReport) { return .with { $0.result = false } }
        file.holder = nil
        nodes[request.source] = .file(file)
        return .with { $0.result = true }
    }

    // MARK: Pipelines that are set up again

    mutating func newGeneration(
        _ request: Hadoop_UpdateBlockForPipelineRequest
    ) throws(SimulatedException) -> Hadoop_UpdateBlockForPipelineReply {
        guard blocks[request.block.blockID] != nil else {
            throw SimulatedException("java.io.IOException", "unknown block \(request.block.blockID)")
        }
        var block = located(request.block.blockID, 0)
        block.block.generationStamp = nextNumber()
        return .with { $0.block = block }
    }

    mutating func updatePipeline(_ request: Hadoop_UpdatePipelineRequest) throws(SimulatedException) {
        let id = request.newBlock.blockID
        guard blocks[id] != nil else { throw SimulatedException("java.io.IOException", "unknown block \(id)") }
        guard let block = blocks[id], block.generation == request.oldBlock.generationStamp,
            request.newBlock.generationStamp > block.generation
        else {
            violations.append("a pipeline of block \(id) from generation \(request.oldBlock.generationStamp)")
            throw SimulatedException("java.io.IOException", "unknown block \(id)")
        }
        if request.storageIds.count != request.newNodes.count {
            violations.append("\(request.storageIds.count) storages of \(request.newNodes.count) DataNodes")
        }
        blocks[id]?.generation = request.newBlock.generationStamp
        blocks[id]?.nodes = request.newNodes.compactMap { Int($0.datanodeUuid.dropFirst(5)) }
    }
}
