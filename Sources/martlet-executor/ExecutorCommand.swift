// SPDX-License-Identifier: Apache-2.0

import Execution
import Glibc
import HDFS
import Logging
import Messages
import Net

@main
enum ExecutorCommand {
    static let commandLine = CommandLine(
        program: "martlet-executor",
        options: [
            .init(
                name: "driver", placeholder: "host:port", initial: nil,
                help: "Where the driver listens."),
            .init(
                name: "secret-file", placeholder: "file", initial: nil,
                help: "Secret that driver and executors share (mode 0600)."),
            .init(
                name: "cores", placeholder: "count", initial: "1",
                help: "Tasks at a time, 1 to \(ExecutionLimits.slotsMax)."),
            .init(
                name: "memory", placeholder: "size", initial: "1g",
                help: "For tasks and for map outputs, at least 16m."),
            .init(name: "work-dir", placeholder: "folder", initial: "/tmp", help: "Existing folder for scratch files."),
            .init(
                name: "host", placeholder: "name", initial: "127.0.0.1",
                help: "By which other executors reach this host."),
            .init(
                name: "bind", placeholder: "address", initial: "",
                help: "That the block service listens on, if not --host; 0.0.0.0: all."),
            .init(
                name: "block-port", placeholder: "port", initial: "0",
                help: "Of the block service; 0: the system chooses."),
            .init(name: "name", placeholder: "name", initial: "", help: "In logs and in the driver's summary."),
            .init(
                name: "log-level", placeholder: "level", initial: "info",
                help: "trace, debug, info, notice, warning, error or critical."),
        ])

    static let overview = """
        OVERVIEW: Runs tasks for a Martlet driver.

        The executor dials the driver, proves that it knows the same secret, and runs
        tasks until the driver ends or says so. Clusters start executors by themselves;
        start one by hand for a driver that listens (--master martlet://host:port):

          martlet-executor --driver 127.0.0.1:7077 --secret-file secret --cores 2 --memory 2g

        MARTLET_NODE_NAME in the environment names the machine that preferred places of
        data are compared with, if that is not --host, and MARTLET_HOST_IP its address.
        MARTLET_ANY_CPU, when set, starts the code for any x86-64 CPU where it lies beside this program.
        Where a container's memory limit is less than --memory and what an executor needs besides, tasks get less.

        SIGTERM drains: running tasks end, others copy its map outputs, then the
        executor leaves. Exit status: 0 when the driver ended it or it drained, 1 when
        it lost the driver, 2 for unusable arguments.
        """

    static func main() {
        do {
            try OlderCPU.handOver()
        } catch {
            report("martlet-executor: \(error)")
            exit(2)
        }
        // What reads the log may be gone before this is: there is a folder to remove yet.
        signal(SIGPIPE, SIG_IGN)
        do throws(CommandLine.UsageError) {
            switch try commandLine.parse(Array(Swift.CommandLine.arguments.dropFirst())) {
            case .help:
                print("\(overview)\n\n\(commandLine.usage)\n\nOPTIONS:\n\(commandLine.optionHelp)")
            case .version:
                print("martlet-executor \(softwareVersion)")
            case .run(let values):
                exit(run(try ExecutorArguments(values)))
            }
        } catch {
            report("martlet-executor: \(error.text) (martlet-executor --help explains the options)")
            exit(2)
        }
    }

    private static func run(_ arguments: ExecutorArguments) -> Int32 {
        var logger = Logger(label: arguments.name.isEmpty ? "executor" : arguments.name) { StderrLogHandler(label: $0) }
        logger.logLevel = arguments.logLevel
        do {
            let memory = ContainerMemory.budget(asked: arguments.memoryBytes, limit: ContainerMemory.limit)
            if memory < arguments.memoryBytes {
                logger.warning(
                    "the container's memory limit leaves less than --memory asks for",
                    metadata: ["asked": "\(arguments.memoryBytes)", "used": "\(memory)"])
            }
            var options = ExecutorOptions(
                driver: arguments.driver, secret: try Secret(contentsOf: arguments.secretFile), slots: arguments.cores,
                memoryBytes: memory, host: arguments.host, blockAddress: arguments.blockAddress,
                name: arguments.name, softwareVersion: softwareVersion, processID: Int(getpid()))
            options.node = arguments.node
            options.machineNames = arguments.machineNames
            HDFSFileSystem.register(with: options.fileSystems, logger: logger)
            return try ExecutorProcess(options: options, workDirectory: arguments.workDirectory, logger: logger).run()
        } catch {
            report("martlet-executor: \(error)")
            return 2
        }
    }

    private static func report(_ text: String) {
        var line = text + "\n"
        line.withUTF8 { _ = write(2, $0.baseAddress, $0.count) }
    }
}
