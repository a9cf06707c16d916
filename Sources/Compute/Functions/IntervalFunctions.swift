// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Values

extension SQLFunctions {
    static func interval(_ code: SQLFunctionCode, _ arguments: FunctionArguments) throws(Failure) -> Scalar {
        func members(_ index: Int) -> [Int] {
            var found: [Int] = []
            if case .tuple(let items) = arguments.scalar(index) {
                found = items.map { if case .int(let number) = $0 { number } else { 0 } }
            }
            return found + [Int](repeating: 0, count: max(3 - found.count, 0))
        }
        switch code {
        case .intervalText:
            return .string(IntervalText.of(arguments.int(0), first: arguments.int(1) >> 3, last: arguments.int(1) & 7))
        case .calendarText: return .string(IntervalText.calendar(members(0)))
        case .calendarAdded:
            let parts = members(1)
            guard let moved = addMonths(arguments.int(0), parts[0]) else { throw beyond() }
            let (days, overflow) = parts[1].multipliedReportingOverflow(by: EpochDays.microsecondsPerDay)
            let (sum, more) = moved.addingReportingOverflow(days)
            let (whole, most) = sum.addingReportingOverflow(parts[2])
            guard !overflow, !more, !most else { throw beyond() }
            return .int(whole)
        default: return try scaled(members(0), arguments.float(1), isDivided: arguments.bool(2))
        }
    }

    private static func beyond() -> Failure { Failure(.datetimeOverflow, "Datetime operation overflow.") }

    /// Fractions of months are dropped, those of days become microseconds.
    private static func scaled(_ parts: [Int], _ factor: Double, isDivided: Bool) throws(Failure) -> Scalar {
        guard !isDivided || factor != 0 else {
            throw Failure(
                .divideByZero, "Division by zero. Use `try_divide` to tolerate divisor being 0 and return NULL instead."
            )
        }
        func times(_ number: Int) -> Double { isDivided ? Double(number) / factor : Double(number) * factor }
        let (months, days) = (times(parts[0]), times(parts[1]))
        let micros = times(parts[2]) + (days - days.rounded(.towardZero)) * Double(EpochDays.microsecondsPerDay)
        guard let wholeMonths = Int32(exactly: months.rounded(.towardZero)),
            let wholeDays = Int32(exactly: days.rounded(.towardZero)), let rest = Int(exactly: micros.rounded())
        else { throw Failure(.arithmeticOverflow, "Interval value overflows after being scaled.") }
        return .tuple([.int(Int(wholeMonths)), .int(Int(wholeDays)), .int(rest)])
    }
}
