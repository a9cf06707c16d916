// SPDX-License-Identifier: Apache-2.0

import Logging
import Net

/// Log lines with the simulation's time: printed as they come when one seed is replayed, else the last of them kept for
/// a seed that fails.
final class TraceLog: @unchecked Sendable {  // touched by the simulation's one thread
    private static let linesMax = 80
    private let loop: SimulatedLoop
    private let prints: Bool
    private var lines: [String] = []

    init(loop: SimulatedLoop, prints: Bool) {
        self.loop = loop
        self.prints = prints
    }

    func add(_ text: String) {
        let micros = String(loop.now.nanoseconds / 1_000)
        let padded = String(repeating: " ", count: max(0, 12 - micros.count)) + micros
        let line = "\(padded) µs  \(text)"
        if prints { print(line) } else { keep(line) }
    }

    private func keep(_ line: String) {
        lines.append(line)
        if lines.count > 2 * Self.linesMax { lines.removeFirst(Self.linesMax) }
    }

    var last: String { lines.suffix(Self.linesMax).joined(separator: "\n") }

    func logger() -> Logger {
        var logger = Logger(label: "simulation") { _ in TraceHandler(log: self) }
        logger.logLevel = prints ? .trace : .critical
        return logger
    }
}

private struct TraceHandler: LogHandler {
    let log: TraceLog
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        log.add("\(event.level) \(event.message)\(fields)")
    }
}
