// SPDX-License-Identifier: Apache-2.0

import Logging
import Messages
import Net
import Plan
import Scheduling
import SwiftProtobuf

extension Driver {
    /// A partition of a job's result stage has its winner.
    func partitionResult(_ job: JobID, _ partition: Int, _ attempt: TaskAttemptID, _ id: ExecutorID) {
        guard let running = jobs[job], let message = ended[attempt] else { return }
        let kept = message.bytesKept
        // Before anything is fetched or decoded: what the driver will hold.
        let held = max(kept, message.bytesDecoded)
        guard running.resultBytes.adding(saturating: held) <= options.resultBytesMax else {
            refuseResult(job, held)
            return
        }
        guard kept > 0 else {
            running.resultBytes += held
            deliver(job, partition, attempt, message.blocks)
            return
        }
        guard let executor = executors[id] else {
            loseResult(job, partition, attempt)
            return
        }
        running.resultBytes += held
        running.waitingFetches.append(
            .init(
                partition: partition, attempt: attempt, executor: executor, byteCount: kept,
                decodedByteCount: message.bytesDecoded, form: message.form, rows: message.rows,
                sinceMillis: nowMillis))
        fetchNext(job)
    }

    /// A result is gone, and its task not done any more: it runs again.
    private func loseResult(_ job: JobID, _ partition: Int, _ attempt: TaskAttemptID) {
        if let stage = jobs[job]?.job.resultStage.id { touch(stage) }
        handle(.resultLost(job, partition: partition, attempt: attempt))
    }

    /// `bytes` more are too many.
    private func refuseResult(_ job: JobID, _ bytes: Int) {
        guard let running = jobs[job] else { return }
        fail(
            job,
            JobError(
                kind: .result,
                message: "the result of '\(running.job.name)' has more than \(options.resultBytesMax) bytes, the most "
                    + "that the driver takes: \(running.resultBytes) so far, uncompressed, and \(bytes) more of the "
                    + "next partition; aggregate, filter or take fewer rows, save it to files, or raise the limit "
                    + "(spark.driver.maxResultSize)"))
    }

    private func fetchNext(_ job: JobID) {
        guard let running = jobs[job] else { return }
        while running.fetches.count < DriverLimits.resultFetchesMax, !running.waitingFetches.isEmpty {
            let wanted = running.waitingFetches.removeFirst()
            let fetch = ResultFetch(
                wanted, loop: network.loop, lookMillis: options.resultLookMillis,
                takeHere: { [weak self] in self?.cluster.takeResult($0) }
            ) { [weak self] outcome in
                guard let self, let running = self.jobs[job] else { return }
                running.fetches[wanted.attempt] = nil
                switch outcome {
                case .received(let blocks):
                    self.tell(
                        .resultReceived(
                            wanted.attempt, stage: running.job.resultStage.id,
                            millis: self.nowMillis - wanted.sinceMillis))
                    if self.deliver(job, wanted.partition, wanted.attempt, blocks) {
                        self.handle(.resultReceived(job, partition: wanted.partition, attempt: wanted.attempt))
                    }
                case .lost(let reason):
                    running.resultBytes -= wanted.heldByteCount
                    self.logger.info(
                        "result lost", metadata: ["partition": "\(wanted.partition)", "reason": "\(reason)"])
                    self.loseResult(job, wanted.partition, wanted.attempt)
                case .refused(let fault):
                    running.resultBytes -= wanted.heldByteCount
                    self.loseResult(job, wanted.partition, wanted.attempt)
                    self.lose(wanted.executor, .protocolViolation("\(fault)"))
                }
                self.fetchNext(job)
                self.dismissIfDrained(wanted.executor)
            }
            running.fetches[wanted.attempt] = fetch
            fetch.start()
        }
    }

    /// Lets a draining executor go once the scheduler does, nothing runs there and no result waits there. Only the
    /// driver knows: a task may be on its way when the executor thinks that it has none.
    func dismissIfDrained(_ executor: ExecutorHandle) {
        guard executor.mayLeave, !executor.hasLeave, executor.attempts.isEmpty, executors[executor.id] === executor
        else { return }
        for running in jobs.values {
            if running.waitingFetches.contains(where: { $0.executor === executor }) { return }
            if running.fetches.values.contains(where: { $0.executor === executor }) { return }
        }
        executor.order(.with { $0.shutdown = .with { $0.reason = executor.isDismissed ? "dismissed" : "drained" } })
        executor.hasLeave = true
    }

    /// Gives a partition's blocks to the consumer; false when the job has ended by it.
    @discardableResult
    private func deliver(_ job: JobID, _ partition: Int, _ attempt: TaskAttemptID, _ blocks: [[UInt8]]) -> Bool {
        guard let running = jobs[job] else { return false }
        do {
            try running.consumer.partitionEnded(partition, blocks: blocks, attempt: attempt)
            return true
        } catch {
            fail(job, error)
            return false
        }
    }

    /// All partitions' results are here.
    func succeed(_ job: JobID) {
        guard let running = jobs.removeValue(forKey: job) else { return }
        running.summary.accumulators = running.accumulators
        running.summary.seconds = (network.loop.now - running.started).inMilliseconds / 1_000
        tellEnd(of: running, nil)
        // Whoever is woken looks at what the driver is doing.
        publish()
        running.consumer.jobEnded(.success(running.summary))
    }
}
