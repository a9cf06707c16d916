// SPDX-License-Identifier: Apache-2.0

import Columnar
import Plan
import Storage

/// Where each map output of a shuffle is. Immutable; a task holds the table that was current when it was launched.
final class MapOutputDirectory: Sendable {
    struct Location: Sendable {
        var attempt: TaskAttemptID
        var executor: ExecutorID
    }

    let shuffle: ShuffleID
    /// By map partition.
    let locations: [Location]
    let servers: [ExecutorID: BlockServerAddress]

    init(shuffle: ShuffleID, locations: [Location], servers: [ExecutorID: BlockServerAddress]) {
        self.shuffle = shuffle
        self.locations = locations
        self.servers = servers
    }
}

/// Where an executor serves blocks.
struct BlockServerAddress: Hashable, Sendable {
    var host: String
    var port: UInt16
}

/// The rows of one reduce partition, in map order: map outputs of this executor are read from its store, the others
/// come in one stream from each executor that has some, all streams at once within their windows.
final class ShuffleSource: RowSource {
    private let directory: MapOutputDirectory
    private let partition: Int
    private let type: DataType
    private let store: ShuffleStore
    private let ownID: ExecutorID
    private var feeds: [ExecutorID: RemoteFeed] = [:]
    private var mapPartition = 0
    private var local: MapOutputReader?
    private var slicer: BatchSlicer
    private(set) var metrics = SourceMetrics()

    init(
        directory: MapOutputDirectory, partition: Int, type: DataType, store: ShuffleStore, ownID: ExecutorID,
        client: any BlockFetching, waiter: TaskWaiter, batchRows: Int
    ) {
        self.directory = directory
        self.partition = partition
        self.type = type
        self.store = store
        self.ownID = ownID
        slicer = BatchSlicer(batchRows: batchRows)
        var outputs: [ExecutorID: [RemoteFeed.Output]] = [:]
        for (map, location) in directory.locations.enumerated() where location.executor != ownID {
            outputs[location.executor, default: []].append(.init(mapPartition: map, attempt: location.attempt))
        }
        // In a fixed order, so that simulations repeat.
        for (executor, list) in outputs.sorted(by: { $0.key < $1.key }) {
            feeds[executor] = RemoteFeed(
                shuffle: directory.shuffle, partition: partition, executor: executor,
                server: directory.servers[executor], outputs: list, client: client, waiter: waiter)
        }
    }

    func next() throws(TaskError) -> SourceResult {
        while true {
            if let batch = slicer.next() { return .batch(batch) }
            guard mapPartition < directory.locations.count else { return .end }
            let location = directory.locations[mapPartition]
            if location.executor == ownID {
                try readLocal(location)
            } else {
                switch try feeds[location.executor]!.nextBlock() {
                case .block(let bytes):
                    metrics.shuffleBytesRemote += bytes.byteCount
                    slicer.put(try decode(bytes, location))
                case .outputEnded: mapPartition += 1
                case .waiting: return .waiting
                }
            }
        }
    }

    private func readLocal(_ location: MapOutputDirectory.Location) throws(TaskError) {
        do {
            if local == nil {
                let key = MapOutputKey(
                    shuffle: directory.shuffle.rawValue, mapPartition: mapPartition,
                    attempt: location.attempt.rawValue)
                let opened = try store.chunks(key, partition)
                metrics.shuffleBytesLocal += opened.byteCount
                local = opened
            }
            if let column = try local!.nextColumn(type) {
                slicer.put(column)
            } else {
                local = nil
                mapPartition += 1
            }
        } catch {
            // Lost, damaged or unreadable: cured by making the map output again.
            throw .fetchFailed(failure(location, "\(error)"))
        }
    }

    private func decode(_ block: Buffer, _ location: MapOutputDirectory.Location) throws(TaskError) -> Column {
        do { return try BlockCodec.decode(block, expecting: type) } catch {
            // A damaged block is cured by making the map output again.
            throw .fetchFailed(failure(location, "a block is damaged: \(error)"))
        }
    }

    private func failure(_ location: MapOutputDirectory.Location, _ message: String) -> FetchFailure {
        FetchFailure(
            shuffle: directory.shuffle, mapPartition: mapPartition, attempt: location.attempt,
            executor: location.executor, message: message)
    }

    func close() {
        for (_, feed) in feeds.sorted(by: { $0.key < $1.key }) { feed.close() }
    }
}
