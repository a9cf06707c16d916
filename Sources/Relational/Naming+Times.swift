// SPDX-License-Identifier: Apache-2.0

extension Naming {
    /// The frame of a window as its name has it.
    func frame(of window: WindowSyntax, _ frame: FrameSyntax) -> String {
        window.shown(frame, type).text { whole($0) }
    }
}

// Sums and differences, which are called otherwise where a time is moved.
extension Naming {
    /// The name of `left + right` or `left - right`, and what is known of its type: nil where that is no time and no
    /// interval.
    func sum(_ sign: String, _ left: Syntax, _ right: Syntax) -> (text: String, type: SQLType?) {
        let (one, other) = (term(left), term(right))
        if let moved = moved(one, other, isBack: sign == "-") { return moved }
        if sign == "+", let moved = moved(other, one, isBack: false) { return moved }
        return ("(\(one.text) \(sign) \(other.text))", distance(one.type, other.type, sign))
    }

    /// The interval that a sum or a difference is; nil of anything else. Not by resolving the call: where that fails,
    /// the error would ask for this name.
    private func distance(_ one: SQLType?, _ other: SQLType?, _ sign: String) -> SQLType? {
        guard let one, let other else { return nil }
        switch (one, other) {
        case (.string, let time) where sign == "-" && time.isTime: return distance(time, time, sign)
        case (let time, .string) where sign == "-" && time.isTime: return distance(time, time, sign)
        case (.dayTime(let first), .dayTime(let second)): return .dayTime(first.union(second))
        case (.yearMonth(let first), .yearMonth(let second)): return .yearMonth(first.union(second))
        case (.calendarInterval, .calendarInterval): return .calendarInterval
        case (.void, _) where other.isInterval: return other
        case (_, .void) where one.isInterval: return one
        case (.date, .date) where sign == "-": return .dayTime(IntervalSpan(.day, .day))
        case _ where sign == "-" && one.isTime && other.isTime: return .dayTimeInterval
        default: return nil
        }
    }

    /// Sums within sums are looked at once.
    private func term(_ syntax: Syntax) -> (text: String, type: SQLType?) {
        if case .call(let name, let arguments, _) = syntax.bare, name == "+" || name == "-", arguments.count == 2 {
            return sum(name, arguments[0], arguments[1])
        }
        return (whole(syntax), kind(syntax))
    }

    /// What a term is of, without a look at more of it than that needs.
    private func kind(_ syntax: Syntax) -> SQLType? {
        switch syntax.bare {
        case .literal(_, let type), .interval(_, let type, _), .cast(_, let type, _): return type
        case .call(let name, let arguments, _) where ["*", "/", "%", "div"].contains(name):
            return arguments.contains { kind($0)?.isOfTimes == true } ? type(syntax) : .double
        default: return type(syntax)
        }
    }

    /// A time and what moves it; nil of anything else.
    private func moved(
        _ time: (text: String, type: SQLType?), _ by: (text: String, type: SQLType?), isBack: Bool
    ) -> (text: String, type: SQLType?)? {
        guard let type = time.type, let distance = by.type else { return nil }
        guard type.isTime || type.isMoved(by: distance) else { return nil }
        switch (type, distance) {
        case (.date, _) where distance.isInteger && distance != .bigint:
            return (isBack ? "date_sub(\(time.text), \(by.text))" : "date_add(\(time.text), \(by.text))", .date)
        case (.date, .dayTime(IntervalSpan(.day, .day))):
            let days = "extractansiintervaldays(\(by.text))"
            return ("date_add(\(time.text), \(isBack ? "(- \(days))" : days))", .date)
        case (.date, .dayTime): return (infix(time.text, by.text, isBack), .timestamp)
        case (_, .dayTime), (_, .yearMonth), (_, .calendarInterval): return (infix(time.text, by.text, isBack), type)
        case (_, .void) where !isBack:
            return (infix(time.text, by.text, isBack), type == .timestampNTZ ? type : .timestamp)
        default: return nil
        }
    }

    private func infix(_ one: String, _ other: String, _ isBack: Bool) -> String {
        "\(one) \(isBack ? "-" : "+") \(other)"
    }
}

extension SQLType {
    /// Whether sums with it may move a time.
    fileprivate var isOfTimes: Bool { isTime || isInterval || self == .calendarInterval || self == .void }
}
