// SPDX-License-Identifier: Apache-2.0

import CMalloc
import Glibc
public import Logging
import Net
import Storage
import Synchronization
import Threads

/// An executor as the only thing that a process does.
public final class ExecutorProcess {
    private let loop: UVLoop
    private let workers: ThreadWorkerPool
    private let workDirectory: WorkDirectory
    private let executor: Executor
    private let logger: Logger
    /// Why the executor ended, from the loop to the main thread.
    private let ended: Monitor<ExecutorEnd?>

    /// Makes the work directory and the threads; nothing is dialled yet.
    public init(options: ExecutorOptions, workDirectory parent: String, logger: Logger) throws {
        self.logger = logger
        Self.limitMemoryOverhead(options.memoryBytes)
        blockTerminationSignals()
        workDirectory = try WorkDirectory(parent: parent)
        loop = UVLoop()
        try loop.start(name: "martlet-loop")
        workers = ThreadWorkerPool(slots: options.slots)
        let ended = Monitor<ExecutorEnd?>(nil)
        self.ended = ended
        executor = Executor(
            options: options, network: UVNetwork(loop: loop), workers: workers,
            disk: LocalDisk(directory: workDirectory.path), logger: logger
        ) { end in ended.change { if $0 == nil { $0 = end } } }
    }

    /// The buffers of batches (some hundred KiB) stay in the heap from one batch to the next: going to the system for
    /// each costs more than the work on them. What is larger (tables, blocks) goes straight to and from the system, so
    /// that resident memory follows what is in use; of what is free in the heap a small executor keeps less.
    private static func limitMemoryOverhead(_ memoryBytes: Int) {
        mallopt(M_MMAP_THRESHOLD, Int32(min(max(memoryBytes / 64, 1 << 20 + 64 << 10), 4 << 20)))
        mallopt(M_TRIM_THRESHOLD, Int32(min(max(memoryBytes / 32, 2 << 20), 16 << 20)))
        mallopt(M_ARENA_MAX, 2)
    }

    /// Runs until the executor ends; the exit status. SIGTERM and SIGINT drain. Does not return, but ends the process,
    /// when threads are stuck: an executor leaves whatever they do.
    public func run() -> Int32 {
        loop.post { [executor] in executor.start() }
        watchTerminationSignals { [loop, executor] in loop.post { executor.drain() } }
        let end = waitForEnd()
        let status: Int32
        switch end {
        case .shutDown, .drained: status = 0
        case .driverLost(let reason), .cannotServe(let reason):
            logger.error("\(reason)")
            status = 1
        case nil:
            logger.critical(
                "the network loop is stuck: leaving",
                metadata: ["seconds": "\(ExecutionLimits.loopChecksMax * ExecutionLimits.loopCheckMillis / 1_000)"])
            status = 1
        }
        endProcess(afterMillis: ExecutionLimits.threadsStopMillis + ExecutionLimits.leaveMillis, status)
        let stuck = workers.shutdown()
        if stuck > 0 {
            logger.warning("leaving without task threads that do not end", metadata: ["threads": "\(stuck)"])
        }
        guard stuck == 0, end != nil else {
            workDirectory.close()
            _exit(status)
        }
        loop.stopAndJoin()
        workDirectory.close()
        return status
    }

    /// Why the executor ended; nil when the loop does not answer any more. Looks are counted and not time, so that a
    /// process that was stopped for a while goes on.
    private func waitForEnd() -> ExecutorEnd? {
        let mark = LoopMark()
        var looks = 0
        while true {
            if let end = ended.wait(milliseconds: ExecutionLimits.loopCheckMillis, { $0 }) { return end }
            if mark.isReached {
                looks = 0
                mark.clear()
                loop.post { mark.reach() }
            } else {
                looks += 1
                if looks >= ExecutionLimits.loopChecksMax { return nil }
            }
        }
    }
}

/// A place in the loop's work that the main thread waits for.
private final class LoopMark: Sendable {
    private let reached = Atomic<Bool>(true)

    var isReached: Bool { reached.load(ordering: .relaxed) }
    func clear() { reached.store(false, ordering: .relaxed) }
    func reach() { reached.store(true, ordering: .relaxed) }
}

/// Ends the process with `status` at the latest after that time.
private func endProcess(afterMillis: Int, _ status: Int32) {
    detach {
        // Nobody changes it: the wait is all.
        let nothing = Monitor<Void>(())
        let _: Void? = nothing.wait(milliseconds: afterMillis) { _ in nil }
        _exit(status)
    }
}
