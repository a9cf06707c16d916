// SPDX-License-Identifier: Apache-2.0

import Messages
import Plan
import Storage
import SwiftProtobuf

/// What is asked of the block service, its numbers checked. A fault ends the connection; an output that is not here is
/// none: it may have been dropped while it was asked for.
enum CheckedRequest {
    /// A partition of the map outputs of a list.
    case fetch(CheckedFetch)
    /// All partitions of an output.
    case copy(MapOutputKey)
    case result(TaskAttemptID)

    init(_ bytes: [UInt8]) throws {
        switch try Martlet_StreamRequest.decode(bytes, "StreamRequest").request {
        case .fetch(let fetch): self = .fetch(try CheckedFetch(fetch))
        case .copy(let copy):
            self = .copy(
                try MapOutputKey(
                    "CopyRequest", shuffle: copy.shuffle, mapPartition: copy.mapPartition, attempt: copy.attempt))
        case .result(let result): self = .result(try result.attempt.id("ResultRequest.attempt"))
        case .input, .definition, nil:
            throw MessageFault("StreamRequest.request", "of another kind", "executors give map outputs and results")
        }
    }
}

/// What is asked of the outputs of a list.
struct CheckedFetch {
    let shuffle: Int
    let partition: Int
    /// The asker's number of the list: any will do.
    let list: UInt64
    /// The list itself, when it comes along.
    let outputs: (mapPartitions: [Int], attempts: [Int])?
    let first: Int

    init(_ message: Martlet_FetchRequest) throws(MessageFault) {
        shuffle = try message.shuffle.idNumber("FetchRequest.shuffle")
        partition = try UInt64(message.partition).index(
            "FetchRequest.partition", below: StorageLimits.partitionCountMax, of: "partitions of a shuffle at most")
        list = message.list
        first = try message.first.index(
            "FetchRequest.first", below: PlanLimits.tasksMax + 1, of: "outputs in a list at most")
        outputs = message.hasOutputs ? try Self.outputs(message.outputs) : nil
    }

    private static func outputs(
        _ message: Martlet_OutputList
    ) throws(MessageFault) -> (mapPartitions: [Int], attempts: [Int]) {
        guard message.attempts.count == message.mapPartitions.count, message.attempts.count <= PlanLimits.tasksMax
        else {
            throw MessageFault(
                "OutputList.attempts", "\(message.attempts.count) entries",
                "there are \(message.mapPartitions.count) map partitions, and at most \(PlanLimits.tasksMax) tasks")
        }
        var (maps, attempts): ([Int], [Int]) = ([], [])
        maps.reserveCapacity(message.attempts.count)
        attempts.reserveCapacity(message.attempts.count)
        for (map, attempt) in zip(message.mapPartitions, message.attempts) {
            maps.append(
                try map.index("OutputList.map_partitions", below: PlanLimits.tasksMax, of: "tasks of a stage at most"))
            attempts.append(try attempt.idNumber("OutputList.attempts"))
        }
        return (maps, attempts)
    }
}
