// SPDX-License-Identifier: Apache-2.0

import Driver
import Glibc
import Martlet
import Net
import Plan
import Scheduling
import Testing

extension ClusterTests {
    /// Executors and drivers that are killed, stopped or told to go while a job runs.
    @Suite struct KillTests {
        /// A moment of the job that `sortedCounts` runs: so many tasks of a stage of its first or second job are done.
        struct Moment: CustomTestStringConvertible, Sendable {
            var isMainJob: Bool
            var stage: Int
            var done: Int
            var victim: Int
            var testDescription: String {
                "\(isMainJob ? "main" : "sample") job, stage \(stage), \(done) done, executor \(victim)"
            }

            func hasCome(_ session: Session) -> Bool {
                guard let job = session.progress().first, job.name.hasPrefix("sample") != isMainJob else {
                    return false
                }
                guard stage < job.stages.count else { return false }
                return job.stages[stage].doneCount >= done && job.stages[stage].doneCount < job.stages[stage].taskCount
            }
        }

        /// Counts words, sorts the counts and writes them: a map stage, a reduce stage that samples, one that
        /// partitions and one that sorts.
        static func sortedCounts(_ session: Session, _ input: String, _ output: String) throws -> String {
            try session.textFile(input, minPartitions: 6)
                .flatMap { $0.split(" ") }
                .map { pair($0, 1) }
                .reduceByKey(partitions: 6) { $0 + $1 }
                .sortBy(partitions: 6) { pair($0.second, $0.first) }
                .saveAsTextFile(output)
            return digest(try parts(output))
        }

        static let input = textBytes(byteCount: 6 << 20, words: 400_000, seed: 1)

        /// For each stage the rows that its steps gave.
        private func stepRows(_ session: Session) -> [[Int]] {
            session.engine.events.snapshot.stages.values.sorted { $0.stage < $1.stage }.map { stage in
                stage.steps.indices.map { step in stage.counts.first { $0.number == step }?.rows ?? 0 }
            }
        }

