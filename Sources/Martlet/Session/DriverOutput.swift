// SPDX-License-Identifier: Apache-2.0

import Driver
import Scripting

/// What functions print, log and warn of where the driver itself runs them: at the end of a reduction.
final class DriverOutput: ScriptOutput {
    private let control: ActionControl
    /// Bytes behind the last line end, of standard output and of standard error.
    private var partial: [[UInt8]] = [[], []]

    init(_ control: ActionControl) { self.control = control }

    deinit {
        for (index, bytes) in partial.enumerated() where !bytes.isEmpty { show(bytes, isError: index == 1) }
    }

    func write(_ text: String, isError: Bool) {
        let index = isError ? 1 : 0
        var rest = Array(text.utf8)[...]
        while let end = rest.firstIndex(of: 10) {
            partial[index].append(contentsOf: rest[..<end])
            show(partial[index], isError: isError)
            partial[index] = []
            rest = rest[(end + 1)...]
        }
        partial[index].append(contentsOf: rest)
    }

    func flush() {}

    func record(_ record: ScriptRecord) {
        show(
            TaskOutput.Line(
                kind: record.level == nil ? .warning : .logRecord, text: record.text, level: record.level ?? 0,
                name: record.name, file: record.file, line: record.line))
    }

    private func show(_ bytes: [UInt8], isError: Bool) {
        show(
            TaskOutput.Line(
                kind: isError ? .standardError : .standardOutput, text: String(decoding: bytes, as: UTF8.self)))
    }

    private func show(_ line: TaskOutput.Line) {
        control.printed(TaskOutput(partition: nil, lines: [line], linesLeftOut: 0))
    }
}
