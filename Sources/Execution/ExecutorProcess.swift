// SPDX-License-Identifier: Apache-2.0

import CMalloc
import Glibc
public import Logging
import Net
import Storage
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
        Self.limitMemoryOverhead()
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
    /// that resident memory follows what is in use.
    private static func limitMemoryOverhead() {
        mallopt(M_MMAP_THRESHOLD, 4 << 20)
        mallopt(M_TRIM_THRESHOLD, 16 << 20)
        mallopt(M_ARENA_MAX, 2)
    }

    /// Runs until the executor ends; the exit status. SIGTERM and SIGINT drain.
    public func run() -> Int32 {
        loop.post { [executor] in executor.start() }
        watchTerminationSignals { [loop, executor] in loop.post { executor.drain() } }
        let end: ExecutorEnd = ended.wait { $0 }
        workers.shutdown()
        loop.stopAndJoin()
        workDirectory.close()
        switch end {
        case .shutDown, .drained: return 0
        case .driverLost(let reason), .cannotServe(let reason):
            logger.error("\(reason)")
            return 1
        }
    }
}
