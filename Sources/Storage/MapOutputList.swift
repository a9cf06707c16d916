// SPDX-License-Identifier: Apache-2.0

import Threads

/// Map outputs of one shuffle in the order in which a reader takes them. They are looked up in the store once, not for
/// each partition that is read: a reader learns at once which of them have blocks for it. Thread-safe.
public final class MapOutputList: Sendable {
    /// An output that a reader has to look at.
    public struct Piece: Hashable, Sendable {
        /// Among the outputs of the list.
        public var place: Int
        /// The store has it no more, or never had it.
        public var isMissing: Bool
    }

    public let shuffle: Int
    public let mapPartitions: [Int]
    /// By `mapPartitions`.
    public let attempts: [Int]
    private let store: ShuffleStore
    private let state = Lock(State())

    private struct State {
        /// The store's count of drops when `outputs` were looked up.
        var drops = -1
        /// The outputs that have blocks, and their places, ascending.
        var filled: [(place: Int, output: StoredOutput)] = []
        /// Ascending.
        var missing: [Int] = []
    }

    /// As many attempts as map partitions.
    public init(shuffle: Int, mapPartitions: [Int], attempts: [Int], in store: ShuffleStore) {
        precondition(mapPartitions.count == attempts.count)
        self.shuffle = shuffle
        self.mapPartitions = mapPartitions
        self.attempts = attempts
        self.store = store
    }

    public var count: Int { mapPartitions.count }

    public func key(_ place: Int) -> MapOutputKey {
        MapOutputKey(shuffle: shuffle, mapPartition: mapPartitions[place], attempt: attempts[place])
    }

    /// What a reader of `partition` has to look at, from the place `first` on: outputs with blocks for it, and missing
    /// ones. All others are here and have nothing for it.
    public func pieces(of partition: Int, from first: Int = 0) throws(StorageError) -> [Piece] {
        let (filled, missing) = current()
        var pieces: [Piece] = []
        var nextMissing = missing.firstIndex { $0 >= first } ?? missing.count
        for (place, output) in filled where place >= first {
            while nextMissing < missing.count, missing[nextMissing] < place {
                pieces.append(Piece(place: missing[nextMissing], isMissing: true))
                nextMissing += 1
            }
            guard partition >= 0, partition < output.partitionCount else {
                throw .partitionOutOfRange(partition: partition, count: output.partitionCount)
            }
            if output.filled.contains(partition) { pieces.append(Piece(place: place, isMissing: false)) }
        }
        for place in missing[nextMissing...] { pieces.append(Piece(place: place, isMissing: true)) }
        return pieces
    }

    /// A reader of the blocks of `partition` in the output at `place`.
    public func reader(_ place: Int, _ partition: Int) throws(StorageError) -> MapOutputReader {
        try store.chunks(key(place), partition)
    }

    /// Looks all outputs up when some may have been dropped since the last time, and those that were missing anyway.
    private func current() -> (filled: [(place: Int, output: StoredOutput)], missing: [Int]) {
        let drops = store.drops
        return state.withLock { state in
            guard state.drops != drops || !state.missing.isEmpty else { return (state.filled, state.missing) }
            state.drops = drops
            state.filled = []
            state.missing = []
            for (place, output) in store.outputs(self).enumerated() {
                guard let output else {
                    state.missing.append(place)
                    continue
                }
                if !output.filled.isEmpty { state.filled.append((place, output)) }
            }
            return (state.filled, state.missing)
        }
    }
}
