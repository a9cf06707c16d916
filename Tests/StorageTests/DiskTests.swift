// SPDX-License-Identifier: Apache-2.0

import Glibc
import Storage
import Testing

/// A new folder under the system's folder for temporary files; removed when it goes.
final class TemporaryFolder {
    let path: String

    init() {
        var template = Array("/tmp/martlet-test-XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)!) }
    }

    deinit { TemporaryFolder.remove(path) }

    var names: [String] { TemporaryFolder.names(path) }

    static func names(_ path: String) -> [String] {
        guard let stream = opendir(path) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    private static func remove(_ path: String) {
        for name in names(path) { remove(path + "/" + name) }
        if unlink(path) != 0 { rmdir(path) }
    }
}

@Suite struct DiskTests {
    private func check(_ disk: any Disk) throws {
        let file = try disk.create("a")
        try [UInt8](0..<100).withUnsafeBytes { try file.append($0) }
        try [UInt8](100..<200).withUnsafeBytes { try file.append($0) }
        #expect(file.byteCount == 200)
        var part = [UInt8](repeating: 0, count: 50)
        try part.withUnsafeMutableBytes { try file.read(at: 75, into: $0) }
        #expect(part == [UInt8](75..<125))
        #expect(throws: StorageError.self) { try part.withUnsafeMutableBytes { try file.read(at: 151, into: $0) } }
        #expect(throws: StorageError.disk(operation: "create", path: disk.path("a"), errorNumber: EEXIST)) {
            try disk.create("a")
        }
        file.close()
        file.close()
        let again = try disk.open("a")
        #expect(again.byteCount == 200)
        try part.withUnsafeMutableBytes { try again.read(at: 150, into: $0) }
        #expect(part == [UInt8](150..<200))
        again.discard()
        #expect(throws: StorageError.disk(operation: "open", path: disk.path("a"), errorNumber: ENOENT)) {
            try disk.open("a")
        }
        #expect(try disk.bytesFree() > 0)
    }

    @Test func `the local disk and its twin behave alike`() throws {
        let folder = TemporaryFolder()
        try check(LocalDisk(directory: folder.path))
        #expect(folder.names.isEmpty)
        let memory = MemoryDisk()
        try check(memory)
        #expect(memory.names.isEmpty && memory.bytesUsed == 0)
    }

    @Test func `a full disk says so and what to try`() throws {
        let disk = MemoryDisk(.init(bytesMax: 150))
        let file = try disk.create("a")
        try [UInt8](repeating: 1, count: 100).withUnsafeBytes { try file.append($0) }
        do {
            try [UInt8](repeating: 1, count: 100).withUnsafeBytes { try file.append($0) }
            Issue.record("the disk is full")
        } catch let error as StorageError {
            #expect(
                error.description
                    == "cannot write to memory:/a: no space left on the disk: "
                    + "free space or set --work-dir (in Python spark.local.dir) to another disk"
            )
        }
        #expect(try disk.bytesFree() == 0)
    }

    @Test func `a slow disk accounts for its time`() throws {
        let disk = MemoryDisk(.init(nanosPerCall: 1000, nanosPerKibibyte: 10))
        let file = try disk.create("a")
        try [UInt8](repeating: 1, count: 2048).withUnsafeBytes { try file.append($0) }
        #expect(disk.takeDelay() == 2020)
        #expect(disk.takeDelay() == 0)
    }

    @Test func `reads fail and bits flip as often as told`() throws {
        let disk = MemoryDisk(.init(failingReadEvery: 2))
        let file = try disk.create("a")
        try [UInt8](repeating: 0, count: 64).withUnsafeBytes { try file.append($0) }
        var bytes = [UInt8](repeating: 1, count: 64)
        func read() throws { try bytes.withUnsafeMutableBytes { try file.read(at: 0, into: $0) } }
        try read()
        #expect(throws: StorageError.self) { try read() }
        disk.setFaults(.init(flippingReadEvery: 1))
        try read()
        #expect(bytes.reduce(0) { $0 + $1.nonzeroBitCount } == 1)
    }
}

