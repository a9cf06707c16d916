// SPDX-License-Identifier: Apache-2.0

import Files
import Glibc
import Testing

private let systems = FileSystems()

@Suite struct InputPlannerTests {
    /// A file system of its own scheme with the given files, all of one length.
    private func register(_ scheme: String, _ names: [String], byteCount: Int = 10) -> MemoryFileSystem {
        let fileSystem = MemoryFileSystem(scheme: scheme)
        for name in names { fileSystem.put(name, [UInt8](repeating: 0x61, count: byteCount)) }
        systems.register(fileSystem)
        return fileSystem
    }

    private func names(_ paths: [String], _ scheme: String) throws(FileError) -> [String] {
        try InputPlanner(systems).splits(of: paths, partitionsMin: 1).map {
            String($0.path.dropFirst(scheme.count + 1))
        }
    }

    @Test func `files, folders, patterns and lists name files in order`() throws {
        _ = register(
            "plan",
            [
                "/d/b", "/d/a", "/d/_hidden", "/d/.hidden", "/d/_sub/c", "/s/sub/c", "/e/a1.txt", "/e/a2.txt",
                "/e/b1.txt", "/e/[x]",
                "/f/g/h1/x", "/f/g/h2/x",
            ])
        func names(_ paths: String...) throws -> [String] { try self.names(paths, "plan") }
        #expect(try names("plan:/d/b") == ["/d/b"])
        #expect(try names("plan:/d") == ["/d/a", "/d/b"])
        #expect(try names("plan:/d/") == ["/d/a", "/d/b"])
        #expect(try names("plan:/d/_hidden") == ["/d/_hidden"])
        #expect(try names("plan:/d/*") == ["/d/a", "/d/b"])
        #expect(try names("plan:/s/*") == ["/s/sub/c"])
        #expect(try names("plan:/e/a?.txt") == ["/e/a1.txt", "/e/a2.txt"])
        #expect(try names("plan:/e/[ab]1.txt") == ["/e/a1.txt", "/e/b1.txt"])
        #expect(try names("plan:/e/[^a]1.*") == ["/e/b1.txt"])
        #expect(try names("plan:/e/[!a-a]1.*") == ["/e/b1.txt"])
        #expect(try names("plan:/e/{a1,b1}.txt") == ["/e/a1.txt", "/e/b1.txt"])
        #expect(try names("plan:/{d,e}/{a,a{1,2}.txt,none}") == ["/d/a", "/e/a1.txt", "/e/a2.txt"])
        #expect(try names("plan:/e/\\[x\\]") == ["/e/[x]"])
        #expect(try names("plan:/f/*/h?") == ["/f/g/h1/x", "/f/g/h2/x"])
        #expect(try names("plan:/f/*/*/x") == ["/f/g/h1/x", "/f/g/h2/x"])
        #expect(try names("plan:/d/b,plan:/d/a") == ["/d/b", "/d/a"])
        #expect(try names("plan:/d/b", "plan:/d/a") == ["/d/b", "/d/a"])
        #expect(try names("plan:/d/a,plan:/d/a") == ["/d/a", "/d/a"])
        #expect(try names("plan:/e/*1*") == ["/e/a1.txt", "/e/b1.txt"])
        #expect(try names("plan:/e/*a*t*x*") == ["/e/a1.txt", "/e/a2.txt"])
    }

    @Test func `what names nothing is an error with the name`() throws {
        _ = register("none", ["/d/a"])
        func kind(_ path: String) -> FileError.Kind? {
            do {
                _ = try InputPlanner(systems).splits(of: [path], partitionsMin: 1)
                return nil
            } catch {
                #expect(path.isEmpty || error.description.contains(path), "\(error)")
                return error.kind
            }
        }
        #expect(kind("none:/missing") == .notFound)
        #expect(kind("none:/d/x*") == .notFound)
        #expect(kind("none:/{x,y}") == .notFound)
        #expect(kind("none:/d/[a") == .invalidArgument)
        #expect(kind("none:/d/{a") == .invalidArgument)
        #expect(kind("nowhere:/d") == .unsupportedScheme)
        #expect(kind("") == .invalidArgument)
        #expect(kind("/{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}") == .invalidArgument)
        let fileSystem = register("closed", ["/d/a"])
        fileSystem.setFault { operation, _ in operation == .list ? 13 : 0 }
        #expect(kind("closed:/d") == .permissionDenied)
    }

    @Test func `folders within a folder are an error that names the first, or are read too`() throws {
        _ = register("deep", ["/d/y/2", "/d/x/1", "/d/x/w/0", "/d/_x/h", "/e/b", "/e/a/c", "/e/.h/c"])
        for (path, words) in [
            ("deep:/d", "only folders, the first is x"), ("deep:/e", "besides files, the first is a"),
        ] {
            for plan in [
                { try InputPlanner(systems).splits(of: [path], partitionsMin: 1).count },
                { try InputPlanner(systems).wholeFiles(of: [path], partitionsMin: 1).count },
            ] {
                do {
                    _ = try plan()
                    Issue.record("\(path) was read")
                } catch let error as FileError {
                    #expect(error.kind == .isDirectory && error.description.contains(words), "\(error)")
                    #expect(error.description.contains("recursiveFileLookup"))
                }
            }
        }
        let all = try InputPlanner(systems).splits(of: ["deep:/d", "deep:/e"], partitionsMin: 1, isRecursive: true)
        #expect(all.map(\.path) == ["deep:/d/x/1", "deep:/d/x/w/0", "deep:/d/y/2", "deep:/e/a/c", "deep:/e/b"])
        let groups = try InputPlanner(systems).wholeFiles(of: ["deep:/d"], partitionsMin: 1, isRecursive: true)
        #expect(groups.flatMap(\.files).count == 3)
    }

