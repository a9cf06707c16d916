// SPDX-License-Identifier: Apache-2.0

public import Driver
import Execution
public import Files
public import Logging
import Messages
public import Net
public import Plan
public import Scheduling
public import Storage

/// Executors as objects of the driver's own process (`local[N]`): the same code, the same messages, serialised and
/// verified, over connections in memory. Loop thread only.
public final class InProcessCluster: Cluster, @unchecked Sendable {
    private let slots: Int
    private let memoryBytes: Int
    private let network: any Network
    private let workDirectory: WorkDirectory
    private let fileSystems: FileSystems
    private let formats: FileFormats
    private let logger: Logger
    private var executor: Executor?
    private var workers: ThreadWorkerPool?
    private var onStopped: (() -> Void)?

    public init(
        slots: Int, memoryBytes: Int, network: any Network, workDirectory: WorkDirectory, fileSystems: FileSystems,
        formats: FileFormats, logger: Logger
    ) {
        self.slots = slots
        self.memoryBytes = memoryBytes
        self.network = network
        self.workDirectory = workDirectory
        self.fileSystems = fileSystems
        self.formats = formats
        self.logger = logger
    }

    public var slotsExpected: Int? { slots }
    public var executorsExpected: Int? { 1 }

    private static let host = "localhost"

    public var machine: ClusterMachine? { ClusterMachine(host: Self.host) { MachineNames.own.contains($0) } }

    public func start(_ context: ClusterContext) {
        let workers = ThreadWorkerPool(slots: slots)
        self.workers = workers
        var options = ExecutorOptions(
            driver: context.driver, secret: context.secret, slots: slots, memoryBytes: memoryBytes, host: Self.host,
            blockAddress: Address(host: Self.host, port: 0), name: "local", softwareVersion: softwareVersion,
            processID: 0)
        options.machineNames = MachineNames.own.all
        options.fileSystems = fileSystems
        options.formats = formats
        options.outputLinesMax = ExecutionLimits.localOutputLinesMax
        options.outputBytesMax = ExecutionLimits.localOutputBytesMax
        options.keepsToItself = true
        let executor = Executor(
            options: options, network: network, workers: workers, disk: LocalDisk(directory: workDirectory.path),
            logger: logger
        ) { [weak self] reason in
            guard let self else { return }
            if case .shutDown = reason { return }
            self.logger.error("the local executor ended", metadata: ["reason": "\(reason)"])
            context.failed("the executor of this process ended: \(reason)")
        }
        self.executor = executor
        executor.start()
    }

    public func executorLost(name: String, reason: ExecutorLossReason) {}

    public func takeResult(_ attempt: TaskAttemptID) -> [[UInt8]]? { executor?.takeResult(attempt) }

    public func stop(completion: @escaping () -> Void) {
        executor?.end(.shutDown("the session was stopped"))
        executor = nil
        guard let workers else { return completion() }
        self.workers = nil
        workers.beginShutdown()
        let deadline = network.loop.now + .milliseconds(Int64(ExecutionLimits.threadsStopMillis))
        onStopped = completion
        awaitThreads(workers, until: deadline)
    }

    /// Those that are stuck in a step are left behind: the process is somebody's, who wants to go on.
    private func awaitThreads(_ workers: ThreadWorkerPool, until deadline: Instant) {
        let left = workers.threadsLeft
        if left > 0, network.loop.now < deadline {
            network.loop.schedule(after: .milliseconds(ClusterLimits.stopCheckMillis)) { [self] in
                awaitThreads(workers, until: deadline)
            }
            return
        }
        if left > 0 {
            logger.warning(
                "task threads do not end and are left behind until their work or this process ends",
                metadata: ["threads": "\(left)"])
        }
        onStopped?()
        onStopped = nil
    }
}
