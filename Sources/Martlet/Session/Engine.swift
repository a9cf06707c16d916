// SPDX-License-Identifier: Apache-2.0

import Clusters
import Columnar
import Driver
import Execution
import Files
import Glibc
import Logging
import Net
import Plan
import Scheduling
import Storage
import Threads

/// The engine behind a session, whatever front end it has: one loop thread, one driver, one cluster. Its methods may be
/// called from any thread but the loop's; those that wait say so.
public final class Engine: Sendable {
    public let options: SessionOptions
    public let applicationID: String
    public let logger: Logger
    /// Where executors dial.
    public let address: Address
    private let loop: UVLoop
    private let driver: Driver
    /// Made by init and closed by the one `stop` that comes first.
    nonisolated(unsafe) private let workDirectory: WorkDirectory
    private let secretFileMade: String?
    private let counters = Lock(Counters())
    private let cluster: ClusterBox
    /// Set when `stop` has done all.
    private let allStopped = Monitor<Bool>(false)

    private struct Counters {
        var job = 0
        var stage = 0
        var shuffle = 0
        var running: Set<JobID> = []
        /// Between the jobs of an action, too.
        var actions: [ObjectIdentifier: ActionControl] = [:]
        var isStopped = false
        var lastSummary: JobSummary?
    }

    /// Carries the cluster across threads; it is used on the loop only.
    private struct ClusterBox: @unchecked Sendable {
        let cluster: any Cluster
    }

    /// Starts the loop, the driver and the cluster. Does not wait for executors.
    public init(_ options: SessionOptions) throws(MartletError) {
        self.options = options
        var logger = Logger(label: "martlet") { StderrLogHandler(label: $0) }
        logger.logLevel = options.logLevel
        self.logger = logger
        applicationID = "martlet-\(time(nil))-\(getpid())"
        let master: Master
        do { master = try Master(parsing: options.master) } catch { throw .configuration("\(error)") }
        do { workDirectory = try WorkDirectory(parent: options.workDirectory) } catch {
            throw .configuration("\(error)")
        }
        let setup = try EngineSetup(options, master, workDirectory, logger)
        secretFileMade = setup.secretFileMade
        loop = setup.loop
        cluster = ClusterBox(cluster: setup.cluster)
        var driverOptions = DriverOptions(
            listen: setup.listen, secret: setup.secret, applicationID: applicationID)
        driverOptions.batchRowsMax = options.batchRows
        driverOptions.resultBytesMax = options.resultBytesMax
        driverOptions.peerOptions = options.peerOptions
        driverOptions.advertisedHost = setup.advertisedHost
        driverOptions.scheduler = SchedulerOptions(
            executorFailuresMax: options.executorFailuresMax ?? setup.executorFailuresMax)
        driverOptions.scheduler.noExecutorDeadlineMillis = UInt64(max(options.executorWaitSeconds, 0)) * 1_000
        let driver = Driver(
            options: driverOptions, network: setup.network, cluster: setup.cluster, logger: logger)
        self.driver = driver
        let started = loop.sync { () -> Result<Address, NetError> in
            do throws(NetError) {
                try driver.start()
                return .success(driver.address!)
            } catch {
                return .failure(error)
            }
        }
        switch started {
        case .success(let address): self.address = address
        case .failure(let error):
            loop.stopAndJoin()
            workDirectory.close()
            throw .configuration("\(error)")
        case nil: throw .configuration("the network loop did not start")
        }
    }

    deinit { stop() }

    /// What the last finished action cost.
    public var lastSummary: JobSummary? { counters.withLock { $0.lastSummary } }

    /// Carries out an action of one or several jobs, which `control` (or one of its own) stands for.
    func action<Result>(
        _ control: ActionControl?, _ body: (ActionControl) throws(MartletError) -> Result
    ) throws(MartletError) -> Result {
        let control = control ?? ActionControl()
        counters.withLock { $0.actions[ObjectIdentifier(control)] = control }
        defer { counters.withLock { _ = $0.actions.removeValue(forKey: ObjectIdentifier(control)) } }
        let result = try body(control)
        counters.withLock { $0.lastSummary = control.summary }
        return result
    }

