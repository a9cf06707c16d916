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

    init(_ stage: Stage, job: JobID) {
        self.stage = stage
        self.job = job
        form = ResultForm(stage.sink)
        let message = stage.definition
        definition = message.encoded()
        inline = definition.count <= DriverLimits.inlineDefinitionBytesMax ? message : nil
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
