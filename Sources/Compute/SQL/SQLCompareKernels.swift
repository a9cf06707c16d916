// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

extension Machine {
    /// Comparison, by the order of values: NaN equals itself and is greatest. A null operand gives null, but for
    /// `sqlSame`, to which null is a value.
    func executeSQLCompare(_ step: Step, _ rows: Int, _ isConstant: Bool) throws(Failure) {
        if step.opcode == .sqlSame {
            let call = InstructionCall(step: step, rows: rows, isConstant: isConstant, validity: nil)
            try compareInOrder(.equal, call)
            if self[step.a].hasNulls || self[step.b].hasNulls { equateNulls(call, flip: 0) }
            return
        }
        if types[step.a] == .null || anyConstantNull(step) { return setNull(step.result) }
        let call = InstructionCall(
            step: step, rows: rows, isConstant: isConstant, validity: combinedValidity(step, rows))
        switch step.opcode {
        case .sqlEqual: try compareInOrder(.equal, call)
        case .sqlNotEqual: try compareInOrder(.notEqual, call)
        case .sqlLess: try compareInOrder(.less, call)
        case .sqlLessOrEqual: try compareInOrder(.lessOrEqual, call)
        case .sqlGreater: try compareInOrder(.greater, call)
        case .sqlGreaterOrEqual: try compareInOrder(.greaterOrEqual, call)
        default: throw noKernel(step.opcode)
        }
    }

    private func compareInOrder(_ test: OrderTest, _ call: InstructionCall) throws(Failure) {
        switch types[call.step.a] {
        case .int: try compareInts(test, call)
        case .float: try compareFloatsInOrder(test, call)
        case .string where test.isEquality, .bytes where test.isEquality: try equalViews(test, call)
        default: try compareGeneric(test, call)
        }
    }

    private func compareFloatsInOrder(_ test: OrderTest, _ call: InstructionCall) throws(Failure) {
        switch test {
        case .equal: try binary(SameFloat.self, call)
        case .notEqual: try binary(OtherFloat.self, call)
        case .less: try binary(LesserFloat.self, call)
        case .lessOrEqual: try binary(NoGreaterFloat.self, call)
        case .greater: try binary(GreaterFloat.self, call)
        case .greaterOrEqual: try binary(NoLesserFloat.self, call)
        }
    }

    // MARK: Logic

    /// Three-valued `and` and `or`.
    func executeSQLLogic(_ step: Step, _ rows: Int, _ isConstant: Bool) throws(Failure) {
        let (left, right) = (self[step.a], self[step.b])
        let (a, b) = (left.values!.pointer(UInt8.self), right.values!.pointer(UInt8.self))
        let (strideA, strideB) = (left.stride, right.stride)
        let buffer = try allocate(rows, 1)
        let out = buffer.pointer(UInt8.self)
        // With both operands turned over, `or` is `and` turned over.
        let turn: UInt8 = step.opcode == .sqlOr ? 1 : 0
        guard left.validity != nil || right.validity != nil else {
            for row in 0..<rows {
                out[row] = ((a[row &* strideA] ^ turn) & (b[row &* strideB] ^ turn)) ^ turn
            }
            return set(step.result, flat: buffer, validity: nil, isConstant: isConstant, charge: rows)
        }
        let mask = Buffer(byteCount: rows)
        let valid = mask.pointer(UInt8.self)
        var nulls: UInt8 = 0
        for row in 0..<rows {
            let knownA = left.valid.map { $0[row &* strideA] } ?? 1
            let knownB = right.valid.map { $0[row &* strideB] } ?? 1
            let (x, y) = (a[row &* strideA] ^ turn, b[row &* strideB] ^ turn)
            let isFalse = (knownA & (x ^ 1)) | (knownB & (y ^ 1))
            let isKnown = (knownA & knownB) | (isFalse & 1)
            out[row] = (isFalse ^ 1) ^ turn
            valid[row] = isKnown
            nulls |= isKnown ^ 1
        }
        set(step.result, flat: buffer, validity: nulls == 0 ? nil : mask, isConstant: isConstant, charge: rows)
    }

    // MARK: Choice

