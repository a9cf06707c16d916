// SPDX-License-Identifier: Apache-2.0

/// An encoded constant as the key of a table: hashed as a whole, since what a closure captures may be many megabytes.
struct ConstantKey: Hashable {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func hash(into hasher: inout Hasher) { bytes.withUnsafeBytes { hasher.combine(bytes: $0) } }
}
