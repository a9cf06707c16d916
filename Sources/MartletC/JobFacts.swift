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
            ("bytesSpilled", .int(bytesSpilled)), ("bytesPlaced", .int(reads.byteCount)),
            ("bytesLocal", .int(reads.localByteCount)),
            ("attemptsLost", .int(attemptsLost)),
        ])
    }
}

extension TaskOutput {
    /// What the host is told of what a task has printed.
    func event(of job: Int) -> Scalar {
        let lines = lines.map { line in
            Scalar.tuple([
                .int(line.kind.rawValue), .string(line.text), .int(line.level), .string(line.name),
                .string(line.file), .int(line.line),
            ])
        }
        return .fields([
            ("event", .string("output")), ("job", .int(job)), ("partition", .optional(partition)),
            ("lines", .list(lines)), ("linesLeftOut", .int(linesLeftOut)),
        ])
    }
}

extension JobFacts {
    var map: Scalar {
        let status =
            switch end {
            case nil: "RUNNING"
            case .succeeded: "SUCCEEDED"
            case .failed: "FAILED"
            }
        return .fields([
            ("id", .int(id.rawValue)), ("name", .string(name)), ("status", .string(status)),
            ("stages", .list(stages.map { .int($0.rawValue) })),
            ("properties", .fields(properties.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
            ("seconds", .float(seconds)),
        ])
    }
}

extension ExecutorFacts {
    var map: Scalar {
        .fields([
            ("name", .string(name)), ("state", .string(state.word)), ("reason", .string(state.reason)),
            ("host", .string(host)), ("slots", .int(slots)),
        ])
    }
}

extension StoredDataset {
    var map: Scalar {
        .fields([
            ("id", .int(facts.id.rawValue)), ("name", .string(facts.name)),
            ("level", .string(facts.label.isEmpty ? "\(facts.level)" : facts.label)),
            ("partitions", .int(facts.partitionCount)), ("partitionsStored", .int(partitionsStored)),
            ("memoryBytes", .int(memoryBytes)), ("diskBytes", .int(diskBytes)),
        ])
    }
}

extension StageProgress {
    var map: Scalar {
        .fields([
            ("id", .int(stage.rawValue)), ("name", .string(name)), ("tasks", .int(taskCount)),
            ("done", .int(doneCount)),
            ("running", .int(runningCount)), ("failed", .int(failedAttempts)), ("longest", .float(longestRunSeconds)),
            ("bytesPlaced", .int(reads.byteCount)), ("bytesLocal", .int(reads.localByteCount)),
        ])
    }
}

extension JobBoard.Job {
    /// How far the job is; `progress` is nil before its first stage and between two jobs of one action.
    func progress(_ id: Int, _ progress: JobProgress?, _ engine: Engine) -> Scalar {
        let (executors, expected, awaited, lost) = engine.events.read {
            ($0.executorsRegistered, $0.executorsExpected, $0.executorsAwaited, $0.lastLoss)
        }
        return .fields([
            ("event", .string("progress")), ("job", .int(id)), ("name", .string(name)),
            ("stages", .list(progress?.stages.map(\.map) ?? [])), ("executors", .int(executors)),
            ("executorsExpected", .optional(expected)),
            ("waiting", .bool(progress?.waitsForExecutors ?? false)),
            ("awaited", awaited.map { .string($0) } ?? .null),
            ("lost", lost.map { .string("\($0.name): \($0.state.reason)") } ?? .null),
            ("rows", .optional(progress?.rowsRead)), ("seconds", .float(seconds)),
        ])
    }
}
