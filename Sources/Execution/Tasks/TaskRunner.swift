// SPDX-License-Identifier: Apache-2.0

import Logging
import Messages
import Net
import Plan
import Storage
import SwiftProtobuf

/// Keeps the stages and map output tables that the driver has sent, turns launches into task runs and their ends into
/// reports. Loop thread only.
final class TaskRunner: @unchecked Sendable {
    private enum Definition {
        case usable(VerifiedStage)
        case refused(String)
    }

    private let services: TaskServices
    private let workers: any WorkerPool
    private let results: ResultStore
    private let loop: any EventLoop
    private let logger: Logger
    private let report: (Martlet_TaskEnded) -> Void
    private let reportOutput: (Martlet_TaskOutput) -> Void
    private var stages: [StageID: Definition] = [:]
    private var directories: [ShuffleID: MapOutputDirectory] = [:]
    private var nextList: UInt64 = 0
    private var runs: [TaskAttemptID: TaskRun] = [:]
    /// Stages whose definition is on its way.
    private var awaited: [StageID: DefinitionFetch] = [:]

    init(
        services: TaskServices, workers: any WorkerPool, results: ResultStore, loop: any EventLoop, logger: Logger,
        report: @escaping (Martlet_TaskEnded) -> Void, reportOutput: @escaping (Martlet_TaskOutput) -> Void
    ) {
        self.services = services
        self.workers = workers
        self.results = results
        self.loop = loop
        self.logger = logger
        self.report = report
        self.reportOutput = reportOutput
    }

    var isBusy: Bool { !runs.isEmpty }

    func define(_ id: StageID, _ message: Martlet_StageDefinition) {
        do {
            guard stages.count < ExecutionLimits.stagesMax else {
                throw PlanError("this executor holds \(stages.count) stages already")
            }
            let stage = try Stage(message)
            guard stage.id == id else { throw PlanError("the definition is that of stage \(stage.id)") }
            stages[id] = .usable(try VerifiedStage(stage))
            logger.debug("stage defined", metadata: ["stage": "\(id)", "name": "\(message.name)"])
        } catch {
            refuse(id, PlanError("\(error)"))
        }
    }

    /// Asks the driver for a large definition.
    func define(_ id: StageID, byteCount: Int, from driver: Peer) throws(MessageFault) {
        guard awaited[id] == nil else { throw MessageFault("KeptStage.stage", id, "it is on its way already") }
        let fetch = DefinitionFetch(id, byteCount: byteCount) { [weak self] result in self?.received(id, result) }
        awaited[id] = fetch
        fetch.start(driver)
    }

    private func received(_ id: StageID, _ result: Result<Martlet_StageDefinition, PlanError>) {
        guard let fetch = awaited.removeValue(forKey: id) else { return }
        switch result {
        case .success(let definition): define(id, definition)
        case .failure(let error): refuse(id, error)
        }
        for task in fetch.takeWaiting() { launch(task, id) }
    }

    private func refuse(_ id: StageID, _ error: PlanError) {
        logger.error("stage refused", metadata: ["stage": "\(id)", "reason": "\(error)"])
        stages[id] = .refused("\(error)")
    }

    func dropStage(_ id: StageID) {
        stages[id] = nil
        guard let fetch = awaited.removeValue(forKey: id) else { return }
        fetch.cancel()
        for task in fetch.takeWaiting() { launch(task, id) }
    }

    func publish(_ table: CheckedTable) {
        directories[table.shuffle] = MapOutputDirectory(
            shuffle: table.shuffle, locations: table.locations, servers: table.servers, ownID: services.executor,
            store: services.store, previous: directories[table.shuffle]
        ) {
            nextList += 1
            return nextList
        }
    }

    func dropShuffle(_ shuffle: ShuffleID) { directories[shuffle] = nil }

