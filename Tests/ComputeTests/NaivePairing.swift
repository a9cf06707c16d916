// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute

/// Lists by the side of each other, in each other and in the order of each other, of one row.
func naivePairing(
    _ opcode: Opcode, _ immediate: Int, _ elements: [Scalar], _ operands: [Scalar]
) throws -> Scalar {
    switch opcode {
    case .listZip:
        guard case .list(let others) = operands[1] else { break }
        return .list(zip(elements, others).map { .tuple([$0, $1]) })
    case .listFlatten:
        return .list(
            elements.flatMap { inner -> [Scalar] in if case .list(let elements) = inner { elements } else { [] } })
    case .listDistinct:
        var kept: [Scalar] = []
        for element in elements where !kept.contains(where: { naiveCompare($0, element) == 0 }) { kept.append(element) }
        return .list(kept)
    case .listFind: return .int(elements.firstIndex { naiveEqual($0, operands[1]) } ?? -1)
    case .listSortBy, .listExtremeBy:
        guard case .list(let keys) = operands[1] else { break }
        guard keys.count == elements.count else { throw NaiveFailure(kind: .invalidArgument) }
        if opcode == .listExtremeBy {
            guard !elements.isEmpty else { throw NaiveFailure(kind: .emptyList) }
            var best = 0
            for place in keys.indices where comes(keys[place], keys[best], immediate == 1) { best = place }
            return elements[best]
        }
        let order = keys.indices.sorted { left, right in
            let order = naiveCompare(keys[left], keys[right])
            return order == 0 ? left < right : (immediate == 1 ? order > 0 : order < 0)
        }
        return .list(order.map { elements[$0] })
    default: break
    }
    preconditionFailure("no operation of lists \(opcode)")
}

/// Whether a key is less, or greater: floats as `<` and `>` have it.
private func comes(_ key: Scalar, _ before: Scalar, _ isGreatest: Bool) -> Bool {
    if case .float(let left) = key, case .float(let right) = before { return isGreatest ? left > right : left < right }
    let order = naiveCompare(key, before)
    return isGreatest ? order > 0 : order < 0
}
