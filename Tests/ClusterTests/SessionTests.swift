// SPDX-License-Identifier: Apache-2.0

import Driver
import Martlet
import Scheduling
import Testing

extension ClusterTests {
    /// Sessions from several threads, cancelled, and stopped.
    @Suite struct SessionTests {
        @Test(arguments: ["local[2]", "local-cluster[2,1,64m]"])
        func `jobs from several threads do not disturb one another`(master: String) throws {
            try withWorkplace { place throws in
                try place.withSession(master) { session throws in
                    let jobs = (0..<8).map { number in
                        Background { () throws -> Bool in
                            for round in 0..<5 {
                                let rows = 1_000 * (number + 1) + round
                                let sums = try session.range(0..<rows, partitions: 5).map { pair($0 % 10, $0) }
                                    .reduceByKey(partitions: 3) { $0 + $1 }.values().sum()
                                guard sums == rows * (rows - 1) / 2 else { return false }
                            }
                            return true
                        }
                    }
                    for (number, job) in jobs.enumerated() {
                        let isRight = try job.value()
                        #expect(isRight, "thread \(number)")
                    }
                }
            }
        }

        @Test(arguments: ["local[2]", "local-cluster[1,1,64m]"])
        func `another thread cancels a job and the session goes on`(master: String) throws {
            try withWorkplace { place throws in
                try place.withSession(master) { session throws in
                    let job = Background { try slowSum(session, partitions: 400) }
                    #expect(eventually { session.progress().first.map { $0.doneCount > 0 } ?? false })
                    #expect(session.progressText()?.contains("tasks ") ?? false)
                    let asked = now()
                    session.cancelAllJobs(reason: "enough of it")
                    let error = job.error()
                    #expect(now() - asked < 5 * patience, "it took \(now() - asked) s")
                    guard case .job(let cause)? = error as? MartletError else {
                        Issue.record("not cancelled: \(String(describing: error))")
                        return
                    }
                    #expect(cause.kind == .cancelled && cause.message.contains("enough of it"), "\(cause)")
                    #expect(session.progress().isEmpty)
                    let sum = try slowSum(session, partitions: 2)
                    #expect(sum == slowSumAnswer(partitions: 2))
                }
            }
        }

        @Test(arguments: ["local[2]", "local-cluster[2,1,64m]"])
        func `stopping ends jobs, stopping twice does nothing, and a stopped session says so`(master: String) throws {
            try withWorkplace { place throws in
                let session = try Session(place.options(master))
                let job = Background { try slowSum(session, partitions: 400) }
                #expect(eventually { session.progress().first.map { $0.doneCount > 0 } ?? false })
                let numbers = try session.range(0..<10, partitions: 2)
                let stops = (0..<3).map { _ in Background { session.stop() } }
                for stop in stops { try stop.value(within: 10) }
                #expect(place.executors.isEmpty, "an executor outlived the stop")
                let error = "\(job.error().map { "\($0)" } ?? "no error")"
                #expect(error.contains("stopped") || error.contains("ended"), "\(error)")
                session.stop()
                do {
                    _ = try numbers.sum()
                    Issue.record("a stopped session ran a job")
                } catch MartletError.stopped {
                    #expect("\(MartletError.stopped)".contains("make a new one"))
                }
                #expect(session.progress().isEmpty)
                #expect(session.progressText() == nil)
            }
        }

        @Test func `a session that nobody stops ends with its last reference`() throws {
            try withWorkplace { place throws in
                let sum = try Session(place.options("local-cluster[1,1,64m]")).range(0..<10).sum()
                #expect(sum == 45)
            }
        }

        @Test func `two sessions of one process know nothing of each other`() throws {
            try withWorkplace { place throws in
                try place.withSession("local-cluster[1,1,64m]") { one throws in
                    try place.withSession("local-cluster[1,1,64m]") { two throws in
                        let (first, second) = (try one.range(0..<10).sum(), try two.range(0..<20).sum())
                        #expect(first == 45 && second == 190)
                        #expect(one.engine.executorProcesses != two.engine.executorProcesses)
                        two.stop()
                        let again = try one.range(0..<10).sum()
                        #expect(again == 45)
                    }
                }
            }
        }
    }
}
