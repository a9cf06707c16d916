// SPDX-License-Identifier: Apache-2.0

import Columnar
import Net
import Storage

/// The form in which blocks of several outputs, or partitions, go over one stream: pieces with a number and a length.
enum Pieces {
    /// The number and the byte count before the blocks.
    static let headerByteCount = 16
    /// The byte counts of a piece that is not there, and of one that cannot be read. A length and a reason follow.
    static let missing = UInt64.max
    static let unreadable = UInt64.max - 1

    static func header(_ number: Int, _ byteCount: UInt64) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(headerByteCount)
        for word in [UInt64(number), byteCount] { withUnsafeBytes(of: word.littleEndian) { bytes += $0 } }
        return bytes
    }

    /// What stands for a piece that cannot be had.
    static func fault(_ number: Int, _ kind: UInt64, _ reason: String) -> [UInt8] {
        let text = Array(reason.utf8.prefix(ExecutionLimits.faultReasonBytesMax))
        var bytes = header(number, kind)
        withUnsafeBytes(of: UInt64(text.count).littleEndian) { bytes += $0 }
        return bytes + text
    }

    static func parse(_ header: Buffer) -> (number: UInt64, byteCount: UInt64) {
        (
            UInt64(littleEndian: header.bytes.loadUnaligned(as: UInt64.self)),
            UInt64(littleEndian: header.bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        )
    }
}

/// Where the pieces of a stream come from.
enum ServedPieces {
    /// Of one partition: those of the outputs of a list.
    case outputs(MapOutputList, partition: Int, pieces: [MapOutputList.Piece])
    /// Of one output: its partitions that have blocks.
    case partitions(ShuffleStore, MapOutputKey, count: Int, filled: [Int32])

    var count: Int {
        switch self {
        case .outputs(_, _, let pieces): pieces.count
        case .partitions(_, _, _, let filled): filled.count
        }
    }

    /// The number that ends the stream.
    var end: Int {
        switch self {
        case .outputs(let list, _, _): list.count
        case .partitions(_, _, let count, _): count
        }
    }

    func number(_ index: Int) -> Int {
        switch self {
        case .outputs(_, _, let pieces): pieces[index].place
        case .partitions(_, _, _, let filled): Int(filled[index])
        }
    }

    func reader(_ index: Int) throws(StorageError) -> MapOutputReader {
        switch self {
        case .outputs(let list, let partition, let pieces):
            guard !pieces[index].isMissing else { throw .missingMapOutput(list.key(pieces[index].place)) }
            return try list.reader(pieces[index].place, partition)
        case .partitions(let store, let key, _, let filled): return try store.chunks(key, Int(filled[index]))
        }
    }
}

/// Pieces being written to a stream as credit allows. Loop thread only.
final class PieceWriter: ServedStream {
    private let stream: OutboundStream
    private let pieces: ServedPieces
    private var index = 0
    private var reader: MapOutputReader?

    init(_ stream: OutboundStream, _ pieces: ServedPieces) {
        self.stream = stream
        self.pieces = pieces
    }

    func pump() -> Bool {
        do {
            while stream.creditAvailable > 0 {
                if let reader {
                    let most = min(ExecutionLimits.serveChunkBytes, stream.creditAvailable)
                    if let chunk = try reader.next(maxBytes: most) {
                        stream.write(chunk)
                    } else {
                        self.reader = nil
                        index += 1
                    }
                    continue
                }
                if index == pieces.count {
                    stream.write(Pieces.header(pieces.end, 0))
                    stream.end()
                    return true
                }
                guard let opened = open() else { return true }
                reader = opened
                stream.write(Pieces.header(pieces.number(index), UInt64(opened.byteCount)))
            }
            return false
        } catch {
            stream.fail(code: BlockService.readFailureCode, text: "\(error)")
            return true
        }
    }

    /// The reader of the next piece; nil when there is none, and the stream says so.
    private func open() -> MapOutputReader? {
        do throws(StorageError) { return try pieces.reader(index) } catch {
            var kind = Pieces.unreadable
            if case .missingMapOutput = error { kind = Pieces.missing }
            stream.write(Pieces.fault(pieces.number(index), kind, "\(error)"))
            stream.end()
            return nil
        }
    }
}
