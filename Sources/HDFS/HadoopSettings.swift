// SPDX-License-Identifier: Apache-2.0

public import Files
import Glibc

/// What Hadoop's configuration says about file systems, under Hadoop's own keys.
public struct HadoopSettings: Hashable, Sendable {
    static let defaultPort = 8_020
    /// The key under which the driver's user travels to executors.
    public static let userKey = "martlet.hadoop.user"

    public var values: [String: String]

    public init(_ values: [String: String]) { self.values = values }

    /// Who asks: as HADOOP_USER_NAME says, else the owner of the process.
    public static var processUser: String {
        if let name = getenv("HADOOP_USER_NAME").map({ String(cString: $0) }), !name.isEmpty { return name }
        if let entry = getpwuid(geteuid()) { return String(cString: entry.pointee.pw_name) }
        return getenv("USER").map { String(cString: $0) } ?? "uid\(geteuid())"
    }

    var user: String { values[Self.userKey] ?? Self.processUser }

    func text(_ key: String) -> String? {
        guard let value = values[key], !value.isEmpty else { return nil }
        return value
    }

    private func list(_ key: String) -> [String] {
        (values[key] ?? "").split(whereSeparator: { $0 == "," || $0.isWhitespace }).map(String.init)
    }

    /// The NameNodes that `authority` of a path stands for: a name service, a host with or without a port, or, when it
    /// is empty, the default file system. A host that is one of a name service's stands for all of them.
    func service(for authority: String, path: String) throws(FileError) -> NameService {
        if let kind = text("hadoop.security.authentication"), kind.lowercased() != "simple" {
            throw FileError(
                .failed, path: path,
                "cannot open \(path): hadoop.security.authentication is '\(kind)', and Martlet knows 'simple' only")
        }
        var authority = authority
        if authority.isEmpty {
            let standard = text("fs.defaultFS") ?? text("fs.default.name") ?? ""
            guard standard.hasPrefix("hdfs://") else {
                throw FileError(
                    .invalidArgument, path: path,
                    "cannot open \(path): it names no server, and fs.defaultFS is "
                        + (standard.isEmpty ? "not set" : "'\(standard)'")
                        + ": write hdfs://server/path, or set spark.hadoop.fs.defaultFS or HADOOP_CONF_DIR")
            }
            authority = String(standard.dropFirst("hdfs://".count).prefix { $0 != "/" })
        }
        let services = try nameServices(path)
        if let service = services.first(where: { $0.name == authority }) { return service }
        guard let node = NameService.Node(authority) else {
            throw FileError(.invalidArgument, path: path, "cannot open \(path): '\(authority)' is no host:port")
        }
        return services.first { $0.nodes.contains(node) } ?? NameService(name: authority, nodes: [node])
    }

    /// The addresses behind an authority, for tests.
    package func nodes(of authority: String) throws(FileError) -> [String] {
        try service(for: authority, path: "hdfs://\(authority)/").nodes.map(\.description)
    }

    /// All that `dfs.nameservices` lists.
    private func nameServices(_ path: String) throws(FileError) -> [NameService] {
        var services: [NameService] = []
        for name in list("dfs.nameservices") {
            let identifiers = list("dfs.ha.namenodes." + name)
            let keys =
                identifiers.isEmpty
                ? ["dfs.namenode.rpc-address." + name] : identifiers.map { "dfs.namenode.rpc-address.\(name).\($0)" }
            var nodes: [NameService.Node] = []
            for key in keys {
                guard let address = text(key) else { continue }
                guard let node = NameService.Node(address) else {
                    throw FileError(.invalidArgument, path: path, "\(key) is '\(address)', which is no host:port")
                }
                nodes.append(node)
            }
            if !nodes.isEmpty { services.append(NameService(name: name, nodes: nodes)) }
        }
        return services
    }

    // MARK: How files are written and read

    /// Copies of each block; nil = as the server has it.
    func replication(path: String) throws(FileError) -> Int? {
        try number("dfs.replication", 1...HDFSLimits.replicationMax, path)
    }

    /// Bytes of a block; nil = as the server has it.
    func blockByteCount(path: String) throws(FileError) -> Int? {
        let range = HDFSLimits.blockByteCountMin...HDFSLimits.blockByteCountMax
        if let size = try number("dfs.blocksize", range, path) { return size }
        return try number("dfs.block.size", range, path)
    }

    /// How what is written is checked; nil = as the server has it.
    func checksum(path: String) throws(FileError) -> ChunkChecksum? {
        guard let name = text("dfs.checksum.type") else { return nil }
        switch name.uppercased() {
        case "CRC32C": return .crc32c
        case "CRC32": return .crc32
        case "NULL": return ChunkChecksum.none
        default:
            throw FileError(
                .invalidArgument, path: path, "dfs.checksum.type is '\(name)': CRC32C, CRC32 and NULL are possible")
        }
    }

    /// Bytes of a checksum; nil = as the server has it.
    func chunkByteCount(path: String) throws(FileError) -> Int? {
        try number("dfs.bytes-per-checksum", 1...HDFSLimits.chunkByteCountMax, path)
    }

    /// Permissions that new files and folders lack.
    func umask(path: String) throws(FileError) -> UInt32 {
        guard let value = text("fs.permissions.umask-mode") else { return 0o022 }
        guard let mask = UInt32(value, radix: 8), mask <= 0o777 else {
            throw FileError(
                .invalidArgument, path: path, "fs.permissions.umask-mode is '\(value)': three octal digits are meant")
        }
        return mask
    }

    /// Names and addresses of the host that this process runs on, in lower case; replicas there come first.
    var localHosts: Set<String> { Set(list(FileSystems.hostKey).map { $0.lowercased() }) }

    /// Whether DataNodes are dialled by their names, for networks where their addresses are hidden.
    var usesHostNames: Bool { text("dfs.client.use.datanode.hostname")?.lowercased() == "true" }

    /// A number, with `k`, `m`, `g`, `t` behind it where it counts bytes.
    private func number(_ key: String, _ range: ClosedRange<Int>, _ path: String) throws(FileError) -> Int? {
        guard let value = text(key) else { return nil }
        var digits = value.lowercased()
        var factor = 1
        let units: [Character: Int] = ["k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40]
        if let last = digits.last, let unit = units[last] {
            factor = unit
            digits.removeLast()
        }
        guard let number = Int(digits) else {
            throw FileError(.invalidArgument, path: path, "\(key) is '\(value)', which is no number")
        }
        let (product, overflow) = number.multipliedReportingOverflow(by: factor)
        guard !overflow, range.contains(product) else {
            throw FileError(
                .invalidArgument, path: path,
                "\(key) is '\(value)': \(range.lowerBound) to \(range.upperBound) are possible")
        }
        return product
    }
}
