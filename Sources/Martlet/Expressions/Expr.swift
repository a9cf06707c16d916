// SPDX-License-Identifier: Apache-2.0

import Bytecode
package import Closures

/// An expression over the rows of a dataset, built by using it: `{ $0 * 2 + 1 }` runs once, here, and what it did to
/// `$0` is compiled and runs on the executors. Swift's type checker holds the expression's types.
public struct Expr<T: Value>: ExprConvertible {
    package let node: Node

    package init(node: Node) { self.node = node }

    /// A value from outside the closure, as a constant.
    public init(_ value: T) {
        node = Node(.constant(Constant(type: T.dataType, value: value.scalar)))
    }

    public var expr: Expr<T> { self }

    /// The call of a function on this expression and others.
    func call<U: Value>(_ function: Function, _ arguments: Node...) -> Expr<U> {
        Expr<U>(node: Node(.call(function, [node] + arguments)))
    }
}

extension Expr: ExpressibleByIntegerLiteral where T: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: T.IntegerLiteralType) { self.init(T(integerLiteral: value)) }
}

extension Expr: ExpressibleByFloatLiteral where T: ExpressibleByFloatLiteral {
    public init(floatLiteral value: T.FloatLiteralType) { self.init(T(floatLiteral: value)) }
}

extension Expr: ExpressibleByBooleanLiteral where T == Bool {
    public init(booleanLiteral value: Bool) { self.init(value) }
}

extension Expr: ExpressibleByUnicodeScalarLiteral where T == String {
    public init(unicodeScalarLiteral value: String) { self.init(value) }
}

extension Expr: ExpressibleByExtendedGraphemeClusterLiteral where T == String {
    public init(extendedGraphemeClusterLiteral value: String) { self.init(value) }
}

extension Expr: ExpressibleByStringLiteral where T == String {
    public init(stringLiteral value: String) { self.init(value) }
}

/// `text("\($0.key): \($0.value)")`.
extension Expr: ExpressibleByStringInterpolation where T == String {
    public init(stringInterpolation: ExprInterpolation) {
        var parts = stringInterpolation.parts
        if parts.isEmpty { parts = [Expr("").node] }
        self.init(node: parts.dropFirst().reduce(parts[0]) { Node(.call(.concatenate, [$0, $1])) })
    }
}

/// The parts of a string literal with expressions in it.
public struct ExprInterpolation: StringInterpolationProtocol {
    fileprivate(set) var parts: [Node] = []

    public init(literalCapacity: Int, interpolationCount: Int) {}

    public mutating func appendLiteral(_ literal: String) {
        if !literal.isEmpty { parts.append(Expr(literal).node) }
    }

    public mutating func appendInterpolation<X: ExprConvertible>(_ value: X) where X.Result: PlainValue {
        let text: Expr<String> = value.expr.call(.toString)
        parts.append(text.node)
    }
}

extension DefaultStringInterpolation {
    @available(*, unavailable, message: "an expression has no text yet; write text(\"…\") around the string")
    public mutating func appendInterpolation<T>(_ value: Expr<T>) {}
}
