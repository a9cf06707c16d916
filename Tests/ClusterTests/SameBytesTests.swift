// SPDX-License-Identifier: Apache-2.0

import Driver
import Glibc
import Martlet
import Scheduling
import Testing

extension ClusterTests {
    /// The same job gives the same bytes, whatever runs it.
    @Suite struct SameBytesTests {
        struct Outcome {
            var digest: String
            /// Bytes spilled by each of the four jobs.
            var spilled: [Int]
        }

        /// Word counts and sorted lines as text files, float sums and lists by key collected: one digest of all.
        static func everything(_ session: Session, _ input: String, _ output: String) throws -> Outcome {
            var spilled: [Int] = []
            let lines = try session.textFile(input, minPartitions: 6)
            try lines.flatMap { $0.split(" ") }.map { pair($0, 1) }.reduceByKey(partitions: 5) { $0 + $1 }
                .saveAsTextFile(output + "-counts")
            spilled.append(session.lastSummary?.bytesSpilled ?? -1)
            try lines.sortBy(partitions: 2) { $0 }.saveAsTextFile(output + "-sorted")
            spilled.append(session.lastSummary?.bytesSpilled ?? -1)
            let sums = try lines.map { pair($0.prefix(1), 0.1 * $0.count.toDouble()) }
                .reduceByKey(partitions: 3) { $0 + $1 }.collect()
            spilled.append(session.lastSummary?.bytesSpilled ?? -1)
            let lists = try lines.map { pair($0.prefix(2), $0.suffix(3)) }.groupByKey(partitions: 4).collect()
            spilled.append(session.lastSummary?.bytesSpilled ?? -1)
            var bytes = try parts(output + "-counts") + parts(output + "-sorted")
            for row in sums { bytes += Array("\(row.first) \(row.second.bitPattern)\n".utf8) }
            for row in lists { bytes += Array("\(row.first) \(row.second.joined(separator: ","))\n".utf8) }
            remove(output + "-counts")
            remove(output + "-sorted")
            return Outcome(digest: digest(bytes), spilled: spilled)
        }

        /// Runs `everything`, and kills an executor in the middle if asked to.
        static func run(
            _ place: Workplace, _ input: String, master: String, batchRows: Int = 0, killAfterTasks: Int? = nil
        ) throws -> Outcome {
            try place.withSession(master, { $0.batchRows = batchRows }) { session throws in
                let output = place.path + "/output"
                let job = Background { try everything(session, input, output) }
                if let killAfterTasks {
                    let isTime = { session.progress().first.map { $0.doneCount >= killAfterTasks } ?? false }
                    #expect(eventually { job.isOver || isTime() } && !job.isOver, "nothing to kill any more")
                    if let victim = session.engine.executorProcesses.min(by: { $0.key < $1.key }) {
                        kill(pid_t(victim.value), SIGKILL)
                    }
                }
                return try job.value()
            }
        }

        @Test func `the digest is one for 1, 2 and 4 executors, any batch size, with and without a kill`() throws {
            try withWorkplace { place throws in
                let input = try place.put("input.txt", textBytes(byteCount: 1 << 20, words: 20_000, seed: 3))
                let expected = try Self.run(place, input, master: "local[1]").digest
                for executors in [1, 2, 4] {
                    for (batchRows, killAfterTasks) in [(1, nil), (3, 3), (4_096, nil), (4_096, 1), (0, 7)]
                        as [(Int, Int?)]
                    {
                        let found = try Self.run(
                            place, input, master: "local-cluster[\(executors),1,64m]", batchRows: batchRows,
                            killAfterTasks: killAfterTasks)
                        #expect(
                            found.digest == expected,
                            "\(executors) executors, batches of \(batchRows), kill \(killAfterTasks ?? -1)"
                        )
                    }
                }
            }
        }

        @Test func `the digest is the same when tiny memory makes every stage spill`() throws {
            try withWorkplace { place throws in
                let input = try place.put("input.txt", textBytes(byteCount: 24 << 20, words: 1_500_000, seed: 4))
                let expected = try Self.run(place, input, master: "local[2]")
                for executors in [1, 2] {
                    let found = try Self.run(place, input, master: "local-cluster[\(executors),1,16m]")
                    #expect(found.digest == expected.digest, "\(executors) executors of 16m")
                    #expect(found.spilled.prefix(2).allSatisfy { $0 > 0 }, "not all spilled: \(found.spilled)")
                }
            }
        }

        /// Sums of floats and lists over 350 000 keys, each with four values: their digits show in which order and how
        /// grouped the values came together.
        static func manyKeys(_ session: Session, _ output: String) throws -> (digest: String, spilled: Int) {
            let pairs = try session.range(0..<1_400_000, partitions: 5)
                .map { pair($0 * 7_919 % 350_000, 1.0 / ($0 + 3).toDouble()) }
            try pairs.reduceByKey(partitions: 2) { $0 + $1 }.saveAsTextFile(output + "-sums")
            var spilled = session.lastSummary?.bytesSpilled ?? -1
            try pairs.groupByKey(partitions: 2).mapValues { $0.reversed().sum() }.saveAsTextFile(output + "-lists")
            spilled = min(spilled, session.lastSummary?.bytesSpilled ?? -1)
            let bytes = try parts(output + "-sums") + parts(output + "-lists")
            remove(output + "-sums")
            remove(output + "-lists")
            return (digest(bytes), spilled)
        }

        @Test func `float sums by key have the same digits when their tables do not fit into memory`() throws {
            try withWorkplace { place throws in
                let expected = try place.withSession("local[1]") { try Self.manyKeys($0, place.path + "/output") }
                #expect(expected.spilled == 0)
                for master in ["local-cluster[2,1,16m]", "local-cluster[1,2,20m]"] {
                    let found = try place.withSession(master, { $0.batchRows = 1_000 }) {
                        try Self.manyKeys($0, place.path + "/output")
                    }
                    #expect(found.digest == expected.digest, "\(master)")
                    #expect(found.spilled > 0, "\(master) did not spill")
                }
            }
        }
    }
}
