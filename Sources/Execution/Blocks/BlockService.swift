// SPDX-License-Identifier: Apache-2.0

import Messages
import Net
import Plan
import Storage

/// Answers stream requests: map outputs to other executors, kept results to the driver. Loop thread only.
final class BlockService {
    /// Failure text of a map output that this executor does not have; asking again does not help.
    static let missingOutput = "no such map output"
    static let missingOutputCode: UInt32 = 404
    static let unknownRequestCode: UInt32 = 400
    static let unknownListCode: UInt32 = 410
    static let readFailureCode: UInt32 = 500

    private let store: ShuffleStore
    private let results: ResultStore
    private var serving: [ObjectIdentifier: any ServedStream] = [:]
    /// The lists of outputs that each connection has sent.
    private var lists: [ObjectIdentifier: KnownLists] = [:]

    init(store: ShuffleStore, results: ResultStore) {
        self.store = store
        self.results = results
    }

    /// Serves `request` of `peer` on `stream`. Only the driver's connection may ask for results. Throws what the
    /// connection is to end with.
    func serve(_ stream: OutboundStream, request: [UInt8], of peer: Peer, isDriver: Bool) throws {
        // An honest list has no more outputs than were made here.
        if request.count > ExecutionLimits.requestBytesUncounted {
            try MessageBounds.streamRequest(outputsMax: store.count + ExecutionLimits.outputListSlack).check(request)
        }
        switch try CheckedRequest(request) {
        case .fetch(let fetch): try serveFetch(stream, fetch, peer)
        case .copy(let key): serveCopy(stream, key)
        case .result(let attempt):
            guard isDriver else {
                throw MessageFault("StreamRequest.request", "a result's", "results are the driver's")
            }
            guard let blocks = results.take(attempt) else {
                return stream.fail(code: Self.missingOutputCode, text: "no result of attempt \(attempt) is kept")
            }
            start(ServedResult(stream, blocks), stream)
        }
    }

    /// The connection has ended: its lists go.
    func forget(_ peer: Peer) { lists[ObjectIdentifier(peer)] = nil }

    /// No reader asks for the shuffle any more.
    func forget(shuffle: Int) {
        for peer in Array(lists.keys) { lists[peer]?.remove { $0.shuffle == shuffle } }
    }

    private func serveFetch(_ stream: OutboundStream, _ request: CheckedFetch, _ peer: Peer) throws(MessageFault) {
        let identity = ObjectIdentifier(peer)
        if let outputs = request.outputs {
            let list = MapOutputList(
                shuffle: request.shuffle, mapPartitions: outputs.mapPartitions, attempts: outputs.attempts, in: store)
            lists[identity, default: KnownLists()].add(request.list, list)
            boundLists(but: identity)
        }
        guard let list = lists[identity]?[request.list], list.shuffle == request.shuffle else {
            return stream.fail(code: Self.unknownListCode, text: "there is no list \(request.list) of this connection")
        }
        guard request.first <= list.count else {
            throw MessageFault("FetchRequest.first", request.first, "the list has \(list.count) outputs")
        }
        do throws(StorageError) {
            let pieces = try list.pieces(of: request.partition, from: request.first)
            start(PieceWriter(stream, .outputs(list, partition: request.partition, pieces: pieces)), stream)
        } catch {
            stream.fail(code: Self.readFailureCode, text: "\(error)")
        }
    }

    /// Those of all connections together stay within bounds: whoever has the most gives way, but for the newest list of
    /// `asker`.
    private func boundLists(but asker: ObjectIdentifier) {
        var total = lists.values.reduce(0) { $0 + $1.entryCount }
        while total > ExecutionLimits.outputListEntriesMax {
            let others = lists.filter { $0.key != asker || $0.value.count > 1 }
            guard let largest = others.max(by: { $0.value.entryCount < $1.value.entryCount })?.key else { return }
            total -= lists[largest]?.removeOldest() ?? 0
            if lists[largest]?.count == 0 { lists[largest] = nil }
        }
    }

    private func serveCopy(_ stream: OutboundStream, _ key: MapOutputKey) {
        do throws(StorageError) {
            let (count, filled) = try store.partitions(key)
            start(PieceWriter(stream, .partitions(store, key, count: count, filled: filled)), stream)
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

/// Lists of outputs by the asker's numbers, as many as there may be.
private struct KnownLists {
    private var byNumber: [UInt64: MapOutputList] = [:]
    /// Oldest first.
    private var order: [UInt64] = []
    private(set) var entryCount = 0

    subscript(_ number: UInt64) -> MapOutputList? { byNumber[number] }

    mutating func add(_ number: UInt64, _ list: MapOutputList) {
        remove(number)
        byNumber[number] = list
        order.append(number)
        entryCount += list.count
        while order.count > ExecutionLimits.outputListsMax { remove(order[0]) }
    }

    var count: Int { order.count }

    /// The entries that went.
    mutating func removeOldest() -> Int {
        let before = entryCount
        if let first = order.first { remove(first) }
        return before - entryCount
    }

    mutating func remove(where isMeant: (MapOutputList) -> Bool) {
        for number in order where byNumber[number].map(isMeant) == true { remove(number) }
    }

    private mutating func remove(_ number: UInt64) {
        guard let list = byNumber.removeValue(forKey: number) else { return }
        order.removeAll { $0 == number }
        entryCount -= list.count
    }
}

/// A stream being written as credit allows.
protocol ServedStream {
    /// Writes what credit allows; true when the stream is over.
    func pump() -> Bool
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
            let chunk = min(ExecutionLimits.serveChunkBytes, stream.creditAvailable)
            let end = min(offset + chunk, block.count)
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
