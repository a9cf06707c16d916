// SPDX-License-Identifier: Apache-2.0

public import Driver
import Glibc
public import Logging
import Net
public import Scheduling

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

        public init(
            executorPath: String, executors: Int, cores: Int, memory: String, secretFile: String,
            workDirectory: String, logLevel: String
        ) {
            self.executorPath = executorPath
            self.executors = executors
            self.cores = cores
            self.memory = memory
            self.secretFile = secretFile
            self.workDirectory = workDirectory
            self.logLevel = logLevel
        }

        /// Processes that are started in place of lost ones.
        fileprivate var restartsMax: Int { executors * ClusterLimits.restartsPerExecutor }
    }

    private let options: Options
    private let logger: Logger
    private var context: ClusterContext?
    private var processes: [String: ChildProcess] = [:]
    private var nextNumber = 1
    private var restartsLeft: Int
    private var onAllEnded: (() -> Void)?
    private var isStopping = false

    public init(options: Options, logger: Logger) {
        self.options = options
        self.logger = logger
        restartsLeft = options.restartsMax
    }

    public var slotsExpected: Int? { options.executors * options.cores }
    public var executorsExpected: Int? { options.executors }

    /// Process numbers of the executors by name, for tests and for the user.
    public var processIDs: [String: Int] { processes.mapValues { Int($0.pid) } }

    public func start(_ context: ClusterContext) {
        self.context = context
        for _ in 0..<options.executors { startExecutor() }
    }

    private func startExecutor() {
        guard let context, !isStopping else { return }
        let name = "executor-\(nextNumber)"
        nextNumber += 1
        let arguments = [
            "--driver", "\(context.driver)", "--secret-file", options.secretFile, "--cores", String(options.cores),
            "--memory", options.memory, "--work-dir", options.workDirectory, "--name", name, "--host", "127.0.0.1",
            "--log-level", options.logLevel,
        ]
        do {
            let loop = context.loop
            processes[name] = try ChildProcess(path: options.executorPath, arguments: arguments) { [self] end in
                loop.post { [self] in ended(name, end) }
            }
            logger.debug("executor started", metadata: ["name": "\(name)", "pid": "\(processes[name]!.pid)"])
        } catch {
            context.failed("\(error); set MARTLET_EXECUTOR to the path of martlet-executor")
        }
    }

    private func ended(_ name: String, _ end: ChildProcess.End) {
        guard processes.removeValue(forKey: name) != nil else { return }
        if isStopping {
            if processes.isEmpty { finishStop() }
            return
        }
        let reason: ExecutorLossReason
        switch end {
        case .exited(let code): reason = .processExited(code: code)
        case .killed(let signal): reason = .processKilled(signal: signal)
        }
        logger.warning("executor process ended", metadata: ["name": "\(name)", "reason": "\(reason)"])
        context?.executorEnded(name, reason)
        if case .exited(ClusterLimits.unusableArgumentsStatus) = end {
            // The next one would be given the same arguments.
            context?.failed(
                "\(options.executorPath) cannot start as it was told to (exit status "
                    + "\(ClusterLimits.unusableArgumentsStatus)); see the log above for its last words")
            return
        }
        replace(afterMillis: ClusterLimits.restartDelayMillis, becauseOf: reason)
    }

    /// A process that still runs although the driver gave it up (it was stopped, or hangs) is killed; its end brings
    /// the replacement.
    public func executorLost(name: String, reason: ExecutorLossReason) {
        if !isStopping { processes[name]?.send(signal: SIGKILL) }
    }

    private func replace(afterMillis: Int, becauseOf reason: ExecutorLossReason) {
        guard restartsLeft > 0 else {
            if processes.isEmpty {
                context?.failed(
                    "all executor processes have ended (the last one: \(reason)) and "
                        + "\(options.restartsMax) were started in their place; see "
                        + "the log above for their last words")
            }
            return
        }
        restartsLeft -= 1
        let isFirst = restartsLeft == options.restartsMax - 1
        context?.loop.schedule(after: .milliseconds(isFirst ? 0 : afterMillis)) { [weak self] in
            self?.startExecutor()
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
        }
        for process in processes.values { process.send(signal: SIGTERM) }
    }

    private func finishStop() {
        onAllEnded?()
        onAllEnded = nil
    }
}
