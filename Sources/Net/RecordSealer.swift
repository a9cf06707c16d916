// SPDX-License-Identifier: Apache-2.0

/// Turns plaintext into records: 2-byte big-endian length, ciphertext, tag. The plaintext is gathered in a staging buffer of one
/// record, so frames are packed densely; sealed records collect in one array that becomes one write.
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
            let count = min(bytes.count - offset, staging.count - staged)
            (staging.baseAddress! + staged).copyMemory(from: bytes.baseAddress! + offset, byteCount: count)
            staged += count
            offset += count
            if staged == staging.count { try sealStaged() }
        }
    }

    /// Seals what is staged and returns everything for the connection. `evenEmpty` makes a record without content.
    package func take(evenEmpty: Bool = false) throws(ChannelError) -> [UInt8] {
        if staged > 0 || evenEmpty { try sealStaged() }
        let bytes = output
        output = []
        return bytes
    }

    private func sealStaged() throws(ChannelError) {
        let count = staged
        staged = 0
        let recordBytes = count + 16
        if output.isEmpty {
            output.reserveCapacity(recordBytes == NetLimits.recordBytesMax ? Self.writeBytes : recordBytes + 2)
        }
        output.append(UInt8(truncatingIfNeeded: recordBytes >> 8))
        output.append(UInt8(truncatingIfNeeded: recordBytes))
        try cipher.seal(
            UnsafeRawBufferPointer(rebasing: staging[0..<count]),
            authenticating: UnsafeRawBufferPointer(start: nil, count: 0), to: &output)
    }

    private static let writeBytes = (NetLimits.recordBytesMax + 2) * NetLimits.recordsPerWrite
}
