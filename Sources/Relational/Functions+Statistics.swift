// SPDX-License-Identifier: Apache-2.0

import Columnar

extension FunctionTable {
    /// Aggregates beyond sums and extremes.
    static let statisticsFunctions: [SQLFunction] = [
        flags("bool_and", .minimum, "Whether all values are true.", "every"),
        flags("bool_or", .maximum, "Whether any value is true.", "some", "any"),
        SQLFunction("count_if", takes: 1...1, "How many values are true.") { (call) throws(SQLError) in
            var counted = call
            let condition = try call.boolean(0)
            counted.filter = call.filter.map { call.result(.and, [$0, condition], .boolean) } ?? condition
            return aggregate(counted, .countRows, [], .bigint, isNullable: false)
        },
        bits("bit_and", .bitAnd), bits("bit_or", .bitOr), bits("bit_xor", .bitXor),
        moment("skewness", .skewness), moment("kurtosis", .kurtosis),
        pair("corr", .correlation), pair("covar_pop", .covariancePopulation), pair("covar_samp", .covarianceSample),
        pair("regr_slope", .regressionSlope), pair("regr_intercept", .regressionIntercept),
        pair("regr_r2", .regressionR2), pair("regr_sxx", .regressionSXX), pair("regr_syy", .regressionSYY),
        pair("regr_sxy", .regressionSXY), pair("regr_avgx", .regressionMeanX), pair("regr_avgy", .regressionMeanY),
        SQLFunction("regr_count", takes: 2...2, "How many pairs have no null.") { (call) throws(SQLError) in
            aggregate(call, .count, call.arguments, .bigint, isNullable: false)
        },
        by("max_by", .maximum, "The value where the other is greatest."),
        by("min_by", .minimum, "The value where the other is least."),
        SQLFunction(
            "mode", takes: 1...2,
            named: .custom {
                $0.count > 1 && $0[1] == "true" ? "mode() WITHIN GROUP (ORDER BY \($0[0]) DESC)" : "mode(\($0[0]))"
            }, "The most frequent value; of several, with true, the least."
        ) { (call) throws(SQLError) in
            guard call.arguments.count > 1, call.arguments[1].isTrue else {
                return aggregate(call, .mode, [call.arguments[0]], call.types[0])
            }
            let values = call.result(
                .listSorted, [list(call, [call.arguments[0]]), .literal(.bool(true), .boolean)],
                .array(call.types[0], containsNull: false))
            return call.result(.mostFrequent, [values], call.types[0], isNullable: true)
        },
        SQLFunction("median", takes: 1...1, "The exact median.") { (call) throws(SQLError) in
            if call.types[0].isInterval {
                return try percentilesOfIntervals(call, 0, .percentile, [0.5], isOne: true)
            }
            return percentiles(call, .percentile, try call.double(0), [0.5], isOne: true, .double)
        },
        SQLFunction(
            "percentile", takes: 2...3,
            named: .custom { "percentile(\($0[0]), \($0[1]), \($0.count > 2 ? $0[2] : "1"))" },
            "Exact percentiles, interpolated."
        ) { (call) throws(SQLError) in
            let (shares, isOne) = try shares(call, 1)
            guard try call.literalInt(2, or: 1) == 1 else {
                throw .unsupported("percentile with frequencies is not there yet", at: call.place)
            }
            if call.types[0].isInterval {
                return try percentilesOfIntervals(call, 0, .percentile, shares, isOne: isOne)
            }
            return percentiles(call, .percentile, try call.double(0), shares, isOne: isOne, .double)
        },
        SQLFunction(
            "percentile_approx", "approx_percentile", takes: 2...3,
            named: .custom { "percentile_approx(\($0[0]), \($0[1]), \($0.count > 2 ? $0[2] : "10000"))" },
            "Percentiles that are among the values."
        ) { (call) throws(SQLError) in
            let (shares, isOne) = try shares(call, 1)
            guard try call.literalInt(2, or: 10_000) > 0 else {
                throw call.mismatch(
                    "VALUE_OUT_OF_RANGE",
                    [
                        "exprName": "accuracy", "valueRange": "(0, 2147483647]",
                        "currentValue": "\(try call.literalInt(2, or: 1))",
                    ])
            }
            let value = call.types[0].isTime || call.types[0].isInterval ? call.arguments[0] : try call.number(0)
            return percentiles(call, .percentileOf, value, shares, isOne: isOne, value.type)
        },
        SQLFunction(
            "approx_count_distinct", takes: 1...2, named: .custom { "approx_count_distinct(\($0[0]))" },
            "About how many different values."
        ) {
            (call) throws(SQLError) in
            var deviation = 0.05
            if call.arguments.count > 1 {
                switch call.coercion.cast(call.arguments[1], to: .double).kind {
                case .literal(.float(let value)) where value > 0 && value < 1: deviation = value
                default:
                    throw .unsupported(
                        "approx_count_distinct takes a deviation below 1 that is written out", at: call.place)
                }
            }
            // The least number of bits whose standard error is not greater.
            var bits = 4
            while bits < 20, 1.106 / Double(1 << (bits / 2)) / (bits % 2 == 0 ? 1 : 2.0.squareRoot()) > deviation {
                bits += 1
            }
            return aggregate(
                call, .distinctApproximately, [call.arguments[0], int(bits)], .bigint, isNullable: false)
        },
        SQLFunction("product", takes: 1...1, "The product of all values.") { (call) throws(SQLError) in
            aggregate(call, .product, [try call.double(0)], .double)
        },
        SQLFunction(
            "listagg", "string_agg", takes: 1...2,
            named: .custom { "listagg(\($0[0]), \($0.count > 1 ? $0[1] : "NULL"))" }, "The texts behind one another."
        ) { (call) throws(SQLError) in
            if call.types[0] == .binary { return try joinedBytes(call) }
            var delimiter = ""
            if call.arguments.count > 1, call.types[1] != .void { delimiter = try call.literalText(1) }
            return aggregate(call, .joined, [try call.text(0), text(delimiter)], .string)
        },
        SQLFunction("try_sum", takes: 1...1, "The sum; null beyond its range.") { (call) throws(SQLError) in
            let value = try call.number(0)
            guard value.type.isInteger else {
                return try tolerant(sum(call))
            }
            var wide = call
            wide.arguments = [call.coercion.cast(value, to: .decimal(precision: 28, scale: 0))]
            let total = try sum(wide)
            return Expression(.cast(total, .attempt), .bigint, isNullable: true, at: call.place)
        },
        SQLFunction("try_avg", takes: 1...1, "The mean; null beyond its range.") { (call) throws(SQLError) in
            try tolerant(average(call))
        },
    ]

