// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Integers as differences.
final class DeltaValueDecoder: ValueDecoder {
    private let bytes: ValueBytes
    private let isNarrow: Bool
    private var deltas: DeltaDecoder

    init(_ bytes: ValueBytes, isNarrow: Bool) throws(ParquetFault) {
        self.bytes = bytes
        self.isNarrow = isNarrow
        deltas = try DeltaDecoder(bytes.start, bytes.count)
    }

    func decode(_ count: Int, _ out: UnsafeMutableRawPointer, _ texts: BatchTexts) throws(ParquetFault) {
        try deltas.read(out.assumingMemoryBound(to: Int.self), count, isNarrow: isNarrow)
    }
}

/// Texts whose lengths stand before all of them, as differences.
final class DeltaLengthDecoder: ValueDecoder {
    private let bytes: ValueBytes
    private var lengths: DeltaDecoder
    private var sizes = Buffer(byteCount: 0)
    private var at: Int

    init(_ bytes: ValueBytes) throws(ParquetFault) {
        self.bytes = bytes
        lengths = try DeltaDecoder(bytes.start, bytes.count)
        at = try lengths.endOfValues() - bytes.start
    }

    func decode(_ count: Int, _ out: UnsafeMutableRawPointer, _ texts: BatchTexts) throws(ParquetFault) {
        let target = out.assumingMemoryBound(to: StringView.self)
        let buffer = texts.index(of: bytes.buffer)
        if sizes.byteCount < count * 8 { sizes = Buffer(byteCount: count * 8) }
        let lengths = sizes.pointer(Int.self)
        try self.lengths.read(lengths, count, isNarrow: true)
        for index in 0..<count {
            let length = lengths[index]
            guard length >= 0, length <= bytes.count &- at else { throw fewerValues }
            target[index] = StringView(
                bytes.start + at, count: length, bufferIndex: buffer, offset: bytes.offset &+ at)
            at &+= length
        }
    }
}

/// Texts as what they share with the one before, and their ends.
final class DeltaTextDecoder: ValueDecoder {
    private let bytes: ValueBytes
    /// Of all values; nil: any.
    private let length: Int?
    private var shared: DeltaDecoder
    private var lengths: DeltaDecoder
    private var at: Int
    private var sizes = Buffer(byteCount: 0)
    private var last: [UInt8] = []

    init(_ bytes: ValueBytes, length: Int?) throws(ParquetFault) {
        self.bytes = bytes
        self.length = length
        shared = try DeltaDecoder(bytes.start, bytes.count)
        let start = try shared.endOfValues()
        let count = bytes.count - (start - bytes.start)
        lengths = try DeltaDecoder(start, count)
        at = try lengths.endOfValues() - bytes.start
    }

    func decode(_ count: Int, _ out: UnsafeMutableRawPointer, _ texts: BatchTexts) throws(ParquetFault) {
        guard count > 0 else { return }
        let target = out.assumingMemoryBound(to: StringView.self)
        if sizes.byteCount < count * 16 { sizes = Buffer(byteCount: count * 16) }
        let prefixes = sizes.pointer(Int.self)
        let suffixes = prefixes + count
        try shared.read(prefixes, count, isNarrow: true)
        try lengths.read(suffixes, count, isNarrow: true)
        var (total, before, left) = (0, last.count, bytes.count - at)
        for index in 0..<count {
            let (prefix, suffix) = (prefixes[index], suffixes[index])
            guard prefix >= 0, prefix <= before, suffix >= 0, suffix <= left,
                length.map({ $0 == prefix + suffix }) ?? true
            else { throw fewerValues }
            before = prefix + suffix
            left -= suffix
            total += before
        }
        let buffer = try texts.make(total)
        let base = texts.buffers[buffer].base
        var (place, previous) = (0, 0)
        last.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            base.copyMemory(from: start, byteCount: min(prefixes[0], bytes.count))
        }
        for index in 0..<count {
            let (prefix, suffix) = (prefixes[index], suffixes[index])
            if index > 0 { (base + place).copyMemory(from: base + previous, byteCount: prefix) }
            (base + (place + prefix)).copyMemory(from: bytes.start + at, byteCount: suffix)
            at += suffix
            target[index] = StringView(
                base + place, count: prefix + suffix, bufferIndex: buffer, offset: place)
            (previous, place) = (place, place + prefix + suffix)
        }
        last = Array(UnsafeRawBufferPointer(start: base + previous, count: place - previous))
    }
}
