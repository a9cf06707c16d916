// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Execution
import Messages

@main
struct DriverCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "martlet-driver",
        abstract: "Runs example jobs on Martlet and explains how they run.",
        discussion: """
            A first try, two executor processes adding 0 ..< 100 000 000:

              martlet-driver run sum --master 'local-cluster[2,1,1g]'

            Masters: local[N] and local[*] run tasks on threads of this process; local-cluster[N,cores,memory] starts \
            N executor processes; martlet://host:port listens for executors that you start (martlet-executor --help); \
            k8s://https://host:port starts executors as pods, by Spark's keys (--conf spark.kubernetes.…=…). \
            Exit status: 0 success, 1 a job failed, 2 unusable arguments or files, 130 interrupted.
            """,
        version: "martlet-driver \(softwareVersion)",
        subcommands: [RunCommand.self, ExplainCommand.self, WatchCommand.self])

    /// As ArgumentParser's own, but with one line for unusable arguments, and the exit status that the help promises.
    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            printError("martlet-driver: \(usageText(message(for: error)))")
            exit(withError: ExitCode(2))
        }
    }

    /// What is wrong with the arguments in one line, with the command that was meant and where to read on.
    private static func usageText(_ message: String) -> String {
        let lines = message.split(whereSeparator: \.isNewline).map { $0.trimmingPrefix { $0 == " " } }
        var text = lines.joined(separator: " ")
        if text.hasSuffix(".") { text.removeLast() }
        let arguments = CommandLine.arguments.dropFirst()
        let path = arguments.prefix { commandNames.contains($0) }
        if let word = arguments.dropFirst(path.count).first, text.contains("nexpected argument"),
            text.contains("'\(word)'")
        {
            let names = path.first == "run" ? jobNames : commandNames
            text +=
                nearestName(to: word, among: names).map { ". Did you mean '\($0)'?" }
                ?? (path.count < 2 ? ", which is none of \(names.joined(separator: ", "))" : "")
        }
        let help = (["martlet-driver"] + path + ["--help"]).joined(separator: " ")
        return "\(text) (\(help) explains the options)"
    }

    private static let jobNames = ["sum", "wordcount", "sort", "pi"]
    private static let commandNames = ["run", "explain", "help"] + jobNames
}
