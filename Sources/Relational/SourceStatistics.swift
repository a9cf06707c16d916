// SPDX-License-Identifier: Apache-2.0

/// What a source says of its rows before they are read: for plans, never for results.
public struct SourceStatistics: Sendable {
    public var rowCount: Double
    /// Least and greatest value of columns that lie as integers, by name.
    public var spans: [String: ClosedRange<Int>]
    /// Where the rows are there already, and their number is no guess: bytes of all of them.
    public var byteCount: Double?

    public init(rowCount: Double, spans: [String: ClosedRange<Int>] = [:], byteCount: Double? = nil) {
        self.rowCount = rowCount
        self.spans = spans
        self.byteCount = byteCount
    }
}

extension RowSource {
    /// Unknown.
    public var statistics: SourceStatistics? { nil }

    /// Only the very same.
    public func holdsSameRows(as other: any RowSource) -> Bool { self === other }
}
