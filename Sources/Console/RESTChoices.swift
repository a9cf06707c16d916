// SPDX-License-Identifier: Apache-2.0

import Driver
import Plan
import Scheduling
import Values

// What requests of Spark's REST interface choose by: which tasks in which order, which applications.

/// A request whose words mean nothing, and what would.
struct RequestFault: Error {
    var text: String

    init(_ name: String, _ value: String, _ wanted: String) {
        text = "Bad value for parameter \"\(name)\": \(value.cut(to: 100)). \(wanted)"
    }
}

/// The tasks of a stage that are asked for, and their order.
struct TaskChoice {
    enum Order { case attempt, runtime, runtimeDescending }

    static let states = ["RUNNING", "SUCCESS", "FAILED", "KILLED", "UNKNOWN"]
    var order = Order.attempt
    /// Empty: those of every state.
    var chosen: Set<String> = []

    init() {}

    /// - Parameter name: of the parameter that has states; it may be there several times.
    init(_ request: ConsoleRequest, states name: String) throws(RequestFault) {
        for word in request.values(name) {
            guard Self.states.contains(word.uppercased()) else {
                throw RequestFault(name, word, "A task is \(Self.states.joined(separator: ", ")).")
            }
            chosen.insert(word.uppercased())
        }
        switch request.value("sortBy")?.uppercased() {
        case nil, "ID": order = .attempt
        case "RUNTIME", "INCREASING_RUNTIME": order = .runtime
        case "-RUNTIME", "DECREASING_RUNTIME": order = .runtimeDescending
        case let word?: throw RequestFault("sortBy", word, "It is ID, runtime or -runtime.")
        }
    }

    /// Those of a stage, running ones too, that a view knows.
    func tasks(of stage: StageID, in view: ConsoleView) -> [ListedTask] {
        var found = (view.store.stages[stage]?.tasks ?? []).map { ListedTask.ended($0) }
        for facts in view.store.now.tasks.values where facts.stage == stage { found.append(.running(facts)) }
        if !chosen.isEmpty { found = found.filter { chosen.contains($0.state) } }
        let now = view.nowMillis
        return found.sorted { first, second in
            let (one, other) = (first.millis(now), second.millis(now))
            return switch order {
            case _ where order == .attempt || one == other: first.facts.attempt < second.facts.attempt
            case .runtimeDescending: one > other
            case .runtime, .attempt: one < other
            }
        }
    }
}

/// A task that has ended, or one that has not.
enum ListedTask {
    case ended(EndedTask)
    case running(TaskFacts)

    var facts: TaskFacts {
        switch self {
        case .ended(let task): task.facts
        case .running(let facts): facts
        }
    }

    var state: String {
        switch self {
        case .ended(let task): task.state.rawValue
        case .running: "RUNNING"
        }
    }

    /// On its slot; since its launch while it runs. In whole milliseconds, as the interface tells it.
    func millis(_ now: UInt64) -> UInt64 {
        switch self {
        case .ended(let task): task.report.slotNanos / 1_000_000
        case .running(let facts): now - min(facts.startedMillis, now)
        }
    }
}

/// The applications that are asked for: by state and by when they began and ended.
struct ApplicationChoice {
    private var states: Set<String> = []
    private var starts: ClosedRange<Int>
    private var ends: ClosedRange<Int>

    init(_ request: ConsoleRequest) throws(RequestFault) {
        states = Set(request.values("status").map { $0.uppercased() })
        starts = try Self.range(request, "minDate", "maxDate")
        ends = try Self.range(request, "minEndDate", "maxEndDate")
    }

    /// - Parameters: milliseconds since 1970; no end while it runs.
    func takes(start: Int, end: Int?, now: Int) -> Bool {
        guard states.isEmpty || states.contains(end == nil ? "RUNNING" : "COMPLETED") else { return false }
        // One that runs will have ended later than now, nobody knows when.
        return starts.contains(start) && (end.map(ends.contains) ?? (ends.upperBound > now))
    }

    private static func range(
        _ request: ConsoleRequest, _ least: String, _ most: String
    ) throws(RequestFault) -> ClosedRange<Int> {
        let (first, last) = (try millis(request, least) ?? .min, try millis(request, most) ?? .max)
        // No time is in a range that ends before it begins.
        return first <= last ? first...last : .max ... .max
    }

    /// `2026-11-30` or `2026-11-30T12:00:00.000GMT`; nil when it is not there.
    private static func millis(_ request: ConsoleRequest, _ name: String) throws(RequestFault) -> Int? {
        guard let text = request.value(name) else { return nil }
        let wanted = RequestFault(name, text, "A date is like 2026-11-30 or 2026-11-30T12:00:00.000GMT.")
        let isDay = text.utf8.count == 10
        let zone = ["", "Z", "GMT", "UTC"].first { text.utf8.count == 23 + $0.utf8.count && text.hasSuffix($0) }
        let form = isDay ? "dddd-dd-dd" : "dddd-dd-ddTdd:dd:dd.ddd" + (zone ?? "?")
        guard text.utf8.count == form.utf8.count,
            zip(text.utf8, form.utf8).allSatisfy({ byte, form in
                form == UInt8(ascii: "d") ? (0x30...0x39).contains(byte) : byte == form
            })
        else { throw wanted }
        let bytes = Array(text.utf8) + Array(repeating: UInt8(ascii: "0"), count: isDay ? 13 : 0)
        func number(_ places: Range<Int>) -> Int { bytes[places].reduce(0) { $0 * 10 + Int($1) - 0x30 } }
        let (year, month, day) = (number(0..<4), number(5..<7), number(8..<10))
        let (hour, minute, second) = (number(11..<13), number(14..<16), number(17..<19))
        guard EpochDays.isDate(year, month, day), hour < 24, minute < 60, second < 60 else { throw wanted }
        let seconds = (hour * 60 + minute) * 60 + second
        return EpochDays.of(year: year, month: month, day: day) * 86_400_000 + seconds * 1_000 + number(20..<23)
    }
}
