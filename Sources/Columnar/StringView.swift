// SPDX-License-Identifier: Apache-2.0

/// One string or byte string: the 16-byte view of the Arrow columnar format (Variable-size Binary View Layout).
///
/// Up to 12 bytes are held inside; unused bytes are zero, so that two short views are equal exactly when their words
/// are. A longer view holds its first 4 bytes, a buffer index and an offset into that buffer.
///
/// Little-endian words: `word0` = count (32 bits) | first 4 bytes; `word1` = next 8 bytes, or buffer index | offset.
@frozen
public struct StringView: Sendable {
    public var word0: UInt64
    public var word1: UInt64

    public static let inlineByteCountMax = 12

    @inlinable
    public init(word0: UInt64, word1: UInt64) {
        self.word0 = word0
        self.word1 = word1
    }

    /// The empty string.
    @inlinable public init() { self.init(word0: 0, word1: 0) }

    /// None, as a value of type any.
    @inlinable public static var none: StringView { StringView(word0: 1, word1: 0) }

    @inlinable public var count: Int { Int(truncatingIfNeeded: word0 & 0xffff_ffff) }
    @inlinable public var isInline: Bool { word0 & 0xffff_ffff <= 12 }
    @inlinable public var bufferIndex: Int { Int(truncatingIfNeeded: word1 & 0xffff_ffff) }
    @inlinable public var offset: Int { Int(truncatingIfNeeded: word1 >> 32) }

    /// A view of `count` bytes at `source`, which lie at `offset` of buffer `bufferIndex`; short ones are copied
    /// inside. Reads up to 12 bytes at `source` whatever `count` is when they are `readable`; see `Buffer.padding`.
    @inlinable @inline(__always)
    public init(_ source: UnsafeRawPointer, count: Int, bufferIndex: Int, offset: Int) {
        if count <= 12 {
            self.init(inline: source, count: count)
        } else {
            let prefix = UInt64(source.loadUnaligned(as: UInt32.self))
            self.init(
                word0: UInt64(truncatingIfNeeded: count) | prefix << 32,
                word1: UInt64(truncatingIfNeeded: bufferIndex) | UInt64(truncatingIfNeeded: offset) << 32)
        }
    }

    /// A view that holds `count` <= 12 bytes inside. `source` must be readable for 12 bytes (see `Buffer.padding`).
    @inlinable @inline(__always)
    public init(inline source: UnsafeRawPointer, count: Int) {
        let head = UInt64(source.loadUnaligned(as: UInt32.self))
        let tail = (source + 4).loadUnaligned(as: UInt64.self)
        let headBits = UInt64(truncatingIfNeeded: min(count, 4) &* 8)
        let tailBits = UInt64(truncatingIfNeeded: max(count &- 4, 0) &* 8)
        let headMask = (UInt64(1) &<< headBits) &- 1
        let tailMask = tailBits == 0 ? 0 : UInt64.max &>> (64 &- tailBits)
        self.init(
            word0: UInt64(truncatingIfNeeded: count) | (head & headMask) << 32,
            word1: tail & tailMask)
    }
}

/// The bytes of row `row`: inside the view, or in one of `data`. Valid while the views and the data are.
@inlinable @inline(__always)
public func viewBytes(
    _ views: UnsafePointer<StringView>, _ row: Int, _ data: UnsafePointer<UnsafeRawPointer>
) -> UnsafeRawBufferPointer {
    let view = views[row]
    let start: UnsafeRawPointer =
        view.isInline ? UnsafeRawPointer(views + row) + 4 : data[view.bufferIndex] + view.offset
    return UnsafeRawBufferPointer(start: start, count: view.count)
}
