// SPDX-License-Identifier: Apache-2.0

import Closures

// Named as in Swift. Positions and lengths but for `count` are in Unicode scalars.

extension Expr where T == String {
    /// The number of characters, as in Swift.
    public var count: Expr<Int> { call(.length) }
    public var isEmpty: Expr<Bool> { call(.isEmpty) }

    /// The parts between separators, empty ones left out, as Swift's `split(separator:)`.
    public func split(_ separator: some ExprConvertible<String>) -> Expr<[String]> {
        call(.split, separator.expr.node)
    }

    /// The parts between runs of white space.
    public func split() -> Expr<[String]> { call(.splitWhitespace) }

    public func uppercased() -> Expr<String> { call(.uppercase) }
    public func lowercased() -> Expr<String> { call(.lowercase) }

    /// Without white space at both ends.
    public func trimmed() -> Expr<String> { call(.trim) }

    public func hasPrefix(_ prefix: some ExprConvertible<String>) -> Expr<Bool> { call(.hasPrefix, prefix.expr.node) }
    public func hasSuffix(_ suffix: some ExprConvertible<String>) -> Expr<Bool> { call(.hasSuffix, suffix.expr.node) }
    public func contains(_ text: some ExprConvertible<String>) -> Expr<Bool> { call(.contains, text.expr.node) }

    /// The position of the first occurrence, or -1.
    public func firstIndex(of text: some ExprConvertible<String>) -> Expr<Int> { call(.find, text.expr.node) }

    public func replacing(
        _ text: some ExprConvertible<String>, with other: some ExprConvertible<String>
    ) -> Expr<String> {
        call(.replace, text.expr.node, other.expr.node)
    }

    public func prefix(_ count: some ExprConvertible<Int>) -> Expr<String> { call(.prefix, count.expr.node) }
    public func suffix(_ count: some ExprConvertible<Int>) -> Expr<String> { call(.suffix, count.expr.node) }
    public func dropFirst(_ count: some ExprConvertible<Int> = 1) -> Expr<String> { call(.dropFirst, count.expr.node) }
    public func dropLast(_ count: some ExprConvertible<Int> = 1) -> Expr<String> { call(.dropLast, count.expr.node) }

    /// The scalar at a position; fails out of range.
    public subscript(_ position: some ExprConvertible<Int>) -> Expr<String> { call(.element, position.expr.node) }

    /// The scalars from the lower up to but not including the upper position, as far as there are any; negative
    /// positions count from the end.
    public func slice(_ from: some ExprConvertible<Int>, _ to: some ExprConvertible<Int>) -> Expr<String> {
        call(.slice, from.expr.node, to.expr.node)
    }

    /// The text `count` times.
    public func repeated(_ count: some ExprConvertible<Int>) -> Expr<String> { call(.repeated, count.expr.node) }
}
