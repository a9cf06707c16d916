// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Martlet

/// What the process does that outlives a killed driver.
struct WatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Cleans up after a driver that was killed.", shouldDisplay: false)

    func run() throws {
        let status = Masters.watch(input: 0)
        if status != 0 { throw ExitCode(status) }
    }
}
