// SPDX-License-Identifier: Apache-2.0

import Columnar

extension PythonLowering {
    /// Typed form makes a list of a range. One that is known to be too long for that is left to a script, which counts.
    func checkRange(_ arguments: [PythonExpression], _ place: Place) throws(ClosureError) {
        let bounds = arguments.map(known)
        guard let last = bounds.last ?? nil, let first = bounds.count > 1 ? bounds[0] : 0 else { return }
        let (length, overflows) = last.subtractingReportingOverflow(first)
        if overflows || length > ClosureLimits.listedRangeMax { throw refused("a very long range", place) }
    }

    /// The whole number that an expression of constants comes to; nil when it is none, or none of 64 bits.
    private func known(_ value: PythonExpression) -> Int? {
        switch value.kind {
        case .constant(.int(let number)): return number
        case .captured(let index):
            if case .int(let number) = module.constants[index] { return number }
        case .unary(.negate, let operand): return known(operand).flatMap { $0 == .min ? nil : -$0 }
        case .binary(let op, let left, let right):
            guard let left = known(left), let right = known(right) else { return nil }
            return known(op, left, right)
        default: break
        }
        return nil
    }

    private func known(_ op: PythonExpression.BinaryOperator, _ left: Int, _ right: Int) -> Int? {
        let result: (partialValue: Int, overflow: Bool)
        switch op {
        case .add: result = left.addingReportingOverflow(right)
        case .subtract: result = left.subtractingReportingOverflow(right)
        case .multiply: result = left.multipliedReportingOverflow(by: right)
        case .shiftLeft:
            guard (0..<63).contains(right) else { return nil }
            result = left.multipliedReportingOverflow(by: 1 << right)
        case .power:
            guard (0..<64).contains(right) else { return nil }
            var product = 1
            for _ in 0..<right {
                let (next, overflows) = product.multipliedReportingOverflow(by: left)
                if overflows { return nil }
                product = next
            }
            return product
        default: return nil
        }
        return result.overflow ? nil : result.partialValue
    }
}
