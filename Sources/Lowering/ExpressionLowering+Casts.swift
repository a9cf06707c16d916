// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar
import Relational

extension ExpressionLowering {
    /// The value as one of another type, at the place of `whole`.
    func cast(
        _ source: Node, from: SQLType, to type: SQLType, _ onFailure: OnFailure, _ whole: Expression
    ) throws(SQLError) -> Node {
        if from == type
            || from.layout == type.layout && from.isNested && type.isNested
                && from.logical == type.logical
        {
            return source
        }
        if onFailure == .attempt {
            var strict = self
            strict.settings.isANSI = true
            return try strict.cast(source, from: from, to: type, .null, whole)
        }
        if let nested = try nestedCast(source, from, type, onFailure, whole) { return nested }
        // Where nothing fails numbers wrap around; `try_cast` gives null instead.
        let numbers: OnFailure = onFailure == .null && !settings.isANSI ? .wrap : onFailure
        switch (from, type) {
        // It is null or ends the task, which it must be computed for.
        case (.void, _): return choice(isNull(source), null(type), null(type))
        case (.string, .binary): return function(.textBytes, [source])
        case (.binary, .string): return function(.bytesText, [source])
        case (.dayTime(let span), .string), (.yearMonth(let span), .string):
            return function(.intervalText, [source, int(span.code)])
        case (.dayTime, .dayTime), (.yearMonth, .yearMonth): return source
        case (.timeOfDay, .string): return function(.timeOfDayText, [source])
        case (.timeOfDay(let digits), .timeOfDay(let wanted)):
            return digits <= wanted ? source : shortened(source, wanted)
        case (.string, .timeOfDay(let digits)):
            let operands = [source, text("")]
            return shortened(function(.parseTimeOfDay, operands + [text("cast")], onFailure, at: whole), digits)
        case (.dayTime(let span), _) where type.isInteger: return units(source, span, type, numbers, whole)
        case (.yearMonth(let span), _) where type.isInteger: return units(source, span, type, numbers, whole)
        case (.calendarInterval, .string): return function(.calendarText, [source])
        case (_, .string) where from.isNested:
            return function(.valueText, [text(from.logical.text), zone, source], at: whole)
        case (_, .string): return try text(source, from, whole)
        case (.string, _): return try parsed(source, type, onFailure, whole)
        case (.boolean, _): return try number(source, type, whole)
        case (_, .boolean):
            if from.isFractional { return not(instruction(.sqlEqual, [source, float(0)])) }
            return not(instruction(.sqlEqual, [source, literal(.int(0), from)]))
        case (_, _) where from.isInteger && type.isInteger:
            return instruction(.sqlNarrow, [source], numbers.mode + type.width << 2, at: whole)
        case (_, _) where from.isInteger && type.isFractional: return float(instruction(.intToFloat, [source]), type)
        case (.double, .float): return instruction(.sqlRoundToFloat32, [source])
        case (.float, .double): return source
        case (_, _) where from.isFractional && type.isInteger:
            return instruction(.sqlFloatToInt, [source], numbers.mode + type.width << 2, at: whole)
        case (_, .decimal) where from.isInteger:
            return instruction(.decimalRescale, [source], decimalImmediate(onFailure, to: type, from: 0), at: whole)
        case (_, .decimal) where from.isFractional:
            return instruction(.decimalFromFloat, [source], decimalImmediate(onFailure, to: type), at: whole)
        case (.decimal(_, let scale), .decimal):
            return instruction(.decimalRescale, [source], decimalImmediate(onFailure, to: type, from: scale), at: whole)
        case (.decimal(_, let scale), _) where type.isFractional:
            return float(instruction(.decimalToFloat, [source], scale), type)
        case (.decimal(_, let scale), _) where type.isInteger:
            return whole64(source, from, scale, type, numbers, whole)
        default: return try time(source, from, type, numbers, whole)
        }
    }

