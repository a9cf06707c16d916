// SPDX-License-Identifier: Apache-2.0

import Driver
import JSONValues
import Plan
import Scheduling

// The REST interface: Spark's fields under Spark's names (org.apache.spark.status.api.v1). What has no meaning here,
// such as times of a garbage collector, is 0.
extension ConsoleView {
    /// - Parameters:
    ///   - id: what it is asked for by, when that is not its own.
    ///   - hasEnded: when its log has not been read.
    func applicationJSON(id: String? = nil, hasEnded: Bool? = nil) -> JSON {
        let isOver = hasEnded ?? log?.hasEnded ?? false
        let end = isOver ? date(nowMillis) : "1969-12-31T23:59:59.999GMT"
        return [
            "id": .string(id ?? facts.applicationID), "name": .string(facts.applicationName),
            "attempts": [
                [
                    "startTime": .string(date(facts.startedMillis)), "endTime": .string(end),
                    "lastUpdated": .string(date(nowMillis)),
                    "duration": .int(Int(clamping: nowMillis - min(facts.startedMillis, nowMillis))),
                    "sparkUser": .string(facts.user), "completed": .bool(isOver),
                    "appSparkVersion": .string(facts.version), "startTimeEpoch": .int(epoch(facts.startedMillis)),
                    "endTimeEpoch": .int(isOver ? epoch(nowMillis) : -1), "lastUpdatedEpoch": .int(epoch(nowMillis)),
                ]
            ],
        ]
    }

    /// - Parameter hasEnded: as of `applicationJSON`.
    func isChosen(by choice: ApplicationChoice, hasEnded: Bool? = nil) -> Bool {
        let isOver = hasEnded ?? log?.hasEnded ?? false
        let now = epoch(nowMillis)
        return choice.takes(start: epoch(facts.startedMillis), end: isOver ? now : nil, now: now)
    }

    func json(_ job: JobFacts) -> JSON {
        let counts = counts(of: job)
        let tags = (job.properties["spark.job.tags"] ?? "").split(separator: ",").map { JSON.string(String($0)) }
        return [
            "jobId": .int(job.id.rawValue), "name": .string(job.name),
            "description": job.properties["spark.job.description"].map(JSON.string) ?? .null,
            "submissionTime": .string(date(job.startedMillis)),
            "completionTime": endMillis(of: job).map { .string(date($0)) } ?? .null,
            "stageIds": .array(job.stages.map { .int($0.rawValue) }),
            "jobGroup": job.properties["spark.jobGroup.id"].map(JSON.string) ?? .null, "jobTags": .array(tags),
            "status": .string(status(of: job)), "numTasks": .int(counts.tasks), "numActiveTasks": .int(counts.active),
            "numCompletedTasks": .int(counts.completed), "numSkippedTasks": .int(counts.skipped),
            "numFailedTasks": .int(counts.failed), "numKilledTasks": .int(counts.killed),
            "numCompletedIndices": .int(counts.completed), "numActiveStages": .int(counts.stagesActive),
            "numCompletedStages": .int(counts.stagesCompleted), "numSkippedStages": .int(counts.stagesSkipped),
            "numFailedStages": .int(counts.stagesFailed),
            "killedTasksSummary": counts.killed > 0 ? ["cancelled or lost": .int(counts.killed)] : [:],
        ]
    }

    /// What the jobs of stages are for, in the words of whoever started them; of several jobs the oldest's.
    var descriptions: [StageID: String] {
        var found: [StageID: String] = [:]
        for job in jobs {
            guard let said = job.properties["spark.job.description"] else { continue }
            for stage in job.stages { found[stage] = said }
        }
        return found
    }

