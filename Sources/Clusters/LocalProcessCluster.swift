// SPDX-License-Identifier: Apache-2.0

public import Driver
import Execution
import Glibc
public import Logging
import Net
public import Scheduling
import Storage

/// Executor processes on this machine (`local-cluster[N,cores,memory]`), started again when they end, within a budget.
/// Loop thread only.
public final class LocalProcessCluster: Cluster, @unchecked Sendable {
    public struct Options: Sendable {
        /// The `martlet-executor` binary.
        public var executorPath: String
        public var executors: Int
        public var cores: Int
        public var memory: String
        public var secretFile: String
        public var workDirectory: String
        public var logLevel: String
        /// Processes that are started in place of lost ones within `ClusterLimits.restartWindowSeconds`.
        public var restartsMax: Int

        public init(
            executorPath: String, executors: Int, cores: Int, memory: String, secretFile: String,
            workDirectory: String, logLevel: String, restartsMax: Int? = nil
        ) {
            self.executorPath = executorPath
            self.executors = executors
            self.cores = cores
            self.memory = memory
            self.secretFile = secretFile
            self.workDirectory = workDirectory
            self.logLevel = logLevel
            self.restartsMax = restartsMax ?? executors * ClusterLimits.restartsPerExecutor
        }
    }

    private let options: Options
    private let logger: Logger
    private var context: ClusterContext?
    private var processes: [String: ChildProcess] = [:]
    private var nextNumber = 1
    /// When processes were started in place of lost ones: those of the window, so that a session of weeks does not
    /// die of old age.
    private var restarts: [ContinuousClock.Instant] = []
    private var startTimes: [String: ContinuousClock.Instant] = [:]
    /// Processes in a row that ended by themselves right after their start: the next one would, too.
    private var stillborn = 0
    private var onAllEnded: (() -> Void)?
    private var isStopping = false
    /// Executors that are wanted, and those that the driver lets go.
    private var wanted: Int
    private var leaving: Set<String> = []

    public init(options: Options, logger: Logger) {
        self.options = options
        self.logger = logger
        wanted = options.executors
    }

    public var slotsExpected: Int? { wanted * options.cores }
    public var executorsExpected: Int? { wanted }
    public var slotsPerExecutor: Int? { options.cores }

    /// Process numbers of the executors by name, for tests and for the user.
    public var processIDs: [String: Int] { processes.mapValues { Int($0.pid) } }

    /// What executors are reached by, and what they call their machine unless the environment, which is theirs too, has
    /// a name for it.
    private static let host = "127.0.0.1"

    public var machine: ClusterMachine? {
        if let name = getenv("MARTLET_NODE_NAME"), name.pointee != 0 { return nil }
        return ClusterMachine(host: Self.host) { MachineNames.own.contains($0) }
    }

    public func start(_ context: ClusterContext) {
        self.context = context
        for _ in 0..<wanted { startExecutor() }
    }

    /// Those that are too many and not in `leaving` come, and leave when they have nothing to do.
    public func want(_ executors: Int, leaving: [String]) {
        self.leaving.formUnion(leaving)
        let missing = executors - max(processes.count { !self.leaving.contains($0.key) }, 0)
        // Those that are to be started in place of others are on their way.
        let more = min(missing, executors - wanted)
        wanted = executors
        for _ in 0..<max(more, 0) { startExecutor() }
    }

    private func startExecutor() {
        guard let context, !isStopping else { return }
        let name = "executor-\(nextNumber)"
        nextNumber += 1
        startTimes[name] = .now
        let arguments = [
            "--driver", "\(context.driver)", "--secret-file", options.secretFile, "--cores", String(options.cores),
            "--memory", options.memory, "--work-dir", options.workDirectory, "--name", name, "--host", Self.host,
            "--log-level", options.logLevel,
        ]
        do {
            let loop = context.loop
            let folder = options.workDirectory
            let log = OutputTail { [self] lines in
                loop.post { [self] in self.context?.executorLog(name, lines) }
            }
            processes[name] = try ChildProcess(
                path: options.executorPath, arguments: arguments, log: log
            ) { [self] pid, end in
                log?.end()
                // One that was killed could not remove its folder; the thread that waited for it has the time.
                WorkDirectory.removeLeftovers(of: pid, in: folder)
                loop.post { [self] in ended(name, end) }
            }
            context.executorState(name, .starting("its process begins"))
            logger.debug("executor started", metadata: ["name": "\(name)", "pid": "\(processes[name]!.pid)"])
        } catch {
            context.failed("\(error); set MARTLET_EXECUTOR to the path of martlet-executor")
        }
    }

