// SPDX-License-Identifier: Apache-2.0

/// Where the user called an operation: what errors name that no function of the user's is to blame for. Line and
/// columns count from 1; 0 = unknown.
public struct SourcePlace: Hashable, Sendable {
    public var file: String
    public var line: Int
    public var column: Int
    public var endColumn: Int
    /// The text of the line; empty where it is not known.
    public var text: String

    public init(file: String, line: Int, column: Int = 0, endColumn: Int = 0, text: String = "") {
        self.file = file
        self.line = line
        self.column = column
        self.endColumn = endColumn
        self.text = text
    }
}
