// SPDX-License-Identifier: Apache-2.0

import CCRC32C

/// CRC-32C (Castagnoli), as in RFC 3720: by the CPU's instruction where there is one, else by a table.
public struct Checksum {
    private var state: UInt32 = ~0

    public init() {}

    /// The checksum of `bytes`.
    public static func of(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        var checksum = Checksum()
        checksum.update(bytes)
        return checksum.value
    }

    /// The checksum of all bytes so far.
    public var value: UInt32 { ~state }

    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        if Checksum.isInHardware {
            state = Checksum.extendByInstruction(state, start, bytes.count)
        } else {
            state = Checksum.extendByTable(state, start, bytes.count)
        }
    }

    private static let isInHardware = martlet_crc32c_in_hardware() != 0

    /// Stretches long enough that joining three registers costs little.
    private static let stretch = 1360

    private static func extendByInstruction(_ state: UInt32, _ bytes: UnsafeRawPointer, _ count: Int) -> UInt32 {
        var state = state
        var next = bytes
        var left = count
        if left >= 3 * stretch {
            let shifts = stretchShifts
            while left >= 3 * stretch {
                var states: (UInt32, UInt32, UInt32) = (state, 0, 0)
                withUnsafeMutablePointer(to: &states) {
                    $0.withMemoryRebound(to: UInt32.self, capacity: 3) { martlet_crc32c_extend3($0, next, stretch) }
                }
                state = shifts.apply(shifts.apply(states.0) ^ states.1) ^ states.2
                next += 3 * stretch
                left -= 3 * stretch
            }
        }
        return martlet_crc32c_extend(state, next, left)
    }

    /// The checksums of the stretches of `each` bytes that `bytes` consist of, the last one perhaps shorter, one after
    /// another until `take` says that it is enough. Of three neighbours at a time, as the instruction likes it.
    @inline(__always)
    private static func stretches(
        _ bytes: UnsafeRawBufferPointer, each: Int, _ take: (_ index: Int, _ value: UInt32) -> Bool
    ) {
        guard var next = bytes.baseAddress else { return }
        let end = next + bytes.count
        var index = 0
        if isInHardware, each % 8 == 0 {
            while end - next >= 3 * each {
                var states: (UInt32, UInt32, UInt32) = (~0, ~0, ~0)
                withUnsafeMutablePointer(to: &states) {
                    $0.withMemoryRebound(to: UInt32.self, capacity: 3) { martlet_crc32c_extend3($0, next, each) }
                }
                guard take(index, ~states.0), take(index &+ 1, ~states.1), take(index &+ 2, ~states.2) else { return }
                next += 3 * each
                index &+= 3
            }
        }
        while next < end {
            let count = min(each, end - next)
            guard take(index, of(UnsafeRawBufferPointer(start: next, count: count))) else { return }
            next += count
            index &+= 1
        }
    }

    /// Writes the checksums of the stretches of `each` bytes that `bytes` consist of, the last one perhaps shorter, to
    /// `target`: four bytes for each, the most significant first.
    public static func write(_ bytes: UnsafeRawBufferPointer, each: Int, to target: UnsafeMutableRawPointer) {
        stretches(bytes, each: each) { index, value in
            target.storeBytes(of: value.bigEndian, toByteOffset: index &* 4, as: UInt32.self)
            return true
        }
    }

    /// The first stretch, as `write` counts them, that does not have its checksum in `sums`; nil when all have.
    public static func firstWrong(_ bytes: UnsafeRawBufferPointer, each: Int, _ sums: UnsafeRawPointer) -> Int? {
        var wrong: Int?
        stretches(bytes, each: each) { index, value in
            if value.bigEndian == sums.loadUnaligned(fromByteOffset: index &* 4, as: UInt32.self) { return true }
            wrong = index
            return false
        }
        return wrong
    }

    package static func extendByTable(_ state: UInt32, _ bytes: UnsafeRawPointer, _ count: Int) -> UInt32 {
        table.withUnsafeBufferPointer { table in
            var state = state
            for index in 0..<count {
                let byte = bytes.load(fromByteOffset: index, as: UInt8.self)
                state = table[Int(UInt8(truncatingIfNeeded: state) ^ byte)] ^ (state >> 8)
            }
            return state
        }
    }

    private static let polynomial: UInt32 = 0x82F6_3B78

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? polynomial ^ (value >> 1) : value >> 1 }
    }

    /// What `stretch` zero bytes do to a register: linear, so a table a byte of the register.
    private static let stretchShifts: ZeroShift = {
        let zeros = [UInt8](repeating: 0, count: stretch)
        return zeros.withUnsafeBytes { zeros in ZeroShift { extendByTable($0, zeros.baseAddress!, stretch) } }
    }()

    private struct ZeroShift {
        let entries: [UInt32]

        init(_ shift: (UInt32) -> UInt32) {
            entries = (0..<4).flatMap { byte in (0..<256).map { shift(UInt32($0) << UInt32(byte * 8)) } }
        }

        @inline(__always)
        func apply(_ state: UInt32) -> UInt32 {
            entries.withUnsafeBufferPointer {
                $0[Int(state & 255)] ^ $0[256 + Int((state >> 8) & 255)] ^ $0[512 + Int((state >> 16) & 255)]
                    ^ $0[768 + Int(state >> 24)]
            }
        }
    }
}
