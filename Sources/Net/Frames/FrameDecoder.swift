// SPDX-License-Identifier: Apache-2.0

/// What a `FrameDecoder` finds.
package protocol FrameSink: AnyObject {
    /// A complete frame of any kind but data. False stops the decoder for good.
    func received(_ kind: FrameKind, id: UInt32, payload: [UInt8]) -> Bool
    /// A part of a data frame, as it arrives; `isFirst` with the length of the whole. False stops the decoder for
    /// good.
    func receivedData(id: UInt32, frameBytes: Int, isFirst: Bool, part: UnsafeRawBufferPointer) -> Bool
    /// Whether it takes another frame now; else the decoder returns before it.
    var takesMore: Bool { get }
}

extension FrameSink {
    package var takesMore: Bool { true }
}

/// Cuts a stream of plaintext into frames. A payload is collected only after its length has passed the cap of its
/// kind; data payloads are passed on in parts without collecting.
package final class FrameDecoder {
    private enum State {
        case header
        case payload(FrameHeader)
        case data(FrameHeader, remaining: Int)
        case stopped
    }

    private var state = State.header
    private var headerBytes = [UInt8](repeating: 0, count: FrameHeader.byteCount)
    private var headerCount = 0
    private var payload: [UInt8] = []

    package init() {}

    /// Decodes `bytes`, keeping what is incomplete for the next call; gives how many of them it took, which are all
    /// unless the sink takes no more.
    @discardableResult
    package func feed(_ bytes: UnsafeRawBufferPointer, to sink: some FrameSink) throws(FrameError) -> Int {
        var rest = bytes
        while true {
            switch state {
            case .stopped:
                return bytes.count
            case .header:
                guard !rest.isEmpty else { return bytes.count }
                if headerCount == 0, !sink.takesMore { return bytes.count - rest.count }
                guard try readHeader(&rest) else { return bytes.count }
                continue
            case .payload(let header):
                let count = min(header.payloadBytes - payload.count, rest.count)
                payload.append(contentsOf: UnsafeRawBufferPointer(rebasing: rest[..<count]))
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
                guard payload.count == header.payloadBytes else { return bytes.count }
                let complete = payload
                payload = []
                state = .header
                if !sink.received(header.kind, id: header.id, payload: complete) { state = .stopped }
            case .data(let header, let remaining):
                guard !rest.isEmpty else { return bytes.count }
                let count = min(remaining, rest.count)
                let part = UnsafeRawBufferPointer(rebasing: rest[..<count])
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
                state = remaining == count ? .header : .data(header, remaining: remaining - count)
                let isFirst = remaining == header.payloadBytes
                if !sink.receivedData(id: header.id, frameBytes: header.payloadBytes, isFirst: isFirst, part: part) {
                    state = .stopped
                }
            }
        }
    }

    /// True when a header is complete.
    private func readHeader(_ rest: inout UnsafeRawBufferPointer) throws(FrameError) -> Bool {
        let count = min(FrameHeader.byteCount - headerCount, rest.count)
        for index in 0..<count { headerBytes[headerCount + index] = rest[index] }
        headerCount += count
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        guard headerCount == FrameHeader.byteCount else { return false }
        headerCount = 0
        let parsed: Result<FrameHeader, FrameError> = headerBytes.withUnsafeBytes { bytes in
            do throws(FrameError) { return .success(try FrameHeader(bytes)) } catch { return .failure(error) }
        }
        let header: FrameHeader
        do { header = try parsed.get() } catch {
            state = .stopped
            throw error
        }
        if header.kind == .data {
            state = .data(header, remaining: header.payloadBytes)
        } else {
            payload.reserveCapacity(header.payloadBytes)
            state = .payload(header)
        }
        return true
    }
}
