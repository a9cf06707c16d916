// SPDX-License-Identifier: Apache-2.0

import Plan

/// A job until it has ended.
final class JobRun {
    let id: JobID
    let name: String
    let submittedMillis: UInt64
    /// As submitted; for the uses of stage payloads.
    let stageIDs: [StageID]
    /// Parents before children, the result stage last. A map stage may be shared with other jobs.
    var stages: [StageRun]
    /// Results announced that the driver has yet to receive.
    var resultsAwaited = 0

    init(_ job: Job, stages: [StageRun], submittedMillis: UInt64) {
        id = job.id
        name = job.name
        self.submittedMillis = submittedMillis
        stageIDs = job.stages.map(\.id)
        self.stages = stages
    }

    var resultStage: StageRun { stages[stages.count - 1] }

    var isSuccessful: Bool { resultStage.isComplete && resultsAwaited == 0 }
}
