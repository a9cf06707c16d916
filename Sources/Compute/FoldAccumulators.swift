// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Accumulators of plain values: one kernel application a row, in the order of the rows.
final class FoldAccumulators<K: BinaryKernel>: Accumulators where K.Operand == K.Result {
    private let type: DataType
    private let identity: K.Operand
    private let name: String
    private var states = Growing<K.Operand>()
    /// 0 for groups with a null among their values; nil while there is none.
    private var valid: Growing<UInt8>?

    /// `identity` combined with a value gives the value.
    init(_ type: DataType, _ identity: K.Operand, _ name: String) {
        self.type = type
        self.identity = identity
        self.name = name
    }

    deinit {
        states.free()
        valid?.free()
    }

    var groupByteCount: Int { MemoryLayout<K.Operand>.stride + 1 }
    var variableByteCount: Int { 0 }
    var isVariable: Bool { false }

    func ensure(_ capacity: Int) {
        if capacity <= states.count { return }
        let old = states.count
        states.reserve(capacity)
        (states.base + old).initialize(repeating: identity, count: capacity - old)
        states.count = capacity
        if valid != nil { growValid(capacity) }
    }

    private func growValid(_ capacity: Int) {
        var mask = valid ?? Growing<UInt8>(capacity: capacity)
        let old = mask.count
        mask.reserve(capacity)
        (mask.base + old).initialize(repeating: 1, count: capacity - old)
        mask.count = capacity
        valid = mask
    }

    func update(_ groups: UnsafePointer<Int32>, _ values: Column, known: Int) throws(ComputeError) {
        if let mask = values.valid { return try updateValid(groups, values, mask) }
        let source = UnsafePointer(values.values!.pointer(K.Operand.self))
        if foldRows(K.self, states.base, groups, source, values.count) < 0 { throw overflowError(name) }
    }

    private func updateValid(
        _ groups: UnsafePointer<Int32>, _ values: Column, _ mask: UnsafePointer<UInt8>
    ) throws(ComputeError) {
        if valid == nil { growValid(states.count) }
        let (out, valid) = (states.base, valid!.base)
        let source = values.values!.pointer(K.Operand.self)
        for row in 0..<values.count {
            let group = Int(groups[row])
            valid[group] &= mask[row]
            if valid[group] == 0 { continue }
            var flags = 0
            out[group] = K.apply(out[group], source[row], &flags)
            if flags < 0 { throw overflowError(name) }
        }
    }

    func results(_ groups: UnsafePointer<Int32>, _ rows: Int) throws(ComputeError) -> Column {
        let buffer = Buffer(byteCount: rows * MemoryLayout<K.Operand>.stride)
        let (out, source) = (buffer.pointer(K.Operand.self), states.base)
        for row in 0..<rows { out[row] = source[Int(groups[row])] }
        let mask = valid.map { valid in
            let mask = Buffer(byteCount: rows)
            let out = mask.pointer(UInt8.self)
            for row in 0..<rows { out[row] = valid.base[Int(groups[row])] }
            return mask
        }
        return Column(type: type, count: rows, validity: mask, values: buffer)
    }
}

/// The sign bit of the result is set when some row failed.
@inline(__always)
private func foldRows<K: BinaryKernel>(
    _: K.Type, _ states: UnsafeMutablePointer<K.Operand>, _ groups: UnsafePointer<Int32>,
    _ values: UnsafePointer<K.Operand>, _ rows: Int
) -> Int where K.Operand == K.Result {
    var flags = 0
    for row in 0..<rows {
        let group = Int(groups[row])
        states[group] = K.apply(states[group], values[row], &flags)
    }
    return flags
}

/// Numbers of rows.
final class CountAccumulators: Accumulators {
    private var states = Growing<Int>()

    deinit { states.free() }

    var groupByteCount: Int { 8 }
    var variableByteCount: Int { 0 }
    var isVariable: Bool { false }

    func ensure(_ capacity: Int) {
        if capacity <= states.count { return }
        let old = states.count
        states.reserve(capacity)
        (states.base + old).initialize(repeating: 0, count: capacity - old)
        states.count = capacity
    }

    func update(_ groups: UnsafePointer<Int32>, _ values: Column, known: Int) throws(ComputeError) {
        let out = states.base
        for row in 0..<values.count { out[Int(groups[row])] &+= 1 }
    }

    func results(_ groups: UnsafePointer<Int32>, _ rows: Int) throws(ComputeError) -> Column {
        let source = states.base
        return .ints(count: rows) { out in
            for row in 0..<rows { out[row] = source[Int(groups[row])] }
        }
    }
}
