// SPDX-License-Identifier: Apache-2.0

import Files
import Testing

@Suite struct PartitionFinderTests {
    private let fileSystem = MemoryFileSystem(scheme: "table")
    private let systems = FileSystems()

    init() { systems.register(fileSystem) }

    private func find(_ paths: [String], isRecursive: Bool = false) throws -> TableFiles {
        try InputPlanner(systems).tableFiles(of: paths, isRecursive: isRecursive)
    }

    private func put(_ paths: [String]) { for path in paths { fileSystem.put(path, [1, 2, 3]) } }

    @Test func `folders give values`() throws {
        put([
            "/t/k=1/n=a%2Fb/part-0", "/t/k=1/n=__HIVE_DEFAULT_PARTITION__/part-0", "/t/k=2/n=/part-0", "/t/_SUCCESS",
            "/t/k=1/.hidden/x", "/t/_temporary/k=3/n=4/x",
        ])
        let found = try find(["table:/t"])
        #expect(found.partitionNames == ["k", "n"])
        #expect(found.files.map(\.partitionValues) == [["1", nil], ["1", "a/b"], ["2", nil]])
        #expect(found.byteCount == 9)
        // What is named itself gives no values.
        #expect(try find(["table:/t/k=1/n=*"]).partitionNames == [])
        #expect(try find(["table:/t/k=1"]).partitionNames == ["n"])
        #expect(try find(["table:/t"], isRecursive: true).partitionNames == [])
        #expect(try find(["table:/t/{k=1,k=2}"]).files.count == 3)
    }

    @Test func `other folders are passed over unless asked for`() throws {
        put(["/t/a", "/t/sub/b", "/t/sub/deep/c"])
        let found = try find(["table:/t"])
        #expect(found.files.map(\.status.name) == ["a"] && found.foldersSkipped == ["table:/t/sub"])
        #expect(try find(["table:/t"], isRecursive: true).files.map(\.status.name) == ["a", "b", "c"])
        #expect(throws: FileError.self) { try find(["table:/nowhere"]) }
        #expect(throws: FileError.self) { try find(["table:/t/*.csv"]) }
        // A comma is part of a name.
        put(["/t/x,y"])
        #expect(try find(["table:/t/x,y"]).files.count == 1)
    }

    @Test func `folders of different names are refused`() throws {
        put(["/t/k=1/a", "/t/j=1/b"])
        #expect(throws: FileError.self) { try find(["table:/t"]) }
        put(["/u/a", "/u/k=1/b"])
        #expect(throws: FileError.self) { try find(["table:/u"]) }
    }

    @Test func `small files share a task and large ones are cut`() throws {
        for (name, bytes) in [("a", 10), ("b", 250), ("c", 10), ("d.gz", 250), ("e", 0)] {
            fileSystem.put("/g/\(name)", [UInt8](repeating: 0, count: bytes))
        }
        let table = try find(["table:/g"])
        func groups(_ isSplittable: Bool) throws -> [[String]] {
            try InputPlanner(systems).groups(of: table, byteCount: 100, openByteCount: 5, isSplittable: isSplittable)
                .map {
                    $0.splits.map { "\($0.path.suffix(1)) \($0.start) \($0.byteCount)" }
                }
        }
        #expect(
            try groups(true) == [
                ["a 0 10"], ["b 0 100"], ["b 100 100"], ["b 200 50", "c 0 10"], ["z 0 250"], ["e 0 0"],
            ])
        #expect(try groups(false) == [["a 0 10"], ["b 0 250"], ["c 0 10"], ["z 0 250"], ["e 0 0"]])
    }
}
