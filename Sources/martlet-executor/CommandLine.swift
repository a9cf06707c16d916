// SPDX-License-Identifier: Apache-2.0

import Execution

/// Long options with a value each (`--name value` or `--name=value`), `--help` and `--version`: all that a program
/// started by clusters needs. The other programs use ArgumentParser, which would be a thirtieth of this one's size.
struct CommandLine {
    struct Option {
        let name: String
        let placeholder: String
        /// nil: must be given. Empty: may be left out.
        let initial: String?
        let help: String
    }

    /// Why the arguments cannot be used.
    struct UsageError: Error {
        let text: String
    }

    enum Request {
        case help, version
        /// A value for every option.
        case run([String: String])
    }

    let program: String
    let options: [Option]

    func parse(_ arguments: [String]) throws(UsageError) -> Request {
        if arguments.contains("--help") || arguments.contains("-h") { return .help }
        if arguments.contains("--version") { return .version }
        var values: [String: String] = [:]
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts[0].hasPrefix("--"), let option = options.first(where: { "--" + $0.name == parts[0] }) else {
                throw unknown(parts[0])
            }
            // After a blank a value cannot look like an option; after `=` it can.
            let next = rest.first.map { !$0.hasPrefix("--") } == true ? rest.first : nil
            if parts.count == 1, next != nil { rest.removeFirst() }
            guard let value = parts.count == 2 ? parts[1] : next else {
                throw UsageError(text: "Missing value for '\(parts[0]) <\(option.placeholder)>'")
            }
            guard values.updateValue(value, forKey: option.name) == nil else {
                throw UsageError(text: "\(parts[0]) is given twice")
            }
        }
        for option in options where values[option.name] == nil {
            guard let initial = option.initial else {
                throw UsageError(text: "Missing option '--\(option.name) <\(option.placeholder)>'")
            }
            values[option.name] = initial
        }
        return .run(values)
    }

    /// What is no option, and the option that was meant.
    private func unknown(_ word: String) -> UsageError {
        let isOption = word.hasPrefix("-")
        let name = String(word.drop(while: { $0 == "-" }))
        var text = "Unknown \(isOption ? "option" : "argument") '\(word)'"
        if let near = nearestName(to: name, among: options.map(\.name) + ["help", "version"]) {
            text += ". Did you mean '--\(near)'?"
        }
        return UsageError(text: text)
    }

    /// The line that names every option.
    var usage: String {
        let all = options.map { option in
            let text = "--\(option.name) <\(option.placeholder)>"
            return option.initial == nil ? text : "[\(text)]"
        }
        return "USAGE: \(program) " + all.joined(separator: " ")
    }

    /// A line an option, in two columns.
    var optionHelp: String {
        let rows =
            options.map { ("--\($0.name) <\($0.placeholder)>", $0.help + Self.note($0.initial)) }
            + [("--version", "Show the version."), ("-h, --help", "Show this help.")]
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { "  " + $0.0 + String(repeating: " ", count: width + 2 - $0.0.count) + $0.1 }
            .joined(separator: "\n")
    }

    private static func note(_ initial: String?) -> String {
        guard let initial else { return " (required)" }
        return initial.isEmpty ? "" : " (default: \(initial))"
    }
}