    private func ended(_ name: String, _ end: ChildProcess.End) {
        guard processes.removeValue(forKey: name) != nil else { return }
        let lived = startTimes.removeValue(forKey: name).map { ContinuousClock.now - $0 }
        if isStopping {
            if processes.isEmpty { finishStop() }
            return
        }
        if leaving.remove(name) != nil {
            context?.executorState(name, .lost(because: .dismissed))
            return
        }
        let reason: ExecutorLossReason
        switch end {
        case .exited(let code): reason = .processExited(code: code)
        case .killed(let signal): reason = .processKilled(signal: signal)
        }
        logger.warning("executor process ended", metadata: ["name": "\(name)", "reason": "\(reason)"])
        context?.executorState(name, .lost(because: reason))
        if case .exited(ClusterLimits.unusableArgumentsStatus) = end {
            // The next one would be given the same arguments.
            context?.failed(
                "\(options.executorPath) cannot start as it was told to (exit status "
                    + "\(ClusterLimits.unusableArgumentsStatus)); see the log above for its last words")
            return
        }
        if case .exited = end, let lived, lived < .seconds(ClusterLimits.stillbornSeconds) {
            stillborn += 1
        } else {
            stillborn = 0
        }
        guard stillborn < ClusterLimits.stillbornMax else {
            context?.failed(
                "\(stillborn) executor processes in a row have ended right after their start (the last one: "
                    + "\(reason)); "
                    + "see the log above for their last words, or try \(options.executorPath) --version")
            return
        }
        replace(afterMillis: ClusterLimits.restartDelayMillis, becauseOf: reason)
    }

    /// A process that still runs although the driver gave it up (it was stopped, or hangs) is killed; its end brings
    /// the replacement.
    public func executorLost(name: String, reason: ExecutorLossReason) {
        if isStopping { return }
        guard leaving.contains(name) else {
            processes[name]?.send(signal: SIGKILL)
            return
        }
        // It ends by itself.
        context?.loop.schedule(after: .seconds(ClusterLimits.stopSeconds)) { [weak self] in
            self?.processes[name]?.send(signal: SIGKILL)
        }
    }

    private func replace(afterMillis: Int, becauseOf reason: ExecutorLossReason) {
        let now = ContinuousClock.now
        restarts.removeAll { now - $0 > .seconds(ClusterLimits.restartWindowSeconds) }
        guard restarts.count < options.restartsMax else {
            if processes.isEmpty {
                context?.failed(
                    "all executor processes have ended (the last one: \(reason)) and "
                        + "\(options.restartsMax) were started in their place; see "
                        + "the log above for their last words")
            }
            return
        }
        restarts.append(now)
        let isFirst = restarts.count == 1
        context?.loop.schedule(after: .milliseconds(isFirst ? 0 : afterMillis)) { [weak self] in
            guard let self, self.processes.count(where: { !self.leaving.contains($0.key) }) < self.wanted else {
                return
            }
            self.startExecutor()
        }
    }

    public func stop(completion: @escaping () -> Void) {
        guard !isStopping, let context else {
            completion()
            return
        }
        isStopping = true
        onAllEnded = completion
        if processes.isEmpty {
            finishStop()
            return
        }
        // They were told to end over their connections; those that do not are killed.
        context.loop.schedule(after: .seconds(ClusterLimits.stopSeconds)) { [weak self] in
            guard let self else { return }
            for process in self.processes.values { process.send(signal: SIGKILL) }
            self.context?.loop.schedule(after: .seconds(ClusterLimits.killSeconds)) { [weak self] in
                guard let self, self.onAllEnded != nil else { return }
                let pids = self.processes.values.map { String($0.pid) }.sorted().joined(separator: " ")
                self.logger.error("executor processes were killed and do not end", metadata: ["pids": "\(pids)"])
                self.finishStop()
            }
        }
        for process in processes.values { process.send(signal: SIGTERM) }
    }

    private func finishStop() {
        onAllEnded?()
        onAllEnded = nil
    }
}