    // MARK: Numbers

    public func nextStage() -> StageID {
        counters.withLock {
            $0.stage += 1
            return StageID($0.stage)
        }
    }

    public func nextShuffle() -> ShuffleID {
        counters.withLock {
            $0.shuffle += 1
            return ShuffleID($0.shuffle)
        }
    }

    private func nextJob() -> JobID {
        counters.withLock {
            $0.job += 1
            return JobID($0.job)
        }
    }

    /// Called when no lineage refers to a shuffle any more; from any thread.
    public func release(_ shuffle: ShuffleID) {
        loop.post { [driver] in driver.release(shuffle) }
    }

    /// Partitions when nothing else says how many: the configured number, or the cluster's slots; 2 at
    /// least when nobody knows how many executors will come.
    public var defaultParallelism: Int {
        options.defaultParallelism ?? max(loop.sync { [driver] in driver.slots } ?? 0, 1)
    }

    /// Executors that are registered.
    public var executorCount: Int { loop.sync { [driver] in driver.executorCount } ?? 0 }

    /// Inputs that the driver keeps for running tasks, for tests.
    package var inputsKept: Int { loop.sync { [driver] in driver.keptCount } ?? 0 }

    /// Executors when all are there; nil when nobody knows.
    public var executorsExpected: Int? { loop.sync { [driver] in driver.executorsExpected } ?? nil }

    /// Process numbers of executor processes on this machine, by name.
    public var executorProcesses: [String: Int] {
        loop.sync { [cluster] in (cluster.cluster as? LocalProcessCluster)?.processIDs ?? [:] } ?? [:]
    }

    // MARK: Jobs

    /// Runs `sink` over `lineage` and waits for the end. Sorts above that need range bounds are sampled first.
    public func run(
        _ lineage: Lineage, sink: Sink, name: String, partitions: [Int]? = nil,
        commit: OutputCommitter? = nil, control: ActionControl? = nil
    ) throws(MartletError) -> JobResult {
        var sampled = JobSummary()
        for shuffle in lineage.shufflesToSample {
            sampled.add(try RangeSampler(engine: self).resolve(shuffle, name: name, control: control))
        }
        var result = try runPlanned(
            lineage, sink: sink, name: name, partitions: partitions, commit: commit, control: control)
        result.summary.add(sampled)
        return result
    }

    /// Runs a job whose shuffles all have their partitioning.
    func runPlanned(
        _ lineage: Lineage, sink: Sink, name: String, partitions: [Int]?, commit: OutputCommitter?,
        control: ActionControl?
    ) throws(MartletError) -> JobResult {
        if let reason = control?.cancelReason {
            throw .job(JobError(kind: "cancelled", message: "'\(name)' was cancelled: \(reason)"))
        }
        let id = nextJob()
        let job: Job
        do {
            job = try Planner.job(
                id, name: name, lineage: lineage, sink: sink, partitions: partitions, nextStage: { self.nextStage() })
        } catch {
            throw .configuration("\(error)")
        }
        if job.resultStage.tasks.isEmpty && commit == nil {
            return JobResult(partitions: [], summary: JobSummary())
        }
        let waiter = JobWaiter(partitions: job.resultStage.tasks.count, commit: commit)
        // Submitted under the lock: whoever sees the job in `running` posts its cancellation after the job itself.
        let isSubmitted = counters.withLock {
            if $0.isStopped { return false }
            guard loop.tryPost({ [driver] in driver.submit(job, consumer: waiter) }) else { return false }
            $0.running.insert(id)
            return true
        }
        guard isSubmitted else { throw .stopped }
        defer { counters.withLock { _ = $0.running.remove(id) } }
        // Cancelled while it was being submitted.
        if let reason = control?.began(id) { cancel(id, reason: reason) }
        let ended: Result<JobResult, JobError> = waiter.result.wait { $0 }
        control?.ended(ended)
        switch ended {
        case .success(let result): return result
        case .failure(let error): throw .job(error)
        }
    }

