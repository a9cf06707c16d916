// SPDX-License-Identifier: Apache-2.0

import Files
import Glibc
import Testing
import Threads

@Suite struct OutputCommitterTests {
    private func put(_ committer: OutputCommitter, _ partition: Int, _ attempt: Int) throws {
        let file = try committer.fileSystem.create(committer.attemptPath(partition: partition, attempt: attempt))
        try Array("\(partition).\(attempt)".utf8).withUnsafeBytes { try file.write($0) }
        try file.close()
    }

    private func text(_ fileSystem: MemoryFileSystem, _ path: String) -> String? {
        fileSystem.content(path).map { String(decoding: $0, as: UTF8.self) }
    }

    private func started(_ fileSystem: MemoryFileSystem, job: String = "job1") throws -> OutputCommitter {
        let committer = OutputCommitter(directory: "/out/", fileSystem: fileSystem, jobID: job)
        try committer.begin()
        return committer
    }

    @Test func `a committed job has its parts and the mark and nothing else`() throws {
        let fileSystem = MemoryFileSystem()
        let committer = try started(fileSystem)
        for (partition, attempt) in [(0, 10), (1, 11), (2, 12)] {
            try put(committer, partition, attempt)
            #expect(try committer.commitTask(partition: partition, attempt: attempt))
        }
        #expect(!fileSystem.paths.contains { !$0.hasPrefix("/out/_temporary/job1/") })
        try committer.commitJob(partitions: 3)
        #expect(fileSystem.paths == ["/out/_SUCCESS", "/out/part-00000", "/out/part-00001", "/out/part-00002"])
        #expect(text(fileSystem, "/out/part-00001") == "1.11")
        #expect(throws: FileError.self) { try fileSystem.status("/out/_temporary") }
        try committer.commitJob(partitions: 3)
        try committer.abort()
        #expect(fileSystem.paths.count == 4)
    }

    @Test func `an output that exists is refused and not touched`() throws {
        let fileSystem = MemoryFileSystem()
        fileSystem.put("/out/part-00000", [1])
        let committer = OutputCommitter(directory: "/out", fileSystem: fileSystem, jobID: "job1")
        do {
            try committer.begin()
            Issue.record("the output exists")
        } catch {
            #expect(error.kind == .alreadyExists)
            #expect(error.description == "the output /out exists: remove it or choose another")
        }
        try committer.abort()
        #expect(fileSystem.paths == ["/out/part-00000"])
    }

    @Test func `one attempt wins and asking again changes nothing`() throws {
        let fileSystem = MemoryFileSystem()
        let committer = try started(fileSystem)
        try put(committer, 0, 1)
        try put(committer, 0, 2)
        for _ in 0..<3 {
            #expect(try committer.commitTask(partition: 0, attempt: 1))
            #expect(try !committer.commitTask(partition: 0, attempt: 2))
        }
        #expect(throws: FileError.self) { try committer.commitTask(partition: 1, attempt: 3) }
        try committer.commitJob(partitions: 1)
        #expect(text(fileSystem, "/out/part-00000") == "0.1")
    }

    @Test func `a job without all its partitions is not committed`() throws {
        let fileSystem = MemoryFileSystem()
        let committer = try started(fileSystem)
        try put(committer, 0, 1)
        _ = try committer.commitTask(partition: 0, attempt: 1)
        do {
            try committer.commitJob(partitions: 2)
            Issue.record("partition 1 is missing")
        } catch {
            #expect(error.kind == .notFound && error.description.contains("partition 1"))
        }
        #expect(fileSystem.content("/out/part-00000") == nil && fileSystem.content("/out/_SUCCESS") == nil)
    }

    @Test func `an aborted job leaves nothing`() throws {
        let fileSystem = MemoryFileSystem()
        let committer = try started(fileSystem)
        for attempt in 0..<3 { try put(committer, attempt, attempt) }
        _ = try committer.commitTask(partition: 0, attempt: 0)
        try committer.abort()
        try committer.abort()
        #expect(fileSystem.paths.isEmpty)
        #expect(throws: FileError.self) { try fileSystem.status("/out") }
        _ = try started(fileSystem, job: "job2")
    }