    /// - Parameters:
    ///   - described: `descriptions`, which costs a walk over all jobs.
    ///   - tasks: those that are told with it.
    ///   - parts: of `withSummaries`, the parts that are told of the spread over tasks and executors.
    func json(
        _ id: StageID, _ described: [StageID: String], tasks: TaskChoice? = nil, summaries parts: [Double]? = nil
    ) -> JSON? {
        guard let progress = store.now.stages[id] else { return nil }
        let record = store.stages[id] ?? ConsoleStore.Stage()
        let totals = record.totals
        let status = status(of: id)
        var json: JSON = [
            "status": .string(status.rawValue), "stageId": .int(id.rawValue), "attemptId": 0,
            "numTasks": .int(progress.taskCount), "numActiveTasks": .int(progress.runningCount),
            "numCompleteTasks": .int(status == .skipped ? 0 : progress.doneCount),
            "numFailedTasks": .int(max(totals.failed, progress.failedAttempts)), "numKilledTasks": .int(totals.killed),
            "numCompletedIndices": .int(status == .skipped ? 0 : progress.doneCount),
            "submissionTime": record.firstStart.map { .string(date($0)) } ?? .null,
            "firstTaskLaunchedTime": record.firstStart.map { .string(date($0)) } ?? .null,
            "executorRunTime": .int(Int(totals.slotSeconds * 1_000)), "name": .string(progress.name),
            "description": described[id].map(JSON.string) ?? .null, "details": "", "schedulingPool": "default",
            "rddIds": [], "accumulatorUpdates": [],
            "killedTasksSummary": totals.killed > 0 ? ["cancelled or lost": .int(totals.killed)] : [:],
            "resourceProfileId": 0, "isShufflePushEnabled": false, "shuffleMergersCount": 0,
        ]
        if status == .complete || status == .failed, let end = record.lastEnd {
            json["completionTime"] = .string(date(end))
        }
        if status == .failed, let failure = record.lastFailure { json["failureReason"] = .string(failure) }
        for (name, value) in Self.amounts(totals) { json[name] = .int(value) }
        for name in Self.amountsWithoutMeaning { json[name] = 0 }
        if let parts {
            json["taskMetricsDistributions"] = taskSummary(id, parts) ?? .null
            json["executorMetricsDistributions"] = executorSpread(record, parts)
        }
        if let tasks {
            json["executorSummary"] = executorSummary(record)
            json["tasks"] = .object(
                Dictionary(
                    tasks.tasks(of: id, in: self).map { (String($0.facts.attempt.rawValue), self.json($0)) },
                    uniquingKeysWith: { $1 }))
        }
        return json
    }

    private static func amounts(_ totals: TaskTotals) -> [(String, Int)] {
        [
            ("diskBytesSpilled", totals.spilledBytes), ("inputBytes", totals.inputBytes),
            ("inputRecords", totals.inputBytes > 0 ? totals.rowsRead : 0), ("outputRecords", totals.rowsWritten),
            ("shuffleReadBytes", totals.shuffleReadBytes),
            ("shuffleReadRecords", totals.shuffleReadBytes > 0 ? totals.rowsRead : 0),
            ("shuffleRemoteBytesRead", totals.shuffleReadRemoteBytes),
            ("shuffleLocalBytesRead", totals.shuffleReadBytes - totals.shuffleReadRemoteBytes),
            ("shuffleWriteBytes", totals.shuffleWriteBytes), ("shuffleWriteRecords", totals.shuffleWriteRows),
            // Milliseconds, but for times of processors and of writing.
            ("shuffleFetchWaitTime", Int(clamping: totals.fetchWaitNanos / 1_000_000)),
            ("shuffleWriteTime", Int(clamping: totals.shuffleWriteNanos)),
            ("executorCpuTime", Int(clamping: totals.cpuNanos)),
        ]
    }

    private static let amountsWithoutMeaning = [
        "executorDeserializeTime", "executorDeserializeCpuTime", "resultSize", "jvmGcTime",
        "resultSerializationTime", "memoryBytesSpilled", "peakExecutionMemory", "outputBytes",
        "shuffleRemoteBlocksFetched", "shuffleLocalBlocksFetched",
        "shuffleRemoteBytesReadToDisk", "shuffleCorruptMergedBlockChunks",
        "shuffleMergedFetchFallbackCount", "shuffleMergedRemoteBlocksFetched", "shuffleMergedLocalBlocksFetched",
        "shuffleMergedRemoteChunksFetched", "shuffleMergedLocalChunksFetched", "shuffleMergedRemoteBytesRead",
        "shuffleMergedLocalBytesRead", "shuffleRemoteReqsDuration", "shuffleMergedRemoteReqsDuration",
    ]

    func json(_ task: ListedTask) -> JSON {
        let facts = task.facts
        let executor =
            switch task {
            case .ended(let ended): ended.executor
            case .running: store.name(of: facts.executor)
            }
        var json: JSON = [
            "taskId": .int(facts.attempt.rawValue), "index": .int(facts.partition), "attempt": 0,
            "partitionId": .int(facts.partition), "launchTime": .string(date(facts.startedMillis)),
            "executorId": .string(executor), "host": .string(store.now.executors[executor]?.host ?? ""),
            "status": .string(task.state), "taskLocality": "ANY", "speculative": false, "accumulatorUpdates": [],
            "executorLogs": [:],
        ]
        switch task {
        case .running:
            json["duration"] = .int(Int(clamping: task.millis(nowMillis)))
            (json["schedulerDelay"], json["gettingResultTime"]) = (0, 0)
        case .ended(let ended):
            json["duration"] = .int(Int(clamping: ended.wholeMillis))
            json["schedulerDelay"] = .int(Int(clamping: ended.delayNanos / 1_000_000))
            json["gettingResultTime"] = .int(Int(clamping: ended.resultMillis))
            json["errorMessage"] = ended.message.isEmpty ? .null : .string(ended.message)
            json["taskMetrics"] = Self.metrics(ended.report)
        }
        return json
    }

