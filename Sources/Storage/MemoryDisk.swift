// SPDX-License-Identifier: Apache-2.0

import Glibc
import Threads

/// The twin of `LocalDisk` for tests and simulations: files in memory, on a disk of a given size and speed.
public final class MemoryDisk: Disk {
    /// How the disk behaves.
    public struct Faults: Sendable {
        /// Space on the disk; what does not fit fails with "no space left".
        public var bytesMax: Int
        /// Simulated time for every call, and for every byte read or written, in billionths of a second.
        public var nanosPerCall: Int
        public var nanosPerKibibyte: Int
        /// The number of the read, counted from 1, that fails with an input/output error, then every such one again.
        public var failingReadEvery: Int?
        /// The number of the read, counted from 1, that returns one flipped bit, then every such one again.
        public var flippingReadEvery: Int?

        public init(
            bytesMax: Int = .max, nanosPerCall: Int = 0, nanosPerKibibyte: Int = 0, failingReadEvery: Int? = nil,
            flippingReadEvery: Int? = nil
        ) {
            self.bytesMax = bytesMax
            self.nanosPerCall = nanosPerCall
            self.nanosPerKibibyte = nanosPerKibibyte
            self.failingReadEvery = failingReadEvery
            self.flippingReadEvery = flippingReadEvery
        }
    }

    private struct State {
        var files: [String: [UInt8]] = [:]
        var faults: Faults
        var bytesUsed = 0
        var delayNanos = 0
        var reads = 0
        var random: UInt64
    }

    private let state: Lock<State>

    /// `seed` decides which bits flip.
    public init(_ faults: Faults = Faults(), seed: UInt64 = 1) {
        state = Lock(State(faults: faults, random: seed))
    }

    /// Changes the behaviour from now on.
    public func setFaults(_ faults: Faults) { state.withLock { $0.faults = faults } }

    /// Simulated time spent since the last call, in nanoseconds: the caller adds it to its clock.
    public func takeDelay() -> Int {
        state.withLock { state in
            defer { state.delayNanos = 0 }
            return state.delayNanos
        }
    }

    /// Names of all files, sorted: what is left over.
    public var names: [String] { state.withLock { $0.files.keys.sorted() } }
    public var bytesUsed: Int { state.withLock { $0.bytesUsed } }

    public func path(_ name: String) -> String { "memory:/" + name }

    public func create(_ name: String) throws(StorageError) -> any DiskFile {
        let exists = state.withLock { state in
            state.delayNanos += state.faults.nanosPerCall
            if state.files[name] != nil { return true }
            state.files[name] = []
            return false
        }
        if exists { throw .disk(operation: "create", path: path(name), errorNumber: EEXIST) }
        return MemoryDiskFile(self, name)
    }

    public func open(_ name: String) throws(StorageError) -> any DiskFile {
        guard state.withLock({ $0.files[name] != nil }) else {
            throw .disk(operation: "open", path: path(name), errorNumber: ENOENT)
        }
        return MemoryDiskFile(self, name)
    }

    public func remove(_ name: String) throws(StorageError) {
        let removed = state.withLock { state in
            guard let content = state.files.removeValue(forKey: name) else { return false }
            state.bytesUsed -= content.count
            return true
        }
        if !removed { throw .disk(operation: "remove", path: path(name), errorNumber: ENOENT) }
    }

    public func bytesFree() throws(StorageError) -> Int { state.withLock { $0.faults.bytesMax - $0.bytesUsed } }

    fileprivate func byteCount(_ name: String) -> Int { state.withLock { $0.files[name]?.count ?? 0 } }

    /// Writes what fits; an error number when that is not all.
    fileprivate func append(_ name: String, _ bytes: UnsafeRawBufferPointer) -> Int32 {
        state.withLock { state in
            guard state.files[name] != nil else { return ENOENT }
            let count = max(min(bytes.count, state.faults.bytesMax - state.bytesUsed), 0)
            state.files[name]!.append(contentsOf: bytes.prefix(count))
            state.bytesUsed += count
            state.delayNanos += state.faults.nanosPerCall + count * state.faults.nanosPerKibibyte / 1024
            return count < bytes.count ? ENOSPC : 0
        }
    }

    fileprivate func read(_ name: String, _ offset: Int, _ target: UnsafeMutableRawBufferPointer) -> Int32 {
        state.withLock { state in
            guard let content = state.files[name] else { return ENOENT }
            state.reads += 1
            state.delayNanos += state.faults.nanosPerCall + target.count * state.faults.nanosPerKibibyte / 1024
            if let every = state.faults.failingReadEvery, state.reads % every == 0 { return EIO }
            guard offset >= 0, offset + target.count <= content.count else { return ENODATA }
            content.withUnsafeBytes {
                target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + target.count]))
            }
            if let every = state.faults.flippingReadEvery, state.reads % every == 0, !target.isEmpty {
                state.random = state.random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let bit = Int(truncatingIfNeeded: (state.random >> 33) % UInt64(target.count * 8))
                target[bit / 8] ^= 1 << UInt8(bit % 8)
            }
            return 0
        }
    }
}

private final class MemoryDiskFile: DiskFile {
    private let disk: MemoryDisk
    private let name: String

    init(_ disk: MemoryDisk, _ name: String) {
        self.disk = disk
        self.name = name
    }

    var path: String { disk.path(name) }
    var byteCount: Int { disk.byteCount(name) }

    func append(_ bytes: UnsafeRawBufferPointer) throws(StorageError) {
        let number = disk.append(name, bytes)
        if number != 0 { throw .disk(operation: "write to", path: path, errorNumber: number) }
    }

    func read(at offset: Int, into target: UnsafeMutableRawBufferPointer) throws(StorageError) {
        let number = disk.read(name, offset, target)
        if number == ENODATA {
            throw .damaged(path: path, reason: "it ends at byte \(byteCount), not at \(offset + target.count)")
        }
        if number != 0 { throw .disk(operation: "read", path: path, errorNumber: number) }
    }

    func close() {}
    func discard() { try? disk.remove(name) }
}
