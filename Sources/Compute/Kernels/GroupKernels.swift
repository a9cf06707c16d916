// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// The different elements of lists, numbered over all rows in the order in which they come first.
private struct Groups {
    /// By element: its group.
    var numbers: [Int32]
    /// By group: the element that came first.
    var firsts: [Int32] = []
    /// Where the groups of each row end.
    let offsets: Buffer

    init(_ lists: Lists, _ rows: Int) {
        let elements = lists.elements
        var hashes = [UInt64](repeating: 0, count: elements.count)
        hashes.withUnsafeMutableBufferPointer { if let start = $0.baseAddress { elements.hash(into: start) } }
        numbers = Array(repeating: 0, count: elements.count)
        firsts.reserveCapacity(elements.count)
        offsets = Buffer(byteCount: (rows + 1) * 4)
        let ends = offsets.pointer(Int32.self)
        ends[0] = 0
        // Numbers of groups + 1 by the lowest bits of the hash, the next place where one is taken; 0 = free.
        var slots: [Int32] = []
        let areTexts = elements.type == .string && elements.valid == nil
        for row in 0..<rows {
            let (first, end) = (Int(lists.offsets[row]), Int(lists.offsets[row + 1]))
            var size = 8
            while size < (end - first) * 2 { size *= 2 }
            if slots.count < size { slots = Array(repeating: 0, count: size) }
            for slot in 0..<size { slots[slot] = 0 }
            for element in first..<end {
                let hash = hashes[element]
                var slot = Int(truncatingIfNeeded: hash) & (size - 1)
                while slots[slot] != 0 {
                    let known = Int(firsts[Int(slots[slot]) - 1])
                    if hashes[known] == hash,
                        areTexts ? areSameTexts(elements, known, element) : elements.equals(known, elements, element)
                    {
                        break
                    }
                    slot = (slot + 1) & (size - 1)
                }
                if slots[slot] == 0 {
                    firsts.append(Int32(truncatingIfNeeded: element))
                    slots[slot] = Int32(truncatingIfNeeded: firsts.count)
                }
                numbers[element] = slots[slot] - 1
            }
            ends[row + 1] = Int32(truncatingIfNeeded: firsts.count)
        }
    }
}

@inline(__always)
private func areSameTexts(_ texts: Column, _ left: Int, _ right: Int) -> Bool {
    let (first, second) = (texts.views[left], texts.views[right])
    if first.word0 != second.word0 { return false }
    if first.isInline { return first.word1 == second.word1 }
    return compareBytes(texts.bytes(left), texts.bytes(right)) == 0
}

/// Lists by their different elements, and choices of elements.
extension Machine {
    func executeGrouping(_ call: InstructionCall) throws(Failure) {
        switch call.step.opcode {
        case .mapEntries: try listEntries(call)
        case .listCombinations: try combineElements(call)
        default: try groupLists(call)
        }
    }

    /// A map lies like the list of its entries.
    private func listEntries(_ call: InstructionCall) throws(Failure) {
        let map = column(call.step.a, call.rows)
        let entries = Column(
            type: call.step.type, count: map.count, validity: map.validity, values: map.values,
            children: map.children)
        try set(call.step.result, entries, isConstant: call.isConstant)
    }

    private func groupLists(_ call: InstructionCall) throws(Failure) {
        // Where one list is null neither counts.
        let keys = Lists(try rowsThatCount(call.step.a, call))
        let values = Lists(try rowsThatCount(call.step.b, call))
        for row in 0...call.rows where keys.offsets[row] != values.offsets[row] {
            throw Failure(.invalidArgument, "keys and values of a dict differ in number", row: max(row - 1, 0))
        }
        try checkFits(keys.elements.count * 16)
        let groups = Groups(keys, call.rows)
        let found: Column
        switch call.step.opcode {
        case .listGroup: found = gathered(values.elements, groups)
        case .listGroupSum: found = try sums(values, groups, call.rows)
        default:
            var last = groups.firsts
            for (element, group) in groups.numbers.enumerated() {
                last[Int(group)] = Int32(truncatingIfNeeded: element)
            }
            found = values.elements.gather(last, count: last.count)
        }
        let kept = keys.elements.gather(groups.firsts, count: groups.firsts.count)
        let entries = Column(
            type: .tuple([kept.type, found.type]), count: groups.firsts.count, children: [kept, found])
        try setLists(call, groups.offsets, entries)
    }

    /// The lists of a register, without those of rows whose result is null.
    private func rowsThatCount(_ register: Int, _ call: InstructionCall) throws(Failure) -> Column {
        let lists = try fullColumn(register, call.rows, call)
        guard let validity = call.validity else { return lists }
        return Column(
            type: lists.type, count: lists.count, validity: validity, values: lists.values, children: lists.children)
    }

