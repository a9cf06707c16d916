// SPDX-License-Identifier: Apache-2.0

import Messages
import Plan
import SwiftProtobuf

/// A stage of a running job.
struct StageEntry {
    let stage: Stage
    let job: JobID
    /// What its tasks leave.
    let form: ResultForm
    /// What each executor gets once, encoded.
    let definition: [UInt8]
    /// The same as a message, when it is small.
    let inline: Martlet_StageDefinition?
    /// What people see of its chains.
    let steps: [StageStep]
    let work: [StepWork]
    /// What these did in tasks that counted.
    var counts: [StepCount] = []
    /// Partitions of which a task has counted.
    private var counted = PartitionSet()

    init(_ stage: Stage, job: JobID) {
        self.stage = stage
        self.job = job
        form = ResultForm(stage.sink)
        steps = stage.steps
        work = steps.map(\.work)
        let message = stage.definition
        definition = message.encoded()
        inline = definition.count <= DriverLimits.inlineDefinitionBytesMax ? message : nil
    }

    /// Adds what steps did in a task of a partition, the first time that one of it counts; whether it was that.
    mutating func count(_ done: [StepCount], of partition: Int) -> Bool {
        guard counted.insert(partition) else { return false }
        counts.add(done)
        return true
    }

    /// What makes the stage impossible to send, in words.
    var fault: String? {
        if definition.count > PlanLimits.stageBytesMax { return tooLarge(definition.count, PlanLimits.stageBytesMax) }
        if definition.count > PlanLimits.scriptBytesMax,
            let bytes = stage.largestProgram(above: PlanLimits.scriptBytesMax)
        {
            return tooLarge(bytes, PlanLimits.scriptBytesMax)
        }
        if stage.tasks.contains(where: { $0.part.messageByteCount > DriverLimits.orderBytesMax }) {
            return "a task of '\(stage.name)' reads more parts or files than can be described in "
                + "\(DriverLimits.orderBytesMax) bytes: use more partitions"
        }
        return nil
    }

    private func tooLarge(_ bytes: Int, _ most: Int) -> String {
        "the closures of '\(stage.name)' have \(bytes) bytes with what they capture, more than \(most): "
            + "put large values into an RDD and join with it"
    }
}

/// Numbers of partitions, a bit each.
private struct PartitionSet {
    private var words: [UInt64] = []

    /// False when it is there already.
    mutating func insert(_ partition: Int) -> Bool {
        let (word, bit) = (partition >> 6, UInt64(1) << UInt64(partition & 63))
        while words.count <= word { words.append(0) }
        if words[word] & bit != 0 { return false }
        words[word] |= bit
        return true
    }
}
