// SPDX-License-Identifier: Apache-2.0

import Glibc
import JSONValues
import Kubernetes
import NIOCore

/// Scheduler, kubelet and container runtime of the one node, standing in for real ones: a pod's command runs as a real
/// process with the pod's environment, its Secrets as files, and loopback addresses as its own. The server's loop only.
///
/// There are no containers: paths of mounts that stand in the command are replaced by folders of the pod's own.
///
/// `@unchecked Sendable`: it is touched on the server's loop alone.
package final class Kubelet: @unchecked Sendable {
    package struct Node: Sendable {
        package var name = "node-1"
        package var address = "127.0.0.1"
        /// The scheduler's sentence, while no node has room.
        package var unschedulable: String?
        package var missingImages: Set<String> = []
        /// How long a container takes to be made.
        package var startMillis = 0
        /// What commands are on this machine; others are looked for in PATH.
        package var programs: [String: String]
        /// False: containers are said to run, and nothing does.
        package var runsProcesses = true

        package init(programs: [String: String] = [:]) { self.programs = programs }
    }

    /// How a pod can be made to end.
    package enum End: Sendable, Hashable {
        case oomKilled
        case evicted(String)
        /// The process is killed, and is said to have left with this code.
        case exit(Int)
        case preempted
        /// The node no longer answers: nothing more is said of the pod, and it is deleted without ever going.
        case nodeLost
    }

    private final class Run {
        var process: PodProcess?
        var sandbox: PodSandbox?
        var forcedState: JSON?
        var isRemoved = false
        var isSilent = false
        var killTimer: Scheduled<Void>?
        var pullAttempts = 0
    }

    package var node: Node
    weak var state: ServerState?
    private let folder: String
    private var runs: [ObjectStore.Key: Run] = [:]
    private var lastAddress = 0
    /// What pods wrote that are gone, the last of them, for tests.
    private(set) var keptLogs: [String: String] = [:]

    init(node: Node, folder: String) {
        self.node = node
        self.folder = folder
    }

    // MARK: A pod's way

    func podCreated(_ key: ObjectStore.Key) {
        runs[key] = Run()
        later(0) { [self] in schedule(key) }
    }

    func secretCreated() {
        for key in runs.keys.sorted(by: { $0.name < $1.name }) { later(0) { [self] in start(key) } }
    }

    private func later(_ millis: Int, _ body: @escaping () -> Void) {
        state?.loop.assumeIsolated().scheduleTask(in: .milliseconds(Int64(millis))) { body() }
    }

    /// Pods that found no node are tried again when something has changed.
    package func scheduleAll() {
        for key in runs.keys.sorted(by: { $0.name < $1.name }) { schedule(key) }
    }

    private func schedule(_ key: ObjectStore.Key) {
        guard let state, var pod = state.store.objects[key], pod["spec"]["nodeName"].isNull else { return }
        if let sentence = node.unschedulable {
            pod["status"]["conditions"] = [
                Self.condition("PodScheduled", false, reason: "Unschedulable", message: sentence)
            ]
            if pod != state.store.objects[key] { state.update(pod, at: key) }
            return
        }
        pod["spec"]["nodeName"] = .string(node.name)
        pod["status"]["conditions"] = [Self.condition("PodScheduled", true)]
        state.update(pod, at: key)
        later(0) { [self] in create(key) }
    }

    private func create(_ key: ObjectStore.Key) {
        guard let state, var pod = state.store.objects[key], runs[key] != nil else { return }
        lastAddress += 1
        let address = "127.\(100 + lastAddress / 60_000 % 100).\(lastAddress / 250 % 250).\(1 + lastAddress % 250)"
        pod["status"]["hostIP"] = .string(node.address)
        pod["status"]["hostIPs"] = [["ip": .string(node.address)]]
        pod["status"]["podIP"] = .string(address)
        pod["status"]["podIPs"] = [["ip": .string(address)]]
        pod["status"]["startTime"] = .string(timestamp())
        setContainer(&pod, ["waiting": ["reason": "ContainerCreating"]])
        state.update(pod, at: key)
        later(node.startMillis) { [self] in start(key) }
    }

    private func start(_ key: ObjectStore.Key) {
        guard let state, let pod = state.store.objects[key], let run = runs[key], run.process == nil,
            run.forcedState == nil, pod["metadata"]["deletionTimestamp"].isNull,
            pod["status"]["phase"].text == "Pending", !pod["status"]["podIP"].isNull
        else { return }
        let container = self.container(pod)
        let image = container["image"].text ?? ""
        if node.missingImages.contains(image) {
            pullFailed(key, pod, image, run)
            return
        }
        let secrets = PodSandbox.secretNames(pod)
        let found = secrets.compactMap { name -> (String, JSON)? in
            let secret = ObjectStore.Key(resource: "secrets", namespace: key.namespace, name: name)
            return state.store.objects[secret].map { (name, $0) }
        }
        // Without its Secret a container is not made; the next Secret tries again.
        guard found.count == secrets.count else { return }
        guard node.runsProcesses else {
            running(key)
            return
        }
        do {
            let sandbox = try PodSandbox(
                pod, container: container, secrets: Dictionary(found) { first, _ in first },
                folder: "\(folder)/\(pod["metadata"]["uid"].text ?? key.name)")
            run.sandbox = sandbox
            let loop = state.loop
            run.process = try PodProcess(sandbox, programs: node.programs) { [weak self] status in
                guard let self else { return }
                loop.execute { self.ended(key, status) }
            }
            running(key)
        } catch {
            let state: JSON = [
                "terminated": [
                    "exitCode": 128, "reason": "StartError",
                    "message": .string(
                        "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc "
                            + "create failed: unable to start container process: \(error): unknown"),
                    "startedAt": "1970-01-01T00:00:00Z", "finishedAt": .string(timestamp()),
                ]
            ]
            finish(key, state, exitCode: 128)
        }
    }

    private func pullFailed(_ key: ObjectStore.Key, _ pod: JSON, _ image: String, _ run: Run) {
        let why = "failed to pull and unpack image \"\(image)\": failed to resolve reference \"\(image)\": not found"
        let isFirst = run.pullAttempts % 2 == 0
        run.pullAttempts += 1
        var pod = pod
        setContainer(
            &pod,
            [
                "waiting": [
                    "reason": isFirst ? "ErrImagePull" : "ImagePullBackOff",
                    "message": .string(isFirst ? why : "Back-off pulling image \"\(image)\": ErrImagePull: \(why)"),
                ]
            ])
        state?.update(pod, at: key)
        later(isFirst ? 20 : 1_000) { [self] in start(key) }
    }

    private func running(_ key: ObjectStore.Key) {
        guard let state, var pod = state.store.objects[key] else { return }
        pod["status"]["phase"] = "Running"
        setContainer(&pod, ["running": ["startedAt": .string(timestamp())]])
        pod["status"]["conditions"] = .array(
            ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"]
                .map { Self.condition($0, true) })
        state.update(pod, at: key)
    }

    private func ended(_ key: ObjectStore.Key, _ status: Int32) {
        guard let run = runs[key] else { return }
        run.killTimer?.cancel()
        if run.isRemoved {
            forget(key)
            return
        }
        if run.isSilent { return }
        let signal = status & 0x7F
        let code = signal == 0 ? Int(status >> 8 & 0xFF) : 128 + Int(signal)
        let forced = run.forcedState
        let state =
            forced ?? [
                "terminated": [
                    "exitCode": .int(code), "reason": code == 0 ? "Completed" : "Error",
                    "startedAt": .string(timestamp()), "finishedAt": .string(timestamp()),
                ]
            ]
        finish(key, state, exitCode: state["terminated"]["exitCode"].int ?? code)
    }

    /// As on a real node, the container's end shows while the pod is still said to run.
    private func finish(_ key: ObjectStore.Key, _ containerState: JSON, exitCode: Int) {
        guard let state, var pod = state.store.objects[key] else {
            forget(key)
            return
        }
        setContainer(&pod, containerState)
        state.update(pod, at: key)
        if pod["status"]["reason"].isNull || pod["status"]["phase"].text != "Failed" {
            pod["status"]["phase"] = exitCode == 0 ? "Succeeded" : "Failed"
        }
        state.update(pod, at: key)
        if !pod["metadata"]["deletionTimestamp"].isNull {
            forget(key)
            state.remove(key)
        }
    }

    // MARK: Ends

    /// Ends the pod's process; the pod is removed after it, or has been.
    func terminate(_ key: ObjectStore.Key, graceSeconds: Int, isRemoved: Bool) {
        guard let run = runs[key] else { return }
        run.isRemoved = isRemoved
        if run.isSilent && !isRemoved { return }
        guard let process = run.process, !process.hasEnded else {
            if isRemoved {
                forget(key)
            } else {
                later(0) { [self] in
                    forget(key)
                    state?.remove(key)
                }
            }
            return
        }
        if graceSeconds == 0 {
            process.send(SIGKILL)
            return
        }
        process.send(SIGTERM)
        run.killTimer?.cancel()
        run.killTimer = state?.loop.scheduleTask(in: .seconds(Int64(graceSeconds))) { process.send(SIGKILL) }
    }

    /// Makes a pod end so.
    package func end(_ key: ObjectStore.Key, as end: End) {
        guard let state, var pod = state.store.objects[key], let run = runs[key] else { return }
        func terminated(_ code: Int, _ reason: String) -> JSON {
            [
                "terminated": [
                    "exitCode": .int(code), "reason": .string(reason), "startedAt": .string(timestamp()),
                    "finishedAt": .string(timestamp()),
                ]
            ]
        }
        switch end {
        case .oomKilled: run.forcedState = terminated(137, "OOMKilled")
        case .exit(let code): run.forcedState = terminated(code, code == 0 ? "Completed" : "Error")
        case .evicted(let message):
            pod["status"]["phase"] = "Failed"
            pod["status"]["reason"] = "Evicted"
            pod["status"]["message"] = .string(message)
            run.forcedState = terminated(137, "ContainerStatusUnknown")
            state.update(pod, at: key)
        case .preempted:
            pod["status"]["conditions"].items.append(
                Self.condition(
                    "DisruptionTarget", true, reason: "PreemptionByScheduler",
                    message: "default-scheduler: preempting to accommodate a higher priority pod"))
            state.update(pod, at: key)
            _ = state.deletePod(key, graceSeconds: nil)
            return
        case .nodeLost:
            run.isSilent = true
            pod["status"]["conditions"].items.append(
                Self.condition(
                    "DisruptionTarget", true, reason: "DeletionByTaintManager",
                    message: "Taint manager: deleting due to NoExecute taint"))
            state.update(pod, at: key)
            _ = state.deletePod(key, graceSeconds: nil)
        }
        if let process = run.process, !process.hasEnded {
            process.send(SIGKILL)
        } else if let forced = run.forcedState, !run.isSilent {
            finish(key, forced, exitCode: forced["terminated"]["exitCode"].int ?? 1)
        }
    }

    private func forget(_ key: ObjectStore.Key) {
        guard let run = runs.removeValue(forKey: key) else { return }
        if let sandbox = run.sandbox {
            keptLogs[key.name] = sandbox.log(tailLines: nil)
            sandbox.remove()
        }
    }

    /// Kills all that runs and waits for it.
    func stop() {
        for run in runs.values { run.process?.kill() }
        for run in runs.values { run.sandbox?.remove() }
        runs.removeAll()
    }

    // MARK: What is asked

    func log(_ key: ObjectStore.Key, tailLines: Int?) -> String {
        runs[key]?.sandbox?.log(tailLines: tailLines) ?? ""
    }

    /// What a pod has written so far, also one that is gone.
    package func wholeLog(_ name: String) -> String {
        runs.first { $0.key.name == name }?.value.sandbox?.log(tailLines: nil) ?? keptLogs[name] ?? ""
    }

    /// The number of the pod's process.
    package func processID(_ key: ObjectStore.Key) -> Int? { runs[key]?.process.map { Int($0.pid) } }

    package var runningProcesses: Int { runs.values.filter { $0.process?.hasEnded == false }.count }

    private func container(_ pod: JSON) -> JSON {
        let all = pod["spec"]["containers"].items
        return all.first { $0["name"].text == ExecutorPods.containerName } ?? all.first ?? .null
    }

    private func setContainer(_ pod: inout JSON, _ state: JSON) {
        let container = self.container(pod)
        let isRunning = !state["running"].isNull
        pod["status"]["containerStatuses"] = [
            [
                "name": container["name"], "image": container["image"], "imageID": "", "state": state,
                "lastState": .object([:]), "ready": .bool(isRunning), "started": .bool(isRunning), "restartCount": 0,
            ]
        ]
    }

    static func condition(_ type: String, _ holds: Bool, reason: String? = nil, message: String? = nil) -> JSON {
        var condition: JSON = [
            "type": .string(type), "status": holds ? "True" : "False", "lastTransitionTime": .string(timestamp()),
        ]
        if let reason { condition["reason"] = .string(reason) }
        if let message { condition["message"] = .string(message) }
        return condition
    }
}
