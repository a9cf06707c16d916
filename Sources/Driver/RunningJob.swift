// SPDX-License-Identifier: Apache-2.0

import Messages
import Net
public import Plan
import Scheduling
import SwiftProtobuf

/// Who waits for a job. All methods are called on the loop, `jobEnded` exactly once and last.
public protocol JobConsumer: AnyObject, Sendable {
    /// The result of a partition: blocks one behind another, in one or several pieces. An error ends the job.
    func partitionEnded(_ partition: Int, blocks: [[UInt8]], attempt: TaskAttemptID) throws(JobError)
    func jobEnded(_ result: Result<JobSummary, JobError>)
    /// A task's functions have printed something, perhaps of an attempt that will not count.
    func taskPrinted(_ output: TaskOutput)
}

extension JobConsumer {
    public func taskPrinted(_ output: TaskOutput) {}
}

/// A job on its way: what the scheduler does not need to know of it. Loop thread only.
final class RunningJob {
    let job: Job
    let consumer: any JobConsumer
    let started: Instant
    /// Of results that are here or will be fetched, once they are decoded.
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
    func count(_ costs: TaskReport, _ reads: PlacedReads?, on executor: String) {
        if let reads { summary.reads.add(reads) }
        summary.tasksByExecutor[executor, default: 0] += 1
        summary.rowsRead.add(saturating: costs.rowsRead)
        summary.bytesRead.add(saturating: costs.inputByteCount)
        summary.bytesShuffled.add(saturating: costs.shuffleReadByteCount)
        summary.bytesShuffledRemotely.add(saturating: costs.shuffleReadRemoteByteCount)
        summary.bytesSpilled.add(saturating: costs.spillByteCount)
    }
}

/// Fetches one result that an executor keeps. Loop thread only, which is what makes it sendable to its timers.
final class ResultFetch: StreamReceiver, @unchecked Sendable {
    struct Wanted {
        var partition: Int
        var attempt: TaskAttemptID
        var executor: ExecutorHandle
        var byteCount: Int
        /// What the executor says that the rows take.
        var decodedByteCount: Int
        /// What its blocks must hold.
        var form: ResultForm
        var rows: Int
        /// When it was first wanted, by the driver's clock.
        var sinceMillis: UInt64

        /// What counts against the limit.
        var heldByteCount: Int { max(byteCount, decodedByteCount) }
    }

    enum Outcome {
        case received([[UInt8]])
        case lost(String)
        /// What came is not what the executor announced.
        case refused(MessageFault)
    }

    private let wanted: Wanted
    private var bytes: [UInt8] = []
    private var stream: InboundStream?
    private let completion: (Outcome) -> Void
    /// Gives the result where it lies in this process.
    private let takeHere: (TaskAttemptID) -> [[UInt8]]?
    private var isCancelled = false
    private let loop: any EventLoop
    private let lookMillis: Int
    private var nextLook: TimerID?
    /// Bytes at the last look that found progress, and looks since then.
    private var bytesSeen = 0
    private var looks = 0

    var executor: ExecutorHandle { wanted.executor }

    init(
        _ wanted: Wanted, loop: any EventLoop, lookMillis: Int,
        takeHere: @escaping (TaskAttemptID) -> [[UInt8]]?, completion: @escaping (Outcome) -> Void
    ) {
        self.wanted = wanted
        self.takeHere = takeHere
        self.loop = loop
        self.lookMillis = lookMillis
        self.completion = completion
    }

    func start() {
        if let blocks = takeHere(wanted.attempt) {
            return loop.post { [self] in if !isCancelled { take(blocks) } }
        }
        // It grows with what comes: the length is only what the executor says.
        bytes.reserveCapacity(min(wanted.byteCount, DriverLimits.resultWindowBytes))
        let request = Martlet_StreamRequest.with {
            $0.result = .with { $0.attempt = UInt64(wanted.attempt.rawValue) }
        }
        stream = wanted.executor.peer.openStream(
            request.encoded(), windowBytes: DriverLimits.resultWindowBytes, receiver: self)
        lookLater()
    }

    func cancel() {
        isCancelled = true
        stream?.cancel()
        stopLooking()
    }

    // MARK: Progress

    private func lookLater() {
        nextLook = loop.schedule(after: .milliseconds(lookMillis)) { [weak self] in self?.look() }
    }

    private func stopLooking() {
        if let nextLook { loop.cancel(nextLook) }
        nextLook = nil
    }

    /// An executor may announce a result and never send it, and answer pings all the same.
    private func look() {
        nextLook = nil
        let left = wanted.byteCount - bytesSeen
        if left > 0, bytes.count - bytesSeen >= min(DriverLimits.resultProgressBytes, left) {
            bytesSeen = bytes.count
            looks = 0
        }
        looks += 1
        if looks <= DriverLimits.resultLooksMax { return lookLater() }
        stream?.cancel()
        end(
            .refused(
                MessageFault(
                    "TaskSucceeded.result_bytes_kept", wanted.byteCount,
                    "only \(bytes.count) bytes came, and fewer than \(DriverLimits.resultProgressBytes) in the last "
                        + "\(lookMillis * DriverLimits.resultLooksMax / 1_000) s")))
    }

    private func end(_ outcome: Outcome) {
        stopLooking()
        completion(outcome)
    }

    // MARK: StreamReceiver

    func stream(_ stream: InboundStream, received piece: UnsafeRawBufferPointer) {
        guard bytes.count + piece.count <= wanted.byteCount else {
            stream.cancel()
            end(
                .refused(
                    MessageFault("TaskSucceeded.result_bytes_kept", wanted.byteCount, "the executor sends more bytes")))
            return
        }
        bytes.append(contentsOf: piece)
        stream.consumed(piece.count)
    }

    func streamEnded(_ stream: InboundStream) {
        guard bytes.count == wanted.byteCount else {
            return end(
                .refused(
                    MessageFault("TaskSucceeded.result_bytes_kept", wanted.byteCount, "\(bytes.count) bytes came")))
        }
        take([bytes])
    }

    private func take(_ blocks: [[UInt8]]) {
        do throws(MessageFault) {
            try wanted.form.check(
                blocks, rows: wanted.rows, decodedBytes: wanted.decodedByteCount, field: "the kept result")
            end(.received(blocks))
        } catch { end(.refused(error)) }
    }

    func stream(_ stream: InboundStream, failed failure: CallFailure) { end(.lost("\(failure)")) }
}
