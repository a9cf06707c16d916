// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

extension Machine {
    func executeList(_ call: InstructionCall) throws(Failure) {
        switch call.step.opcode {
        case .member: try takeMember(call)
        case .listCount: try countElements(call)
        case .listElement: try pickElements(call)
        case .listContains: try searchLists(call)
        case .listSlice: try sliceLists(call)
        case .listConcatenate: try concatenateLists(call)
        case .listRange: try rangeLists(call)
        case .listSum: try sumLists(call)
        case .listMinimum, .listMaximum: try extremeElements(call)
        case .listSort: try sortLists(call)
        case .listReverse: try reverseLists(call)
        default: throw noKernel(call.step.opcode)
        }
    }

    func setFlat(_ call: InstructionCall, _ buffer: Buffer, _ width: Int, nullsToo: Buffer? = nil) {
        let validity = InstructionCall(call, nullsToo: nullsToo).validity
        set(
            call.step.result, flat: buffer, validity: validity, isConstant: call.isConstant, charge: call.rows * width)
    }

    private func takeMember(_ call: InstructionCall) throws(Failure) {
        let tuple = column(call.step.a, call.rows)
        let child = tuple.children[call.step.immediate]
        guard let mask = call.validity, child.type != .null else {
            self[call.step.result] = RegisterValue(child, isConstant: call.isConstant)
            return
        }
        let both = child.valid.map { own in
            let buffer = Buffer(byteCount: call.rows)
            let (out, outer) = (buffer.pointer(UInt8.self), mask.pointer(UInt8.self))
            for row in 0..<call.rows { out[row] = own[row] & outer[row] }
            return buffer
        }
        let member = Column(
            type: child.type, count: child.count, validity: both ?? mask, values: child.values, data: child.data,
            children: child.children)
        self[call.step.result] = RegisterValue(member, isConstant: call.isConstant)
    }

    /// Element j of row i is operand j's row i.
    func makeList(_ step: Step, _ rows: Int, _ isConstant: Bool) throws(Failure) {
        let width = step.operands.count
        var parts: [Column] = []
        for register in step.operands {
            parts.append(isConstant ? column(register, 1) : try fullColumn(register, rows))
        }
        try checkFits(rows * width * (parts[0].type.valueByteCount + 4))
        let all = concatenateShared(parts)
        let indices = Buffer(byteCount: rows * width * 4)
        let order = indices.pointer(Int32.self)
        let offsets = Buffer(byteCount: (rows + 1) * 4)
        let ends = offsets.pointer(Int32.self)
        ends[0] = 0
        for row in 0..<rows {
            for part in 0..<width { order[row * width + part] = Int32(truncatingIfNeeded: part * rows + row) }
            ends[row + 1] = Int32(truncatingIfNeeded: (row + 1) * width)
        }
        let elements = all.gather(order, count: rows * width)
        let lists = Column(type: step.type, count: rows, values: offsets, children: [elements])
        try set(step.result, lists, isConstant: isConstant)
    }

    private func countElements(_ call: InstructionCall) throws(Failure) {
        let offsets = column(call.step.a, call.rows).offsets
        let buffer = try allocate(call.rows, 8)
        let out = buffer.pointer(Int.self)
        for row in 0..<call.rows { out[row] = Int(offsets[row + 1] &- offsets[row]) }
        setFlat(call, buffer, 8)
    }

    /// Sets the result to elements `places[row]` of the lists' elements; -1 stands for null.
    func setElements(
        _ call: InstructionCall, _ elements: Column, _ places: UnsafeMutablePointer<Int32>
    ) throws(Failure) {
        var mask: Buffer?
        for row in 0..<call.rows where places[row] < 0 {
            if mask == nil { mask = Buffer(byteCount: call.rows, filledWith: 1) }
            mask!.pointer(UInt8.self)[row] = 0
            places[row] = 0
        }
        if elements.count == 0 {
            let nulls = Column(types[call.step.result], Array(repeating: .null, count: call.rows))!
            return try set(call.step.result, nulls, isConstant: call.isConstant)
        }
        let picked = elements.gather(places, count: call.rows)
        guard let mask, picked.type != .null else {
            return try set(call.step.result, picked, isConstant: call.isConstant)
        }
        if let own = picked.valid {
            let out = mask.pointer(UInt8.self)
            for row in 0..<call.rows { out[row] &= own[row] }
        }
        let masked = Column(
            type: picked.type, count: picked.count, validity: mask, values: picked.values, data: picked.data,
            children: picked.children)
        try set(call.step.result, masked, isConstant: call.isConstant)
    }

