// SPDX-License-Identifier: Apache-2.0

import Crypto

/// A connection's own key pair: fresh from the system's random numbers, or given by test vectors.
package struct EphemeralKey: Sendable {
    let key: Curve25519.KeyAgreement.PrivateKey

    package init() {
        key = Curve25519.KeyAgreement.PrivateKey()
    }

    /// Nil unless there are 32 bytes.
    package init?(privateKey bytes: [UInt8]) {
        guard let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes) else { return nil }
        self.key = key
    }
}
