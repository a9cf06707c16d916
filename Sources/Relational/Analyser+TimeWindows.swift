// SPDX-License-Identifier: Apache-2.0

import Columnar

// `window` and `session_window` become columns of the rows that they are asked of.
extension Analyser {
    /// The input with the columns of the windows that the expressions ask for, and the expressions over those. Rows
    /// without a time have no window and go.
    func withTimeWindows(
        _ input: Relation, _ syntaxes: [Syntax], sessionsBy keys: [Syntax] = []
    ) throws(SQLError) -> (relation: Relation, syntaxes: [Syntax]) {
        var found: [(syntax: Syntax, window: TimeWindow)] = []
        for syntax in syntaxes { try TimeWindow.collect(syntax, into: &found) }
        guard let first = found.first else { return (input, syntaxes) }
        guard found.allSatisfy({ Analyser.name(of: $0.window.time) == Analyser.name(of: first.window.time) }) else {
            throw .unsupported(
                "several windows of time in one query: compute one of them in a subquery", at: first.syntax.place)
        }
        let column = first.window.isSession ? "session_window" : "window"
        let relation =
            first.window.isSession
            ? try sessions(input, first.window, keys, column) : try windows(input, first.window, column)
        // The column that was made last is the window's, whatever else is called so.
        let made = relation.output[relation.output.count - 1]
        let replaced = syntaxes.map { syntax in
            syntax.replacing { node in
                guard case .call(let called, _, _) = node,
                    ["window", "session_window"].contains(called.lowercased())
                else { return nil }
                return .column([made.name], frame: nil)
            }
        }
        return (relation, replaced)
    }

    /// A row for each window that holds its time.
    private func windows(_ input: Relation, _ window: TimeWindow, _ column: String) throws(SQLError) -> Relation {
        let others = input.output.filter { $0.name.lowercased() != column }
        let kept = Relation(.project(input, others.map { NamedExpression($0) }), others)
        let rows = try filter(others.count == input.output.count ? input : kept, .call("isnotnull", [window.time]))
        func slot(_ back: Int) -> Syntax {
            .call(
                TimeWindow.slot,
                [
                    window.time, .literal(.int(window.start), .bigint), .literal(.int(window.length), .bigint),
                    .literal(.int(window.slide), .bigint), .literal(.int(back), .int),
                ])
        }
        let resolver = resolver(rows)
        let count = (window.length + window.slide - 1) / window.slide
        let first = try resolver.resolve(slot(0))
        let made = Attribute(column, first.type, isNullable: false)
        guard count > 1 else {
            let items = rows.output.map { NamedExpression($0) } + [NamedExpression(made, first)]
            return Relation(.project(rows, items), items.map(\.attribute))
        }
        var sets: [[Expression]] = []
        for back in 0..<count {
            sets.append(rows.output.map { Expression($0) } + [try resolver.resolve(slot(back))])
        }
        let all = Relation(.expand(rows, sets), rows.output + [made])
        guard window.length % window.slide != 0 else { return all }
        return try filter(all, .call(TimeWindow.holds, [.column([column], frame: nil), window.time]))
    }

    /// Rows whose times follow each other within the gap, of the same keys, are in one session.
    private func sessions(
        _ input: Relation, _ window: TimeWindow, _ keys: [Syntax], _ column: String
    ) throws(SQLError) -> Relation {
        let (time, end, begins, number) = ("_session_time", "_session_end", "_session_begins", "_session_number")
        func name(_ text: String) -> Syntax { .column([text], frame: nil) }
        let plain = keys.filter { (try? TimeWindow($0)) == nil }.map(\.withoutAlias)
        let gap = Syntax.interval(window.length, .dayTimeInterval, shown: "")
        let timed = try analyse(
            .withColumns(
                .filter(.relation(input), .call("isnotnull", [window.time])),
                [(time, .cast(window.time, .timestamp, .cast))]))
        var before = WindowSyntax(partition: plain, order: [.sort(name(time), descending: false, nullsFirst: nil)])
        before.frame = FrameSyntax(
            isRange: false, start: .unboundedPreceding, end: .offset(.literal(.int(1), .int), isPreceding: true))
        let ends = try analyse(
            .withColumns(.relation(timed), [(end, .over(.call("max", [.call("+", [name(time), gap])]), before))]))
        let marked = try analyse(
            .withColumns(
                .relation(ends),
                [
                    (
                        begins,
                        .caseWhen(
                            [(.call("<", [name(time), name(end)]), .literal(.int(0), .int))],
                            otherwise: .literal(.int(1), .int))
                    )
                ]))
        var upTo = before
        upTo.frame = FrameSyntax(isRange: false, start: .unboundedPreceding, end: .current)
        let numbered = try analyse(
            .withColumns(.relation(marked), [(number, .over(.call("sum", [name(begins)]), upTo))]))
        let whole = WindowSyntax(partition: plain + [name(number)])
        let bounded = try analyse(
            .withColumns(
                .relation(numbered),
                [
                    ("_session_first", .over(.call("min", [name(time)]), whole)),
                    ("_session_last", .over(.call("max", [.call("+", [name(time), gap])]), whole)),
                ]))
        let session = Syntax.call(
            "named_struct",
            [
                .literal(.string("start"), .string), name("_session_first"), .literal(.string("end"), .string),
                name("_session_last"),
            ])
        let made = try analyse(.withColumns(.relation(bounded), [(column, session)]))
        let last = made.output[made.output.count - 1]
        let output = input.output.filter { $0.name.lowercased() != column } + [last]
        return Relation(.project(made, output.map { NamedExpression($0) }), output)
    }
}

extension TimeWindow {
    /// The calls in an expression.
    static func collect(_ syntax: Syntax, into found: inout [(syntax: Syntax, window: TimeWindow)]) throws(SQLError) {
        if let window = try TimeWindow(syntax) {
            found.append((syntax, window))
            return
        }
        for child in syntax.children { try collect(child, into: &found) }
    }
}

extension Syntax {
    /// What is called by an alias.
    var withoutAlias: Syntax { if case .alias(let value, _) = bare { value } else { self } }
}