    private func pickElements(_ call: InstructionCall) throws(Failure) {
        let lists = Lists(try fullColumn(call.step.a, call.rows, call))
        let places = self[call.step.b]
        let indices = places.values!.pointer(Int.self)
        let buffer = takeIndices(call.rows)
        let out = buffer.pointer(Int32.self)
        for row in 0..<call.rows {
            if call.isNull(row) {
                out[row] = -1
                continue
            }
            let index = indices[row &* places.stride]
            let length = Int(lists.offsets[row + 1] - lists.offsets[row])
            let place = index < 0 && call.step.immediate != 0 ? index &+ length : index
            if place < 0 || place >= length {
                if call.step.immediate == 2 {
                    out[row] = -1
                    continue
                }
                throw Failure(
                    .indexOutOfRange,
                    call.step.immediate == 1
                        ? "list index out of range"
                        : "index \(index) is out of range of a list of \(length) elements", row: row)
            }
            out[row] = lists.offsets[row] + Int32(truncatingIfNeeded: place)
        }
        try setElements(call, lists.elements, out)
        giveIndices(buffer)
    }

    /// A list that is the same for all rows is hashed once.
    private func searchLists(_ call: InstructionCall) throws(Failure) {
        let wanted = column(call.step.b, call.rows)
        let stride = self[call.step.b].stride
        let buffer = try allocate(call.rows, 1)
        let out = buffer.pointer(UInt8.self)
        if let set = try foundPlaces(call.step.a) {
            set.test(wanted, stride: stride, rows: call.rows, out)
            return setFlat(call, buffer, 1)
        }
        let lists = Lists(try fullColumn(call.step.a, call.rows, call))
        for row in 0..<call.rows {
            out[row] = 0
            for element in Int(lists.offsets[row])..<Int(lists.offsets[row + 1])
            where equalsIEEE(lists.elements, element, wanted, row * stride) {
                out[row] = 1
                break
            }
        }
        setFlat(call, buffer, 1)
    }

    private func sliceLists(_ call: InstructionCall) throws(Failure) {
        let lists = Lists(try fullColumn(call.step.a, call.rows, call))
        let (from, to) = (self[call.step.b], self[call.step.c])
        let (firsts, lasts) = (from.values!.pointer(Int.self), to.values!.pointer(Int.self))
        let indices = takeIndices(lists.elements.count)
        let order = indices.pointer(Int32.self)
        let offsets = Buffer(byteCount: (call.rows + 1) * 4)
        let ends = offsets.pointer(Int32.self)
        ends[0] = 0
        var written = 0
        for row in 0..<call.rows {
            let first = Int(lists.offsets[row])
            if !call.isNull(row) {
                let range = clampedSlice(
                    firsts[row &* from.stride], lasts[row &* to.stride], Int(lists.offsets[row + 1]) - first)
                for element in range {
                    order[written] = Int32(truncatingIfNeeded: first + element)
                    written += 1
                }
            }
            ends[row + 1] = Int32(truncatingIfNeeded: written)
        }
        try setLists(call, offsets, lists.elements.gather(order, count: written))
        giveIndices(indices)
    }

    func setLists(_ call: InstructionCall, _ offsets: Buffer, _ elements: Column) throws(Failure) {
        let lists = Column(
            type: call.step.type, count: call.rows, validity: call.validity, values: offsets, children: [elements])
        try set(call.step.result, lists, isConstant: call.isConstant)
    }

    private func concatenateLists(_ call: InstructionCall) throws(Failure) {
        let left = Lists(try fullColumn(call.step.a, call.rows, call))
        let right = Lists(try fullColumn(call.step.b, call.rows, call))
        let total = left.elements.count + right.elements.count
        try checkFits(total * 4)
        if total > ComputeLimits.listElementsMax { throw Failure(.memoryExceeded, "too many list elements in a batch") }
        let all = concatenateShared([left.elements, right.elements])
        let indices = takeIndices(total)
        let order = indices.pointer(Int32.self)
        let offsets = Buffer(byteCount: (call.rows + 1) * 4)
        let ends = offsets.pointer(Int32.self)
        ends[0] = 0
        var written = 0
        let shift = Int32(truncatingIfNeeded: left.elements.count)
        for row in 0..<call.rows {
            if !call.isNull(row) {
                for element in left.offsets[row]..<left.offsets[row + 1] {
                    order[written] = element
                    written += 1
                }
                for element in right.offsets[row]..<right.offsets[row + 1] {
                    order[written] = element + shift
                    written += 1
                }
            }
            ends[row + 1] = Int32(truncatingIfNeeded: written)
        }
        try setLists(call, offsets, all.gather(order, count: written))
        giveIndices(indices)
    }