    /// `sqlCoalesce`, `sqlLeast`, `sqlGreatest`: each row from one of two operands.
    func executeSQLChoice(_ step: Step, _ rows: Int, _ isConstant: Bool) throws(Failure) {
        let (left, right) = (self[step.a], self[step.b])
        if step.opcode == .sqlCoalesce {
            if !left.hasNulls { return set(step.result, sharing: left) }
            if left.isConstantNull { return set(step.result, sharing: right) }
        }
        let (first, second) = (column(step.a, rows), column(step.b, rows))
        let (strideA, strideB) = (left.stride, right.stride)
        let (yes, no) = (takeIndices(rows), takeIndices(rows))
        defer {
            giveIndices(yes)
            giveIndices(no)
        }
        let (lefts, rights) = (yes.pointer(Int32.self), no.pointer(Int32.self))
        var (leftCount, rightCount) = (0, 0)
        let sign = step.opcode == .sqlGreatest ? -1 : 1
        for row in 0..<rows {
            let (x, y) = (row &* strideA, row &* strideB)
            let takesLeft =
                if first.isNull(x) {
                    false
                } else if step.opcode == .sqlCoalesce || second.isNull(y) {
                    true
                } else {
                    first.compare(x, with: second, y) * sign <= 0
                }
            if takesLeft {
                lefts[leftCount] = Int32(truncatingIfNeeded: row)
                leftCount &+= 1
            } else {
                rights[rightCount] = Int32(truncatingIfNeeded: row)
                rightCount &+= 1
            }
        }
        let scatter = Scatter(step.type, count: rows)
        for (part, value, indices, count) in [(first, left, lefts, leftCount), (second, right, rights, rightCount)] {
            let chosen = value.isConstant ? part : part.gather(indices, count: count)
            scatter.put(chosen, stride: value.stride, rows: indices, count: count)
        }
        try set(step.result, scatter.finish(), isConstant: isConstant)
    }

    // MARK: Sets

    func executeSQLIn(_ step: Step, _ rows: Int, _ isConstant: Bool) throws(Failure) {
        if types[step.a] == .null || anyConstantNull(step) { return setNull(step.result) }
        let call = InstructionCall(
            step: step, rows: rows, isConstant: isConstant, validity: combinedValidity(step, rows))
        let operand = column(step.a, rows)
        let buffer = try allocate(rows, 1)
        let out = buffer.pointer(UInt8.self)
        var nulls = NullMask(call)
        if self[step.b].isConstant {
            let set = constantSet(step.b)
            set.test(operand, stride: self[step.a].stride, rows: rows, out)
            if set.hasNull { for row in 0..<rows where out[row] == 0 { nulls.add(row) } }
        } else {
            let lists = Lists(column(step.b, rows))
            let elements = lists.elements
            let stride = self[step.a].stride
            for row in 0..<rows {
                out[row] = 0
                if call.isNull(row) { continue }
                var hasNull = false
                for element in Int(lists.offsets[row])..<Int(lists.offsets[row + 1]) {
                    if elements.isNull(element) {
                        hasNull = true
                    } else if elements.equals(element, operand, row &* stride) {
                        out[row] = 1
                        break
                    }
                }
                if hasNull && out[row] == 0 { nulls.add(row) }
            }
        }
        set(step.result, flat: buffer, validity: nulls.validity, isConstant: isConstant, charge: rows)
    }

    /// The set of a list that is the same for all rows; made once when it is the program's.
    private func constantSet(_ register: Int) -> ValueSet {
        if let known = constantSets[register] { return known }
        let lists = Lists(column(register, 1))
        let (first, end) = (Int(lists.offsets[0]), Int(lists.offsets[1]))
        let set = ValueSet(lists.elements.slice(first, end - first))
        if isProgramConstant(register) { constantSets[register] = set }
        return set
    }
}

/// The values of a list for lookup, by hash.
final class ValueSet {
    let hasNull: Bool
    private let elements: Column
    private let hashes: [UInt64]
    /// Element numbers + 1 by the lowest bits of the hash, the next place where one is taken; 0 = free.
    private var slots: [Int32]

