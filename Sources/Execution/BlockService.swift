// SPDX-License-Identifier: Apache-2.0

import Messages
import Net
import Plan
import Storage
import SwiftProtobuf

/// Answers stream requests: map outputs to other executors, kept results to the driver. Loop thread only.
final class BlockService {
    /// Failure text of a map output that this executor does not have; asking again does not help.
    static let missingOutput = "no such map output"
    static let missingOutputCode: UInt32 = 404
    static let unknownRequestCode: UInt32 = 400
    static let readFailureCode: UInt32 = 500

    private let store: ShuffleStore
    private let results: ResultStore
    private var serving: [ObjectIdentifier: any ServedStream] = [:]

    init(store: ShuffleStore, results: ResultStore) {
        self.store = store
        self.results = results
    }

    /// Serves `request` on `stream`. Only the driver's connection may ask for results.
    func serve(_ stream: OutboundStream, request: [UInt8], isDriver: Bool) {
        let message: Martlet_StreamRequest
        do {
            message = try Martlet_StreamRequest.decode(request, "StreamRequest")
        } catch {
            stream.fail(code: Self.unknownRequestCode, text: "\(error)")
            return
        }
        switch message.request {
        case .fetch(let fetch):
            guard fetch.attempts.count == fetch.mapPartitions.count else {
                stream.fail(code: Self.unknownRequestCode, text: "as many attempts as map partitions are needed")
                return
            }
            start(ServedMapOutputs(stream, fetch, store), stream)
        case .copy(let copy): serveCopy(stream, copy)
        case .result(let result) where isDriver:
            guard let blocks = results.take(TaskAttemptID(Int(result.attempt))) else {
                stream.fail(code: Self.missingOutputCode, text: "no result of attempt \(result.attempt) is kept")
                return
            }
            start(ServedResult(stream, blocks), stream)
        case .result, .input, .definition, nil: stream.fail(code: Self.unknownRequestCode, text: "no such request")
        }
    }

    private func serveCopy(_ stream: OutboundStream, _ request: Martlet_CopyRequest) {
        let key = MapOutputKey(
            shuffle: Int(truncatingIfNeeded: request.shuffle),
            mapPartition: Int(truncatingIfNeeded: request.mapPartition),
            attempt: Int(truncatingIfNeeded: request.attempt))
        do throws(StorageError) {
            let count = try store.partitionCount(key)
            start(ServedMapOutputs(stream, (0..<count).map { (key, $0) }, store), stream)
        } catch {
            stream.fail(code: Self.missingOutputCode, text: "\(Self.missingOutput): \(error)")
        }
    }

    private func start(_ served: any ServedStream, _ stream: OutboundStream) {
        let identity = ObjectIdentifier(stream)
        serving[identity] = served
        stream.onWritable = { [weak self] in self?.pump(identity) }
        stream.onCancel = { [weak self] in _ = self?.serving.removeValue(forKey: identity) }
        pump(identity)
    }

    private func pump(_ identity: ObjectIdentifier) {
        guard let served = serving[identity] else { return }
        if served.pump() { serving[identity] = nil }
    }
}

/// A stream being written as credit allows.
private protocol ServedStream {
    /// Writes what credit allows; true when the stream is over.
    func pump() -> Bool
}

private final class ServedMapOutputs: ServedStream {
    private let stream: OutboundStream
    /// Partitions of outputs, in turn.
    private let pieces: [(key: MapOutputKey, partition: Int)]
    private let store: ShuffleStore
    private var index = 0
    private var reader: MapOutputReader?

    init(_ stream: OutboundStream, _ pieces: [(key: MapOutputKey, partition: Int)], _ store: ShuffleStore) {
        self.stream = stream
        self.pieces = pieces
        self.store = store
    }

    convenience init(_ stream: OutboundStream, _ request: Martlet_FetchRequest, _ store: ShuffleStore) {
        let pieces = zip(request.mapPartitions, request.attempts).map { map, attempt in
            let key = MapOutputKey(
                shuffle: Int(truncatingIfNeeded: request.shuffle), mapPartition: Int(truncatingIfNeeded: map),
                attempt: Int(truncatingIfNeeded: attempt))
            return (key, Int(request.partition))
        }
        self.init(stream, pieces, store)
    }

    func pump() -> Bool {
        do {
            while stream.creditAvailable > 0 {
                if let reader {
                    if let chunk = try reader.next(maxBytes: ExecutionLimits.serveChunkBytes) {
                        stream.write(chunk)
                    } else {
                        self.reader = nil
                        index += 1
                    }
                    continue
                }
                if index == pieces.count {
                    stream.end()
                    return true
                }
                let opened = try store.chunks(pieces[index].key, pieces[index].partition)
                reader = opened
                stream.write(withUnsafeBytes(of: UInt64(opened.byteCount).littleEndian) { Array($0) })
            }
            return false
        } catch StorageError.missingMapOutput(let key) {
            stream.fail(
                code: BlockService.missingOutputCode,
                text: "\(BlockService.missingOutput): \(StorageError.missingMapOutput(key))")
            return true
        } catch {
            stream.fail(code: BlockService.readFailureCode, text: "\(error)")
            return true
        }
    }
}

private final class ServedResult: ServedStream {
    private let stream: OutboundStream
    private var blocks: KeptResult
    private var index = 0
    private var offset = 0

    init(_ stream: OutboundStream, _ blocks: KeptResult) {
        self.stream = stream
        self.blocks = blocks
    }

    func pump() -> Bool {
        while stream.creditAvailable > 0 {
            if index == blocks.blocks.count {
                stream.end()
                return true
            }
            let block = blocks.blocks[index]
            let end = min(offset + ExecutionLimits.serveChunkBytes, block.count)
            stream.write(Array(block[offset..<end]))
            offset = end
            if offset == block.count {
                blocks.drop(index)
                index += 1
                offset = 0
            }
        }
        return false
    }
}
