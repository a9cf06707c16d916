// SPDX-License-Identifier: Apache-2.0

/// What a file says of its rows before they are read: for plans, never for results.
public struct FileStatistics: Hashable, Sendable {
    /// The least and the greatest of a column's values as integers lie in memory (numbers, days, microseconds, digits).
    public struct Span: Hashable, Sendable {
        public var least: Int
        public var most: Int

        public init(least: Int, most: Int) {
            self.least = least
            self.most = most
        }

        /// The span of both.
        public func joined(_ other: Span) -> Span { Span(least: min(least, other.least), most: max(most, other.most)) }
    }

    public var rowCount: Int
    /// By the name of the column; none where it is not known for all rows.
    public var spans: [String: Span]

    public init(rowCount: Int, spans: [String: Span] = [:]) {
        self.rowCount = rowCount
        self.spans = spans
    }
}
