// SPDX-License-Identifier: Apache-2.0

import Clusters
import Columnar
import Console
public import Driver
import Execution
public import Files
import Glibc
import HDFS
public import Logging
public import Net
public import Plan
public import Scheduling
import Storage
import Threads
package import Values

/// The engine behind a session, whatever front end it has: one loop thread, one driver, one cluster. Its methods may be
/// called from any thread but the loop's; those that wait say so.
public final class Engine: Sendable {
    public let options: SessionOptions
    public let applicationID: String
    public let logger: Logger
    /// Where executors dial.
    public let address: Address
    /// Those of the session; executors in other processes have their own, with the same settings.
    public let fileSystems: FileSystems
    private let loop: UVLoop
    private let driver: Driver
    private let outlook: SessionOutlook
    /// Made by init and closed by the one `stop` that comes first.
    nonisolated(unsafe) private let workDirectory: WorkDirectory
    /// Of outputs that are being written.
    let outputs: OutputNotes
    private let secretFileMade: String?
    private let counters = Lock(Counters())
    /// The time zones of functions that the driver itself runs.
    package let zones = ZoneTable()
    /// Set when `stop` has done all.
    private let allStopped = Monitor<Bool>(false)

    private struct Counters {
        var job = 0
        var stage = 0
        var shuffle = 0
        var stored = 0
        var query = 0
        var running: Set<JobID> = []
        /// Between the jobs of an action, too.
        var actions: [ObjectIdentifier: ActionControl] = [:]
        var isStopped = false
        var lastSummary: JobSummary?
    }