    /// Of lists, maps and structs to such, member by member; nil of anything else.
    private func nestedCast(
        _ source: Node, _ from: SQLType, _ type: SQLType, _ onFailure: OnFailure, _ whole: Expression
    ) throws(SQLError) -> Node? {
        switch (from, type) {
        case (.array(let element, _), .array(let wanted, _)):
            let variable = Variable("element")
            let body = try cast(Node(.variable(variable)), from: element, to: wanted, onFailure, whole)
            return Node(.mapList(source, variable, body: body))
        case (.map(let key, let value, _), .map(let wantedKey, let wantedValue, _)):
            let variable = Variable("entry")
            let entry = Node(.variable(variable))
            let members = [
                try cast(Node(.member(entry, 0)), from: key, to: wantedKey, onFailure, whole),
                try cast(Node(.member(entry, 1)), from: value, to: wantedValue, onFailure, whole),
            ]
            let entries = Node(.mapList(function(.mapEntries, [source]), variable, body: Node(.tuple(members))))
            return function(.mapFromEntries, [entries], at: whole)
        case (.structure(let fields), .structure(let wanted)) where fields.count == wanted.count:
            var members: [Node] = []
            for (index, (field, target)) in zip(fields, wanted).enumerated() {
                members.append(
                    try cast(Node(.member(source, index)), from: field.type, to: target.type, onFailure, whole))
            }
            return choice(isNull(source), null(type), Node(.tuple(members)))
        default: return nil
        }
    }

    /// A time of day with so many digits of a second.
    private func shortened(_ nanos: Node, _ digits: Int) -> Node {
        guard digits < RelationalLimits.timeDigitsMax else { return nanos }
        let unit = int((0..<9 - digits).reduce(1) { unit, _ in unit * 10 })
        let count = instruction(.divideFloor, [nanos, unit])
        return instruction(.sqlMultiplyInt, [count, unit], SQLType.bigint.width << 2)
    }

    /// How many of its last unit an interval has.
    private func units(
        _ source: Node, _ span: IntervalSpan, _ type: SQLType, _ onFailure: OnFailure, _ whole: Expression
    ) -> Node {
        let factors: [IntervalUnit: Int] = [
            .year: 12, .month: 1, .day: 86_400_000_000, .hour: 3_600_000_000, .minute: 60_000_000, .second: 1_000_000,
        ]
        let count = instruction(.sqlDivideInt, [source, int(factors[span.last] ?? 1)], SQLType.bigint.width << 2)
        return instruction(.sqlNarrow, [count], onFailure.mode + type.width << 2, at: whole)
    }

    private func float(_ source: Node, _ type: SQLType) -> Node {
        type == .float ? instruction(.sqlRoundToFloat32, [source]) : source
    }

    /// A decimal without its fraction.
    private func whole64(
        _ source: Node, _ from: SQLType, _ scale: Int, _ type: SQLType, _ onFailure: OnFailure, _ whole: Expression
    ) -> Node {
        guard case .decimal(let precision, _) = from else { return source }
        let digits = SQLType.decimal(precision: max(precision - scale, 1), scale: 0)
        let truncated =
            scale == 0 && digits == from
            ? source
            : instruction(.decimalRescale, [source], decimalImmediate(.fail, .down, to: digits, from: scale), at: whole)
        if digits.layout == .decimal {
            return instruction(.decimalToInt, [truncated], onFailure.mode + type.width << 2, at: whole)
        }
        return instruction(.sqlNarrow, [truncated], onFailure.mode + type.width << 2, at: whole)
    }

    private func number(_ source: Node, _ type: SQLType, _ whole: Expression) throws(SQLError) -> Node {
        let digit = instruction(.boolToInt, [source])
        if type.isInteger { return digit }
        if type.isFractional { return instruction(.intToFloat, [digit]) }
        return instruction(.decimalRescale, [digit], decimalImmediate(.fail, to: type, from: 0), at: whole)
    }

    // MARK: Text

    private func text(_ source: Node, _ from: SQLType, _ whole: Expression) throws(SQLError) -> Node {
        switch from {
        case .boolean: return instruction(.boolToString, [source])
        case .tinyint, .smallint, .int, .bigint: return instruction(.intToString, [source])
        case .double: return instruction(.floatToString, [source], 2)
        case .float: return instruction(.floatToString, [source], 3)
        case .decimal(_, let scale): return instruction(.decimalToString, [source], scale)
        case .date: return instruction(.sqlDateToString, [source])
        case .timestampNTZ: return instruction(.sqlClockToString, [source])
        case .timestamp: return instruction(.sqlClockToString, [clock(source)])
        default: throw missing("a cast from \(from.simpleName) to string", whole)
        }
    }

