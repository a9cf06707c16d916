// SPDX-License-Identifier: Apache-2.0

/// A register seen as its bits: the payload, and behind it the number of the case. The interpreter reads numbers and
/// puts them where they are, and looks into objects, without counting references. `RegisterTests` hold this against
/// what the compiler makes of `Value?`.
package enum ValueTag {
    package static let bool: UInt8 = 0
    package static let int: UInt8 = 1
    package static let float: UInt8 = 2
    package static let text: UInt8 = 3
    package static let bytes: UInt8 = 4
    package static let tuple: UInt8 = 5
    package static let list: UInt8 = 6
    package static let dict: UInt8 = 7
    package static let set: UInt8 = 8
    package static let object: UInt8 = 9
}

extension UnsafeMutablePointer where Pointee == Value? {
    package var tag: UInt8 {
        @inline(__always) get { UnsafeRawPointer(self).load(fromByteOffset: 8, as: UInt8.self) }
    }

    /// Whether what the register holds, if anything, is counted.
    package var isCounted: Bool {
        @inline(__always) get { tag &- ValueTag.text <= ValueTag.object - ValueTag.text }
    }

    /// Whether the register holds a number or a truth, which is copied as it lies.
    package var isPlain: Bool {
        @inline(__always) get { tag <= ValueTag.float }
    }

    /// Puts the number or truth of another register here.
    @inline(__always)
    package func put(plainOf other: UnsafeMutablePointer<Value?>) {
        if isCounted { unbind() }
        let (from, to) = (UnsafeRawPointer(other), UnsafeMutableRawPointer(self))
        to.storeBytes(of: from.load(as: UInt64.self), as: UInt64.self)
        to.storeBytes(of: from.load(fromByteOffset: 8, as: UInt8.self), toByteOffset: 8, as: UInt8.self)
    }

    @inline(__always)
    package func put(_ whole: Int) {
        if isCounted { pointee = .int(whole) } else { initialize(to: .int(whole)) }
    }

    @inline(__always)
    package func put(_ truth: Bool) {
        if isCounted { pointee = .bool(truth) } else { initialize(to: .bool(truth)) }
    }

    @inline(__always)
    package func put(_ number: Double) {
        if isCounted { pointee = .float(number) } else { initialize(to: .float(number)) }
    }

    @inline(__always)
    package func unbind() {
        if isCounted { pointee = nil } else { initialize(to: nil) }
    }

    /// The object that the register holds, which stays there for as long as this is used.
    @inline(__always)
    package func borrowed<Object: AnyObject>(_ type: Object.Type) -> Unmanaged<Object> {
        Unmanaged.fromOpaque(UnsafeRawPointer(self).load(as: UnsafeRawPointer.self))
    }
}
