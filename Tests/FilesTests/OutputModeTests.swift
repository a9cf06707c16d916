// SPDX-License-Identifier: Apache-2.0

import Files
import Glibc
import Testing

@Suite struct OutputModeTests {
    private let fileSystem = MemoryFileSystem()

    private func committer(
        _ mode: OutputCommitter.Mode, _ job: String, hasFolders: Bool = false, hasPartitions: Bool = false
    ) -> OutputCommitter {
        OutputCommitter(
            directory: "/out", fileSystem: fileSystem, jobID: job, suffix: ".csv", tag: "tag-\(job)",
            hasFolders: hasFolders, hasPartitions: hasPartitions, mode: mode)
    }

    private func put(_ path: String) throws {
        try fileSystem.makeDirectories(path.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 })
        try fileSystem.create(path).close()
    }

    /// Writes, as attempt 1 of each partition, these files.
    private func write(_ committer: OutputCommitter, _ files: [[String]]) throws {
        try committer.begin()
        for (partition, names) in files.enumerated() {
            let base = committer.attemptPath(partition: partition, attempt: 1)
            if committer.hasFolders { try fileSystem.makeDirectories(base) }
            for name in names { try put(name.isEmpty ? base : base + "/" + name) }
            #expect(try committer.commitTask(partition: partition, attempt: 1))
            #expect(try committer.commitTask(partition: partition, attempt: 1))
        }
    }

    @Test func `names are those of Spark`() {
        #expect(committer(.append, "j").fileName(7) == "part-00007-tag-j-c000.csv")
        #expect(committer(.append, "j").fileName(123_456, number: 12) == "part-123456-tag-j-c012.csv")
        #expect(committer(.append, "j", hasPartitions: true).fileName(0) == "part-00000-tag-j.c000.csv")
    }

    @Test func `appending leaves what is there`() throws {
        try put("/out/part-00000-old-c000.csv")
        try put("/out/_SUCCESS")
        let first = committer(.append, "a")
        try write(first, [[""], [""]])
        try first.commitJob(partitions: 2)
        try first.commitJob(partitions: 2)
        #expect(
            fileSystem.paths == [
                "/out/_SUCCESS", "/out/part-00000-old-c000.csv", "/out/part-00000-tag-a-c000.csv",
                "/out/part-00001-tag-a-c000.csv",
            ])
        let second = committer(.append, "b")
        try write(second, [[""]])
        try second.abort()
        #expect(fileSystem.paths.count == 4)
    }

    /// What a process that was killed leaves is ended by another, which knows its note alone.
    @Test(arguments: [OutputCommitter.Mode.append, .overwrite, .overwritePartitions])
    func `the job of a killed process is undone, or carried through when it had all`(
        _ mode: OutputCommitter.Mode
    ) throws {
        try put("/out/part-00000-old-c000.csv")
        let before = fileSystem.paths
        func files(_ committer: OutputCommitter) -> [[String]] {
            (0..<2).map { [committer.hasFolders ? committer.fileName($0) : ""] }
        }
        let first = committer(mode, "a", hasFolders: mode == .overwritePartitions)
        try write(first, files(first))
        var note = first.note
        let other = try #require(OutputCommitter(note: note, fileSystem: fileSystem))
        try other.recover(partitions: nil)
        #expect(fileSystem.paths == before)
        // Nothing is left of it: neither is there anything to undo.
        try other.recover(partitions: 2)
        #expect(fileSystem.paths == before)

        let second = committer(mode, "b", hasFolders: mode == .overwritePartitions)
        try write(second, files(second))
        note = second.note
        let third = try #require(OutputCommitter(note: note, fileSystem: fileSystem))
        try third.recover(partitions: 2)
        let parts = fileSystem.paths.filter { $0 != "/out/part-00000-old-c000.csv" }
        #expect(parts.count == 3 && parts.first == "/out/_SUCCESS", "\(parts)")
        #expect(OutputCommitter(note: Array(note.dropLast()), fileSystem: fileSystem) == nil)
        note[1] = "../b"
        #expect(OutputCommitter(note: note, fileSystem: fileSystem) == nil)
    }

    @Test func `appending removes what killed jobs have left long ago, and leaves what is fresh`() throws {
        let folder = TemporaryFolder()
        let output = folder.path + "/out"
        let files = LocalFileSystem.shared
        for (job, age) in [("old", 8 * 24 * 3_600), ("fresh", 3_600)] {
            let path = output + "/_temporary/" + job
            try files.makeDirectories(path)
            let time = timespec(tv_sec: time(nil) - age, tv_nsec: 0)
            #expect(utimensat(AT_FDCWD, path, [time, time], 0) == 0)
        }
        let committer = OutputCommitter(
            directory: output, fileSystem: files, jobID: "new", tag: "tag-new", mode: .append)
        try committer.begin()
        try files.create(committer.attemptPath(partition: 0, attempt: 1)).close()
        #expect(try committer.commitTask(partition: 0, attempt: 1))
        try committer.commitJob(partitions: 1)
        #expect(try files.list(output + "/_temporary").map(\.name) == ["fresh"])
        #expect(
            try files.list(output).map(\.name).sorted() == ["_SUCCESS", "_temporary", "part-00000-tag-new-c000"])
    }

    @Test func `overwriting deletes at the commit`() throws {
        try put("/out/k=1/part-00000-old.c000.csv")
        try put("/out/readme")
        // Of a job that was killed.
        try put("/out/_temporary/dead/part-00000.3")
        let committer = committer(.overwrite, "a")
        try write(committer, [[""]])
        // Until then all is there to be read.
        #expect(fileSystem.content("/out/readme") != nil)
        try committer.commitJob(partitions: 1)
        #expect(fileSystem.paths == ["/out/_SUCCESS", "/out/part-00000-tag-a-c000.csv"])
    }

    @Test func `several files of a partition are moved with their folders`() throws {
        let committer = committer(.error, "a", hasFolders: true, hasPartitions: true)
        let name = committer.fileName(0)
        try write(committer, [["k=1/\(name)", "k=2/t=x%2F/\(name)"], [], ["k=1/\(committer.fileName(2))"]])
        try committer.commitJob(partitions: 3)
        #expect(
            fileSystem.paths == [
                "/out/_SUCCESS", "/out/k=1/part-00000-tag-a.c000.csv", "/out/k=1/part-00002-tag-a.c000.csv",
                "/out/k=2/t=x%2F/part-00000-tag-a.c000.csv",
            ])
        #expect(throws: FileError.self) { try self.committer(.error, "b").begin() }
    }

    @Test func `only folders that get files are overwritten`() throws {
        for path in ["/out/k=1/part-00000-old.c000.csv", "/out/k=2/part-00000-old.c000.csv", "/out/_SUCCESS"] {
            try put(path)
        }
        let committer = committer(.overwritePartitions, "a", hasFolders: true, hasPartitions: true)
        try write(committer, [["k=2/\(committer.fileName(0))"], ["k=2/\(committer.fileName(1))"]])
        try committer.commitJob(partitions: 2)
        #expect(
            fileSystem.paths == [
                "/out/_SUCCESS", "/out/k=1/part-00000-old.c000.csv", "/out/k=2/part-00000-tag-a.c000.csv",
                "/out/k=2/part-00001-tag-a.c000.csv",
            ])
    }

    /// Kills the commit at every call to the file system, then commits again.
    @Test(arguments: [OutputCommitter.Mode.error, .append, .overwrite, .overwritePartitions])
    func `a commit that is cut off anywhere can be finished`(_ mode: OutputCommitter.Mode) throws {
        var calls = 0
        var isCutOff = true
        while isCutOff {
            calls += 1
            for path in fileSystem.paths { try fileSystem.delete(path, recursive: false) }
            if (try? fileSystem.status("/out")) != nil { try fileSystem.delete("/out", recursive: true) }
            if mode != .error {
                try put("/out/k=1/part-00000-old.c000.csv")
                try put("/out/_SUCCESS")
            }
            let committer = committer(mode, "a", hasFolders: true, hasPartitions: true)
            try write(committer, [["k=1/\(committer.fileName(0))"], ["k=2/\(committer.fileName(1))"]])
            let left = Budget(calls)
            fileSystem.setFault { _, _ in left.spend() ? 0 : EIO }
            isCutOff = (try? committer.commitJob(partitions: 2)) == nil
            fileSystem.setFault(nil)
            try committer.commitJob(partitions: 2)
            let old = mode == .append ? ["/out/k=1/part-00000-old.c000.csv"] : []
            #expect(
                fileSystem.paths == ["/out/_SUCCESS"] + old + [
                    "/out/k=1/part-00000-tag-a.c000.csv", "/out/k=2/part-00001-tag-a.c000.csv",
                ], "after \(calls) calls")
        }
        #expect(calls > 10)
    }
}
