// SPDX-License-Identifier: Apache-2.0

public import Logging
import Messages
public import Net
public import Plan
public import Scheduling
import SwiftProtobuf

/// The shell around the scheduler: listens for executors, turns what they say into events and the scheduler's commands
/// into orders, and hands results to whoever waits for a job. Loop thread only.
public final class Driver: @unchecked Sendable {
    let options: DriverOptions
    let network: any Network
    let logger: Logger
    private let cluster: any Cluster
    private var scheduler: Scheduler
    private var server: PeerServer?
    var executors: [ExecutorID: ExecutorHandle] = [:]
    private var executorByPeer: [ObjectIdentifier: ExecutorHandle] = [:]
    private var executorByName: [String: ExecutorHandle] = [:]
    private var nextExecutor = 1
    var jobs: [JobID: RunningJob] = [:]
    var stages: [StageID: StageEntry] = [:]
    /// Map partitions whose accumulators were counted, until their shuffle is released.
    var mapsCounted: [ShuffleID: Set<Int>] = [:]
    /// Streams of data that executors have asked for.
    var served: [ObjectIdentifier: ServedBlocks] = [:]
    package internal(set) var servedCount = 0
    /// Of executors that drained.
    package internal(set) var mapOutputsMoved = 0
    /// Ends of tasks while the scheduler handles them.
    var ended: [TaskAttemptID: Martlet_TaskEnded] = [:]
    private var timers: [SchedulerTimer: TimerID] = [:]
    private var isStopped = false
    private var waitingEvents: [[SchedulerEvent]] = []
    private var isHandling = false
    /// Why no executors will come any more.
    private var clusterFailure: String?

    public init(options: DriverOptions, network: any Network, cluster: any Cluster, logger: Logger) {
        self.options = options
        self.network = network
        self.cluster = cluster
        self.logger = logger
        scheduler = Scheduler(options: options.scheduler)
    }

    /// Where executors dial; known after `start`.
    public private(set) var address: Address?

    /// Listens and lets the cluster start its executors.
    public func start() throws(NetError) {
        let server = try PeerServer(
            network: network, on: options.listen, secret: options.secret, options: options.peerOptions
        ) { [unowned self] in self }
        self.server = server
        let address = Address(host: options.advertisedHost ?? server.address.host, port: server.address.port)
        self.address = address
        logger.info("driver listens", metadata: ["address": "\(server.address)"])
        cluster.start(
            ClusterContext(
                driver: address, secret: options.secret, loop: network.loop,
                executorEnded: { [weak self] name, reason in self?.executorEnded(name, reason) },
                failed: { [weak self] message in self?.clusterFailed(message) }))
    }

    /// Runs a job; `consumer` hears of it on the loop.
    public func submit(_ job: Job, consumer: any JobConsumer) {
        if isStopped {
            consumer.jobEnded(.failure(JobError(kind: "stopped", message: "the session has been stopped")))
            return
        }
        if let clusterFailure, executors.isEmpty {
            consumer.jobEnded(.failure(JobError(kind: "executors", message: clusterFailure)))
            return
        }
        var entries: [StageEntry] = []
        for stage in job.stages {
            let entry = StageEntry(stage, job: job.id)
            if let fault = entry.fault { return consumer.jobEnded(.failure(JobError(kind: "plan", message: fault))) }
            entries.append(entry)
        }
        jobs[job.id] = RunningJob(job: job, consumer: consumer, started: network.loop.now)
        for entry in entries { stages[entry.stage.id] = entry }
        logger.debug("job submitted", metadata: ["job": "\(job.id)", "name": "\(job.name)"])
        handle(.jobSubmitted(job))
    }

    /// Ends a job; its consumer gets an error of kind `cancelled`.
    public func cancel(_ job: JobID, reason: String) { handle(.jobCancelled(job, reason: reason)) }

    /// No lineage refers to the shuffle any more.
    public func release(_ shuffle: ShuffleID) {
        mapsCounted[shuffle] = nil
        if !isStopped { handle(.shuffleReleased(shuffle)) }
    }

