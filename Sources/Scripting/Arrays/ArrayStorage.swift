// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The memory of arrays: views share it.
final class ArrayStorage {
    let type: ElementType
    let count: Int
    let base: UnsafeMutableRawPointer

    /// Room for so many elements, which are all 0 or not yet written.
    init(_ type: ElementType, count: Int, isZero: Bool = false) {
        self.type = type
        self.count = count
        let bytes = max(count &* type.stride, 8)
        guard let memory = isZero ? calloc(1, bytes) : malloc(bytes) else { fatalError("out of memory") }
        base = memory
        LiveMemory.add(Self.bytes(type, count))
    }

    deinit {
        free(base)
        LiveMemory.subtract(Self.bytes(type, count))
    }

    /// What the storage takes: the object and its memory.
    static func bytes(_ type: ElementType, _ count: Int) -> Int { 48 &+ LiveMemory.block(count &* type.stride) }

    var floats: UnsafeMutablePointer<Double> { base.assumingMemoryBound(to: Double.self) }
    var wholes: UnsafeMutablePointer<Int> { base.assumingMemoryBound(to: Int.self) }
    var truths: UnsafeMutablePointer<UInt8> { base.assumingMemoryBound(to: UInt8.self) }

    func value(_ place: Int) -> ArrayScalar {
        switch type.form {
        case .truth: ArrayScalar(truths[place] != 0)
        case .whole: ArrayScalar(wholes[place], type)
        case .float: ArrayScalar(floats[place], type)
        }
    }

    /// The element as Python's own number.
    func plain(_ place: Int) -> Value {
        switch type.form {
        case .truth: .bool(truths[place] != 0)
        case .whole: .int(wholes[place])
        case .float: .float(floats[place])
        }
    }

    /// Rounds what was calculated in the wide type to what the elements' own type holds.
    func settle() {
        switch type {
        case .float32: for place in 0..<count { floats[place] = rounded32(floats[place]) }
        case .int32: for place in 0..<count { wholes[place] = wrapped32(wholes[place]) }
        default: break
        }
    }
}

/// The float of 32 bits next to a number.
@inline(__always)
func rounded32(_ value: Double) -> Double { Double(Float(value)) }

/// The lowest 32 bits of a number.
@inline(__always)
func wrapped32(_ value: Int) -> Int { Int(Int32(truncatingIfNeeded: value)) }

/// New storage, counted before it is there.
func makeStorage(
    _ type: ElementType, _ count: Int, _ host: any ScriptHost, isZero: Bool = false
) throws(Raised) -> ArrayStorage {
    let (bytes, overflows) = count.multipliedReportingOverflow(by: type.stride)
    if overflows || count < 0 { throw Raised("MemoryError", "Unable to allocate an array of \(count) elements") }
    if bytes > ArrayLimits.bytesUncounted {
        try host.reserve(bytes)
        try host.spend(count >> 4)
    }
    return ArrayStorage(type, count: count, isZero: isZero)
}

/// New storage for all elements of a shape, whose lengths may be more than there is room for.
func makeStorage(
    _ type: ElementType, _ shape: ArrayLayout, _ host: any ScriptHost, isZero: Bool = false
) throws(Raised) -> ArrayStorage {
    let (count, overflows) = shape.rows.multipliedReportingOverflow(by: shape.columns)
    if overflows { throw Raised("MemoryError", "Unable to allocate an array with shape \(shape.shapeText)") }
    return try makeStorage(type, count, host, isZero: isZero)
}

/// Bounds of arrays.
enum ArrayLimits {
    /// Arrays of fewer bytes are counted when they are there.
    static let bytesUncounted = 4 << 10
    /// Elements that numpy takes into its buffer at a time, which decides the order of some sums.
    static let bufferedMax = 8_192
    /// Rows of an array that has no elements.
    static let emptyRowsMax = 1 << 20
    /// Elements above which `str` shows the ends alone, and how many of each end.
    static let shownMax = 1_000
    static let shownAtEnds = 3
    /// Columns of a line of `str`.
    static let lineWidth = 75
}
