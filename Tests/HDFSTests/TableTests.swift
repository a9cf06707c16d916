// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files
import Formats
import HDFS
import Logging
import Testing

// One after the other with what stops servers of the same HDFS.
extension RealTests {
    /// Tables in files on a real HDFS.
    @Suite(.serialized)
    struct TableTests {
        private let files: HDFSFileSystem
        private let systems = FileSystems()
        private let root = "hdfs://mini/tables"

        init() throws {
            files = try MiniHDFS.shared().fileSystem()
            systems.register(files)
        }

        @Test(arguments: ["csv", "json"])
        func `a table is committed, found, cut and read`(_ name: String) throws {
            let directory = root + "/" + name
            try? files.delete(directory, recursive: true)
            let format = try FileFormats.standard.make(name, [:])
            let columns = [FileColumn("i", .int64), FileColumn("s", .text)]
            let committer = OutputCommitter(
                directory: directory, fileSystem: files, jobID: "job", suffix: format.fileSuffix, tag: "tag",
                hasFolders: true, hasPartitions: true, mode: .overwrite)
            try committer.begin()
            for partition in 0..<2 {
                let attempt = committer.attemptPath(partition: partition, attempt: 1)
                try files.makeDirectories(attempt + "/k=\(partition)")
                let path = attempt + "/k=\(partition)/" + committer.fileName(partition)
                let writer = try format.makeWriter(columns, try files.create(path), WriteContext())
                let numbers = Column.ints(count: 100_000) { out in for row in 0..<100_000 { out[row] = row } }
                let texts = Column(.string, (0..<100_000).map { .string("text, of row \($0)") })!
                try writer.write(Column.tuple([numbers, texts], count: 100_000))
                try writer.close()
                #expect(try committer.commitTask(partition: partition, attempt: 1))
            }
            try committer.commitJob(partitions: 2)
            let planner = InputPlanner(systems)
            let table = try planner.tableFiles(of: [directory], isRecursive: false)
            #expect(table.partitionNames == ["k"] && table.files.map(\.partitionValues) == [["0"], ["1"]])
            #expect(
                try files.list(directory).map(\.path).sorted()
                    == ["_SUCCESS", "k=0", "k=1"].map { directory + "/" + $0 })
            let groups = try planner.groups(of: table, byteCount: 1 << 20, openByteCount: 1 << 10, isSplittable: true)
            // Blocks have 1 MiB: each group lies somewhere.
            #expect(groups.count > 4 && groups.allSatisfy { !$0.hosts.isEmpty })
            var (rows, sum) = (0, 0)
            for split in groups.flatMap(\.splits) {
                let reader = try format.makeReader(split, columns, wanted: [0], ReadContext(fileSystem: files))
                while let batch = try reader.next() {
                    rows += batch.count
                    for row in 0..<batch.count { sum += batch.children[0].ints[row] }
                }
            }
            #expect(rows == 200_000 && sum == 2 * (100_000 * 99_999 / 2))
        }
    }
}
