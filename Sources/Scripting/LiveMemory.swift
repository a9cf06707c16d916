// SPDX-License-Identifier: Apache-2.0

import CScripting

/// What values take of the process's memory, as the C library hands it out. Every value counts itself when it is made
/// and when it ends, in a sum of its thread: a few instructions each, without locks. An instance that looks at the sum
/// before and after it runs knows what it holds.
enum LiveMemory {
    /// Bytes of all values made on this thread less those that ended on it.
    @inline(__always)
    static var bytes: Int { Int(martlet_script_thread().pointee.live_bytes) }

    @inline(__always)
    static func add(_ bytes: Int) { martlet_script_thread().pointee.live_bytes &+= Int64(truncatingIfNeeded: bytes) }

    @inline(__always)
    static func subtract(_ bytes: Int) {
        martlet_script_thread().pointee.live_bytes &-= Int64(truncatingIfNeeded: bytes)
    }

    /// What the allocator takes for `count` bytes: a word of its own, in steps of two words.
    @inline(__always)
    static func block(_ count: Int) -> Int { (count &+ 8 &+ 15) & ~15 }

    /// What an array's elements take, with the array's head.
    @inline(__always)
    static func array(_ capacity: Int, stride: Int) -> Int {
        capacity == 0 ? 0 : block(32 &+ capacity &* stride)
    }

    @inline(__always)
    static func array(_ values: [Value]) -> Int { array(values.capacity, stride: MemoryLayout<Value>.stride) }

    @inline(__always)
    static func array(_ bytes: [UInt8]) -> Int { array(bytes.capacity, stride: 1) }

    /// An object of the library: the object, what its closures hold, and its small fields. What grows is counted apart.
    static let objectBytes = 112
    /// A tuple without its elements.
    static let tupleBytes = 32
    /// A list, a text or a bytes object without its elements.
    static let headBytes = 48
    /// A dict without its entries, and a set besides its dict.
    static let dictBytes = 112
    static let setBytes = 48
    /// A frame's head; its registers come on top.
    static let frameBytes = 96
}
