// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// Lists by the side of each other, in each other, and in the order of each other.
extension Machine {
    func executePairing(_ call: InstructionCall) throws(Failure) {
        switch call.step.opcode {
        case .listZip: try zipLists(call)
        case .listFlatten: try flattenLists(call)
        case .listDistinct: try keepDistinct(call)
        case .listFind: try findElements(call)
        case .listSortBy, .listExtremeBy: try orderByOthers(call)
        default: throw noKernel(call.step.opcode)
        }
    }

    /// Where the lists are of equal lengths, their elements stay where they are.
    private func zipLists(_ call: InstructionCall) throws(Failure) {
        let left = Lists(try fullColumn(call.step.a, call.rows, call))
        let right = Lists(try fullColumn(call.step.b, call.rows, call))
        guard case .list(let pair) = call.step.type else { throw noKernel(call.step.opcode) }
        var isEven = true
        for row in 0...call.rows where left.offsets[row] != right.offsets[row] { isEven = false }
        if isEven {
            let count = Int(left.offsets[call.rows])
            let pairs = Column(type: pair, count: count, children: [left.elements, right.elements])
            return try setLists(call, left.owner, pairs)
        }
        let offsets = Buffer(byteCount: (call.rows + 1) * 4)
        let ends = offsets.pointer(Int32.self)
        ends[0] = 0
        let most = min(left.elements.count, right.elements.count)
        let (first, second) = (takeIndices(most), takeIndices(most))
        let (firsts, seconds) = (first.pointer(Int32.self), second.pointer(Int32.self))
        var written = 0
        for row in 0..<call.rows {
            let (from, other) = (left.offsets[row], right.offsets[row])
            let count = min(left.offsets[row + 1] - from, right.offsets[row + 1] - other)
            for place in 0..<count {
                firsts[written] = from + place
                seconds[written] = other + place
                written += 1
            }
            ends[row + 1] = Int32(truncatingIfNeeded: written)
        }
        let children = [left.elements.gather(firsts, count: written), right.elements.gather(seconds, count: written)]
        try setLists(call, offsets, Column(type: pair, count: written, children: children))
        giveIndices(first)
        giveIndices(second)
    }

    /// The elements stay where they are; the ends of the outer lists are looked up among those of the inner ones.
    private func flattenLists(_ call: InstructionCall) throws(Failure) {
        let outer = Lists(try fullColumn(call.step.a, call.rows, call))
        let inner = Lists(outer.elements)
        if inner.elements.count > ComputeLimits.listElementsMax {
            throw Failure(.memoryExceeded, "too many list elements in a batch")
        }
        let offsets = Buffer(byteCount: (call.rows + 1) * 4)
        let ends = offsets.pointer(Int32.self)
        for row in 0...call.rows { ends[row] = inner.offsets[Int(outer.offsets[row])] }
        try setLists(call, offsets, inner.elements)
    }

    private func keepDistinct(_ call: InstructionCall) throws(Failure) {
        let lists = Lists(try fullColumn(call.step.a, call.rows, call))
        let elements = lists.elements
        var hashes = [UInt64](repeating: 0, count: elements.count)
        hashes.withUnsafeMutableBufferPointer { if let start = $0.baseAddress { elements.hash(into: start) } }
        let indices = takeIndices(elements.count)
        let order = indices.pointer(Int32.self)
        let offsets = Buffer(byteCount: (call.rows + 1) * 4)
        let ends = offsets.pointer(Int32.self)
        ends[0] = 0
        var written = 0
        var slots: [Int32] = []
        for row in 0..<call.rows {
            let (first, end) = (Int(lists.offsets[row]), Int(lists.offsets[row + 1]))
            var size = 8
            while size < (end - first) * 2 { size *= 2 }
            if slots.count < size { slots = Array(repeating: 0, count: size) }
            for slot in 0..<size { slots[slot] = 0 }
            for element in first..<end {
                var slot = Int(truncatingIfNeeded: hashes[element]) & (size - 1)
                var isNew = true
                while slots[slot] != 0 {
                    let known = Int(slots[slot]) - 1
                    if hashes[known] == hashes[element], elements.equals(known, elements, element) {
                        isNew = false
                        break
                    }
                    slot = (slot + 1) & (size - 1)
                }
                if !isNew { continue }
                slots[slot] = Int32(truncatingIfNeeded: element + 1)
                order[written] = Int32(truncatingIfNeeded: element)
                written += 1
            }
            ends[row + 1] = Int32(truncatingIfNeeded: written)
        }
        try setLists(call, offsets, elements.gather(order, count: written))
        giveIndices(indices)
    }

