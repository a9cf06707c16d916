// SPDX-License-Identifier: Apache-2.0

// The hash of a value decides the partition and the order of its group, so it is part of the protocol
// (protocol/blocks.md, "Hash of a value"): the same on every machine and in every version.

/// Multiplies to 128 bits and folds the halves.
@inlinable @inline(__always)
public func mixHash(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
}

public enum HashConstants {
    public static let seed: UInt64 = 0x9E37_79B9_7F4A_7C15
    public static let multiplier: UInt64 = 0xD6E8_FEB8_6659_FD93
    public static let length: UInt64 = 0xA076_1D64_78BD_642F
    public static let null: UInt64 = 0x2545_F491_4F6C_DD1D
}

@inlinable @inline(__always)
public func hashInt(_ value: Int) -> UInt64 {
    mixHash(UInt64(bitPattern: Int64(value)) ^ HashConstants.seed, HashConstants.multiplier)
}

/// A float that equals an integer hashes as the integer; -0.0 as 0; every NaN alike.
@inlinable @inline(__always)
public func hashFloat(_ value: Double) -> UInt64 {
    if let whole = Int(exactly: value) { return hashInt(whole) }
    let bits = value.isNaN ? Double.nan.bitPattern : value.bitPattern
    return mixHash(bits ^ HashConstants.length, HashConstants.multiplier)
}

/// A number that 64 bits hold hashes as an int.
@inlinable @inline(__always)
public func hashDecimal(_ value: Wide128) -> UInt64 {
    if value.isShort { return hashInt(Int(Int64(bitPattern: value.low))) }
    return mixHash(value.low ^ HashConstants.seed, UInt64(bitPattern: value.high) ^ HashConstants.length)
}

/// The hash of a short view, from its two words alone.
@inlinable @inline(__always)
public func hashInline(_ view: StringView) -> UInt64 {
    mixHash(view.word0 ^ HashConstants.seed, view.word1 ^ HashConstants.multiplier)
}

/// The hash of the bytes of a long view (more than 12 bytes), 16 at a time, the last 16 overlapping.
@inlinable
public func hashLong(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    let base = bytes.baseAddress!
    var state = UInt64(truncatingIfNeeded: bytes.count) ^ HashConstants.length
    var offset = 0
    while offset &+ 16 < bytes.count {
        let low = (base + offset).loadUnaligned(as: UInt64.self)
        let high = (base + offset + 8).loadUnaligned(as: UInt64.self)
        state = mixHash(low ^ state, high ^ HashConstants.multiplier)
        offset &+= 16
    }
    if bytes.count >= 16 {
        let low = (base + (bytes.count - 16)).loadUnaligned(as: UInt64.self)
        let high = (base + (bytes.count - 8)).loadUnaligned(as: UInt64.self)
        return mixHash(low ^ state, high ^ HashConstants.seed)
    }
    let low = base.loadUnaligned(as: UInt64.self)
    let high = (base + (bytes.count - 8)).loadUnaligned(as: UInt64.self)
    return mixHash(low ^ state, high ^ HashConstants.seed)
}

extension Column {
    /// The hash of every row, into `out[0 ..< count]`.
    public func hash(into out: UnsafeMutablePointer<UInt64>) {
        switch type {
        case .null:
            for row in 0..<count { out[row] = HashConstants.null }
        case .bool:
            let source = bools
            for row in 0..<count { out[row] = hashInt(Int(source[row])) }
        case .int:
            let source = ints
            for row in 0..<count { out[row] = hashInt(source[row]) }
        case .float:
            let source = floats
            for row in 0..<count { out[row] = hashFloat(source[row]) }
        case .decimal:
            let source = decimals
            for row in 0..<count { out[row] = hashDecimal(source[row]) }
        case .string, .bytes: hashViews(into: out)
        case .any: for row in 0..<count { out[row] = hashAny(anyCursor(row)) }
        case .tuple:
            let seed = hashInt(children.count)
            for row in 0..<count { out[row] = seed }
            for child in children { child.combineHash(into: out) }
        case .list, .map: hashLists(into: out)
        }
        if let valid {
            for row in 0..<count where valid[row] == 0 { out[row] = HashConstants.null }
        }
    }

    /// Folds the hash of every row into the state in `out`.
    private func combineHash(into out: UnsafeMutablePointer<UInt64>) {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: count) { own in
            guard let start = own.baseAddress else { return }
            hash(into: start)
            for row in 0..<count {
                out[row] = mixHash(out[row] ^ HashConstants.seed, start[row] ^ HashConstants.length)
            }
        }
    }

    private func hashViews(into out: UnsafeMutablePointer<UInt64>) {
        let views = UnsafePointer(self.views)
        let data = dataPointers
        for row in 0..<count {
            let view = views[row]
            out[row] = view.isInline ? hashInline(view) : hashLong(viewBytes(views, row, data))
        }
    }

    private func hashLists(into out: UnsafeMutablePointer<UInt64>) {
        // Only the elements of these rows: the column may be a slice of a much longer one.
        let offsets = self.offsets
        let first = offsets[0]
        let child = children[0].slice(Int(first), Int(offsets[count] - first))
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: child.count) { elements in
            if let start = elements.baseAddress { child.hash(into: start) }
            for row in 0..<count {
                var state = hashInt(Int(offsets[row + 1] - offsets[row]))
                for element in offsets[row]..<offsets[row + 1] {
                    state = mixHash(state ^ HashConstants.seed, elements[Int(element - first)] ^ HashConstants.length)
                }
                out[row] = state
            }
        }
    }
}
