// SPDX-License-Identifier: Apache-2.0

import Columnar

// Functions over windows.
extension Resolver {
    /// `function OVER window`, the function resolved.
    func over(
        _ function: Expression, _ call: Syntax, _ syntax: WindowSyntax, _ place: SQLPlace?
    ) throws(SQLError) -> Expression {
        var window: WindowExpression
        switch function.kind {
        case .window(let own) where !own.isPlaced: window = own
        case .aggregate(let aggregate):
            guard !aggregate.isDistinct else {
                throw SQLError(
                    "DISTINCT_WINDOW_FUNCTION_UNSUPPORTED", ["windowExpr": "\"\(naming.name(.over(call, syntax)))\""],
                    at: place)
            }
            window = WindowExpression(.aggregate(aggregate), [])
        default: return try overParts(function, call, syntax, place)
        }
        for key in syntax.partition {
            let value = try resolve(key)
            guard value.type.isOrdered else {
                throw SQLError(
                    "EXPRESSION_TYPE_IS_NOT_ORDERABLE",
                    ["expr": "\"\(naming.name(key))\"", "exprType": value.type.sqlName],
                    at: key.place)
            }
            window.partition.append(value)
        }
        for key in syntax.order { window.order.append(try sortKey(key)) }
        let shown = naming.name(call)
        if window.function.needsOrder, syntax.order.isEmpty {
            throw SQLError(
                "WINDOW_FUNCTION_FRAME_NOT_ORDERED", ["wf": shown], at: place)
        }
        window.frame = try frame(window.function, syntax, window.order, shown, place)
        window.isPlaced = true
        return Expression(.window(window), function.type, isNullable: function.isNullable, at: place)
    }

    /// Functions of a partition as a whole.
    private static let wholeOnly: Set<String> = ["median", "percentile_cont", "percentile_disc"]

    /// What is computed from aggregates: from those over the window.
    private func overParts(
        _ function: Expression, _ call: Syntax, _ syntax: WindowSyntax, _ place: SQLPlace?
    ) throws(SQLError) -> Expression {
        guard function.contains(where: { $0.aggregate != nil }) else {
            throw SQLError("UNSUPPORTED_EXPR_FOR_WINDOW", ["sqlExpr": "\"\(naming.name(call))\""], at: place)
        }
        if case .call(let name, _, _) = call, Resolver.wholeOnly.contains(name.lowercased()),
            !syntax.order.isEmpty || syntax.frame != nil
        {
            throw SQLError(
                "INVALID_WINDOW_SPEC_FOR_AGGREGATION_FUNC", ["aggFunc": "\"\(naming.name(call))\""], at: place)
        }
        if function.aggregate != nil { return try over(function, call, syntax, place) }
        let children = function.children
        var changed: [Expression] = []
        for child in children {
            let hasPart = child.contains(where: { $0.aggregate != nil })
            changed.append(hasPart ? try overParts(child, call, syntax, place) : child)
        }
        return function.with(children: changed)
    }

    private func frame(
        _ function: WindowFunction, _ syntax: WindowSyntax, _ order: [SortKey], _ shown: String, _ place: SQLPlace?
    ) throws(SQLError) -> WindowFrame {
        if let own = function.frame {
            guard syntax.frame == nil || syntax.frame?.text(naming.name) == own.text(naming.name) else {
                throw SQLError(
                    "DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_UNACCEPTED", ["sqlExpr": "\"\(shown)\""], at: place)
            }
            return WindowFrame(isRange: own.isRange, start: .unbounded, end: .current)
        }
        guard let written = syntax.frame else {
            return WindowFrame(isRange: true, start: .unbounded, end: order.isEmpty ? .unbounded : .current)
        }
        let hasValues = written.offsetCount > 0
        if written.isRange, hasValues, order.count != 1 {
            throw SQLError(
                order.isEmpty
                    ? "DATATYPE_MISMATCH.RANGE_FRAME_WITHOUT_ORDER" : "DATATYPE_MISMATCH.RANGE_FRAME_MULTI_ORDER",
                ["sqlExpr": "\"\(naming.name(.over(.literal(.null, .void), syntax)))\"", "orderSpec": ""], at: place)
        }
        if try isEmpty(written) {
            let shown = self.naming.frame(of: syntax, written)
            throw SQLError(
                "DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_WRONG_COMPARISON", ["sqlExpr": "\"\(shown)\""], at: place)
        }
        return WindowFrame(
            isRange: written.isRange, start: try bound(written.start, written, syntax, order, place),
            end: try bound(written.end, written, syntax, order, place))
    }

    /// Whether it ends before it starts, as its numbers have it.
    private func isEmpty(_ frame: FrameSyntax) throws(SQLError) -> Bool {
        guard case .offset(let start, let startsBefore) = frame.start,
            case .offset(let end, let endsBefore) = frame.end
        else { return false }
        let (low, high) = (try resolve(start), try resolve(end))
        guard case .literal(.int(let first)) = low.kind, case .literal(.int(let last)) = high.kind,
            low.type == high.type, first != .min, last != .min
        else { return false }
        return (startsBefore ? -first : first) > (endsBefore ? -last : last)
    }

