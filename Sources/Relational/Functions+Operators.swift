// SPDX-License-Identifier: Apache-2.0

import Columnar
import Values

extension FunctionTable {
    /// Operators, under the names that the parser and hosts use.
    static let operators: [SQLFunction] = [
        arithmetic("+", .add, "The sum."), arithmetic("-", .subtract, "The difference."),
        arithmetic("*", .multiply, "The product."), arithmetic("/", .divide, "The quotient, with its fraction."),
        arithmetic("%", .remainder, "The remainder, with the sign of the dividend.", "mod"),
        arithmetic("div", .integralDivide, "The quotient without its fraction."),
        attempt("try_add", .add), attempt("try_subtract", .subtract), attempt("try_multiply", .multiply),
        attempt("try_divide", .divide), attempt("try_mod", .remainder),
        SQLFunction("pmod", takes: 2...2, "The remainder that is not negative for a positive divisor.") {
            (call) throws(SQLError) in try arithmetic(call, .positiveRemainder, call.settings.onFailure)
        },
        SQLFunction("negative", takes: 1...1, "The number with the other sign.") { (call) throws(SQLError) in
            let value = try call.number(0)
            return call.result(.negate, [value], value.type, onFailure: call.settings.onOverflow)
        },
        SQLFunction("unary-", takes: 1...1, named: .prefix("-"), "The number with the other sign.") {
            (call) throws(SQLError) in
            let value = try call.number(0)
            return call.result(.negate, [value], value.type, onFailure: call.settings.onOverflow)
        },
        SQLFunction("positive", "unary+", takes: 1...1, named: .custom { "(+ \($0[0]))" }, "The number.") {
            (call) throws(SQLError) in try call.number(0)
        },
        comparison("=", .equal, "Whether both are equal; null when one is null.", "=="),
        comparison("<=>", .nullSafeEqual, "Whether both are equal, where null equals null."),
        comparison("<", .less, "Whether the first is less."),
        comparison("<=", .lessOrEqual, "Whether the first is not greater."),
        comparison(">", .greater, "Whether the first is greater."),
        comparison(">=", .greaterOrEqual, "Whether the first is not less."),
        SQLFunction(
            "!=", "<>", takes: 2...2, named: .custom { "(NOT (\($0[0]) = \($0[1])))" }, "Whether both are different."
        ) { (call) throws(SQLError) in
            let equal = try compare(call, .equal, symbol: "=")
            return call.result(.not, [equal], .boolean)
        },
        logic("and", .and, "AND", "Both; false when one is false, whatever the other."),
        logic("or", .or, "OR", "One of both; true when one is true, whatever the other."),
        SQLFunction("not", "!", takes: 1...1, named: .prefix("NOT"), "The opposite.") { (call) throws(SQLError) in
            call.result(.not, [try call.boolean(0)], .boolean)
        },
        bits("&", .bitAnd), bits("|", .bitOr), bits("^", .bitXor),
        SQLFunction("~", takes: 1...1, named: .custom { "~\($0[0])" }, "The number with all bits turned.") {
            (call) throws(SQLError) in
            guard call.arguments[0].type.isInteger else { throw call.unexpected(0, "\"INTEGRAL\"") }
            return call.result(.bitNot, call.arguments, call.arguments[0].type)
        },
        SQLFunction(
            "in", takes: 1...Int.max,
            named: .custom { "(\($0[0]) IN (" + $0.dropFirst().joined(separator: ", ") + "))" },
            "Whether the first is among the others."
        ) { (call) throws(SQLError) in
            guard
                let type = call.types.dropFirst().reduce(
                    call.types[0],
                    { (common: SQLType?, next) in
                        common.flatMap { call.coercion.comparable($0, next) }
                    })
            else {
                throw call.mismatch(
                    "DATA_DIFF_TYPES",
                    [
                        "functionName": "`in`",
                        "dataType": "[" + call.types.map { "\"\($0.sqlName)\"" }.joined(separator: ", ") + "]",
                    ])
            }
            return call.result(.isIn, call.arguments.map { call.coercion.cast($0, to: type) }, .boolean)
        },
        SQLFunction(
            "between", takes: 3...3, named: .custom { "((\($0[0]) >= \($0[1])) AND (\($0[0]) <= \($0[2])))" },
            "Whether the first is between the others, or one of them."
        ) { (call) throws(SQLError) in
            var (low, high) = (call, call)
            low.arguments = [call.arguments[0], call.arguments[1]]
            high.arguments = [call.arguments[0], call.arguments[2]]
            return call.result(
                .and,
                [
                    try compare(low, .greaterOrEqual, symbol: ">="), try compare(high, .lessOrEqual, symbol: "<="),
                ], .boolean)
        },
    ]

