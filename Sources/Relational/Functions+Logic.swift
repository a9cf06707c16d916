// SPDX-License-Identifier: Apache-2.0

import Columnar

extension FunctionTable {
    /// Nulls and choices.
    static let logicFunctions: [SQLFunction] = [
        SQLFunction("isnull", takes: 1...1, named: .suffix("IS NULL"), "Whether the value is null.") {
            (call) throws(SQLError) in call.result(.isNull, call.arguments, .boolean, isNullable: false)
        },
        SQLFunction("isnotnull", takes: 1...1, named: .suffix("IS NOT NULL"), "Whether the value is there.") {
            (call) throws(SQLError) in call.result(.isNotNull, call.arguments, .boolean, isNullable: false)
        },
        SQLFunction("isnan", takes: 1...1, "Whether the number is a NaN.") { (call) throws(SQLError) in
            let value = call.types[0] == .float ? call.arguments[0] : try call.double(0)
            return call.result(.isNaN, [value], .boolean, isNullable: false)
        },
        SQLFunction("nanvl", takes: 2...2, "The first, or the second where it is a NaN.") {
            (call) throws(SQLError) in call.result(.nanOr, [try call.double(0), try call.double(1)], .double)
        },
        SQLFunction("coalesce", takes: 1...Int.max, "The first value that is not null.") { (call) throws(SQLError) in
            try coalesce(call)
        },
        SQLFunction("nvl", "ifnull", takes: 2...2, "The first, or the second where it is null.") {
            (call) throws(SQLError) in try coalesce(call)
        },
        SQLFunction("nvl2", takes: 3...3, "The second where the first is there, else the third.") {
            (call) throws(SQLError) in
            let values = try call.alike(from: 1)
            let test = call.result(.isNotNull, [call.arguments[0]], .boolean, isNullable: false)
            return choice(test, values[0], values[1], call.place)
        },
        SQLFunction("nullif", takes: 2...2, "Null where both are equal, else the first.") { (call) throws(SQLError) in
            let equal = try compare(call, .equal, symbol: "=")
            return Expression(
                .caseWhen(
                    [(condition: equal, value: .literal(.null, call.types[0]))], otherwise: call.arguments[0]),
                call.types[0], isNullable: true, at: call.place)
        },
        SQLFunction(
            "if", "iff", takes: 3...3, named: .custom { "(IF(" + $0.joined(separator: ", ") + "))" },
            "The second where the first is true, else the third."
        ) { (call) throws(SQLError) in
            let values = try call.alike(from: 1)
            return choice(try call.boolean(0), values[0], values[1], call.place)
        },
        SQLFunction("greatest", takes: 2...Int.max, "The greatest of the values that are there.") {
            (call) throws(SQLError) in try extreme(call, .greatest)
        },
        SQLFunction("least", takes: 2...Int.max, "The least of the values that are there.") {
            (call) throws(SQLError) in try extreme(call, .least)
        },
    ]

    private static func choice(
        _ condition: Expression, _ yes: Expression, _ no: Expression, _ place: SQLPlace?
    ) -> Expression {
        Expression(
            .caseWhen([(condition: condition, value: yes)], otherwise: no), yes.type,
            isNullable: yes.isNullable || no.isNullable, at: place)
    }

    private static func coalesce(_ call: FunctionCall) throws(SQLError) -> Expression {
        let values = try call.alike()
        return call.result(.coalesce, values, values[0].type, isNullable: values.allSatisfy { $0.isNullable })
    }

    private static func extreme(_ call: FunctionCall, _ operation: Operation) throws(SQLError) -> Expression {
        let values = try call.alike()
        guard values[0].type.isOrdered else {
            throw call.mismatch(
                "INVALID_ORDERING_TYPE",
                ["functionName": "`\(operation.rawValue)`", "dataType": "\"\(values[0].type.sqlName)\""])
        }
        return call.result(operation, values, values[0].type, isNullable: values.allSatisfy { $0.isNullable })
    }
}
