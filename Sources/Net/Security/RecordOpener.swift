// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc

/// Cuts received bytes into records and decrypts them. Whole records are decrypted as they lie in the read buffer;
/// only a record that is split between two reads is collected.
package final class RecordOpener {
    private var cipher: CipherState
    /// 12 bytes for the nonce, then one record.
    private let staging: UnsafeMutableRawBufferPointer
    /// Bytes of the record under way that are in `staging`, its 2-byte length not counted.
    private var collected = 0
    /// The length of the record under way; nil while its 2 length bytes are not complete.
    private var expected: Int?
    private var firstLengthByte: UInt8?

    package init(cipher: CipherState) {
        self.cipher = cipher
        staging = .allocate(byteCount: 12 + NetLimits.recordBytesMax, alignment: 64)
    }

    deinit {
        staging.deallocate()
    }

    /// Decrypts every record that is complete and passes its plaintext on; `deliver` returns false to stop.
    package func feed(
        _ bytes: UnsafeRawBufferPointer, deliver: (UnsafeRawBufferPointer) -> Bool
    ) throws(ChannelError) {
        var offset = 0
        while offset < bytes.count {
            guard let length = expected else {
                guard let first = firstLengthByte else {
                    firstLengthByte = bytes[offset]
                    offset += 1
                    continue
                }
                let length = Int(first) << 8 | Int(bytes[offset])
                offset += 1
                guard length >= 16 else { throw .badLength(length) }
                expected = length
                continue
            }
            let count = min(length - collected, bytes.count - offset)
            (staging.baseAddress! + 12 + collected).copyMemory(from: bytes.baseAddress! + offset, byteCount: count)
            collected += count
            offset += count
            guard collected == length else { return }
            expected = nil
            firstLengthByte = nil
            collected = 0
            if try !open(length, deliver) { return }
        }
    }

    private func open(_ length: Int, _ deliver: (UnsafeRawBufferPointer) -> Bool) throws(ChannelError) -> Bool {
        let record = UnsafeMutableRawBufferPointer(rebasing: staging[0..<12 + length])
        let plaintext = try cipher.open(record, authenticating: UnsafeRawBufferPointer(start: nil, count: 0))
        return plaintext.withUnsafeBytes { deliver($0) }
    }
}
