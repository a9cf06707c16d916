// SPDX-License-Identifier: Apache-2.0

import Columnar

extension FunctionTable {
    static let numberFunctions: [SQLFunction] = [
        SQLFunction("abs", takes: 1...1, "The number without its sign.") { (call) throws(SQLError) in
            if let interval = turnedInterval(call, .absolute) { return interval }
            let value = try call.number(0)
            return call.result(.absolute, [value], value.type, onFailure: call.settings.onOverflow)
        },
        doubles("signum", .sign, "-1, 0 or 1 by the sign.", "sign", shown: "SIGNUM"),
        doubles("sqrt", .squareRoot, "The square root; NaN of what is negative.", shown: "SQRT"),
        doubles("cbrt", .cubeRoot, "The cube root.", shown: "CBRT"),
        doubles("exp", .exponential, "e to the power of the number.", shown: "EXP"),
        logarithm("ln", .naturalLogarithm, "The natural logarithm; null of what has none.", shown: "ln"),
        logarithm("log10", .logarithm10, "The logarithm to base 10; null of what has none.", shown: "LOG10"),
        logarithm("log2", .logarithm2, "The logarithm to base 2; null of what has none.", shown: "LOG2"),
        logarithm("log1p", .logarithmPlusOne, "The natural logarithm of 1 + the number.", shown: "LOG1P"),
        SQLFunction(
            "log", takes: 1...2,
            named: .custom { $0.count == 1 ? "ln(\($0[0]))" : "LOG(" + $0.joined(separator: ", ") + ")" },
            "The natural logarithm, or of the second to the base of the first."
        ) { (call) throws(SQLError) in
            if call.arguments.count == 1 {
                return call.result(.naturalLogarithm, [try call.double(0)], .double, isNullable: true)
            }
            let parts = [0, 1]
            var logarithms: [Expression] = []
            for part in parts {
                logarithms.append(call.result(.naturalLogarithm, [try call.double(part)], .double, isNullable: true))
            }
            return call.result(.divide, [logarithms[1], logarithms[0]], .double, isNullable: true, onFailure: .null)
        },
        doubles("sin", .sine, "The sine of an angle in radians.", shown: "SIN"),
        doubles("cos", .cosine, "The cosine of an angle in radians.", shown: "COS"),
        doubles("tan", .tangent, "The tangent of an angle in radians.", shown: "TAN"),
        SQLFunction("power", "pow", takes: 2...2, named: .call("POWER"), "The first to the power of the second.") {
            (call) throws(SQLError) in call.result(.power, [try call.double(0), try call.double(1)], .double)
        },
        SQLFunction(
            "floor", takes: 1...2, named: .custom { $0.count > 1 ? "floor(\($0[0]), \($0[1]))" : "FLOOR(\($0[0]))" },
            "The greatest whole number that is not greater."
        ) {
            (call) throws(SQLError) in try whole(call, .floor)
        },
        SQLFunction(
            "ceil", "ceiling", takes: 1...2,
            named: .custom { $0.count > 1 ? "ceil(\($0[0]), \($0[1]))" : "CEIL(\($0[0]))" },
            "The least whole number that is not less."
        ) {
            (call) throws(SQLError) in try whole(call, .ceiling)
        },
        SQLFunction(
            "round", takes: 1...2, named: .custom { "round(\($0[0]), \($0.count > 1 ? $0[1] : "0"))" },
            "Rounded half up to so many digits behind the point."
        ) { (call) throws(SQLError) in try rounded(call, .roundHalfUp) },
        SQLFunction(
            "bround", takes: 1...2, named: .custom { "bround(\($0[0]), \($0.count > 1 ? $0[1] : "0"))" },
            "Rounded half to even to so many digits behind the point."
        ) { (call) throws(SQLError) in try rounded(call, .roundHalfEven) },
        SQLFunction("rand", "random", takes: 0...1, "Uniform in [0, 1), by seed, partition and row.") {
            (call) throws(SQLError) in
            let seed = try call.literalInt(0, or: 0)
            return call.result(.random, [.literal(.int(seed), .bigint)], .double, isNullable: false)
        },
        SQLFunction("monotonically_increasing_id", takes: 0...0, "A number that grows with the rows of a partition.") {
            (call) throws(SQLError) in call.result(.monotonicID, [], .bigint, isNullable: false)
        },
        SQLFunction("spark_partition_id", takes: 0...0, named: .call("SPARK_PARTITION_ID"), "The partition's number.") {
            (call) throws(SQLError) in call.result(.partitionID, [], .int, isNullable: false)
        },
    ]

    /// A function of doubles.
    private static func doubles(
        _ name: String, _ operation: Operation, _ documentation: String, _ synonyms: String..., shown: String
    ) -> SQLFunction {
        SQLFunction(names: [name] + synonyms, takes: 1...1, named: .call(shown), documentation) {
            (call) throws(SQLError) in call.result(operation, [try call.double(0)], .double)
        }
    }

    private static func logarithm(
        _ name: String, _ operation: Operation, _ documentation: String, shown: String
    ) -> SQLFunction {
        SQLFunction(name, takes: 1...1, named: .call(shown), documentation) { (call) throws(SQLError) in
            call.result(operation, [try call.double(0)], .double, isNullable: true)
        }
    }

    private static func whole(_ call: FunctionCall, _ operation: Operation) throws(SQLError) -> Expression {
        let value = try call.number(0)
        if call.arguments.count > 1 { return try wholeTo(call, value, operation) }
        switch value.type {
        case .decimal(let precision, let scale):
            return call.result(
                operation, [value], .bounded(precision - scale + (scale > 0 ? 1 : 0), 0), onFailure: .fail)
        case let type where type.isInteger: return call.coercion.cast(value, to: .bigint)
        default: return call.result(operation, [call.coercion.cast(value, to: .double)], .bigint)
        }
    }

    /// Up or down to so many digits behind the point: a decimal.
    private static func wholeTo(
        _ call: FunctionCall, _ value: Expression, _ operation: Operation
    ) throws(SQLError) -> Expression {
        let digits = try call.literalInt(1, or: 0)
        let exact = call.coercion.cast(
            value,
            to: value.type.asDecimal
                ?? .decimal(precision: value.type == .float ? 14 : 30, scale: value.type == .float ? 7 : 15))
        guard case .decimal(let precision, let scale) = exact.type else { return value }
        let kept = max(0, min(digits, scale))
        let type = SQLType.bounded(max(precision - scale, 1 - digits) + kept + 1, kept)
        return call.result(operation, [exact, int(digits)], type, onFailure: call.settings.onFailure)
    }

    private static func rounded(_ call: FunctionCall, _ operation: Operation) throws(SQLError) -> Expression {
        let value = try call.number(0)
        let digits = try call.literalInt(1, or: 0)
        let places = Expression.literal(.int(digits), .int)
        switch value.type {
        case .decimal(let precision, let scale):
            let kept = max(0, min(digits, scale))
            let type = SQLType.bounded(precision - scale + kept + 1, kept)
            return call.result(operation, [value, places], type, onFailure: call.settings.onFailure)
        default: return call.result(operation, [value, places], value.type, onFailure: call.settings.onOverflow)
        }
    }
}
