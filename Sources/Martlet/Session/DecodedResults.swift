// SPDX-License-Identifier: Apache-2.0

import Columnar
import Driver
import Plan
import Storage
import Threads

/// The rows of blocks that come one behind another in pieces. Those of many are decoded by several threads: whoever
/// waits for them has processors to himself.
func decodeBlocks(_ pieces: [[UInt8]], _ type: DataType) throws(MartletError) -> [Column] {
    do throws(BlockError) {
        let blocks = try wholeBlocks(pieces)
        let bytes = pieces.reduce(0) { $0 + $1.count }
        guard bytes >= MartletLimits.decodedTogetherBytesMin else {
            var columns: [Column] = []
            for block in blocks { columns.append(try BlockCodec.decode(block, expecting: type)) }
            return columns
        }
        let decoded = DecodedBlocks(blocks.count)
        inParallel(blocks.count, threads: min(processorCount, MartletLimits.decodingThreadsMax)) { number in
            do throws(BlockError) {
                decoded.put(.success(try BlockCodec.decode(blocks[number], expecting: type)), number)
            } catch { decoded.put(.failure(error), number) }
        }
        return try decoded.columns()
    } catch {
        throw .job(JobError(kind: .block, message: "a result is damaged: \(error)"))
    }
}

/// Where they lie.
private func wholeBlocks(_ pieces: [[UInt8]]) throws(BlockError) -> [Buffer] {
    var blocks: [Buffer] = []
    for piece in pieces {
        let bytes = Buffer(holding: piece)
        var offset = 0
        while offset < bytes.byteCount {
            let rest = UnsafeRawBufferPointer(rebasing: bytes.bytes[offset...])
            let length = min(try BlockCodec.peekLength(rest) ?? rest.count, rest.count)
            blocks.append(Buffer(slice: bytes, offset: offset, byteCount: length))
            offset += max(length, 1)
        }
    }
    return blocks
}

private final class DecodedBlocks: Sendable {
    private let found: Lock<[Result<Column, BlockError>?]>

    init(_ count: Int) { found = Lock(Array(repeating: nil, count: count)) }

    func put(_ result: Result<Column, BlockError>, _ number: Int) { found.withLock { $0[number] = result } }

    func columns() throws(BlockError) -> [Column] {
        var columns: [Column] = []
        for result in found.withLock({ $0 }) { if let result { columns.append(try result.get()) } }
        return columns
    }
}
