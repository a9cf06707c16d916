// SPDX-License-Identifier: Apache-2.0

/// A frame on its way out: an optional 4-byte number, then the payload's bytes from `start` on.
package struct OutboundFrame {
    package var kind: FrameKind
    package var id: UInt32
    package var number: UInt32?
    package var bytes: [UInt8]
    /// What is left of the payload.
    package var range: Range<Int>
    private var isHeaderWritten = false

    package init(_ kind: FrameKind, id: UInt32 = 0, number: UInt32? = nil, bytes: [UInt8] = []) {
        self.init(kind, id: id, number: number, bytes: bytes, range: 0..<bytes.count)
    }

    package init(_ kind: FrameKind, id: UInt32, number: UInt32? = nil, bytes: [UInt8], range: Range<Int>) {
        self.kind = kind
        self.id = id
        self.number = number
        self.bytes = bytes
        self.range = range
    }

    /// A frame that ends something with a code and a text.
    package static func ending(_ kind: FrameKind, id: UInt32 = 0, code: UInt32, text: String) -> OutboundFrame {
        OutboundFrame(kind, id: id, number: code, bytes: cut(text))
    }

    package var payloadBytes: Int { range.count + (number == nil ? 0 : 4) }

    /// What it takes in the plaintext stream.
    package var byteCount: Int { FrameHeader.byteCount + payloadBytes }

    /// What it takes in the queue.
    package var queuedBytes: Int { byteCount + NetLimits.frameOverheadBytes }

    /// Hands the next at most `budget` payload bytes on (and the header before the first); true when the frame is
    /// complete. Returns what it took in the plaintext stream through `written`.
    package mutating func write(
        to sealer: RecordSealer, budget: Int, written: inout Int
    ) throws(ChannelError) -> Bool {
        if !isHeaderWritten {
            written += try writeHeader(to: sealer)
            isHeaderWritten = true
        }
        let count = min(range.count, budget)
        guard count > 0 else { return range.isEmpty }
        var result: Result<Void, ChannelError> = .success(())
        bytes.withUnsafeBytes { raw in
            do throws(ChannelError) {
                try sealer.append(UnsafeRawBufferPointer(rebasing: raw[range.lowerBound..<range.lowerBound + count]))
            } catch { result = .failure(error) }
        }
        try result.get()
        written += count
        range = range.lowerBound + count..<range.upperBound
        return range.isEmpty
    }

    private func writeHeader(to sealer: RecordSealer) throws(ChannelError) -> Int {
        let header = FrameHeader(kind: kind, id: id, payloadBytes: payloadBytes)
        var result: Result<Int, ChannelError> = .success(0)
        withUnsafeTemporaryAllocation(byteCount: FrameHeader.byteCount + 4, alignment: 4) { buffer in
            header.write(to: buffer)
            var count = FrameHeader.byteCount
            if let number {
                buffer.storeBytes(of: number.littleEndian, toByteOffset: count, as: UInt32.self)
                count += 4
            }
            do throws(ChannelError) {
                try sealer.append(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                result = .success(count)
            } catch { result = .failure(error) }
        }
        return try result.get()
    }

    /// The text within its bound, cut before a character rather than inside one.
    private static func cut(_ text: String) -> [UInt8] {
        var bytes = Array(text.utf8)
        guard bytes.count > NetLimits.failureTextBytesMax else { return bytes }
        var end = NetLimits.failureTextBytesMax
        while end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        bytes.removeLast(bytes.count - end)
        return bytes
    }
}

/// The code and text of a failure frame; what is not UTF-8 is repaired.
func endingParts(_ payload: [UInt8]) -> (code: UInt32, text: String) {
    (littleEndianNumber(payload), String(decoding: payload[4...], as: UTF8.self))
}

/// The 4-byte number at the start of a payload whose length has been checked.
func littleEndianNumber(_ payload: [UInt8]) -> UInt32 {
    payload.withUnsafeBytes { UInt32(littleEndian: $0.loadUnaligned(as: UInt32.self)) }
}
