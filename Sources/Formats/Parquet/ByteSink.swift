// SPDX-License-Identifier: Apache-2.0

/// Bytes that grow. Confined to one thread.
final class ByteSink {
    private(set) var base: UnsafeMutableRawPointer
    private(set) var count = 0
    private var capacity: Int

    init(capacity: Int = 1_024) {
        self.capacity = capacity
        base = .allocate(byteCount: capacity + 8, alignment: 16)
    }

    deinit { base.deallocate() }

    func clear() { count = 0 }

    /// Forgets what is behind the first `kept` bytes.
    func cut(_ kept: Int) { count = kept }

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

    /// Room for `added` bytes, which are counted in, and 8 behind them.
    @inline(__always)
    func extend(_ added: Int) -> UnsafeMutableRawPointer {
        if count &+ added > capacity { grow(added) }
        defer { count &+= added }
        return base + count
    }

    @inline(never)
    private func grow(_ added: Int) {
        capacity = max(2 * capacity, count + added)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity + 8, alignment: 16)
        larger.copyMemory(from: base, byteCount: count)
        base.deallocate()
        base = larger
    }

    func append(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress else { return }
        extend(bytes.count).copyMemory(from: source, byteCount: bytes.count)
    }

    func append(byte: UInt8) { extend(1).storeBytes(of: byte, as: UInt8.self) }

    func varint(_ value: Int) {
        var rest = UInt64(value)
        while rest >= 0x80 {
            append(byte: UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(byte: UInt8(rest))
    }
}
