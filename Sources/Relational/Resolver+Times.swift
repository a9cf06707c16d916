// SPDX-License-Identifier: Apache-2.0

import Columnar

extension Resolver {
    /// The time that a word like `today` means where a time is read of a written text; nil of other texts.
    func specialTime(_ value: Expression, _ type: SQLType) -> Expression? {
        guard type == .date || type == .timestamp || type == .timestampNTZ,
            case .literal(.string(let text)) = value.kind
        else { return nil }
        let today = Expression.call(.currentDate, [], .date, isNullable: false, at: value.place)
        func day(_ offset: Int) -> Expression {
            let moved = Expression.call(.addDays, [today, .literal(.int(offset), .int)], .date, at: value.place)
            return coercion.cast(offset == 0 ? today : moved, to: type)
        }
        switch text.trimmingSpaces.lowercased() {
        case "epoch": return .literal(.int(0), type, at: value.place)
        case "now":
            if type == .date { return today }
            let now = Expression.call(.currentTimestamp, [], .timestamp, isNullable: false, at: value.place)
            return coercion.cast(now, to: type)
        case "today": return day(0)
        case "tomorrow": return day(1)
        case "yesterday": return day(-1)
        default: return nil
        }
    }
}
