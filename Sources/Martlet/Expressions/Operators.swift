// SPDX-License-Identifier: Apache-2.0

import Closures

// Each operator takes two expressions (literals count as such), or an expression and a value from outside the closure.

private func binary<T>(_ operation: BinaryOperation, _ left: Expr<T>, _ right: Expr<T>) -> Expr<T> {
    Expr(node: Node(.binary(operation, left.node, right.node)))
}

private func compare<T>(_ comparison: Comparison, _ left: Expr<T>, _ right: Expr<T>) -> Expr<Bool> {
    Expr<Bool>(node: Node(.compare(comparison, left.node, right.node)))
}

extension Expr where T: NumericValue {
    /// Fails on overflow of ints.
    public static func + (left: Expr, right: Expr) -> Expr { binary(.add, left, right) }
    public static func + (left: Expr, right: T) -> Expr { binary(.add, left, Expr(right)) }
    public static func + (left: T, right: Expr) -> Expr { binary(.add, Expr(left), right) }

    /// Fails on overflow of ints.
    public static func - (left: Expr, right: Expr) -> Expr { binary(.subtract, left, right) }
    public static func - (left: Expr, right: T) -> Expr { binary(.subtract, left, Expr(right)) }
    public static func - (left: T, right: Expr) -> Expr { binary(.subtract, Expr(left), right) }

    /// Fails on overflow of ints.
    public static func * (left: Expr, right: Expr) -> Expr { binary(.multiply, left, right) }
    public static func * (left: Expr, right: T) -> Expr { binary(.multiply, left, Expr(right)) }
    public static func * (left: T, right: Expr) -> Expr { binary(.multiply, Expr(left), right) }

    /// As Swift's: ints round toward zero and fail on division by zero, doubles follow IEEE 754.
    public static func / (left: Expr, right: Expr) -> Expr { binary(.divide, left, right) }
    public static func / (left: Expr, right: T) -> Expr { binary(.divide, left, Expr(right)) }
    public static func / (left: T, right: Expr) -> Expr { binary(.divide, Expr(left), right) }

    public static prefix func - (value: Expr) -> Expr { Expr(node: Node(.unary(.negate, value.node))) }
}

extension Expr where T == Int {
    /// The sign is that of the left side; fails on division by zero.
    public static func % (left: Expr, right: Expr) -> Expr { binary(.remainder, left, right) }
    public static func % (left: Expr, right: Int) -> Expr { binary(.remainder, left, Expr(right)) }
    public static func % (left: Int, right: Expr) -> Expr { binary(.remainder, Expr(left), right) }

    public static func & (left: Expr, right: Expr) -> Expr { binary(.bitAnd, left, right) }
    public static func & (left: Expr, right: Int) -> Expr { binary(.bitAnd, left, Expr(right)) }
    public static func | (left: Expr, right: Expr) -> Expr { binary(.bitOr, left, right) }
    public static func | (left: Expr, right: Int) -> Expr { binary(.bitOr, left, Expr(right)) }
    public static func ^ (left: Expr, right: Expr) -> Expr { binary(.bitXor, left, right) }
    public static func ^ (left: Expr, right: Int) -> Expr { binary(.bitXor, left, Expr(right)) }
    /// Fails when bits are lost.
    public static func << (left: Expr, right: Expr) -> Expr { binary(.shiftLeft, left, right) }
    public static func << (left: Expr, right: Int) -> Expr { binary(.shiftLeft, left, Expr(right)) }
    public static func >> (left: Expr, right: Expr) -> Expr { binary(.shiftRight, left, right) }
    public static func >> (left: Expr, right: Int) -> Expr { binary(.shiftRight, left, Expr(right)) }
    public static prefix func ~ (value: Expr) -> Expr { Expr(node: Node(.unary(.bitNot, value.node))) }
}

extension Expr where T == String {
    public static func + (left: Expr, right: Expr) -> Expr { left.call(.concatenate, right.node) }
    public static func + (left: Expr, right: String) -> Expr { left.call(.concatenate, Expr(right).node) }
    public static func + (left: String, right: Expr) -> Expr { Expr(left).call(.concatenate, right.node) }
}

extension Expr where T: ListValue {
    public static func + (left: Expr, right: Expr) -> Expr { left.call(.concatenate, right.node) }
}

extension Expr {
    public static func == (left: Expr, right: Expr) -> Expr<Bool> { compare(.equal, left, right) }
    public static func == (left: Expr, right: T) -> Expr<Bool> { compare(.equal, left, Expr(right)) }
    public static func == (left: T, right: Expr) -> Expr<Bool> { compare(.equal, Expr(left), right) }

    public static func != (left: Expr, right: Expr) -> Expr<Bool> { compare(.notEqual, left, right) }
    public static func != (left: Expr, right: T) -> Expr<Bool> { compare(.notEqual, left, Expr(right)) }
    public static func != (left: T, right: Expr) -> Expr<Bool> { compare(.notEqual, Expr(left), right) }
}

extension Expr where T: Comparable {
    public static func < (left: Expr, right: Expr) -> Expr<Bool> { compare(.less, left, right) }
    public static func < (left: Expr, right: T) -> Expr<Bool> { compare(.less, left, Expr(right)) }
    public static func < (left: T, right: Expr) -> Expr<Bool> { compare(.less, Expr(left), right) }

    public static func <= (left: Expr, right: Expr) -> Expr<Bool> { compare(.lessOrEqual, left, right) }
    public static func <= (left: Expr, right: T) -> Expr<Bool> { compare(.lessOrEqual, left, Expr(right)) }
    public static func <= (left: T, right: Expr) -> Expr<Bool> { compare(.lessOrEqual, Expr(left), right) }

    public static func > (left: Expr, right: Expr) -> Expr<Bool> { compare(.greater, left, right) }
    public static func > (left: Expr, right: T) -> Expr<Bool> { compare(.greater, left, Expr(right)) }
    public static func > (left: T, right: Expr) -> Expr<Bool> { compare(.greater, Expr(left), right) }

    public static func >= (left: Expr, right: Expr) -> Expr<Bool> { compare(.greaterOrEqual, left, right) }
    public static func >= (left: Expr, right: T) -> Expr<Bool> { compare(.greaterOrEqual, left, Expr(right)) }
    public static func >= (left: T, right: Expr) -> Expr<Bool> { compare(.greaterOrEqual, Expr(left), right) }
}

extension Expr where T == Bool {
    /// The right side counts, and can fail, only for rows where the left is true.
    public static func && (left: Expr, right: Expr) -> Expr {
        Expr(node: Node(.logical(.and, left.node, right.node)))
    }

    /// The right side counts, and can fail, only for rows where the left is false.
    public static func || (left: Expr, right: Expr) -> Expr {
        Expr(node: Node(.logical(.or, left.node, right.node)))
    }

    public static prefix func ! (value: Expr) -> Expr { Expr(node: Node(.unary(.not, value.node))) }
}
