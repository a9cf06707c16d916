// SPDX-License-Identifier: Apache-2.0

import Columnar

extension FunctionTable {
    /// Functions that OVER belongs to.
    static let windowFunctions: [SQLFunction] = [
        place("row_number", .rowNumber, .int, "The number of the row, from 1, in the order of the window."),
        place("rank", .rank, .int, "The number of the first of the rows that are equal in the order of the window."),
        place("dense_rank", .denseRank, .int, "How many different rows are before or equal, in the window's order."),
        place("percent_rank", .percentRank, .double, "The rank, from 0 to 1."),
        place("cume_dist", .cumulativeShare, .double, "The share of rows that are before or equal."),
        SQLFunction("ntile", takes: 0...1, "The number of one of so many parts of equal length.") {
            (call) throws(SQLError) in
            let parts = try call.literalInt(0, or: 1)
            guard parts > 0 else { throw call.mismatch("VALUE_OUT_OF_RANGE", call.outOfRange("buckets", parts)) }
            return Expression(
                .window(WindowExpression(.tile(parts), [])), .int, isNullable: false, at: call.place)
        },
        shift("lag", -1, "The value so many rows before, 1 unless said, or the third argument."),
        shift("lead", 1, "The value so many rows behind, 1 unless said, or the third argument."),
        SQLFunction("nth_value", takes: 2...3, "The value of the row with this number, from 1.") {
            (call) throws(SQLError) in
            let number = try call.literalInt(1, or: 1)
            guard number > 0 else { throw call.mismatch("VALUE_OUT_OF_RANGE", call.outOfRange("offset", number)) }
            let window = WindowExpression(
                .nth(number), [call.arguments[0]], ignoresNulls: try call.flag(2) ?? call.ignoresNulls)
            return Expression(.window(window), call.types[0], isNullable: true, at: call.place)
        },
    ]

    private static func place(
        _ name: String, _ function: WindowFunction, _ type: SQLType, _ documentation: String
    ) -> SQLFunction {
        let isRank = name.hasSuffix("rank")
        return SQLFunction(
            name, takes: 0...0, named: .call(isRank ? name.uppercased() : nil), documentation
        ) { (call) throws(SQLError) in
            Expression(.window(WindowExpression(function, [])), type, isNullable: false, at: call.place)
        }
    }

    private static func shift(_ name: String, _ sign: Int, _ documentation: String) -> SQLFunction {
        SQLFunction(
            name, takes: 1...3,
            named: .custom { arguments in
                let all = arguments + ["1", "NULL"].suffix(max(3 - arguments.count, 0))
                return "\(name)(\(all.joined(separator: ", ")))"
            }, documentation
        ) { (call) throws(SQLError) in
            let offset = try call.literalInt(1, or: 1)
            var arguments = [call.arguments[0]]
            var isNullable = true
            if call.arguments.count > 2 {
                let otherwise = call.coercion.cast(call.arguments[2], to: call.types[0])
                isNullable = call.arguments[0].isNullable || otherwise.isNullable
                arguments.append(otherwise)
            }
            let window = WindowExpression(.shifted(sign * offset), arguments, ignoresNulls: call.ignoresNulls)
            return Expression(.window(window), call.types[0], isNullable: isNullable, at: call.place)
        }
    }
}

extension FunctionCall {
    fileprivate func outOfRange(_ name: String, _ value: Int) -> [String: String] {
        ["exprName": name, "valueRange": "[1, 9223372036854775807]", "currentValue": "\(value)"]
    }

    /// A truth value that is written in the query; nil when there is no such argument.
    fileprivate func flag(_ index: Int) throws(SQLError) -> Bool? {
        guard index < arguments.count else { return nil }
        guard case .literal(.bool(let value)) = arguments[index].kind else {
            throw .unsupported("\(name): argument \(index + 1) must be true or false, written out", at: place)
        }
        return value
    }
}
