// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Driver
import Execution
import Glibc
import Logging
import Martlet
import Net
import Threads

/// Options of every command that needs a session.
struct CommonOptions: ParsableArguments {
    @Option(help: "local[N], local[*], local-cluster[N,cores,memory], martlet://host:port or k8s://https://host:port.")
    var master = "local[*]"

    @Option(help: "File with the secret for martlet:// (mode 0600); executors need the same.")
    var secretFile: String?

    @Option(help: "Existing folder for scratch files.")
    var workDir: String?

    @Option(help: "Memory of tasks in local[N], for example 512m (a quarter of the machine's).")
    var memory: String?

    @Option(help: "Partitions where a job does not say; default: the cluster's slots.")
    var parallelism: Int?

    @Option(help: "Rows of a batch on executors; 0 = their default.")
    var batchRows: Int?

    @Option(
        help: "Seconds that a job waits when there is no executor; default: 30, and on Kubernetes as long as it takes.")
    var executorWait: Int?

    @Option(help: "Seconds of silence after which an executor counts as lost.")
    var silenceLimit = 10

    @Option(
        name: .customLong("conf"),
        help: "A key of Spark's or Martlet's, as spark.executor.memory=2g; may be given several times.")
    var configuration: [String] = []

    @Option(help: "trace, debug, info, notice, warning, error or critical (warning).")
    var logLevel: String?

    @Flag(help: "No progress line.")
    var quiet = false

    func validate() throws {
        if let logLevel, Logger.Level(rawValue: logLevel) == nil {
            throw ValidationError(
                "--log-level \(logLevel) is none of trace, debug, info, notice, warning, error, critical")
        }
        do { _ = try sessionOptions(appName: "") } catch { throw ValidationError("--conf: \(error)") }
        if let parallelism, !(1...1_000_000).contains(parallelism) {
            throw ValidationError("--parallelism \(parallelism) is not in 1 to 1000000")
        }
        if let batchRows, !(0...1_000_000).contains(batchRows) {
            throw ValidationError("--batch-rows \(batchRows) is not in 0 to 1000000")
        }
        if let executorWait, !(0...86_400).contains(executorWait) {
            throw ValidationError("--executor-wait \(executorWait) is not in 0 to 86400")
        }
        guard (1...3_600).contains(silenceLimit) else {
            throw ValidationError("--silence-limit \(silenceLimit) is not in 1 to 3600")
        }
        do {
            Masters.register()
            _ = try ClusterRegistry.parse(master)
            if let memory, try MemorySize.parse(memory) < ExecutionLimits.memoryBytesMin {
                throw ValidationError(
                    "--memory \(memory) is less than \(MemorySize.text(ExecutionLimits.memoryBytesMin))")
            }
        } catch let error as ValidationError {
            throw error
        } catch {
            throw ValidationError("\(error)")
        }
    }

    /// What --conf says, and what options of their own say above it.
    func sessionOptions(appName: String) throws -> SessionOptions {
        var options = SessionOptions(master: master, appName: appName)
        options.watcher = ["/proc/self/exe", "watch"]
        // A command comes and goes, in pipes too: it has a console when `spark.ui.enabled` says so.
        options.console = nil
        try options.apply(pairs: configuration)
        if let secretFile { options.secretFile = secretFile }
        if let workDir { options.workDirectory = workDir }
        if let memory { options.localMemory = memory }
        if let parallelism { options.defaultParallelism = parallelism }
        if let batchRows { options.batchRows = batchRows }
        if let executorWait { options.executorWaitSeconds = executorWait }
        options.peerOptions.silenceLimit = .seconds(silenceLimit)
        options.peerOptions.heartbeatInterval = .milliseconds(max(silenceLimit * 200, 200))
        if let level = logLevel.flatMap({ Logger.Level(rawValue: $0) }) { options.logLevel = level }
        return options
    }
}

/// Writes to standard error.
func printError(_ text: String) {
    var text = text + "\n"
    text.withUTF8 { _ = write(2, $0.baseAddress, $0.count) }
}

/// Runs `body` with a session that is stopped whatever happens. SIGINT and SIGTERM stop the session, so that the
/// running job ends and none begins after it; a second one ends the program.
func withSession(
    _ common: CommonOptions, appName: String, _ body: (Session) throws -> Void
) throws {
    blockTerminationSignals()
    let session: Session
    do { session = try Session(try common.sessionOptions(appName: appName)) } catch {
        printError("martlet-driver: \(error)")
        throw ExitCode(2)
    }
    let interrupts = InterruptCount()
    watchTerminationSignals {
        guard interrupts.next() == 1 else { exit(130) }
        // On a thread of its own: this one waits for the second interrupt.
        detach { session.stop() }
    }
    let progress = common.quiet ? nil : ProgressLine(session)
    defer {
        progress?.stop()
        session.stop()
    }
    do {
        try body(session)
    } catch {
        progress?.stop()
        if interrupts.count > 0 {
            printError("martlet-driver: interrupted")
            throw ExitCode(130)
        }
        printError("martlet-driver: \(error)")
        if case MartletError.job = error { throw ExitCode(1) }
        throw ExitCode(2)
    }
}
