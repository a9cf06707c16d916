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
    private var stages: [StageID: Definition] = [:]
    private var directories: [ShuffleID: MapOutputDirectory] = [:]
    private var runs: [TaskAttemptID: TaskRun] = [:]
    /// Stages whose definition is on its way.
    private var awaited: [StageID: DefinitionFetch] = [:]

    init(
        services: TaskServices, workers: any WorkerPool, results: ResultStore, loop: any EventLoop, logger: Logger,
        report: @escaping (Martlet_TaskEnded) -> Void
    ) {
        self.services = services
        self.workers = workers
        self.results = results
        self.loop = loop
        self.logger = logger
        self.report = report
    }

    var isBusy: Bool { !runs.isEmpty }

    func define(_ message: Martlet_StageDefinition) {
        let id = StageID(Int(message.stage))
        do {
            guard stages.count < ExecutionLimits.stagesMax else {
                throw PlanError("this executor holds \(stages.count) stages already")
            }
            stages[id] = .usable(try VerifiedStage(try Stage(message)))
            logger.debug("stage defined", metadata: ["stage": "\(id)", "name": "\(message.name)"])
        } catch {
            refuse(id, PlanError("\(error)"))
        }
    }

    /// Asks the driver for a large definition.
    func define(_ message: Martlet_KeptStage, from driver: Peer) {
        let id = StageID(Int(message.stage))
        do throws(PlanError) {
            let fetch = try DefinitionFetch(message) { [weak self] result in self?.received(id, result) }
            awaited[id] = fetch
            fetch.start(driver)
        } catch {
            refuse(id, error)
        }
    }

    private func received(_ id: StageID, _ result: Result<Martlet_StageDefinition, PlanError>) {
        guard let fetch = awaited.removeValue(forKey: id) else { return }
        switch result {
        case .success(let definition): define(definition)
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

    func publish(_ message: Martlet_MapOutputTable) {
        let shuffle = ShuffleID(Int(message.shuffle))
        var servers: [ExecutorID: BlockServerAddress] = [:]
        for server in message.executors {
            servers[ExecutorID(Int(server.executorID))] = BlockServerAddress(
                host: server.host, port: UInt16(truncatingIfNeeded: server.port))
        }
        var locations: [MapOutputDirectory.Location] = []
        for (index, attempt) in zip(message.executorIndex, message.attempts) {
            guard Int(index) < message.executors.count else { continue }
            locations.append(
                .init(
                    attempt: TaskAttemptID(Int(attempt)),
                    executor: ExecutorID(Int(message.executors[Int(index)].executorID))))
        }
        guard locations.count == message.attempts.count, locations.count == message.executorIndex.count else {
            logger.error("map output table refused", metadata: ["shuffle": "\(shuffle)"])
            directories[shuffle] = nil
            return
        }
        directories[shuffle] = MapOutputDirectory(shuffle: shuffle, locations: locations, servers: servers)
    }

    func dropShuffle(_ shuffle: ShuffleID) { directories[shuffle] = nil }

    func launch(_ message: Martlet_LaunchTasks) {
        let id = StageID(Int(message.stage))
        if let fetch = awaited[id] { return fetch.hold(message.tasks) }
        for task in message.tasks { launch(task, id) }
    }

    private func launch(_ message: Martlet_TaskLaunch, _ id: StageID) {
        let attempt = TaskAttemptID(Int(truncatingIfNeeded: message.attempt))
        switch stages[id] {
        case .usable(let stage): launch(message, attempt, stage)
        case .refused(let reason): refuse(attempt, "stage \(id) is not valid: \(reason)")
        case nil: refuse(attempt, "stage \(id) is not defined on this executor")
        }
    }

    private func launch(_ message: Martlet_TaskLaunch, _ attempt: TaskAttemptID, _ stage: VerifiedStage) {
        guard runs.count < ExecutionLimits.tasksQueuedMax else {
            refuse(attempt, "this executor has \(runs.count) tasks already")
            return
        }
        let part: InputPart
        do { part = try InputPart(message) } catch {
            refuse(attempt, error.description)
            return
        }
        var inputs: [ShuffleID: MapOutputDirectory] = [:]
        if stage.stage.branches.indices.contains(part.branch) {
            for id in stage.stage.branches[part.branch].inputShuffles { inputs[id] = directories[id] }
        }
        let order = TaskOrder(attempt: attempt, partition: Int(message.partition), part: part)
        logger.debug(
            "running task",
            metadata: ["task": "\(message.partition)", "stage": "\(stage.stage.id)", "tid": "\(attempt)"])
        let run = TaskRun(order: order, stage: stage, directories: inputs, services: services) {
            [weak self] end in
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
                    $0.message = reason
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

    func cancelAll() {
        for (_, run) in runs.sorted(by: { $0.key < $1.key }) { run.cancel() }
    }

    private func ended(_ end: TaskEnd) {
        runs[end.attempt] = nil
        var message = Martlet_TaskEnded()
        message.attempt = UInt64(end.attempt.rawValue)
        message.metrics = end.metrics.message
        switch end.result {
        case .success(let result): message.succeeded = succeeded(end, result)
        case .failure(.cancelled): message.cancelled = .init()
        case .failure(.fetchFailed(let failure)):
            message.fetchFailed = .with {
                $0.shuffle = UInt64(failure.shuffle.rawValue)
                $0.mapPartition = UInt64(failure.mapPartition)
                $0.mapAttempt = UInt64(failure.attempt.rawValue)
                $0.executorID = UInt64(failure.executor.rawValue)
                $0.message = failure.message
            }
        case .failure(.failed(let kind, let text, let retryable, let details)):
            logger.info("task failed", metadata: ["tid": "\(end.attempt)", "kind": "\(kind)", "reason": "\(text)"])
            message.failed = .with {
                $0.kind = kind
                $0.message = text
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
                $0.byteCount = UInt64(output.summary.byteCounts.reduce(0, +))
                $0.rowCount = UInt64(output.summary.rowCounts.reduce(0, +))
                $0.digest = output.summary.digest
            }
        }
        message.accumulators = end.accumulators.map { update in
            .with {
                $0.accumulator = UInt64(truncatingIfNeeded: update.id)
                $0.value = .init(field: update.value)
            }
        }
        let bytes = result.blocks.reduce(0) { $0 + $1.count }
        if bytes <= ExecutionLimits.inlineResultBytesMax {
            message.resultBlocks = result.blocks.map { .init(field: $0) }
        } else if let memory = end.memory {
            message.resultBytesKept = UInt64(bytes)
            results.put(end.attempt, KeptResult(blocks: result.blocks, memory: memory))
        }
        return message
    }
}

extension TaskMetrics {
    fileprivate var message: Martlet_TaskMetrics {
        .with {
            $0.runNanoseconds = UInt64(runNanoseconds)
            $0.rowsRead = UInt64(rowsRead)
            $0.bytesRead = UInt64(bytesRead)
            $0.rowsWritten = UInt64(rowsWritten)
            $0.bytesWritten = UInt64(bytesWritten)
            $0.shuffleBytesReadLocal = UInt64(shuffleBytesLocal)
            $0.shuffleBytesReadRemote = UInt64(shuffleBytesRemote)
            $0.shuffleBytesWritten = UInt64(shuffleBytesWritten)
            $0.spilledBytes = UInt64(spilledBytes)
            $0.memoryBytesPeak = UInt64(memoryBytesPeak)
        }
    }
}