    // MARK: Arithmetic

    private static func arithmetic(
        _ name: String, _ operation: Operation, _ documentation: String, _ synonyms: String...
    ) -> SQLFunction {
        SQLFunction(names: [name] + synonyms, takes: 2...2, named: .infix(name), documentation) {
            (call) throws(SQLError) in
            let isExact = operation == .add || operation == .subtract || operation == .multiply
            return try arithmetic(call, operation, isExact ? call.settings.onOverflow : call.settings.onFailure)
        }
    }

    private static func attempt(_ name: String, _ operation: Operation) -> SQLFunction {
        SQLFunction(name, takes: 2...2, "The result, or null where there is none.") { (call) throws(SQLError) in
            let made = try arithmetic(call, operation, .null)
            return Expression(made.kind, made.type, isNullable: true, at: made.place)
        }
    }

    private static func arithmetic(
        _ call: FunctionCall, _ operation: Operation, _ onFailure: OnFailure
    ) throws(SQLError) -> Expression {
        if let dates = try dateArithmetic(call, operation) { return dates }
        var (left, right) = (call.arguments[0], call.arguments[1])
        let takes =
            operation == .add || operation == .subtract
            ? "(\"NUMERIC\" or \"INTERVAL DAY TO SECOND\" or \"INTERVAL YEAR TO MONTH\" or \"INTERVAL\")"
            : "\"NUMERIC\""
        // Text is read as the other side's kind of number.
        func read(_ text: Expression, _ other: SQLType) -> Expression {
            let type: SQLType = call.settings.isANSI && other.isInteger && operation != .divide ? .bigint : .double
            return call.coercion.cast(text, to: type)
        }
        if left.type == .string, right.type.isNumeric || !call.settings.isANSI { left = read(left, right.type) }
        if right.type == .string, left.type.isNumeric || !call.settings.isANSI { right = read(right, left.type) }
        if left.type == .void { left = call.coercion.cast(left, to: right.type == .void ? .double : right.type) }
        if right.type == .void { right = call.coercion.cast(right, to: left.type) }
        guard left.type.isNumeric, right.type.isNumeric else {
            if left.type == right.type || (left.type == .string && right.type == .string) {
                throw call.mismatch(
                    "BINARY_OP_WRONG_TYPE", ["inputType": takes, "actualDataType": "\"\(left.type.sqlName)\""])
            }
            throw call.mismatch(
                "BINARY_OP_DIFF_TYPES", ["left": "\"\(left.type.sqlName)\"", "right": "\"\(right.type.sqlName)\""])
        }
        let isDecimal =
            !left.type.isFractional && !right.type.isFractional && (left.type.isDecimal || right.type.isDecimal)
        if isDecimal { return try decimalArithmetic(call, operation, left, right, onFailure) }
        let common: SQLType
        switch operation {
        case .divide: common = .double
        case .integralDivide:
            guard left.type.isInteger, right.type.isInteger else {
                throw call.mismatch(
                    "BINARY_OP_WRONG_TYPE",
                    [
                        "inputType": "(\"BIGINT\" or \"DECIMAL\" or \"INTERVAL DAY TO SECOND\" or "
                            + "\"INTERVAL YEAR TO MONTH\")", "actualDataType": "\"DOUBLE\"",
                    ])
            }
            common = .bigint
        default: common = call.coercion.widestNumber(left.type, right.type) ?? .double
        }
        let operands = [call.coercion.cast(left, to: common), call.coercion.cast(right, to: common)]
        let mayBeNull = onFailure == .null || (operation == .divide && onFailure == .wrap)
        return call.result(
            operation, operands, common, isNullable: mayBeNull ? true : nil, onFailure: onFailure)
    }