    private static func metrics(_ report: TaskReport) -> JSON {
        let isInput = report.inputByteCount > 0
        var metrics: JSON = [
            "executorRunTime": .int(Int(clamping: report.slotNanos / 1_000_000)),
            "executorCpuTime": .int(Int(clamping: report.cpuNanos)),
            "diskBytesSpilled": .int(report.spillByteCount),
            "inputMetrics": [
                "bytesRead": .int(report.inputByteCount), "recordsRead": .int(isInput ? report.rowsRead : 0),
            ],
            "outputMetrics": ["bytesWritten": 0, "recordsWritten": .int(report.rowsWritten)],
            "shuffleReadMetrics": [
                "remoteBlocksFetched": 0, "localBlocksFetched": 0,
                "fetchWaitTime": .int(Int(clamping: report.fetchWaitNanos / 1_000_000)),
                "remoteBytesRead": .int(report.shuffleReadRemoteByteCount), "remoteBytesReadToDisk": 0,
                "localBytesRead": .int(report.shuffleReadByteCount - report.shuffleReadRemoteByteCount),
                "recordsRead": .int(report.shuffleReadByteCount > 0 ? report.rowsRead : 0), "remoteReqsDuration": 0,
                "shufflePushReadMetrics": pushedRead { _ in 0 },
            ],
            "shuffleWriteMetrics": [
                "bytesWritten": .int(report.shuffleWriteByteCount),
                "writeTime": .int(Int(clamping: report.shuffleWriteNanos)),
                "recordsWritten": .int(report.mapOutput?.rowCount ?? 0),
            ],
        ]
        for name in [
            "executorDeserializeTime", "executorDeserializeCpuTime", "resultSize", "jvmGcTime",
            "resultSerializationTime", "memoryBytesSpilled", "peakExecutionMemory",
        ] { metrics[name] = 0 }
        return metrics
    }

    /// The parts of tasks' times, rows and bytes; nil when none of the stage's tasks is kept.
    func taskSummary(_ id: StageID, _ parts: [Double]) -> JSON? {
        let reports = (store.stages[id]?.tasks ?? []).filter { $0.state == .succeeded }
        if reports.isEmpty { return nil }
        func spread(_ value: (EndedTask) -> Int) -> JSON {
            .array(quantiles(reports.map(value).sorted(), parts).map { .double(Double($0)) })
        }
        let nothing = JSON.array(parts.map { _ in .double(0) })
        var json: JSON = [
            "quantiles": .array(parts.map(JSON.double)),
            "duration": spread { Int(clamping: $0.wholeMillis) },
            "executorRunTime": spread { Int(clamping: $0.report.slotNanos / 1_000_000) },
            "executorCpuTime": spread { Int(clamping: $0.report.cpuNanos) },
            "schedulerDelay": spread { Int(clamping: $0.delayNanos / 1_000_000) },
            "gettingResultTime": spread { Int(clamping: $0.resultMillis) },
            "diskBytesSpilled": spread { $0.report.spillByteCount },
            "inputMetrics": [
                "bytesRead": spread { $0.report.inputByteCount },
                "recordsRead": spread { $0.report.inputByteCount > 0 ? $0.report.rowsRead : 0 },
            ],
            "outputMetrics": ["bytesWritten": nothing, "recordsWritten": spread { $0.report.rowsWritten }],
            "shuffleReadMetrics": [
                "readBytes": spread { $0.report.shuffleReadByteCount },
                "readRecords": spread { $0.report.shuffleReadByteCount > 0 ? $0.report.rowsRead : 0 },
                "remoteBytesRead": spread { $0.report.shuffleReadRemoteByteCount },
                "remoteBlocksFetched": nothing, "localBlocksFetched": nothing,
                "fetchWaitTime": spread { Int(clamping: $0.report.fetchWaitNanos / 1_000_000) },
                "remoteBytesReadToDisk": nothing, "totalBlocksFetched": nothing, "remoteReqsDuration": nothing,
                "shufflePushReadMetricsDist": Self.pushedRead { _ in nothing },
            ],
            "shuffleWriteMetrics": [
                "writeBytes": spread { $0.report.shuffleWriteByteCount },
                "writeRecords": spread { $0.report.mapOutput?.rowCount ?? 0 },
                "writeTime": spread { Int(clamping: $0.report.shuffleWriteNanos) },
            ],
        ]
        for name in [
            "executorDeserializeTime", "executorDeserializeCpuTime", "resultSize", "jvmGcTime",
            "resultSerializationTime", "peakExecutionMemory", "memoryBytesSpilled",
        ] { json[name] = nothing }
        return json
    }
}
