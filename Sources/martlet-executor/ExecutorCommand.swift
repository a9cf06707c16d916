// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Execution
import Files
import Glibc
import Logging
import Messages
import Net

@main
struct ExecutorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "martlet-executor",
        abstract: "Runs tasks for a Martlet driver.",
        discussion: """
            The executor dials the driver, proves that it knows the same secret, and runs tasks until the driver ends or \
            says so. Clusters start executors by themselves; start one by hand for a driver that listens \
            (--master martlet://host:port):

              martlet-executor --driver 127.0.0.1:7077 --secret-file secret --cores 2 --memory 2g

            SIGTERM drains: running tasks end, then the executor leaves. Exit status: 0 when the driver ended it or it \
            drained, 1 when it lost the driver, 2 for unusable arguments.
            """,
        version: "martlet-executor \(softwareVersion)")

    /// As ArgumentParser's own, but with the exit status that the help promises for unusable arguments.
    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            FileHandleText.standardError(fullMessage(for: error) + "\n")
            exit(withError: ExitCode(2))
        }
    }

    @Option(help: "Where the driver listens: host:port.")
    var driver: String

    @Option(help: "File with the secret that driver and executors share (mode 0600).")
    var secretFile: String

    @Option(help: "Tasks at a time, 1 to \(ExecutionLimits.slotsMax).")
    var cores = 1

    @Option(help: "Memory for tasks and for map outputs, for example 1g; at least 16m.")
    var memory = "1g"

    @Option(help: "Existing folder for scratch files.")
    var workDir = "/tmp"

    @Option(help: "Name or address that other executors reach this host by.")
    var host = "127.0.0.1"

    @Option(help: "Address that the block service listens on; 0.0.0.0 for all of this host's.")
    var bind: String?

    @Option(help: "Port of the block service; 0 = chosen by the system.")
    var blockPort: UInt16 = 0

    @Option(help: "Name in logs and in the driver's summary.")
    var name = ""

    @Option(help: "trace, debug, info, notice, warning, error or critical.")
    var logLevel = "info"

    func validate() throws {
        guard (1...ExecutionLimits.slotsMax).contains(cores) else {
            throw ValidationError("--cores \(cores) is not in 1 to \(ExecutionLimits.slotsMax)")
        }
        guard Logger.Level(rawValue: logLevel) != nil else {
            throw ValidationError("--log-level \(logLevel) is none of trace, debug, info, notice, warning, error, critical")
        }
        do {
            let bytes = try MemorySize.parse(memory)
            guard bytes >= ExecutionLimits.memoryBytesMin else {
                throw ValidationError("--memory \(memory) is less than 16m")
            }
            _ = try Address(parsing: driver)
        } catch let error as ValidationError {
            throw error
        } catch {
            throw ValidationError("\(error)")
        }
    }

    func run() throws {
        var logger = Logger(label: name.isEmpty ? "executor" : name) { StderrLogHandler(label: $0) }
        logger.logLevel = Logger.Level(rawValue: logLevel) ?? .info
        do {
            let options = ExecutorOptions(
                driver: try Address(parsing: driver), secret: try Secret(contentsOf: secretFile), slots: cores,
                memoryBytes: try MemorySize.parse(memory), host: host,
                blockAddress: Address(host: bind ?? host, port: blockPort), name: name,
                softwareVersion: softwareVersion, processID: Int(getpid()))
            let process = try ExecutorProcess(options: options, workDirectory: workDir, logger: logger)
            throw ExitCode(process.run())
        } catch let code as ExitCode {
            throw code
        } catch {
            FileHandleText.standardError("martlet-executor: \(error)\n")
            throw ExitCode(2)
        }
    }
}

enum FileHandleText {
    static func standardError(_ text: String) {
        var text = text
        text.withUTF8 { _ = write(2, $0.baseAddress, $0.count) }
    }
}
