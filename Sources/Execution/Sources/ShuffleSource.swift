// SPDX-License-Identifier: Apache-2.0

import Columnar
import Plan
import Storage

/// Where each map output of a shuffle is: those of this executor, and those of each other one. Made once for all tasks
/// that read it. Immutable; a task holds the table that was current when it was launched.
final class MapOutputDirectory: Sendable {
    struct Location: Sendable {
        var attempt: TaskAttemptID
        var executor: ExecutorID
    }

    let shuffle: ShuffleID
    let own: MapOutputList
    /// In the order of the executors' numbers, so that simulations repeat.
    let others: [RemoteOutputs]

    /// `locations` are by map partition. Lists that are those of `previous` keep their numbers.
    init(
        shuffle: ShuffleID, locations: [Location], servers: [ExecutorID: BlockServerAddress], ownID: ExecutorID,
        store: ShuffleStore, previous: MapOutputDirectory?, nextNumber: () -> UInt64
    ) {
        var lists: [ExecutorID: (maps: [Int], attempts: [Int])] = [:]
        for (map, location) in locations.enumerated() {
            lists[location.executor, default: ([], [])].maps.append(map)
            lists[location.executor]!.attempts.append(location.attempt.rawValue)
        }
        self.shuffle = shuffle
        let own = lists.removeValue(forKey: ownID) ?? ([], [])
        self.own = MapOutputList(
            shuffle: shuffle.rawValue, mapPartitions: own.maps, attempts: own.attempts, in: store)
        others = lists.sorted { $0.key < $1.key }.map { executor, list in
            let made = RemoteOutputs(
                number: nextNumber(), shuffle: shuffle, executor: executor, server: servers[executor],
                mapPartitions: list.maps, attempts: list.attempts)
            return previous?.others.first { $0.isSame(as: made) } ?? made
        }
    }
}

/// Where an executor serves blocks.
struct BlockServerAddress: Hashable, Sendable {
    var host: String
    var port: UInt16
}

/// The rows of one reduce partition, in map order: map outputs of this executor are read from its store, the others
/// come in one stream from each executor that has some, all streams at once within their windows. Outputs without rows
/// for the partition cost nothing here.
final class ShuffleSource: RowSource {
    private let directory: MapOutputDirectory
    private let partition: Int
    private let type: DataType
    private let ownID: ExecutorID
    private let memory: TaskMemory
    private let feeds: [RemoteFeed]
    /// What to read from the store; nil before it was looked up.
    private var pieces: [MapOutputList.Piece]?
    private var nextPiece = 0
    /// By feed: the map partition of its next output, or one that it is not before.
    private var heads: [Int]
    /// By feed: whether that is the next output.
    private var isKnown: [Bool]
    private var current: Current?
    private var local: MapOutputReader?
    private var slicer: BatchSlicer
    private(set) var metrics = SourceMetrics()

    /// The output that is being read.
    private enum Current {
        case own(MapOutputList.Piece)
        case feed(Int)
    }

    init(
        directory: MapOutputDirectory, partition: Int, type: DataType, ownID: ExecutorID, client: any BlockFetching,
        waiter: TaskWaiter, memory: TaskMemory, batchRows: Int
    ) {
        self.memory = memory
        self.directory = directory
        self.partition = partition
        self.type = type
        self.ownID = ownID
        slicer = BatchSlicer(batchRows: batchRows)
        // Those of all executors together hold about as much, however many there are.
        let window = min(
            max(
                ExecutionLimits.fetchWindowsBytes / max(directory.others.count, 1),
                ExecutionLimits.fetchWindowBytesMin),
            ExecutionLimits.fetchWindowBytes)
        feeds = directory.others.map {
            RemoteFeed(
                outputs: $0, partition: partition, client: client, waiter: waiter, memory: memory, windowBytes: window)
        }
        heads = Array(repeating: 0, count: feeds.count)
        isKnown = Array(repeating: false, count: feeds.count)
    }

    func next() throws(TaskError) -> SourceResult {
        while true {
            if let batch = slicer.next() { return .batch(batch) }
            switch current {
            case nil:
                switch try choose() {
                case .next(let chosen): current = chosen
                case .waiting: return .waiting
                case .end: return .end
                }
            case .own(let piece): try readLocal(piece)
            case .feed(let index):
                switch try feeds[index].nextBlock() {
                case .block(let bytes):
                    metrics.shuffleBytesRemote += bytes.byteCount
                    slicer.put(try decode(bytes, feeds[index], mapPartition: heads[index]))
                case .outputEnded:
                    current = nil
                    heads[index] += 1
                    isKnown[index] = false
                case .waiting: return .waiting
                }
            }
        }
    }

    private enum Choice {
        case next(Current)
        case waiting
        case end
    }

    /// The output of the lowest map partition that is left.
    private func choose() throws(TaskError) -> Choice {
        let pieces = try ownPieces()
        while true {
            var lowest = nextPiece < pieces.count ? directory.own.mapPartitions[pieces[nextPiece].place] : Int.max
            var feed: Int?
            for index in heads.indices where heads[index] < lowest {
                lowest = heads[index]
                feed = index
            }
            guard let feed else {
                guard nextPiece < pieces.count else { return .end }
                nextPiece += 1
                return .next(.own(pieces[nextPiece - 1]))
            }
            if isKnown[feed] { return .next(.feed(feed)) }
            switch try feeds[feed].head() {
            case .output(let map):
                heads[feed] = map
                isKnown[feed] = true
            case .ended: heads[feed] = .max
            case .waiting(let from):
                // Others may be before it.
                guard from > heads[feed] else { return .waiting }
                heads[feed] = from
            }
        }
    }

    private func ownPieces() throws(TaskError) -> [MapOutputList.Piece] {
        if let pieces { return pieces }
        do throws(StorageError) {
            let found = try directory.own.pieces(of: partition)
            pieces = found
            return found
        } catch {
            throw .fetchFailed(failure(0, "\(error)"))
        }
    }

    private func readLocal(_ piece: MapOutputList.Piece) throws(TaskError) {
        do {
            if local == nil {
                let opened = try directory.own.reader(piece.place, partition)
                metrics.shuffleBytesLocal += opened.byteCount
                local = opened
            }
            if let column = try local!.nextColumn(type) {
                slicer.put(column)
            } else {
                local = nil
                current = nil
            }
        } catch {
            // Lost, damaged or unreadable: cured by making the map output again.
            throw .fetchFailed(failure(piece.place, "\(error)"))
        }
    }

    private func decode(_ block: Buffer, _ feed: RemoteFeed, mapPartition: Int) throws(TaskError) -> Column {
        let message: String
        do throws(BlockError) {
            guard let refusal = try memory.refusal(ofDecoded: block) else {
                return try BlockCodec.decode(block, expecting: type)
            }
            message = refusal
        } catch { message = "a block is damaged: \(error)" }
        // A damaged block is cured by making the map output again.
        throw .fetchFailed(
            FetchFailure(
                shuffle: directory.shuffle, mapPartition: mapPartition, attempt: feed.attempt, executor: feed.executor,
                message: message))
    }

    private func failure(_ place: Int, _ message: String) -> FetchFailure {
        FetchFailure(
            shuffle: directory.shuffle, mapPartition: directory.own.mapPartitions[place],
            attempt: TaskAttemptID(directory.own.attempts[place]), executor: ownID, message: message)
    }

    func close() {
        for feed in feeds { feed.close() }
    }
}
