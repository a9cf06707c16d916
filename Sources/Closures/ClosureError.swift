// SPDX-License-Identifier: Apache-2.0

/// Why a closure cannot be compiled: what is wrong, where it is written, and what to write instead.
public struct ClosureError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The construct and what is wrong with it.
    public var message: String
    /// What to write instead; empty when the message says it all.
    public var advice: String
    public var file: String
    /// Counts from 1; 0 = unknown.
    public var line: Int
    /// Counts from 1; 0 = unknown.
    public var column: Int
    /// The text that the error is about, where the front end has it.
    public var text: String

    public init(_ message: String, advice: String = "", file: String, line: Int, column: Int = 0, text: String = "") {
        self.message = message
        self.advice = advice
        self.file = file
        self.line = line
        self.column = column
        self.text = text
    }

    public var description: String {
        var result = "\(file):\(line): \(message)"
        if !text.isEmpty { result += ", in `\(text)`" }
        if !advice.isEmpty { result += "; \(advice)" }
        return result
    }
}
