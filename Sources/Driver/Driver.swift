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
    let cluster: any Cluster
    /// What happens, for whoever wants to know.
    public let events = DriverEvents()
    /// … in this turn, so far.
    var eventsWaiting: [DriverEvent] = []
    var stagesTouched: Set<StageID> = []
    /// Stages whose steps have done something in this turn that was not told.
    var stagesCounted: Set<StageID> = []
    var expectedTold: Int?
    /// Submitted in this turn, and not told yet.
    private var jobsWaiting: [Job] = []
    private var scheduler: Scheduler
    /// How many executors are wanted, where that changes.
    var allocation: ExecutorAllocation?
    /// When the load is looked at next.
    var loadLook: TimerID?
    var loadLookDue: UInt64?
    private var server: PeerServer?
    var executors: [ExecutorID: ExecutorHandle] = [:]
    private var executorByPeer: [ObjectIdentifier: ExecutorHandle] = [:]
    var executorByName: [String: ExecutorHandle] = [:]
    /// Connections behind the handshake that have not registered.
    private var unregistered: [ObjectIdentifier: Peer] = [:]
    private var nextExecutor = 1
    var jobs: [JobID: RunningJob] = [:]
    var stages: [StageID: StageEntry] = [:]
    /// Map partitions whose accumulators were counted, until their shuffle is released.
    var mapsCounted: [ShuffleID: Set<Int>] = [:]
    /// Stored datasets, until they are released.
    var stored: [StoredID: StoredDataset] = [:]
    /// Streams of data that executors have asked for.
    var served: [ObjectIdentifier: ServedBlocks] = [:]
    package internal(set) var servedCount = 0
    /// Of executors that drained.
    package internal(set) var mapOutputsMoved = 0
    /// Ends of tasks while the scheduler handles them.
    var ended: [TaskAttemptID: CheckedEnd] = [:]
    private var timers: [SchedulerTimer: TimerID] = [:]
    var isStopped = false
    private var waitingEvents: [[SchedulerEvent]] = []
    private var isHandling = false
    /// Why no executors will come any more.
    private var clusterFailure: String?
    /// The driver's own time zone, and the others that functions may use.
    var localZone: ZoneDefinition?
    var zones: [String: ZoneDefinition] = [:]

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
        let server = try listen()
        self.server = server
        let address = Address(host: options.advertisedHost ?? server.address.host, port: server.address.port)
        self.address = address
        logger.info("driver listens", metadata: ["address": "\(server.address)"])
        cluster.start(
            ClusterContext(
                driver: address, secret: options.secret, loop: network.loop,
                executorState: { [weak self] name, state in self?.clusterSays(name, state) },
                executorLog: { [weak self] name, lines in self?.clusterLogged(name, lines) },
                failed: { [weak self] message in self?.clusterFailed(message) }))
        beginAllocation()
    }

    /// Listens on the port that was asked for, or when it is taken on one of the next.
    private func listen() throws(NetError) -> PeerServer {
        var address = options.listen
        for _ in 0..<max(options.portRetries, 0) where address.port != 0 {
            do throws(NetError) { return try listen(on: address) } catch {
                guard case .cannotListen = error, address.port < .max else { throw error }
                address.port += 1
            }
        }
        return try listen(on: address)
    }

    private func listen(on address: Address) throws(NetError) -> PeerServer {
        try PeerServer(network: network, on: address, secret: options.secret, options: options.peerOptions) {
            [unowned self] in self
        }
    }

    /// Runs a job; `consumer` hears of it on the loop.
    public func submit(_ job: Job, consumer: any JobConsumer) {
        if isStopped {
            consumer.jobEnded(.failure(JobError(kind: .stopped, message: "the session has been stopped")))
            return
        }
        if let clusterFailure, executors.isEmpty {
            consumer.jobEnded(.failure(JobError(kind: .executors, message: clusterFailure)))
            return
        }
        let job = placed(job)
        var entries: [StageEntry] = []
        for stage in job.stages {
            let entry = StageEntry(stage, job: job.id)
            if let fault = entry.fault { return consumer.jobEnded(.failure(JobError(kind: .plan, message: fault))) }
            entries.append(entry)
        }
        jobs[job.id] = RunningJob(job: job, consumer: consumer, started: network.loop.now)
        for entry in entries { stages[entry.stage.id] = entry }
        logger.debug("job submitted", metadata: ["job": "\(job.id)", "name": "\(job.name)"])
        jobsWaiting.append(job)
        handle(.jobSubmitted(job))
    }

    /// The job with the name of the cluster's one machine beside others by which its tasks prefer it.
    private func placed(_ job: Job) -> Job {
        guard let machine = cluster.machine else { return job }
        var job = job
        var known: [String: Bool] = [:]
        for stage in job.stages.indices {
            for task in job.stages[stage].tasks.indices {
                let hosts = job.stages[stage].tasks[task].preferredHosts
                guard !hosts.contains(machine.host) else { continue }
                let isThere = hosts.contains { host in
                    if let isIt = known[host] { return isIt }
                    let isIt = machine.isCalled(host)
                    known[host] = isIt
                    return isIt
                }
                if isThere { job.stages[stage].tasks[task].preferredHosts.append(machine.host) }
            }
        }
        return job
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
        publish()
        return events.read { $0.progress(of: job, at: nowMillis) }
    }

    /// The executor of a connection.
    func registered(_ peer: Peer) -> ExecutorHandle? { executorByPeer[ObjectIdentifier(peer)] }

    /// Registered executors.
    public var executorCount: Int { executors.count }

    /// Task slots that are here, or that are expected when all executors are.
    public var slots: Int {
        max(slotsExpected, executors.values.reduce(0) { $0 + $1.slots })
    }

    /// With dynamic allocation those that may come, up to a bound: a job of as many tasks brings them.
    private var slotsExpected: Int {
        guard let allocation, let slots = cluster.slotsPerExecutor else {
            return cluster.slotsExpected ?? DriverLimits.slotsAssumed
        }
        let most = min(allocation.options.executorsMax, DriverLimits.executorsAssumedMax)
        return max(most * slots, DriverLimits.slotsAssumed)
    }

    private var executorsInOrder: [ExecutorHandle] { executors.values.sorted { $0.id < $1.id } }

    public var executorsExpected: Int? { cluster.executorsExpected }

    /// Process numbers of executors on this machine by name, as far as the cluster has started them.
    public var processIDs: [String: Int] { cluster.processIDs }

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
        if let loadLook { network.loop.cancel(loadLook) }
        loadLook = nil
        for executor in executorsInOrder {
            executor.order(.with { $0.shutdown = .with { $0.reason = "the session was stopped" } })
            executor.flush()
        }
        server?.close()
        for peer in unregistered.values { peer.close(.local("the session was stopped")) }
        unregistered = [:]
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
            let commands = scheduler.handle(waitingEvents.removeFirst(), at: nowMillis)
            for job in jobsWaiting { tellStart(of: job) }
            jobsWaiting = []
            for command in commands { perform(command) }
        }
        loadChanged()
        publish()
    }

    /// How much there is to do.
    var load: ClusterLoad { scheduler.load }

    /// The stages of a job with the numbers that progress has them by: one may be that of an earlier job.
    func stages(of job: JobID) -> [StageProgress]? { scheduler.progress(of: job)?.stages }

    func stageProgress(_ stage: StageID) -> StageProgress? { scheduler.progress(of: stage) }

    /// The first broken invariant of the scheduler, for tests.
    package func checkInvariants() -> String? { scheduler.checkInvariants() ?? checkEvents() }

    /// Where the sum of the events differs from what the scheduler knows.
    private func checkEvents() -> String? {
        let told = events.snapshot
        for job in jobs.keys {
            guard let known = scheduler.progress(of: job) else { continue }
            guard var progress = told.progress(of: job, at: 0) else { return "events know nothing of job \(job)" }
            for index in progress.stages.indices {
                progress.stages[index].longestRunSeconds = 0
                progress.stages[index].reads = PlacedReads()
                (progress.stages[index].steps, progress.stages[index].counts) = ([], [])
            }
            let truth = known.stages.map { stage in
                var stage = stage
                stage.longestRunSeconds = 0
                return stage
            }
            if progress.stages != truth { return "events say \(progress.stages) of job \(job), not \(truth)" }
            if progress.waitsForExecutors != known.waitsForExecutors { return "events are wrong about executors" }
        }
        return nil
    }

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

    private func clusterFailed(_ message: String) {
        logger.error("no more executors", metadata: ["reason": "\(message)"])
        clusterFailure = message
        tell(.note("no more executors: \(message)"))
        failJobsWithoutExecutors()
        publish()
    }

    /// Ends the jobs that would wait for executors that will not come.
    private func failJobsWithoutExecutors() {
        guard executors.isEmpty, let clusterFailure else { return }
        for job in jobs.keys.sorted() { fail(job, JobError(kind: .executors, message: clusterFailure)) }
    }

    /// The one place where an executor is lost; only the first reason counts.
    func lose(_ executor: ExecutorHandle, _ reason: ExecutorLossReason) {
        guard executors.removeValue(forKey: executor.id) != nil else { return }
        executorByPeer[ObjectIdentifier(executor.peer)] = nil
        // Another may have come under the same name.
        if executorByName[executor.name] === executor { executorByName[executor.name] = nil }
        if isStopped { return }
        logger.log(
            level: reason == .dismissed || reason == .drained ? .info : .warning, "executor lost",
            metadata: ["executor": "\(executor.id)", "name": "\(executor.name)", "reason": "\(reason)"])
        if case .protocolViolation(let fault) = reason {
            executor.peer.close(.protocolError(fault))
        } else {
            executor.peer.close(.local("lost: \(reason)"))
        }
        for (attempt, running) in executor.attempts.sorted(by: { $0.key < $1.key }) {
            touch(running.stage)
            tell(.taskEnded(attempt, .lost))
        }
        tell(executor, .lost(because: reason))
        forgetStored(on: executor.id)
        handle(.executorLost(executor.id, reason: reason))
        cluster.executorLost(name: executor.name, reason: reason)
        failJobsWithoutExecutors()
    }

    /// Ends a job from here: the scheduler forgets it, its consumer gets `error`.
    func fail(_ id: JobID, _ error: JobError) {
        guard let running = jobs.removeValue(forKey: id) else { return }
        running.cancelFetches()
        tellEnd(of: running, error)
        handle(.jobCancelled(id, reason: error.message))
        publish()
        running.end(with: error)
    }
}

