// SPDX-License-Identifier: Apache-2.0

import Driver
import Martlet

/// The closing summary of an action.
func summaryText(_ summary: JobSummary) -> String {
    var lines = [
        "\(counted(summary.tasks, "task")) in \(counted(summary.stages, "stage")), \(fixed(summary.seconds, 3)) s"
            + (summary.attemptsLost > 0 ? ", \(counted(summary.attemptsLost, "attempt")) lost and run again" : "")
    ]
    for (name, tasks) in summary.tasksByExecutor.sorted(by: { $0.key < $1.key }) {
        lines.append("  \(name): \(counted(tasks, "task"))")
    }
    lines.append(
        "  rows read \(summary.rowsRead), bytes read \(summary.bytesRead), shuffled \(summary.bytesShuffled) "
            + "(\(summary.bytesShuffledRemotely) between executors), spilled \(summary.bytesSpilled)")
    if let share = summary.localShare {
        lines.append("  \(fixed(share * 100, 0)) % of the input was read where it lies")
    }
    return lines.joined(separator: "\n")
}

/// `value` with `digits` digits after the point.
func fixed(_ value: Double, _ digits: Int) -> String {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let scaled = (value * scale).rounded()
    guard scaled.magnitude < 9e15 else { return String(value) }
    let (whole, part) = Int(scaled.magnitude).quotientAndRemainder(dividingBy: Int(scale))
    let fraction = String(Int(scale) + part).dropFirst()
    return (scaled < 0 ? "-" : "") + String(whole) + (digits > 0 ? "." + fraction : "")
}