    /// Starts the loop, the driver and the cluster. Does not wait for executors.
    public init(_ options: SessionOptions) throws(MartletError) {
        self.options = options
        var logger = Logger(label: "martlet") { StderrLogHandler(label: $0) }
        logger.logLevel = options.logLevel
        self.logger = logger
        applicationID = "martlet-\(time(nil))-\(getpid())"
        let fileSystemSettings: [String: String]
        do { fileSystemSettings = try hadoopSettings(options) } catch { throw .configuration("\(error)") }
        fileSystems = FileSystems(options.fileSystems, settings: fileSystemSettings)
        HDFSFileSystem.register(with: fileSystems, logger: logger)
        Masters.register()
        let maker: any ClusterMaker
        do { maker = try ClusterRegistry.parse(options.master) } catch { throw .configuration("\(error)") }
        var logFile: EventLogFile?
        if let folder = options.eventLogFolder {
            do throws(FileError) {
                logFile = try EventLogFile(fileSystems, folder: folder, applicationID: applicationID)
            } catch {
                throw .configuration(
                    "no event log can be written: \(error); spark.eventLog.dir names another folder, and "
                        + "spark.eventLog.enabled=false turns event logs off")
            }
        }
        let left: [OutputNotes.Left]
        do { (workDirectory, left) = try OutputNotes.workDirectory(in: options.workDirectory) } catch {
            throw .configuration("\(error)")
        }
        outputs = OutputNotes(
            workDirectory: workDirectory.path, left: left, fileSystems: fileSystems, logger: logger)
        let loop = UVLoop()
        do { try loop.start(name: "martlet-loop") } catch { throw .configuration("\(error)") }
        self.loop = loop
        var request = ClusterRequest(
            applicationID: applicationID, appName: options.appName, settings: options.settings,
            localMemory: options.localMemory, workDirectory: workDirectory, scratchFolder: options.workDirectory,
            loop: loop, logger: logger)
        request.fileSystems = fileSystems
        request.add(options)
        let setup: ClusterSetup
        do { setup = try maker.make(request) } catch {
            loop.stopAndJoin()
            workDirectory.close()
            throw .configuration("\(error)")
        }
        secretFileMade = setup.secretFileMade
        var driverOptions = DriverOptions(options, setup, applicationID: applicationID)
        driverOptions.fileSystemSettings = fileSystemSettings
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
        outlook = SessionOutlook(
            options, applicationID: self.applicationID, logFile: logFile, driver: driver, loop: loop,
            logger: self.logger)
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

    func nextStored() -> StoredID {
        counters.withLock {
            $0.stored += 1
            return StoredID($0.stored)
        }
    }

    func nextQuery() -> Int {
        counters.withLock {
            $0.query += 1
            return $0.query
        }
    }

    /// Tells those who watch the session of what its driver does not see.
    package func announce(_ event: DriverEvent) { loop.post { [driver] in driver.announce(event) } }

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

    /// Jobs will name the stored dataset; from any thread.
    func keep(_ facts: StoredFacts) {
        loop.post { [driver] in driver.keep(facts) }
    }

    /// Called when nothing is to be kept of a stored dataset any more; from any thread.
    func release(_ dataset: StoredID) {
        loop.post { [driver] in driver.release(dataset) }
    }

    /// Partitions when nothing else says how many: the configured number, or the cluster's slots; 2 at
    /// least when nobody knows how many executors will come.
    public var defaultParallelism: Int {
        options.defaultParallelism ?? max(loop.sync { [driver] in driver.slots } ?? 0, 1)
    }

    /// What happens in the driver, and what it is doing now. Any thread.
    public var events: DriverEvents { driver.events }

    /// What the driver is doing, everything that was told before among it. Waits for the loop.
    package var settledSnapshot: DriverSnapshot {
        _ = loop.sync { true }
        return events.snapshot
    }

    /// Where the console is, `http://host:port`; nil when there is none. Waits until it listens.
    public var consoleURL: String? { outlook.console?.url }

    /// What links to the console carry, behind `#token=`, so that jobs can be ended from it; nil when there is none.
    public var consoleToken: String? { outlook.console?.token }

    /// What whoever reads the console must know, as links to it carry it in `?token=`; nil when nothing.
    public var consoleSecret: String? { outlook.console == nil ? nil : options.console?.readSecret }

    /// Whether somebody may see what is announced.
    var isWatched: Bool { outlook.console != nil || outlook.log != nil }

    /// The application so far as one file of HTML that needs nothing else: jobs, stages, tasks, executors, queries,
    /// settings.
    public var report: String {
        outlook.console?.report ?? Console.report(facts: outlook.facts, events: events, nowMillis: now)
    }

    /// Executors that are registered.
    public var executorCount: Int { events.read { $0.executorsRegistered } }

    /// Inputs that the driver keeps for running tasks, for tests.
    package var inputsKept: Int { loop.sync { [driver] in driver.keptCount } ?? 0 }

    /// Executors when all are there; nil when nobody knows.
    public var executorsExpected: Int? { events.read { $0.executorsExpected } }

    /// Process numbers of executor processes on this machine, by name.
    public var executorProcesses: [String: Int] {
        loop.sync { [driver] in driver.processIDs } ?? [:]
    }

    /// Lets functions of all later jobs use these time zones; the one without a name is the driver's own.
    public func define(_ zones: [ZoneDefinition]) {
        for zone in zones { zone.define(in: self.zones) }
        loop.post { [driver] in driver.define(zones) }
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
            throw .job(JobError(kind: .cancelled, message: "'\(name)' was cancelled: \(reason)"))
        }
        let id = nextJob()
        var job: Job
        do {
            job = try Planner.job(
                id, name: name, lineage: lineage, sink: sink, partitions: partitions, nextStage: { self.nextStage() })
        } catch {
            throw .configuration("\(error)")
        }
        if job.resultStage.tasks.isEmpty && commit == nil {
            return JobResult(partitions: [], summary: JobSummary())
        }
        for index in job.stages.indices { job.stages[index].seed = options.randomSeed }
        if let properties = control?.jobProperties, !properties.isEmpty {
            for index in job.stages.indices { job.stages[index].properties = properties }
        }
        let waiter = JobWaiter(partitions: job.resultStage.tasks.count, control: control)
        // Submitted under the lock: whoever sees the job in `running` posts its cancellation after the job itself.
        let isSubmitted = counters.withLock {
            if $0.isStopped { return false }
            guard loop.tryPost({ [driver, job] in driver.submit(job, consumer: waiter) }) else { return false }
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
        case .success(let result):
            if let commit { try commitWinners(waiter, commit) }
            return result
        case .failure(let error): throw .job(error.placed(job, lineage))
        }
    }

