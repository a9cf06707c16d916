// SPDX-License-Identifier: Apache-2.0

package import Driver
import JSONValues
package import Logging
import Net
package import Scheduling

/// Executors as pods: carries out what the reconciler decides, and tells it what becomes of it. Requests run on Swift's
/// own threads and come back to the loop. Loop thread only.
package final class KubernetesCluster: Cluster, @unchecked Sendable {
    package struct Options: Sendable {
        package var settings: PodSettings
        /// Where executors dial is filled in at the start, and so is the owner.
        package var application: ExecutorPods.Application
        package var reconciler: ReconcilerOptions
        /// What the secret file of executors holds.
        package var secret: [UInt8]
        package var process: DriverProcess

        package init(
            settings: PodSettings, application: ExecutorPods.Application, reconciler: ReconcilerOptions,
            secret: [UInt8], process: DriverProcess = .current
        ) {
            self.settings = settings
            self.application = application
            self.reconciler = reconciler
            self.secret = secret
            self.process = process
        }
    }

    private let api: any PodAPI
    private var options: Options
    /// Finds the driver's own pod; nil outside of one.
    private let owner: @Sendable () async -> ExecutorPods.Owner?
    /// The API is not needed any more.
    private var release: (@Sendable () async -> Void)?
    private let logger: Logger
    private var watcher: WatcherProcess?
    private var reconciler: Reconciler
    private var pods: ExecutorPods?
    private var context: ClusterContext?
    private var timer: TimerID?
    private var preparing: Task<Void, Never>?
    private var watching: Task<Void, Never>?
    private var waitingEvents: [ReconcilerEvent] = []
    private var isHandling = false
    private var onStopped: (() -> Void)?

    package init(
        _ options: Options, api: any PodAPI, watcher: WatcherProcess? = nil, logger: Logger,
        owner: @escaping @Sendable () async -> ExecutorPods.Owner? = { nil },
        release: @escaping @Sendable () async -> Void = {}
    ) {
        self.api = api
        self.options = options
        self.owner = owner
        self.release = release
        self.watcher = watcher
        self.logger = logger
        reconciler = Reconciler(options: options.reconciler)
    }

    package var executorsExpected: Int? { reconciler.desired }
    package var slotsPerExecutor: Int? { options.settings.cores }
    package var slotsExpected: Int? { reconciler.desired * options.settings.cores }

    // MARK: The driver's side

    package func start(_ context: ClusterContext) {
        self.context = context
        options.application.driver = "\(context.driver)"
        for warning in options.settings.warnings { logger.warning("\(warning)") }
        preparing = Task { [options, api, owner, weak self] in
            var application = options.application
            application.owner = await owner()
            let pods: ExecutorPods
            do throws(SettingError) { pods = try ExecutorPods(options.settings, application) } catch {
                let why = "\(error)"
                self?.post { $0.context?.failed(why) }
                return
            }
            switch await Self.claimNames(for: pods, options.secret, api, self) {
            case .success(let pods): self?.post { $0.begin(pods) }
            case .failure(let failure): self?.post { $0.context?.failed(failure.text) }
            }
        }
    }

    /// The names are known: pods may be made.
    private func begin(_ pods: ExecutorPods) {
        self.pods = pods
        // Reasons for waiting may have been shown under the first name that was meant.
        let meant = options.reconciler.name(1)
        options.reconciler.namePrefix = pods.application.namePrefix
        if options.reconciler.name(1) != meant { context?.executorState(meant, .lost(because: .dismissed)) }
        handle(.started(namePrefix: pods.application.namePrefix))
    }

    private struct ClaimFailure: Error {
        var text: String
    }

    /// Tries until the application has its Secret and its names, or until it is clear that it will not.
    private static func claimNames(
        for pods: ExecutorPods, _ secret: [UInt8], _ api: any PodAPI, _ cluster: KubernetesCluster?
    ) async -> Result<ExecutorPods, ClaimFailure> {
        var pods = pods
        var pause = ReconcilerLimits.pauseMillisMin
        var refusals = 0
        while !Task.isCancelled {
            // Carried through also when the session stops: what was made by then must be known, to be deleted.
            let attempt = Task { [pods] () -> (ExecutorPods, KubernetesError?) in
                var pods = pods
                do throws(KubernetesError) {
                    try await api.claimNames(for: &pods, secret: secret)
                    return (pods, nil)
                } catch { return (pods, error) }
            }
            let (tried, error) = await attempt.value
            pods = tried
            guard let error else { return .success(pods) }
            if !error.isPassing { refusals += 1 }
            if refusals >= ReconcilerLimits.refusalsMax {
                return .failure(ClaimFailure(text: "the Secret of the executors cannot be made: \(error)"))
            }
            let why = "its Secret cannot be made yet: \(error)"
            cluster?.post { $0.context?.executorState($0.options.reconciler.name(1), .pending(because: why)) }
            try? await Task.sleep(for: .milliseconds(Int64(pause)))
            pause = min(pause * 2, ReconcilerLimits.pauseMillisMax)
        }
        return .failure(ClaimFailure(text: "the session was stopped"))
    }

    package func executorRegistered(name: String) { handle(.registered(name: name)) }

    package func executorLost(name: String, reason: ExecutorLossReason) {
        handle(.lost(name: name, reason))
    }

    package func want(_ executors: Int, leaving: [String]) {
        if executors != reconciler.desired || !leaving.isEmpty { handle(.desired(executors, leaving: leaving)) }
    }

    package func stop(completion: @escaping () -> Void) {
        guard let context, onStopped == nil else { return completion() }
        onStopped = completion
        preparing?.cancel()
        context.loop.schedule(after: .milliseconds(ClusterStop.requestsMillis)) { [weak self] in
            self?.giveUp()
        }
        handle(.stop)
    }

    /// The API server does not answer: the watcher, the pods' owner or the next start has to delete them.
    private func giveUp() {
        guard onStopped != nil else { return }
        let labels = options.application.labels.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
        logger.error(
            "executors' pods were not deleted in time; what is left: kubectl delete pods,secrets -l \(labels)",
            metadata: ["namespace": "\(options.application.namespace)"])
        finish(deletesSecret: false)
    }

    private func finish(deletesSecret: Bool) {
        guard let completion = onStopped, let context else { return }
        watching?.cancel()
        watching = nil
        if let timer { context.loop.cancel(timer) }
        if !deletesSecret {
            onStopped = nil
            // It goes on alone.
            watcher?.abandon()
            watcher = nil
            letGo()
            return completion()
        }
        let labels = options.application.labels
        let release = release
        self.release = nil
        Task { [api, preparing, weak self] in
            // It may be making the Secret at this moment.
            await preparing?.value
            try? await api.deleteSecrets(labels: labels)
            await release?()
            self?.post { cluster in
                cluster.watcher?.dismiss()
                cluster.watcher = nil
                cluster.onStopped?()
                cluster.onStopped = nil
            }
        }
    }

    /// Nothing more is asked of the API.
    private func letGo() {
        guard let release else { return }
        self.release = nil
        Task { await release() }
    }

    /// One whose driver could not begin is never stopped.
    deinit { letGo() }

    // MARK: The reconciler's side

    private func post(_ work: @escaping @Sendable (KubernetesCluster) -> Void) {
        context?.loop.post { [weak self] in if let self { work(self) } }
    }

    /// Carrying out may call back into here: such an event waits until the commands before it are done.
    private func handle(_ event: ReconcilerEvent) {
        guard let context else { return }
        waitingEvents.append(event)
        guard !isHandling else { return }
        isHandling = true
        defer { isHandling = false }
        while !waitingEvents.isEmpty {
            let now = context.loop.now.nanoseconds / 1_000_000
            for command in reconciler.handle(waitingEvents.removeFirst(), at: now) {
                perform(command, context)
            }
        }
    }

    private func perform(_ command: ReconcilerCommand, _ context: ClusterContext) {
        switch command {
        case .report(let name, let state): context.executorState(name, state)
        case .fail(let why): context.failed(why)
        case .note(let text): logger.info("\(text)")
        case .setTimer(let millis):
            if let timer { context.loop.cancel(timer) }
            timer = context.loop.schedule(after: .milliseconds(Int64(clamping: millis))) { [weak self] in
                self?.timer = nil
                self?.handle(.timerFired)
            }
        case .stopped: finish(deletesSecret: true)
        case .watch(let version): watch(from: version)
        default: ask(command)
        }
    }

    private func watch(from version: String) {
        guard let labels = pods?.labels else { return }
        watching = Task { [api, weak self] in
            do throws(KubernetesError) {
                try await api.watchPods(labels: labels, from: version) { [weak self] event in
                    self?.post { $0.handle(.watched(event)) }
                }
                self?.post { $0.handle(.watchEnded(nil)) }
            } catch { self?.post { $0.handle(.watchEnded(error)) } }
        }
    }

    /// A request whose answer is an event.
    private func ask(_ command: ReconcilerCommand) {
        guard let pods else {
            // Nothing was ever made.
            if command == .deleteAll { handle(.allDeleted) }
            return
        }
        let (api, process) = (api, options.process)
        Task { [weak self] in
            let answer = await Self.answer(command, api, pods, process)
            if let answer { self?.post { $0.handle(answer) } }
        }
    }

    private static func answer(
        _ command: ReconcilerCommand, _ api: any PodAPI, _ pods: ExecutorPods, _ process: DriverProcess
    ) async -> ReconcilerEvent? {
        switch command {
        case .list:
            do { return .listed(try await api.pods(labels: pods.labels)) } catch {
                return .listFailed(error)
            }
        case .create(let number):
            var pod = pods.pod(number)
            pod["metadata"]["labels"][DriverProcess.label] = .string("\(process)")
            do { return .created(number: number, try await api.create(pod: pod)) } catch {
                return .createFailed(number: number, error)
            }
        case .delete(let name, let uid, let grace):
            do {
                try await api.deletePod(name, uid: uid, graceSeconds: grace)
                return .deleted(name: name)
            } catch { return .deleteFailed(name: name, error) }
        case .readLog(let name):
            return .logRead(
                name: name, try? await api.log(pod: name, tailLines: ReconcilerLimits.logLines))
        case .deleteAll:
            do {
                try await api.deletePods(labels: pods.labels, graceSeconds: ClusterStop.graceSeconds)
                return .allDeleted
            } catch { return .deleteAllFailed(error) }
        case .findLeftovers: return .leftoversFound(await leftovers(api, pods, process))
        case .watch, .report, .fail, .note, .setTimer, .stopped: return nil
        }
    }

    /// Pods of earlier drivers at this place whose process is gone; their Secrets go at once.
    private static func leftovers(
        _ api: any PodAPI, _ pods: ExecutorPods, _ process: DriverProcess
    ) async -> [Pod] {
        let place = [ExecutorPods.placeLabel: ObjectNames.labelValue(pods.application.place)]
        let own = pods.labels[ExecutorPods.applicationLabel]
        guard let found = try? await api.pods(labels: place).pods else { return [] }
        let left = found.filter { pod in
            guard pod.labels[ExecutorPods.applicationLabel] != own,
                let driver = pod.labels[DriverProcess.label].flatMap({ DriverProcess($0) })
            else { return false }
            return driver != process && !driver.isAlive
        }
        for application in Set(left.compactMap { $0.labels[ExecutorPods.applicationLabel] }) {
            let labels = place.merging([ExecutorPods.applicationLabel: application]) { one, _ in one }
            try? await api.deleteSecrets(labels: labels)
        }
        return left
    }
}

/// Times of the end. The engine waits `MartletLimits.stopMilliseconds` in all.
enum ClusterStop {
    /// For the requests that delete the pods.
    static let requestsMillis: Int64 = 6_000
    /// That executors have, which were told to end before.
    static let graceSeconds = 5
}
