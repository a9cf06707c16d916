// SPDX-License-Identifier: Apache-2.0

import Columnar

extension FunctionTable {
    /// `window` and `session_window` make columns of their input (`Analyser+TimeWindows`); what remains are functions
    /// of rows.
    static let timeWindowFunctions: [SQLFunction] = [
        SQLFunction("window_time", takes: 1...1, "The last moment of a window of time.") { (call) throws(SQLError) in
            guard case .structure(let fields) = call.types[0], fields.map(\.name) == ["start", "end"],
                fields[1].type.isTime
            else { throw call.unexpected(0, "\"STRUCT<start: TIMESTAMP, end: TIMESTAMP>\"") }
            let end = Expression(
                .field(call.arguments[0], 1), fields[1].type, isNullable: call.arguments[0].isNullable, at: call.place)
            return call.result(.addMicros, [end, .literal(.int(-1), .bigint)], fields[1].type)
        },
        misplaced("window", 2...4), misplaced("session_window", 2...2),
        // Parts of windows, for the analyser: (time, start of one, length, number of slides back)
        SQLFunction(TimeWindow.slot, takes: 5...5, "A window of time.") { (call) throws(SQLError) in
            let time = try call.timestamp(0)
            let numbers = [
                try call.literalInt(1, or: 0), try call.literalInt(2, or: 1), try call.literalInt(3, or: 1),
                try call.literalInt(4, or: 0),
            ]
            let origin = Expression.literal(.int(numbers[0]), time.type)
            let last = slot(call, time, origin: origin, numbers[2])
            let start = call.result(
                .addMicros, [last, .literal(.int(-numbers[3] * numbers[2]), .bigint)], time.type)
            let end = call.result(.addMicros, [start, .literal(.int(numbers[1]), .bigint)], time.type)
            let type = SQLType.structure([
                Field("start", time.type, isNullable: true), Field("end", time.type, isNullable: true),
            ])
            return call.result(.makeStruct, [start, end], type, isNullable: false)
        },
        SQLFunction(TimeWindow.holds, takes: 2...2, "Whether a time is within a window.") { (call) throws(SQLError) in
            let time = try call.timestamp(1)
            func edge(_ index: Int) -> Expression {
                Expression(.field(call.arguments[0], index), time.type, isNullable: true, at: call.place)
            }
            return call.result(
                .and,
                [
                    call.result(.lessOrEqual, [edge(0), time], .boolean),
                    call.result(.less, [time, edge(1)], .boolean),
                ], .boolean)
        },
    ]

    private static func misplaced(_ name: String, _ counts: ClosedRange<Int>) -> SQLFunction {
        SQLFunction(names: [name], takes: counts, named: .custom { _ in name }, "The window of time of a row.") {
            (call) throws(SQLError) in
            throw .unsupported(
                "\(name) within another expression: give it a column of its own, or group by it", at: call.place)
        }
    }
}

/// A call of `window` or `session_window`.
struct TimeWindow {
    static let slot = "window slot"
    static let holds = "window holds"

    let isSession: Bool
    let time: Syntax
    let length: Int
    let slide: Int
    let start: Int

    /// Nil of any other call. Lengths are written out, such as `10 minutes`.
    init?(_ syntax: Syntax) throws(SQLError) {
        guard case .call(let name, let arguments, _) = syntax.bare,
            ["window", "session_window"].contains(name.lowercased()), arguments.count >= 2
        else { return nil }
        isSession = name.lowercased() == "session_window"
        time = arguments[0]
        var lengths: [Int] = []
        for argument in arguments.dropFirst() {
            guard case .literal(.string(let text), _) = argument.bare, let micros = TimeWindow.micros(text) else {
                if case .interval(let micros, let type, _) = argument.bare, type.isDayTime {
                    lengths.append(micros)
                    continue
                }
                throw .unsupported(
                    "\(name) of a length that is not written out: write it as '10 minutes'", at: syntax.place)
            }
            lengths.append(micros)
        }
        length = lengths[0]
        slide = lengths.count > 1 ? lengths[1] : lengths[0]
        start = lengths.count > 2 ? lengths[2] : 0
        guard length > 0, slide > 0, slide <= length, start.magnitude < slide.magnitude else {
            throw SQLError(
                "DATATYPE_MISMATCH.PARAMETER_CONSTRAINT_VIOLATION",
                [
                    "sqlExpr": "\"\(name)\"", "leftExprName": "`slide_duration`", "leftExprValue": "\(slide)L",
                    "constraint": "<=", "rightExprName": "`window_duration`", "rightExprValue": "\(length)L",
                ], at: syntax.place)
        }
        guard length / slide <= RelationalLimits.windowSlidesMax else {
            throw .unsupported(
                "\(name) of \(length / slide) windows a row; at most \(RelationalLimits.windowSlidesMax) are possible",
                at: syntax.place)
        }
    }

    /// `1 hour 30 minutes`; nil of what is none, or of months.
    private static func micros(_ text: String) -> Int? {
        let factors: [(String, Int)] = [
            ("week", 604_800_000_000), ("day", 86_400_000_000), ("hour", 3_600_000_000), ("minute", 60_000_000),
            ("second", 1_000_000), ("millisecond", 1_000), ("microsecond", 1),
        ]
        var words = text.lowercased().split(separator: " ")[...]
        if words.first == "interval" { words.removeFirst() }
        guard !words.isEmpty, words.count % 2 == 0 else { return nil }
        var sum = 0
        while let count = words.popFirst(), let unit = words.popFirst() {
            guard let number = Int(count),
                let factor = factors.first(where: { unit == $0.0 || unit == $0.0 + "s" })?.1
            else { return nil }
            let (part, overflow) = number.multipliedReportingOverflow(by: factor)
            let (total, more) = sum.addingReportingOverflow(part)
            if overflow || more { return nil }
            sum = total
        }
        return sum
    }
}
