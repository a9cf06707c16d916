// SPDX-License-Identifier: Apache-2.0

import Columnar

extension FunctionTable {
    /// Sketches as binary values. Their bytes are the engine's own: other systems do not read them.
    static let sketchFunctions: [SQLFunction] =
        ["bigint", "float", "double"].flatMap { kll($0) } + hllFunctions + thetaFunctions
        + ["double", "integer"].flatMap { tuples($0) } + [countMin]

    private static let countMin = SQLFunction(
        "count_min_sketch", takes: 3...4, "A count-min sketch, by relative error, confidence and seed."
    ) { (call) throws(SQLError) in
        let value = call.arguments[0]
        guard value.type.isInteger || value.type == .string || value.type == .binary else {
            throw call.unexpected(0, "(\"INTEGRAL\" or \"STRING\" or \"BINARY\")")
        }
        func share(_ index: Int) throws(SQLError) -> Double {
            guard case .literal(.float(let share)) = call.coercion.cast(call.arguments[index], to: .double).kind,
                share > 0, index == 1 || share < 1
            else {
                throw call.mismatch(
                    "VALUE_OUT_OF_RANGE",
                    [
                        "exprName": index == 1 ? "eps" : "confidence",
                        "valueRange": index == 1 ? "(0.0, Infinity)" : "(0.0, 1.0)",
                        "currentValue": call.shownArgument(index),
                    ])
            }
            return share
        }
        let (error, confidence) = (try share(1), try share(2))
        let seed = call.arguments.count > 3 ? try call.literalInt(3, or: 0) : Int.random(in: 0...Int.max)
        let input = value.type.isInteger ? call.coercion.cast(value, to: .bigint) : value
        return call.result(
            .countSketch,
            [
                list(call, [input]), .literal(.float(error), .double), .literal(.float(confidence), .double),
                .literal(.int(seed), .bigint),
            ], .binary, isNullable: false)
    }

    private static func number(_ call: FunctionCall, _ index: Int, or standard: Int) throws(SQLError) -> Int {
        try call.literalInt(index, or: standard)
    }

    private static func binary(_ call: FunctionCall, _ index: Int) throws(SQLError) -> Expression {
        guard call.types[index] == .binary || call.types[index] == .void else {
            throw call.unexpected(index, "\"BINARY\"")
        }
        return call.coercion.cast(call.arguments[index], to: .binary)
    }

    /// All values of a group, as numbers of 64 bits with a fraction.
    private static func pair(_ call: FunctionCall) throws(SQLError) -> Expression {
        call.result(
            .makeArray, [try binary(call, 0), try binary(call, 1)], .array(.binary, containsNull: true),
            isNullable: false)
    }

    // MARK: Quantiles