    /// The stages of the job that `run` would run, without running it.
    public func plan(_ lineage: Lineage, sink: Sink, name: String) throws(MartletError) -> Job {
        for shuffle in lineage.shufflesToSample {
            _ = try RangeSampler(engine: self).resolve(shuffle, name: name, control: nil)
        }
        do {
            return try Planner.job(
                JobID(0), name: name, lineage: lineage, sink: sink, nextStage: { self.nextStage() })
        } catch {
            throw .configuration("\(error)")
        }
    }

    /// Ends the running job of this number, if there is one: whoever waits for it gets an error of kind `cancelled`.
    /// Any thread.
    public func cancel(_ job: JobID, reason: String) {
        loop.post { [driver] in driver.cancel(job, reason: reason) }
    }

    /// Ends an action: its running job, and all that it would still begin. Any thread.
    public func cancel(_ control: ActionControl, reason: String) {
        if let job = control.cancel(reason) { cancel(job, reason: reason) }
    }

    /// How far the running job of an action is; nil between jobs and at the end. Any thread.
    public func progress(of control: ActionControl) -> JobProgress? {
        guard let job = control.job else { return nil }
        return loop.sync { [driver] in driver.progress(of: job) } ?? nil
    }

    /// Ends all running jobs: whoever waits for them gets an error of kind `cancelled`. May be called from any thread,
    /// also from one that handles signals.
    public func cancelAllJobs(reason: String) {
        let (running, actions) = counters.withLock { ($0.running, $0.actions.values) }
        for action in actions { _ = action.cancel(reason) }
        loop.post { [driver] in
            for job in running.sorted() { driver.cancel(job, reason: reason) }
        }
    }

    /// How far the running jobs are, oldest first.
    public func progress() -> [JobProgress] {
        let running = counters.withLock { $0.running.sorted() }
        return loop.sync { [driver] in running.compactMap { driver.progress(of: $0) } } ?? []
    }

    /// Ends all jobs, lets all executors go and removes scratch files. Waits for it, within the stop time, also when
    /// another thread stops it already.
    public func stop() {
        let wasStopped = counters.withLock { counters in
            defer { counters.isStopped = true }
            return counters.isStopped
        }
        if wasStopped {
            allStopped.wait { $0 ? () : nil }
            return
        }
        defer { allStopped.change { $0 = true } }
        let stopped = Monitor<Bool>(false)
        let posted = loop.tryPost { [driver] in driver.stop { stopped.change { $0 = true } } }
        if posted { stopped.wait { $0 ? () : nil } }
        loop.stopAndJoin()
        workDirectory.close()
        if let secretFileMade { unlink(secretFileMade) }
    }
}

/// Collects the partitions of one job for the thread that waits.
private final class JobWaiter: JobConsumer, @unchecked Sendable {  // all but `result` belong to the loop
    let result = Monitor<Result<JobResult, JobError>?>(nil)
    private var partitions: [[[UInt8]]]
    private let commit: OutputCommitter?

    init(partitions: Int, commit: OutputCommitter?) {
        self.partitions = Array(repeating: [], count: partitions)
        self.commit = commit
    }

    func partitionEnded(_ partition: Int, blocks: [[UInt8]], attempt: TaskAttemptID) throws(JobError) {
        partitions[partition] = blocks
        if let commit {
            do { _ = try commit.commitTask(partition: partition, attempt: attempt.rawValue) } catch {
                throw JobError(kind: "output", message: "\(error)")
            }
        }
    }

    func jobEnded(_ end: Result<JobSummary, JobError>) {
        switch end {
        case .success(let summary): result.change { $0 = .success(JobResult(partitions: partitions, summary: summary)) }
        case .failure(let error): result.change { $0 = .failure(error) }
        }
    }
}