    /// An aggregate that is null beyond its range.
    private static func tolerant(_ aggregate: Expression) -> Expression {
        guard case .aggregate(var use) = aggregate.kind else { return aggregate }
        use.isTolerant = true
        return Expression(.aggregate(use), aggregate.type, isNullable: true, at: aggregate.place)
    }

    /// Bytes behind one another, with bytes between them: each is a character of Latin-1 in between.
    private static func joinedBytes(_ call: FunctionCall) throws(SQLError) -> Expression {
        let charset = text("ISO-8859-1")
        var delimiter = text("")
        if call.arguments.count > 1, call.types[1] != .void {
            guard case .literal(.bytes(let bytes)) = call.arguments[1].kind else {
                throw .unsupported("\(call.name): argument 2 must be bytes that are written out", at: call.place)
            }
            delimiter = text(String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) })))
        }
        let value = call.result(.decode, [call.arguments[0], charset], .string)
        let joined = aggregate(call, .joined, [value, delimiter], .string)
        return call.result(.encode, [joined, charset], .binary)
    }

    private static func flags(
        _ name: String, _ function: AggregateFunction, _ documentation: String, _ synonyms: String...
    ) -> SQLFunction {
        SQLFunction(names: [name] + synonyms, takes: 1...1, documentation) { (call) throws(SQLError) in
            aggregate(call, function, [try call.boolean(0)], .boolean)
        }
    }

    private static func bits(_ name: String, _ function: AggregateFunction) -> SQLFunction {
        SQLFunction(name, takes: 1...1, "The bits of all values together.") { (call) throws(SQLError) in
            guard call.types[0].isInteger || call.types[0] == .void else { throw call.unexpected(0, "\"INTEGRAL\"") }
            return aggregate(call, function, [call.arguments[0]], call.types[0])
        }
    }

    private static func pair(_ name: String, _ function: AggregateFunction) -> SQLFunction {
        SQLFunction(name, takes: 2...2, "A statistic of pairs without nulls; null of too few.") {
            (call) throws(SQLError) in aggregate(call, function, [try call.double(0), try call.double(1)], .double)
        }
    }

    /// The value of the row with the extreme of another one: the extreme of both, and its second member.
    private static func by(_ name: String, _ function: AggregateFunction, _ documentation: String) -> SQLFunction {
        SQLFunction(name, takes: 2...3, documentation) { (call) throws(SQLError) in
            guard call.types[1].isOrdered else {
                throw call.mismatch(
                    "INVALID_ORDERING_TYPE",
                    ["functionName": "`\(name)`", "dataType": "\"\(call.types[1].sqlName)\""])
            }
            if call.arguments.count > 2 { return try several(call, isGreatest: function == .maximum) }
            let fields = [Field("by", call.types[1]), Field("value", call.types[0])]
            let both = call.result(
                .makeStruct, [call.arguments[1], call.arguments[0]], .structure(fields), isNullable: false)
            var counted = call
            let isThere = call.result(.isNotNull, [call.arguments[1]], .boolean, isNullable: false)
            counted.filter = call.filter.map { call.result(.and, [$0, isThere], .boolean) } ?? isThere
            return Expression(
                .field(aggregate(counted, function, [both], .structure(fields)), 1), call.types[0], isNullable: true,
                at: call.place)
        }
    }

    /// Percentages that are written out: one or an array of them.
    static func shares(_ call: FunctionCall, _ index: Int) throws(SQLError) -> ([Double], isOne: Bool) {
        func share(_ value: Expression) throws(SQLError) -> Double {
            guard case .literal(.float(let share)) = call.coercion.cast(value, to: .double).kind else {
                throw .unsupported("\(call.name): percentages must be numbers that are written out", at: call.place)
            }
            guard (0...1).contains(share) else {
                throw call.mismatch(
                    "VALUE_OUT_OF_RANGE",
                    ["exprName": "percentage", "valueRange": "[0.0, 1.0]", "currentValue": "\(share)"])
            }
            return share
        }
        guard case .call(.makeArray, let values, _) = call.arguments[index].kind else {
            return ([try share(call.arguments[index])], true)
        }
        var found: [Double] = []
        for value in values { found.append(try share(value)) }
        return (found, false)
    }

    static func percentiles(
        _ call: FunctionCall, _ function: AggregateFunction, _ value: Expression, _ shares: [Double], isOne: Bool,
        _ type: SQLType
    ) -> Expression {
        let wanted = call.result(
            .makeArray, shares.map { .literal(.float($0), .double) }, .array(.double, containsNull: false),
            isNullable: false)
        let all = aggregate(call, function, [value, wanted], .array(type, containsNull: false))
        guard isOne else { return all }
        return call.result(.elementFromZero, [all, int(0)], type, isNullable: true, onFailure: .null)
    }
}
