// SPDX-License-Identifier: Apache-2.0

/// Packs `count` bytes of 0 or 1 into bits, the first in the lowest bit; unused bits of the last byte are 0.
func packBits(_ out: UnsafeMutableRawPointer, _ source: UnsafePointer<UInt8>, _ count: Int) {
    let raw = UnsafeRawPointer(source)
    let whole = count / 8
    for index in 0..<whole {
        let eight = (raw + index &* 8).loadUnaligned(as: UInt64.self) & 0x0101_0101_0101_0101
        let bits = UInt8(truncatingIfNeeded: (eight &* 0x0102_0408_1020_4080) >> 56)
        out.storeBytes(of: bits, toByteOffset: index, as: UInt8.self)
    }
    if whole * 8 < count {
        var bits: UInt8 = 0
        for row in whole * 8..<count { bits |= (source[row] & 1) << UInt8(row & 7) }
        out.storeBytes(of: bits, toByteOffset: whole, as: UInt8.self)
    }
}

/// Writes `count` bytes of 0 or 1 from bits.
func unpackBits(_ out: UnsafeMutablePointer<UInt8>, _ source: UnsafeRawPointer, _ count: Int) {
    let raw = UnsafeMutableRawPointer(out)
    let whole = count / 8
    for index in 0..<whole {
        let byte = UInt64(source.load(fromByteOffset: index, as: UInt8.self))
        let spread = (byte &* 0x0101_0101_0101_0101) & 0x8040_2010_0804_0201
        let eight = ((spread &+ 0x7f7f_7f7f_7f7f_7f7f) >> 7) & 0x0101_0101_0101_0101
        (raw + index &* 8).storeBytes(of: eight, as: UInt64.self)
    }
    for row in whole * 8..<count {
        out[row] = (source.load(fromByteOffset: row >> 3, as: UInt8.self) >> UInt8(row & 7)) & 1
    }
}
