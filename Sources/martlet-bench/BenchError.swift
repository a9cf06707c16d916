// SPDX-License-Identifier: Apache-2.0

/// What can go wrong outside the engine: files, peers, answers that differ.
enum BenchError: Error, CustomStringConvertible {
    /// A system call failed: what was attempted, on what, and the system's reason.
    case system(operation: String, path: String, reason: String)
    case peer(String)
    case answersDiffer(scenario: String, ours: String, theirs: String)
    case badAnswer(scenario: String, detail: String)

    var description: String {
        switch self {
        case .system(let operation, let path, let reason): "cannot \(operation) \(path): \(reason)"
        case .peer(let detail): "peer: \(detail)"
        case .answersDiffer(let scenario, let ours, let theirs):
            "\(scenario): the answers differ: \(ours) here, \(theirs) from the peer"
        case .badAnswer(let scenario, let detail): "\(scenario): wrong answer: \(detail)"
        }
    }
}
