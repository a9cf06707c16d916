// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures

public func pair<A: ExprConvertible, B: ExprConvertible>(_ first: A, _ second: B) -> Expr<Pair<A.Result, B.Result>> {
    Expr(node: Node(.tuple([first.expr.node, second.expr.node])))
}

public func triple<A: ExprConvertible, B: ExprConvertible, C: ExprConvertible>(
    _ first: A, _ second: B, _ third: C
) -> Expr<Triple<A.Result, B.Result, C.Result>> {
    Expr(node: Node(.tuple([first.expr.node, second.expr.node, third.expr.node])))
}

/// The first value where the condition is true, the other elsewhere. Each is computed only for its own rows.
public func when<A: ExprConvertible, B: ExprConvertible>(
    _ condition: Expr<Bool>, _ value: A, else other: B
) -> Expr<A.Result> where A.Result == B.Result {
    Expr(node: Node(.conditional(condition.node, then: value.expr.node, else: other.expr.node)))
}

/// As above, where one side is a literal that takes its type from the other.
public func when<T: Value>(_ condition: Expr<Bool>, _ value: Expr<T>, else other: Expr<T>) -> Expr<T> {
    Expr(node: Node(.conditional(condition.node, then: value.node, else: other.node)))
}

/// A string with expressions in it: `text("\($0.key): \($0.value)")`.
public func text(_ value: Expr<String>) -> Expr<String> { value }

public func min<T: Value & Comparable>(_ first: Expr<T>, _ second: Expr<T>) -> Expr<T> {
    first.call(.minimum, second.node)
}

public func max<T: Value & Comparable>(_ first: Expr<T>, _ second: Expr<T>) -> Expr<T> {
    first.call(.maximum, second.node)
}

/// Fails on the least int.
public func abs<T: NumericValue>(_ value: Expr<T>) -> Expr<T> { value.call(.absolute) }

public func sqrt(_ value: Expr<Double>) -> Expr<Double> { value.call(.squareRoot) }
public func floor(_ value: Expr<Double>) -> Expr<Double> { value.call(.floor) }
public func ceil(_ value: Expr<Double>) -> Expr<Double> { value.call(.ceiling) }
public func exp(_ value: Expr<Double>) -> Expr<Double> { value.call(.exponential) }
/// The natural logarithm.
public func log(_ value: Expr<Double>) -> Expr<Double> { value.call(.logarithm) }
public func sin(_ value: Expr<Double>) -> Expr<Double> { value.call(.sine) }
public func cos(_ value: Expr<Double>) -> Expr<Double> { value.call(.cosine) }
public func tan(_ value: Expr<Double>) -> Expr<Double> { value.call(.tangent) }

public func pow(_ base: Expr<Double>, _ exponent: Expr<Double>) -> Expr<Double> {
    Expr(node: Node(.binary(.power, base.node, exponent.node)))
}

/// Uniform in [0, 1); the same for the same seed, partition and row, so use a seed for each independent value.
public func random(seed: Int) -> Expr<Double> { Expr(node: Node(.random(seed: seed))) }

/// The number of the row in its partition, from 0.
public func rowNumber() -> Expr<Int> { Expr(node: Node(.rowNumber)) }

public func partitionNumber() -> Expr<Int> { Expr(node: Node(.partitionNumber)) }

/// Ends the task with a message where it is reached; stands for a value of the type asked for.
public func fail<T: Value>(_ message: some ExprConvertible<String>, as type: T.Type = T.self) -> Expr<T> {
    Expr(node: Node(.fail(message.expr.node, T.dataType)))
}
