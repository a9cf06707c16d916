// SPDX-License-Identifier: Apache-2.0

/// Turns plaintext into records: 2-byte big-endian length, ciphertext, tag. The plaintext is gathered in a staging
/// buffer of one record, so frames are packed densely; sealed records collect in one array that becomes one write.
package final class RecordSealer {
    private var cipher: CipherState
    private let staging: UnsafeMutableRawBufferPointer
    private var staged = 0
    private var output: [UInt8] = []

    package init(cipher: CipherState) {
        self.cipher = cipher
        staging = .allocate(byteCount: NetLimits.recordPlaintextMax, alignment: 64)
    }

    deinit {
        staging.deallocate()
    }

    /// Bytes sealed and not yet taken.
    package var outputCount: Int { output.count }

    /// Adds plaintext, sealing records as they fill.
    package func append(_ bytes: UnsafeRawBufferPointer) throws(ChannelError) {
        var offset = 0
        while offset < bytes.count {
            if staged <= Self.stagedSmall, bytes.count - offset >= staging.count {
                // A full record lies ready: a small record for what is staged costs less than copying this one.
                if staged > 0 { try sealStaged(expectsMore: true) }
                try seal(UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + staging.count]), expectsMore: true)
                offset += staging.count
                continue
            }
            let count = min(bytes.count - offset, staging.count - staged)
            (staging.baseAddress! + staged).copyMemory(from: bytes.baseAddress! + offset, byteCount: count)
            staged += count
            offset += count
            if staged == staging.count { try sealStaged(expectsMore: true) }
        }
    }

    /// Seals what is staged and returns everything for the connection. `evenEmpty` makes a record without content.
    package func take(evenEmpty: Bool = false) throws(ChannelError) -> [UInt8] {
        if staged > 0 || evenEmpty { try sealStaged(expectsMore: false) }
        let bytes = output
        output = []
        return bytes
    }

    private func sealStaged(expectsMore: Bool) throws(ChannelError) {
        let count = staged
        staged = 0
        try seal(UnsafeRawBufferPointer(rebasing: staging[0..<count]), expectsMore: expectsMore)
    }

    private func seal(_ plaintext: UnsafeRawBufferPointer, expectsMore: Bool) throws(ChannelError) {
        let recordBytes = plaintext.count + 16
        if output.isEmpty {
            output.reserveCapacity(expectsMore ? Self.writeBytes : recordBytes + 2)
        }
        output.append(UInt8(truncatingIfNeeded: recordBytes >> 8))
        output.append(UInt8(truncatingIfNeeded: recordBytes))
        try cipher.seal(plaintext, authenticating: UnsafeRawBufferPointer(start: nil, count: 0), to: &output)
    }

    /// What is worth a record of its own when full records follow.
    private static let stagedSmall = 1024
    /// Room for the full records of one write and a small one at either end.
    private static let writeBytes = (NetLimits.recordBytesMax + 2) * NetLimits.recordsPerWrite + 4096
}
