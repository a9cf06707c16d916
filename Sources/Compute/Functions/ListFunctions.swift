// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Values

extension SQLFunctions {
    static func list(_ code: SQLFunctionCode, _ arguments: FunctionArguments) throws(Failure) -> Scalar {
        switch code {
        case .listPosition:
            let wanted = arguments.scalar(1)
            let place = arguments.list(0).firstIndex { $0 != .null && ValueOrder.compare($0, wanted) == 0 }
            return .int((place ?? -1) + 1)
        case .listRemove:
            let unwanted = arguments.scalar(1)
            return .list(arguments.list(0).filter { $0 == .null || ValueOrder.compare($0, unwanted) != 0 })
        case .listDistinct: return .list(distinct(arguments.list(0)))
        case .listUnion: return try checked(distinct(arguments.list(0) + arguments.list(1)))
        case .listIntersect:
            let others = Set(arguments.list(1).map { ValueOrder.key($0) })
            return .list(distinct(arguments.list(0)).filter { others.contains(ValueOrder.key($0)) })
        case .listExcept:
            let others = Set(arguments.list(1).map { ValueOrder.key($0) })
            return .list(distinct(arguments.list(0)).filter { !others.contains(ValueOrder.key($0)) })
        case .listOverlaps: return overlap(arguments.list(0), arguments.list(1))
        case .listLeast: return extreme(arguments.list(0), -1)
        case .listGreatest: return extreme(arguments.list(0), 1)
        case .listSorted: return .list(sorted(arguments.list(0), isAscending: arguments.bool(1)))
        case .listSortedNullsLast:
            let items = arguments.list(0)
            let present = sorted(items.filter { $0 != .null }, isAscending: true)
            return .list(present + [Scalar](repeating: .null, count: items.count - present.count))
        case .listPart: return try part(arguments.list(0), arguments.int(1), arguments.int(2))
        case .listFlatten:
            var all: [Scalar] = []
            for item in arguments.list(0) {
                guard case .list(let inner) = item else { return .null }
                all += inner
            }
            return try checked(all)
        case .listRepeat:
            if arguments.isNull(1) { return .null }
            let count = max(arguments.int(1), 0)
            guard count <= ComputeLimits.functionElementsMax else { throw tooLong("an array") }
            return .list([Scalar](repeating: arguments.scalar(0), count: count))
        case .listInsert:
            if arguments.isNull(0) || arguments.isNull(1) { return .null }
            return try inserted(arguments.list(0), arguments.int(1), arguments.scalar(2))
        case .listAppend:
            if arguments.isNull(0) { return .null }
            return try checked(arguments.list(0) + [arguments.scalar(1)])
        case .listCompact: return .list(arguments.list(0).filter { $0 != .null })
        case .listZip: return zipped([arguments.list(0), arguments.list(1)])
        case .listsZip: return zipped((0..<arguments.count).map { arguments.list($0) })
        case .listEnumerate:
            return .list(arguments.list(0).enumerated().map { .tuple([$0.element, .int($0.offset)]) })
        case .listPairs:
            let items = arguments.list(0)
            guard items.count * items.count <= ComputeLimits.functionElementsMax else {
                throw tooLong("a sort by a function")
            }
            return .list(items.flatMap { one in items.map { .tuple([one, $0]) } })
        case .listSortedBy: return try sorted(arguments.list(0), by: arguments.list(1))
        case .listAny: return decided(arguments.list(0), by: true)
        case .listAll: return decided(arguments.list(0), by: false)
        case .listSequence: return try sequence(arguments.int(0), arguments.int(1), arguments.int(2)) { $0 &+ $1 &* $2 }
        default:
            let first = arguments.int(0)
            return try sequence(first, arguments.int(1), arguments.int(2)) { start, step, number in
                addMonths(start, step &* number) ?? start
            }
        }
    }

    static func distinct(_ items: [Scalar]) -> [Scalar] {
        var seen = Set<Scalar>()
        return items.filter { seen.insert(ValueOrder.key($0)).inserted }
    }

    private static func overlap(_ one: [Scalar], _ two: [Scalar]) -> Scalar {
        let others = Set(two.filter { $0 != .null }.map { ValueOrder.key($0) })
        if one.contains(where: { $0 != .null && others.contains(ValueOrder.key($0)) }) { return .bool(true) }
        let mayBe = !one.isEmpty && !two.isEmpty && (one.contains(.null) || two.contains(.null))
        return mayBe ? .null : .bool(false)
    }

