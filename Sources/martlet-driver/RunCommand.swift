// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Martlet

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Runs an example job.",
        subcommands: [RunSum.self, RunWordCount.self, RunSort.self, RunPi.self])
}

/// Prints the result on standard output and the summary on standard error.
private func report(_ result: String, _ session: Session, _ common: CommonOptions) {
    print(result)
    if !common.quiet, let summary = session.lastSummary { printError(summaryText(summary)) }
}

struct RunSum: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sum", abstract: "Adds the integers from 0 up to, not including, a limit.")

    @OptionGroup var common: CommonOptions

    @Option(help: "The limit.")
    var count = 100_000_000

    @Option(help: "Partitions.")
    var partitions: Int?

    func run() throws {
        guard count >= 0 else { throw ValidationError("--count \(count) is negative") }
        try withSession(common, appName: "sum") { session in
            let sum = try session.range(0..<count, partitions: partitions).sum()
            report(String(sum), session, common)
        }
    }
}

struct RunWordCount: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wordcount", abstract: "Counts the words of text files, separated by spaces.")

    @OptionGroup var common: CommonOptions

    @Argument(help: "A file, a folder, a glob, or several with commas between.")
    var input: String

    @Option(
        help: "Folder to write `(word, count)` lines to; it must not exist. Without it the most frequent are shown.")
    var output: String?

    @Option(help: "Reduce partitions; with --output, of more than 100 no more than there are words.")
    var partitions: Int?

    @Option(help: "How many of the most frequent words to show.")
    var top = 10

    func run() throws {
        try withSession(common, appName: "wordcount") { session in
            let found = try session.textFile(input).flatMap { $0.split(" ") }
            let parts = output == nil ? partitions : try fillable(partitions, "word") { try found.count() }
            let counts = try found.map { pair($0, 1) }.reduceByKey(partitions: parts) { $0 + $1 }
            if let output {
                try counts.saveAsTextFile(output)
                report("written to \(output)\(emptyParts(output))", session, common)
            } else {
                let all = try counts.collect()
                let words = all.reduce(0) { $0 + $1.second }
                // The most frequent first; equal counts by word.
                let most = all.sorted { $0.second != $1.second ? $0.second > $1.second : $0.first < $1.first }
                var lines = ["\(counted(words, "word")), \(all.count) different"]
                for row in most.prefix(max(top, 0)) { lines.append("\(row.second)\t\(row.first)") }
                report(lines.joined(separator: "\n"), session, common)
            }
        }
    }
}

struct RunSort: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sort", abstract: "Sorts the lines of text files into a folder.")

    @OptionGroup var common: CommonOptions

    @Argument(help: "A file, a folder, a glob, or several with commas between.")
    var input: String

    @Option(help: "Folder to write to; it must not exist.")
    var output: String

    @Option(help: "Output partitions; of more than 100 no more than there are lines.")
    var partitions: Int?

    @Flag(help: "Greatest first.")
    var descending = false

    func run() throws {
        try withSession(common, appName: "sort") { session in
            let lines = try session.textFile(input)
            let parts = try fillable(partitions, "line") { try lines.count() }
            try lines.sortBy(descending: descending, partitions: parts) { $0 }.saveAsTextFile(output)
            report("written to \(output)\(emptyParts(output))", session, common)
        }
    }
}

struct RunPi: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pi", abstract: "Estimates pi from random points in a square.")

    @OptionGroup var common: CommonOptions

    @Option(help: "Points.")
    var samples = 10_000_000

    @Option(help: "Seed; the same seed and partitions give the same result.")
    var seed = 1

    @Option(help: "Partitions.")
    var partitions: Int?

    func run() throws {
        guard samples > 0 else { throw ValidationError("--samples \(samples) is not positive") }
        try withSession(common, appName: "pi") { session in
            let seed = seed
            let inside = try session.range(0..<samples, partitions: partitions)
                .map { _ in pair(random(seed: seed) * 2.0 - 1.0, random(seed: seed + 1) * 2.0 - 1.0) }
                .filter { $0.first * $0.first + $0.second * $0.second < 1.0 }
                .count()
            report("Pi is roughly \(4.0 * Double(inside) / Double(samples))", session, common)
        }
    }
}