    private func rangeLists(_ call: InstructionCall) throws(Failure) {
        let (from, to) = (self[call.step.a], self[call.step.b])
        let (firsts, lasts) = (from.values!.pointer(Int.self), to.values!.pointer(Int.self))
        let offsets = Buffer(byteCount: (call.rows + 1) * 4)
        let ends = offsets.pointer(Int32.self)
        ends[0] = 0
        var total = 0
        for row in 0..<call.rows {
            let (first, last) = (firsts[row &* from.stride], lasts[row &* to.stride])
            if !call.isNull(row) && first < last {
                let (length, overflow) = last.subtractingReportingOverflow(first)
                if overflow || length > ComputeLimits.listElementsMax - total {
                    throw Failure(
                        .memoryExceeded,
                        "the range \(first) ..< \(last) has more than the \(ComputeLimits.listElementsMax) elements "
                            + "that lists may have", row: row)
                }
                total += length
            }
            ends[row + 1] = Int32(truncatingIfNeeded: total)
        }
        try checkFits(total * 8)
        let values = Buffer(byteCount: total * 8)
        let out = values.pointer(Int.self)
        for row in 0..<call.rows {
            let first = firsts[row &* from.stride]
            let start = Int(ends[row])
            for place in start..<Int(ends[row + 1]) { out[place] = first &+ (place &- start) }
        }
        try setLists(call, offsets, Column(type: .int, count: total, values: values))
    }

    private func reverseLists(_ call: InstructionCall) throws(Failure) {
        let lists = Lists(try fullColumn(call.step.a, call.rows, call))
        let indices = takeIndices(lists.elements.count)
        let order = indices.pointer(Int32.self)
        for row in 0..<call.rows {
            let (first, end) = (lists.offsets[row], lists.offsets[row + 1])
            for place in first..<end { order[Int(place)] = first + (end - 1 - place) }
        }
        let elements = lists.elements.gather(order, count: lists.elements.count)
        try setLists(call, lists.owner, elements)
        giveIndices(indices)
    }

    private func sortLists(_ call: InstructionCall) throws(Failure) {
        let lists = Lists(try fullColumn(call.step.a, call.rows, call))
        let elements = lists.elements
        let indices = takeIndices(elements.count)
        let scratch = takeIndices(elements.count)
        let order = indices.pointer(Int32.self)
        for element in 0..<elements.count { order[element] = Int32(truncatingIfNeeded: element) }
        let sign = call.step.immediate == 1 ? -1 : 1
        for row in 0..<call.rows {
            let first = Int(lists.offsets[row])
            let count = Int(lists.offsets[row + 1]) - first
            mergeSort(order + first, scratch.pointer(Int32.self), count) { left, right in
                elements.compare(Int(left), with: elements, Int(right)) * sign
            }
            if elements.type.containsAny {
                for index in first..<max(first + count - 1, first) {
                    let (left, right) = sign > 0 ? (index + 1, index) : (index, index + 1)
                    _ = try strictOrder(elements, Int(order[left]), elements, Int(order[right]), row)
                }
            }
        }
        try setLists(call, lists.owner, elements.gather(order, count: elements.count))
        giveIndices(indices)
        giveIndices(scratch)
    }

    private func extremeElements(_ call: InstructionCall) throws(Failure) {
        let lists = Lists(try fullColumn(call.step.a, call.rows, call))
        let sign = call.step.opcode == .listMinimum ? 1 : -1
        let buffer = takeIndices(call.rows)
        let out = buffer.pointer(Int32.self)
        for row in 0..<call.rows {
            if call.isNull(row) {
                out[row] = -1
                continue
            }
            var best = lists.offsets[row]
            if best == lists.offsets[row + 1] {
                throw Failure(.emptyList, "an empty list has no least or greatest element", row: row)
            }
            let elements = lists.elements
            if call.step.immediate == 1, !elements.type.containsAny {
                for element in best..<lists.offsets[row + 1]
                where comesFirst(elements, Int(element), Int(best), sign) { best = element }
            } else if elements.type.containsAny {
                for element in (best + 1)..<lists.offsets[row + 1] {
                    if try strictOrder(elements, Int(element), elements, Int(best), row) * sign < 0 { best = element }
                }
            } else {
                for element in best..<lists.offsets[row + 1]
                where elements.compare(Int(element), with: elements, Int(best)) * sign < 0 { best = element }
            }
            out[row] = best
        }
        try setElements(call, lists.elements, out)
        giveIndices(buffer)
    }

