// SPDX-License-Identifier: Apache-2.0

package import Crypto
package import FoundationEssentials

/// What the secure channel reports; all of it closes the connection.
package enum ChannelError: Error, Hashable, Sendable {
    /// A tag does not fit: another secret, or altered, replayed, reordered or dropped bytes.
    case authentication
    case badLength(Int)
    case badKey
    case keyUsedUp
}

/// One direction's key and nonce of the Noise protocol (AESGCM), with the key replaced every `recordsPerKey`
/// messages.
package struct CipherState {
    package private(set) var nonce: UInt64 = 0
    private var key: SymmetricKey
    private let recordsPerKey: UInt64

    package init(key: SymmetricKey, recordsPerKey: UInt64 = NetLimits.recordsPerKey) {
        self.key = key
        self.recordsPerKey = recordsPerKey
    }

    /// Appends the ciphertext and its 16-byte tag to `out`.
    package mutating func seal(
        _ plaintext: UnsafeRawBufferPointer, authenticating data: UnsafeRawBufferPointer, to out: inout [UInt8]
    ) throws(ChannelError) {
        let nonce = try nextNonce()
        guard let box = try? AES.GCM.seal(plaintext, using: key, nonce: nonce, authenticating: data),
            let combined = box.combined
        else { throw .authentication }
        combined.withUnsafeBytes { bytes in
            out.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[12...]))
        }
    }

    /// Decrypts `staging`, which holds 12 spare bytes, the ciphertext and its tag.
    package mutating func open(
        _ staging: UnsafeMutableRawBufferPointer, authenticating data: UnsafeRawBufferPointer
    ) throws(ChannelError) -> Data {
        precondition(staging.count >= 28, "a record has room for nonce and tag")
        let number = try takeNumber()
        CipherState.write(number, to: staging)
        guard let box = try? AES.GCM.SealedBox(combined: UnsafeRawBufferPointer(staging)),
            let plaintext = try? AES.GCM.open(box, using: key, authenticating: data)
        else { throw .authentication }
        return plaintext
    }

    private mutating func nextNonce() throws(ChannelError) -> AES.GCM.Nonce {
        let number = try takeNumber()
        let nonce = withUnsafeTemporaryAllocation(byteCount: 12, alignment: 4) { buffer in
            CipherState.write(number, to: buffer)
            return try? AES.GCM.Nonce(data: UnsafeRawBufferPointer(buffer))
        }
        guard let nonce else { throw .keyUsedUp }
        return nonce
    }

    /// The number of the next message; the key is replaced when it has served its share.
    private mutating func takeNumber() throws(ChannelError) -> UInt64 {
        guard nonce < UInt64.max else { throw .keyUsedUp }
        if nonce > 0, nonce % recordsPerKey == 0 { try rekey() }
        nonce += 1
        return nonce - 1
    }

    /// Noise section 4.2: the new key is the encryption of 32 zeros under the last nonce.
    private mutating func rekey() throws(ChannelError) {
        let last = withUnsafeTemporaryAllocation(byteCount: 12, alignment: 4) { buffer in
            CipherState.write(.max, to: buffer)
            return try? AES.GCM.Nonce(data: UnsafeRawBufferPointer(buffer))
        }
        guard let last, let box = try? AES.GCM.seal([UInt8](repeating: 0, count: 32), using: key, nonce: last) else {
            throw .keyUsedUp
        }
        key = SymmetricKey(data: box.ciphertext)
    }

    /// The AESGCM nonce: 32 zero bits, then the number, big-endian.
    private static func write(_ number: UInt64, to buffer: UnsafeMutableRawBufferPointer) {
        buffer.storeBytes(of: 0, as: UInt32.self)
        buffer.storeBytes(of: number.bigEndian, toByteOffset: 4, as: UInt64.self)
    }
}