        @Test func `killing an executor in any stage of map, shuffle or reduce changes no byte`() throws {
            try withWorkplace { place throws in
                let input = try place.put("input.txt", Self.input)
                let (undisturbed, rows) = try place.withSession("local-cluster[2,1,128m]") { session throws in
                    (try Self.sortedCounts(session, input, place.path + "/undisturbed"), stepRows(session))
                }
                #expect(rows.joined().reduce(0, +) > 0)
                var random = SeededRandom(seed: 7)
                var moments: [Moment] = []
                for (isMainJob, stage) in [(false, 0), (false, 1), (true, 1), (true, 2)] {
                    for victim in 0..<2 {
                        moments.append(
                            Moment(
                                isMainJob: isMainJob, stage: stage, done: Int.random(in: 0..<5, using: &random),
                                victim: victim))
                    }
                }
                for (number, moment) in moments.enumerated() {
                    // With a silence limit of a minute the end of a process is all that tells.
                    let patient = { (options: inout SessionOptions) in options.peerOptions.silenceLimit = .seconds(60) }
                    try place.withSession("local-cluster[2,1,128m]", patient) { session throws in
                        #expect(eventually { session.engine.executorCount == 2 })
                        let output = place.path + "/killed-\(number)"
                        let job = Background { try Self.sortedCounts(session, input, output) }
                        #expect(
                            eventually { job.isOver || moment.hasCome(session) } && !job.isOver,
                            "the job ended before \(moment.testDescription)")
                        let victims = session.engine.executorProcesses.sorted { $0.key < $1.key }
                        kill(pid_t(victims[moment.victim].value), SIGKILL)
                        let killed = now()
                        #expect(try job.value() == undisturbed, "killed at \(moment.testDescription)")
                        // What is run again is counted once; a stage whose outputs were there runs again for lost ones.
                        let found = stepRows(session)
                        #expect(
                            found.count == rows.count
                                && zip(found, rows).allSatisfy { $0 == $1 || $1.allSatisfy { $0 == 0 } },
                            "killed at \(moment.testDescription): \(found), not \(rows)")
                        #expect(now() - killed < 30 * patience, "it took \(now() - killed) s after the kill")
                    }
                }
            }
        }

        @Test func `when all executors of a local cluster are killed new ones end the job`() throws {
            try withWorkplace { place throws in
                let input = try place.put("input.txt", Self.input)
                let undisturbed = try place.withSession("local-cluster[2,1,128m]") {
                    try Self.sortedCounts($0, input, place.path + "/undisturbed")
                }
                try place.withSession("local-cluster[2,1,128m]") { session throws in
                    #expect(eventually { session.engine.executorCount == 2 })
                    let job = Background { try Self.sortedCounts(session, input, place.path + "/killed") }
                    let moment = Moment(isMainJob: false, stage: 1, done: 1, victim: 0)
                    #expect(eventually { job.isOver || moment.hasCome(session) } && !job.isOver)
                    let victims = session.engine.executorProcesses
                    for pid in victims.values { kill(pid_t(pid), SIGKILL) }
                    #expect(try job.value() == undisturbed)
                    #expect(eventually { session.engine.executorCount == 2 })
                    #expect(Set(session.engine.executorProcesses.keys).isDisjoint(with: victims.keys))
                }
            }
        }

        @Test func `when all stand-alone executors are killed the job fails in time and the next one runs`() throws {
            try withWorkplace(leavesScratch: true) { place throws in
                try place.withSession(
                    "martlet://127.0.0.1:0",
                    { $0.executorWaitSeconds = 1 },
                    { session throws in
                        let first = place.executor(for: session, name: "first")
                        let second = place.executor(for: session, name: "second")
                        #expect(eventually { session.engine.executorCount == 2 })
                        let job = Background { try slowSum(session, partitions: 40) }
                        #expect(eventually { session.progress().first.map { $0.doneCount > 0 } ?? false })
                        first.send(SIGKILL)
                        second.send(SIGKILL)
                        let error = "\(job.error().map { "\($0)" } ?? "no error")"
                        #expect(error.contains("no executor"), "\(error)")
                        #expect(error.contains("killed") || error.contains("connection"), "says why: \(error)")
                        #expect(error.contains("martlet-executor --driver"), "says what to try: \(error)")
                        let third = place.executor(for: session, name: "third")
                        #expect(try slowSum(session, partitions: 2) == slowSumAnswer(partitions: 2))
                        session.stop()
                        #expect(third.wait(within: 10) == .status(0))
                    })
            }
        }

        @Test func `a stopped executor is missed, its work done elsewhere, and its waking changes nothing`() throws {
            try withWorkplace { place throws in
                try place.withSession(
                    "martlet://127.0.0.1:0",
                    {
                        $0.peerOptions.silenceLimit = .seconds(2)
                        $0.peerOptions.heartbeatInterval = .milliseconds(200)
                    },
                    { session throws in
                        let sleeper = place.executor(for: session, name: "sleeper")
                        let worker = place.executor(for: session, name: "worker")
                        #expect(eventually { session.engine.executorCount == 2 })
                        let job = Background { try slowSum(session, partitions: 40) }
                        #expect(eventually { session.progress().first.map { $0.doneCount > 2 } ?? false })
                        sleeper.send(SIGSTOP)
                        #expect(eventually(within: 10) { session.engine.executorCount == 1 }, "it is not missed")
                        #expect(!job.isOver, "the job must still run when the executor is missed")
                        #expect(try job.value() == slowSumAnswer(partitions: 40))
                        let next = Background { try slowSum(session, partitions: 40) }
                        #expect(eventually { session.progress().first.map { $0.runningCount > 0 } ?? false })
                        sleeper.send(SIGCONT)
                        #expect(sleeper.wait(within: 15) == .status(1), "it notices that the driver has given it up")
                        #expect(try next.value() == slowSumAnswer(partitions: 40))
                        #expect(session.engine.executorCount == 1)
                        #expect(worker.isRunning)
                        session.stop()
                        #expect(worker.wait(within: 10) == .status(0))
                    })
            }
        }

        @Test func `a drained executor ends its tasks, leaves and costs no attempt`() throws {
            try withWorkplace { place throws in
                try place.withSession("martlet://127.0.0.1:0") { session throws in
                    let leaver = place.executor(for: session, name: "leaver")
                    let stayer = place.executor(for: session, name: "stayer")
                    #expect(eventually { session.engine.executorCount == 2 })
                    let job = Background { try slowSum(session, partitions: 40) }
                    #expect(eventually { session.progress().first.map { $0.doneCount > 2 } ?? false })
                    leaver.send(SIGTERM)
                    #expect(leaver.wait(within: 20) == .status(0), "\(leaver.errors)")
                    #expect(!job.isOver, "it leaves when its own tasks have ended, not with the job")
                    #expect(try job.value() == slowSumAnswer(partitions: 40))
                    let summary = try #require(session.lastSummary)
                    #expect(summary.attemptsLost == 0, "\(summary)")
                    #expect(summary.tasksByExecutor["leaver", default: 0] > 0)
                    session.stop()
                    #expect(stayer.wait(within: 10) == .status(0))
                }
            }
        }

        @Test func `a drained executor gives its map outputs away and no map task runs again`() throws {
            try withWorkplace { place throws in
                let input = try place.put("input.txt", Self.input)
                // A reduce stage that takes a while: long enough to meet it.
                @Sendable func counts(_ session: Session, _ output: String) throws -> String {
                    try session.textFile(input, minPartitions: 6)
                        .flatMap { $0.split(" ") }
                        .map { pair($0, 1) }
                        .reduceByKey(partitions: 40) { $0 + $1 }
                        .map { pair($0.first, $0.second + range(0, 400).map { ($0 * 3) % 7 }.sum()) }
                        .saveAsTextFile(output)
                    return digest(try parts(output))
                }
                let undisturbed = try place.withSession("local[2]") { try counts($0, place.path + "/undisturbed") }
                try place.withSession("martlet://127.0.0.1:0") { session throws in
                    let leaver = place.executor(for: session, name: "leaver")
                    let stayer = place.executor(for: session, name: "stayer")
                    #expect(eventually { session.engine.executorCount == 2 })
                    let job = Background { try counts(session, place.path + "/drained") }
                    let isReducing = { session.progress().first.map { $0.stages[1].doneCount > 2 } ?? false }
                    #expect(eventually { job.isOver || isReducing() } && !job.isOver)
                    leaver.send(SIGTERM)
                    #expect(leaver.wait(within: 20) == .status(0), "\(leaver.errors)")
                    #expect(!job.isOver, "it leaves when its outputs are copied, not with the job")
                    #expect(try job.value() == undisturbed)
                    let summary = try #require(session.lastSummary)
                    #expect(summary.attemptsLost == 0 && summary.tasks == 46, "\(summary)")
                    #expect(summary.tasksByExecutor["leaver", default: 0] > 2)
                    session.stop()
                    #expect(stayer.wait(within: 10) == .status(0))
                }
            }
        }

        @Test func `killing the driver leaves no executor and no half output`() throws {
            try withWorkplace { place throws in
                let input = try place.put("input.txt", textBytes(byteCount: 48 << 20, words: 2_000_000, seed: 2))
                let output = place.path + "/output"
                let driver = place.driver(
                    "run", "sort", input, "--output", output, "--partitions", "8", "--master",
                    "local-cluster[2,1,128m]", "--quiet")
                #expect(eventually { place.executors.count == 2 && !attempts(output).isEmpty }, "\(driver.errors)")
                driver.send(SIGKILL)
                #expect(driver.wait() == .signal(9))
                #expect(eventually(within: 10) { place.executors.isEmpty }, "executors are left after 10 s")
                #expect(entries(output) == ["_temporary"], "visible: \(entries(output))")
                // What the driver could not remove goes with the next one's start.
                #expect(!entries(place.work).isEmpty)
                let sum = try place.withSession("local") { try $0.range(0..<10).sum() }
                #expect(sum == 45)
            }
        }

        @Test(arguments: [SIGINT, SIGTERM])
        func `an interrupted driver ends with 130 and leaves neither executors nor output`(signal: Int32) throws {
            try withWorkplace { place throws in
                let input = try place.put("input.txt", textBytes(byteCount: 48 << 20, words: 2_000_000, seed: 2))
                let output = place.path + "/output"
                let driver = place.driver(
                    "run", "sort", input, "--output", output, "--partitions", "8", "--master",
                    "local-cluster[2,1,128m]", "--quiet")
                #expect(eventually { place.executors.count == 2 && !attempts(output).isEmpty }, "\(driver.errors)")
                let sent = now()
                driver.send(signal)
                #expect(driver.wait() == .status(130), "\(driver.errors)")
                #expect(now() - sent < 5 * patience, "it took \(now() - sent) s")
                #expect(driver.errors.contains("interrupted"), "\(driver.errors)")
                #expect(place.executors.isEmpty)
                #expect(!exists(output))
            }
        }
    }
}

/// Files that attempts have begun to write.
private func attempts(_ output: String) -> [String] {
    entries(output + "/_temporary").flatMap { entries(output + "/_temporary/" + $0) }
}
