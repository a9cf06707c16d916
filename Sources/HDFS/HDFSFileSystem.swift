// SPDX-License-Identifier: Apache-2.0

public import Files
public import Logging
import SwiftProtobuf
import Threads

/// Hadoop's distributed file system under `hdfs:`, spoken by Hadoop's own protocols. Finds the active NameNode of a
/// highly available one by itself. Thread-safe; its methods wait in the thread that calls them, each within a deadline.
///
/// Source: Apache Hadoop 2.7 to 3.4, ClientNamenodeProtocol.proto and datatransfer.proto.
public final class HDFSFileSystem: FileSystem {
    public static let scheme = "hdfs"

    private let settings: HadoopSettings
    private let network: any HadoopNetwork
    private let logger: Logger
    private let dataNodes: DataNodes
    private let servers = Lock<[NameService: Server]>([:])

    /// One HDFS.
    private struct Server {
        let client: NameNodeClient
        let leases: LeaseRenewer
        var defaults: Hadoop_ServerDefaults?
    }

    public convenience init(_ settings: HadoopSettings, logger: Logger) {
        self.init(settings, network: SystemNetwork(), logger: logger)
    }

    init(_ settings: HadoopSettings, network: any HadoopNetwork, logger: Logger) {
        self.settings = settings
        self.network = network
        self.logger = logger
        dataNodes = DataNodes(settings, network: network, logger: logger)
    }

    /// Makes `hdfs:` known to a session, with the settings that it has when such a path is first used.
    public static func register(with fileSystems: FileSystems, logger: Logger) {
        fileSystems.register(scheme) { HDFSFileSystem(HadoopSettings($0), logger: logger) }
    }

    public var scheme: String { Self.scheme }

    // MARK: Looking

    public func status(_ path: String) throws(FileError) -> FileStatus {
        try with(path, "read") { (place, server) throws(HadoopError) in
            guard let status = try server.client.status(place.source) else { throw missing(path) }
            return Self.status(status, path: path)
        }
    }

    public func list(_ path: String) throws(FileError) -> [FileStatus] {
        let parent = path.hasSuffix("/") ? path : path + "/"
        let found = try with(path, "list") { (place, server) throws(HadoopError) in
            guard let entries = try server.client.list(place.source) else { throw missing(path) }
            return entries
        }
        // A file is listed as itself, without a name.
        if found.count == 1, found[0].path.isEmpty {
            throw FileError(.notDirectory, path: path, "cannot list \(path): it is no folder")
        }
        return found.map { Self.status($0, path: parent + String(decoding: $0.path, as: UTF8.self)) }
    }

    public func layout(_ path: String) throws(FileError) -> FileLayout {
        try with(path, "locate") { (place, server) throws(HadoopError) in
            Self.layout(try server.client.blockLocations(place.source))
        }
    }

    public func open(_ path: String) throws(FileError) -> any InputFile {
        try with(path, "open") { (place, server) throws(HadoopError) in
            _ = try defaults(server, place)
            let located = try server.client.blockLocations(place.source)
            return try HDFSInputFile(path: path, source: place.source, located, server.client, dataNodes)
        }
    }

    // MARK: Changing

    public func create(_ path: String) throws(FileError) -> any OutputFile {
        let replication = try settings.replication(path: path)
        let blockSize = try settings.blockByteCount(path: path)
        let permission = 0o666 & ~(try settings.umask(path: path))
        let checksum = try settings.checksum(path: path)
        let chunk = try settings.chunkByteCount(path: path)
        return try with(path, "create") { (place, server) throws(HadoopError) in
            let defaults = try self.defaults(server, place)
            let layout = try HDFSOutputFile.Layout(
                defaults, blockByteCount: blockSize, checksum: checksum, chunkByteCount: chunk)
            let request = Hadoop_CreateRequest.with {
                $0.source = place.source
                $0.masked.permission = permission
                $0.clientName = server.client.clientName
                $0.createFlag = 1
                $0.createParent = false
                $0.replication = replication.map { UInt32($0) } ?? defaults.replication
                $0.blockSize = UInt64(layout.blockByteCount)
            }
            let lease = try server.leases.begin()
            let status = try server.client.call("create", request, reply: Hadoop_CreateReply.self).status
            let calls = FileCalls(client: server.client, source: place.source, path: path, fileID: status.fileID)
            return HDFSOutputFile(calls, layout, dataNodes, lease)
        }
    }

    public func makeDirectories(_ path: String) throws(FileError) {
        let permission = 0o777 & ~(try settings.umask(path: path))
        try with(path, "make the folder") { (place, server) throws(HadoopError) in
            do throws(HadoopError) {
                guard try server.client.makeDirectories(place.source, permission: permission) else {
                    throw HadoopError(.violation, "the NameNode did not make it and did not say why")
                }
            } catch {
                // What exists and is in the way is a file.
                guard error.remoteClass == "FileAlreadyExistsException" else { throw error }
                throw HadoopError(.remote("ParentNotDirectoryException"), error.description)
            }
        }
    }

