// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures

extension Expr where T: ListValue {
    public var count: Expr<Int> { call(.length) }
    public var isEmpty: Expr<Bool> { call(.isEmpty) }

    /// Fails out of range.
    public subscript(_ index: some ExprConvertible<Int>) -> Expr<T.Element> { call(.element, index.expr.node) }

    /// Fails when empty.
    public var first: Expr<T.Element> { self[0] }
    /// Fails when empty.
    public var last: Expr<T.Element> { self[count - 1] }

    /// The body's value for each element.
    public func map<Mapped: ExprConvertible>(_ body: (Expr<T.Element>) -> Mapped) -> Expr<[Mapped.Result]> {
        let element = Variable("$0")
        let result = body(Expr<T.Element>(node: Node(.variable(element)))).expr
        return Expr<[Mapped.Result]>(node: Node(.mapList(node, element, body: result.node)))
    }

    /// The elements for which the body is true.
    public func filter(_ body: (Expr<T.Element>) -> Expr<Bool>) -> Expr<[T.Element]> {
        let element = Variable("$0")
        let result = body(Expr<T.Element>(node: Node(.variable(element))))
        return Expr<[T.Element]>(node: Node(.filterList(node, element, body: result.node)))
    }

    public func contains(_ element: some ExprConvertible<T.Element>) -> Expr<Bool> {
        call(.contains, element.expr.node)
    }

    /// Whether the body is true for any element. It is computed for all of them.
    public func contains(where body: (Expr<T.Element>) -> Expr<Bool>) -> Expr<Bool> { map(body).contains(true) }

    /// Whether the body is true for all elements. It is computed for all of them.
    public func allSatisfy(_ body: (Expr<T.Element>) -> Expr<Bool>) -> Expr<Bool> { !map(body).contains(false) }

    public func reversed() -> Expr<[T.Element]> { call(.reverse) }

    public func prefix(_ count: some ExprConvertible<Int>) -> Expr<[T.Element]> { call(.prefix, count.expr.node) }
    public func suffix(_ count: some ExprConvertible<Int>) -> Expr<[T.Element]> { call(.suffix, count.expr.node) }
    public func dropFirst(_ count: some ExprConvertible<Int> = 1) -> Expr<[T.Element]> {
        call(.dropFirst, count.expr.node)
    }
    public func dropLast(_ count: some ExprConvertible<Int> = 1) -> Expr<[T.Element]> {
        call(.dropLast, count.expr.node)
    }
}

extension Expr where T: ListValue, T.Element: Comparable {
    public func sorted() -> Expr<[T.Element]> { call(.sort) }
    public func sortedDescending() -> Expr<[T.Element]> { call(.sortDescending) }
    /// Fails when empty.
    public func min() -> Expr<T.Element> { call(.minimum) }
    /// Fails when empty.
    public func max() -> Expr<T.Element> { call(.maximum) }
}

extension Expr where T: ListValue, T.Element: NumericValue {
    /// 0 when empty; fails on overflow.
    public func sum() -> Expr<T.Element> { call(.sum) }
}

extension Expr where T: ListValue, T.Element == String {
    public func joined(separator: some ExprConvertible<String> = "") -> Expr<String> {
        call(.join, separator.expr.node)
    }
}

/// A list of the given elements.
public func list<E: ExprConvertible>(_ first: E, _ others: E...) -> Expr<[E.Result]> {
    Expr(node: Node(.list(([first] + others).map { $0.expr.node }, element: E.Result.dataType)))
}

/// The ints from `from` up to but not including `to`.
public func range(_ from: some ExprConvertible<Int>, _ to: some ExprConvertible<Int>) -> Expr<[Int]> {
    from.expr.call(.range, to.expr.node)
}
