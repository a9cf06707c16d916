// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// The measurements of one call, as a table for people and as JSON for programs.
struct Report: Codable {
    let master: String
    let scale: Double
    let runs: Int
    var measurements: [Measurement] = []

    /// Adds the contestants of one scenario and sets each peer's ratio to Martlet.
    mutating func add(_ group: [Measurement]) {
        let ours = group.first { $0.variant == nil }
        for var measurement in group {
            if let variant = measurement.variant, let ours, ours.medianSeconds > 0 {
                measurement.ratio = measurement.medianSeconds / ours.medianSeconds
                measurement.wantedRatio = measurement.scenario.wantedRatio(variant)
            }
            measurements.append(measurement)
        }
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// A table in Markdown; times in seconds or, below one tenth, milliseconds.
    func table() -> String {
        let head = ["scenario", "size", "engine", "median", "fastest – slowest", "first", "ratio", "wanted"]
        var rows = [head, head.map { String(repeating: "-", count: $0.count) }]
        for item in measurements {
            rows.append([
                item.scenario.title, item.size, item.engine, time(item.medianSeconds),
                time(item.fastest) + " – " + time(item.slowest), time(item.firstSeconds),
                item.ratio.map { fixed($0, digits: 1) } ?? "", item.wantedRatio.map { fixed($0, digits: 1) } ?? "",
            ])
        }
        let widths = head.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        var lines = rows.map { row in
            "| " + zip(row, widths).map { padded($0, $1) }.joined(separator: " | ") + " |"
        }
        lines += latencyLines()
        return lines.joined(separator: "\n")
    }

    private func latencyLines() -> [String] {
        measurements.filter { $0.scenario == .latency }.map { item in
            let values = item.percentiles([50, 90, 99, 100]).map {
                "p\(Int($0.percent)) \(fixed($0.milliseconds, digits: 2))"
            }
            return "\nlatency, \(item.engine), ms: " + values.joined(separator: ", ")
        }
    }
}

/// `1.23 s`, or `4.56 ms` below a tenth of a second.
func time(_ seconds: Double) -> String {
    seconds < 0.1 ? fixed(seconds * 1000, digits: 2) + " ms" : fixed(seconds, digits: seconds < 10 ? 2 : 1) + " s"
}

/// A number with exactly so many digits after the point.
func fixed(_ value: Double, digits: Int) -> String {
    var scale = 1
    for _ in 0..<digits { scale *= 10 }
    let whole = Int((value * Double(scale)).rounded())
    guard digits > 0 else { return "\(whole)" }
    let fraction = String(abs(whole) % scale)
    let sign = whole < 0 ? "-" : ""
    return "\(sign)\(abs(whole) / scale)." + String(repeating: "0", count: digits - fraction.count) + fraction
}

private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
}
