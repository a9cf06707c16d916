// SPDX-License-Identifier: Apache-2.0

import Files
import Glibc
import HDFS
import Testing
import Threads

/// Against a real HDFS with two NameNodes, three JournalNodes and three DataNodes. One after another: some kill
/// servers.
@Suite(.serialized, .enabled(if: MiniHDFS.isThere, "MARTLET_MINIHDFS names no script: scripts/test sets it"))
struct RealTests {
    private let hdfs: MiniHDFS
    private let files: HDFSFileSystem
    private let root = "hdfs://mini/tests"

    init() throws {
        hdfs = try MiniHDFS.shared()
        files = hdfs.fileSystem()
        try? files.delete(root, recursive: true)
        try files.makeDirectories(root)
    }

    @Test func `files and folders are made, listed, moved and deleted`() throws {
        try files.makeDirectories(root + "/a/b/c")
        try files.makeDirectories(root + "/a/b")
        try files.write(root + "/a/one", pattern(10))
        let listed = try files.list(root + "/a").sorted { $0.path < $1.path }
        #expect(listed.map(\.path) == [root + "/a/b", root + "/a/one"])
        #expect(listed.map(\.isDirectory) == [true, false])
        #expect(listed.map(\.byteCount) == [0, 10])
        #expect(try files.status(root + "/a/one").byteCount == 10)

        try files.rename(root + "/a/one", to: root + "/a/b/two")
        #expect(kind { _ = try files.status(root + "/a/one") } == .notFound)
        #expect(kind { try files.rename(root + "/a/one", to: root + "/x") } == .notFound)
        try files.write(root + "/a/one", pattern(5))
        #expect(kind { try files.rename(root + "/a/one", to: root + "/a/b/two") } == .alreadyExists)
        #expect(kind { try files.rename(root + "/a/one", to: "hdfs://other:1/x") } == .failed)
        #expect(kind { _ = try files.create(root + "/a/one") } == .alreadyExists)
        #expect(kind { _ = try files.open(root + "/a") } == .isDirectory)
        #expect(kind { _ = try files.open(root + "/none") } == .notFound)
        #expect(kind { _ = try files.list(root + "/none") } == .notFound)
        #expect(kind { _ = try files.list(root + "/a/one") } == .notDirectory)
        #expect(kind { try files.makeDirectories(root + "/a/one/deep") } == .notDirectory)
        #expect(kind { try files.delete(root + "/a", recursive: false) } == .alreadyExists)
        #expect(kind { try files.delete(root + "/none", recursive: true) } == .notFound)
        try files.delete(root + "/a", recursive: true)
        #expect(try files.list(root).isEmpty)

        do {
            let file = try files.create(root + "/unfinished")
            try pattern(3).withUnsafeBytes { try file.write($0) }
        }
        #expect(kind { _ = try files.status(root + "/unfinished") } == .notFound)
    }

    @Test(arguments: [
        "with space", "per%20cent", "plus+and&", "ünï-日本語-🦅", "*?[x]{y}", String(repeating: "n", count: 255),
    ])
    func `any name that HDFS takes works`(_ name: String) throws {
        let path = root + "/" + name
        try files.write(path, pattern(100))
        #expect(try files.list(root).map(\.path) == [path])
        #expect(try files.contents(path) == pattern(100))
        try files.rename(path, to: root + "/plain")
        try files.delete(root + "/plain", recursive: false)
    }

    @Test func `a name that HDFS does not take is refused in the user's terms`() throws {
        #expect(kind { _ = try files.create(root + "/" + String(repeating: "n", count: 300)) } == .invalidArgument)
        #expect(kind { _ = try files.create(root + "/a:b") } == .invalidArgument)
        #expect(kind { _ = try files.status("hdfs:relative") } == .invalidArgument)
    }

    /// Blocks of 1 MiB, packets of 64 512 bytes, checksums of 512.
    @Test(arguments: [0, 1, 511, 512, 513, 64_511, 64_512, 64_513, 1 << 20, (1 << 20) + 1, 3 << 20, 5_000_011])
    func `files of any length come back`(_ count: Int) throws {
        let bytes = pattern(count, seed: UInt64(count + 1))
        try files.write(root + "/f", bytes)
        #expect(try files.status(root + "/f").byteCount == count)
        #expect(try files.contents(root + "/f") == bytes)
        #expect(try files.contents(root + "/f", piece: 3_001) == bytes)
        let layout = try files.layout(root + "/f")
        #expect(layout.blocks.map(\.range.count).reduce(0, +) == count)
        #expect(layout.blocks.allSatisfy { !$0.hosts.isEmpty })
        // Hadoop's own client reads the same.
        #expect(hdfs.tool("dfs -get /tests/f \(hdfs.folder)/copy"))
        #expect(try LocalFileSystem.shared.contents(hdfs.folder + "/copy") == bytes)
        try LocalFileSystem.shared.delete(hdfs.folder + "/copy", recursive: false)
    }

