// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Martlet

/// `martlet-bench measure …`: the scenarios on Martlet and, by turns, on its peers.
struct MeasureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure", abstract: "Measures scenarios, on Martlet alone or beside PySpark.",
        discussion: """
            Each scenario has one cold run and then --runs timed ones; with --peers the engines take turns and their \
            answers must be equal. Ends with 1 if an answer is wrong.
            """)

    @Argument(help: "Scenarios: sum, wordcount, reduceByKey, sort, tasks, latency, startup. All if none is named.")
    var scenarios: [Scenario] = []
    @OptionGroup var engine: EngineOptions
    @Option(help: "Timed runs of each scenario and engine.")
    var runs = 3
    @Option(help: "A part of the full size, for trying out.")
    var scale = 1.0
    @Option(help: "Partitions of generated ranges, for every engine; 2 is what each makes by itself on two cores.")
    var slices = 2
    @Option(help: "Bytes of text for the word count at full size.")
    var text = ByteSize(bytes: 512 << 20)
    @Flag(help: "Run the same on PySpark, by turns, and print the ratios. Needs bench/peers/setup.sh once.")
    var peers = false
    @Option(help: "Only this variant of the peers: rdd, df or jvm.")
    var variant: String?
    @Option(help: "Write the measurements as JSON to this file, or to standard output with -.")
    var json: String?
    @Option(help: "Folder for generated data and results; data is used again by the next call.")
    var workDir = "/tmp/martlet-bench"
    @Option(help: "The repository's bench folder, for peers and the verifier.")
    var benchFolder = "bench"

    func validate() throws {
        guard (1...BenchLimits.runsMax).contains(runs) else {
            throw ValidationError("--runs must be 1 to \(BenchLimits.runsMax), not \(runs)")
        }
        guard scale > 0, scale <= 100 else {
            throw ValidationError("--scale must be above 0 and at most 100, not \(scale)")
        }
        guard (1...10_000).contains(slices) else { throw ValidationError("--slices must be 1 to 10000, not \(slices)") }
    }

    func run() throws {
        let workload = Workload(scale: scale, slices: slices, folder: workDir, textBytes: text.bytes)
        try makeFolder(workDir)
        var report = Report(master: engine.master, scale: scale, runs: runs)
        // What was measured before an error is still worth seeing.
        let outcome = Result { try measure(workload, into: &report) }
        print(json == "-" ? try report.json() : report.table())
        if let json, json != "-" { try writeText(report.json() + "\n", to: json) }
        try outcome.get()
    }

    private func measure(_ workload: Workload, into report: inout Report) throws {
        for scenario in scenarios.isEmpty ? Scenario.allCases : scenarios {
            try workload.prepare(scenario)
            let tournament = Tournament(
                scenario: scenario, workload: workload, runs: runs, benchFolder: benchFolder)
            report.add(try tournament.play(contestants(scenario, workload), progress: printError))
        }
    }

    private func contestants(_ scenario: Scenario, _ workload: Workload) throws -> [any Contestant] {
        var contestants: [any Contestant] = []
        switch scenario {
        case .startup: contestants.append(FirstResult(engine))
        default: contestants.append(try MartletEngine(scenario, try engine.session(), workload: workload))
        }
        guard peers else { return contestants }
        for name in scenario.peerVariants where variant == nil || variant == name {
            contestants.append(
                try PySpark(scenario, variant: name, workload: workload, benchFolder: benchFolder))
        }
        return contestants
    }
}

/// `martlet-bench first-result`: what the startup scenario starts anew for each run.
struct FirstResultCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "first-result", abstract: "Starts a session, prints the result of one small job, stops.",
        shouldDisplay: false)

    @OptionGroup var engine: EngineOptions

    func run() throws {
        try MartletEngine.printFirstResult(try engine.session())
    }
}
