// SPDX-License-Identifier: Apache-2.0

import Files
import Glibc
import HDFS
import Logging
import Threads

/// A real, highly available HDFS on this machine, started once for all tests by the script that MARTLET_MINIHDFS names
/// (scripts/test sets it), and ended with the process.
struct MiniHDFS: Sendable {
    static let isThere = variable("MARTLET_MINIHDFS") != nil
    static let name = "mini"

    let folder: String
    let settings: HadoopSettings

    /// Starts it at the first call.
    static func shared() throws -> MiniHDFS {
        try started.withLock { known in
            if let known { return known }
            let made = try MiniHDFS()
            known = made
            return made
        }
    }

    private static let started = Lock<MiniHDFS?>(nil)

    private init() throws {
        if let folder = variable("MARTLET_HDFS_DIR") {
            // One that a developer keeps running.
            self.folder = folder
        } else {
            var template = Array("\(variable("TMPDIR") ?? "/tmp")/martlet-hdfs-XXXXXX".utf8CString)
            guard let made = mkdtemp(&template) else { throw Failure(text: "no temporary folder") }
            folder = String(cString: made)
            folderToEnd = folder
            atexit { MiniHDFS.end() }
            try Self.run("up --ha --datanodes 3 --owner \(getpid()) \(folder) >\(folder)/up.log 2>&1", folder)
        }
        settings = HadoopSettings(try HadoopConfiguration.read(directory: folder + "/conf/client"))
    }

    struct Failure: Error { let text: String }

    private static func run(_ arguments: String, _ folder: String) throws {
        let status = system("python3 \(variable("MARTLET_MINIHDFS")!) \(arguments)")
        guard status == 0 else { throw Failure(text: "minihdfs \(arguments): status \(status), see \(folder)/log") }
    }

    private static func end() { try? run("down \(folderToEnd) >/dev/null 2>&1 && rm -rf \(folderToEnd)", folderToEnd) }

    /// SIGKILL for servers: `nn1`, `dn2`, …
    func kill(_ roles: String...) throws {
        try Self.run("kill \(folder) \(roles.joined(separator: " ")) >/dev/null", folder)
    }

    /// Starts servers again and waits until the whole serves as before: a DataNode takes seconds to come back.
    func start(_ roles: String...) throws {
        try Self.run("start \(folder) \(roles.joined(separator: " ")) >/dev/null", folder)
        try Self.run("ready \(folder) >/dev/null", folder)
    }

    /// Hadoop's own tool; whether it succeeds.
    func tool(_ arguments: String) -> Bool {
        (try? Self.run("hdfs \(folder) \(arguments) >\(folder)/tool.log 2>&1", folder)) != nil
    }

    /// A file system with settings of its own on top.
    func fileSystem(_ changed: [String: String] = [:]) -> HDFSFileSystem {
        var settings = settings
        for (key, value) in changed { settings.values[key] = value }
        return HDFSFileSystem(settings, logger: Logger(label: "hdfs"))
    }

    /// The process number of a server.
    func process(_ role: String) throws -> pid_t {
        let file = try LocalFileSystem.shared.open("\(folder)/run/\(role).pid")
        var bytes = [UInt8](repeating: 0, count: file.byteCount)
        _ = try bytes.withUnsafeMutableBytes { try file.read(at: 0, into: $0) }
        guard let number = pid_t(String(decoding: bytes, as: UTF8.self).filter(\.isNumber)) else {
            throw Failure(text: "no process number of \(role)")
        }
        return number
    }

    /// Whether what the servers tell one another comes true within a minute.
    func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
        for _ in 0..<600 {
            if try condition() { return true }
            usleep(100_000)
        }
        return false
    }

    /// `nn1` or `nn2`: the one that answers as active.
    func active() throws -> String {
        for _ in 0..<600 {
            for role in ["nn1", "nn2"] where tool("haadmin -getServiceState \(role)") {
                let file = try LocalFileSystem.shared.open("\(folder)/tool.log")
                var bytes = [UInt8](repeating: 0, count: file.byteCount)
                _ = try bytes.withUnsafeMutableBytes { try file.read(at: 0, into: $0) }
                if String(decoding: bytes, as: UTF8.self).contains("active") { return role }
            }
            usleep(100_000)
        }
        throw Failure(text: "no NameNode became active")
    }
}

/// For `atexit`, which takes no closure with a context; written once before it is registered.
nonisolated(unsafe) private var folderToEnd = ""

func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
