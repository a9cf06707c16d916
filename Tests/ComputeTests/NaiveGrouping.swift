// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute

/// Groups of lists and choices of their elements, of one row; nil of other instructions.
func naiveGrouping(_ opcode: Opcode, _ immediate: Int, _ operands: [Scalar]) throws -> Scalar? {
    switch opcode {
    case .mapEntries:
        guard case .map(let entries) = operands[0] else { return nil }
        return .list(entries.map { .tuple([$0.key, $0.value]) })
    case .listCombinations:
        guard case .list(let elements) = operands[0] else { return nil }
        return .list(choices(elements[...], immediate).map { .tuple($0) })
    case .listGroup, .listGroupSum, .listToMap:
        guard case .list(let keys) = operands[0], case .list(let values) = operands[1] else { return nil }
        guard keys.count == values.count else { throw NaiveFailure(kind: .invalidArgument) }
        var entries: [(key: Scalar, values: [Scalar])] = []
        for (key, value) in zip(keys, values) {
            if let place = entries.firstIndex(where: { naiveCompare($0.key, key) == 0 }) {
                entries[place].values.append(value)
            } else {
                entries.append((key, [value]))
            }
        }
        return .map(
            try entries.map {
                Scalar.Entry(key: $0.key, value: try naiveGrouped(opcode, $0.values))
            })
    default: return nil
    }
}

private func naiveGrouped(_ opcode: Opcode, _ values: [Scalar]) throws -> Scalar {
    switch opcode {
    case .listGroup: return .list(values)
    case .listToMap: return values[values.count - 1]
    default:
        var sum = 0
        var total = 0.0
        for value in values {
            switch value {
            case .int(let number):
                let (next, overflow) = sum.addingReportingOverflow(number)
                if overflow { throw NaiveFailure(kind: .overflow) }
                sum = next
            case .float(let number): total += number
            default: break
            }
        }
        if values.contains(.null) { return .null }
        if case .float = values[0] { return .float(total) }
        return .int(sum)
    }
}

/// Each choice of `count` elements, the first elements first.
private func choices(_ elements: ArraySlice<Scalar>, _ count: Int) -> [[Scalar]] {
    if count == 0 { return [[]] }
    var result: [[Scalar]] = []
    for place in elements.indices {
        result += choices(elements[(place + 1)...], count - 1).map { [elements[place]] + $0 }
    }
    return result
}