    /// Attempts are launched once: a fault otherwise, and none of these is.
    func launch(_ id: StageID, _ tasks: [CheckedLaunch]) throws(MessageFault) {
        var seen: Set<TaskAttemptID> = []
        for task in tasks {
            let attempt = task.attempt
            let isKnown = runs[attempt] != nil || awaited.values.contains { $0.holds(attempt) }
            guard !isKnown, seen.insert(attempt).inserted else {
                throw MessageFault("TaskLaunch.attempt", attempt, "it was launched already")
            }
        }
        if let fetch = awaited[id] { return fetch.hold(tasks) }
        for task in tasks { launch(task, id) }
    }

    private func launch(_ task: CheckedLaunch, _ id: StageID) {
        switch stages[id] {
        case .usable(let stage): launch(task, stage)
        case .refused(let reason): refuse(task.attempt, "stage \(id) is not valid: \(reason)")
        case nil: refuse(task.attempt, "stage \(id) is not defined on this executor")
        }
    }

    private func launch(_ task: CheckedLaunch, _ stage: VerifiedStage) {
        let attempt = task.attempt
        guard runs.count < ExecutionLimits.tasksQueuedMax else {
            refuse(attempt, "this executor has \(runs.count) tasks already")
            return
        }
        let part: InputPart
        switch task.part {
        case .success(let found): part = found
        case .failure(let error): return refuse(attempt, error.description)
        }
        var inputs: [ShuffleID: MapOutputDirectory] = [:]
        if stage.stage.branches.indices.contains(part.branch) {
            for id in stage.stage.branches[part.branch].inputShuffles { inputs[id] = directories[id] }
        }
        var order = TaskOrder(attempt: attempt, partition: task.partition, part: part)
        order.partitionNumber = task.partitionNumber
        order.attemptNumber = task.attemptNumber
        logger.info(
            "running task",
            metadata: ["task": "\(task.partition)", "stage": "\(stage.stage.id)", "tid": "\(attempt)"])
        let run = TaskRun(
            order: order, stage: stage, directories: inputs, services: services,
            onOutput: { [weak self, loop] in loop.post { [weak self] in self?.takeOutput(of: attempt) } }
        ) { [weak self] end in
            // An executor that is gone leaves its tasks to be let go, and with them their threads.
            guard let self else { return }
            self.loop.post { [weak self] in self?.ended(end) }
        }
        runs[attempt] = run
        workers.submit(run)
    }

    private func refuse(_ attempt: TaskAttemptID, _ reason: String) {
        report(
            .with {
                $0.attempt = UInt64(attempt.rawValue)
                $0.failed = .with {
                    $0.kind = "plan"
                    $0.message = cutText(reason)
                }
            })
    }

    func cancel(_ attempts: [TaskAttemptID]) {
        for attempt in attempts {
            if let run = runs[attempt] {
                run.cancel()
            } else if awaited.values.contains(where: { $0.withdraw(attempt) }) {
                report(
                    .with {
                        $0.attempt = UInt64(attempt.rawValue)
                        $0.cancelled = .init()
                    })
            }
        }
    }

    /// How far running tasks are that have read something since the last call, those that began first.
    func takeProgress() -> [Martlet_TaskProgress] {
        var progress: [Martlet_TaskProgress] = []
        for (attempt, run) in runs.sorted(by: { $0.key < $1.key }) {
            guard progress.count < ExecutionLimits.progressTasksMax else { break }
            guard let rows = run.takeProgress() else { continue }
            progress.append(
                .with {
                    $0.attempt = UInt64(attempt.rawValue)
                    $0.rowsRead = UInt64(rows)
                })
        }
        return progress
    }

    /// Reports what running tasks have printed since the last call.
    func takeOutput() {
        for attempt in runs.keys.sorted() { takeOutput(of: attempt) }
    }

    private func takeOutput(of attempt: TaskAttemptID) {
        while let found = runs[attempt]?.output.take() {
            reportOutput(
                .with {
                    $0.attempt = UInt64(attempt.rawValue)
                    $0.lines = found.lines
                    $0.linesLeftOut = UInt64(found.linesLeftOut)
                })
        }
    }

    func cancelAll() {
        for (_, run) in runs.sorted(by: { $0.key < $1.key }) { run.cancel() }
    }

