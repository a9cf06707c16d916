// SPDX-License-Identifier: Apache-2.0

import Messages
import Net
import Plan
import SwiftProtobuf

/// Who waits for a job. All methods are called on the loop, `jobEnded` exactly once and last.
public protocol JobConsumer: AnyObject, Sendable {
    /// The result of a partition: blocks one behind another, in one or several pieces. An error ends the job.
    func partitionEnded(_ partition: Int, blocks: [[UInt8]], attempt: TaskAttemptID) throws(JobError)
    func jobEnded(_ result: Result<JobSummary, JobError>)
}

/// A job on its way: what the scheduler does not need to know of it. Loop thread only.
final class RunningJob {
    let job: Job
    let consumer: any JobConsumer
    let started: Instant
    var resultBytes = 0
    var summary = JobSummary()
    var waitingFetches: [ResultFetch.Wanted] = []
    var fetches: [TaskAttemptID: ResultFetch] = [:]
    private var accumulated: [StageID: [Int: [AccumulatorUpdate]]] = [:]
    private var accumulatedBytes = 0

    init(job: Job, consumer: any JobConsumer, started: Instant) {
        self.job = job
        self.consumer = consumer
        self.started = started
        summary.name = job.name
        summary.stages = job.stages.count
    }

    /// Nobody waits for the results that are on their way.
    func cancelFetches() {
        for (_, fetch) in fetches.sorted(by: { $0.key < $1.key }) { fetch.cancel() }
    }

    /// Keeps what the task of a partition added to accumulators when it is the first of its partition; gives the bytes
    /// kept.
    func addAccumulators(_ updates: [AccumulatorUpdate], _ stage: StageID, _ partition: Int) -> Int {
        guard accumulated[stage, default: [:]][partition] == nil else { return accumulatedBytes }
        accumulated[stage, default: [:]][partition] = updates
        accumulatedBytes += updates.reduce(0) { $0 + $1.value.count + 16 }
        return accumulatedBytes
    }

    /// In the order of stages, then partitions.
    var accumulators: [AccumulatorUpdate] {
        job.stages.flatMap { stage in
            (accumulated[stage.id] ?? [:]).sorted { $0.key < $1.key }.flatMap(\.value)
        }
    }

    /// Tells whoever waits that the job failed.
    func end(with error: JobError) {
        var error = error
        error.accumulators = accumulators
        consumer.jobEnded(.failure(error))
    }

    /// Counts the costs of a task that ended well.
    func count(_ metrics: Martlet_TaskMetrics, on executor: String) {
        summary.tasksByExecutor[executor, default: 0] += 1
        summary.rowsRead += Int(metrics.rowsRead)
        summary.bytesRead += Int(metrics.bytesRead)
        summary.bytesShuffled += Int(metrics.shuffleBytesReadLocal + metrics.shuffleBytesReadRemote)
        summary.bytesShuffledRemotely += Int(metrics.shuffleBytesReadRemote)
        summary.bytesSpilled += Int(metrics.spilledBytes)
    }
}

/// Fetches one result that an executor keeps. Loop thread only.
final class ResultFetch: StreamReceiver {
    struct Wanted {
        var partition: Int
        var attempt: TaskAttemptID
        var executor: ExecutorHandle
        var byteCount: Int
    }

    enum Outcome {
        case received([UInt8])
        case lost(String)
    }

    private let wanted: Wanted
    private var bytes: [UInt8] = []
    private var stream: InboundStream?
    private let completion: (Outcome) -> Void

    var executor: ExecutorHandle { wanted.executor }

    init(_ wanted: Wanted, completion: @escaping (Outcome) -> Void) {
        self.wanted = wanted
        self.completion = completion
        bytes.reserveCapacity(wanted.byteCount)
    }

    func start() {
        let request = Martlet_StreamRequest.with {
            $0.result = .with { $0.attempt = UInt64(wanted.attempt.rawValue) }
        }
        stream = wanted.executor.peer.openStream(
            request.encoded(), windowBytes: DriverLimits.resultWindowBytes, receiver: self)
    }

    func cancel() { stream?.cancel() }

    func stream(_ stream: InboundStream, received piece: UnsafeRawBufferPointer) {
        guard bytes.count + piece.count <= wanted.byteCount else {
            stream.cancel()
            completion(.lost("the executor sends more than the \(wanted.byteCount) bytes it announced"))
            return
        }
        bytes.append(contentsOf: piece)
        stream.consumed(piece.count)
    }

    func streamEnded(_ stream: InboundStream) {
        completion(
            bytes.count == wanted.byteCount
                ? .received(bytes) : .lost("\(bytes.count) of \(wanted.byteCount) bytes came"))
    }

    func stream(_ stream: InboundStream, failed failure: CallFailure) { completion(.lost("\(failure)")) }
}
