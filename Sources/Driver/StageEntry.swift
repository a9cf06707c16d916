// SPDX-License-Identifier: Apache-2.0

import Messages
import Plan
import SwiftProtobuf

/// A stage of a running job.
struct StageEntry {
    let stage: Stage
    let job: JobID
    /// What each executor gets once.
    let definition: Martlet_StageDefinition
    let definitionBytes: Int

    init(_ stage: Stage, job: JobID) {
        self.stage = stage
        self.job = job
        definition = stage.definition
        definitionBytes = definition.encoded().count
    }

    /// What makes the stage impossible to send, in words.
    var fault: String? {
        if definitionBytes > DriverLimits.orderBytesMax {
            return "the closures of '\(stage.name)' have \(definitionBytes) bytes with what they capture, more than "
                + "\(DriverLimits.orderBytesMax): put large values into an RDD and join with it"
        }
        if stage.tasks.contains(where: { $0.part.messageByteCount > DriverLimits.orderBytesMax }) {
            return "a task of '\(stage.name)' reads more parts or files than can be described in "
                + "\(DriverLimits.orderBytesMax) bytes: use more partitions"
        }
        return nil
    }
}
