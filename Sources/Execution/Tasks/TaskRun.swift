// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute
import Files
import Logging
import Net
import Plan
public import Scripting
import Storage
import Synchronization
import Values

/// What tasks of one executor share. Immutable; its members are thread-safe.
struct TaskServices: Sendable {
    let pool: MemoryPool
    let store: ShuffleStore
    let partitions: PartitionStore
    let disk: any Disk
    let client: any BlockFetching
    let slots: Int
    let batchRows: Int
    let fileSystems: FileSystems
    let formats: FileFormats
    let executor: ExecutorID
    let clock: @Sendable () -> UInt64
    /// Processor time of the thread that asks.
    let threadClock: @Sendable () -> UInt64
    let makePartitionFunction: PartitionFunctionMaker
    let zones: ZoneTable
    let logger: Logger
    /// Of what one task prints for the driver.
    let outputLinesMax: Int
    let outputBytesMax: Int
    /// Of rows for the driver.
    let resultCompression: BlockCompression
}

/// What one attempt is to do.
struct TaskOrder: Sendable {
    var attempt: TaskAttemptID
    var partition: Int
    var part: InputPart
    /// The partition's number in the dataset that the stage computes.
    var partitionNumber = 0
    /// Attempts at the same task before this one.
    var attemptNumber = 0
}

/// What an attempt cost.
struct TaskMetrics: Sendable {
    /// In turns, …
    var runNanoseconds = 0
    /// … on a processor, …
    var cpuNanoseconds = 0
    /// … and between turns, while it kept its slot and waited for bytes: any, …
    var waitNanoseconds = 0
    /// … and those of shuffles.
    var fetchWaitNanoseconds = 0
    var rowsRead = 0
    var bytesRead = 0
    var rowsWritten = 0
    var bytesWritten = 0
    var shuffleBytesLocal = 0
    var shuffleBytesRemote = 0
    var shuffleBytesWritten = 0
    var spilledBytes = 0
    var memoryBytesPeak = 0
    /// Of a success.
    var steps: [StepCount] = []
}

/// How an attempt ended.
struct TaskEnd: @unchecked Sendable {  // handed from the task's thread to the loop once, as the thread's last act
    var attempt: TaskAttemptID
    var result: Result<SinkResult, TaskError>
    /// What the task added to accumulators.
    var accumulators: [(id: Int, value: [UInt8])] = []
    var memory: MemoryReservation?
    var metrics: TaskMetrics
}

/// Runs one attempt: source, operators, sink. A step takes one batch all the way, or as far as an operator that holds
/// it. Steps run on one thread at a time; `cancel` may be called from any.
final class TaskRun: Steppable, @unchecked Sendable {
    // Everything but `cancelled`, `rowsReadSoFar`, `output` and `rowsReported` (the loop's) belongs to the thread that
    // steps.
    let attempt: TaskAttemptID
    let waiter = TaskWaiter()
    let output: OutputBuffer
    private let order: TaskOrder
    private let stage: VerifiedStage
    private let directories: [ShuffleID: MapOutputDirectory]
    private let services: TaskServices
    private let onEnd: @Sendable (TaskEnd) -> Void
    private let cancelled = Atomic<Bool>(false)
    private let rowsReadSoFar = Atomic<Int>(0)
    private var rowsReported = 0
    private var pipeline: Pipeline?
    private let accumulators = TaskAccumulators(byteCountMax: ExecutionLimits.accumulatorBytesMax)
    private var runNanoseconds = 0
    /// The end of the turn before.
    private var lastTurn: UInt64 = 0
    /// What the thread had taken of processors when the task came to it: it keeps it until it ends.
    private var threadBegin: UInt64?
    private var hasEnded = false

    init(
        order: TaskOrder, stage: VerifiedStage, directories: [ShuffleID: MapOutputDirectory], services: TaskServices,
        onOutput: @escaping @Sendable () -> Void, onEnd: @escaping @Sendable (TaskEnd) -> Void
    ) {
        attempt = order.attempt
        var logger = services.logger
        logger[metadataKey: "partition"] = "\(order.partitionNumber)"
        logger[metadataKey: "stage"] = "\(stage.stage.id)"
        output = OutputBuffer(
            linesMax: services.outputLinesMax, bytesMax: services.outputBytesMax, logger: logger, onUrgent: onOutput)
        self.order = order
        self.stage = stage
        self.directories = directories
        self.services = services
        self.onEnd = onEnd
    }

