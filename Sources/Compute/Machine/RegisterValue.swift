// SPDX-License-Identifier: Apache-2.0

import Columnar

/// What a register holds: a column, or one value for all rows (a column of one row, `isConstant`).
///
/// Columns of bool, int, float and decimal are kept as their buffers, so that arithmetic makes no `Column` objects.
struct RegisterValue {
    var column: Column?
    var values: Buffer?
    var validity: Buffer?
    var isConstant = false
    /// `values` came from the pool of this runner and may go back there.
    var isPooled = false
    /// Bytes counted against the memory limit for this value.
    var charge = 0

    init() {}

    init(_ column: Column, isConstant: Bool = false) {
        self.isConstant = isConstant
        validity = column.validity
        switch column.type {
        case .bool, .int, .float, .decimal: values = column.values
        default: self.column = column
        }
    }

    /// A value of bool, int, float or decimal in a buffer of the pool.
    init(flat values: Buffer, validity: Buffer?, isConstant: Bool) {
        self.values = values
        self.validity = validity
        self.isConstant = isConstant
        isPooled = true
    }

    /// The same value in another register: counted once.
    var shared: RegisterValue {
        var copy = self
        copy.charge = 0
        return copy
    }

    var valid: UnsafeMutablePointer<UInt8>? { validity?.pointer(UInt8.self) }

    /// Distance between rows: 0 for a constant.
    var stride: Int { isConstant ? 0 : 1 }

    var isConstantNull: Bool {
        guard isConstant else { return false }
        return column?.type == .null || (valid.map { $0[0] == 0 } ?? false)
    }

    /// As a column of `count` rows (1 for a constant).
    func asColumn(_ type: DataType, _ count: Int) -> Column {
        if let column { return column }
        let rows = isConstant ? 1 : count
        return Column(
            type: type, count: rows, validity: validity.map { exactly($0, rows) },
            values: values.map { exactly($0, rows * type.valueByteCount) })
    }
}

/// The first `byteCount` bytes of a buffer that may be larger.
private func exactly(_ buffer: Buffer, _ byteCount: Int) -> Buffer {
    buffer.byteCount == byteCount ? buffer : Buffer(slice: buffer, offset: 0, byteCount: byteCount)
}

/// Buffers for the next instruction, so that a program over equal batches allocates nothing.
struct BufferPool {
    private var free: [[Buffer]] = Array(repeating: [], count: 24)
    private var byteCount = 0

    /// A buffer of at least `bytes`, uninitialised.
    mutating func take(_ bytes: Int) -> Buffer {
        if bytes > ComputeLimits.pooledBufferByteCountMax { return Buffer(byteCount: bytes) }
        let level = Self.level(bytes)
        if let buffer = free[level].popLast() {
            byteCount -= buffer.byteCount
            return buffer
        }
        return Buffer(byteCount: 1 << level)
    }

    /// Takes back a buffer that nobody else refers to.
    mutating func give(_ buffer: Buffer) {
        let level = Self.level(buffer.byteCount)
        guard level < free.count, buffer.byteCount == 1 << level,
            byteCount + buffer.byteCount <= ComputeLimits.pooledByteCountMax
        else { return }
        byteCount += buffer.byteCount
        free[level].append(buffer)
    }

    /// The power of two that holds `bytes`.
    private static func level(_ bytes: Int) -> Int {
        bytes <= 64 ? 6 : Int.bitWidth - (bytes - 1).leadingZeroBitCount
    }
}