    /// The type of the result by the operation's own rule; whole numbers that are written out count by their digits.
    private static func decimalArithmetic(
        _ call: FunctionCall, _ operation: Operation, _ left: Expression, _ right: Expression, _ onFailure: OnFailure
    ) throws(SQLError) -> Expression {
        guard case .decimal(let p1, let s1)? = digits(left), case .decimal(let p2, let s2)? = digits(right) else {
            throw call.mismatch("BINARY_OP_WRONG_TYPE", ["inputType": "\"NUMERIC\"", "actualDataType": "\"DECIMAL\""])
        }
        let type: SQLType
        switch operation {
        case .add, .subtract: type = .bounded(max(p1 - s1, p2 - s2) + max(s1, s2) + 1, max(s1, s2))
        case .multiply: type = .bounded(p1 + p2 + 1, s1 + s2)
        case .divide:
            let scale = max(6, s1 + p2 + 1)
            type = .bounded(p1 - s1 + s2 + scale, scale)
        case .integralDivide: type = .bigint
        default: type = .bounded(min(p1 - s1, p2 - s2) + max(s1, s2), max(s1, s2))
        }
        let operands = [
            call.coercion.cast(left, to: .decimal(precision: p1, scale: s1)),
            call.coercion.cast(right, to: .decimal(precision: p2, scale: s2)),
        ]
        // Beyond its digits a result of the looser mode is null.
        let failure = onFailure == .wrap ? .null : onFailure
        return call.result(
            operation, operands, type, isNullable: failure == .null ? true : nil, onFailure: failure)
    }

    private static func digits(_ value: Expression) -> SQLType? {
        if case .literal(.int(let number)) = value.kind, value.type.isInteger {
            return .decimal(precision: String(number.magnitude).utf8.count, scale: 0)
        }
        return value.type.asDecimal
    }

    /// Dates and days.
    private static func dateArithmetic(_ call: FunctionCall, _ operation: Operation) throws(SQLError) -> Expression? {
        let (left, right) = (call.arguments[0], call.arguments[1])
        switch (operation, left.type, right.type) {
        case (.add, .date, let other) where other.isInteger && other != .bigint:
            return call.result(.addDays, [left, call.coercion.cast(right, to: .int)], .date)
        case (.add, let other, .date) where other.isInteger && other != .bigint:
            return call.result(.addDays, [right, call.coercion.cast(left, to: .int)], .date)
        case (.subtract, .date, let other) where other.isInteger && other != .bigint:
            return call.result(.subtractDays, [left, call.coercion.cast(right, to: .int)], .date)
        case (.add, let time, let distance) where time.isTime && distance.isInterval:
            return try moved(call, time: 0, by: 1, isBack: false)
        case (.add, let distance, let time) where time.isTime && distance.isInterval:
            return try moved(call, time: 1, by: 0, isBack: false)
        case (.subtract, let time, let distance) where time.isTime && distance.isInterval:
            return try moved(call, time: 0, by: 1, isBack: true)
        case (.add, let one, let other) where one.isInterval && one == other,
            (.subtract, let one, let other) where one.isInterval && one == other:
            return sumOfIntervals(call, operation)
        case (.subtract, .date, .date), (.subtract, .timestamp, _), (.subtract, _, .timestamp):
            throw .unsupported(
                "\(call.shown()): intervals are not there yet; use datediff(end, start) for days", at: call.place)
        default: return nil
        }
    }

