// SPDX-License-Identifier: Apache-2.0

import Columnar

// Instructions of lists, but for those that have blocks.
extension ProgramGenerator {
    mutating func list() {
        if random.below(4) == 0 {
            let first = anyVisible()
            let type = types[first.index]
            let others = (0..<random.below(3)).map { _ in operand(type) }
            if type.depth <= 7 { append(.makeList, [first] + others, type: .list(type)) } else { budget -= 1 }
            return
        }
        let source = listOperand()
        guard case .list(let element) = types[source.index] else { return }
        if random.below(6) == 0 {
            grouped(source, element)
        } else if !element.containsAny && random.below(2) == 0 {
            orderedList(source, element)
        } else {
            plainList(source, element)
        }
    }

    /// Groups of a list, and choices of its elements.
    private mutating func grouped(_ source: Register, _ element: DataType) {
        if random.below(4) == 0 {
            let count = random.below(4)
            let type = DataType.list(.tuple(Array(repeating: element, count: count)))
            if type.depth <= 6 { append(.listCombinations, [source], immediate: count, type: type) }
            budget -= 1
            return
        }
        let (keys, key) = element.containsAny ? (operand(.list(.string)), .string) : (source, element)
        let values = random.below(4) > 0 ? keys : operand(.list(.int))
        guard case .list(let value) = types[values.index], types[keys.index].depth <= 4, types[values.index].depth <= 4
        else { return budget -= 1 }
        let isSum = (value == .int || value == .float) && random.below(3) == 0
        let isLast = random.below(2) == 0
        let kept = isSum || isLast ? value : .list(value)
        let map = appendHidden(
            isSum ? .listGroupSum : isLast ? .listToMap : .listGroup, [keys, values], type: .map(key, kept))
        append(.mapEntries, [map], type: .list(.tuple([key, kept])))
    }

    /// Of elements that may be values of type any too.
    private mutating func plainList(_ source: Register, _ element: DataType) {
        let type = DataType.list(element)
        switch random.below(8) {
        case 0: append(.listCount, [source], type: .int)
        case 1: append(.listElement, [source, operand(.int)], immediate: immediate(.listElement), type: element)
        case 2: append(.listSlice, [source, operand(.int), operand(.int)], type: type)
        case 3: append(.listConcatenate, [source, operand(type)], type: type)
        case 4: append(.listReverse, [source], type: type)
        case 5:
            let pair = DataType.list(.tuple([element, .int]))
            if pair.depth <= 7 { append(.listZip, [source, operand(.list(.int))], type: pair) } else { budget -= 1 }
        case 6:
            if type.depth <= 6 { append(.listFlatten, [operand(.list(type))], type: type) } else { budget -= 1 }
        default:
            let numeric: DataType = random.below(2) == 0 ? .int : .float
            append(.listSum, [operand(.list(numeric))], type: numeric)
        }
    }

    /// By the order of the elements.
    private mutating func orderedList(_ source: Register, _ element: DataType) {
        let type = DataType.list(element)
        switch random.below(7) {
        case 0: append(.listContains, [source, operand(element)], type: .bool)
        case 1: append(.listSort, [source], immediate: immediate(.listSort), type: type)
        case 2: append(random.below(2) == 0 ? .listMinimum : .listMaximum, [source], type: element)
        case 3: append(.listDistinct, [source], type: type)
        case 4: append(.listFind, [source, operand(element)], type: .int)
        case 5: append(.listSortBy, [source, keys(of: source)], immediate: immediate(.listSortBy), type: type)
        default:
            append(.listExtremeBy, [source, keys(of: source)], immediate: immediate(.listExtremeBy), type: element)
        }
    }

    /// As many keys as there are elements, or a list of any length, for which they fail.
    private mutating func keys(of source: Register) -> Register {
        random.below(4) > 0 ? source : operand(.list(.int))
    }
}
