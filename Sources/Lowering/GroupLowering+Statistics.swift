// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar
import Plan
import Relational

// Aggregates that are reductions of states, which a function of the engine makes of one row and another one merges, and
// such of the list of all values.

extension AggregateFunction {
    /// Which statistic of moments it is.
    fileprivate var momentNumber: Int? { self == .skewness ? 0 : self == .kurtosis ? 1 : nil }

    /// Which statistic of pairs it is.
    fileprivate var pair: Int? {
        let all: [AggregateFunction] = [
            .covariancePopulation, .covarianceSample, .correlation, .regressionSlope, .regressionIntercept,
            .regressionR2, .regressionSXX, .regressionSYY, .regressionSXY, .regressionMeanX, .regressionMeanY,
        ]
        return all.firstIndex(of: self)
    }

    /// What merges two states; nil of what is no reduction.
    fileprivate var merge: (code: SQLFunctionCode, state: DataType)? {
        if momentNumber != nil { return (.momentsMerge, .tuple([DataType](repeating: .float, count: 5))) }
        if pair != nil { return (.pairMerge, .tuple([DataType](repeating: .float, count: 6))) }
        return nil
    }

    fileprivate var bits: Opcode? {
        switch self {
        case .bitAnd: .bitAnd
        case .bitOr: .bitOr
        case .bitXor: .bitXor
        default: nil
        }
    }

    /// Whether it may be asked of different values.
    var takesDifferent: Bool {
        switch self {
        case .count, .sum, .average, .collectSet, .collectList, .mode, .product, .percentile, .percentileOf, .joined:
            true
        default: false
        }
    }
}

extension AggregateExpression {
    /// What is aggregated: the state of one row, or a value.
    func input(_ lowering: ExpressionLowering) throws(SQLError) -> Expression? {
        if function.momentNumber != nil {
            return state(.momentsOf, arguments, .structure((0..<5).map { Field("\($0)", .double) }))
        }
        if function.pair != nil {
            return state(.pairOf, arguments, .structure((0..<6).map { Field("\($0)", .double) }))
        }
        if function == .distinctApproximately {
            let hash = state(.hashXX, [arguments[0]], .bigint)
            let entry = state(.distinctOf, [hash, arguments[1]], .bigint)
            let isMissing = state(.isNull, [arguments[0]], .boolean)
            return Expression(
                .caseWhen([(condition: isMissing, value: .literal(.null, .bigint))], otherwise: entry), .bigint,
                isNullable: true)
        }
        switch function {
        case .mode, .product, .percentile, .percentileOf, .joined: return arguments[0]
        default: return argument
        }
    }

    private func state(_ operation: Operation, _ arguments: [Expression], _ type: SQLType) -> Expression {
        Expression(
            .call(operation, arguments, .fail), type, isNullable: arguments.contains { $0.isNullable },
            at: arguments.first?.place)
    }

    /// A reduction of states, or of bits.
    func reduced(_ lowering: ExpressionLowering) throws(SQLError) -> AggregateKind? {
        let (one, two) = (Variable("one"), Variable("two"))
        let operands = [Node(.variable(one)), Node(.variable(two))]
        let type: DataType
        let body: Node
        if let merge = function.merge {
            type = merge.state
            body = lowering.function(merge.code, operands)
        } else if let opcode = function.bits {
            type = .int
            body = lowering.instruction(opcode, operands)
        } else {
            return nil
        }
        let closure = Closure(
            parameters: [one, two], body: body, dialect: .sql, source: ClosureSource(file: "SQL", line: 1))
        do throws(ClosureError) {
            guard case .program(let program) = try compileReduce(closure, type: type) else { return nil }
            return .reduce(program)
        } catch { throw .unsupported("\(function.rawValue): \(error.message)", at: nil) }
    }
}

extension ExpressionLowering {
    /// The value of a reduction or of a list; nil of other aggregates.
    func statistic(_ whole: Expression, _ use: AggregateExpression, _ state: Node) throws(SQLError) -> Node? {
        if let number = use.function.pair { return function(.pairResult, [state, int(number)]) }
        if let number = use.function.momentNumber { return function(.momentsResult, [state, int(number)]) }
        switch use.function {
        case .distinctApproximately:
            return function(.distinctCount, [state, try node(use.arguments[1])])
        case .mode, .product, .percentile, .percentileOf, .joined: return try fromList(whole, use, state)
        default: return nil
        }
    }

    func fromList(_ whole: Expression, _ use: AggregateExpression, _ list: Node) throws(SQLError) -> Node {
        switch use.function {
        case .mode: return function(.mostFrequent, [list])
        case .product: return function(.listProduct, [list])
        case .percentile: return function(.percentile, [list, try node(use.arguments[1])])
        case .percentileOf: return function(.percentileOf, [list, try node(use.arguments[1]), int(0)])
        default:
            let isEmpty = instruction(.sqlEqual, [instruction(.listCount, [list]), int(0)])
            return choice(isEmpty, null(.string), function(.joinPresent, [list, try node(use.arguments[1])]))
        }
    }

    /// The mean of different values.
    func averaged(_ whole: Expression, _ use: AggregateExpression, _ list: Node) throws(SQLError) -> Node {
        guard use.arguments[0].type == .double else {
            throw .unsupported("avg of different decimals is not there yet", at: whole.place)
        }
        let count = instruction(.listCount, [list])
        return choice(
            instruction(.sqlEqual, [count, int(0)]), null(.double),
            instruction(.divideFloat, [instruction(.listSum, [list]), instruction(.intToFloat, [count])]))
    }
}
