// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

@main
struct MartletBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "martlet-bench", abstract: "Measures Martlet, alone or beside other engines.",
        version: "0.1.0",
        subcommands: [MeasureCommand.self, GenerateCommand.self, FirstResultCommand.self, WatchCommand.self],
        defaultSubcommand: MeasureCommand.self)

    /// As ArgumentParser's own, but with one line for unusable arguments, and 2 as exit status.
    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            let lines = message(for: error).split(whereSeparator: \.isNewline).map { $0.trimmingPrefix { $0 == " " } }
            printError("martlet-bench: \(lines.joined(separator: " ")) (martlet-bench --help explains the options)")
            exit(withError: ExitCode(2))
        }
    }
}
