// SPDX-License-Identifier: Apache-2.0

import Bytecode
public import Closures
import Columnar
public import Plan
public import Relational

/// The aggregates of a query as an aggregation of the engine's: what makes the keys and inputs of rows, the functions,
/// and what makes rows of their results.
public struct GroupLowering {
    /// Rows to (key, inputs), or to the inputs alone where there is no key.
    public let inputs: Closure
    /// In the order of the results.
    public let calls: [Plan.AggregateCall]
    private let keys: [Expression]
    private let results: [Result]
    private let lowering: ExpressionLowering

    /// What becomes of the results of one aggregate: those from `first` on.
    private struct Result {
        let expression: Expression
        let use: AggregateExpression
        let first: Int
    }

    /// - Parameters:
    ///   - keys: over the rows.
    ///   - aggregates: expressions that are aggregates, over the rows.
    public init(
        keys: [Expression], aggregates: [Expression], _ lowering: ExpressionLowering
    ) throws(SQLError) {
        var inputs: [Expression] = []
        var calls: [Plan.AggregateCall] = []
        var results: [Result] = []
        func input(_ expression: Expression) -> Int {
            inputs.append(expression)
            return inputs.count - 1
        }
        for aggregate in aggregates {
            guard case .aggregate(let use) = aggregate.kind else {
                throw .unsupported("what is no aggregate among aggregates", at: aggregate.place)
            }
            results.append(Result(expression: aggregate, use: use, first: calls.count))
            let filter = use.rowsThatCount.map { input($0) }
            let argument = try use.input(lowering).map { input($0) }
            for function in try use.functions(aggregate, lowering) {
                calls.append(
                    Plan.AggregateCall(
                        function, input: function == .count && use.isCountOfRows ? nil : argument, filter: filter,
                        skipsNulls: use.skipsNulls))
            }
        }
        if inputs.isEmpty { inputs = [.literal(.int(0), .int)] }
        self.inputs =
            keys.isEmpty
            ? try lowering.projection(inputs)
            : try lowering.pairs(keys: keys.map(\.asKey), values: inputs)
        self.calls = calls
        self.keys = keys
        self.results = results
        self.lowering = lowering
    }

    /// (key, results), or results, to rows of the keys and then the aggregates.
    public func rows() throws(SQLError) -> Closure {
        let row = Variable("group")
        let whole = Node(.variable(row))
        var members: [Node] = []
        if keys.count == 1 {
            members = [Node(.member(whole, 0))]
        } else {
            for index in keys.indices { members.append(Node(.member(Node(.member(whole, 0)), index))) }
        }
        let values = keys.isEmpty ? whole : Node(.member(whole, 1))
        for result in results {
            let found = result.use.resultRange(result.first).map { Node(.member(values, $0)) }
            members.append(try lowering.finished(result.expression, result.use, found))
        }
        return Closure(
            parameters: [row], body: Node(.tuple(members)), dialect: .sql, source: ClosureSource(file: "SQL", line: 1))
    }
}

extension Expression {
    /// The expression as a key: of the two zeros there is one.
    public var asKey: Expression {
        guard type.isFractional else { return self }
        return Expression(
            .call(.add, [self, .literal(.float(0), type)], .fail), type, isNullable: isNullable, at: place)
    }
}

extension AggregateExpression {
    /// Whether nulls of the argument are passed over.
    var skipsNulls: Bool {
        switch function {
        case .first, .last: ignoresNulls
        default: true
        }
    }

    var isCountOfRows: Bool {
        function == .countRows || (function == .count && arguments.count != 1 && !isDistinct)
    }

    /// What is aggregated; nil: rows are counted.
    var argument: Expression? {
        if isCountOfRows { return nil }
        guard arguments.count != 1 else { return arguments[0] }
        let fields = arguments.enumerated().map { Field("\($0.offset)", $0.element.type) }
        return Expression(.call(.makeStruct, arguments, .fail), .structure(fields), isNullable: false)
    }

