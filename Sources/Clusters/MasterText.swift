// SPDX-License-Identifier: Apache-2.0

import Driver
import Execution

/// Parts of masters as people write them.
enum MasterText {
    /// What is between `prefix` and a closing bracket; nil when the text is not so.
    static func inside(_ prefix: String, _ text: String) -> String? {
        text.hasPrefix(prefix) && text.hasSuffix("]") ? String(text.dropFirst(prefix.count).dropLast()) : nil
    }

    static func parts(_ text: String, most: Int = .max) -> [String] {
        text.split(separator: ",", maxSplits: most - 1, omittingEmptySubsequences: false).map(trimmed)
    }

    static func number(
        _ digits: String, _ range: ClosedRange<Int>, _ what: String, _ text: String
    ) throws(MasterError) -> Int {
        guard let value = Int(digits), range.contains(value) else {
            throw MasterError(
                "'\(digits)' in '\(text)' is not a number of \(what) from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// As Spark does, a plain number is in MiB.
    static func memory(_ text: String) throws(MasterError) -> Int {
        let bytes: Int
        do { bytes = try MemorySize.parse(text, plainUnit: 1 << 20) } catch { throw MasterError(error.description) }
        guard bytes >= ExecutionLimits.memoryBytesMin else {
            throw MasterError(
                "an executor with \(text) of memory: at least \(MemorySize.text(ExecutionLimits.memoryBytesMin)) are "
                    + "needed")
        }
        return bytes
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