    init(_ elements: Column) {
        self.elements = elements
        let count = elements.count
        hashes = [UInt64](unsafeUninitializedCapacity: max(count, 1)) { memory, used in
            elements.hash(into: memory.baseAddress!)
            used = count
        }
        var size = 4
        while size < count * 2 { size *= 2 }
        slots = Array(repeating: 0, count: size)
        var hasNull = false
        for element in 0..<count {
            if elements.isNull(element) {
                hasNull = true
                continue
            }
            var slot = Int(truncatingIfNeeded: hashes[element]) & (size - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = Int32(truncatingIfNeeded: element + 1)
        }
        self.hasNull = hasNull
    }

    /// The place of the first element that equals row `row * stride` of `column`, or -1, for each row.
    func find(_ column: Column, stride: Int, rows: Int, _ out: UnsafeMutablePointer<Int>) {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: max(column.count, 1)) { own in
            guard let start = own.baseAddress else { return }
            column.hash(into: start)
            let mask = slots.count - 1
            for row in 0..<rows {
                let hash = start[row &* stride]
                var slot = Int(truncatingIfNeeded: hash) & mask
                out[row] = -1
                while slots[slot] != 0 {
                    let element = Int(slots[slot]) &- 1
                    if hashes[element] == hash, elements.equals(element, column, row &* stride) {
                        out[row] = element
                        break
                    }
                    slot = (slot &+ 1) & mask
                }
            }
        }
    }

    /// Whether row `row * stride` of `column` is in the set, for each row.
    func test(_ column: Column, stride: Int, rows: Int, _ out: UnsafeMutablePointer<UInt8>) {
        switch elements.type {
        case .int:
            let (own, others) = (UnsafePointer(elements.ints), UnsafePointer(column.ints))
            test(column, stride, rows, out) { own[$0] == others[$1] }
        case .string, .bytes:
            let (own, others) = (UnsafePointer(elements.views), UnsafePointer(column.views))
            let (data, otherData) = (elements.dataPointers, column.dataPointers)
            test(column, stride, rows, out) { element, row in
                let (left, right) = (own[element], others[row])
                if left.word0 != right.word0 { return false }
                if left.isInline { return left.word1 == right.word1 }
                return compareBytes(viewBytes(own, element, data), viewBytes(others, row, otherData)) == 0
            }
        default: test(column, stride, rows, out) { elements.equals($0, column, $1) }
        }
    }

    /// `areEqual`: an element, and a row whose hash is the same.
    @inline(__always)
    private func test(
        _ column: Column, _ stride: Int, _ rows: Int, _ out: UnsafeMutablePointer<UInt8>,
        _ areEqual: (Int, Int) -> Bool
    ) {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: column.count) { own in
            guard let start = own.baseAddress else { return }
            column.hash(into: start)
            let mask = slots.count - 1
            hashes.withUnsafeBufferPointer { hashes in
                slots.withUnsafeBufferPointer { slots in
                    for row in 0..<rows {
                        let hash = start[row &* stride]
                        var slot = Int(truncatingIfNeeded: hash) & mask
                        out[row] = 0
                        while slots[slot] != 0 {
                            let element = Int(slots[slot]) &- 1
                            if hashes[element] == hash, areEqual(element, row &* stride) {
                                out[row] = 1
                                break
                            }
                            slot = (slot &+ 1) & mask
                        }
                    }
                }
            }
        }
    }
}

extension RegisterValue {
    /// Whether a row may be null.
    var hasNulls: Bool { validity != nil || column?.type == .null }
}

// Floats in the order of values.

private enum SameFloat: BinaryKernel {
    @inline(__always) static func apply(_ a: Double, _ b: Double, _ flags: inout Int) -> UInt8 {
        a == b || (a != a && b != b) ? 1 : 0
    }
}

private enum OtherFloat: BinaryKernel {
    @inline(__always) static func apply(_ a: Double, _ b: Double, _ flags: inout Int) -> UInt8 {
        a == b || (a != a && b != b) ? 0 : 1
    }
}

private enum LesserFloat: BinaryKernel {
    @inline(__always) static func apply(_ a: Double, _ b: Double, _ flags: inout Int) -> UInt8 {
        a < b || (a == a && b != b) ? 1 : 0
    }
}

private enum NoGreaterFloat: BinaryKernel {
    @inline(__always) static func apply(_ a: Double, _ b: Double, _ flags: inout Int) -> UInt8 {
        a <= b || b != b ? 1 : 0
    }
}

private enum GreaterFloat: BinaryKernel {
    @inline(__always) static func apply(_ a: Double, _ b: Double, _ flags: inout Int) -> UInt8 {
        a > b || (a != a && b == b) ? 1 : 0
    }
}

private enum NoLesserFloat: BinaryKernel {
    @inline(__always) static func apply(_ a: Double, _ b: Double, _ flags: inout Int) -> UInt8 {
        a >= b || a != a ? 1 : 0
    }
}
