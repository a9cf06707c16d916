// SPDX-License-Identifier: Apache-2.0

import Columnar

// Aggregates that are functions of the list of all values.
extension FunctionTable {
    static let collectedFunctions: [SQLFunction] = [
        SQLFunction("collect_union", takes: 1...1, "The different elements of all arrays.") {
            (call) throws(SQLError) in
            let element = try element(call, 0)
            let all = list(call, [call.arguments[0]])
            let flat = call.result(.listFlatten, [all], .array(element, containsNull: true))
            return call.result(.listDistinct, [flat], .array(element, containsNull: true), isNullable: false)
        },
        SQLFunction("vector_sum", takes: 1...1, "The sum of vectors by element.") { (call) throws(SQLError) in
            try vectors(call, isMean: false)
        },
        SQLFunction("vector_avg", takes: 1...1, "The mean of vectors by element.") { (call) throws(SQLError) in
            try vectors(call, isMean: true)
        },
        SQLFunction("bitmap_construct_agg", takes: 1...1, "A bitmap with these bits set.") {
            (call) throws(SQLError) in
            call.result(
                .bitmapOf, [list(call, [try call.argument(0, as: .bigint)])], .binary, isNullable: false)
        },
        bitmaps("bitmap_or_agg", areCommon: false), bitmaps("bitmap_and_agg", areCommon: true),
        SQLFunction("histogram_numeric", takes: 2...2, "A histogram of so many buckets.") { (call) throws(SQLError) in
            let count = try call.literalInt(1, or: 0)
            guard count >= 2 else {
                throw call.mismatch(
                    "VALUE_OUT_OF_RANGE",
                    ["exprName": "numBins", "valueRange": "[2, 2147483647]", "currentValue": "\(count)"])
            }
            let type = call.types[0]
            let fields = [Field("x", .double), Field("y", .double)]
            let bins = call.result(
                .histogram, [list(call, [try call.double(0)]), int(count)],
                .array(.structure(fields), containsNull: false), isNullable: true)
            guard type != .double else { return bins }
            let cast = SQLType.structure([Field("x", type), Field("y", .double)])
            return Expression(
                .cast(bins, .wrap), .array(cast, containsNull: false), isNullable: true, at: call.place)
        },
        percentile("percentile_cont", .percentile), percentile("percentile_disc", .percentileOf),
        SQLFunction(
            WithinGroup.joined, takes: 4...5, named: .custom { WithinGroup.name(ofJoined: $0) },
            "The texts behind one another, in an order."
        ) { (call) throws(SQLError) in try joinedInOrder(call) },
        SQLFunction(
            WithinGroup.mode, takes: 2...2,
            named: .custom { "mode() WITHIN GROUP (ORDER BY \($0[0])\($0[1] == "true" ? "" : " DESC"))" },
            "The most frequent value, of several the first in an order."
        ) { (call) throws(SQLError) in
            let isDescending = call.arguments[1].isTrue
            let values = call.result(
                .listSorted, [list(call, [call.arguments[0]]), .literal(.bool(!isDescending), .boolean)],
                .array(call.types[0], containsNull: false))
            return call.result(.mostFrequent, [values], call.types[0], isNullable: true)
        },
    ]

    /// All values that are there.
    static func list(_ call: FunctionCall, _ arguments: [Expression]) -> Expression {
        aggregate(
            call, .collectList, arguments, .array(arguments[0].type, containsNull: false), isNullable: false)
    }

    private static func vectors(_ call: FunctionCall, isMean: Bool) throws(SQLError) -> Expression {
        call.result(
            .vectorsMean, [list(call, [try vector(call, 0)]), .literal(.bool(isMean), .boolean)],
            .array(.float, containsNull: false), isNullable: true)
    }

    private static func bitmaps(_ name: String, areCommon: Bool) -> SQLFunction {
        SQLFunction(name, takes: 1...1, "The bits that all bitmaps have, or any.") { (call) throws(SQLError) in
            call.result(
                .bitmapsMerge, [list(call, [try call.argument(0, as: .binary)]), .literal(.bool(areCommon), .boolean)],
                .binary, isNullable: false)
        }
    }

    /// (share, value, whether descending), as `WITHIN GROUP` has it.
    private static func percentile(_ name: String, _ function: AggregateFunction) -> SQLFunction {
        SQLFunction(
            name, takes: 3...3,
            named: .custom { "\(name)(\($0[0])) WITHIN GROUP (ORDER BY \($0[1])\($0[2] == "true" ? " DESC" : ""))" },
            "A percentile of values in an order."
        ) { (call) throws(SQLError) in
            var (shares, isOne) = try shares(call, 0)
            if call.arguments[2].isTrue {
                shares = shares.map { function == .percentile ? 1 - $0 : min((1 - $0).nextUp, 1) }
            }
            guard call.types[1].isInterval else {
                return percentiles(call, function, try call.double(1), shares, isOne: isOne, .double)
            }
            return try percentilesOfIntervals(call, 1, function, shares, isOne: isOne)
        }
    }

