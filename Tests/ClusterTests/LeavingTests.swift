// SPDX-License-Identifier: Apache-2.0

import Driver
import Execution
import Glibc
import Martlet
import Net
import Synchronization
import Testing

/// A task whose one step reads from a pipe: stuck in the system as long as nobody writes.
private final class StuckTask: Steppable {
    let waiter = TaskWaiter()
    private let descriptor: Int32
    private let begun = Atomic<Bool>(false)

    var hasBegun: Bool { begun.load(ordering: .acquiring) }

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    func step() -> StepOutcome {
        begun.store(true, ordering: .releasing)
        var byte: UInt8 = 0
        while read(descriptor, &byte, 1) < 0 && errno == EINTR {}
        return .finished
    }
}

extension ClusterTests {
    /// Nothing waits without an end for what executors do, and what they leave is removed. Stuck threads of whole
    /// processes are in python/tests/test_stuck.py.
    @Suite struct LeavingTests {
        @Test func `a pool ends in time without a thread that is stuck, which may come back`() throws {
            var ends: [Int32] = [0, 0]
            #expect(pipe(&ends) == 0)
            defer {
                close(ends[0])
                close(ends[1])
            }
            for isAside in [false, true] {
                let pool = ThreadWorkerPool(slots: 2)
                let task = StuckTask(ends[0])
                if isAside { pool.submitAside(task) } else { pool.submit(task) }
                #expect(eventually { task.hasBegun })
                let begin = now()
                #expect(pool.shutdown(withinMillis: 100) == 1)
                #expect(now() - begin < 5 * patience)
                var byte: UInt8 = 1
                #expect(write(ends[1], &byte, 1) == 1)
                #expect(eventually { pool.threadsLeft == 0 })
            }
        }

        @Test func `a pool without stuck tasks ends at once`() {
            let pool = ThreadWorkerPool(slots: 3)
            let begin = now()
            #expect(pool.shutdown() == 0)
            #expect(now() - begin < 5 * patience)
        }

        @Test func `a pipe in the place of a file is refused and holds nobody up`() throws {
            try withWorkplace { place throws in
                try place.withSession("local[2]") { session throws in
                    let path = place.path + "/pipe"
                    #expect(mkfifo(path, 0o600) == 0)
                    #expect(message { _ = try session.textFile(path).count() }.contains("it is a named pipe"))
                    // One that takes a file's place after the job was planned.
                    let later = try place.put("later.txt", "a\nb\n")
                    let lines = try session.textFile(later)
                    unlink(later)
                    #expect(mkfifo(later, 0o600) == 0)
                    #expect(message { _ = try lines.count() }.contains("it is a named pipe"))
                }
            }
        }

        @Test func `the folder of an executor that was killed is removed at once`() throws {
            try withWorkplace { place throws in
                try place.withSession("local-cluster[2,1,64m]") { session throws in
                    #expect(eventually { session.engine.executorCount == 2 })
                    let victim = try #require(session.engine.executorProcesses.values.min())
                    let folder = "martlet-\(victim)-"
                    #expect(entries(place.work).contains { $0.hasPrefix(folder) })
                    kill(pid_t(victim), SIGKILL)
                    #expect(eventually { !entries(place.work).contains { $0.hasPrefix(folder) } })
                    #expect(try session.range(0..<10).sum() == 45)
                }
            }
        }

        @Test func `an executor without a driver says so and that it tries again`() throws {
            try withWorkplace { place throws in
                // A port that nobody listens to.
                let executor = Program(
                    "martlet-executor",
                    [
                        "--driver", "127.0.0.1:1", "--secret-file", place.secret, "--cores", "1", "--memory", "64m",
                        "--work-dir", place.work,
                    ], folder: place.path + "/log")
                #expect(eventually { executor.errors.contains("cannot reach the driver; trying again") })
                #expect(executor.errors.contains("127.0.0.1:1"))
                executor.send(SIGTERM)
                #expect(executor.wait() == .status(0))
                #expect(executor.errors.split(separator: "\n").filter { $0.contains("cannot reach") }.count == 1)
            }
        }
    }
}