    private func parsed(
        _ source: Node, _ type: SQLType, _ onFailure: OnFailure, _ whole: Expression
    ) throws(SQLError) -> Node {
        // Before ANSI a text's fraction was cut off.
        let cuts = settings.isANSI ? 0 : 16
        switch type {
        case _ where type.isInteger:
            return instruction(.sqlParseInt, [source], onFailure.mode + type.width << 2 + cuts, at: whole)
        case .double: return instruction(.sqlParseFloat, [source], onFailure.mode, at: whole)
        case .float: return instruction(.sqlParseFloat, [source], onFailure.mode + 16, at: whole)
        case .boolean: return instruction(.sqlParseBool, [source], onFailure.mode, at: whole)
        case .date: return instruction(.sqlParseDate, [source], onFailure.mode, at: whole)
        case .timestamp: return instruction(.sqlParseTimestamp, [source, zone], onFailure.mode, at: whole)
        case .timestampNTZ: return instruction(.sqlParseTimestamp, [source, zone], onFailure.mode + 16, at: whole)
        case .decimal: return instruction(.decimalParse, [source], decimalImmediate(onFailure, to: type), at: whole)
        default: throw missing("a cast from string to \(type.simpleName)", whole)
        }
    }

    // MARK: Times

    /// The session's time zone.
    var zone: Node { text(settings.timeZone) }

    /// What the session's clocks show at an instant.
    func clock(_ instant: Node) -> Node { instruction(.sqlToClock, [instant, zone]) }

    /// What is so many seconds after 1970 began, cut to microseconds. What is no number is null before ANSI.
    private func moment(after seconds: Node, _ onFailure: OnFailure, _ whole: Expression) -> Node {
        let micros = instruction(.multiplyFloat, [seconds, float(1e6)])
        let cut = instruction(.sqlFloatToInt, [micros], onFailure.mode + SQLType.bigint.width << 2, at: whole)
        guard onFailure == .wrap else { return cut }
        let isFinite = instruction(.sqlEqual, [instruction(.multiplyFloat, [seconds, float(0)]), float(0)])
        return choice(isFinite, cut, null(.timestamp))
    }

    private func moment(
        after seconds: Node, _ precision: Int, _ scale: Int, _ onFailure: OnFailure, _ whole: Expression
    ) -> Node {
        // A million times as much has six digits less behind the point.
        if scale >= RelationalLimits.timeDigitsMax {
            let rest = scale - RelationalLimits.timeDigitsMax
            return whole64(seconds, .decimal(precision: precision, scale: rest), rest, .bigint, onFailure, whole)
        }
        let longer = min(precision + RelationalLimits.timeDigitsMax - scale, RelationalLimits.decimalDigitsMax)
        let type = SQLType.decimal(precision: longer, scale: RelationalLimits.timeDigitsMax)
        let form = decimalImmediate(onFailure.ofDecimals, to: type, from: scale)
        let micros = instruction(.decimalRescale, [seconds], form, at: whole)
        return whole64(micros, .decimal(precision: longer, scale: 0), 0, .bigint, onFailure, whole)
    }

    private func time(
        _ source: Node, _ from: SQLType, _ type: SQLType, _ onFailure: OnFailure, _ whole: Expression
    ) throws(SQLError) -> Node {
        let day = int(86_400_000_000)
        func days(_ clock: Node) -> Node { instruction(.divideFloor, [clock, day]) }
        func midnight(_ days: Node) -> Node { instruction(.sqlMultiplyInt, [days, day], at: whole) }
        func instant(_ clock: Node) -> Node { instruction(.sqlFromClock, [clock, zone], at: whole) }
        switch (from, type) {
        case (.date, .timestamp): return instant(midnight(source))
        case (.date, .timestampNTZ): return midnight(source)
        case (.timestamp, .date): return days(clock(source))
        case (.timestampNTZ, .date): return days(source)
        case (.timestamp, .timestampNTZ): return clock(source)
        case (.timestampNTZ, .timestamp): return instant(source)
        case (.timestamp, _) where type.isInteger:
            let seconds = instruction(.divideFloor, [source, int(1_000_000)])
            return instruction(.sqlNarrow, [seconds], onFailure.mode + type.width << 2, at: whole)
        case (.timestamp, _) where type.isFractional:
            return float(instruction(.divideFloat, [instruction(.intToFloat, [source]), float(1e6)]), type)
        case (_, .timestamp) where from.isInteger:
            return instruction(.sqlMultiplyInt, [source, int(1_000_000)], onFailure.mode, at: whole)
        case (.timestamp, .decimal):
            let form = decimalImmediate(onFailure.ofDecimals, to: type, from: RelationalLimits.timeDigitsMax)
            return instruction(.decimalRescale, [source], form, at: whole)
        case (_, .timestamp) where from.isFractional: return moment(after: source, onFailure, whole)
        case (.decimal(let precision, let scale), .timestamp):
            return moment(after: source, precision, scale, onFailure, whole)
        default: throw missing("a cast from \(from.simpleName) to \(type.simpleName)", whole)
        }
    }
}
