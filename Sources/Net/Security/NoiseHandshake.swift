// SPDX-License-Identifier: Apache-2.0

import Crypto
import FoundationEssentials

/// Which side of a connection: who connected, or who was connected to.
public enum HandshakeRole: Sendable, Hashable {
    case initiator
    case responder
}

/// The handshake `Noise_NNpsk0_25519_AESGCM_SHA256` (Noise revision 34) as a pure state machine: bytes in, bytes out.
///
///     -> psk, e
///     <- e, ee
package struct NoiseHandshake {
    package static let protocolName = "Noise_NNpsk0_25519_AESGCM_SHA256"
    /// Each message: an ephemeral key and an empty payload's tag.
    package static let messageBytes = 48
    private static let keyBytes = 32

    private let role: HandshakeRole
    /// Made when it is first needed: a responder does no key work for who does not know the secret.
    private var ephemeral: EphemeralKey?
    private var remoteEphemeral: Curve25519.KeyAgreement.PublicKey?
    private var chainingKey: SymmetricKey
    private var cipher: CipherState
    private var messages = 0
    /// After the last message: identifies this connection to both sides alike.
    package private(set) var handshakeHash: [UInt8]

    package init(
        role: HandshakeRole, prologue: [UInt8], secret: [UInt8],
        ephemeral: EphemeralKey? = nil
    ) {
        self.role = role
        self.ephemeral = ephemeral
        handshakeHash = Array(NoiseHandshake.protocolName.utf8)  // exactly 32 bytes: taken as it is
        precondition(handshakeHash.count == 32 && secret.count == 32, "a 32-byte name and a 32-byte secret")
        chainingKey = SymmetricKey(data: handshakeHash)
        cipher = CipherState(key: SymmetricKey(data: handshakeHash))  // replaced before its first use
        mix(hash: prologue)
        mixKeyAndHash(secret)
    }

    /// Both messages have passed.
    package var isComplete: Bool { messages == 2 }

    /// The next message is ours to write.
    package var isOurTurn: Bool { !isComplete && (messages == 0) == (role == .initiator) }

    package mutating func writeMessage(payload: [UInt8] = []) throws(ChannelError) -> [UInt8] {
        precondition(isOurTurn, "a handshake message is written in turn")
        let own = ephemeral ?? EphemeralKey()
        ephemeral = own
        var message = Array(own.key.publicKey.rawRepresentation)
        mix(hash: message)
        mixKey(message)
        if messages == 1 { try mixSharedKey() }
        message += try encryptAndHash(payload)
        messages += 1
        return message
    }

    /// Returns the payload.
    package mutating func readMessage(_ message: [UInt8]) throws(ChannelError) -> [UInt8] {
        precondition(!isComplete && !isOurTurn, "a handshake message is read in turn")
        guard message.count >= NoiseHandshake.messageBytes else { throw .badLength(message.count) }
        let key = Array(message[..<NoiseHandshake.keyBytes])
        guard let remote = try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: key) else { throw .badKey }
        remoteEphemeral = remote
        mix(hash: key)
        mixKey(key)
        if messages == 1 { try mixSharedKey() }
        let payload = try decryptAndHash(Array(message[NoiseHandshake.keyBytes...]))
        messages += 1
        return payload
    }

    /// The keys of the two directions, once complete.
    package func split(
        recordsPerKey: UInt64 = NetLimits.recordsPerKey
    ) -> (send: CipherState, receive: CipherState) {
        precondition(isComplete, "keys are split after the handshake")
        let keys = derive(chainingKey, [], count: 2)
        let first = CipherState(key: keys[0], recordsPerKey: recordsPerKey)
        let second = CipherState(key: keys[1], recordsPerKey: recordsPerKey)
        return role == .initiator ? (first, second) : (second, first)
    }

    // MARK: Symmetric state

    private mutating func mix(hash data: [UInt8]) {
        var hasher = SHA256()
        hasher.update(data: handshakeHash)
        hasher.update(data: data)
        handshakeHash = Array(hasher.finalize())
    }

    private mutating func mixKey(_ material: [UInt8]) {
        let keys = derive(chainingKey, material, count: 2)
        chainingKey = keys[0]
        cipher = CipherState(key: keys[1])
    }

    private mutating func mixKeyAndHash(_ material: [UInt8]) {
        let keys = derive(chainingKey, material, count: 3)
        chainingKey = keys[0]
        mix(hash: keys[1].withUnsafeBytes { Array($0) })
        cipher = CipherState(key: keys[2])
    }

    private mutating func mixSharedKey() throws(ChannelError) {
        // A key of small order gives an all-zero result, which the library refuses.
        guard let remoteEphemeral, let ephemeral,
            let shared = try? ephemeral.key.sharedSecretFromKeyAgreement(with: remoteEphemeral)
        else { throw .badKey }
        mixKey(shared.withUnsafeBytes { Array($0) })
    }

    private mutating func encryptAndHash(_ payload: [UInt8]) throws(ChannelError) -> [UInt8] {
        var sealed: [UInt8] = []
        var result: Result<Void, ChannelError> = .success(())
        payload.withUnsafeBytes { text in
            handshakeHash.withUnsafeBytes { data in
                do throws(ChannelError) {
                    try cipher.seal(text, authenticating: data, to: &sealed)
                } catch { result = .failure(error) }
            }
        }
        try result.get()
        mix(hash: sealed)
        return sealed
    }

    private mutating func decryptAndHash(_ sealed: [UInt8]) throws(ChannelError) -> [UInt8] {
        var staging = [UInt8](repeating: 0, count: 12) + sealed
        var result: Result<Data, ChannelError> = .failure(.authentication)
        staging.withUnsafeMutableBytes { buffer in
            handshakeHash.withUnsafeBytes { data in
                do throws(ChannelError) {
                    result = .success(try cipher.open(buffer, authenticating: data))
                } catch { result = .failure(error) }
            }
        }
        let payload = try result.get()
        mix(hash: sealed)
        return Array(payload)
    }

    /// Noise's HKDF: chained HMACs over the input under the chaining key.
    private func derive(_ chainingKey: SymmetricKey, _ material: [UInt8], count: Int) -> [SymmetricKey] {
        let temporary = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: material, using: chainingKey))
        var keys: [SymmetricKey] = []
        var last: [UInt8] = []
        for index in 1...count {
            last = Array(HMAC<SHA256>.authenticationCode(for: last + [UInt8(index)], using: temporary))
            keys.append(SymmetricKey(data: last))
        }
        return keys
    }
}