    @Test func `reads may jump`() throws {
        let bytes = pattern(3_000_000)
        try files.write(root + "/f", bytes)
        let file = try files.open(root + "/f")
        var buffer = [UInt8](repeating: 0, count: 1_000)
        for offset in [
            0, 2_999_000, 5, 1_048_576, 1_048_575, 700_000, 700_900, 650_000, 2_999_999, 3_000_000, 9_000_000,
        ] {
            let count = try buffer.withUnsafeMutableBytes { try file.read(at: offset, into: $0) }
            #expect(count > 0 || offset >= bytes.count)
            #expect(Array(buffer.prefix(count)) == Array(bytes.dropFirst(offset).prefix(count)), "at \(offset)")
        }
    }

    @Test func `both kinds of checksums and other sizes are read`() throws {
        let bytes = pattern(2_500_000)
        try LocalFileSystem.shared.write(hdfs.folder + "/local", bytes)
        defer { try? LocalFileSystem.shared.delete(hdfs.folder + "/local", recursive: false) }
        for (index, options) in ["-Ddfs.checksum.type=CRC32", "-Ddfs.bytes-per-checksum=4096"].enumerated() {
            #expect(hdfs.tool("dfs \(options) -put \(hdfs.folder)/local /tests/c\(index)"))
            #expect(try files.contents(root + "/c\(index)") == bytes)
        }
    }

    @Test func `settings say how files are written`() throws {
        let own = hdfs.fileSystem(["dfs.blocksize": "64k", "dfs.replication": "3", "fs.permissions.umask-mode": "077"])
        try own.write(root + "/f", pattern(200_000))
        #expect(try own.layout(root + "/f").blocks.map(\.range.count) == [65_536, 65_536, 65_536, 3_392])
        // A block is whole with one replica; the DataNodes tell of the others within a heartbeat or two.
        #expect(try hdfs.eventually { try own.layout(root + "/f").blocks.allSatisfy { $0.hosts.count == 3 } })
        for (kind, chunk) in [("CRC32", "512"), ("CRC32C", "1000"), ("NULL", "512")] {
            let other = hdfs.fileSystem([
                "dfs.checksum.type": kind, "dfs.bytes-per-checksum": chunk, "dfs.blocksize": "1000k",
            ])
            try other.write(root + "/" + kind, pattern(1_500_001))
            #expect(try files.contents(root + "/" + kind) == pattern(1_500_001))
            #expect(hdfs.tool("dfs -get /tests/\(kind) \(hdfs.folder)/\(kind)"))
            #expect(try LocalFileSystem.shared.contents("\(hdfs.folder)/\(kind)") == pattern(1_500_001))
        }
        #expect(kind { _ = try hdfs.fileSystem(["dfs.checksum.type": "MD5"]).create(root + "/h") } == .invalidArgument)
        let stranger = hdfs.fileSystem([HadoopSettings.userKey: "stranger"])
        #expect(kind { _ = try stranger.open(root + "/f") } == .permissionDenied)
        #expect(kind { _ = try stranger.create(root + "/g") } == .permissionDenied)
        #expect(kind { _ = try hdfs.fileSystem(["dfs.blocksize": "many"]).create(root + "/h") } == .invalidArgument)
        #expect(kind { _ = try hdfs.fileSystem(["dfs.blocksize": "1000000"]).create(root + "/h") } == .failed)
    }

    @Test func `a quota ends a file with a clear error`() throws {
        try files.makeDirectories(root + "/q")
        #expect(hdfs.tool("dfsadmin -setSpaceQuota 3000000 /tests/q"))
        #expect(kind { try files.write(root + "/q/f", pattern(4_000_000)) } == .noSpace)
        #expect(try files.list(root + "/q").isEmpty)
    }