    /// How far a job is; nil when it is not running.
    public func progress(of job: JobID) -> JobProgress? {
        guard var progress = scheduler.progress(of: job), let running = jobs[job] else { return nil }
        progress.rowsRead = running.summary.rowsRead
        for executor in executors.values {
            for attempt in executor.attempts.values where attempt.job == job { progress.rowsRead += attempt.rowsRead }
        }
        progress.seconds = (network.loop.now - running.started).inMilliseconds / 1_000
        return progress
    }

    /// The executor of a connection.
    func registered(_ peer: Peer) -> ExecutorHandle? { executorByPeer[ObjectIdentifier(peer)] }

    /// Registered executors.
    public var executorCount: Int { executors.count }

    /// Task slots that are here, or that are expected when all executors are.
    public var slots: Int {
        max(cluster.slotsExpected ?? DriverLimits.slotsAssumed, executors.values.reduce(0) { $0 + $1.slots })
    }

    private var executorsInOrder: [ExecutorHandle] { executors.values.sorted { $0.id < $1.id } }

    public var executorsExpected: Int? { cluster.executorsExpected }

    /// Ends all jobs and lets all executors go. `completion` is called once, on the loop.
    public func stop(completion: @escaping () -> Void) {
        guard !isStopped else {
            completion()
            return
        }
        handle(.clusterStopped)
        isStopped = true
        for timer in timers.values { network.loop.cancel(timer) }
        timers = [:]
        for executor in executorsInOrder {
            executor.order(.with { $0.shutdown = .with { $0.reason = "the session was stopped" } })
            executor.flush()
        }
        server?.close()
        cluster.stop { [self] in
            for executor in executorsInOrder { executor.peer.close(.local("the session was stopped")) }
            executors = [:]
            completion()
        }
    }

    // MARK: Events

    func handle(_ event: SchedulerEvent) { handle([event]) }

    /// Lets the scheduler handle events together and carries out what it wants.
    ///
    /// Carrying out may call back into here (a consumer that submits its next job when one ends): such an event waits
    /// until the commands before it are done, or they would overtake one another.
    func handle(_ events: [SchedulerEvent]) {
        waitingEvents.append(events)
        guard !isHandling else { return }
        isHandling = true
        defer { isHandling = false }
        while !waitingEvents.isEmpty {
            let now = network.loop.now.nanoseconds / 1_000_000
            for command in scheduler.handle(waitingEvents.removeFirst(), at: now) { perform(command) }
        }
    }

    /// The first broken invariant of the scheduler, for tests.
    package func checkInvariants() -> String? { scheduler.checkInvariants() }

    func setTimer(_ timer: SchedulerTimer, afterMillis: UInt64) {
        cancelTimer(timer)
        timers[timer] = network.loop.schedule(after: .milliseconds(Int64(clamping: afterMillis))) { [weak self] in
            self?.timers[timer] = nil
            self?.handle(.timerFired(timer))
        }
    }

    func cancelTimer(_ timer: SchedulerTimer) {
        if let id = timers.removeValue(forKey: timer) { network.loop.cancel(id) }
    }

    private func executorEnded(_ name: String, _ reason: ExecutorLossReason) {
        guard let executor = executorByName[name] else { return }
        lose(executor, reason)
    }

    private func clusterFailed(_ message: String) {
        logger.error("no more executors", metadata: ["reason": "\(message)"])
        clusterFailure = message
        failJobsWithoutExecutors()
    }

    /// Ends the jobs that would wait for executors that will not come.
    private func failJobsWithoutExecutors() {
        guard executors.isEmpty, let clusterFailure else { return }
        for job in jobs.keys.sorted() { fail(job, JobError(kind: "executors", message: clusterFailure)) }
    }