    /// The elements of each group as a list, in their order.
    private func gathered(_ elements: Column, _ groups: Groups) -> Column {
        let count = groups.firsts.count
        let offsets = Buffer(byteCount: (count + 1) * 4)
        let ends = offsets.pointer(Int32.self)
        for group in 0...count { ends[group] = 0 }
        for group in groups.numbers { ends[Int(group) + 1] += 1 }
        for group in 0..<count { ends[group + 1] += ends[group] }
        var next = (0..<count).map { ends[$0] }
        var order = [Int32](repeating: 0, count: elements.count)
        for (element, group) in groups.numbers.enumerated() {
            order[Int(next[Int(group)])] = Int32(truncatingIfNeeded: element)
            next[Int(group)] += 1
        }
        return Column(
            type: .list(elements.type), count: count, values: offsets,
            children: [elements.gather(order, count: elements.count)])
    }

    /// The sum of each group, floats from the left; a null makes it null.
    private func sums(_ values: Lists, _ groups: Groups, _ rows: Int) throws(Failure) -> Column {
        let (elements, count) = (values.elements, groups.firsts.count)
        let buffer = Buffer(byteCount: count * 8, filledWith: 0)
        var mask: Buffer?
        if elements.valid != nil {
            let nulls = Buffer(byteCount: count, filledWith: 1)
            let out = nulls.pointer(UInt8.self)
            for (element, group) in groups.numbers.enumerated() where elements.isNull(element) { out[Int(group)] = 0 }
            mask = nulls
        }
        if elements.type == .float {
            let out = buffer.pointer(Double.self)
            for (element, group) in groups.numbers.enumerated() where !elements.isNull(element) {
                out[Int(group)] += elements.floats[element]
            }
            return Column(type: .float, count: count, validity: mask, values: buffer)
        }
        let out = buffer.pointer(Int.self)
        for row in 0..<rows {
            for element in Int(values.offsets[row])..<Int(values.offsets[row + 1]) where !elements.isNull(element) {
                let group = Int(groups.numbers[element])
                let (sum, overflow) = out[group].addingReportingOverflow(elements.ints[element])
                if overflow { throw Failure(.overflow, "integer overflow", row: row) }
                out[group] = sum
            }
        }
        return Column(type: .int, count: count, validity: mask, values: buffer)
    }

    private func combineElements(_ call: InstructionCall) throws(Failure) {
        let lists = Lists(try fullColumn(call.step.a, call.rows, call))
        let size = call.step.immediate
        let offsets = Buffer(byteCount: (call.rows + 1) * 4)
        let ends = offsets.pointer(Int32.self)
        ends[0] = 0
        var total = 0
        for row in 0..<call.rows {
            let count = Int(lists.offsets[row + 1] - lists.offsets[row])
            if !call.isNull(row) { total += combinations(count, size, atMost: ComputeLimits.listElementsMax) }
            if total > ComputeLimits.listElementsMax {
                throw Failure(.memoryExceeded, "too many list elements in a batch", row: row)
            }
            ends[row + 1] = Int32(truncatingIfNeeded: total)
        }
        try checkFits(total * 4 * max(size, 1))
        var places = (0..<size).map { _ in [Int32](repeating: 0, count: total) }
        var written = 0
        var choice = [Int32](repeating: 0, count: size)
        for row in 0..<call.rows where ends[row + 1] > ends[row] {
            let (first, count) = (lists.offsets[row], lists.offsets[row + 1] - lists.offsets[row])
            for place in 0..<size { choice[place] = Int32(truncatingIfNeeded: place) }
            while written < Int(ends[row + 1]) {
                for place in 0..<size { places[place][written] = first + choice[place] }
                written += 1
                // The last place that can go further does, and those behind it follow.
                var place = size - 1
                while place >= 0, choice[place] == count - Int32(truncatingIfNeeded: size - place) { place -= 1 }
                if place < 0 { break }
                choice[place] += 1
                for behind in (place + 1)..<max(size, place + 1) { choice[behind] = choice[behind - 1] + 1 }
            }
        }
        let members = places.map { lists.elements.gather($0, count: total) }
        let tuples = Column(
            type: .tuple(Array(repeating: lists.elements.type, count: size)), count: total, children: members)
        try setLists(call, offsets, tuples)
    }
}

/// How many choices of `size` of `count` elements there are; more than `most` count as one more.
private func combinations(_ count: Int, _ size: Int, atMost most: Int) -> Int {
    if size > count { return 0 }
    var result = 1
    for place in 0..<size {
        let (product, overflow) = result.multipliedReportingOverflow(by: count - place)
        // Each step gives a number of choices: what grows beyond the most stays beyond it.
        if overflow { return most + 1 }
        result = product / (place + 1)
    }
    return min(result, most + 1)
}
