// SPDX-License-Identifier: Apache-2.0

import Files
import Martlet
import Testing

/// Rows of a session saved in blocks and read again.
@Suite struct BlockFileTests {
    private func withSession(_ body: (Session, String) throws -> Void) throws {
        var options = SessionOptions(master: "local[2]")
        let fileSystem = MemoryFileSystem()
        options.fileSystems = ["memory": { _ in fileSystem }]
        let session = try Session(options)
        defer { session.stop() }
        try body(session, "memory:///saved")
    }

    @Test func `rows come back typed`() throws {
        try withSession { session, folder in
            let rows = (0..<1_000).map { Pair($0, "row \($0)") }
            try session.parallelize(rows, partitions: 3).saveAsObjectFile(folder + "/rows")
            let read: RDD<Pair<Int, String>> = try session.objectFile(folder + "/rows")
            #expect(read.partitionCount == 3)
            #expect(try read.collect() == rows)
            let error = #expect(throws: MartletError.self) {
                _ = try session.objectFile(folder + "/rows", of: Int.self)
            }
            #expect("\(try #require(error))".contains("holds rows of (int, string), not of int"))
        }
    }

    @Test func `records of fixed length`() throws {
        try withSession { session, folder in
            try session.parallelize(["swift", "owlet"], partitions: 1).saveAsTextFile(folder + "/lines")
            let read = try session.binaryRecords(folder + "/lines/part-00000", recordLength: 6).collect()
            #expect(read.map { Array($0.bytes) } == ["swift\n", "owlet\n"].map { Array($0.utf8) })
        }
    }
}