    private static func kll(_ kind: String) -> [SQLFunction] {
        let type: SQLType = kind == "bigint" ? .bigint : kind == "float" ? .float : .double
        @Sendable func value(_ call: FunctionCall, _ index: Int) throws(SQLError) -> Expression {
            call.coercion.cast(call.coercion.cast(try call.number(index), to: type), to: .double)
        }
        @Sendable func each(
            _ call: FunctionCall, _ operation: Operation, _ result: SQLType, _ given: Expression
        ) throws(SQLError) -> Expression {
            // A list of ranks gives a list of values.
            guard case .array = given.type else {
                let found = call.result(operation, [try binary(call, 0), given], .double, isNullable: true)
                return call.coercion.cast(found, to: result)
            }
            let list = call.coercion.cast(given, to: .array(.double, containsNull: true))
            let variable = Attribute("rank", .double, isNullable: true)
            let item = Expression(.variable(variable.id), .double, isNullable: true)
            let found = call.coercion.cast(
                call.result(operation, [try binary(call, 0), item], .double, isNullable: true), to: result)
            return call.result(
                .transformList, [list, Expression(.lambda([variable.id], found), result, isNullable: true)],
                .array(result, containsNull: true))
        }
        return [
            SQLFunction("kll_sketch_agg_\(kind)", takes: 1...2, "A sketch of values for quantiles.") {
                (call) throws(SQLError) in
                call.result(
                    .quantileSketch, [list(call, [try value(call, 0)]), int(try number(call, 1, or: 200))], .binary)
            },
            SQLFunction("kll_merge_agg_\(kind)", takes: 1...2, "Of all sketches together.") {
                (call) throws(SQLError) in
                call.result(.quantileMerge, [list(call, [try binary(call, 0)])], .binary, isNullable: true)
            },
            SQLFunction("kll_sketch_merge_\(kind)", takes: 2...2, "Of both sketches together.") {
                (call) throws(SQLError) in
                call.result(.quantileMerge, [try pair(call)], .binary, isNullable: true)
            },
            SQLFunction("kll_sketch_get_n_\(kind)", takes: 1...1, "How many values a sketch has seen.") {
                (call) throws(SQLError) in
                call.result(.quantileCount, [try binary(call, 0)], .bigint)
            },
            SQLFunction("kll_sketch_to_string_\(kind)", takes: 1...1, "What a sketch is, as text.") {
                (call) throws(SQLError) in
                call.result(.quantileText, [try binary(call, 0)], .string)
            },
            SQLFunction("kll_sketch_get_quantile_\(kind)", takes: 2...2, "The value at a rank from 0 to 1.") {
                (call) throws(SQLError) in
                if case .array = call.types[1] { return try each(call, .quantileValue, type, call.arguments[1]) }
                return try each(call, .quantileValue, type, try call.double(1))
            },
            SQLFunction("kll_sketch_get_rank_\(kind)", takes: 2...2, "The share of values that are not greater.") {
                (call) throws(SQLError) in
                if case .array = call.types[1] { return try each(call, .quantileRank, .double, call.arguments[1]) }
                return try each(call, .quantileRank, .double, try value(call, 1))
            },
        ]
    }

    // MARK: Distinct values

    private static let hllFunctions: [SQLFunction] = [
        SQLFunction(
            "hll_sketch_agg", takes: 1...2,
            named: .custom { "hll_sketch_agg(\($0[0]), \($0.count > 1 ? $0[1] : "12"))" },
            "A sketch of how many different values there are (HyperLogLog)."
        ) { (call) throws(SQLError) in
            let bits = int(try number(call, 1, or: 12))
            let hash = call.result(.hashXX, [call.arguments[0]], .bigint, isNullable: false)
            let isMissing = call.result(.isNull, [call.arguments[0]], .boolean, isNullable: false)
            let entry = Expression(
                .caseWhen(
                    [(condition: isMissing, value: .literal(.null, .bigint))],
                    otherwise: call.result(.distinctOf, [hash, bits], .bigint)), .bigint, isNullable: true)
            return call.result(.distinctSketch, [list(call, [entry]), bits], .binary)
        },
        SQLFunction(
            "hll_union_agg", takes: 1...2,
            named: .custom { "hll_union_agg(\($0[0]), \($0.count > 1 ? $0[1] : "false"))" },
            "Of all sketches together."
        ) { (call) throws(SQLError) in
            call.result(.distinctMerge, [list(call, [try binary(call, 0)])], .binary, isNullable: true)
        },
        SQLFunction(
            "hll_union", takes: 2...3,
            named: .custom { "hll_union(\($0[0]), \($0[1]), \($0.count > 2 ? $0[2] : "false"))" },
            "Of both sketches together."
        ) { (call) throws(SQLError) in
            call.result(.distinctMerge, [try pair(call)], .binary, isNullable: true)
        },
        SQLFunction("hll_sketch_estimate", takes: 1...1, "About how many different values a sketch has seen.") {
            (call) throws(SQLError) in
            call.result(.distinctEstimate, [try binary(call, 0)], .bigint)
        },
    ]

    // MARK: Sets

