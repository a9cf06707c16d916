// SPDX-License-Identifier: Apache-2.0

import Columnar

extension FunctionTable {
    static let timeFunctions: [SQLFunction] = [
        part("year", .year, "The year."), part("month", .month, "The month, from 1."),
        part("day", .dayOfMonth, "The day of the month, from 1."),
        part("dayofmonth", .dayOfMonth, "The day of the month, from 1."),
        part("quarter", .quarter, "The quarter, from 1."),
        part("dayofweek", .dayOfWeek, "1 for Sunday to 7 for Saturday."),
        part("weekday", .weekday, "0 for Monday to 6 for Sunday."),
        part("dayofyear", .dayOfYear, "The day of the year, from 1."),
        part("weekofyear", .weekOfYear, "The week of ISO 8601."),
        clock("hour", .hour), clock("minute", .minute), clock("second", .second),
        SQLFunction("date_add", "dateadd", takes: 2...2, "The day so many days later.") { (call) throws(SQLError) in
            call.result(.addDays, [try call.argument(0, as: .date), try call.days(1)], .date)
        },
        SQLFunction("date_sub", takes: 2...2, "The day so many days earlier.") { (call) throws(SQLError) in
            call.result(.subtractDays, [try call.argument(0, as: .date), try call.days(1)], .date)
        },
        SQLFunction("datediff", "date_diff", takes: 2...2, "Days from the second to the first.") {
            (call) throws(SQLError) in
            call.result(.daysBetween, [try call.argument(0, as: .date), try call.argument(1, as: .date)], .int)
        },
        SQLFunction("add_months", takes: 2...2, "The day so many months later, or the last of that month.") {
            (call) throws(SQLError) in
            call.result(.addMonths, [try call.argument(0, as: .date), try call.int(1)], .date)
        },
        SQLFunction("last_day", takes: 1...1, "The last day of the month.") { (call) throws(SQLError) in
            call.result(.lastDayOfMonth, [try call.argument(0, as: .date)], .date)
        },
        SQLFunction("trunc", takes: 2...2, "The first day of the year, quarter, month or week.") {
            (call) throws(SQLError) in
            let date = try call.argument(0, as: .date)
            func first(of unit: String) -> Expression {
                call.result(.truncateDate, [text(unit), date], .date, isNullable: true)
            }
            if case .literal(.string(let unit)) = call.arguments[1].kind { return first(of: unit.lowercased()) }
            let unit = call.result(.lowercase, [try call.text(1)], .string)
            let branches = ["year", "yyyy", "yy", "quarter", "month", "mon", "mm", "week"].map { name in
                (condition: call.result(.equal, [unit, text(name)], .boolean), value: first(of: name))
            }
            return Expression(
                .caseWhen(branches, otherwise: .literal(.null, .date)), .date, isNullable: true, at: call.place)
        },
        SQLFunction("current_date", "curdate", takes: 0...0, "The day on which the query began.") {
            (call) throws(SQLError) in call.result(.currentDate, [], .date, isNullable: false)
        },
        SQLFunction("current_timestamp", "now", takes: 0...0, "The instant at which the query began.") {
            (call) throws(SQLError) in call.result(.currentTimestamp, [], .timestamp, isNullable: false)
        },
    ]

    private static func part(_ name: String, _ operation: Operation, _ documentation: String) -> SQLFunction {
        SQLFunction(name, takes: 1...1, documentation) { (call) throws(SQLError) in
            call.result(operation, [try call.argument(0, as: .date)], .int)
        }
    }

    private static func clock(_ name: String, _ operation: Operation) -> SQLFunction {
        SQLFunction(name, takes: 1...1, "The \(name) that the session's clock shows.") { (call) throws(SQLError) in
            if call.types[0].isTimeOfDay { return timeOfDayPart(call, name) }
            return call.result(operation, [try call.timestamp(0)], .int)
        }
    }
}
