// SPDX-License-Identifier: Apache-2.0

import Files
import Glibc
import Testing

@Suite struct FileSystemTests {
    private func expect(_ kind: FileError.Kind, _ body: () throws(FileError) -> Void) {
        do {
            try body()
            Issue.record("expected \(kind)")
        } catch {
            #expect(error.kind == kind, "\(error)")
        }
    }

    private func put(_ fileSystem: any FileSystem, _ path: String, _ text: String) throws {
        let file = try fileSystem.create(path)
        try Array(text.utf8).withUnsafeBytes { try file.write($0) }
        try file.close()
    }

    private func text(_ fileSystem: any FileSystem, _ path: String) throws -> String {
        let file = try fileSystem.open(path)
        var bytes = [UInt8](repeating: 0, count: file.byteCount)
        let count = bytes.isEmpty ? 0 : try bytes.withUnsafeMutableBytes { try file.read(at: 0, into: $0) }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    private func check(_ fileSystem: any FileSystem, _ root: String) throws {
        try fileSystem.makeDirectories(root + "/a/b/c")
        try fileSystem.makeDirectories(root + "/a/b/c")
        #expect(try fileSystem.status(root + "/a/b").isDirectory)
        try put(fileSystem, root + "/a/one", "1")
        try put(fileSystem, root + "/a/two", "22")
        let two = try fileSystem.status(root + "/a/two")
        #expect(two.path == root + "/a/two" && !two.isDirectory && two.byteCount == 2)
        #expect(try fileSystem.list(root + "/a").map(\.path).sorted() == ["b", "one", "two"].map { root + "/a/" + $0 })
        expect(.alreadyExists) { () throws(FileError) in _ = try fileSystem.create(root + "/a/one") }
        expect(.notFound) { () throws(FileError) in _ = try fileSystem.create(root + "/missing/one") }
        expect(.notFound) { () throws(FileError) in _ = try fileSystem.open(root + "/missing") }
        expect(.isDirectory) { () throws(FileError) in _ = try fileSystem.open(root + "/a") }
        expect(.notFound) { () throws(FileError) in _ = try fileSystem.status(root + "/missing") }
        expect(.notFound) { () throws(FileError) in _ = try fileSystem.list(root + "/missing") }
        expect(.notDirectory) { () throws(FileError) in _ = try fileSystem.list(root + "/a/one") }
        expect(.notDirectory) { () throws(FileError) in try fileSystem.makeDirectories(root + "/a/one/x") }

        expect(.alreadyExists) { () throws(FileError) in try fileSystem.rename(root + "/a/one", to: root + "/a/two") }
        expect(.alreadyExists) { () throws(FileError) in try fileSystem.rename(root + "/a/b", to: root + "/a/two") }
        try fileSystem.rename(root + "/a/one", to: root + "/a/b/c/three")
        #expect(try text(fileSystem, root + "/a/b/c/three") == "1")
        expect(.notFound) { () throws(FileError) in try fileSystem.rename(root + "/a/one", to: root + "/a/four") }
        try fileSystem.rename(root + "/a/b", to: root + "/a/d")
        #expect(try text(fileSystem, root + "/a/d/c/three") == "1")

        expect(.alreadyExists) { () throws(FileError) in try fileSystem.delete(root + "/a", recursive: false) }
        try fileSystem.delete(root + "/a/two", recursive: false)
        try fileSystem.delete(root + "/a", recursive: true)
        expect(.notFound) { () throws(FileError) in try fileSystem.delete(root + "/a", recursive: true) }

        do {
            let file = try fileSystem.create(root + "/unfinished")
            try [1].withUnsafeBytes { try file.write($0) }
        }
        expect(.notFound) { () throws(FileError) in _ = try fileSystem.status(root + "/unfinished") }
        #expect(try fileSystem.layout(root + "/x") == .anywhere)
    }

    @Test func `the local disk and its twin behave alike`() throws {
        let folder = TemporaryFolder()
        try check(LocalFileSystem.shared, folder.path)
        try check(LocalFileSystem.shared, "file:" + folder.path)
        try check(LocalFileSystem.shared, "file://" + folder.path)
        try check(MemoryFileSystem(), "/root")
        try check(MemoryFileSystem(), "memory:/root")
    }

    @Test func `deleting a folder does not follow links`() throws {
        let folder = TemporaryFolder()
        try folder.put("kept/file", "x")
        try LocalFileSystem.shared.makeDirectories(folder.path + "/gone")
        #expect(symlink(folder.path + "/kept", folder.path + "/gone/link") == 0)
        try LocalFileSystem.shared.delete(folder.path + "/gone", recursive: true)
        #expect(try text(LocalFileSystem.shared, folder.path + "/kept/file") == "x")
    }

    @Test func `paths find their file system by scheme`() throws {
        let systems = FileSystems()
        systems.register(MemoryFileSystem(scheme: "twin"))
        #expect(try systems.resolve("twin:/x").scheme == "twin")
        #expect(try systems.resolve("TWIN://host/x").scheme == "twin")
        for path in ["/x", "x", "file:/x", "file:///x", "./a:b", "C:/x", "a/b:c"] {
            #expect(try systems.resolve(path).scheme == "file", "\(path)")
        }
        do {
            _ = try systems.resolve("s3a://bucket/x")
            Issue.record("s3a is not known")
        } catch {
            #expect(error.kind == .unsupportedScheme)
            #expect(error.description.contains("s3a:") && error.description.contains("file:"))
        }
    }

    @Test func `a device is no input`() {
        expect(.invalidArgument) { () throws(FileError) in _ = try LocalFileSystem.shared.open("/dev/null") }
    }
}