    private static let modes = ["sum", "min", "max", "alwaysone"]

    private static func mode(_ call: FunctionCall, _ index: Int) throws(SQLError) -> Int {
        guard index < call.arguments.count else { return 0 }
        let word = try call.literalText(index).lowercased()
        guard let number = modes.firstIndex(of: word) else {
            throw call.mismatch(
                "INVALID_ARG_VALUE",
                [
                    "inputName": "mode", "requireType": "string", "validValues": "'sum', 'min', 'max', 'alwaysone'",
                    "inputValue": "'\(word)'",
                ])
        }
        return number
    }

    /// A sketch of keys, each with a number.
    private static func tupleSketch(
        _ call: FunctionCall, _ key: Expression, _ number: Expression, bits: Int, mode: Int
    ) -> Expression {
        let hash = call.result(.hashXX, [key], .bigint, isNullable: false)
        let fields = [Field("hash", .bigint), Field("number", .double)]
        let entry = call.result(.makeStruct, [hash, number], .structure(fields), isNullable: false)
        var counted = call
        var isThere = call.result(.isNotNull, [key], .boolean, isNullable: false)
        if number.isNullable {
            isThere = call.result(
                .and, [isThere, call.result(.isNotNull, [number], .boolean, isNullable: false)], .boolean)
        }
        counted.filter = call.filter.map { call.result(.and, [$0, isThere], .boolean) } ?? isThere
        return call.result(.tupleSketch, [list(counted, [entry]), int(bits), int(mode)], .binary)
    }

    private static func merged(
        _ call: FunctionCall, _ sketches: Expression, _ operation: Int, bits: Int = 0, mode: Int = 0
    ) -> Expression {
        call.result(.tupleMerge, [sketches, int(operation + 4 * bits), int(mode)], .binary, isNullable: true)
    }

    private static let thetaFunctions: [SQLFunction] =
        [
            SQLFunction(
                "theta_sketch_agg", takes: 1...2,
                named: .custom { "theta_sketch_agg(\($0[0]), \($0.count > 1 ? $0[1] : "12"))" },
                "A sketch of the set of values."
            ) { (call) throws(SQLError) in
                tupleSketch(
                    call, call.arguments[0], .literal(.float(1), .double), bits: try number(call, 1, or: 12), mode: 3)
            },
            SQLFunction(
                "theta_union_agg", takes: 1...2,
                named: .custom { "theta_union_agg(\($0[0]), \($0.count > 1 ? $0[1] : "12"))" },
                "Of the sets of all sketches together."
            ) { (call) throws(SQLError) in
                merged(call, list(call, [try binary(call, 0)]), 0, bits: try number(call, 1, or: 12), mode: 3)
            },
            SQLFunction("theta_intersection_agg", takes: 1...1, "What the sets of all sketches have in common.") {
                (call) throws(SQLError) in
                merged(call, list(call, [try binary(call, 0)]), 1, mode: 3)
            },
            SQLFunction(
                "theta_union", takes: 2...3,
                named: .custom { "theta_union(\($0[0]), \($0[1]), \($0.count > 2 ? $0[2] : "12"))" },
                "Of both sets together."
            ) { (call) throws(SQLError) in
                merged(call, try pair(call), 0, bits: try number(call, 2, or: 12), mode: 3)
            },
            SQLFunction("theta_sketch_estimate", takes: 1...1, "About how many different values a set has.") {
                (call) throws(SQLError) in
                let found = call.result(.tupleEstimate, [try binary(call, 0), int(0)], .double)
                return call.coercion.cast(call.result(.roundHalfUp, [found, int(0)], .double), to: .bigint)
            },
        ]
        + [("theta_intersection", 1), ("theta_difference", 2)].map { name, operation in
            SQLFunction(names: [name], takes: 2...2, "The set of both sketches' sets.") { (call) throws(SQLError) in
                merged(call, try pair(call), operation, mode: 3)
            }
        }

