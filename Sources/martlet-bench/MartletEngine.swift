// SPDX-License-Identifier: Apache-2.0
import Martlet

/// Martlet as a contestant: one session for all runs of a scenario.
final class MartletEngine: Contestant {
    let name = "martlet"
    let variant: String? = nil
    let outputFolder: String?

    private let scenario: Scenario
    private let workload: Workload
    private let session: Session

    init(_ scenario: Scenario, _ options: SessionOptions, workload: Workload) throws {
        self.scenario = scenario
        self.workload = workload
        outputFolder = scenario == .sort ? workload.folder + "/sorted-martlet" : nil
        session = try Session(options)
    }

    func stop() throws { session.stop() }

    func run() throws -> (seconds: [Double], answer: String) {
        switch scenario {
        case .sum: try sum()
        case .wordcount: try wordcount()
        case .reduceByKey: try reduceByKey()
        case .sort: try sort()
        case .tasks: try tasks()
        case .latency: try latency()
        case .startup: preconditionFailure("measured from outside, by FirstResult")
        }
    }

    /// The body of `martlet-bench first-result`.
    static func printFirstResult(_ options: SessionOptions) throws {
        let session = try Session(options)
        print(try session.range(0..<10, partitions: 2).sum())
        session.stop()
    }

    private func sum() throws -> ([Double], String) {
        let (seconds, answer) = try timed {
            try session.range(0..<workload.sumCount, partitions: workload.slices).sum()
        }
        return ([seconds], "\(answer)")
    }

    private func wordcount() throws -> ([Double], String) {
        let input = workload.input(of: .wordcount)!
        let (seconds, counts) = try timed {
            try session.textFile(input, minPartitions: workload.slices)
                .flatMap { $0.split(" ") }.map { pair($0, 1) }.reduceByKey { $0 + $1 }.collect()
        }
        return ([seconds], wordAnswer(counts.lazy.map { ($0.first, $0.second) }))
    }

    private func reduceByKey() throws -> ([Double], String) {
        let keyCount = workload.keyCount
        let (seconds, answer) = try timed {
            try session.range(0..<workload.pairCount, partitions: workload.slices)
                .map { pair(($0 * Workload.keyMultiplier & Workload.keyMask) % keyCount, $0) }
                .reduceByKey { $0 + $1 }
                .map { ($0.first * 31 + $0.second) % Workload.checksumModulus }.sum()
        }
        return ([seconds], "\(answer)")
    }

    private func sort() throws -> ([Double], String) {
        try removeFolder(outputFolder!)
        let lines = try session.textFile(workload.input(of: .sort)!, minPartitions: workload.slices)
        let (seconds, _) = try timed { try lines.sortBy { $0 }.saveAsTextFile(outputFolder!) }
        return ([seconds], "")
    }

    private func tasks() throws -> ([Double], String) {
        let (seconds, count) = try timed {
            try session.range(0..<workload.taskCount, partitions: workload.taskCount).count()
        }
        return ([seconds], "\(count)")
    }

    private func latency() throws -> ([Double], String) {
        var answers: Set<Int> = []
        for _ in 0..<Workload.latencyWarmUpJobs { answers.insert(try smallJob()) }
        var seconds: [Double] = []
        for _ in 0..<Workload.latencyJobs {
            let (elapsed, answer) = try timed(smallJob)
            seconds.append(elapsed)
            answers.insert(answer)
        }
        return (seconds, answers.sorted().map(String.init).joined(separator: "/"))
    }

    private func smallJob() throws -> Int {
        try session.range(0..<10, partitions: 2).sum()
    }
}
