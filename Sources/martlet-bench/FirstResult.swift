// SPDX-License-Identifier: Apache-2.0

/// Martlet in the startup scenario: this program once more, from the start of its process to the line with the result.
final class FirstResult: Contestant {
    let name = "martlet"
    let variant: String? = nil
    let outputFolder: String? = nil
    private let command: [String]

    init(_ options: EngineOptions) {
        command = ["/proc/self/exe", "first-result"] + options.words
    }

    func run() throws -> (seconds: [Double], answer: String) {
        let start = monotonicSeconds()
        let process = try ChildProcess(command, errorsPath: nil)
        guard let answer = try process.readLine() else { throw BenchError.peer("\(name) printed no result") }
        let elapsed = monotonicSeconds() - start
        try process.wait()
        return ([elapsed], answer)
    }

    func stop() throws {}
}
