// SPDX-License-Identifier: Apache-2.0

package import Closures

/// Runs a closure once on expressions that stand for the rows, and takes down what it does with them.
package enum Tracing {
    /// A closure of one value.
    package static func closure<A: Value, R: ExprConvertible>(
        file: StaticString, line: UInt, _ body: (Expr<A>) -> R
    ) -> Closure {
        let parameter = Variable("$0")
        let result = body(Expr<A>(node: Node(.variable(parameter)))).expr
        return .traced(parameters: [parameter], body: result.node, file: "\(file)", line: Int(clamping: line))
    }

    /// A closure of two values.
    package static func closure<A: Value, B: Value, R: ExprConvertible>(
        file: StaticString, line: UInt, _ body: (Expr<A>, Expr<B>) -> R
    ) -> Closure {
        let first = Variable("$0")
        let second = Variable("$1")
        let result = body(Expr<A>(node: Node(.variable(first))), Expr<B>(node: Node(.variable(second)))).expr
        return .traced(parameters: [first, second], body: result.node, file: "\(file)", line: Int(clamping: line))
    }
}