    public func rename(_ from: String, to: String) throws(FileError) {
        let target = try HDFSPath(to)
        let service = try settings.service(for: target.authority, path: to)
        try with(from, "rename") { (place, server) throws(HadoopError) in
            guard server.client.service == service else {
                throw HadoopError(.unsupported, "\(to) is on another server: copy, then delete")
            }
            try server.client.rename(place.source, to: target.source)
        }
    }

    public func delete(_ path: String, recursive: Bool) throws(FileError) {
        try with(path, "delete") { (place, server) throws(HadoopError) in
            guard try server.client.delete(place.source, recursive: recursive) else { throw missing(path) }
        }
    }

    // MARK: Servers

    private func with<Result>(
        _ path: String, _ operation: String, _ body: (HDFSPath, Server) throws(HadoopError) -> Result
    ) throws(FileError) -> Result {
        let place = try HDFSPath(path)
        let server = try server(place)
        do { return try body(place, server) } catch {
            throw error.fileError(operation, path, user: server.client.user)
        }
    }

    private func server(_ place: HDFSPath) throws(FileError) -> Server {
        let service = try settings.service(for: place.authority, path: place.text)
        return servers.withLock { servers in
            if let known = servers[service] { return known }
            let client = NameNodeClient(service, user: settings.user, network: network, logger: logger)
            let made = Server(client: client, leases: LeaseRenewer(client, logger: logger))
            servers[service] = made
            return made
        }
    }

    /// What the server writes by when nothing else is said; asked for once. One that wants data encrypted is an error.
    private func defaults(_ server: Server, _ place: HDFSPath) throws(HadoopError) -> Hadoop_ServerDefaults {
        if let known = server.defaults { return known }
        let reply = try server.client.call(
            "getServerDefaults", Hadoop_GetServerDefaultsRequest(), reply: Hadoop_GetServerDefaultsReply.self)
        if reply.defaults.encryptDataTransfer {
            throw HadoopError(
                .unsupported,
                "the server encrypts data transfer by SASL (dfs.encrypt.data.transfer), which Martlet does not speak")
        }
        servers.withLock { servers in servers[server.client.service]?.defaults = reply.defaults }
        return reply.defaults
    }
}

private func missing(_ path: String) -> HadoopError {
    HadoopError(.remote("java.io.FileNotFoundException"), "no such file or folder")
}

extension HDFSOutputFile.Layout {
    /// Bytes of a packet's header, at most.
    private static let headerByteCount = 33

    /// What is nil is as the server has it.
    init(
        _ defaults: Hadoop_ServerDefaults, blockByteCount: Int?, checksum: ChunkChecksum? = nil,
        chunkByteCount: Int? = nil
    ) throws(HadoopError) {
        let chunk = chunkByteCount ?? Int(defaults.bytesPerChecksum)
        let block = blockByteCount ?? Int(clamping: defaults.blockSize)
        guard (1...HDFSLimits.chunkByteCountMax).contains(chunk), block % chunk == 0,
            (1...HDFSLimits.blockByteCountMax).contains(block)
        else {
            throw HadoopError(
                .unsupported, "blocks of \(block) bytes with checksums of \(chunk) each: a multiple is needed")
        }
        let wanted = min(Int(defaults.writePacketSize), HDFSLimits.packetByteCountMax)
        let chunks = max(1, (wanted - Self.headerByteCount) / (chunk + 4))
        let usual = defaults.hasChecksumType ? ChunkChecksum(rawValue: defaults.checksumType) : nil
        self.init(
            blockByteCount: block, checksum: checksum ?? usual ?? .crc32c, chunkByteCount: chunk,
            packetByteCount: min(chunks * chunk, block))
    }
}

// What NameNodes say, in the terms of file systems.
extension HDFSFileSystem {
    static func status(_ status: Hadoop_FileStatus, path: String) -> FileStatus {
        let isDirectory = status.fileType == 1
        return FileStatus(
            path: path, isDirectory: isDirectory, byteCount: isDirectory ? 0 : Int(clamping: status.length),
            layout: status.hasLocations ? layout(status.locations) : nil,
            attributes: FileAttributes(
                permission: Int(status.permission.permission & 0o1777), owner: status.owner, group: status.group,
                modifiedMillis: Int(clamping: status.modificationTime), replication: Int(status.replication)))
    }

    /// Hosts by name and by address: executors may know themselves by either.
    static func layout(_ located: Hadoop_LocatedBlocks) -> FileLayout {
        FileLayout(
            blocks: located.blocks.map { block in
                let start = Int(clamping: block.offset)
                let (end, overflow) = start.addingReportingOverflow(Int(clamping: block.block.numBytes))
                var hosts: [String] = []
                for node in block.locations {
                    for name in [node.id.hostName, node.id.ipAddress] where !hosts.contains(name) { hosts.append(name) }
                }
                return FileLayout.Block(range: start..<(overflow ? Int.max : end), hosts: hosts)
            })
    }
}