// MARK: - Executors' side

extension Driver: PeerHandler {
    public func peerReady(_ peer: Peer) {
        unregistered[ObjectIdentifier(peer)] = peer
        network.loop.schedule(after: .seconds(DriverLimits.registrationSeconds)) { [weak self, weak peer] in
            guard let self, let peer, peer.isOpen, self.registered(peer) == nil else { return }
            peer.close(.local("no registration within \(DriverLimits.registrationSeconds) s"))
        }
    }

    public func peer(_ peer: Peer, called request: [UInt8], reply: Reply) {
        if let executor = registered(peer) {
            return lose(executor, .protocolViolation("a call after the registration"))
        }
        let register: CheckedRegistration
        do {
            let message = try Martlet_Register.decode(request, "Register")
            if isStopped { return reply.fail(code: sessionStoppedCode, text: "the session has been stopped") }
            if let text = refusal(of: message) { return refuse(peer, reply, text) }
            register = try CheckedRegistration(message)
        } catch {
            return refuse(peer, reply, "\(error)")
        }
        let executor = ExecutorHandle(
            id: ExecutorID(nextExecutor), register: register, peer: peer, loop: network.loop)
        nextExecutor += 1
        executors[executor.id] = executor
        unregistered[ObjectIdentifier(peer)] = nil
        executorByPeer[ObjectIdentifier(peer)] = executor
        executorByName[executor.name] = executor
        reply.succeed(
            Martlet_Registered.with {
                $0.executorID = UInt64(executor.id.rawValue)
                $0.applicationID = options.applicationID
                $0.batchRowsMax = UInt32(max(0, min(options.batchRowsMax, PlanLimits.batchRowsMax)))
                $0.fileSystemSettings = options.fileSystemSettings
            }.encoded())
        executor.order(zoneOrder(localZone, zones), bytes: zoneBytes)
        tell(executor, .running)
        logger.info(
            "executor registered",
            metadata: ["executor": "\(executor.id)", "name": "\(executor.name)", "host": "\(executor.host)"])
        handle(.executorRegistered(executor.id, host: executor.host, slots: executor.slots))
        cluster.executorRegistered(name: executor.name)
    }

