// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Net
import Testing

private struct FramesFile: Decodable {
    struct Valid: Decodable {
        var kind: String
        var code: UInt8
        var id: UInt32
        var payload: String
        var bytes: String
    }

    struct Invalid: Decodable {
        var name: String
        var bytes: String
    }

    var valid: [Valid]
    var invalid: [Invalid]
}

/// Collects frames; data frames in one piece.
private final class FrameCollector: FrameSink {
    struct Frame: Equatable {
        var kind: FrameKind
        var id: UInt32
        var payload: [UInt8]
    }

    var frames: [Frame] = []
    var stopsAfter = Int.max

    func received(_ kind: FrameKind, id: UInt32, payload: [UInt8]) -> Bool {
        frames.append(Frame(kind: kind, id: id, payload: payload))
        return frames.count < stopsAfter
    }

    func receivedData(id: UInt32, frameBytes: Int, isFirst: Bool, part: UnsafeRawBufferPointer) -> Bool {
        if isFirst { frames.append(Frame(kind: .data, id: id, payload: [])) }
        frames[frames.count - 1].payload.append(contentsOf: part)
        return true
    }
}

/// The plaintext of a frame.
func plaintext(_ kind: FrameKind, id: UInt32 = 0, _ payload: [UInt8] = []) -> [UInt8] {
    var out = [UInt8](repeating: 0, count: FrameHeader.byteCount)
    out.withUnsafeMutableBytes { FrameHeader(kind: kind, id: id, payloadBytes: payload.count).write(to: $0) }
    return out + payload
}

@Suite struct FrameTests {
    private func decode(_ bytes: [UInt8], pieces: Int = .max, stopsAfter: Int = .max) throws -> [FrameCollector.Frame] {
        let collector = FrameCollector()
        collector.stopsAfter = stopsAfter
        let decoder = FrameDecoder()
        for start in stride(from: 0, to: bytes.count, by: min(pieces, max(1, bytes.count))) {
            let piece = Array(bytes[start..<min(bytes.count, start + min(pieces, bytes.count))])
            try piece.withUnsafeBytes { try decoder.feed($0, to: collector) }
        }
        return collector.frames
    }

    @Test func vectorsDecodeAndEncodeAlike() throws {
        let file = try vectors("frames.json", as: FramesFile.self)
        #expect(Set(file.valid.map(\.code)) == Set(FrameKind.allCases.map(\.rawValue)))
        for vector in file.valid {
            let frames = try decode(hex(vector.bytes))
            let kind = try #require(FrameKind(rawValue: vector.code))
            #expect("\(kind)" == vector.kind)
            #expect(frames == [.init(kind: kind, id: vector.id, payload: hex(vector.payload))])
            #expect(hex(plaintext(kind, id: vector.id, hex(vector.payload))) == vector.bytes)
        }
        for vector in file.invalid {
            #expect(throws: FrameError.self, "\(vector.name)") { _ = try decode(hex(vector.bytes)) }
        }
    }

    @Test(arguments: 1...40) func framesSurviveAnyFragmentation(pieces: Int) throws {
        let file = try vectors("frames.json", as: FramesFile.self)
        let all = file.valid.flatMap { hex($0.bytes) }
        #expect(try decode(all, pieces: pieces) == decode(all))
        #expect(try decode(all).count == file.valid.count)
    }

    @Test func theDecoderStopsWhenItsSinkSaysSo() throws {
        #expect(try decode(plaintext(.ping) + plaintext(.pong) + plaintext(.ping), stopsAfter: 2).count == 2)
    }

    @Test func everyHeaderOutsideTheBoundsIsRefused() throws {
        for kind in FrameKind.allCases {
            let id: UInt32 = kind.hasID ? 1 : 0
            for length in [kind.payloadBytes.lowerBound - 1, kind.payloadBytes.upperBound + 1] where length >= 0 {
                var header = plaintext(kind, id: id)
                header.replaceSubrange(0..<4, with: withUnsafeBytes(of: UInt32(length).littleEndian) { Array($0) })
                #expect(throws: FrameError.badLength(kind, length)) { _ = try decode(header) }
            }
            let wrong: UInt32 = kind.hasID ? 0 : 1
            var header = plaintext(kind, id: wrong)
            header[0] = UInt8(kind.payloadBytes.lowerBound)
            #expect(throws: FrameError.badID(kind, wrong)) { _ = try decode(header) }
        }
    }

    @Test func randomAndMutatedBytesNeverTrapTheDecoder() throws {
        var random = SeededRandom(seed: 7)
        let file = try vectors("frames.json", as: FramesFile.self)
        let valid = file.valid.map { hex($0.bytes) }
        for _ in 0..<20_000 {
            var input = [UInt8(truncatingIfNeeded: random.next())]
            for _ in 0..<random.next() % 6 {
                if random.chance(1, in: 3) {
                    input += (0..<random.next() % 40).map { _ in UInt8(truncatingIfNeeded: random.next()) }
                } else {
                    var frame = valid[Int(random.next() % UInt64(valid.count))]
                    let place = Int(random.next() % UInt64(frame.count))
                    if random.chance(1, in: 2) { frame[place] = UInt8(truncatingIfNeeded: random.next()) }
                    input += frame
                }
            }
            input.withUnsafeBytes { fuzzFrameDecoder($0) }
        }
        fuzzFrameDecoder(UnsafeRawBufferPointer(start: nil, count: 0))
    }
}