    /// The one place where an executor is lost; only the first reason counts.
    func lose(_ executor: ExecutorHandle, _ reason: ExecutorLossReason) {
        guard executors.removeValue(forKey: executor.id) != nil else { return }
        executorByPeer[ObjectIdentifier(executor.peer)] = nil
        executorByName[executor.name] = nil
        if isStopped { return }
        logger.warning(
            "executor lost",
            metadata: ["executor": "\(executor.id)", "name": "\(executor.name)", "reason": "\(reason)"])
        executor.peer.close(.local("lost: \(reason)"))
        handle(.executorLost(executor.id, reason: reason))
        cluster.executorLost(name: executor.name, reason: reason)
        failJobsWithoutExecutors()
    }

    /// Ends a job from here: the scheduler forgets it, its consumer gets `error`.
    func fail(_ id: JobID, _ error: JobError) {
        guard let running = jobs.removeValue(forKey: id) else { return }
        running.cancelFetches()
        handle(.jobCancelled(id, reason: error.message))
        running.end(with: error)
    }
}

// MARK: - Executors' side

extension Driver: PeerHandler {
    public func peer(_ peer: Peer, called request: [UInt8], reply: Reply) {
        let code = FailureCode.firstOfApplication
        guard executorByPeer[ObjectIdentifier(peer)] == nil else {
            reply.fail(code: code, text: "this executor is registered already")
            return
        }
        let register: Martlet_Register
        do { register = try Martlet_Register.decode(request, "Register") } catch {
            reply.fail(code: code, text: "\(error)")
            return
        }
        guard register.protocolVersion == protocolVersion else {
            reply.fail(
                code: code,
                text: "the executor (\(register.softwareVersion)) speaks protocol version \(register.protocolVersion), "
                    + "the driver version \(protocolVersion); use the same release for both")
            return
        }
        guard !isStopped, executors.count < DriverLimits.executorsMax else {
            reply.fail(code: code, text: isStopped ? "the session has been stopped" : "too many executors")
            return
        }
        guard register.slots > 0, register.slots <= PlanLimits.executorSlotsMax,
            register.blockPort <= UInt32(UInt16.max)
        else {
            reply.fail(
                code: code, text: "an executor needs 1 to \(PlanLimits.executorSlotsMax) slots and a block service port"
            )
            return
        }
        let executor = ExecutorHandle(
            id: ExecutorID(nextExecutor), register: register, peer: peer, loop: network.loop)
        nextExecutor += 1
        executors[executor.id] = executor
        executorByPeer[ObjectIdentifier(peer)] = executor
        executorByName[executor.name] = executor
        reply.succeed(
            Martlet_Registered.with {
                $0.executorID = UInt64(executor.id.rawValue)
                $0.applicationID = options.applicationID
                $0.batchRowsMax = UInt32(options.batchRowsMax)
            }.encoded())
        logger.info(
            "executor registered",
            metadata: ["executor": "\(executor.id)", "name": "\(executor.name)", "host": "\(executor.host)"])
        handle(.executorRegistered(executor.id, host: executor.host, slots: executor.slots))
    }

    public func peer(_ peer: Peer, received message: [UInt8]) {
        guard let executor = executorByPeer[ObjectIdentifier(peer)] else {
            peer.close(.protocolError("a report before the registration"))
            return
        }
        let report: Martlet_ExecutorReport
        do { report = try Martlet_ExecutorReport.decode(message, "ExecutorReport") } catch {
            lose(executor, .protocolViolation("\(error)"))
            return
        }
        defer { dismissIfDrained(executor) }
        for progress in report.progress {
            executor.attempts[TaskAttemptID(Int(truncatingIfNeeded: progress.attempt))]?.rowsRead = Int(
                clamping: progress.rowsRead)
        }
        take(report, of: executor)
    }

    public func peerClosed(_ peer: Peer, reason: CloseReason) {
        guard let executor = executorByPeer[ObjectIdentifier(peer)] else { return }
        switch reason {
        case .silent(let after):
            lose(executor, .heartbeatTimeout(silentMillis: UInt64(after.inMilliseconds)))
        case .protocolError(let text): lose(executor, .protocolViolation(text))
        default: lose(executor, .connectionLost("\(reason)"))
        }
    }
}
