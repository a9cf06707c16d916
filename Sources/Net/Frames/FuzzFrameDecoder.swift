// SPDX-License-Identifier: Apache-2.0

/// Entry point of a fuzzer for the frame decoder: any bytes, fed in uneven pieces, never trap. The first byte chooses
/// the size of the pieces.
package func fuzzFrameDecoder(_ bytes: UnsafeRawBufferPointer) {
    guard let first = bytes.first else { return }
    let sink = FuzzSink()
    let decoder = FrameDecoder()
    var rest = UnsafeRawBufferPointer(rebasing: bytes[1...])
    let step = Int(first) + 1
    do throws(FrameError) {
        while !rest.isEmpty {
            let count = min(step, rest.count)
            try decoder.feed(UnsafeRawBufferPointer(rebasing: rest[..<count]), to: sink)
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    } catch {
        return  // a refusal is a fine answer
    }
}

private final class FuzzSink: FrameSink {
    var sum: UInt64 = 0

    func received(_ kind: FrameKind, id: UInt32, payload: [UInt8]) -> Bool {
        precondition(kind.payloadBytes.contains(payload.count), "a payload outside the bounds of its kind")
        if kind == .failure || kind == .streamFailure || kind == .goaway {
            sum &+= UInt64(endingParts(payload).text.utf8.count)
        }
        if kind == .credit || kind == .streamOpen { sum &+= UInt64(littleEndianNumber(payload)) }
        return kind != .goaway
    }

    func receivedData(id: UInt32, frameBytes: Int, isFirst: Bool, part: UnsafeRawBufferPointer) -> Bool {
        precondition(!part.isEmpty && part.count <= frameBytes, "a part outside its frame")
        sum &+= UInt64(part.count)
        return true
    }
}
