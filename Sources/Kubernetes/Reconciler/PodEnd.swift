// SPDX-License-Identifier: Apache-2.0

package import Scheduling

/// Why a pod has come to its end: a sentence that says what to change, and whose fault it was.
package struct PodEnd: Hashable, Sendable {
    package var reason: ExecutorLossReason
    /// Counts against the budget of failures.
    package var counts: Bool
    /// It ran, and may have said something.
    package var hasLog: Bool

    init(_ reason: ExecutorLossReason, counts: Bool? = nil, hasLog: Bool) {
        self.reason = reason
        self.counts = counts ?? reason.countsAsFailure
        self.hasLog = hasLog
    }

    /// What the status of a pod says about its end; nil when it has not ended.
    package init?(_ pod: Pod, memory: String) {
        // Evicted pods have a phase and a reason, and a container that nobody saw end.
        switch (pod.phase, pod.end.reason) {
        case (.failed, "Evicted"), (.failed, "Preempting"), (.failed, "NodeLost"),
            (.failed, "NodeShutdown"),
            (.failed, "Terminated"), (.failed, "UnexpectedAdmissionError"):
            self.init(evicted: pod)
            return
        case (.failed, "DeadlineExceeded"):
            self.init(
                .ended(
                    "pod \(pod.name) has run as long as it may (\(pod.end.message)): take activeDeadlineSeconds out of "
                        + "the pod template",
                    isOwnFault: true), hasLog: true)
            return
        default: break
        }
        guard case .terminated(let code, let signal, let reason, let message) = pod.container else {
            switch pod.phase {
            case .failed:
                self.init(
                    .ended(
                        "pod \(pod.name) failed\(Self.said(pod.end.reason, pod.end.message))", isOwnFault: true),
                    hasLog: false)
            case .succeeded: self.init(.processExited(code: 0), hasLog: true)
            case .pending, .running, .unknown: return nil
            }
            return
        }
        self.init(pod, code: code, signal: signal, reason: reason, message: message, memory: memory)
    }

    private init(_ pod: Pod, code: Int, signal: Int?, reason: String, message: String, memory: String) {
        if reason == "OOMKilled" {
            let limit = memory.isEmpty ? "" : " of \(memory)"
            self.init(
                .outOfMemory(
                    "pod \(pod.name)\(Self.place(pod)) was killed because it took more than its memory limit\(limit) "
                        + "(OOMKilled): raise spark.executor.memory or spark.executor.memoryOverhead, or use more "
                        + "partitions"),
                hasLog: true)
            return
        }
        if let reason = Self.disruption(of: pod) {
            self.init(reason, hasLog: true)
            return
        }
        switch (reason, code) {
        case ("StartError", _), ("ContainerCannotRun", _), (_, 126), (_, 127),
            (_, 128) where signal == nil:
            self.init(
                .ended(
                    "the container of pod \(pod.name) could not start\(Self.said(reason, message)): is "
                        + "spark.kubernetes.container.image an executor image of Martlet, of this version?",
                    isOwnFault: true),
                hasLog: false)
        case (_, 0): self.init(.processExited(code: 0), hasLog: true)
        case (_, 137) where reason != "Error" || pod.isDeleting:
            self.init(.killedByCluster("pod \(pod.name)\(Self.place(pod)) was killed"), hasLog: true)
        default:
            self.init(
                .ended(
                    "the executor in pod \(pod.name)\(Self.place(pod)) ended with exit code \(code)"
                        + "\(Self.meaning(code))",
                    isOwnFault: true),
                hasLog: true)
        }
    }

    private init(evicted pod: Pod) {
        var advice = ""
        if pod.end.message.contains("ephemeral") {
            advice =
                "; give its scratch files more room: spark.kubernetes.executor.volumes.… with a name that begins "
                + "with spark-local-dir-, or a larger ephemeral-storage limit in the pod template"
        } else if pod.end.message.contains("memory") {
            advice =
                "; the node had no memory left: raise spark.executor.memoryOverhead, or ask for fewer executors"
        }
        self.init(
            .killedByCluster(
                "pod \(pod.name)\(Self.place(pod)): \(Self.sentence(pod.end.reason, pod.end.message))\(advice)"
            ),
            // A disk that fills up fills up again.
            counts: pod.end.message.contains("ephemeral"), hasLog: false)
    }

    /// Why the cluster takes a pod away; nil when it does not say that it does.
    static func disruption(of pod: Pod) -> ExecutorLossReason? {
        pod.disruption.map {
            .killedByCluster("pod \(pod.name)\(place(pod)): \(sentence($0.reason, $0.message))")
        }
    }

    /// The reason says more than that it left.
    var explainsLeaving: Bool { if case .killedByCluster = reason { true } else { false } }

    /// A pod that is gone without a word.
    static func vanished(_ name: String, _ pod: Pod?) -> PodEnd {
        var text = "pod \(name)\(pod.map(place) ?? "") is gone"
        if let disruption = pod?.disruption {
            text += ": " + sentence(disruption.reason, disruption.message)
        } else {
            text += ": somebody has deleted it, or its node"
        }
        return PodEnd(.killedByCluster(text), hasLog: false)
    }

    /// The reason with the last lines of the log.
    package func with(log: String?) -> ExecutorLossReason {
        guard let log, !log.isEmpty else { return reason }
        var lines = log.split(separator: "\n").suffix(ReconcilerLimits.logLines).map {
            "  " + $0.prefix(ReconcilerLimits.logLineCharactersMax)
        }
        if lines.isEmpty { return reason }
        lines.insert(". Its last log lines:", at: 0)
        let text = lines.joined(separator: "\n")
        switch reason {
        case .outOfMemory(let detail): return .outOfMemory(detail + text)
        case .killedByCluster(let detail): return .killedByCluster(detail + text)
        case .ended(let detail, let isOwnFault): return .ended(detail + text, isOwnFault: isOwnFault)
        default: return reason
        }
    }

    private static func place(_ pod: Pod) -> String { pod.node.map { " on node \($0)" } ?? "" }

    static func sentence(_ reason: String, _ message: String) -> String {
        let word =
            switch reason {
            case "PreemptionByScheduler", "Preempting": "preempted for a pod of higher priority"
            case "DeletionByTaintManager", "NodeLost": "its node is gone or does not answer"
            case "EvictionByEvictionAPI": "evicted: its node is being emptied"
            case "TerminationByKubelet", "NodeShutdown", "Terminated": "its node shuts down"
            case "Evicted": "evicted"
            default: reason
            }
        return message.isEmpty ? word : "\(word) (\(message))"
    }

    private static func said(_ reason: String, _ message: String) -> String {
        let parts = [reason, message].filter { !$0.isEmpty }
        return parts.isEmpty ? "" : " (\(parts.joined(separator: ": ")))"
    }

    private static func meaning(_ code: Int) -> String {
        switch code {
        case 1: " (it has lost the driver)"
        case 2: " (unusable arguments, files or folders)"
        case 134: " (it was aborted)"
        case 137: " (it was killed by SIGKILL: perhaps for want of memory, or by hand)"
        case 139: " (segmentation fault)"
        case 143: " (it was ended by SIGTERM)"
        default: ""
        }
    }
}

extension Pod {
    /// What it waits for, in the words of whoever keeps it waiting; nil when it does not wait.
    package var wait: String? {
        if let unschedulable { return "Unschedulable: \(unschedulable)" }
        guard phase == .pending || phase == .unknown else { return nil }
        if case .waiting(let reason, let message) = container, !reason.isEmpty {
            return message.isEmpty ? reason : "\(reason): \(message)"
        }
        return node.map { "on its way to node \($0)" } ?? "no node has been chosen yet"
    }

    /// The image cannot be had, or the container cannot be made: waiting seldom helps.
    package var trouble: String? {
        guard case .waiting(let reason, let message) = container else { return nil }
        switch reason {
        case "ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull",
            "ImageInspectError",
            "RegistryUnavailable", "CreateContainerConfigError", "CreateContainerError",
            "RunContainerError",
            "CrashLoopBackOff":
            return message.isEmpty ? reason : "\(reason): \(message)"
        default: return nil
        }
    }
}
