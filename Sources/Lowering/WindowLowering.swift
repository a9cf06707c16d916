// SPDX-License-Identifier: Apache-2.0

import Bytecode
public import Closures
import Columnar
public import Plan
public import Relational

/// Functions over windows as a window of the engine's: what makes its rows, the order of these, and what makes rows of
/// its results. All functions look at the same rows in the same order.
public struct WindowLowering {
    /// Rows to (key, members).
    public let inputs: Closure
    public let window: Window
    /// (key, members) to what rows are sorted by; nil when there is nothing.
    public let order: Closure?
    public let directions: [Plan.SortDirection]
    private let carried: Int
    private let memberCount: Int
    private let results: [Result]
    private let lowering: ExpressionLowering

    /// What becomes of the results of one function: those from `first` on.
    private struct Result {
        let expression: Expression
        let use: AggregateExpression?
        let first: Int
    }

    /// - Parameters:
    ///   - carried: columns that rows keep.
    ///   - functions: expressions that are functions over windows.
    public init(
        carried: [Expression], functions: [Expression], _ lowering: ExpressionLowering
    ) throws(SQLError) {
        guard let shared = functions.first?.window else {
            throw .unsupported("a window without functions", at: nil)
        }
        var members = carried
        func member(_ expression: Expression) -> Int {
            members.append(expression)
            return members.count - 1
        }
        let order = shared.order.map { key in
            WindowOrder(
                member: member(key.expression.asKey),
                SortDirection(descending: key.isDescending, nullsFirst: key.nullsFirst))
        }
        var calls: [Plan.WindowCall] = []
        var results: [Result] = []
        for function in functions {
            guard let own = function.window else {
                throw .unsupported("what is no function over a window", at: function.place)
            }
            let first = calls.count
            let (start, end) = (own.frame.start.lowered(own.frame, member), own.frame.end.lowered(own.frame, member))
            if case .aggregate(let use) = own.function {
                results.append(Result(expression: function, use: use, first: first))
                let filter = use.rowsThatCount.map { member($0) }
                let argument = try use.input(lowering).map { member($0) }
                for kind in try use.functions(function, lowering) {
                    calls.append(
                        Plan.WindowCall(
                            .aggregate(
                                AggregateCall(
                                    kind, input: kind == .count && use.isCountOfRows ? nil : argument, filter: filter,
                                    skipsNulls: use.skipsNulls)), from: start, to: end))
                }
                continue
            }
            results.append(Result(expression: function, use: nil, first: first))
            calls.append(Plan.WindowCall(own.lowered(member), from: start, to: end))
        }
        let keys = shared.partition.isEmpty ? [Expression.literal(.null, .void)] : shared.partition.map(\.asKey)
        inputs = try lowering.pairs(keys: keys, values: members)
        window = Window(calls, order: order)
        directions =
            (shared.partition.isEmpty ? [] : [SortDirection(descending: false)]) + order.map(\.direction)
        if directions.isEmpty {
            self.order = nil
        } else {
            let row = Variable("row")
            let values = order.map { Node(.member(Node(.member(Node(.variable(row)), 1)), $0.member)) }
            let all = (shared.partition.isEmpty ? [] : [Node(.member(Node(.variable(row)), 0))]) + values
            self.order = Closure(
                parameters: [row], body: all.count == 1 ? all[0] : Node(.tuple(all)), dialect: .sql,
                source: ClosureSource(file: "SQL", line: 1))
        }
        self.carried = carried.count
        memberCount = members.count
        self.results = results
        self.lowering = lowering
    }

    /// (key, members and results) to rows of the carried columns and then the functions.
    public func rows() throws(SQLError) -> Closure {
        let row = Variable("row")
        let values = Node(.member(Node(.variable(row)), 1))
        var members = (0..<carried).map { Node(.member(values, $0)) }
        for result in results {
            let count = result.use?.resultRange(0).count ?? 1
            let found = (0..<count).map { Node(.member(values, memberCount + result.first + $0)) }
            if let use = result.use {
                members.append(try lowering.finished(result.expression, use, found))
            } else {
                members.append(found[0])
            }
        }
        return Closure(
            parameters: [row], body: Node(.tuple(members)), dialect: .sql, source: ClosureSource(file: "SQL", line: 1))
    }
}

extension WindowExpression {
    fileprivate func lowered(_ member: (Expression) -> Int) -> Plan.WindowFunction {
        switch function {
        case .rowNumber: return .rowNumber
        case .rank: return .rank
        case .denseRank: return .denseRank
        case .percentRank: return .percentRank
        case .cumulativeShare: return .cumulativeShare
        case .tile(let parts): return .tile(parts)
        case .shifted(let offset):
            return .shifted(
                input: member(arguments[0]), by: offset, otherwise: arguments.count > 1 ? member(arguments[1]) : nil,
                skipsNulls: ignoresNulls)
        case .nth(let number): return .nth(input: member(arguments[0]), number, skipsNulls: ignoresNulls)
        case .aggregate: preconditionFailure("aggregates are lowered by their functions")
        }
    }
}

extension Relational.WindowFrame.Bound {
    fileprivate func lowered(_ frame: Relational.WindowFrame, _ member: (Expression) -> Int) -> WindowBound {
        switch self {
        case .unbounded: .unbounded
        case .current: frame.isRange ? .peers : .rows(0)
        case .rows(let offset): .rows(offset)
        case .value(let value): .value(member: member(value.asKey))
        }
    }
}