    /// Kills the commit of the job at every call to the file system, then commits or aborts again.
    @Test(arguments: [true, false])
    func `a commit that is cut off anywhere can be finished or undone`(_ isFinished: Bool) throws {
        var calls = 0
        var isCutOff = true
        while isCutOff {
            calls += 1
            let fileSystem = MemoryFileSystem()
            let committer = try started(fileSystem)
            for partition in 0..<3 {
                try put(committer, partition, partition)
                _ = try committer.commitTask(partition: partition, attempt: partition)
            }
            let left = Budget(calls)
            fileSystem.setFault { _, _ in left.spend() ? 0 : EIO }
            isCutOff = (try? committer.commitJob(partitions: 3)) == nil
            fileSystem.setFault(nil)
            let isMarked = fileSystem.content("/out/_SUCCESS") != nil
            if isMarked { #expect(fileSystem.paths.filter { $0.hasPrefix("/out/part-") }.count == 3) }
            if isFinished || isMarked {
                try committer.commitJob(partitions: 3)
                #expect(fileSystem.paths == ["/out/_SUCCESS", "/out/part-00000", "/out/part-00001", "/out/part-00002"])
                #expect((0..<3).map { text(fileSystem, "/out/part-0000\($0)") } == ["0.0", "1.1", "2.2"])
            } else {
                try committer.abort()
                #expect(fileSystem.paths.isEmpty, "after \(calls) calls")
            }
        }
        #expect(calls > 10)
    }

    @Test func `attempts that commit at the same time have exactly one winner`() throws {
        let folder = TemporaryFolder()
        let committer = OutputCommitter(
            directory: folder.path + "/out", fileSystem: LocalFileSystem.shared, jobID: "job")
        try committer.begin()
        let partitions = 50
        let wins = Lock<[[Int]]>(Array(repeating: [], count: partitions))
        let failures = Lock<[String]>([])
        let race: @Sendable (Int) -> Void = { attempt in
            for partition in 0..<partitions {
                do {
                    let file = try committer.fileSystem.create(
                        committer.attemptPath(partition: partition, attempt: attempt))
                    try Array("\(attempt)".utf8).withUnsafeBytes { try file.write($0) }
                    try file.close()
                    for _ in 0..<2 where try committer.commitTask(partition: partition, attempt: attempt) {
                        wins.withLock { $0[partition].append(attempt) }
                    }
                } catch {
                    failures.withLock { $0.append("\(error)") }
                }
            }
        }
        runThreads((0..<4).map { attempt in { race(attempt) } })
        #expect(failures.withLock { $0 }.isEmpty)
        try committer.commitJob(partitions: partitions)
        for partition in 0..<partitions {
            let winners = wins.withLock { $0[partition] }
            #expect(winners.count == 2 && winners[0] == winners[1])
            let path = committer.finalPath(partition: partition)
            let text = try FileSystems().read(path, at: 0, count: 100)
            #expect(String(decoding: text, as: UTF8.self) == "\(winners[0])")
        }
        #expect(try committer.fileSystem.list(folder.path + "/out").count == partitions + 1)
    }
}

/// Calls that are still allowed.
final class Budget: Sendable {
    private let left: Lock<Int>
    init(_ calls: Int) { left = Lock(calls) }

    func spend() -> Bool {
        left.withLock { left in
            left -= 1
            return left >= 0
        }
    }
}

private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// Runs each of `bodies` on a thread of its own and waits for all.
private func runThreads(_ bodies: [@Sendable () -> Void]) {
    var threads: [pthread_t] = []
    for body in bodies {
        var thread = pthread_t()
        let box = Unmanaged.passRetained(ThreadBody(body)).toOpaque()
        let created = pthread_create(
            &thread, nil,
            { box in
                Unmanaged<ThreadBody>.fromOpaque(box!).takeRetainedValue().run()
                return nil
            }, box)
        precondition(created == 0)
        threads.append(thread)
    }
    for thread in threads { pthread_join(thread, nil) }
}
