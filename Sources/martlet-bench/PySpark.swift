// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// PySpark through bench/peers/spark.py: one process for all runs of a scenario, which does one run a line it reads.
/// The first-result scenario starts a process for each run, since that is what it measures.
final class PySpark: Contestant {
    let variant: String?
    let outputFolder: String?
    var name: String { "pyspark " + (variant ?? "") }

    private let command: [String]
    private let errorsPath: String
    private let isStartup: Bool
    private var process: ChildProcess?

    private struct Line: Decodable {
        let seconds: [Double]
        let answer: String
    }

    init(_ scenario: Scenario, variant: String, workload: Workload, benchFolder: String) throws(BenchError) {
        let python = benchFolder + "/.venv/bin/python"
        guard fileExists(python) else {
            throw .peer("there is no \(python); run \(benchFolder)/peers/setup.sh first, or name --bench-folder")
        }
        var command = [
            python, benchFolder + "/peers/spark.py", scenario.peerName, "--variant", variant, "--interactive",
        ]
        command += ["--scale", "\(workload.scale)", "--slices", "\(workload.slices)", "--local-dir", workload.folder]
        if let input = workload.input(of: scenario) { command += ["--input", input] }
        outputFolder = scenario == .sort ? workload.folder + "/sorted-pyspark-" + variant : nil
        if let outputFolder { command += ["--output", outputFolder] }
        self.variant = variant
        self.command = command
        errorsPath = workload.folder + "/pyspark.log"
        isStartup = scenario == .startup
    }

    func run() throws -> (seconds: [Double], answer: String) {
        let start = monotonicSeconds()
        let process = try self.process ?? launch()
        try process.send(line: "run")
        guard let text = try process.readLine() else { throw BenchError.peer("\(name) ended early; see \(errorsPath)") }
        let elapsed = monotonicSeconds() - start
        let line = try JSONDecoder().decode(Line.self, from: Data(text.utf8))
        if isStartup { try stop() }
        return (isStartup ? [elapsed] : line.seconds, line.answer)
    }

    func stop() throws {
        defer { process = nil }
        try process?.wait()
    }

    private func launch() throws -> ChildProcess {
        let launched = try ChildProcess(command, errorsPath: errorsPath)
        guard try launched.readLine() == "ready" else {
            throw BenchError.peer("\(name) did not start; see \(errorsPath)")
        }
        process = launched
        return launched
    }
}