    /// The condition of the rows that count; nil: all do.
    var rowsThatCount: Expression? {
        var conditions: [Expression] = []
        if let filter { conditions.append(filter) }
        // Of several arguments none is null.
        if function == .count, arguments.count > 1 {
            conditions += arguments.filter(\.isNullable).map {
                Expression(.call(.isNotNull, [$0], .fail), .boolean, isNullable: false)
            }
        }
        guard let first = conditions.first else { return nil }
        return conditions.dropFirst().reduce(first) {
            Expression(.call(.and, [$0, $1], .fail), .boolean, isNullable: $0.isNullable || $1.isNullable)
        }
    }

    /// The engine's functions that the aggregate is made of.
    func functions(
        _ whole: Expression, _ lowering: ExpressionLowering
    ) throws(SQLError) -> [AggregateKind] {
        if isDistinct, function != .minimum, function != .maximum {
            guard function.takesDifferent else {
                throw .unsupported("\(function.rawValue) of different values is not there yet", at: whole.place)
            }
            return [.collectSet]
        }
        if let kind = try reduced(lowering) { return [kind] }
        switch function {
        case .countRows, .count: return [.count]
        case .sum: return [.sum]
        case .average: return arguments[0].type.isDecimal ? [.sum, .count] : [.average]
        case .minimum: return [.minimum]
        case .maximum: return [.maximum]
        case .first: return [.first]
        case .last: return [.last]
        case .collectList: return [.collectList]
        case .collectSet: return [.collectSet]
        case .varianceSample: return [.variance(isSample: true)]
        case .variancePopulation: return [.variance(isSample: false)]
        case .deviationSample: return [.deviation(isSample: true)]
        case .deviationPopulation: return [.deviation(isSample: false)]
        case .distinctApproximately: return [.collectSet]
        default: return [.collectList]
        }
    }

    func resultRange(_ first: Int) -> Range<Int> {
        let isPair = function == .average && arguments[0].type.isDecimal && !isDistinct
        return first..<first + (isPair ? 2 : 1)
    }
}

extension ExpressionLowering {
    /// The value of an aggregate from the results of its functions.
    func finished(
        _ whole: Expression, _ use: AggregateExpression, _ found: [Node]
    ) throws(SQLError) -> Node {
        let value = found[0]
        if use.isDistinct {
            switch use.function {
            case .count: return instruction(.listCount, [value])
            case .average: return try averaged(whole, use, value)
            case .sum where whole.type.isDecimal:
                throw .unsupported("sum of different decimals is not there yet", at: whole.place)
            case .mode, .product, .percentile, .percentileOf, .joined:
                return try fromList(whole, use, value)
            case .sum:
                // Of no values there is no sum.
                let isEmpty = instruction(.sqlEqual, [instruction(.listCount, [value]), int(0)])
                return choice(isEmpty, null(whole.type), instruction(.listSum, [value]))
            default: return value
            }
        }
        if let result = try statistic(whole, use, value) { return result }
        guard let argument = use.arguments.first, argument.type.isDecimal else { return value }
        let onFailure: OnFailure = use.isTolerant || !settings.isANSI ? .null : .fail
        switch use.function {
        case .sum:
            guard argument.type.layout == whole.type.layout else {
                return widened(value, argument.type, to: whole.type)
            }
            // Memory has room for a digit more than the type.
            return instruction(
                .decimalRescale, [value], decimalImmediate(onFailure, to: whole.type, from: argument.type.scale),
                at: whole)
        case .average:
            let sum = SQLType.decimal(precision: 38, scale: argument.type.scale)
            return instruction(
                .decimalDivide, [widened(value, argument.type, to: sum), found[1]],
                decimalImmediate(onFailure, to: whole.type, from: sum.scale, 0), at: whole)
        default: return value
        }
    }

    /// A sum of decimals, laid out as they are, as a decimal of more digits.
    private func widened(_ value: Node, _ from: SQLType, to type: SQLType) -> Node {
        if from.layout == type.layout { return value }
        return instruction(.decimalRescale, [value], decimalImmediate(.fail, to: type, from: from.scale))
    }
}