    private func ended(_ end: TaskEnd) {
        takeOutput(of: end.attempt)
        runs[end.attempt] = nil
        var message = Martlet_TaskEnded()
        message.attempt = UInt64(end.attempt.rawValue)
        message.metrics = end.metrics.message
        switch end.result {
        case .success(let result):
            logger.info("finished task", metadata: ["tid": "\(end.attempt)"])
            message.succeeded = succeeded(end, result)
        case .failure(.cancelled): message.cancelled = .init()
        case .failure(.fetchFailed(let failure)):
            message.fetchFailed = .with {
                $0.shuffle = UInt64(failure.shuffle.rawValue)
                $0.mapPartition = UInt64(failure.mapPartition)
                $0.mapAttempt = UInt64(failure.attempt.rawValue)
                $0.executorID = UInt64(failure.executor.rawValue)
                $0.message = cutText(failure.message)
            }
        case .failure(.failed(let kind, let text, let retryable, let details)):
            logger.info("task failed", metadata: ["tid": "\(end.attempt)", "kind": "\(kind)", "reason": "\(text)"])
            message.failed = .with {
                $0.kind = kind
                $0.message = cutText(text)
                $0.retryable = retryable
                if let details { $0.details = details.encoded }
            }
        }
        report(message)
    }

    private func succeeded(_ end: TaskEnd, _ result: SinkResult) -> Martlet_TaskSucceeded {
        var message = Martlet_TaskSucceeded()
        message.resultRows = UInt64(result.rows)
        if let output = result.mapOutput {
            message.mapOutput = .with {
                $0.shuffle = UInt64(output.key.shuffle)
                $0.mapPartition = UInt64(output.key.mapPartition)
                $0.byteCount = UInt64(output.summary.byteCount)
                $0.rowCount = UInt64(output.summary.rowCount)
                $0.digest = output.summary.digest
            }
        }
        message.accumulators = end.accumulators.map { update in
            .with {
                $0.accumulator = UInt64(truncatingIfNeeded: update.id)
                $0.value = .init(field: update.value)
            }
        }
        message.resultBytesDecoded = UInt64(decodedByteCount(result.blocks))
        let bytes = result.blocks.reduce(0) { $0 + $1.count }
        if bytes <= ExecutionLimits.inlineResultBytesMax,
            result.blocks.count <= ExecutionLimits.inlineResultBlocksMax
        {
            message.resultBlocks = result.blocks.map { .init(field: $0) }
        } else if let memory = end.memory {
            message.resultBytesKept = UInt64(bytes)
            results.put(end.attempt, KeptResult(blocks: result.blocks, memory: memory))
        }
        return message
    }
}

/// Bytes of the rows of blocks that this executor has made.
private func decodedByteCount(_ blocks: [[UInt8]]) -> Int {
    do { return try BlockCodec.decodedByteCount(blocks) } catch { preconditionFailure("a block of our own: \(error)") }
}

extension TaskMetrics {
    fileprivate var message: Martlet_TaskMetrics {
        .with {
            $0.runNanoseconds = UInt64(runNanoseconds)
            $0.cpuNanoseconds = UInt64(cpuNanoseconds)
            $0.waitNanoseconds = UInt64(waitNanoseconds)
            $0.fetchWaitNanoseconds = UInt64(fetchWaitNanoseconds)
            $0.rowsRead = UInt64(rowsRead)
            $0.bytesRead = UInt64(bytesRead)
            $0.rowsWritten = UInt64(rowsWritten)
            $0.bytesWritten = UInt64(bytesWritten)
            $0.shuffleBytesReadLocal = UInt64(shuffleBytesLocal)
            $0.shuffleBytesReadRemote = UInt64(shuffleBytesRemote)
            $0.shuffleBytesWritten = UInt64(shuffleBytesWritten)
            $0.spilledBytes = UInt64(spilledBytes)
            $0.memoryBytesPeak = UInt64(memoryBytesPeak)
            $0.steps = steps.map { step in
                .with {
                    $0.number = UInt32(step.number)
                    $0.rows = UInt64(step.rows)
                    $0.batches = UInt64(step.batches)
                    $0.nanoseconds = UInt64(step.nanos)
                }
            }
        }
    }
}
