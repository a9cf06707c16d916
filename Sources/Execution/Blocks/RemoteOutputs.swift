// SPDX-License-Identifier: Apache-2.0

import Messages
import Plan
import SwiftProtobuf

/// The map outputs of a shuffle that one other executor holds, by ascending map partition. Made once for all tasks that
/// read them. Immutable.
final class RemoteOutputs: Sendable {
    /// This executor's number of the list; never used again.
    let number: UInt64
    let shuffle: ShuffleID
    let executor: ExecutorID
    let server: BlockServerAddress?
    let mapPartitions: [Int]
    /// By `mapPartitions`.
    let attempts: [Int]

    init(
        number: UInt64, shuffle: ShuffleID, executor: ExecutorID, server: BlockServerAddress?, mapPartitions: [Int],
        attempts: [Int]
    ) {
        self.number = number
        self.shuffle = shuffle
        self.executor = executor
        self.server = server
        self.mapPartitions = mapPartitions
        self.attempts = attempts
    }

    var count: Int { mapPartitions.count }

    func isSame(as other: RemoteOutputs) -> Bool {
        executor == other.executor && server == other.server && mapPartitions == other.mapPartitions
            && attempts == other.attempts
    }

    /// As it travels with the first request of a connection.
    var message: Martlet_OutputList {
        .with {
            $0.mapPartitions = mapPartitions.map { UInt64($0) }
            $0.attempts = attempts.map { UInt64($0) }
        }
    }
}

/// What a task asks another executor for: the blocks of a partition, from a place in the list on.
struct OutputRequest: Sendable {
    var outputs: RemoteOutputs
    var partition: Int
    var first: Int
    /// Bytes that may be on their way.
    var windowBytes: Int

    /// The request, encoded; with the list when the connection has not had it.
    func encoded(withList: Bool) -> [UInt8] {
        Martlet_StreamRequest.with {
            $0.fetch = .with {
                $0.shuffle = UInt64(outputs.shuffle.rawValue)
                $0.partition = UInt32(partition)
                $0.list = outputs.number
                $0.first = UInt64(first)
                if withList { $0.outputs = outputs.message }
            }
        }.encoded()
    }
}