    /// A null element makes the sum null.
    private func sumLists(_ call: InstructionCall) throws(Failure) {
        let lists = Lists(try fullColumn(call.step.a, call.rows, call))
        let valid = lists.elements.valid
        let nulls = valid.map { _ in Buffer(byteCount: call.rows, filledWith: 1) }
        if let valid, let mask = nulls?.pointer(UInt8.self) {
            for row in 0..<call.rows {
                for element in Int(lists.offsets[row])..<Int(lists.offsets[row + 1]) { mask[row] &= valid[element] }
            }
        }
        let buffer = try allocate(call.rows, 8)
        if types[call.step.result] == .int {
            try sumInts(call, lists, nulls?.pointer(UInt8.self), buffer.pointer(Int.self))
        } else {
            let (out, values) = (buffer.pointer(Double.self), lists.elements.floats)
            for row in 0..<call.rows {
                var sum = 0.0
                for element in Int(lists.offsets[row])..<Int(lists.offsets[row + 1]) { sum += values[element] }
                out[row] = sum
            }
        }
        setFlat(call, buffer, 8, nullsToo: nulls)
    }

    private func sumInts(
        _ call: InstructionCall, _ lists: Lists, _ mask: UnsafePointer<UInt8>?, _ out: UnsafeMutablePointer<Int>
    ) throws(Failure) {
        let values = lists.elements.ints
        for row in 0..<call.rows {
            var sum = 0
            out[row] = 0
            if let mask, mask[row] == 0 { continue }
            for element in Int(lists.offsets[row])..<Int(lists.offsets[row + 1]) {
                let (next, overflow) = sum.addingReportingOverflow(values[element])
                if overflow {
                    throw Failure(.overflow, "the sum of the list does not fit in 64 bits", row: row)
                }
                sum = next
            }
            out[row] = sum
        }
    }
}

/// `Column.strictOrder`; `at` is the row to blame.
func strictOrder(
    _ left: Column, _ row: Int, _ right: Column, _ otherRow: Int, _ at: Int
) throws(Failure) -> Int {
    do throws(Incomparable) { return try left.strictOrder(row, with: right, otherRow) } catch {
        throw Failure(error, row: at)
    }
}

/// Equality as `equal` has it: floats by IEEE 754, all else by `Column.compare`.
func equalsIEEE(_ left: Column, _ row: Int, _ right: Column, _ otherRow: Int) -> Bool {
    if left.type == .any { return anyEquals(left.anyCursor(row), right.anyCursor(otherRow), nanIsEqual: false) }
    if left.type == .float && !left.isNull(row) && !right.isNull(otherRow) {
        return left.floats[row] == right.floats[otherRow]
    }
    return left.equals(row, right, otherRow)
}

/// Stable sort of `items[0 ..< count]`; `scratch` has room for as many. `order` is negative when left comes first.
@inline(__always)
func mergeSort(
    _ items: UnsafeMutablePointer<Int32>, _ scratch: UnsafeMutablePointer<Int32>, _ count: Int,
    _ order: (Int32, Int32) -> Int
) {
    // Insertion sort of short pieces, then merges of doubling width.
    let piece = 12
    var start = 0
    while start < count {
        let end = min(start + piece, count)
        var next = start + 1
        while next < end {
            let item = items[next]
            var place = next
            while place > start && order(item, items[place - 1]) < 0 {
                items[place] = items[place - 1]
                place -= 1
            }
            items[place] = item
            next += 1
        }
        start = end
    }
    var (from, to) = (items, scratch)
    var width = piece
    while width < count {
        var left = 0
        while left < count {
            let middle = min(left + width, count)
            let end = min(left + 2 * width, count)
            var (a, b, out) = (left, middle, left)
            while a < middle && b < end {
                if order(from[b], from[a]) < 0 {
                    to[out] = from[b]
                    b += 1
                } else {
                    to[out] = from[a]
                    a += 1
                }
                out += 1
            }
            (to + out).update(from: from + a, count: middle - a)
            (to + out + (middle - a)).update(from: from + b, count: end - b)
            left = end
        }
        swap(&from, &to)
        width *= 2
    }
    if from != items { items.update(from: from, count: count) }
}
