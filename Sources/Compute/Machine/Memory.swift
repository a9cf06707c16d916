// SPDX-License-Identifier: Apache-2.0

import CMalloc
import Columnar
import Glibc

/// What one kernel holds of a memory budget.
final class MemoryLedger {
    private let budget: any MemoryBudget
    private var reserved = 0
    /// Bytes that the owner says it holds.
    private(set) var held = 0

    init(_ budget: any MemoryBudget) { self.budget = budget }

    deinit { budget.shrink(by: reserved) }

    /// Reserves `bytes` more; false, with nothing changed, when they are refused. A small amount is free, so that the
    /// kernel can go on by spilling.
    func hold(_ bytes: Int) -> Bool {
        let needed = held + bytes - ComputeLimits.unreservedByteCountMax - reserved
        if needed > 0 {
            let step = max(needed, ComputeLimits.reservationStepByteCount)
            if budget.grow(by: step) {
                reserved += step
            } else if step > needed && budget.grow(by: needed) {
                reserved += needed
            } else {
                return false
            }
        }
        held += bytes
        return true
    }

    /// Counts `bytes` as free again; the reservation stays.
    func drop(_ bytes: Int) { held -= bytes }

    /// Gives back everything.
    func releaseAll() {
        budget.shrink(by: reserved)
        reserved = 0
        held = 0
    }
}

/// A growing array of plain values outside the Swift heap; large ones on huge pages, which move when it grows. The
/// owner frees it.
struct Growing<T: BitwiseCopyable> {
    private(set) var base: UnsafeMutablePointer<T>
    private(set) var capacity: Int
    var count = 0

    init(capacity: Int = 0) {
        self.capacity = max(capacity, 1)
        base = allocateLarge(self.capacity * MemoryLayout<T>.stride).assumingMemoryBound(to: T.self)
    }

    func free() { freeLarge(base, capacity * MemoryLayout<T>.stride) }

    /// Room for `needed` values.
    @inline(__always)
    mutating func reserve(_ needed: Int) { if needed > capacity { grow(to: max(needed, capacity * 2)) } }

    @inline(never)
    mutating func grow(to needed: Int) {
        let stride = MemoryLayout<T>.stride
        base = growLarge(base, capacity * stride, to: needed * stride, keeping: count * stride)
            .assumingMemoryBound(to: T.self)
        capacity = needed
    }

    @inline(__always)
    mutating func append(_ value: T) {
        reserve(count &+ 1)
        base[count] = value
        count &+= 1
    }

    /// Of the first `count` values those from `first` on become the first ones, and all others `fresh`.
    func restart(keeping first: Int, of count: Int, as fresh: T) { restartGroups(base, first, count, fresh) }

    /// The values as a buffer of their own.
    func copied() -> Buffer {
        Buffer(copying: UnsafeRawBufferPointer(start: base, count: count * MemoryLayout<T>.stride))
    }
}

/// Of the first `count` values those from `first` on become the first ones, and all others `fresh`.
func restartGroups<T: BitwiseCopyable>(_ base: UnsafeMutablePointer<T>, _ first: Int, _ count: Int, _ fresh: T) {
    let kept = count - first
    for place in 0..<kept { base[place] = base[first &+ place] }
    (base + kept).update(repeating: fresh, count: first)
}

private let hugePageByteCount = 2 << 20

/// Whether an area is pages of its own.
@inline(__always)
func isOfPages(_ byteCount: Int) -> Bool { byteCount >= 2 * hugePageByteCount }

private func pagesByteCount(_ byteCount: Int) -> Int {
    (byteCount + 16 + hugePageByteCount - 1) & ~(hugePageByteCount - 1)
}

/// Memory for random access. A large area is pages of its own: it starts on a huge page, asks for more of them, and is
/// all zeros.
func allocateLarge(_ byteCount: Int) -> UnsafeMutableRawPointer {
    if isOfPages(byteCount) { return mapPages(pagesByteCount(byteCount)) }
    let size = (max(byteCount, 1) + 16 + 63) & ~63
    guard let memory = aligned_alloc(64, size) else { outOfMemory(size) }
    return memory
}

/// Frees what `allocateLarge` or `growLarge` gave for so many bytes.
func freeLarge(_ memory: UnsafeMutableRawPointer, _ byteCount: Int) {
    if isOfPages(byteCount) { munmap(memory, pagesByteCount(byteCount)) } else { free(memory) }
}

/// Makes an area larger; its first `kept` bytes stay. Pages go where the new area is: nothing is copied, and no memory
/// is there twice.
func growLarge(
    _ memory: UnsafeMutableRawPointer, _ byteCount: Int, to wanted: Int, keeping kept: Int
) -> UnsafeMutableRawPointer {
    let fresh = allocateLarge(wanted)
    if isOfPages(byteCount), martlet_move_pages(memory, pagesByteCount(byteCount), fresh) { return fresh }
    fresh.copyMemory(from: memory, byteCount: kept)
    freeLarge(memory, byteCount)
    return fresh
}

private func mapPages(_ size: Int) -> UnsafeMutableRawPointer {
    // Room for the start to be moved to a huge page's.
    let room = size + hugePageByteCount
    let (access, kind) = (PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS)
    guard let start = mmap(nil, room, access, kind, -1, 0), start != MAP_FAILED else { outOfMemory(size) }
    let skipped = (0 &- Int(bitPattern: start)) & (hugePageByteCount - 1)
    if skipped > 0 { munmap(start, skipped) }
    munmap(start + skipped + size, hugePageByteCount - skipped)
    _ = madvise(start + skipped, size, MADV_HUGEPAGE)
    return start + skipped
}

private func outOfMemory(_ size: Int) -> Never {
    fatalError("cannot allocate \(size) bytes: the machine is out of memory")
}

/// Text that its owner keeps: chunks that become the data of a column.
struct TextArena {
    private(set) var chunks: [Buffer] = []
    private var pointers: [UnsafeRawPointer] = []
    private var used = 0

    private static let firstChunkByteCount = 4 << 10
    private static let chunkByteCountMax = 1 << 20

    /// Bytes of all chunks.
    private(set) var byteCount = 0

    /// Copies `bytes` (more than fit inside a view); nil when `ledger` refuses the memory.
    mutating func store(_ bytes: UnsafeRawBufferPointer, _ ledger: MemoryLedger) -> StringView? {
        if chunks.isEmpty || used + bytes.count > chunks[chunks.count - 1].byteCount {
            let next = min(max((chunks.last?.byteCount ?? 0) * 2, Self.firstChunkByteCount), Self.chunkByteCountMax)
            let size = max(bytes.count, next)
            if !ledger.hold(size) { return nil }
            open(size)
        }
        let place = chunks[chunks.count - 1].base + used
        place.copyMemory(from: bytes.baseAddress!, byteCount: bytes.count)
        defer { used += bytes.count }
        return StringView(place, count: bytes.count, bufferIndex: chunks.count - 1, offset: used)
    }

    private mutating func open(_ size: Int) {
        let chunk = Buffer(byteCount: size)
        chunks.append(chunk)
        pointers.append(UnsafeRawPointer(chunk.base))
        byteCount += size
        used = 0
    }

    @inline(__always)
    func withPointers<R>(_ body: (UnsafePointer<UnsafeRawPointer>) -> R) -> R {
        pointers.withUnsafeBufferPointer { buffer in
            body(buffer.baseAddress ?? UnsafePointer(bitPattern: 8)!)
        }
    }

    /// The bytes of a long view into the arena.
    @inline(__always)
    func bytes(_ view: StringView) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: pointers[view.bufferIndex] + view.offset, count: view.count)
    }
}
