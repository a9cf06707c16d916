// SPDX-License-Identifier: Apache-2.0

import Columnar

extension FunctionTable {
    /// Functions that take lambda functions, whose arguments' types they say (`lambdaTypes`).
    static let lambdaFunctions: [SQLFunction] = [
        higher("transform", "The result of a function for each element.", elementAndIndex) { (call) throws(SQLError) in
            let result = call.arguments[1]
            let type = SQLType.array(result.type, containsNull: result.isNullable)
            return call.result(.transformList, call.arguments, type, isNullable: call.arguments[0].isNullable)
        },
        higher("filter", "The elements for which a function is true.", elementAndIndex) { (call) throws(SQLError) in
            call.result(
                .filterList, try tested(call), call.types[0], isNullable: call.arguments[0].isNullable)
        },
        higher("exists", "Whether a function is true for an element.", oneElement) { (call) throws(SQLError) in
            call.result(.anyInList, try tested(call), .boolean, isNullable: true)
        },
        higher("forall", "Whether a function is true for all elements.", oneElement) { (call) throws(SQLError) in
            call.result(.allInList, try tested(call), .boolean, isNullable: true)
        },
        SQLFunction(
            names: ["aggregate", "reduce"], takes: 3...4,
            named: .custom { values in
                let finish =
                    values.count > 3 ? values[3] : "lambdafunction(namedlambdavariable(), namedlambdavariable())"
                return "aggregate(" + (values.prefix(3) + [finish]).joined(separator: ", ") + ")"
            }, "What a function makes of a start and each element in turn.",
            lambdaTypes: { (call, index, _) throws(SQLError) in
                let start = (call.types[1], true)
                return index == 2 ? [start, (try element(call, 0), true)] : [start]
            }
        ) { (call) throws(SQLError) in
            var arguments = call.arguments
            arguments[2] = call.castBody(arguments[2], to: call.types[1])
            let type = arguments.count > 3 ? arguments[3].type : call.types[1]
            return call.result(.foldList, arguments, type, isNullable: true)
        },
        SQLFunction(
            names: ["zip_with"], takes: 3...3, "The result of a function for the elements at each position.",
            lambdaTypes: { (call, _, _) throws(SQLError) in
                [(try element(call, 0), true), (try element(call, 1), true)]
            }
        ) { (call) throws(SQLError) in
            let type = SQLType.array(call.arguments[2].type, containsNull: call.arguments[2].isNullable)
            return call.result(
                .zipLists, call.arguments, type,
                isNullable: call.arguments[0].isNullable || call.arguments[1].isNullable)
        },
        higher("map_filter", "The entries for which a function is true.", keyAndValue) { (call) throws(SQLError) in
            call.result(.filterMap, try tested(call), call.types[0], isNullable: call.arguments[0].isNullable)
        },
        higher("transform_keys", "Keys by a function.", keyAndValue) { (call) throws(SQLError) in
            let (_, value, holdsNull) = try entry(call, 0)
            return call.result(
                .transformKeys, call.arguments, .map(call.arguments[1].type, value, valueContainsNull: holdsNull),
                isNullable: call.arguments[0].isNullable)
        },
        higher("transform_values", "Values by a function.", keyAndValue) { (call) throws(SQLError) in
            let (key, _, _) = try entry(call, 0)
            let result = call.arguments[1]
            return call.result(
                .transformValues, call.arguments, .map(key, result.type, valueContainsNull: result.isNullable),
                isNullable: call.arguments[0].isNullable)
        },
        SQLFunction(
            names: ["map_zip_with"], takes: 3...3, "A map of both, values by a function.",
            lambdaTypes: { (call, _, _) throws(SQLError) in
                let ((key, value, _), (_, other, _)) = (try entry(call, 0), try entry(call, 1))
                return [(key, false), (value, true), (other, true)]
            }
        ) { (call) throws(SQLError) in
            let (key, _, _) = try entry(call, 0)
            let result = call.arguments[2]
            return call.result(
                .zipMaps, call.arguments, .map(key, result.type, valueContainsNull: result.isNullable),
                isNullable: call.arguments[0].isNullable || call.arguments[1].isNullable)
        },
        SQLFunction(
            names: ["array_sort"], takes: 1...2,
            named: .custom { "array_sort(\($0[0]), \($0.count > 1 ? $0[1] : standardOrder))" },
            "Ascending with nulls last, or by a function that compares.",
            lambdaTypes: { (call, _, _) throws(SQLError) in
                [(try element(call, 0), true), (try element(call, 0), true)]
            }
        ) { (call) throws(SQLError) in
            guard call.arguments.count > 1 else {
                _ = try element(call, 0)
                return call.result(.listSortedNullsLast, call.arguments, call.types[0])
            }
            return call.result(
                .sortListBy, [call.arguments[0], call.castBody(call.arguments[1], to: .int)], call.types[0],
                isNullable: call.arguments[0].isNullable)
        },
    ]

    /// How Spark's columns show the comparison that `array_sort` has when it is given none.
    private static let standardOrder: String = {
        let one = "namedlambdavariable()"
        return "lambdafunction((IF(((\(one) IS NULL) AND (\(one) IS NULL)), 0, (IF((\(one) IS NULL), 1, "
            + "(IF((\(one) IS NULL), -1, (IF((\(one) < \(one)), -1, (IF((\(one) > \(one)), 1, 0)))))))))), "
            + "\(one), \(one))"
    }()

    typealias LambdaTypes = @Sendable (FunctionCall, Int, Int) throws(SQLError) -> [(type: SQLType, isNullable: Bool)]

    private static let oneElement: LambdaTypes = { (call, _, _) throws(SQLError) in [(try element(call, 0), true)] }
    private static let elementAndIndex: LambdaTypes = { (call, _, count) throws(SQLError) in
        let first = (try element(call, 0), true)
        return count > 1 ? [first, (.int, false)] : [first]
    }
    private static let keyAndValue: LambdaTypes = { (call, _, _) throws(SQLError) in
        let (key, value, holdsNull) = try entry(call, 0)
        return [(key, false), (value, holdsNull)]
    }

    private static func higher(
        _ name: String, _ documentation: String, _ types: @escaping LambdaTypes,
        make: @escaping @Sendable (FunctionCall) throws(SQLError) -> Expression
    ) -> SQLFunction {
        SQLFunction(names: [name], takes: 2...2, documentation, lambdaTypes: types, make: make)
    }

    /// With a body that is a condition.
    private static func tested(_ call: FunctionCall) throws(SQLError) -> [Expression] {
        let body = call.arguments[1].type
        guard body == .boolean || body == .void else { throw call.unexpected(1, "\"BOOLEAN\"") }
        return [call.arguments[0], call.castBody(call.arguments[1], to: .boolean)]
    }
}

extension FunctionCall {
    /// A lambda function whose result is of a type.
    func castBody(_ lambda: Expression, to type: SQLType) -> Expression {
        guard case .lambda(let parameters, let body) = lambda.kind, body.type != type else { return lambda }
        let value = coercion.cast(body, to: type)
        return Expression(.lambda(parameters, value), type, isNullable: value.isNullable, at: lambda.place)
    }
}