    /// Any thread: the task ends at its next check.
    func cancel() {
        cancelled.store(true, ordering: .relaxed)
        waiter.signal()
    }

    /// The loop: rows read so far when they are more than at the last call.
    func takeProgress() -> Int? {
        let rows = rowsReadSoFar.load(ordering: .relaxed)
        guard rows > rowsReported else { return nil }
        rowsReported = rows
        return rows
    }

    func step() -> StepOutcome {
        if hasEnded { return .finished }
        if threadBegin == nil { threadBegin = services.threadClock() }
        let begin = services.clock()
        pipeline?.meter.resumes(after: begin &- lastTurn)
        pipeline?.meter.beginTurn(at: begin)
        defer {
            let now = services.clock()
            lastTurn = now
            runNanoseconds += Int(now &- begin)
            pipeline?.meter.endTurn(at: now, took: now &- begin)
        }
        do throws(TaskError) {
            if cancelled.load(ordering: .relaxed) { throw .cancelled }
            if self.pipeline == nil {
                self.pipeline = try makePipeline()
                self.pipeline!.meter.beginTurn(at: begin)
            }
            let pipeline = self.pipeline!
            let outcome = try pipeline.step()
            rowsReadSoFar.store(pipeline.rowsRead, ordering: .relaxed)
            guard case .finished = outcome else { return outcome }
            do throws(ComputeError) { try accumulators.flush() } catch { throw .compute(error) }
            let result = try pipeline.finish()
            // What the closures of the sink added.
            do throws(ComputeError) { try accumulators.flush() } catch { throw .compute(error) }
            pipeline.partitions.keep()
            end(.success(result), runSince: begin)
        } catch {
            pipeline?.abandon()
            end(.failure(error), runSince: begin)
        }
        return .finished
    }

    private func makePipeline() throws(TaskError) -> Pipeline {
        let facts = TaskFacts(
            partition: order.partitionNumber, stage: stage.stage.id.rawValue, attempt: order.attempt.rawValue,
            attemptNumber: order.attemptNumber, properties: stage.stage.properties)
        let context = RunContext(
            partition: order.part.number, seed: stage.stage.seed, accumulators: accumulators,
            services: ScriptServices(task: facts, output: output, zones: services.zones),
            digest: { CryptographicDigest($0) },
            isCancelled: { [cancelled = CancelFlag(self)] in cancelled.isSet })
        return try PipelineBuilder(
            order: order, stage: stage, directories: directories, services: services, context: context,
            waiter: waiter
        ).build()
    }

    fileprivate var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    private func end(_ result: Result<SinkResult, TaskError>, runSince begin: UInt64) {
        hasEnded = true
        var metrics = pipeline?.metrics ?? TaskMetrics()
        let now = services.clock()
        metrics.runNanoseconds = runNanoseconds + Int(now &- begin)
        if let meter = pipeline?.meter {
            (metrics.waitNanoseconds, metrics.fetchWaitNanoseconds) = meter.waits
            let taken = services.threadClock() &- (threadBegin ?? 0) &+ meter.threadNanos
            metrics.cpuNanoseconds = min(Int(clamping: taken), metrics.runNanoseconds)
        }
        if case .success(let sink) = result {
            pipeline?.meter.endTurn(at: now, took: now &- begin)
            metrics.steps = pipeline?.meter.counts(nanos: metrics.runNanoseconds) ?? []
            metrics.rowsWritten = sink.rows
            metrics.bytesWritten = sink.mapOutput == nil ? sink.bytesWritten : 0
            metrics.shuffleBytesWritten = sink.mapOutput == nil ? 0 : sink.bytesWritten
            metrics.spilledBytes += sink.spilledBytes
        }
        let memory = pipeline?.memory.reservation
        pipeline?.close()
        pipeline = nil
        output.end()
        var end = TaskEnd(attempt: attempt, result: result, memory: memory, metrics: metrics)
        end.accumulators = accumulators.values
        onEnd(end)
    }
}

/// Reads a task's flag without keeping the task alive in a cycle.
private struct CancelFlag {
    private unowned let task: TaskRun
    init(_ task: TaskRun) { self.task = task }
    var isSet: Bool { task.isCancelled }
}

extension CryptographicDigest: DigestState {}
