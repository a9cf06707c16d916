// SPDX-License-Identifier: Apache-2.0

import Columnar
import Values

/// Numbers one behind another.
final class PlainDecoder: ValueDecoder {
    private let bytes: ValueBytes
    private let physical: PhysicalType
    private let size: Int
    private var at: UnsafeRawPointer
    private var left: Int

    init(_ bytes: ValueBytes, _ physical: PhysicalType) {
        self.bytes = bytes
        self.physical = physical
        size = physical == .int96 ? 12 : physical == .int32 || physical == .float ? 4 : 8
        at = bytes.start
        left = bytes.count
    }

    func decode(_ count: Int, _ out: UnsafeMutableRawPointer, _ texts: BatchTexts) throws(ParquetFault) {
        guard left / size >= count else { throw fewerValues }
        let at = self.at
        switch physical {
        case .int32:
            let target = out.assumingMemoryBound(to: Int.self)
            for index in 0..<count { target[index] = Int((at + index &* 4).loadUnaligned(as: Int32.self)) }
        case .float:
            let target = out.assumingMemoryBound(to: Double.self)
            for index in 0..<count { target[index] = Double((at + index &* 4).loadUnaligned(as: Float.self)) }
        case .int96:
            let target = out.assumingMemoryBound(to: Int.self)
            for index in 0..<count { target[index] = microsOfInt96(at + index &* 12) }
        default: out.copyMemory(from: at, byteCount: count &* 8)
        }
        self.at = at + count &* size
        left -= count &* size
    }
}

/// Nanoseconds of a day and a Julian day, as microseconds since 1970.
@inline(__always)
private func microsOfInt96(_ at: UnsafeRawPointer) -> Int {
    let nanos = at.loadUnaligned(as: Int.self)
    let day = Int((at + 8).loadUnaligned(as: Int32.self))
    return (day &- 2_440_588) &* EpochDays.microsecondsPerDay &+ EpochDays.floorDivide(nanos, 1_000)
}

/// Truth values, a bit each.
final class BitDecoder: ValueDecoder {
    private let bytes: ValueBytes
    private var bit = 0

    init(_ bytes: ValueBytes) { self.bytes = bytes }

    func decode(_ count: Int, _ out: UnsafeMutableRawPointer, _ texts: BatchTexts) throws(ParquetFault) {
        guard bytes.count &* 8 &- bit >= count else { throw fewerValues }
        unpackBits(bytes.start, bit, 1, out.assumingMemoryBound(to: UInt8.self), count)
        bit += count
    }
}

/// Truth values in runs.
final class RunDecoder: ValueDecoder {
    private let bytes: ValueBytes
    private var runs: HybridDecoder

    init(_ bytes: ValueBytes) throws(ParquetFault) {
        self.bytes = bytes
        guard bytes.count >= 4 else { throw fewerValues }
        let length = Int(bytes.start.loadUnaligned(as: UInt32.self))
        guard length <= bytes.count - 4 else { throw fewerValues }
        runs = HybridDecoder(bytes.start + 4, length, width: 1)
    }

    func decode(_ count: Int, _ out: UnsafeMutableRawPointer, _ texts: BatchTexts) throws(ParquetFault) {
        try runs.read(out.assumingMemoryBound(to: UInt8.self), count)
    }
}

/// Texts with their lengths before them.
final class PlainTextDecoder: ValueDecoder {
    private let bytes: ValueBytes
    private var at = 0

    init(_ bytes: ValueBytes) { self.bytes = bytes }

    func decode(_ count: Int, _ out: UnsafeMutableRawPointer, _ texts: BatchTexts) throws(ParquetFault) {
        let target = out.assumingMemoryBound(to: StringView.self)
        let buffer = texts.index(of: bytes.buffer)
        let (start, size, offset) = (bytes.start, bytes.count, bytes.offset)
        var at = self.at
        for index in 0..<count {
            guard size &- at >= 4 else { throw fewerValues }
            let length = Int((start + at).loadUnaligned(as: UInt32.self))
            at &+= 4
            guard length <= size &- at else { throw fewerValues }
            target[index] = StringView(start + at, count: length, bufferIndex: buffer, offset: offset &+ at)
            at &+= length
        }
        self.at = at
    }
}

/// Bytes of one length.
final class FixedTextDecoder: ValueDecoder {
    private let bytes: ValueBytes
    private let length: Int
    private var at = 0

    init(_ bytes: ValueBytes, length: Int) {
        self.bytes = bytes
        self.length = length
    }

    func decode(_ count: Int, _ out: UnsafeMutableRawPointer, _ texts: BatchTexts) throws(ParquetFault) {
        guard (bytes.count - at) / length >= count else { throw fewerValues }
        let target = out.assumingMemoryBound(to: StringView.self)
        let buffer = texts.index(of: bytes.buffer)
        let (start, offset) = (bytes.start, bytes.offset)
        for index in 0..<count {
            let place = at &+ index &* length
            target[index] = StringView(start + place, count: length, bufferIndex: buffer, offset: offset &+ place)
        }
        at += count * length
    }
}

/// The bytes of each value spread over streams: first all first bytes, then all second ones.
final class StreamSplitDecoder: ValueDecoder {
    private let bytes: ValueBytes
    private let physical: PhysicalType
    private let size: Int
    private let valueCount: Int
    private var at = 0

    init(_ bytes: ValueBytes, _ physical: PhysicalType, length: Int) throws(ParquetFault) {
        self.bytes = bytes
        self.physical = physical
        size = physical == .fixedByteArray ? length : physical == .int32 || physical == .float ? 4 : 8
        guard bytes.count % size == 0 else { throw .damaged("a page's streams are not of one length") }
        valueCount = bytes.count / size
    }

    func decode(_ count: Int, _ out: UnsafeMutableRawPointer, _ texts: BatchTexts) throws(ParquetFault) {
        guard count <= valueCount - at else { throw fewerValues }
        let source = bytes.start + at
        let stride = valueCount
        at += count
        if physical == .fixedByteArray { return try fixed(source, count, out, texts) }
        let words = out.assumingMemoryBound(to: UInt64.self)
        for index in 0..<count { words[index] = 0 }
        for place in 0..<size {
            let stream = source + place &* stride
            let shift = UInt64(truncatingIfNeeded: place &* 8)
            for index in 0..<count { words[index] |= UInt64((stream + index).load(as: UInt8.self)) &<< shift }
        }
        switch physical {
        case .int32:
            let ints = out.assumingMemoryBound(to: Int.self)
            for index in 0..<count { ints[index] = Int(Int32(truncatingIfNeeded: ints[index])) }
        case .float:
            let floats = out.assumingMemoryBound(to: Double.self)
            for index in 0..<count {
                floats[index] = Double(Float(bitPattern: UInt32(truncatingIfNeeded: words[index])))
            }
        default: break
        }
    }

    private func fixed(
        _ source: UnsafeRawPointer, _ count: Int, _ out: UnsafeMutableRawPointer, _ texts: BatchTexts
    ) throws(ParquetFault) {
        let buffer = try texts.make(count * size)
        let target = out.assumingMemoryBound(to: StringView.self)
        let base = texts.buffers[buffer].base
        for place in 0..<size {
            let stream = source + place &* valueCount
            for index in 0..<count {
                (base + (index &* size &+ place)).storeBytes(
                    of: (stream + index).load(as: UInt8.self), as: UInt8.self)
            }
        }
        for index in 0..<count {
            target[index] = StringView(
                base + index &* size, count: size, bufferIndex: buffer, offset: index &* size)
        }
    }
}
