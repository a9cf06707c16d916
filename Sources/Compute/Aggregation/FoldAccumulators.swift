// SPDX-License-Identifier: Apache-2.0

import Columnar

/// A kernel as functions over untyped memory, made where the kernel's type is known, so that their loops are compiled
/// for it: a generic class behind a protocol would run them through witness tables, value by value.
struct Fold {
    typealias Rows = (
        _ states: UnsafeMutableRawPointer, _ groups: UnsafePointer<Int32>, _ values: UnsafeRawPointer, _ count: Int
    ) -> Int
    typealias ValidRows = (
        _ states: UnsafeMutableRawPointer, _ valid: UnsafeMutablePointer<UInt8>, _ groups: UnsafePointer<Int32>,
        _ values: UnsafeRawPointer, _ mask: UnsafePointer<UInt8>, _ count: Int
    ) -> Int

    let type: DataType
    /// The bits of the value that, combined with another, gives the other.
    let identity: UInt64
    let name: String
    /// Folds each value into the state of its group; negative when some row failed.
    let rows: Rows
    /// The same with nulls among the values, which make their groups null.
    let validRows: ValidRows

    @inline(__always)
    static func kernel<K: BinaryKernel>(
        _: K.Type, _ type: DataType, identity: UInt64, _ name: String
    ) -> Fold where K.Operand == K.Result {
        Fold(
            type: type, identity: identity, name: name,
            rows: { states, groups, values, count in
                let states = states.assumingMemoryBound(to: K.Operand.self)
                let values = values.assumingMemoryBound(to: K.Operand.self)
                var flags = 0
                for row in 0..<count {
                    let group = Int(groups[row])
                    states[group] = K.apply(states[group], values[row], &flags)
                }
                return flags
            },
            validRows: { states, valid, groups, values, mask, count in
                let states = states.assumingMemoryBound(to: K.Operand.self)
                let values = values.assumingMemoryBound(to: K.Operand.self)
                var flags = 0
                for row in 0..<count {
                    let group = Int(groups[row])
                    valid[group] &= mask[row]
                    if valid[group] == 0 { continue }
                    states[group] = K.apply(states[group], values[row], &flags)
                }
                return flags
            })
    }

    static var sumInt: Fold { kernel(AddInt.self, .int, identity: 0, "the sum") }
    static var sumFloat: Fold { kernel(AddFloat.self, .float, identity: (-0.0).bitPattern, "the sum") }
    static var productInt: Fold { kernel(MultiplyInt.self, .int, identity: 1, "the product") }
    static var productFloat: Fold { kernel(MultiplyFloat.self, .float, identity: (1.0).bitPattern, "the product") }
    static var minimumInt: Fold { kernel(MinimumInt.self, .int, identity: UInt64(Int.max), "the minimum") }
    static var maximumInt: Fold { kernel(MaximumInt.self, .int, identity: 1 << 63, "the maximum") }
    static var minimumFloat: Fold { kernel(MinimumFloat.self, .float, identity: Double.nan.bitPattern, "the minimum") }
    static var maximumFloat: Fold {
        kernel(MaximumFloat.self, .float, identity: (-Double.infinity).bitPattern, "the maximum")
    }
    static var and: Fold { kernel(And.self, .bool, identity: 1, "the conjunction") }
    static var or: Fold { kernel(Or.self, .bool, identity: 0, "the disjunction") }
}

/// Accumulators of plain values: one kernel application a row, in the order of the rows.
final class FoldAccumulators: Accumulators {
    let fold: Fold
    private let width: Int
    private var bytes = Growing<UInt8>()
    private var capacity = 0
    /// 0 for groups with a null among their values; nil while there is none.
    private var valid: Growing<UInt8>?

    init(_ fold: Fold) {
        self.fold = fold
        width = fold.type.valueByteCount
    }

    deinit {
        bytes.free()
        valid?.free()
    }

    /// Whether some group is null.
    var hasNulls: Bool { valid != nil }

    /// Starts all groups anew and keeps the memory; for folds of eight bytes.
    func reset() {
        precondition(width == 8 && valid == nil)
        UnsafeMutableRawPointer(bytes.base).assumingMemoryBound(to: UInt64.self)
            .update(repeating: fold.identity, count: capacity)
    }

    /// As of a `CallState`.
    func restart(keeping first: Int, of count: Int) {
        let base = UnsafeMutableRawPointer(bytes.base)
        if width == 8 {
            restartGroups(base.assumingMemoryBound(to: UInt64.self), first, count, fold.identity)
        } else {
            restartGroups(bytes.base, first, count, UInt8(truncatingIfNeeded: fold.identity))
        }
        if let valid { restartGroups(valid.base, first, count, 1) }
    }