    /// A time and an interval. A date and days, or months, are a date; a date and what is shorter is a timestamp.
    private static func moved(
        _ call: FunctionCall, time: Int, by interval: Int, isBack: Bool
    ) throws(SQLError) -> Expression {
        let (value, distance) = (call.arguments[time], call.arguments[interval])
        func turned(_ number: Expression) -> Expression {
            guard isBack else { return number }
            if case .literal(.int(let written)) = number.kind, written != .min {
                return .literal(.int(-written), number.type, at: number.place)
            }
            return call.result(.negate, [number], number.type)
        }
        if distance.type == .yearMonthInterval {
            let months = turned(Expression(distance.kind, .int, isNullable: distance.isNullable, at: distance.place))
            if value.type == .date { return call.result(.addMonths, [value, months], .date) }
            let clock = call.coercion.cast(value, to: .timestampNTZ)
            return call.coercion.cast(call.result(.addMonthsClock, [clock, months], .timestampNTZ), to: value.type)
        }
        let micros = Expression(distance.kind, .bigint, isNullable: distance.isNullable, at: distance.place)
        if value.type == .date, case .literal(.int(let written)) = distance.kind,
            call.shownArgument(interval).hasSuffix("' DAY")
        {
            let days = Expression.literal(.int(written / EpochDays.microsecondsPerDay), .int, at: distance.place)
            return call.result(isBack ? .subtractDays : .addDays, [value, days], .date)
        }
        let start = value.type == .date ? call.coercion.cast(value, to: .timestamp) : value
        return call.result(.addMicros, [start, turned(micros)], start.type)
    }

    private static func sumOfIntervals(_ call: FunctionCall, _ operation: Operation) -> Expression {
        let type = call.types[0]
        let width: SQLType = type == .yearMonthInterval ? .int : .bigint
        let numbers = call.arguments.map { Expression($0.kind, width, isNullable: $0.isNullable, at: $0.place) }
        let sum = call.result(operation, numbers, width)
        return Expression(sum.kind, type, isNullable: sum.isNullable, at: sum.place)
    }

    private static func bits(_ name: String, _ operation: Operation) -> SQLFunction {
        SQLFunction(name, takes: 2...2, named: .infix(name), "Bit by bit.") { (call) throws(SQLError) in
            guard let type = call.coercion.widestNumber(call.types[0], call.types[1]), type.isInteger else {
                throw call.mismatch(
                    "BINARY_OP_DIFF_TYPES",
                    ["left": "\"\(call.types[0].sqlName)\"", "right": "\"\(call.types[1].sqlName)\""])
            }
            return call.result(operation, call.arguments.map { call.coercion.cast($0, to: type) }, type)
        }
    }

    // MARK: Comparison

    private static func comparison(
        _ name: String, _ operation: Operation, _ documentation: String, _ synonyms: String...
    ) -> SQLFunction {
        SQLFunction(names: [name] + synonyms, takes: 2...2, named: .infix(name), documentation) {
            (call) throws(SQLError) in try compare(call, operation, symbol: name)
        }
    }

    static func compare(_ call: FunctionCall, _ operation: Operation, symbol: String) throws(SQLError) -> Expression {
        guard let type = call.coercion.comparable(call.types[0], call.types[1]) else {
            throw call.mismatch(
                "BINARY_OP_DIFF_TYPES",
                ["left": "\"\(call.types[0].sqlName)\"", "right": "\"\(call.types[1].sqlName)\""])
        }
        guard type.isOrdered else {
            throw call.mismatch(
                "INVALID_ORDERING_TYPE", ["functionName": "`\(symbol)`", "dataType": "\"\(type.sqlName)\""])
        }
        return call.result(
            operation, call.arguments.map { call.coercion.cast($0, to: type) }, .boolean,
            isNullable: operation == .nullSafeEqual ? false : nil)
    }

    // MARK: Logic

    private static func logic(
        _ name: String, _ operation: Operation, _ symbol: String, _ documentation: String
    ) -> SQLFunction {
        SQLFunction(
            name, takes: 2...2, named: .infix(symbol), documentation
        ) { (call) throws(SQLError) in
            for index in 0..<2 {
                let type = call.types[index]
                guard type == .boolean || type == .void || type == .string else {
                    if call.types[0] == call.types[1] {
                        throw call.mismatch(
                            "BINARY_OP_WRONG_TYPE",
                            ["inputType": "\"BOOLEAN\"", "actualDataType": "\"\(type.sqlName)\""])
                    }
                    throw call.mismatch(
                        "BINARY_OP_DIFF_TYPES",
                        ["left": "\"\(call.types[0].sqlName)\"", "right": "\"\(call.types[1].sqlName)\""])
                }
            }
            return call.result(operation, [try call.boolean(0), try call.boolean(1)], .boolean)
        }
    }
}