    @Test func `folders that hold themselves end`() throws {
        let folder = TemporaryFolder()
        try folder.put("a/f", "x\n")
        symlink(folder.path + "/a", folder.path + "/a/again")
        #expect(throws: FileError.self) {
            try InputPlanner(systems).splits(of: [folder.path], partitionsMin: 1, isRecursive: true)
        }
    }

    @Test func `names of compressed files say how they are compressed`() throws {
        _ = register("packed", ["/e/a.ZST", "/f/a.lz4", "/g/a.snappy", "/h/a.xz", "/i/a.zip"])
        let kinds = ["e": "Zstandard", "f": "LZ4", "g": "Snappy", "h": "xz", "i": "zip"]
        for (folder, name) in kinds {
            do {
                _ = try InputPlanner(systems).splits(of: ["packed:/\(folder)"], partitionsMin: 1)
                Issue.record("\(name) was read")
            } catch {
                #expect(error.kind == .malformed && error.description.contains("compressed with \(name)"), "\(error)")
            }
        }
    }

    @Test func `an empty folder has no splits and an empty file has one`() throws {
        let fileSystem = register("empty", ["/d/a"], byteCount: 0)
        try fileSystem.makeDirectories("/e")
        #expect(try InputPlanner(systems).splits(of: ["empty:/e"], partitionsMin: 4).isEmpty)
        #expect(try InputPlanner(systems).splits(of: ["empty:/d"], partitionsMin: 4).map(\.byteCount) == [0])
    }

    @Test(arguments: [0, 1, 2, 3, 7, 10, 95, 100, 1000])
    func `splits cover each file once and are as many as asked for`(_ partitionsMin: Int) throws {
        let fileSystem = register("cover\(partitionsMin)", ["/d/a", "/d/b", "/d/z.gz"], byteCount: 95)
        fileSystem.setHosts("/d/a", ["h1", "h2"])
        let splits = try InputPlanner(systems).splits(of: ["cover\(partitionsMin):/d"], partitionsMin: partitionsMin)
        for name in ["a", "b", "z.gz"] {
            let own = splits.filter { $0.path.hasSuffix("/" + name) }
            var end = 0
            for split in own {
                #expect(split.start == end && split.byteCount > 0 && split.fileByteCount == 95)
                #expect(split.compression == (name == "z.gz" ? .gzip : .none))
                #expect(split.hosts == (name == "a" ? ["h1", "h2"] : []))
                end = split.start + split.byteCount
            }
            #expect(end == 95)
            if name == "z.gz" { #expect(own.count == 1) }
        }
        // Two of three files are split, and a rest of up to a tenth is not a split of its own.
        if partitionsMin <= 95 { #expect(splits.count >= partitionsMin * 2 / 3) }
    }

    @Test func `no split is longer than the limit but for a rest of a tenth`() throws {
        // A length without the bytes: sizes come from the status alone.
        let limit = FilesLimits.splitByteCountMax
        systems.register(SizedFileSystem(byteCount: 3 * limit + limit / 20))
        let splits = try InputPlanner(systems).splits(of: ["sized:/f"], partitionsMin: 1)
        #expect(splits.map(\.byteCount) == [limit, limit, limit + limit / 20])
        systems.register(SizedFileSystem(byteCount: 3 * limit + limit / 5))
        #expect(
            try InputPlanner(systems).splits(of: ["sized:/f"], partitionsMin: 1).map(\.byteCount) == [
                limit, limit, limit, limit / 5,
            ])
    }

    @Test func `splits follow the blocks of a file and their hosts`() throws {
        let blocks = [0..<100, 100..<200, 200..<250].enumerated().map { index, range in
            FileLayout.Block(range: range, hosts: ["h\(index)"])
        }
        systems.register(SizedFileSystem(byteCount: 250, blocks: blocks, scheme: "blocks"))
        let few = try InputPlanner(systems).splits(of: ["blocks:/f"], partitionsMin: 1)
        #expect(few.map(\.byteCount) == [100, 100, 50])
        #expect(few.map(\.hosts) == [["h0"], ["h1"], ["h2"]])
        // Where more are wanted, each goes to the block that holds most of it.
        let many = try InputPlanner(systems).splits(of: ["blocks:/f"], partitionsMin: 4)
        #expect(many.map(\.byteCount) == [62, 62, 62, 64])
        #expect(many.map(\.hosts) == [["h0"], ["h0"], ["h1"], ["h2"]])
        let whole = try InputPlanner(systems).wholeFiles(of: ["blocks:/f"], partitionsMin: 1)
        #expect(whole.map(\.hosts) == [["h0"]])
    }
}

/// Says of every path that it is a file of one length.
private struct SizedFileSystem: FileSystem {
    let byteCount: Int
    var blocks: [FileLayout.Block] = []
    var scheme = "sized"

    func status(_ path: String) -> FileStatus { FileStatus(path: path, isDirectory: false, byteCount: byteCount) }
    func layout(_ path: String) -> FileLayout { FileLayout(blocks: blocks) }
    func list(_ path: String) throws(FileError) -> [FileStatus] { throw refusal(path) }
    func open(_ path: String) throws(FileError) -> any InputFile { throw refusal(path) }
    func create(_ path: String) throws(FileError) -> any OutputFile { throw refusal(path) }
    func makeDirectories(_ path: String) throws(FileError) { throw refusal(path) }
    func rename(_ from: String, to: String) throws(FileError) { throw refusal(from) }
    func delete(_ path: String, recursive: Bool) throws(FileError) { throw refusal(path) }

    private func refusal(_ path: String) -> FileError { FileError(.failed, path: path, "only sizes here: \(path)") }
}
