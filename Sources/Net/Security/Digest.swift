// SPDX-License-Identifier: Apache-2.0

import Crypto

/// A digest on its way, by an algorithm of the library that handshakes use. A copy goes on by itself.
public struct CryptographicDigest: Sendable {
    private var state: any HashFunction & Sendable

    /// The algorithm that Python's `hashlib` calls `name`; nil for one that is not known here.
    public init?(_ name: String) {
        switch name {
        case "md5": state = Insecure.MD5()
        case "sha1": state = Insecure.SHA1()
        case "sha256": state = SHA256()
        case "sha384": state = SHA384()
        case "sha512": state = SHA512()
        default: return nil
        }
    }

    public mutating func update(_ bytes: UnsafeRawBufferPointer) { state.update(bufferPointer: bytes) }

    /// The digest of all bytes so far.
    public func digest() -> [UInt8] { Self.finalized(state) }

    private static func finalized<Function: HashFunction>(_ state: Function) -> [UInt8] { Array(state.finalize()) }
}
