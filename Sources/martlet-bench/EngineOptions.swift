// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Martlet

/// Where and how Martlet runs what is measured.
struct EngineOptions: ParsableArguments {
    @Option(help: "Martlet's master: local-cluster[2,1,2g], k8s://https://host:port, …")
    var master = "local-cluster[2,1,2g]"
    @Option(
        name: .customLong("conf"),
        help: "A key of Spark's or Martlet's, as spark.executor.memory=2g; may be given several times.")
    var configuration: [String] = []

    func validate() throws {
        do { _ = try session() } catch { throw ValidationError("--conf: \(error)") }
    }

    func session() throws -> SessionOptions {
        var options = SessionOptions(master: master, appName: "martlet-bench")
        options.watcher = ["/proc/self/exe", "watch"]
        try options.apply(pairs: configuration)
        return options
    }

    /// The same as arguments.
    var words: [String] { ["--master", master] + configuration.flatMap { ["--conf", $0] } }
}

/// What the process does that outlives one that was killed.
struct WatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Cleans up after a measurement that was killed.", shouldDisplay: false)

    func run() throws {
        let status = Masters.watch(input: 0)
        if status != 0 { throw ExitCode(status) }
    }
}