    private static func extreme(_ items: [Scalar], _ sign: Int) -> Scalar {
        var best = Scalar.null
        for item in items where item != .null {
            if best == .null || ValueOrder.compare(item, best) * sign > 0 { best = item }
        }
        return best
    }

    static func sorted(_ items: [Scalar], isAscending: Bool) -> [Scalar] {
        let sign = isAscending ? 1 : -1
        return items.enumerated().sorted {
            let order = ValueOrder.compare($0.element, $1.element) * sign
            return order == 0 ? $0.offset < $1.offset : order < 0
        }.map(\.element)
    }

    private static func part(_ items: [Scalar], _ start: Int, _ count: Int) throws(Failure) -> Scalar {
        guard start != 0 else {
            throw Failure(
                .invalidParameterStart,
                "The value of parameter(s) `start` in `slice` is invalid: Expects a positive or a negative value for "
                    + "`start`, but got 0.")
        }
        guard count >= 0 else {
            throw Failure(
                .invalidParameterLength,
                "The value of parameter(s) `length` in `slice` is invalid: Expects `length` greater than or equal to "
                    + "0, but got \(count).")
        }
        let first = start > 0 ? start - 1 : items.count + start
        guard first >= 0, first < items.count else { return .list([]) }
        return .list(Array(items[first..<min(items.count, first + min(count, items.count))]))
    }

    private static func inserted(_ items: [Scalar], _ position: Int, _ value: Scalar) throws(Failure) -> Scalar {
        guard position != 0 else {
            throw Failure(
                .invalidIndexOfZero,
                "The index 0 is invalid. An index shall be either < 0 or > 0 (the first element "
                    + "has index 1).")
        }
        guard position.magnitude <= ComputeLimits.functionElementsMax else { throw tooLong("an array") }
        var items = items
        if position > 0 {
            while items.count < position - 1 { items.append(.null) }
            items.insert(value, at: position - 1)
        } else {
            let place = items.count + position + 1
            if place < 0 {
                items = [value] + [Scalar](repeating: .null, count: -place) + items
            } else {
                items.insert(value, at: place)
            }
        }
        return .list(items)
    }

    private static func zipped(_ lists: [[Scalar]]) -> Scalar {
        let count = lists.map(\.count).max() ?? 0
        return .list((0..<count).map { index in .tuple(lists.map { index < $0.count ? $0[index] : .null }) })
    }

    /// By a matrix of comparisons.
    private static func sorted(_ items: [Scalar], by signs: [Scalar]) throws(Failure) -> Scalar {
        guard signs.count == items.count * items.count else { throw tooLong("a sort by a function") }
        guard !signs.contains(.null) else {
            throw Failure(
                .comparatorReturnsNull,
                "The comparator has returned a NULL for a comparison of two elements. It should return a positive "
                    + "integer for \"greater than\", 0 for \"equal\" and a negative integer for \"less than\".")
        }
        func sign(_ one: Int, _ two: Int) -> Int {
            if case .int(let value) = signs[one * items.count + two] { value } else { 0 }
        }
        // Merging, since what users write need be no order.
        func merge(_ places: [Int]) -> [Int] {
            guard places.count > 1 else { return places }
            let (left, right) = (
                merge(Array(places[..<(places.count / 2)])), merge(Array(places[(places.count / 2)...]))
            )
            var (merged, a, b): ([Int], Int, Int) = ([], 0, 0)
            while a < left.count, b < right.count {
                if sign(left[a], right[b]) <= 0 {
                    merged.append(left[a])
                    a += 1
                } else {
                    merged.append(right[b])
                    b += 1
                }
            }
            return merged + left[a...] + right[b...]
        }
        return .list(merge(Array(items.indices)).map { items[$0] })
    }

    private static func decided(_ items: [Scalar], by deciding: Bool) -> Scalar {
        if items.contains(.bool(deciding)) { return .bool(deciding) }
        return items.contains(.null) ? .null : .bool(!deciding)
    }