    /// Why an executor cannot join, whatever else it says.
    private func refusal(of register: Martlet_Register) -> String? {
        if register.protocolVersion != protocolVersion {
            return "the executor (\(cutText(register.softwareVersion))) speaks protocol version "
                + "\(register.protocolVersion), the driver version \(protocolVersion); use the same release for both"
        }
        return executors.count < DriverLimits.executorsMax ? nil : "too many executors"
    }

    /// One that cannot join has nothing more to say.
    private func refuse(_ peer: Peer, _ reply: Reply, _ why: String) {
        logger.warning("executor refused", metadata: ["address": "\(peer.remoteAddress)", "reason": "\(why)"])
        reply.fail(code: FailureCode.firstOfApplication, text: why)
        peer.close(.local("the registration was refused: \(why)"))
    }

    public func peer(_ peer: Peer, received message: [UInt8]) {
        guard let executor = registered(peer) else {
            return peer.close(.protocolError("a report before the registration"))
        }
        let report: CheckedReport
        do {
            try MessageBounds.report.check(message)
            report = try CheckedReport(
                try Martlet_ExecutorReport.decode(message, "ExecutorReport"), of: executor,
                mapCount: { self.mapCount($0, readBy: $1) },
                partitionCount: { self.stored[$0]?.facts.partitionCount })
        } catch {
            return lose(executor, .protocolViolation("\(error)"))
        }
        take(report, of: executor)
        dismissIfDrained(executor)
    }

    /// Map outputs of a shuffle that the stage of an attempt reads, 0 when it does not; nil when nobody waits for the
    /// attempt any more.
    private func mapCount(_ shuffle: ShuffleID, readBy attempt: RunningAttempt) -> Int? {
        guard let job = jobs[attempt.job]?.job, let stage = stages[attempt.stage]?.stage else { return nil }
        guard stage.inputShuffles.contains(shuffle) else { return 0 }
        return job.stages.first { $0.outputShuffle == shuffle }?.tasks.count ?? 0
    }

    public func peerClosed(_ peer: Peer, reason: CloseReason) {
        unregistered[ObjectIdentifier(peer)] = nil
        guard let executor = executorByPeer[ObjectIdentifier(peer)] else { return }
        // It was let go, and has gone.
        if executor.hasLeave { return lose(executor, executor.isDismissed ? .dismissed : .drained) }
        switch reason {
        case .silent(let after):
            lose(executor, .heartbeatTimeout(silentMillis: UInt64(after.inMilliseconds)))
        case .protocolError(let text): lose(executor, .protocolViolation(text))
        default: lose(executor, .connectionLost("\(reason)"))
        }
    }
}
