// SPDX-License-Identifier: Apache-2.0

/// Reads Parquet's hybrid of runs and packed bits: levels, indices of dictionaries, truth values.
struct HybridDecoder {
    private var at: UnsafeRawPointer
    private let end: UnsafeRawPointer
    private let width: Int
    /// What is left of a run, and its value.
    private var repeated = 0
    private var value: UInt32 = 0
    /// What is left of packed values, and where the next one begins.
    private var packed = 0
    private var bits: UnsafeRawPointer
    private var bit = 0

    /// `count` bytes at `start`, behind which 8 more can be read.
    init(_ start: UnsafeRawPointer, _ count: Int, width: Int) {
        at = start
        end = start + count
        bits = start
        self.width = width
    }

    /// The next `count` values.
    @inline(__always)
    mutating func read<Value: FixedWidthInteger>(
        _ out: UnsafeMutablePointer<Value>, _ count: Int
    ) throws(ParquetFault) {
        var done = 0
        while done < count {
            if repeated > 0 {
                let some = min(repeated, count &- done)
                (out + done).update(repeating: Value(truncatingIfNeeded: value), count: some)
                repeated &-= some
                done &+= some
            } else if packed > 0 {
                let some = min(packed, count &- done)
                unpackBits(bits, bit, width, out + done, some)
                bit &+= some &* width
                packed &-= some
                done &+= some
            } else {
                try nextRun()
            }
        }
    }

    private mutating func nextRun() throws(ParquetFault) {
        var head: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            guard at < end, shift < 35 else { throw .damaged("a page has fewer levels or indices than values") }
            let byte = at.load(as: UInt8.self)
            at += 1
            head |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { break }
            shift += 7
        }
        let left = end - at
        if head & 1 == 0 {
            repeated = Int(head >> 1)
            let size = (width + 7) / 8
            guard left >= size else { throw .damaged("a page has fewer levels or indices than values") }
            value = 0
            for place in 0..<size { value |= UInt32((at + place).load(as: UInt8.self)) << UInt32(8 * place) }
            value &= UInt32(truncatingIfNeeded: (UInt64(1) << UInt64(width)) - 1)
            at += size
        } else {
            let groups = Int(head >> 1)
            if width == 0 {
                (repeated, value) = (groups &* 8, 0)
                return
            }
            // Some writers leave out what fills up the last group.
            let size = min(groups &* width, left)
            (bits, bit, packed) = (at, 0, min(groups &* 8, size &* 8 / width))
            at += size
            guard packed > 0 || groups == 0 else {
                throw .damaged("a page has fewer levels or indices than values")
            }
        }
    }
}

/// `count` values of `width` bits each, at most 56, the least significant first, from bit `bit` of `source` on. Reads
/// up to 8 bytes behind them.
@inline(__always)
func unpackBits<Value: FixedWidthInteger>(
    _ source: UnsafeRawPointer, _ bit: Int, _ width: Int, _ out: UnsafeMutablePointer<Value>, _ count: Int
) {
    let mask = (UInt64(1) &<< UInt64(truncatingIfNeeded: width)) &- 1
    var position = bit
    for index in 0..<count {
        let word = (source + (position &>> 3)).loadUnaligned(as: UInt64.self)
        out[index] = Value(truncatingIfNeeded: (word &>> UInt64(truncatingIfNeeded: position & 7)) & mask)
        position &+= width
    }
}

/// Definition or repetition levels of a page.
struct LevelDecoder {
    private var hybrid: HybridDecoder
    /// The deprecated form: packed, the most significant bit first.
    private var bits: UnsafeRawPointer?
    private var bit = 0
    private let width: Int

    /// Bits of a level up to `max`.
    static func width(_ max: Int) -> Int { Int.bitWidth - max.leadingZeroBitCount }

    init(_ start: UnsafeRawPointer, _ count: Int, max: Int, isPacked: Bool) {
        width = LevelDecoder.width(max)
        hybrid = HybridDecoder(start, count, width: width)
        if isPacked { bits = start }
    }

    mutating func read(_ out: UnsafeMutablePointer<UInt8>, _ count: Int) throws(ParquetFault) {
        guard let bits else { return try hybrid.read(out, count) }
        for index in 0..<count {
            var level: UInt8 = 0
            for _ in 0..<width {
                let byte = (bits + (bit >> 3)).load(as: UInt8.self)
                level = level << 1 | byte >> UInt8(7 - bit & 7) & 1
                bit += 1
            }
            out[index] = level
        }
    }
}
