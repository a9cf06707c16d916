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
        default:
            throw SQLError(
                "UNSUPPORTED_EXPR_FOR_WINDOW", ["sqlExpr": "\"\(naming.name(call))\""], at: place)
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
                "WINDOW_FUNCTION_AND_FRAME_MISMATCH",
                ["funcName": "\"\(shown)\"", "windowExpr": "\"\(naming.name(.over(call, syntax)))\""], at: place)
        }
        window.frame = try frame(window.function, syntax, window.order, shown, place)
        window.isPlaced = true
        return Expression(.window(window), function.type, isNullable: function.isNullable, at: place)
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
        return WindowFrame(
            isRange: written.isRange, start: try bound(written.start, written, syntax, order, place),
            end: try bound(written.end, written, syntax, order, place))
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
            let value = try resolve(.call(isLess ? "-" : "+", [key, offset]))
            return .value(coercion.cast(value, to: order[0].expression.type))
        }
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
    func text(of function: Syntax, _ write: (Syntax) -> String) -> String {
        var parts: [String] = []
        if !partition.isEmpty { parts.append("PARTITION BY " + partition.map(write).joined(separator: ", ")) }
        if !order.isEmpty {
            let keys = order.map { key in
                if case .sort = key.bare { write(key) } else { write(.sort(key, descending: false, nullsFirst: nil)) }
            }
            parts.append("ORDER BY " + keys.joined(separator: ", "))
        }
        parts.append(frame(of: function).text(write))
        return "(" + parts.joined(separator: " ") + ")"
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