    private func bound(
        _ bound: FrameSyntax.Bound, _ frame: FrameSyntax, _ syntax: WindowSyntax, _ order: [SortKey],
        _ place: SQLPlace?
    ) throws(SQLError) -> WindowFrame.Bound {
        switch bound {
        case .unboundedPreceding, .unboundedFollowing: return .unbounded
        case .current: return .current
        case .offset(let offset, let isPreceding):
            guard frame.isRange else {
                guard case .literal(.int(let rows)) = try resolve(offset).kind else {
                    throw .unsupported("a frame of ROWS counts them by a number that is written out", at: place)
                }
                return .rows(isPreceding ? -rows : rows)
            }
            // Before a row in descending order are greater values.
            let isLess = isPreceding != order[0].isDescending
            var key = syntax.order[0].bare
            if case .sort(let value, _, _) = key { key = value }
            let type = order[0].expression.type
            // Numbers are of the kind of what is sorted.
            let distance = type.isNumeric ? Syntax.cast(offset, type, .cast) : offset
            let value = try resolve(.call(isLess ? "-" : "+", [key, distance]))
            if case .decimal(let precision, _) = type, value.type.isDecimal {
                return .value(within(value, type, precision))
            }
            return .value(coercion.cast(value, to: type))
        }
    }

    /// A bound beyond what is sorted is the last that it can be.
    private func within(_ value: Expression, _ type: SQLType, _ precision: Int) -> Expression {
        if value.type == type { return value }
        let digits = (0..<precision).reduce(Int128(0)) { number, _ in number * 10 + 9 }
        func literal(_ unscaled: Int128) -> Expression {
            .literal(precision <= 18 ? .int(Int(unscaled)) : .decimal(unscaled), type)
        }
        let exact = Expression(.cast(value, .null), type, isNullable: true, at: value.place)
        let zero = coercion.cast(.literal(.int(0), .int), to: value.type)
        let isLost = Expression.call(
            .and,
            [
                .call(.isNull, [exact], .boolean, isNullable: false),
                .call(.not, [.call(.isNull, [value], .boolean, isNullable: false)], .boolean, isNullable: false),
            ], .boolean)
        let isAbove = Expression.call(.greater, [value, zero], .boolean)
        return Expression(
            .caseWhen(
                [
                    (condition: .call(.and, [isLost, isAbove], .boolean), value: literal(digits)),
                    (condition: isLost, value: literal(-digits)),
                ], otherwise: exact), type, isNullable: true, at: value.place)
    }
}

extension FrameSyntax {
    fileprivate var offsetCount: Int {
        [start, end].count { if case .offset = $0 { true } else { false } }
    }
}

extension WindowFunction {
    /// The frame that the function has of its own.
    fileprivate var frame: FrameSyntax? {
        switch self {
        case .rowNumber, .rank, .denseRank, .percentRank, .tile:
            FrameSyntax(isRange: false, start: .unboundedPreceding, end: .current)
        case .cumulativeShare: FrameSyntax(isRange: true, start: .unboundedPreceding, end: .current)
        case .shifted(let offset):
            FrameSyntax(isRange: false, start: .shifted(offset), end: .shifted(offset))
        case .nth, .aggregate: nil
        }
    }

    fileprivate var needsOrder: Bool {
        if case .aggregate = self { false } else { true }
    }
}

extension FrameSyntax.Bound {
    private static func rows(_ count: Int) -> FrameSyntax.Bound {
        .offset(.literal(.int(count), .int), isPreceding: false)
    }

    fileprivate static func shifted(_ count: Int) -> FrameSyntax.Bound { count == 0 ? .current : rows(count) }
}

extension WindowSyntax {
    /// As a generated name has it, after `OVER`: with the frame that holds where none is written.
    func text(of function: Syntax, _ write: (Syntax) -> String, _ type: (Syntax) -> SQLType?) -> String {
        var parts: [String] = []
        if !partition.isEmpty { parts.append("PARTITION BY " + partition.map(write).joined(separator: ", ")) }
        if !order.isEmpty {
            let keys = order.map { key in
                if case .sort = key.bare { write(key) } else { write(.sort(key, descending: false, nullsFirst: nil)) }
            }
            parts.append("ORDER BY " + keys.joined(separator: ", "))
        }
        parts.append(shown(frame(of: function), type).text(write))
        return "(" + parts.joined(separator: " ") + ")"
    }

    /// Bounds of RANGE that become of the type of what is sorted: what comes before is then a negative number that
    /// follows.
    func shown(_ frame: FrameSyntax, _ type: (Syntax) -> SQLType?) -> FrameSyntax {
        guard frame.isRange, order.count == 1, frame.offsetCount > 0 else { return frame }
        var key = order[0].bare
        if case .sort(let value, _, _) = key { key = value }
        guard let wanted = type(key), wanted != .date, wanted != .timestamp else { return frame }
        func bound(_ bound: FrameSyntax.Bound) -> FrameSyntax.Bound {
            guard case .offset(let value, true) = bound, let own = type(value), own != wanted,
                Coercion.canCast(own, wanted)
            else { return bound }
            return .offset(.call("unary-", [value]), isPreceding: false)
        }
        return FrameSyntax(isRange: true, start: bound(frame.start), end: bound(frame.end))
    }

    private func frame(of function: Syntax) -> FrameSyntax {
        if let frame { return frame }
        if case .call(let name, let arguments, _) = function.bare {
            switch name.lowercased() {
            case "row_number", "rank", "dense_rank", "percent_rank", "ntile":
                return FrameSyntax(isRange: false, start: .unboundedPreceding, end: .current)
            case "lag", "lead":
                var count = 1
                if arguments.count > 1, case .literal(.int(let written), _) = arguments[1].bare { count = written }
                let bound = FrameSyntax.Bound.shifted(name.lowercased() == "lag" ? -count : count)
                return FrameSyntax(isRange: false, start: bound, end: bound)
            default: break
            }
        }
        return order.isEmpty
            ? FrameSyntax(isRange: false, start: .unboundedPreceding, end: .unboundedFollowing)
            : FrameSyntax(isRange: true, start: .unboundedPreceding, end: .current)
    }
}

extension Expression {
    fileprivate var aggregate: AggregateExpression? { if case .aggregate(let call) = kind { call } else { nil } }
}