    @Test func `a long folder is listed in pages`() throws {
        try files.makeDirectories(root + "/many")
        let threads = (0..<8).map { number in
            Thread { [files, root] in
                for index in stride(from: number, to: 5_000, by: 8) {
                    try? files.create(root + "/many/\(index)").close()
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(Set(try files.list(root + "/many").map(\.name)) == Set((0..<5_000).map(String.init)))
        try files.delete(root + "/many", recursive: true)
    }

    @Test func `an address, a name service and the default stand for the same`() throws {
        try files.write(root + "/f", pattern(10))
        #expect(try files.status("hdfs:///tests/f").byteCount == 10)
        // One of the two is standby; the settings know its service.
        for role in ["nn1", "nn2"] {
            let address = hdfs.settings.values["dfs.namenode.rpc-address.mini.\(role)"]!
            #expect(try files.status("hdfs://\(address)/tests/f").byteCount == 10)
        }
    }

    /// Threads with one file system, each with a file of its own, and all with one that is there.
    @Test func `many read and write at the same time`() throws {
        let common = pattern(2_500_000, seed: 99)
        try files.write(root + "/common", common)
        let failures = Lock<[String]>([])
        let threads = (0..<8).map { number in
            Thread { [files, root] in
                do {
                    for round in 0..<4 {
                        let path = root + "/own-\(number)-\(round)"
                        let bytes = pattern(700_000 + number * 1_000 + round, seed: UInt64(number * 10 + round + 1))
                        try files.write(path + "~", bytes, piece: 50_000)
                        try files.rename(path + "~", to: path)
                        let isSame = try files.contents(path) == bytes
                        let isCommon = try files.contents(root + "/common", piece: 30_000 + number) == common
                        if !isSame || !isCommon { failures.withLock { $0.append("\(path): other bytes") } }
                    }
                } catch { failures.withLock { $0.append("\(number): \(error)") } }
            }
        }
        for thread in threads { thread.join() }
        #expect(failures.withLock { $0 } == [])
        #expect(try files.list(root).count == 33)
    }

    // MARK: Faults

    @Test func `the active NameNode may die while a file is written and read`() throws {
        let bytes = pattern(6_000_000)
        var killed: String?
        try files.write(root + "/f", bytes) { done in
            guard done >= 2_500_000, killed == nil else { return }
            killed = try hdfs.active()
            try hdfs.kill(killed!)
        }
        #expect(try files.contents(root + "/f") == bytes)
        try hdfs.start(killed!)
        var second: String?
        let read = try files.contents(root + "/f") { done in
            guard done >= 1_500_000, second == nil else { return }
            second = try hdfs.active()
            try hdfs.kill(second!)
        }
        #expect(read == bytes)
        try files.rename(root + "/f", to: root + "/g")
        try hdfs.start(second!)
        #expect(try files.contents(root + "/g") == bytes)
        _ = try hdfs.active()
    }

    @Test func `an active NameNode that hangs is passed over`() throws {
        try files.write(root + "/f", pattern(1_000))
        let active = try hdfs.active()
        let process = try hdfs.process(active)
        Glibc.kill(process, SIGSTOP)
        defer { Glibc.kill(process, SIGCONT) }
        #expect(try files.contents(root + "/f") == pattern(1_000))
        try files.write(root + "/g", pattern(2_000))
        #expect(try files.contents(root + "/g") == pattern(2_000))
        // Woken up, it would find itself fenced and end at some time of the next test.
        try hdfs.kill(active)
        try hdfs.start(active)
    }

    @Test(arguments: ["dn1", "dn2", "dn3"])
    func `a DataNode may die while a file is written and read`(_ role: String) throws {
        let bytes = pattern(6_000_000)
        var isKilled = false
        try files.write(root + "/f", bytes) { done in
            guard done >= 2_300_000, !isKilled else { return }
            isKilled = true
            try hdfs.kill(role)
        }
        #expect(try files.contents(root + "/f") == bytes)
        try hdfs.start(role)
        isKilled = false
        let read = try files.contents(root + "/f") { done in
            guard done >= 300_000, !isKilled else { return }
            isKilled = true
            try hdfs.kill(role)
        }
        #expect(read == bytes)
        try hdfs.start(role)
    }

    @Test func `a corrupt replica costs one try`() throws {
        let bytes = pattern(900_000)
        try files.write(root + "/f", bytes)
        // One byte of every block file of the first DataNode changes.
        let script =
            "for f in $(find \(hdfs.folder)/data/dn1 -name 'blk_*' ! -name '*.meta' -size +100k); do "
            + "printf X | dd of=$f bs=1 seek=70000 conv=notrunc 2>/dev/null; done"
        #expect(system(script) == 0)
        #expect(try files.contents(root + "/f") == bytes)
    }
}
