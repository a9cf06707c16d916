// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// The work that is measured. What each means in detail is in bench/README.md; peers do the same.
enum Scenario: String, CaseIterable, ExpressibleByArgument, Codable {
    case sum, wordcount, reduceByKey, sort, tasks, latency, startup

    /// The name in peers' scripts.
    var peerName: String { rawValue.lowercased() }

    /// How PySpark can do it: closures, data frames, or on the JVM's side alone.
    var peerVariants: [String] {
        switch self {
        case .sum, .wordcount, .reduceByKey, .sort: ["rdd", "df"]
        case .tasks: ["jvm"]
        case .latency, .startup: ["rdd"]
        }
    }

    /// How many times as fast as that variant Martlet is meant to be.
    func wantedRatio(_ variant: String) -> Double? {
        switch (self, variant) {
        case (.sum, "rdd"): 8
        case (.wordcount, "rdd"): 15
        case (.wordcount, "df"): 6
        case (.reduceByKey, "rdd"): 10
        case (.reduceByKey, "df"): 5
        case (.sort, "rdd"): 10
        case (.sort, "df"): 2.5
        case (.tasks, _): 10
        case (.latency, _): 30
        case (.startup, _): 20
        default: nil
        }
    }

    var title: String {
        switch self {
        case .sum: "sum of integers"
        case .wordcount: "word count of text"
        case .reduceByKey: "int pairs summed by key"
        case .sort: "sort of text records"
        case .tasks: "empty tasks"
        case .latency: "small job"
        case .startup: "start to first result"
        }
    }
}

/// Sizes and places of one measurement; `scale` shrinks all of it for trying out.
struct Workload {
    static let latencyJobs = 50
    static let latencyWarmUpJobs = 5
    static let keyMultiplier = 2_654_435_761
    static let keyMask = 0x7FFF_FFFF
    static let checksumModulus = 1_000_003

    let scale: Double
    /// Partitions of generated ranges, for every engine.
    let slices: Int
    let folder: String
    let textBytes: Int

    var sumCount: Int { scaled(100_000_000) }
    var pairCount: Int { scaled(20_000_000) }
    var keyCount: Int { scaled(1_000_000) }
    var recordCount: Int { scaled(5_000_000) }
    var taskCount: Int { scaled(5_000) }

    /// What the numbers of a scenario are, for the table's head.
    func size(of scenario: Scenario) -> String {
        switch scenario {
        case .sum: "\(sumCount)"
        case .wordcount: "\(scaled(textBytes) >> 20) MiB"
        case .reduceByKey: "\(pairCount) into \(keyCount)"
        case .sort: "\(recordCount) of 100 bytes"
        case .tasks: "\(taskCount)"
        case .latency: "\(Self.latencyJobs) jobs"
        case .startup: "two executors"
        }
    }

    /// The folder a scenario reads; nil if it makes its own data.
    func input(of scenario: Scenario) -> String? {
        switch scenario {
        case .wordcount: folder + "/text-\(scaled(textBytes))"
        case .sort: folder + "/records-\(recordCount)"
        default: nil
        }
    }

    /// The answer if it can be known beforehand.
    func expectedAnswer(of scenario: Scenario) -> String? {
        switch scenario {
        case .sum: "\(sumCount * (sumCount - 1) / 2)"
        case .tasks: "\(taskCount)"
        case .latency, .startup: "45"
        case .wordcount, .reduceByKey, .sort: nil
        }
    }

    /// Writes the data a scenario reads, unless an earlier call has.
    func prepare(_ scenario: Scenario) throws(BenchError) {
        guard let input = input(of: scenario) else { return }
        let complete = input + ".complete"
        if fileExists(complete) { return }
        switch scenario {
        case .wordcount: _ = try TextGenerator(folder: input, bytes: scaled(textBytes), files: 8, seed: 1).run()
        case .sort: _ = try RecordGenerator(folder: input, count: recordCount, width: 100, files: 8, seed: 1).run()
        default: return
        }
        var mark = try OutputFile(path: complete)
        try mark.flush()
    }

    private func scaled(_ count: Int) -> Int { max(1, Int(Double(count) * scale)) }
}
