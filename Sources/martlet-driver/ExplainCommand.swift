// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Martlet

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Shows the stages and the disassembled programs of an example job without running it.",
        discussion: "A sort needs a sample of its input to know its ranges: explaining one reads the input.")

    enum Job: String, ExpressibleByArgument, CaseIterable {
        case sum
        case wordcount
        case sort
        case pi
    }

    @OptionGroup var common: CommonOptions

    @Argument(help: "The job: sum, wordcount, sort or pi.")
    var job: Job

    @Argument(help: "Input of wordcount and sort.")
    var input: String?

    func validate() throws {
        if (job == .wordcount || job == .sort) && input == nil {
            throw ValidationError("explain \(job.rawValue) needs an input path")
        }
    }

    func run() throws {
        try withSession(common, appName: "explain") { session in
            switch job {
            case .sum: print(try session.range(0..<100_000_000).explain(.sum))
            case .wordcount:
                let counts = try session.textFile(input ?? "").flatMap { $0.split(" ") }.map { pair($0, 1) }
                    .reduceByKey { $0 + $1 }
                print(try counts.explain())
            case .sort: print(try session.textFile(input ?? "").sortBy { $0 }.explain())
            case .pi:
                let points = try session.range(0..<10_000_000)
                    .map { _ in pair(random(seed: 1) * 2.0 - 1.0, random(seed: 2) * 2.0 - 1.0) }
                    .filter { $0.first * $0.first + $0.second * $0.second < 1.0 }
                print(try points.explain(.count))
            }
        }
    }
}
