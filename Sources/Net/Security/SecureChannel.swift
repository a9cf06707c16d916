// SPDX-License-Identifier: Apache-2.0

/// The secure channel of one connection as a pure state machine: bytes from the wire in, plaintext and bytes for the
/// wire out. Before both sides have proved that they know the secret it parses nothing but handshake messages of
/// fixed length.
///
/// The responder is sure of the initiator only when the first record arrives (a recorded first message can be
/// replayed), so the initiator sends one, if need be empty, as soon as the handshake is done.
package final class SecureChannel {
    package enum State: Hashable, Sendable {
        case handshake
        /// The keys are there; the responder waits for the first record.
        case confirming
        case ready
        case failed
    }

    /// ASCII "Martlet/1", then the protocol version as two bytes, big-endian.
    package static let prologue = Array("Martlet/1".utf8) + [0, 1]

    package private(set) var state = State.handshake
    private let role: HandshakeRole
    private let recordsPerKey: UInt64
    private var handshake: NoiseHandshake
    private var collected: [UInt8] = []
    private var opener: RecordOpener?
    /// Encrypts what we send, once the keys are there.
    package private(set) var sealer: RecordSealer?

    package init(
        role: HandshakeRole, secret: Secret, ephemeral: EphemeralKey? = nil,
        recordsPerKey: UInt64 = NetLimits.recordsPerKey
    ) {
        self.role = role
        self.recordsPerKey = recordsPerKey
        handshake = NoiseHandshake(
            role: role, prologue: SecureChannel.prologue, secret: secret.bytes, ephemeral: ephemeral)
    }

    /// What to send first: the initiator's message, nothing for the responder.
    package func begin() throws(ChannelError) -> [UInt8] {
        role == .initiator ? framed(try handshake.writeMessage()) : []
    }

    /// Takes bytes from the wire. `reply` gets handshake bytes to send, `deliver` gets plaintext (possibly empty: a
    /// record without content) and returns false to stop.
    package func feed(
        _ bytes: UnsafeRawBufferPointer, reply: ([UInt8]) -> Void, deliver: (UnsafeRawBufferPointer) -> Bool
    ) throws(ChannelError) {
        var rest = bytes
        do {
            if state == .handshake {
                try feedHandshake(&rest, reply)
                if state == .handshake { return }
            }
            guard state != .failed, let opener, !rest.isEmpty else { return }
            try opener.feed(rest) { plaintext in
                if state == .confirming { state = .ready }
                return deliver(plaintext)
            }
        } catch {
            state = .failed
            throw error
        }
    }

    private func feedHandshake(
        _ rest: inout UnsafeRawBufferPointer, _ reply: ([UInt8]) -> Void
    ) throws(ChannelError) {
        let count = min(2 + NoiseHandshake.messageBytes - collected.count, rest.count)
        collected.append(contentsOf: UnsafeRawBufferPointer(rebasing: rest[..<count]))
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        // The length is fixed, so anything else shows at once.
        if !collected.isEmpty, collected[0] != 0 { throw .badLength(Int(collected[0]) << 8) }
        if collected.count >= 2, collected[1] != UInt8(NoiseHandshake.messageBytes) {
            throw .badLength(Int(collected[1]))
        }
        guard collected.count == 2 + NoiseHandshake.messageBytes else { return }
        _ = try handshake.readMessage(Array(collected[2...]))
        collected = []
        if role == .responder { reply(framed(try handshake.writeMessage())) }
        let keys = handshake.split(recordsPerKey: recordsPerKey)
        let sealer = RecordSealer(cipher: keys.send)
        self.sealer = sealer
        opener = RecordOpener(cipher: keys.receive)
        if role == .initiator {
            state = .ready
            reply(try sealer.take(evenEmpty: true))
        } else {
            state = .confirming
        }
    }

    private func framed(_ message: [UInt8]) -> [UInt8] {
        [UInt8(message.count >> 8), UInt8(message.count & 255)] + message
    }
}