    /// (value, delimiter, key, whether descending, whether nulls come first)
    private static func joinedInOrder(_ call: FunctionCall) throws(SQLError) -> Expression {
        let value = try call.text(0)
        let delimiter = call.types[1] == .void ? text("") : text(try call.literalText(1))
        let isDescending = call.arguments[3].isTrue
        let fields = [Field("key", call.types[2]), Field("value", .string)]
        let pair = call.result(.makeStruct, [call.arguments[2], value], .structure(fields), isNullable: false)
        var counted = call
        let isThere = call.result(.isNotNull, [value], .boolean, isNullable: false)
        counted.filter = call.filter.map { call.result(.and, [$0, isThere], .boolean) } ?? isThere
        let type = SQLType.array(.structure(fields), containsNull: false)
        let sorted = call.result(
            .listSorted, [list(counted, [pair]), .literal(.bool(!isDescending), .boolean)], type)
        let variable = Attribute("pair", .structure(fields), isNullable: false)
        let member = Expression(
            .field(Expression(.variable(variable.id), .structure(fields), isNullable: false), 1), .string,
            isNullable: false)
        let texts = call.result(
            .transformList, [sorted, Expression(.lambda([variable.id], member), .string, isNullable: false)],
            .array(.string, containsNull: false))
        let isEmpty = call.result(.equal, [call.result(.size, [sorted], .int), int(0)], .boolean)
        return Expression(
            .caseWhen(
                [(condition: isEmpty, value: .literal(.null, .string))],
                otherwise: call.result(.joinPresent, [texts, delimiter], .string)), .string, isNullable: true,
            at: call.place)
    }

    /// The values of the rows with the greatest, or least, others: at most so many.
    static func several(_ call: FunctionCall, isGreatest: Bool) throws(SQLError) -> Expression {
        let count = try call.literalInt(2, or: 1)
        guard count > 0, count <= 100_000 else {
            throw call.mismatch(
                "VALUE_OUT_OF_RANGE", ["exprName": "k", "valueRange": "[1, 100000]", "currentValue": "\(count)"])
        }
        let fields = [Field("by", call.types[1]), Field("value", call.types[0])]
        let type = SQLType.structure(fields)
        let pair = call.result(.makeStruct, [call.arguments[1], call.arguments[0]], type, isNullable: false)
        var counted = call
        let isThere = call.result(.isNotNull, [call.arguments[1]], .boolean, isNullable: false)
        counted.filter = call.filter.map { call.result(.and, [$0, isThere], .boolean) } ?? isThere
        let all = SQLType.array(type, containsNull: false)
        let sorted = call.result(
            .listSorted, [list(counted, [pair]), .literal(.bool(!isGreatest), .boolean)], all)
        let first = call.result(.listPart, [sorted, int(1), int(count)], all)
        let variable = Attribute("pair", type, isNullable: false)
        let member = Expression(
            .field(Expression(.variable(variable.id), type, isNullable: false), 1), call.types[0], isNullable: true)
        let values = call.result(
            .transformList, [first, Expression(.lambda([variable.id], member), call.types[0], isNullable: true)],
            .array(call.types[0], containsNull: true))
        let isEmpty = call.result(.equal, [call.result(.size, [first], .int), int(0)], .boolean)
        return Expression(
            .caseWhen([(condition: isEmpty, value: .literal(.null, values.type))], otherwise: values), values.type,
            isNullable: true, at: call.place)
    }

    /// Percentiles of intervals: those of their numbers.
    static func percentilesOfIntervals(
        _ call: FunctionCall, _ index: Int, _ function: AggregateFunction, _ shares: [Double], isOne: Bool
    ) throws(SQLError) -> Expression {
        let value = call.arguments[index]
        let isMonths = value.type.isYearMonth
        let number = call.coercion.cast(value.retyped(isMonths ? .int : .bigint), to: .double)
        let type: SQLType = isMonths ? .yearMonthInterval : .dayTimeInterval
        guard isOne else { throw .unsupported("several percentiles of intervals at once", at: call.place) }
        let found = percentiles(call, function, number, shares, isOne: true, .double)
        return Expression(
            .cast(found, .wrap), isMonths ? .int : .bigint, isNullable: true, at: call.place
        ).retyped(type)
    }
}

/// Calls that `WITHIN GROUP (ORDER BY …)` becomes: functions of the table under names that nobody writes.
public enum WithinGroup {
    public static let joined = "listagg within group"
    public static let mode = "mode within group"
    public static let functions: Set<String> = [
        "listagg", "string_agg", "mode", "percentile_cont", "percentile_disc",
    ]

    static func name(ofJoined shown: [String]) -> String {
        let isDescending = shown[3] == "true"
        let nullsFirst = shown.count > 4 ? shown[4] == "true" : !isDescending
        return "listagg(\(shown[0]), \(shown[1])) WITHIN GROUP (ORDER BY \(shown[2]) "
            + (isDescending ? "DESC" : "ASC") + (nullsFirst ? " NULLS FIRST" : " NULLS LAST") + ")"
    }
}

extension Expression {
    var isTrue: Bool { if case .literal(.bool(true)) = kind { true } else { false } }
}
