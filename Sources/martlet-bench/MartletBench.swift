// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

@main
struct MartletBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "martlet-bench", abstract: "Measures Martlet, alone or beside other engines.",
        version: "0.1.0", subcommands: [MeasureCommand.self, GenerateCommand.self, FirstResultCommand.self],
        defaultSubcommand: MeasureCommand.self)
}
