// SPDX-License-Identifier: Apache-2.0

import Logging
import Messages
import Scripting
import SwiftProtobuf
import Threads

/// What the functions of one task have printed, logged and warned of and nobody has taken yet. Every line also goes to
/// the executor's log. The task's thread fills it, the loop empties it.
final class OutputBuffer: ScriptOutput, Sendable {
    private struct State {
        /// Bytes behind the last line end, of standard output and of standard error.
        var partial: [[UInt8]] = [[], []]
        var lines: [Martlet_OutputLine] = []
        var bytesWaiting = 0
        var linesTaken = 0
        var bytesTaken = 0
        var linesLeftOut = 0
        /// Warnings made so far: one of a place and text is enough.
        var warned: Set<ScriptRecord> = []
        var isUrgent = false
    }

    private let state = Lock(State())
    private let linesMax: Int
    private let bytesMax: Int
    private let logger: Logger
    /// Called on the task's thread when what waits should leave soon.
    private let onUrgent: @Sendable () -> Void

    init(linesMax: Int, bytesMax: Int, logger: Logger, onUrgent: @escaping @Sendable () -> Void) {
        self.linesMax = linesMax
        self.bytesMax = bytesMax
        self.logger = logger
        self.onUrgent = onUrgent
    }

    // MARK: The task's thread

    func write(_ text: String, isError: Bool) {
        let index = isError ? 1 : 0
        change { state in
            var rest = Array(text.utf8)[...]
            while let end = rest.firstIndex(of: 10) {
                state.partial[index].append(contentsOf: rest[..<end])
                addPartial(&state, isError)
                rest = rest[(end + 1)...]
            }
            state.partial[index].append(contentsOf: rest)
            if state.partial[index].count > ExecutionLimits.outputLineBytesMax { addPartial(&state, isError) }
        }
    }

    func flush() { change { $0.isUrgent = !$0.lines.isEmpty } }

    func record(_ record: ScriptRecord) {
        var record = record
        record.text = shortened(record.text)
        change { state in
            if record.level == nil {
                if state.warned.contains(record) { return }
                if state.warned.count < ExecutionLimits.warningsRememberedMax { state.warned.insert(record) }
            }
            logger.info("\(record.name): \(record.text.debugDescription)", metadata: metadata(record))
            add(
                &state,
                .with {
                    $0.kind = record.level == nil ? .warning : .logRecord
                    $0.text = record.text
                    $0.level = Int32(clamping: record.level ?? 0)
                    $0.name = shortened(record.name)
                    $0.file = shortened(record.file)
                    $0.line = UInt32(clamping: record.line)
                })
        }
    }

    /// The task has ended: what has no line end is a line too.
    func end() {
        change { state in
            for isError in [false, true] where !state.partial[isError ? 1 : 0].isEmpty { addPartial(&state, isError) }
        }
    }

    private func metadata(_ record: ScriptRecord) -> Logger.Metadata {
        record.level.map { ["level": "\($0)"] } ?? ["warning": "\(record.file):\(record.line)"]
    }

    private func change(_ body: (inout State) -> Void) {
        let isUrgent = state.withLock { state in
            body(&state)
            if state.bytesWaiting > ExecutionLimits.outputBytesWaiting { state.isUrgent = true }
            defer { state.isUrgent = false }
            return state.isUrgent
        }
        if isUrgent { onUrgent() }
    }

    /// What has come of a line is a line.
    private func addPartial(_ state: inout State, _ isError: Bool) {
        var bytes: [UInt8] = []
        swap(&bytes, &state.partial[isError ? 1 : 0])
        if bytes.last == 13 { bytes.removeLast() }
        let text = String(decoding: bytes, as: UTF8.self)
        logger.info("\(text.debugDescription)", metadata: ["stream": isError ? "stderr" : "stdout"])
        add(
            &state,
            .with {
                $0.kind = isError ? .standardError : .standardOutput
                $0.text = shortened(text)
            })
    }

    private func add(_ state: inout State, _ line: Martlet_OutputLine) {
        let bytes = line.byteCount
        guard state.linesTaken < linesMax, state.bytesTaken + bytes <= bytesMax else {
            state.linesLeftOut += 1
            return
        }
        state.lines.append(line)
        state.linesTaken += 1
        state.bytesTaken += bytes
        state.bytesWaiting += bytes
    }

    private func shortened(_ text: String) -> String {
        guard text.utf8.count > ExecutionLimits.outputLineBytesMax else { return text }
        let kept = text.utf8.prefix(ExecutionLimits.outputLineBytesMax)
        return String(decoding: kept, as: UTF8.self) + " … (\(text.utf8.count) bytes)"
    }

    // MARK: The loop

    /// What has come since the last call, or as much of it as one report is meant to hold; nil when nothing is left.
    func take() -> (lines: [Martlet_OutputLine], linesLeftOut: Int)? {
        state.withLock { state in
            if state.lines.isEmpty && state.linesLeftOut == 0 { return nil }
            var bytes = 0
            let taken = state.lines.prefix { line in
                bytes += line.byteCount
                return bytes <= ExecutionLimits.outputReportBytesMax
            }.prefix(ExecutionLimits.outputReportLinesMax)
            let lines = Array(taken)
            state.lines.removeFirst(lines.count)
            state.bytesWaiting -= lines.reduce(0) { $0 + $1.byteCount }
            defer { if state.lines.isEmpty { state.linesLeftOut = 0 } }
            return (lines, state.lines.isEmpty ? state.linesLeftOut : 0)
        }
    }
}

extension Martlet_TaskOutput {
    /// About how many bytes it has.
    var byteCount: Int { lines.reduce(32) { $0 + $1.byteCount } }
}

extension Martlet_OutputLine {
    fileprivate var byteCount: Int { text.utf8.count + name.utf8.count + file.utf8.count + 16 }
}
