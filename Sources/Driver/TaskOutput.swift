// SPDX-License-Identifier: Apache-2.0

import Messages
import Plan

/// What the functions of a running task have printed, logged and warned of.
public struct TaskOutput: Sendable {
    public struct Line: Hashable, Sendable {
        public enum Kind: Int, Sendable {
            case standardOutput = 1
            case standardError
            case logRecord
            case warning
        }

        public var kind: Kind
        /// Without its line end; what would steer a terminal, but colours, is written out.
        public var text: String
        public var level = 0
        /// The logger of a record, the class of a warning.
        public var name = ""
        public var file = ""
        public var line = 0

        public init(kind: Kind, text: String, level: Int = 0, name: String = "", file: String = "", line: Int = 0) {
            self.kind = kind
            self.text = text
            self.level = level
            self.name = name
            self.file = file
            self.line = line
        }
    }

    /// The number of the partition that users see; nil: the driver itself ran the function.
    public var partition: Int?
    public var lines: [Line]
    /// Lines behind these that are in the executor's log only.
    public var linesLeftOut: Int

    public init(partition: Int?, lines: [Line], linesLeftOut: Int) {
        self.partition = partition
        self.lines = lines
        self.linesLeftOut = linesLeftOut
    }
}

extension TaskOutput {
    /// Fails for what no executor sends.
    init(_ message: Martlet_TaskOutput, partition: Int) throws(MessageFault) {
        var lines: [Line] = []
        lines.reserveCapacity(message.lines.count)
        for line in message.lines {
            guard let kind = Line.Kind(rawValue: line.kind.rawValue) else {
                throw MessageFault("OutputLine.kind", line.kind.rawValue, "there is no such kind")
            }
            lines.append(
                Line(
                    kind: kind, text: shown(line.text), level: Int(line.level), name: shown(line.name),
                    file: shown(line.file), line: Int(line.line)))
        }
        self.init(
            partition: partition, lines: lines,
            linesLeftOut: try message.linesLeftOut.count("TaskOutput.lines_left_out"))
    }
}

/// Foreign text as a terminal may show it: tabs and line ends stay, and so do colours (`ESC [ … m`); other control
/// characters, which could move the cursor or change the terminal, are written out as Python writes them.
func shown(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != 0xC2 || $0 == 0x09 || $0 == 0x0A }
    if isPlain { return text }
    var result = String.UnicodeScalarView()
    let scalars = Array(text.unicodeScalars)
    var index = 0
    while index < scalars.count {
        let scalar = scalars[index]
        if scalar.value == 0x1B, let end = colourEnd(scalars, index) {
            result.append(contentsOf: scalars[index...end])
            index = end + 1
            continue
        }
        index += 1
        switch scalar.value {
        case 0x09, 0x0A: result.append(scalar)
        case 0x0D: result.append(contentsOf: "\\r".unicodeScalars)
        case 0..<0x20, 0x7F..<0xA0:
            let digits = String(scalar.value, radix: 16)
            result.append(contentsOf: ("\\x" + (digits.count == 1 ? "0" : "") + digits).unicodeScalars)
        default: result.append(scalar)
        }
    }
    return String(result)
}

/// The last character of a colour that begins at `start`.
private func colourEnd(_ scalars: [Unicode.Scalar], _ start: Int) -> Int? {
    guard start + 1 < scalars.count, scalars[start + 1] == "[" else { return nil }
    var index = start + 2
    while index < scalars.count, index - start <= 24 {
        switch scalars[index] {
        case "0"..."9", ";", ":": index += 1
        case "m": return index
        default: return nil
        }
    }
    return nil
}