    /// A list that is the same for all rows is hashed once.
    private func findElements(_ call: InstructionCall) throws(Failure) {
        let buffer = try allocate(call.rows, 8)
        let out = buffer.pointer(Int.self)
        let wanted = column(call.step.b, call.rows)
        let stride = self[call.step.b].stride
        if let set = try foundPlaces(call.step.a) {
            set.find(wanted, stride: stride, rows: call.rows, out)
            return setFlat(call, buffer, 8)
        }
        let lists = Lists(try fullColumn(call.step.a, call.rows, call))
        for row in 0..<call.rows {
            out[row] = -1
            let (first, end) = (Int(lists.offsets[row]), Int(lists.offsets[row + 1]))
            for element in first..<end where equalsIEEE(lists.elements, element, wanted, row * stride) {
                out[row] = element - first
                break
            }
        }
        setFlat(call, buffer, 8)
    }

    /// The set of a constant list of the program, which floats by their own rules are not looked up in.
    func foundPlaces(_ register: Int) throws(Failure) -> ValueSet? {
        guard isProgramConstant(register), types[register] != .list(.float) else { return nil }
        if let known = constantSets[register] { return known }
        let set = ValueSet(Lists(column(register, 1)).elements)
        constantSets[register] = set
        return set
    }

    private func orderByOthers(_ call: InstructionCall) throws(Failure) {
        let lists = Lists(try fullColumn(call.step.a, call.rows, call))
        let keys = Lists(try fullColumn(call.step.b, call.rows, call))
        for row in 0..<call.rows where !call.isNull(row) {
            if lists.offsets[row + 1] - lists.offsets[row] != keys.offsets[row + 1] - keys.offsets[row] {
                throw Failure(.invalidArgument, "the list and what it is ordered by differ in length", row: row)
            }
        }
        let sign = call.step.immediate == 1 ? -1 : 1
        if call.step.opcode == .listSortBy { return try sortByOthers(call, lists, keys, sign) }
        let buffer = takeIndices(call.rows)
        let out = buffer.pointer(Int32.self)
        for row in 0..<call.rows {
            out[row] = -1
            if call.isNull(row) { continue }
            let (first, end) = (lists.offsets[row], lists.offsets[row + 1])
            if first == end {
                throw Failure(.emptyList, "an empty list has no least or greatest element", row: row)
            }
            let shift = keys.offsets[row] - first
            var best = first
            for element in first..<end
            where comesFirst(keys.elements, Int(element + shift), Int(best + shift), sign) { best = element }
            out[row] = best
        }
        try setElements(call, lists.elements, out)
        giveIndices(buffer)
    }

    private func sortByOthers(
        _ call: InstructionCall, _ lists: Lists, _ keys: Lists, _ sign: Int
    ) throws(Failure) {
        let (indices, scratch) = (takeIndices(lists.elements.count), takeIndices(lists.elements.count))
        let order = indices.pointer(Int32.self)
        for element in 0..<lists.elements.count { order[element] = Int32(truncatingIfNeeded: element) }
        for row in 0..<call.rows where !call.isNull(row) {
            let first = Int(lists.offsets[row])
            let shift = Int(keys.offsets[row]) - first
            mergeSort(order + first, scratch.pointer(Int32.self), Int(lists.offsets[row + 1]) - first) { left, right in
                keys.elements.compare(Int(left) + shift, with: keys.elements, Int(right) + shift) * sign
            }
        }
        try setLists(call, lists.owner, lists.elements.gather(order, count: lists.elements.count))
        giveIndices(indices)
        giveIndices(scratch)
    }
}

/// Whether an element is less than another, or greater where `sign` is -1: floats by IEEE 754.
@inline(__always)
func comesFirst(_ elements: Column, _ element: Int, _ other: Int, _ sign: Int) -> Bool {
    if elements.type == .float, !elements.isNull(element), !elements.isNull(other) {
        let (value, known) = (elements.floats[element], elements.floats[other])
        return sign > 0 ? value < known : value > known
    }
    return elements.compare(element, with: elements, other) * sign < 0
}
