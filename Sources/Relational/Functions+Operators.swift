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
            if let interval = turnedInterval(call, .negate) { return interval }
            let value = try call.number(0)
            return call.result(.negate, [value], value.type, onFailure: call.settings.onOverflow)
        },
        SQLFunction("unary-", takes: 1...1, named: .prefix("-"), "The number with the other sign.") {
            (call) throws(SQLError) in
            if let interval = turnedInterval(call, .negate) { return interval }
            let value = try call.number(0)
            return call.result(.negate, [value], value.type, onFailure: call.settings.onOverflow)
        },
        SQLFunction("positive", "unary+", takes: 1...1, named: .custom { "(+ \($0[0]))" }, "The number.") {
            (call) throws(SQLError) in
            call.types[0].isInterval ? call.arguments[0] : try call.number(0)
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
        shift("<<", .shiftBitsLeft), shift(">>", .shiftBitsRight), shift(">>>", .shiftBitsRightUnsigned),
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
            guard let type = call.coercion.listed(call.types) else {
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
            "between", takes: 3...3,
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
            var attempt = call
            attempt.isAttempt = true
            let made = try arithmetic(attempt, operation, .null)
            return Expression(made.kind, made.type, isNullable: true, at: made.place)
        }
    }

    private static func arithmetic(
        _ call: FunctionCall, _ operation: Operation, _ onFailure: OnFailure
    ) throws(SQLError) -> Expression {
        if let missing = missingSide(call, operation) { return missing }
        if let dates = try dateArithmetic(call, operation, onFailure) { return dates }
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
        if left.type == .void {
            let isSame = right.type != .void && operation != .divide
            left = call.coercion.cast(left, to: isSame ? right.type : operation == .integralDivide ? .bigint : .double)
        }
        if right.type == .void { right = call.coercion.cast(right, to: left.type) }
        guard left.type.isNumeric, right.type.isNumeric else {
            if let error = wrongDays(call, operation) { throw error }
            if left.type == right.type || (left.type == .string && right.type == .string) {
                throw call.mismatch(
                    "BINARY_OP_WRONG_TYPE", ["inputType": takes, "actualDataType": "\"\(left.type.sqlName)\""])
            }
            throw call.mismatch(
                "BINARY_OP_DIFF_TYPES", ["left": "\"\(left.type.sqlName)\"", "right": "\"\(right.type.sqlName)\""])
        }
        let isDecimal =
            !left.type.isFractional && !right.type.isFractional && (left.type.isDecimal || right.type.isDecimal)
        if isDecimal, operation == .positiveRemainder { return try positiveRemainder(call, left, right, onFailure) }
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

    /// The error of days that are no whole number: a date and something else are a call of `date_add` or `date_sub`.
    private static func wrongDays(_ call: FunctionCall, _ operation: Operation) -> SQLError? {
        guard operation == .add || operation == .subtract && call.types[0] == .date,
            let date = call.types.firstIndex(of: .date)
        else { return nil }
        let days = 1 - date
        let name = operation == .add ? "date_add" : "date_sub"
        return call.mismatch(
            "UNEXPECTED_INPUT_TYPE",
            [
                "sqlExpr": "\"\(name)(\(call.shownArgument(date)), \(call.shownArgument(days)))\"",
                "paramIndex": "second", "requiredType": FunctionCall.daysTypes,
                "inputSql": "\"\(call.shownArgument(days))\"", "inputType": "\"\(call.types[days].sqlName)\"",
            ])
    }

    /// Null of a time or an interval and an unknown: a time when something is added to it, else an interval.
    private static func missingSide(_ call: FunctionCall, _ operation: Operation) -> Expression? {
        let isFirst = call.types[0] == .void
        let (known, unknown) = (call.types[isFirst ? 1 : 0], call.arguments[isFirst ? 0 : 1])
        let isOfParts = known == .calendarInterval
        guard unknown.type == .void, known.isTime || known.isInterval || isOfParts else { return nil }
        let type: SQLType
        switch operation {
        case .add where known.isTime: type = known == .timestampNTZ ? known : .timestamp
        case .subtract where known == .date: type = .dayTime(IntervalSpan(.day, .day))
        case .subtract where known.isTime: type = .dayTimeInterval
        case .subtract where isOfParts && isFirst: return nil
        case .add, .subtract: type = known
        case .multiply where !known.isTime, .divide where !known.isTime && !isFirst:
            type = isOfParts ? known : known.isYearMonth ? .yearMonthInterval : .dayTimeInterval
        case .integralDivide where known.isInterval: type = .bigint
        default: return nil
        }
        return call.coercion.cast(unknown, to: type)
    }

    /// The remainder of decimals, brought to the sign of the divisor.
    private static func positiveRemainder(
        _ call: FunctionCall, _ left: Expression, _ right: Expression, _ onFailure: OnFailure
    ) throws(SQLError) -> Expression {
        let rest = try decimalArithmetic(call, .remainder, left, right, onFailure)
        let moved = try decimalArithmetic(call, .add, rest, right, onFailure)
        let turned = call.coercion.cast(
            try decimalArithmetic(call, .remainder, moved, right, onFailure), to: rest.type)
        let isNegative = call.result(.less, [rest, call.coercion.cast(int(0), to: rest.type)], .boolean)
        return Expression(
            .caseWhen([(condition: isNegative, value: turned)], otherwise: rest), rest.type,
            isNullable: rest.isNullable || turned.isNullable, at: call.place)
    }

    /// The type of the result by the operation's own rule; whole numbers that are written out count by their digits.
    private static func decimalArithmetic(
        _ call: FunctionCall, _ operation: Operation, _ left: Expression, _ right: Expression, _ onFailure: OnFailure
    ) throws(SQLError) -> Expression {
        guard case .decimal(let p1, let s1)? = digits(call, 0, left),
            case .decimal(let p2, let s2)? = digits(call, 1, right)
        else {
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

    private static func digits(_ call: FunctionCall, _ index: Int, _ value: Expression) -> SQLType? {
        if call.isWritten(index), case .literal(.int(let number)) = value.kind, value.type.isInteger {
            return .decimal(precision: String(number.magnitude).utf8.count, scale: 0)
        }
        return value.type.asDecimal
    }

    /// Dates and days.
    private static func dateArithmetic(
        _ call: FunctionCall, _ operation: Operation, _ onFailure: OnFailure
    ) throws(SQLError) -> Expression? {
        let (left, right) = (call.arguments[0], call.arguments[1])
        switch (operation, left.type, right.type) {
        case (.add, .date, let other) where other.isInteger && other != .bigint:
            return call.result(.addDays, [left, call.coercion.cast(right, to: .int)], .date)
        case (.add, let other, .date) where other.isInteger && other != .bigint:
            return call.result(.addDays, [right, call.coercion.cast(left, to: .int)], .date)
        case (.subtract, .date, let other) where other.isInteger && other != .bigint:
            return call.result(.subtractDays, [left, call.coercion.cast(right, to: .int)], .date)
        default: return try intervalArithmetic(call, operation, onFailure)
        }
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

    private static func shift(_ name: String, _ operation: Operation) -> SQLFunction {
        SQLFunction(name, takes: 2...2, named: .infix(name), "Bits moved.") { (call) throws(SQLError) in
            guard call.types[0].isInteger else { throw call.unexpected(0, "(\"INT\" or \"BIGINT\")") }
            let isLong = call.types[0] == .bigint
            let value = isLong ? call.arguments[0] : call.coercion.cast(call.arguments[0], to: .int)
            return call.result(operation, [value, try call.int(1), int(isLong ? 64 : 32)], isLong ? .bigint : .int)
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
        let isEquality = operation == .equal || operation == .nullSafeEqual
        guard
            let type = call.coercion.comparable(call.types[0], call.types[1])
                ?? (isEquality ? call.coercion.equatable(call.types[0], call.types[1]) : nil)
        else {
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
