// SPDX-License-Identifier: Apache-2.0

import Driver
import Glibc
import Martlet
import Plan
import Scheduling
import Testing

extension ClusterTests {
    /// Kept rows, and executors that are killed.
    @Suite struct StoredTests {
        static let input = textBytes(byteCount: 3 << 20, words: 100_000, seed: 3)

        private func words(_ session: Session, _ input: String, _ level: StorageLevel) throws -> RDD<Pair<String, Int>>
        {
            try session.textFile(input, minPartitions: 6).flatMap { $0.split(" ") }.map { pair($0, 1) }.persist(level)
        }

        private func counts(_ words: RDD<Pair<String, Int>>, _ output: String) throws -> String {
            try words.reduceByKey(partitions: 4) { $0 + $1 }.sortBy(partitions: 3) { pair($0.second, $0.first) }
                .saveAsTextFile(output)
            return digest(try parts(output))
        }

        private func kept(_ session: Session) -> StoredDataset? {
            session.engine.events.snapshot.stored.values.first
        }

        @Test(arguments: StorageLevel.allCases)
        func `what is lost with an executor is computed again, and nothing else`(level: StorageLevel) throws {
            try withWorkplace { place throws in
                let input = try place.put("input.txt", Self.input)
                try place.withSession("local-cluster[2,1,128m]") { session throws in
                    #expect(eventually { session.engine.executorCount == 2 })
                    let words = try words(session, input, level)
                    let count = try words.count()
                    #expect(kept(session)?.partitionsStored == 6)
                    #expect(kept(session)?.blocks.values.allSatisfy { $0.count == 1 } == true)
                    // What is kept needs no file.
                    rename(input, input + ".away")
                    #expect(try words.count() == count)
                    #expect(try counts(words, place.path + "/first") == counts(words, place.path + "/second"))
                    rename(input + ".away", input)
                    let victim = try #require(session.engine.executorProcesses.min { $0.key < $1.key })
                    kill(pid_t(victim.value), SIGKILL)
                    #expect(eventually { (kept(session)?.partitionsStored ?? 0) < 6 })
                    let left = kept(session)?.partitionsStored ?? 0
                    #expect(try words.count() == count)
                    #expect(left < 6 && kept(session)?.partitionsStored == 6)
                    #expect(try counts(words, place.path + "/third") == digest(try parts(place.path + "/first")))
                    words.unpersist()
                    #expect(try words.count() == count)
                    #expect(kept(session) == nil)
                }
            }
        }

        @Test func `killing an executor while a job reads kept rows changes no byte`() throws {
            try withWorkplace { place throws in
                let input = try place.put("input.txt", Self.input)
                let undisturbed = try place.withSession("local-cluster[2,1,128m]") {
                    try counts(words($0, input, .memory), place.path + "/undisturbed")
                }
                for done in [0, 2, 4] {
                    try place.withSession("local-cluster[2,1,128m]") { session throws in
                        #expect(eventually { session.engine.executorCount == 2 })
                        let words = try words(session, input, .memoryAndDisk)
                        _ = try words.count()
                        let job = Background { try counts(words, place.path + "/killed-\(done)") }
                        #expect(
                            eventually {
                                job.isOver || session.progress().first.map { $0.doneCount >= done } ?? false
                            })
                        let victim = try #require(session.engine.executorProcesses.min { $0.key < $1.key })
                        kill(pid_t(victim.value), SIGKILL)
                        #expect(try job.value() == undisturbed, "killed when \(done) tasks were done")
                    }
                }
            }
        }
    }
}
