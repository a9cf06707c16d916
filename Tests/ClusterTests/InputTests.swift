// SPDX-License-Identifier: Apache-2.0

import Driver
import Glibc
import Martlet
import Net
import Scheduling
import Testing

extension ClusterTests {
    /// Data of the driver that is more than a connection may queue, and captured values that no message takes.
    @Suite struct InputTests {
        /// A job over 24 MB of the driver, in tasks that take a while.
        static func work(_ session: Session) throws -> Int {
            // Texts that do not compress.
            var random = SeededRandom(seed: 3)
            let texts = (0..<96).map { _ in
                String(decoding: (0..<256 << 10).map { _ in UInt8(0x30 + random.next() % 64) }, as: UTF8.self)
            }
            return try session.parallelize(texts, partitions: 24)
                .map { $0.count * 1_000 + range(0, 400_000).map { ($0 * 3) % 7 }.sum() % 2 }
                .sum()
        }

        static let answer = 96 * (256 << 10) * 1_000 + 96 * ((0..<400_000).reduce(0) { $0 + ($1 * 3) % 7 } % 2)

        @Test func `data of many times the queue outlive an executor that is killed`() throws {
            try withWorkplace { place throws in
                let narrow = { (options: inout SessionOptions) in options.peerOptions.sendQueueBytesMax = 512 << 10 }
                try place.withSession("local-cluster[2,1,64m]", narrow) { session throws in
                    #expect(eventually { session.engine.executorCount == 2 })
                    let job = Background { try Self.work(session) }
                    #expect(
                        eventually { job.isOver || session.progress().first.map { $0.doneCount > 2 } ?? false }
                            && !job.isOver, "the job ended too soon")
                    let victim = try #require(session.engine.executorProcesses.sorted { $0.key < $1.key }.first)
                    kill(pid_t(victim.value), SIGKILL)
                    #expect(try job.value() == Self.answer)
                    let summary = try #require(session.lastSummary)
                    #expect(summary.attemptsLost <= 4, "only the killed one's tasks run again: \(summary)")
                }
            }
        }

        @Test func `a cancelled job over the driver's data leaves nothing behind`() throws {
            try withWorkplace { place throws in
                try place.withSession("local-cluster[1,1,64m]") { session throws in
                    let job = Background { try Self.work(session) }
                    #expect(eventually { session.engine.inputsKept > 0 })
                    session.cancelAllJobs(reason: "enough of it")
                    #expect("\(job.error().map { "\($0)" } ?? "no error")".contains("enough of it"))
                    #expect(session.engine.inputsKept == 0)
                    #expect(try session.parallelize([1, 2, 3]).sum() == 6)
                }
            }
        }

        @Test(arguments: ["local[2]", "local-cluster[2,1,256m]"])
        func `a captured text larger than a message travels`(master: String) throws {
            try withWorkplace { place throws in
                try place.withSession(master) { session throws in
                    let length = 20 << 20
                    let captured = String(repeating: "0123456789abcdef", count: length / 16)
                    let counts = try session.range(0..<6, partitions: 6).map { text("\($0)") + captured }
                        .map { pair($0.count, 1) }.reduceByKey(partitions: 2) { $0 + $1 }.collect()
                    #expect(counts.map { [$0.first, $0.second] } == [[length + 1, 6]])
                }
            }
        }

        @Test func `a captured text beyond the limit is an error at the call`() throws {
            try withWorkplace { place throws in
                try place.withSession("local[1]") { session throws in
                    let captured = String(repeating: "0123456789abcdef", count: (257 << 20) / 16)
                    let error = message { _ = try session.range(0..<2).map { text("\($0)") + captured }.count() }
                    #expect(error.contains("captures") || error.contains("capture"), "\(error)")
                    #expect(error.contains("\(256 << 20)"), "names the limit: \(error)")
                    #expect(try session.range(0..<2).count() == 2)
                }
            }
        }
    }
}