    /// Makes the attempt that won each partition the one whose file counts. In the thread that waited, never on the
    /// loop: a file system may take its time.
    private func commitWinners(_ waiter: JobWaiter, _ commit: OutputCommitter) throws(MartletError) {
        for (partition, attempt) in waiter.winners.enumerated() {
            guard let attempt else { continue }
            do { _ = try commit.commitTask(partition: partition, attempt: attempt.rawValue) } catch {
                var failure = JobError(kind: .output, message: "\(error)")
                failure.details = FailureDetails(exceptionType: error.exceptionType, message: "\(error)")
                throw .job(failure)
            }
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
        return events.read { [now] in $0.progress(of: job, at: now) }
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
        events.read { [now] snapshot in snapshot.jobs.keys.sorted().compactMap { snapshot.progress(of: $0, at: now) } }
    }

    /// By the driver's clock.
    var now: UInt64 { loop.now.nanoseconds / 1_000_000 }

    /// Ends all jobs, lets all executors go and removes scratch files. Waits for it, within the stop time, also when
    /// another thread stops it already; what does not end by then is left behind.
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
        let wait = MartletLimits.stopMilliseconds
        let isOver = !posted || stopped.wait(milliseconds: wait) { $0 ? true : nil } ?? false
        outlook.console?.stop()
        outlook.log?.close()
        outlook.traces?.close()
        let hasLoopEnded = loop.stop(withinMillis: isOver ? wait : 0)
        if !isOver || !hasLoopEnded {
            logger.error(
                "the session did not stop in time: what is stuck is left behind", metadata: ["milliseconds": "\(wait)"])
        }
        workDirectory.close()
        if let secretFileMade { unlink(secretFileMade) }
    }
}

/// At least one when there are any seconds; those that make no sense are none.
private func millis(_ seconds: Double) -> UInt64 {
    guard seconds > 0 else { return 0 }
    return UInt64(min(max(seconds * 1_000, 1), Double(SchedulingLimits.waitMillisMax)))
}

/// Collects the partitions of one job for the thread that waits.
///
/// `@unchecked Sendable`: all but `result` belongs to the loop until there is one, then to the thread that waits.
private final class JobWaiter: JobConsumer, @unchecked Sendable {
    let result = Monitor<Result<JobResult, JobError>?>(nil)
    /// The attempt that ended each partition.
    private(set) var winners: [TaskAttemptID?]
    private var partitions: [[[UInt8]]]
    private let control: ActionControl?

    init(partitions: Int, control: ActionControl?) {
        self.control = control
        self.partitions = Array(repeating: [], count: partitions)
        winners = Array(repeating: nil, count: partitions)
    }

    func partitionEnded(_ partition: Int, blocks: [[UInt8]], attempt: TaskAttemptID) throws(JobError) {
        partitions[partition] = blocks
        winners[partition] = attempt
    }

    func taskPrinted(_ output: TaskOutput) { control?.printed(output) }

    func jobEnded(_ end: Result<JobSummary, JobError>) {
        switch end {
        case .success(let summary): result.change { $0 = .success(JobResult(partitions: partitions, summary: summary)) }
        case .failure(let error): result.change { $0 = .failure(error) }
        }
    }
}

extension ClusterRequest {
    /// What the session's options say of executors.
    fileprivate mutating func add(_ options: SessionOptions) {
        formats = options.formats
        secretFile = options.secretFile
        watcher = options.watcher
        executorPath = options.executorPath
        executorFailuresMax = options.executorFailuresMax
        allocation = options.allocation
    }
}

extension DriverOptions {
    /// What the session's options say, and, where they do not, what suits the cluster.
    fileprivate init(_ options: SessionOptions, _ setup: ClusterSetup, applicationID: String) {
        self.init(listen: setup.listen, secret: setup.secret, applicationID: applicationID)
        batchRowsMax = options.batchRows
        resultBytesMax = options.resultBytesMax
        peerOptions = options.peerOptions
        advertisedHost = setup.advertisedHost
        portRetries = setup.portRetries
        allocation = options.allocation
        scheduler = SchedulerOptions(executorFailuresMax: options.executorFailuresMax ?? setup.executorFailuresMax)
        scheduler.localityWaitMillis = millis(options.localityWaitSeconds)
        scheduler.storedWaitMillis = millis(options.storedWaitSeconds)
        scheduler.speculation = options.speculation
        scheduler.taskTimeoutMillis = millis(options.taskTimeoutSeconds ?? 0)
        scheduler.cancelGraceMillis = millis(options.taskCancelSeconds)
        if let attempts = setup.taskAttemptsMax { scheduler.taskAttemptsMax = attempts }
        let wait = options.executorWaitSeconds ?? setup.executorWaitSeconds ?? MartletLimits.executorWaitSeconds
        scheduler.noExecutorDeadlineMillis = UInt64(max(wait, 0)) * 1_000
    }
}
