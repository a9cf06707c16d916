// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Owned, 64-byte aligned memory, or a slice that keeps its owner alive.
///
/// Whoever allocates a buffer may write to it until it is handed to a `Column`; from then on it is read only, which is
/// what makes sharing it between threads safe.
public final class Buffer: @unchecked Sendable {
    public let base: UnsafeMutableRawPointer
    public let byteCount: Int
    private let owner: AnyObject?

    /// Allocates `byteCount` bytes, uninitialised, with at least 16 readable bytes behind the end (kernels read whole
    /// words past the end of text).
    public init(byteCount: Int) {
        precondition(byteCount >= 0)
        self.byteCount = byteCount
        let allocated = (byteCount + Buffer.padding + 63) & ~63
        guard let memory = aligned_alloc(64, allocated) else {
            fatalError("cannot allocate \(allocated) bytes: the machine is out of memory")
        }
        base = memory
        owner = nil
        (base + byteCount).initializeMemory(as: UInt8.self, repeating: 0, count: allocated - byteCount)
    }

    /// A slice of `owner`'s memory.
    public init(slice owner: Buffer, offset: Int, byteCount: Int) {
        precondition(offset >= 0 && byteCount >= 0 && offset + byteCount <= owner.byteCount)
        base = owner.base + offset
        self.byteCount = byteCount
        self.owner = owner.owner ?? owner
    }

    /// The bytes of an array where they lie, or a copy of them where nothing readable is known to be behind their end.
    public init(holding bytes: [UInt8]) {
        byteCount = bytes.count
        if bytes.capacity - bytes.count >= Buffer.padding {
            let held = HeldArray(bytes)
            base = held.base
            owner = held
        } else {
            let copy = Buffer(byteCount: bytes.count)
            bytes.withUnsafeBytes { source in
                if let start = source.baseAddress { copy.base.copyMemory(from: start, byteCount: source.count) }
            }
            base = copy.base
            owner = copy
        }
    }

    deinit {
        if owner == nil { free(base) }
    }

    /// Readable bytes behind the end of every allocation.
    public static let padding = 16

    /// A copy of `bytes`.
    public convenience init(copying bytes: UnsafeRawBufferPointer) {
        self.init(byteCount: bytes.count)
        if let source = bytes.baseAddress { base.copyMemory(from: source, byteCount: bytes.count) }
    }

    /// `byteCount` bytes, each `value`.
    public convenience init(byteCount: Int, filledWith value: UInt8) {
        self.init(byteCount: byteCount)
        memset(base, Int32(value), byteCount)
    }

    @inlinable public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: byteCount) }

    @inlinable public func pointer<T>(_: T.Type) -> UnsafeMutablePointer<T> { base.assumingMemoryBound(to: T.self) }
}

/// An array that nobody changes, so that its bytes stay where they are.
private final class HeldArray {
    private let bytes: [UInt8]
    let base: UnsafeMutableRawPointer

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        base = bytes.withUnsafeBytes { UnsafeMutableRawPointer(mutating: $0.baseAddress!) }
    }
}