    var groupByteCount: Int { width + 1 }
    var variableByteCount: Int { 0 }
    var isVariable: Bool { false }

    func ensure(_ capacity: Int) {
        if capacity <= self.capacity { return }
        let old = self.capacity
        bytes.reserve(capacity * width)
        let base = UnsafeMutableRawPointer(bytes.base)
        if width == 8 {
            (base.assumingMemoryBound(to: UInt64.self) + old).update(repeating: fold.identity, count: capacity - old)
        } else {
            (bytes.base + old).update(repeating: UInt8(truncatingIfNeeded: fold.identity), count: capacity - old)
        }
        bytes.count = capacity * width
        self.capacity = capacity
        if valid != nil { growValid() }
    }

    private func growValid() {
        var mask = valid ?? Growing<UInt8>(capacity: capacity)
        let old = mask.count
        mask.reserve(capacity)
        (mask.base + old).update(repeating: 1, count: capacity - old)
        mask.count = capacity
        valid = mask
    }

    func update(_ groups: UnsafePointer<Int32>, _ values: Column, known: Int) throws(ComputeError) {
        let source = UnsafeRawPointer(values.values!.base)
        let flags: Int
        if values.validity != nil || valid != nil {
            if valid == nil { growValid() }
            let mask = values.validity ?? Buffer(byteCount: values.count, filledWith: 1)
            flags = withExtendedLifetime(mask) {
                fold.validRows(bytes.base, valid!.base, groups, source, mask.pointer(UInt8.self), values.count)
            }
        } else {
            flags = fold.rows(bytes.base, groups, source, values.count)
        }
        if flags < 0 { throw overflow }
    }

    /// One group becomes as another one is.
    func copy(_ from: Int, to group: Int) {
        let base = UnsafeMutableRawPointer(bytes.base)
        (base + group * width).copyMemory(from: base + from * width, byteCount: width)
        if let valid { valid.base[group] = valid.base[from] }
    }

    /// As `update`, of some of the rows: `groups` are theirs.
    func update(
        _ groups: UnsafePointer<Int32>, _ values: Column, rows first: Int, _ count: Int
    ) throws(ComputeError) {
        if values.validity != nil || valid != nil {
            return try update(groups, values.slice(first, count), known: 0)
        }
        let flags = fold.rows(bytes.base, groups, values.values!.base + first * width, count)
        if flags < 0 { throw overflow }
    }

    private var overflow: ComputeError {
        ComputeError(.overflow, "\(fold.name) of a group does not fit in 64 bits; use floats")
    }

    func results(_ groups: UnsafePointer<Int32>, _ rows: Int) throws(ComputeError) -> Column {
        let buffer = Buffer(byteCount: rows * width)
        if width == 8 {
            let source = UnsafeRawPointer(bytes.base).assumingMemoryBound(to: UInt64.self)
            let out = buffer.pointer(UInt64.self)
            for row in 0..<rows { out[row] = source[Int(groups[row])] }
        } else {
            let (out, source) = (buffer.pointer(UInt8.self), bytes.base)
            for row in 0..<rows { out[row] = source[Int(groups[row])] }
        }
        let mask = valid.map { valid in
            let mask = Buffer(byteCount: rows)
            let out = mask.pointer(UInt8.self)
            for row in 0..<rows { out[row] = valid.base[Int(groups[row])] }
            return mask
        }
        return Column(type: fold.type, count: rows, validity: mask, values: buffer)
    }
}

/// Numbers of rows.
final class CountAccumulators: Accumulators {
    private(set) var states = Growing<Int>()

    deinit { states.free() }

    var groupByteCount: Int { 8 }
    var variableByteCount: Int { 0 }
    var isVariable: Bool { false }

    func ensure(_ capacity: Int) {
        if capacity <= states.count { return }
        let old = states.count
        states.reserve(capacity)
        (states.base + old).update(repeating: 0, count: capacity - old)
        states.count = capacity
    }

    func update(_ groups: UnsafePointer<Int32>, _ values: Column, known: Int) throws(ComputeError) {
        let out = states.base
        for row in 0..<values.count { out[Int(groups[row])] &+= 1 }
    }

    func restart(keeping first: Int, of count: Int) { states.restart(keeping: first, of: count, as: 0) }

    /// Adds a number of rows to each of the groups.
    func add(_ groups: UnsafePointer<Int32>, _ numbers: UnsafePointer<Int>, _ rows: Int) {
        let out = states.base
        for row in 0..<rows { out[Int(groups[row])] &+= numbers[row] }
    }

    func results(_ groups: UnsafePointer<Int32>, _ rows: Int) throws(ComputeError) -> Column {
        let source = states.base
        return .ints(count: rows) { out in
            for row in 0..<rows { out[row] = source[Int(groups[row])] }
        }
    }
}
