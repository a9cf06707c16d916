// SPDX-License-Identifier: Apache-2.0

import Values

/// A unit of an interval, the longest first.
public enum IntervalUnit: Int, CaseIterable, Hashable, Sendable {
    case year, month, day, hour, minute, second

    /// `day`
    public var name: String { "\(self)" }
}

/// The units in which an interval is shown.
public struct IntervalSpan: Hashable, Sendable {
    public let first: IntervalUnit
    public let last: IntervalUnit

    public init(_ first: IntervalUnit, _ last: IntervalUnit) {
        (self.first, self.last) = (first, last)
    }

    /// `day to second`, `year`; nil when the units do not belong together.
    public init?(_ text: String) {
        let words = text.lowercased().split(separator: " ")
        guard words.count == 1 || words.count == 3 && words[1] == "to",
            let first = IntervalUnit.allCases.first(where: { words.first ?? "" == $0.name }),
            let last = IntervalUnit.allCases.first(where: { words.last ?? "" == $0.name }),
            first.rawValue <= last.rawValue, (first.rawValue < 2) == (last.rawValue < 2)
        else { return nil }
        self.init(first, last)
    }

    public var name: String { first == last ? first.name : "\(first.name) to \(last.name)" }

    /// As `intervalText` takes it.
    public var code: Int { first.rawValue << 3 | last.rawValue }

    /// The units of both.
    public func union(_ other: IntervalSpan) -> IntervalSpan {
        IntervalSpan(
            first.rawValue < other.first.rawValue ? first : other.first,
            last.rawValue > other.last.rawValue ? last : other.last)
    }

    /// An interval of so many months or microseconds as its literal.
    public func text(_ value: Int) -> String {
        IntervalText.of(value, first: first.rawValue, last: last.rawValue)
    }

    /// The type of such an interval.
    public var type: SQLType { first.rawValue < 2 ? .yearMonth(self) : .dayTime(self) }
}