    private static func sequence(
        _ start: Int, _ end: Int, _ step: Int, _ value: (Int, Int, Int) -> Int
    ) throws(Failure) -> Scalar {
        guard start == end || (step > 0 && start < end) || (step < 0 && start > end) else {
            throw Failure(
                .illegalSequence, "Illegal sequence boundaries: \(start) to \(end) by \(step).")
        }
        var items: [Scalar] = []
        var number = 0
        while true {
            let item = value(start, step, number)
            if step >= 0 ? item > end : item < end { break }
            items.append(.int(item))
            if items.count > ComputeLimits.functionElementsMax { throw tooLong("a sequence") }
            if step == 0 || item == end { break }
            let (_, overflow) = item.addingReportingOverflow(step)
            if overflow { break }
            number += 1
        }
        return .list(items)
    }

    // MARK: Maps

    static func map(_ code: SQLFunctionCode, _ arguments: FunctionArguments) throws(Failure) -> Scalar {
        switch code {
        case .mapValue:
            let key = arguments.scalar(1)
            return arguments.entries(0).first { ValueOrder.compare($0.key, key) == 0 }?.value ?? .null
        case .mapContains:
            let key = arguments.scalar(1)
            return .bool(arguments.entries(0).contains { ValueOrder.compare($0.key, key) == 0 })
        case .mapFromLists:
            let (keys, values) = (arguments.list(0), arguments.list(1))
            guard keys.count == values.count else {
                throw Failure(
                    .mapLengths, "The key array and value array of MapData must have the same length.")
            }
            return try unique(zip(keys, values).map { .init(key: $0, value: $1) })
        case .mapFromListsLast: return try lastOfEach(arguments.list(0), arguments.list(1))
        case .mapKeys: return .list(arguments.entries(0).map(\.key))
        case .mapValues: return .list(arguments.entries(0).map(\.value))
        case .mapEntries: return .list(arguments.entries(0).map { .tuple([$0.key, $0.value]) })
        case .mapFromEntries:
            var entries: [Scalar.Entry] = []
            for item in arguments.list(0) {
                guard case .tuple(let pair) = item else { return .null }
                entries.append(.init(key: pair[0], value: pair[1]))
            }
            return try unique(entries)
        case .mapConcatenate: return try unique(arguments.entries(0) + arguments.entries(1))
        case .mapCount: return .int(arguments.entries(0).count)
        default:
            let (one, two) = (arguments.entries(0), arguments.entries(1))
            func value(_ entries: [Scalar.Entry], _ key: Scalar) -> Scalar {
                entries.first { ValueOrder.compare($0.key, key) == 0 }?.value ?? .null
            }
            return .list(
                distinct((one + two).map(\.key)).map { .tuple([$0, value(one, $0), value(two, $0)]) })
        }
    }

    /// Of equal keys the last value, at the place of the first.
    private static func lastOfEach(_ keys: [Scalar], _ values: [Scalar]) throws(Failure) -> Scalar {
        guard keys.count == values.count else {
            throw Failure(.mapLengths, "The key array and value array of MapData must have the same length.")
        }
        var places: [Scalar: Int] = [:]
        var entries: [Scalar.Entry] = []
        for (key, value) in zip(keys, values) {
            guard key != .null else { throw Failure(.nullMapKey, "Cannot use null as map key.") }
            if let place = places[ValueOrder.key(key)] {
                entries[place] = .init(key: entries[place].key, value: value)
            } else {
                places[ValueOrder.key(key)] = entries.count
                entries.append(.init(key: key, value: value))
            }
        }
        return .map(entries)
    }

    static func unique(_ entries: [Scalar.Entry]) throws(Failure) -> Scalar {
        var seen = Set<Scalar>()
        for entry in entries {
            guard entry.key != .null else { throw Failure(.nullMapKey, "Cannot use null as map key.") }
            guard seen.insert(ValueOrder.key(entry.key)).inserted else {
                throw Failure(
                    .duplicatedMapKey,
                    "Duplicate map key \(shown(entry.key)) was found, please check the input data. If you want to "
                        + "remove the duplicated keys, you can set \"spark.sql.mapKeyDedupPolicy\" to \"LAST_WIN\" so "
                        + "that the key inserted at last takes precedence.")
            }
        }
        return .map(entries)
    }

    static func shown(_ value: Scalar) -> String {
        if case .string(let text) = value { text } else { value.description }
    }
}
