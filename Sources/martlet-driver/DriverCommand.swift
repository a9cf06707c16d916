// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Messages

@main
struct DriverCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "martlet-driver",
        abstract: "Runs example jobs on Martlet and explains how they run.",
        discussion: """
            A first try, two executor processes adding 0 ..< 100 000 000:

              martlet-driver run sum --master 'local-cluster[2,1,1g]'

            Masters: local[N] and local[*] run tasks on threads of this process; local-cluster[N,cores,memory] starts N \
            executor processes; martlet://host:port listens for executors that you start (martlet-executor --help). \
            Exit status: 0 success, 1 a job failed, 2 unusable arguments or files, 130 interrupted.
            """,
        version: "martlet-driver \(softwareVersion)", subcommands: [RunCommand.self, ExplainCommand.self])

    /// As ArgumentParser's own, but with the exit status that the help promises for unusable arguments.
    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            printError(fullMessage(for: error))
            exit(withError: ExitCode(2))
        }
    }
}