    private static func tuples(_ kind: String) -> [SQLFunction] {
        let type: SQLType = kind == "double" ? .double : .bigint
        @Sendable func filled(_ name: String, _ needed: Int, _ standard: [String]) -> SQLFunction.Naming {
            .custom { name + "(" + ($0 + standard.dropFirst($0.count - needed)).joined(separator: ", ") + ")" }
        }
        @Sendable func summary(_ call: FunctionCall, _ which: Int) throws(SQLError) -> Expression {
            call.coercion.cast(
                call.result(.tupleEstimate, [try binary(call, 0), int(which)], .double), to: type)
        }
        func union(_ name: String) -> SQLFunction {
            SQLFunction(names: [name], takes: 2...4, named: filled(name, 2, ["12", "sum"]), "Both together.") {
                (call) throws(SQLError) in
                merged(call, try pair(call), 0, bits: try number(call, 2, or: 12), mode: try mode(call, 3))
            }
        }
        func intersection(_ name: String) -> SQLFunction {
            SQLFunction(names: [name], takes: 2...3, named: filled(name, 2, ["sum"]), "What both have.") {
                (call) throws(SQLError) in merged(call, try pair(call), 1, mode: try mode(call, 2))
            }
        }
        func difference(_ name: String) -> SQLFunction {
            SQLFunction(names: [name], takes: 2...2, "What the second has not.") { (call) throws(SQLError) in
                merged(call, try pair(call), 2)
            }
        }
        let agg = "tuple_sketch_agg_\(kind)"
        return [
            SQLFunction(
                names: [agg], takes: 2...4, named: filled(agg, 2, ["12", "sum"]), "A sketch of keys with numbers."
            ) { (call) throws(SQLError) in
                let number = call.coercion.cast(call.coercion.cast(try call.number(1), to: type), to: .double)
                return tupleSketch(
                    call, call.arguments[0], number, bits: try FunctionTable.number(call, 2, or: 12),
                    mode: try mode(call, 3))
            },
            SQLFunction(
                names: ["tuple_union_agg_\(kind)"], takes: 1...3,
                named: filled("tuple_union_agg_\(kind)", 1, ["12", "sum"]),
                "All sketches together."
            ) { (call) throws(SQLError) in
                merged(
                    call, list(call, [try binary(call, 0)]), 0, bits: try number(call, 1, or: 12),
                    mode: try mode(call, 2))
            },
            SQLFunction(
                names: ["tuple_intersection_agg_\(kind)"], takes: 1...2,
                named: filled("tuple_intersection_agg_\(kind)", 1, ["sum"]), "What all sketches have."
            ) { (call) throws(SQLError) in
                merged(call, list(call, [try binary(call, 0)]), 1, mode: try mode(call, 1))
            },
            SQLFunction(names: ["tuple_sketch_estimate_\(kind)"], takes: 1...1, "About how many keys there are.") {
                (call) throws(SQLError) in
                call.result(.tupleEstimate, [try binary(call, 0), int(0)], .double)
            },
            SQLFunction(
                names: ["tuple_sketch_summary_\(kind)"], takes: 1...2,
                named: filled("tuple_sketch_summary_\(kind)", 1, ["sum"]), "The numbers of all keys together."
            ) { (call) throws(SQLError) in try summary(call, 2 + (try mode(call, 1))) },
            SQLFunction(names: ["tuple_sketch_theta_\(kind)"], takes: 1...1, "The share of keys that is kept.") {
                (call) throws(SQLError) in
                call.result(.tupleEstimate, [try binary(call, 0), int(1)], .double)
            },
            union("tuple_union_\(kind)"), union("tuple_union_theta_\(kind)"),
            intersection("tuple_intersection_\(kind)"), intersection("tuple_intersection_theta_\(kind)"),
            difference("tuple_difference_\(kind)"), difference("tuple_difference_theta_\(kind)"),
        ]
    }
}
