// SPDX-License-Identifier: Apache-2.0

import Closures

extension Expr where T: PairValue {
    public var first: Expr<T.First> { Expr<T.First>(node: Node(.member(node, 0))) }
    public var second: Expr<T.Second> { Expr<T.Second>(node: Node(.member(node, 1))) }
    /// The same as `first`.
    public var key: Expr<T.First> { first }
    /// The same as `second`.
    public var value: Expr<T.Second> { second }
}

extension Expr where T: TripleValue {
    public var first: Expr<T.First> { Expr<T.First>(node: Node(.member(node, 0))) }
    public var second: Expr<T.Second> { Expr<T.Second>(node: Node(.member(node, 1))) }
    public var third: Expr<T.Third> { Expr<T.Third>(node: Node(.member(node, 2))) }
}

extension Expr where T: OptionalValue {
    public var isNil: Expr<Bool> { call(.isNull) }

    /// The value, or `other` where there is none.
    public func or(_ other: some ExprConvertible<T.Wrapped>) -> Expr<T.Wrapped> { call(.valueOr, other.expr.node) }

    /// The value; the task fails where there is none.
    public func unwrapped() -> Expr<T.Wrapped> { call(.unwrap) }
}

extension Expr where T: PlainValue {
    /// A number truncated, a bool as 0 or 1, a text read; fails on what is no int or does not fit.
    public func toInt() -> Expr<Int> { call(.toInt) }

    /// Fails on a text that is no number.
    public func toDouble() -> Expr<Double> { call(.toFloat) }

    /// The text that Swift's `String(_:)` gives.
    public func toString() -> Expr<String> { call(.toString) }
}

extension Expr where T == Double {
    /// To the nearest whole number, ties away from zero.
    public func rounded() -> Expr<Double> { call(.round) }

    public func truncatingRemainder(dividingBy other: some ExprConvertible<Double>) -> Expr<Double> {
        call(.truncatingRemainder, other.expr.node)
    }
}
