// SPDX-License-Identifier: Apache-2.0

/// Writes `count` values of `width` bits in Parquet's hybrid of runs and packed bits.
func writeHybrid<Value: FixedWidthInteger>(
    _ values: UnsafePointer<Value>, _ count: Int, width: Int, to out: ByteSink
) {
    var at = 0
    var packed = 0
    while at < count {
        let value = values[at]
        var run = 1
        while at &+ run < count, values[at &+ run] == value { run &+= 1 }
        if run >= 8 {
            // What is packed ends with a whole group.
            let fill = (8 &- (at &- packed) & 7) & 7
            if run &- fill >= 8 {
                writePacked(values + packed, at + fill - packed, width, out)
                out.varint((run - fill) << 1)
                var rest = UInt64(truncatingIfNeeded: value)
                for _ in 0..<(width + 7) / 8 {
                    out.append(byte: UInt8(truncatingIfNeeded: rest))
                    rest >>= 8
                }
                packed = at + run
            }
        }
        at += run
    }
    writePacked(values + packed, count - packed, width, out)
}

/// Groups of 8 values; the last one is filled up with zeros.
private func writePacked<Value: FixedWidthInteger>(
    _ values: UnsafePointer<Value>, _ count: Int, _ width: Int, _ out: ByteSink
) {
    guard count > 0 else { return }
    let groups = (count + 7) / 8
    out.varint(groups << 1 | 1)
    packBits(values, count, width, out.extend(groups * width), groups * width)
}

/// `count` values of `width` bits, at most 32, the least significant first, into `byteCount` bytes, behind which 8 can
/// be written.
private func packBits<Value: FixedWidthInteger>(
    _ values: UnsafePointer<Value>, _ count: Int, _ width: Int, _ out: UnsafeMutableRawPointer, _ byteCount: Int
) {
    var word: UInt64 = 0
    var bits = 0
    var at = 0
    for index in 0..<count {
        word |= UInt64(truncatingIfNeeded: values[index]) &<< UInt64(truncatingIfNeeded: bits)
        bits &+= width
        if bits >= 32 {
            (out + at).storeBytes(of: UInt32(truncatingIfNeeded: word), as: UInt32.self)
            at &+= 4
            word &>>= 32
            bits &-= 32
        }
    }
    while at < byteCount {
        (out + at).storeBytes(of: UInt8(truncatingIfNeeded: word), as: UInt8.self)
        word &>>= 8
        at &+= 1
    }
}
