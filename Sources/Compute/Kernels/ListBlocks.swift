// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// A list column without elements under null rows, whose elements start at offset 0 of `elements`.
struct Lists {
    let count: Int
    let offsets: UnsafePointer<Int32>
    let elements: Column
    let validity: Buffer?
    /// Keeps the offsets alive.
    let owner: Buffer

    init(_ column: Column) {
        count = column.count
        validity = column.validity
        let source = column.offsets
        let first = source[0]
        if first == 0 && !Lists.hasElementsUnderNull(column) {
            owner = column.values!
            offsets = UnsafePointer(source)
            elements = column.children[0].slice(0, Int(source[count]))
            return
        }
        let buffer = Buffer(byteCount: (count + 1) * 4)
        let ends = buffer.pointer(Int32.self)
        ends[0] = 0
        let valid = column.valid
        for row in 0..<count {
            let isNull = valid.map { $0[row] == 0 } ?? false
            ends[row + 1] = ends[row] + (isNull ? 0 : source[row + 1] - source[row])
        }
        owner = buffer
        offsets = UnsafePointer(ends)
        let total = Int(ends[count])
        if total == Int(source[count] - first) {
            elements = column.children[0].slice(Int(first), total)
            return
        }
        let rows = Buffer(byteCount: total * 4)
        let indices = rows.pointer(Int32.self)
        for row in 0..<count {
            var place = ends[row]
            var element = source[row]
            while place < ends[row + 1] {
                indices[Int(place)] = element
                place += 1
                element += 1
            }
        }
        elements = column.children[0].gather(indices, count: total)
    }

    private static func hasElementsUnderNull(_ column: Column) -> Bool {
        guard let valid = column.valid else { return false }
        let offsets = column.offsets
        for row in 0..<column.count where valid[row] == 0 && offsets[row + 1] != offsets[row] { return true }
        return false
    }

    /// For each element the number of its row.
    func fillRows(_ out: UnsafeMutablePointer<Int32>) {
        for row in 0..<count {
            var place = Int(offsets[row])
            let end = Int(offsets[row + 1])
            while place < end {
                out[place] = Int32(truncatingIfNeeded: row)
                place &+= 1
            }
        }
    }
}

extension Machine {
    /// `listMap` and `listFilter`: the block runs once over the elements of all lists.
    func runListBlock(_ step: Step, _ count: Int) throws(Failure) {
        let isConstant = allConstant(step) && step.blocks[0].captures.allSatisfy { self[$0].isConstant }
        let rows = isConstant ? 1 : count
        if self[step.a].isConstantNull { return setNull(step.result) }
        let lists = Lists(isConstant ? column(step.a, 1) : try fullColumn(step.a, rows))
        let isMap = step.opcode == .listMap
        let elements = lists.elements.count
        if elements == 0 {
            guard case .list(let element) = step.type else { return }
            let empty = isMap ? ColumnBuilder(element).finish() : lists.elements
            return try setLists(step, lists, lists.owner, empty, isConstant)
        }
        let owners = Selection(buffer: takeIndices(elements), count: elements)
        lists.fillRows(owners.rows)
        let block = step.blocks[0]
        let outer = try gatherCaptures(block, owners)
        try bindElement(step, lists, owners)
        do {
            try meter(elements)
            try run(block, elements)
        } catch { throw mapped(error, owners) }
        let result = block.yields[0]
        if isMap {
            let mapped = try fullColumn(result, elements)
            try setLists(step, lists, lists.owner, mapped, isConstant)
        } else {
            try filterLists(step, lists, self[result], isConstant)
        }
        for register in block.locals { release(register) }
        restore(block, outer)
        giveIndices(owners.buffer)
    }

    /// Sets the block's parameters: the element, and each captured operand repeated for the elements of its row.
    private func bindElement(_ step: Step, _ lists: Lists, _ owners: Selection) throws(Failure) {
        let parameters = step.blocks[0].parameters
        try set(parameters[0], lists.elements, isConstant: false)
        for (parameter, operand) in zip(parameters.dropFirst(), step.operands.dropFirst()) {
            self[parameter] = try gather(self[operand], types[operand], owners)
        }
    }

    private func setLists(
        _ step: Step, _ lists: Lists, _ offsets: Buffer, _ elements: Column, _ isConstant: Bool
    ) throws(Failure) {
        let column = Column(
            type: step.type, count: lists.count, validity: lists.validity, values: offsets, children: [elements])
        try set(step.result, column, isConstant: isConstant)
    }

    private func filterLists(_ step: Step, _ lists: Lists, _ keep: RegisterValue, _ isConstant: Bool) throws(Failure) {
        let flags = keep.values!.pointer(UInt8.self)
        let stride = keep.stride
        let elements = lists.elements.count
        let indices = Selection(buffer: takeIndices(elements), count: elements)
        let offsets = Buffer(byteCount: (lists.count + 1) * 4)
        let ends = offsets.pointer(Int32.self)
        ends[0] = 0
        var kept = 0
        for row in 0..<lists.count {
            for element in Int(lists.offsets[row])..<Int(lists.offsets[row + 1]) {
                indices.rows[kept] = Int32(truncatingIfNeeded: element)
                let flag = flags[element &* stride] & (keep.valid.map { $0[element &* stride] } ?? 1)
                kept &+= Int(flag)
            }
            ends[row + 1] = Int32(truncatingIfNeeded: kept)
        }
        try checkFits(kept * 16)
        let column = lists.elements.gather(indices.rows, count: kept)
        giveIndices(indices.buffer)
        try setLists(step, lists, offsets, column, isConstant)
    }
}