@Suite struct WorkDirectoryTests {
    @Test func `a work directory is private and goes when it is closed`() throws {
        let folder = TemporaryFolder()
        let work = try WorkDirectory(parent: folder.path)
        #expect(work.path.hasPrefix(folder.path + "/martlet-\(getpid())-"))
        var status = stat()
        #expect(stat(work.path, &status) == 0 && status.st_mode & 0o777 == 0o700)
        let disk = LocalDisk(directory: work.path)
        try [1, 2, 3].withUnsafeBytes { try disk.create("left").append($0) }
        work.close()
        work.close()
        #expect(folder.names.isEmpty)
    }

    @Test func `what a dead process left is removed and what a living one has is not`() throws {
        let folder = TemporaryFolder()
        let living = try WorkDirectory(parent: folder.path)
        let dead = folder.path + "/martlet-1-dead"
        #expect(mkdir(dead, 0o700) == 0 && mkdir(dead + "/within", 0o700) == 0)
        for path in [dead + ".lock", dead + "/within/file"] { close(open(path, O_CREAT | O_WRONLY, 0o600)) }
        #expect(symlink("/", dead + "/link") == 0)
        let foreign = folder.path + "/martlet-notes"
        #expect(mkdir(foreign, 0o700) == 0)
        let second = try WorkDirectory(parent: folder.path)
        var status = stat()
        #expect(stat(dead, &status) != 0 && stat(dead + ".lock", &status) != 0)
        #expect(stat(living.path, &status) == 0 && stat(second.path, &status) == 0 && stat(foreign, &status) == 0)
        #expect(living.path != second.path)
    }

    @Test func `notes of a dead process are read before they go, and stay when nobody reads them`() throws {
        let folder = TemporaryFolder()
        let dead = folder.path + "/martlet-1-dead"
        for path in [dead, dead + "/" + WorkDirectory.notesName] { #expect(mkdir(path, 0o700) == 0) }
        for path in [dead + ".lock", dead + "/\(WorkDirectory.notesName)/a"] {
            close(open(path, O_CREAT | O_WRONLY, 0o600))
        }
        var status = stat()
        let first = try WorkDirectory(parent: folder.path)
        #expect(stat(dead, &status) == 0)
        var read: [String] = []
        let second = try WorkDirectory(parent: folder.path) { notes in
            read.append(notes)
            var status = stat()
            #expect(stat(notes + "/a", &status) == 0)
        }
        #expect(read == [dead + "/" + WorkDirectory.notesName])
        #expect(stat(dead, &status) != 0 && stat(dead + ".lock", &status) != 0)
        first.close()
        second.close()
    }

    @Test func `whoever started a process removes what that process left and nothing else`() throws {
        let folder = TemporaryFolder()
        let living = try WorkDirectory(parent: folder.path)
        for name in ["martlet-7-dead", "martlet-77-dead"] {
            #expect(mkdir(folder.path + "/" + name, 0o700) == 0)
            close(open(folder.path + "/" + name + ".lock", O_CREAT | O_WRONLY, 0o600))
        }
        // Neither waits for a pipe nor takes it for a lock.
        #expect(mkfifo(folder.path + "/martlet-7-pipe.lock", 0o600) == 0)
        WorkDirectory.removeLeftovers(of: 7, in: folder.path)
        WorkDirectory.removeLeftovers(of: getpid(), in: folder.path)
        let name = String(living.path.dropFirst(folder.path.count + 1))
        #expect(
            Set(folder.names) == [
                name, name + ".lock", "martlet-77-dead", "martlet-77-dead.lock", "martlet-7-pipe.lock",
            ])
    }

    @Test func `a folder that does not exist or is a file is refused by name`() throws {
        let folder = TemporaryFolder()
        let missing = folder.path + "/missing"
        #expect(throws: StorageError.workDirectory(path: missing, reason: "it does not exist")) {
            try WorkDirectory(parent: missing)
        }
        let file = folder.path + "/file"
        close(open(file, O_CREAT | O_WRONLY, 0o600))
        #expect(throws: StorageError.workDirectory(path: file, reason: "it is no folder")) {
            try WorkDirectory(parent: file)
        }
    }
}
