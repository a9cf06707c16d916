// SPDX-License-Identifier: Apache-2.0

import Columnar

extension FunctionTable {
    static let aggregateFunctions: [SQLFunction] = [
        SQLFunction("count", takes: 0...Int.max, "How many rows, or how many without null in these.") {
            (call) throws(SQLError) in
            let isRows = call.arguments.allSatisfy {
                if case .literal(let value) = $0.kind { value != .null } else { false }
            }
            if isRows && !call.isDistinct { return aggregate(call, .countRows, [], .bigint, isNullable: false) }
            return aggregate(call, .count, call.arguments, .bigint, isNullable: false)
        },
        SQLFunction("sum", takes: 1...1, "The sum; null without values.") { (call) throws(SQLError) in
            try sum(call)
        },
        SQLFunction("avg", "mean", takes: 1...1, "The mean; null without values.") { (call) throws(SQLError) in
            try average(call)
        },
        SQLFunction("min", takes: 1...1, "The least value.") { (call) throws(SQLError) in
            try extreme(call, .minimum)
        },
        SQLFunction("max", takes: 1...1, "The greatest value; a NaN is above all numbers.") { (call) throws(SQLError) in
            try extreme(call, .maximum)
        },
        SQLFunction("first", "first_value", "any_value", takes: 1...2, "The first value.") { (call) throws(SQLError) in
            aggregate(call, .first, [call.arguments[0]], call.types[0])
        },
        SQLFunction("last", "last_value", takes: 1...2, "The last value.") { (call) throws(SQLError) in
            aggregate(call, .last, [call.arguments[0]], call.types[0])
        },
        SQLFunction("collect_list", "array_agg", takes: 1...1, "All values that are there.") {
            (call) throws(SQLError) in
            aggregate(
                call, .collectList, call.arguments, .array(call.types[0], containsNull: false), isNullable: false)
        },
        SQLFunction("collect_set", takes: 1...1, "Each different value that is there.") { (call) throws(SQLError) in
            aggregate(call, .collectSet, call.arguments, .array(call.types[0], containsNull: false), isNullable: false)
        },
        moment("stddev", .deviationSample), moment("std", .deviationSample), moment("stddev_samp", .deviationSample),
        moment("stddev_pop", .deviationPopulation), moment("variance", .varianceSample),
        moment("var_samp", .varianceSample), moment("var_pop", .variancePopulation),
    ]

    static func aggregate(
        _ call: FunctionCall, _ function: AggregateFunction, _ arguments: [Expression], _ type: SQLType,
        isNullable: Bool = true
    ) -> Expression {
        Expression(
            .aggregate(
                AggregateExpression(
                    function, arguments, isDistinct: call.isDistinct, filter: call.filter,
                    ignoresNulls: call.ignoresNulls)), type, isNullable: isNullable, at: call.place)
    }

    static func average(_ call: FunctionCall) throws(SQLError) -> Expression {
        if call.types[0].isInterval {
            // Rounded half up to a whole number of the least unit.
            let isMonths = call.types[0].isYearMonth
            let width: SQLType = isMonths ? .int : .bigint
            let number = call.coercion.cast(call.arguments[0].retyped(width), to: .double)
            let mean = call.result(
                .roundHalfUp, [aggregate(call, .average, [number], .double), int(0)], .double, isNullable: true)
            return Expression(.cast(mean, .wrap), width, isNullable: true, at: call.place)
                .retyped(isMonths ? .yearMonthInterval : .dayTimeInterval)
        }
        let value = try call.number(0)
        if case .decimal(let precision, let scale) = value.type {
            return aggregate(call, .average, [value], .capped(precision + 4, scale + 4))
        }
        return aggregate(call, .average, [call.coercion.cast(value, to: .double)], .double)
    }

    static func sum(_ call: FunctionCall) throws(SQLError) -> Expression {
        if call.types[0].isInterval { return aggregate(call, .sum, call.arguments, call.types[0]) }
        let value = try call.number(0)
        switch value.type {
        case .decimal(let precision, let scale):
            return aggregate(call, .sum, [value], .capped(precision + 10, scale))
        case let type where type.isInteger:
            return aggregate(call, .sum, [call.coercion.cast(value, to: .bigint)], .bigint)
        default: return aggregate(call, .sum, [call.coercion.cast(value, to: .double)], .double)
        }
    }

    private static func extreme(_ call: FunctionCall, _ function: AggregateFunction) throws(SQLError) -> Expression {
        guard call.types[0].isOrdered else {
            throw call.mismatch(
                "INVALID_ORDERING_TYPE",
                ["functionName": "`\(call.function.names[0])`", "dataType": "\"\(call.types[0].sqlName)\""])
        }
        return aggregate(call, function, call.arguments, call.types[0])
    }

    static func moment(_ name: String, _ function: AggregateFunction) -> SQLFunction {
        SQLFunction(name, takes: 1...1, "How far the values are spread; null for a sample of one.") {
            (call) throws(SQLError) in aggregate(call, function, [try call.double(0)], .double)
        }
    }
}
