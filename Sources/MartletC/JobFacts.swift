// SPDX-License-Identifier: Apache-2.0

import Columnar
import Driver
import Martlet
import Plan
import Scheduling

extension JobSummary {
    /// What the host is told about the costs of a job.
    var map: Scalar {
        .fields([
            ("stages", .int(stages)), ("tasks", .int(tasks)), ("rowsRead", .int(rowsRead)),
            ("bytesRead", .int(bytesRead)), ("bytesShuffled", .int(bytesShuffled)),
            ("bytesSpilled", .int(bytesSpilled)),
            ("attemptsLost", .int(attemptsLost)),
        ])
    }
}

extension StageProgress {
    var map: Scalar {
        .fields([
            ("id", .int(stage.rawValue)), ("name", .string(name)), ("tasks", .int(taskCount)),
            ("done", .int(doneCount)),
            ("running", .int(runningCount)), ("failed", .int(failedAttempts)),
        ])
    }
}

extension JobBoard.Job {
    /// How far the job is; `progress` is nil before its first stage and between two jobs of one action.
    func progress(_ id: Int, _ progress: JobProgress?, _ engine: Engine) -> Scalar {
        .fields([
            ("event", .string("progress")), ("job", .int(id)), ("name", .string(name)),
            ("stages", .list(progress?.stages.map(\.map) ?? [])), ("executors", .int(engine.executorCount)),
            ("executorsExpected", .optional(engine.executorsExpected)),
            ("waiting", .bool(progress?.waitsForExecutors ?? false)), ("rows", .optional(progress?.rowsRead)),
            ("seconds", .float(seconds)),
        ])
    }
}
