// SPDX-License-Identifier: Apache-2.0

import Glibc
import Net
import Storage

/// The disk of a simulated host: a disk in memory whose slowness, size and faults are changed while it runs, and which
/// counts each fault that a caller met.
final class SimulatedDisk: Disk, @unchecked Sendable {  // touched by the simulation's one thread
    let inner: MemoryDisk
    private let counters: FaultCounters
    private var random: SeededRandom
    /// In so many of a thousand reads the disk fails, or gives a flipped bit.
    var failingReadsPerMille: UInt64 = 0
    var flippedReadsPerMille: UInt64 = 0
    private var bytesMax = Int.max
    private var isSlow = false

    init(counters: FaultCounters, random: SeededRandom) {
        self.counters = counters
        self.random = random
        inner = MemoryDisk(seed: 1)
        apply()
    }

    /// A call takes 30 ms and a mebibyte two seconds.
    func setSlow(_ isSlow: Bool) {
        self.isSlow = isSlow
        apply()
    }

    /// Nothing more fits.
    func setFull(_ isFull: Bool) {
        bytesMax = isFull ? 0 : .max
        apply()
    }

    private func apply() {
        inner.setFaults(
            MemoryDisk.Faults(
                bytesMax: bytesMax, nanosPerCall: isSlow ? 30_000_000 : 20_000,
                nanosPerKibibyte: isSlow ? 2_000_000 : 1_000))
    }

    func takeDelayNanos() -> Int {
        let delay = inner.takeDelay()
        if isSlow, delay >= 30_000_000 { counters.count(.slowDisk) }
        return delay
    }

    fileprivate func readFault(_ path: String) throws(StorageError) -> Bool {
        if random.chance(failingReadsPerMille, in: 1_000) {
            counters.count(.failedRead)
            throw .disk(operation: "read", path: path, errorNumber: EIO)
        }
        return random.chance(flippedReadsPerMille, in: 1_000)
    }

    fileprivate func flip(_ target: UnsafeMutableRawBufferPointer) {
        guard !target.isEmpty else { return }
        counters.count(.flippedBit)
        let bit = Int(random.next() % UInt64(target.count * 8))
        target[bit / 8] ^= 1 << UInt8(bit % 8)
    }

    fileprivate func countFull() { if bytesMax == 0 { counters.count(.fullDisk) } }

    func create(_ name: String) throws(StorageError) -> any DiskFile {
        SimulatedFile(self, try inner.create(name))
    }

    func open(_ name: String) throws(StorageError) -> any DiskFile { SimulatedFile(self, try inner.open(name)) }
    func remove(_ name: String) throws(StorageError) { try inner.remove(name) }
    func bytesFree() throws(StorageError) -> Int { try inner.bytesFree() }
    func path(_ name: String) -> String { inner.path(name) }
}

private final class SimulatedFile: DiskFile, @unchecked Sendable {  // touched by the simulation's one thread
    private let disk: SimulatedDisk
    private let inner: any DiskFile

    init(_ disk: SimulatedDisk, _ inner: any DiskFile) {
        self.disk = disk
        self.inner = inner
    }

    var path: String { inner.path }
    var byteCount: Int { inner.byteCount }

    func append(_ bytes: UnsafeRawBufferPointer) throws(StorageError) {
        do { try inner.append(bytes) } catch {
            disk.countFull()
            throw error
        }
    }

    func read(at offset: Int, into target: UnsafeMutableRawBufferPointer) throws(StorageError) {
        let isFlipped = try disk.readFault(path)
        try inner.read(at: offset, into: target)
        if isFlipped { disk.flip(target) }
    }

    func close() { inner.close() }
    func discard() { inner.discard() }
}
