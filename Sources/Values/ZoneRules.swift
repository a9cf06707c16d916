// SPDX-License-Identifier: Apache-2.0

/// Why the rules of a time zone cannot be read.
public struct ZoneError: Error, Hashable, CustomStringConvertible, Sendable {
    public var description: String

    public init(_ description: String) { self.description = description }
}

/// What clocks of a zone show for a while.
public struct LocalTimeType: Hashable, Sendable {
    /// Seconds east of UTC, less than a day.
    public var offset: Int
    /// How much of it is daylight saving, in seconds.
    public var saving: Int
    public var isSaving: Bool
    /// Such as `CEST`.
    public var abbreviation: String

    public init(offset: Int, saving: Int, isSaving: Bool, abbreviation: String) {
        self.offset = offset
        self.saving = saving
        self.isSaving = isSaving
        self.abbreviation = abbreviation
    }
}

/// The rules of a time zone: a table of transitions, and what holds behind its end. Immutable.
///
/// Seconds count from 1970-01-01 00:00, in UTC or on the zone's own clock. A clock shows some times twice: `fold` 0
/// means the first, 1 the second. A time that it skips is on the clock of before the gap with `fold` 0, on that of
/// after it with 1.
public final class ZoneRules: Sendable {
    /// What holds behind the last transition.
    enum Tail: Hashable, Sendable {
        case fixed(LocalTimeType)
        case yearly(YearlyRule)
    }

    /// When each transition happens, ascending, and what holds from then on.
    private let transitions: [Int]
    private let types: [LocalTimeType]
    /// The same on the zone's clock, for each value of `fold`.
    private let firstClock: [Int]
    private let secondClock: [Int]
    private let before: LocalTimeType
    private let tail: Tail
    /// What always holds; nil when clocks change.
    public let constant: LocalTimeType?

    init(
        transitions: [Int], types: [LocalTimeType], before: LocalTimeType, initial: Int, tail: Tail, isConstant: Bool
    ) {
        self.transitions = transitions
        self.types = types
        self.before = before
        self.tail = tail
        var (first, second): ([Int], [Int]) = ([], [])
        var old = initial
        for (transition, type) in zip(transitions, types) {
            first.append(transition + max(old, type.offset))
            second.append(transition + min(old, type.offset))
            old = type.offset
        }
        firstClock = first
        secondClock = second
        if isConstant, case .fixed(let type) = tail { constant = type } else { constant = nil }
    }

    /// UTC.
    public static let utc = ZoneRules(
        constant: LocalTimeType(offset: 0, saving: 0, isSaving: false, abbreviation: "UTC"))

    public convenience init(constant type: LocalTimeType) {
        self.init(transitions: [], types: [], before: type, initial: type.offset, tail: .fixed(type), isConstant: true)
    }

    /// Rules in the form of POSIX' variable TZ, such as `CET-1CEST,M3.5.0,M10.5.0/3`.
    public convenience init(posix text: String) throws(ZoneError) {
        let tail = try PosixRuleParser.parse(Array(text.utf8))
        let before: LocalTimeType
        switch tail {
        case .fixed(let type): before = type
        case .yearly(let rule): before = rule.standard
        }
        var isConstant = false
        if case .fixed = tail { isConstant = true }
        self.init(
            transitions: [], types: [], before: before, initial: before.offset, tail: tail, isConstant: isConstant)
    }

    /// What the zone's clocks show when they show `clock`, in the year `year` of their calendar.
    public func type(atClock clock: Int, fold: Int) -> LocalTimeType {
        let changes = fold == 0 ? firstClock : secondClock
        guard let last = changes.last, clock <= last else { return tailType(atClock: clock, fold: fold) }
        let index = countUpTo(clock, in: changes)
        return index == 0 ? before : types[index - 1]
    }

    private func tailType(atClock clock: Int, fold: Int) -> LocalTimeType {
        switch tail {
        case .fixed(let type): type
        case .yearly(let rule): rule.type(atClock: clock, fold: fold)
        }
    }

    /// What the zone's clocks show at a moment, and whether they show it for the second time.
    public func type(atUTC moment: Int) -> (type: LocalTimeType, fold: Int) {
        guard let last = transitions.last, moment <= last else {
            switch tail {
            case .yearly(let rule):
                let found = rule.type(atUTC: moment)
                // The table's last change may still be repeating the clock.
                return found
            case .fixed(let type):
                guard let last = transitions.last else { return (type, 0) }
                return (type, isRepeated(moment, since: last, transitions.count - 1))
            }
        }
        let index = countUpTo(moment, in: transitions)
        if index == 0 { return (before, 0) }
        return (types[index - 1], isRepeated(moment, since: transitions[index - 1], index - 1))
    }

    /// 1 when the clock, put back by the transition `index`, shows what it has shown before.
    private func isRepeated(_ moment: Int, since transition: Int, _ index: Int) -> Int {
        let old = index == 0 ? before.offset : types[index - 1].offset
        return old - types[index].offset > moment - transition ? 1 : 0
    }

    /// How many of the ascending numbers are at most `value`.
    private func countUpTo(_ value: Int, in numbers: [Int]) -> Int {
        var (low, high) = (0, numbers.count)
        while low < high {
            let middle = (low + high) / 2
            if numbers[middle] <= value { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The moment at which the zone's clocks show `clock`; of one that they skip, with the offset of the side of the
    /// gap that `fold` names.
    public func moment(ofClock clock: Int, fold: Int) -> Int { clock - type(atClock: clock, fold: fold).offset }
}

extension ZoneRules {
    /// What the zone's clocks show at a moment, in microseconds; nil beyond 64 bits.
    public func clock(atInstant instant: Int) -> Int? {
        let offset = constant?.offset ?? type(atUTC: EpochDays.floorDivide(instant, 1_000_000)).type.offset
        let (clock, overflow) = instant.addingReportingOverflow(offset * 1_000_000)
        return overflow ? nil : clock
    }

    /// The first moment at which the zone's clocks show the time; a time that they skip is moved on by what they skip.
    public func instant(ofClock clock: Int) -> Int? {
        let offset = constant?.offset ?? type(atClock: EpochDays.floorDivide(clock, 1_000_000), fold: 0).offset
        let (instant, overflow) = clock.subtractingReportingOverflow(offset * 1_000_000)
        return overflow ? nil : instant
    }
}
