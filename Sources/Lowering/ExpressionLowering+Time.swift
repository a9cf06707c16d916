// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar
import Relational

extension ExpressionLowering {
    func temporal(
        _ operation: Operation, _ arguments: [Expression], _ onFailure: OnFailure, _ whole: Expression
    ) throws(SQLError) -> Node {
        if operation == .currentTimestamp { return int(now) }
        if operation == .currentDate {
            return instruction(.divideFloor, [clock(int(now)), int(86_400_000_000)])
        }
        let values = try nodes(arguments)
        func part(_ number: Int) -> Node { instruction(.sqlDatePart, [values[0]], number) }
        func onClock(_ number: Int) -> Node {
            instruction(
                .sqlClockPart, [arguments[0].type == .timestampNTZ ? values[0] : clock(values[0])], number)
        }
        switch operation {
        case .year: return part(0)
        case .quarter: return part(1)
        case .month: return part(2)
        case .dayOfMonth: return part(3)
        case .dayOfWeek: return part(4)
        case .weekday: return part(5)
        case .dayOfYear: return part(6)
        case .weekOfYear: return part(7)
        case .lastDayOfMonth: return part(9)
        case .hour: return onClock(0)
        case .minute: return onClock(1)
        case .second: return onClock(2)
        case .addDays: return instruction(.sqlAddInt, values, SQLType.int.width << 2, at: whole)
        case .subtractDays, .daysBetween: return instruction(.sqlSubtractInt, values, SQLType.int.width << 2, at: whole)
        case .addMonths: return instruction(.sqlAddMonths, values, at: whole)
        case .secondsOf:
            let unit = values.count > 1 ? values[1] : int(1_000_000)
            return instruction(.divideFloor, [values[0], unit])
        case .fromSeconds:
            let unit = values.count > 1 ? values[1] : int(1_000_000)
            return instruction(.sqlMultiplyInt, [values[0], unit], onFailure.mode, at: whole)
        case .truncateDate: return try truncated(arguments, values[1], whole)
        default: throw missing("\(operation.rawValue)", whole)
        }
    }

    /// Null for a unit that is none.
    private func truncated(_ arguments: [Expression], _ date: Node, _ whole: Expression) throws(SQLError) -> Node {
        guard case .literal(.string(let unit)) = arguments[0].kind else { throw missing("trunc", whole) }
        switch unit {
        case "year", "yyyy", "yy": return instruction(.sqlTruncateDate, [date], 0)
        case "quarter": return instruction(.sqlTruncateDate, [date], 1)
        case "month", "mon", "mm": return instruction(.sqlTruncateDate, [date], 2)
        case "week": return instruction(.sqlTruncateDate, [date], 3)
        default: return null(.date)
        }
    }
}
