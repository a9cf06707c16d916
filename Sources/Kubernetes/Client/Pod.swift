// SPDX-License-Identifier: Apache-2.0

package import JSONValues

/// What an API server says of a pod, as far as Martlet goes by it.
package struct Pod: Sendable, Hashable {
    package enum Phase: String, Sendable, Hashable {
        case pending = "Pending"
        case running = "Running"
        case succeeded = "Succeeded"
        case failed = "Failed"
        /// The node does not answer; or a word that is not known.
        case unknown = "Unknown"
    }

    /// The executor's container, as its node last reported it.
    package enum Container: Sendable, Hashable {
        /// No node has spoken of it yet.
        case none
        /// `ContainerCreating`, `ErrImagePull`, `ImagePullBackOff`, `CreateContainerConfigError`, …
        case waiting(reason: String, message: String)
        case running
        /// `Completed`, `Error`, `OOMKilled`, `StartError`, `ContainerStatusUnknown`, …
        case terminated(exitCode: Int, signal: Int?, reason: String, message: String)
    }

    /// A reason with the sentence of whoever gave it.
    package struct Explanation: Sendable, Hashable {
        package var reason: String
        package var message: String

        package init(reason: String, message: String) {
            self.reason = reason
            self.message = message
        }
    }

    package var name: String
    package var uid: String
    package var resourceVersion: String
    package var labels: [String: String]
    package var annotations: [String: String]
    package var ownerUIDs: [String]
    /// Somebody has deleted it; it ends within its grace period.
    package var isDeleting: Bool
    package var phase: Phase
    /// Why the whole pod ended: `Evicted`, `DeadlineExceeded`, `NodeLost`, `Preempting`, …; empty reason: not said.
    package var end: Explanation
    package var container: Container
    /// How the container ended before, where a node lost sight of it.
    package var previousExitCode: Int?
    package var restarts: Int
    package var node: String?
    package var podIP: String?
    package var podIPs: [String]
    /// The scheduler's sentence while it finds no node (`0/3 nodes are available: …`).
    package var unschedulable: String?
    /// Why the pod is to go (condition `DisruptionTarget`): preemption, eviction by API, a node that is taken away.
    package var disruption: Explanation?

    /// `container`: whose state counts, by name; without one of that name the first.
    package init(_ json: JSON, container: String = "executor") {
        let metadata = json["metadata"]
        let status = json["status"]
        name = metadata["name"].text ?? ""
        uid = metadata["uid"].text ?? ""
        resourceVersion = metadata["resourceVersion"].text ?? ""
        labels = metadata["labels"].texts
        annotations = metadata["annotations"].texts
        ownerUIDs = metadata["ownerReferences"].items.compactMap { $0["uid"].text }
        isDeleting = !metadata["deletionTimestamp"].isNull
        phase = Phase(rawValue: status["phase"].text ?? "") ?? .unknown
        end = Explanation(reason: status["reason"].text ?? "", message: status["message"].text ?? "")
        node = json["spec"]["nodeName"].text
        podIP = status["podIP"].text
        podIPs = status["podIPs"].items.compactMap { $0["ip"].text }
        let states = status["containerStatuses"].items
        let state = states.first { $0["name"].text == container } ?? states.first ?? .null
        self.container = Self.container(state["state"])
        previousExitCode = state["lastState"]["terminated"]["exitCode"].int
        restarts = state["restartCount"].int ?? 0
        for condition in status["conditions"].items {
            let explanation = Explanation(
                reason: condition["reason"].text ?? "", message: condition["message"].text ?? "")
            switch (condition["type"].text, condition["status"].text) {
            case ("PodScheduled", "False") where explanation.reason == "Unschedulable":
                unschedulable = explanation.message
            case ("DisruptionTarget", "True"): disruption = explanation
            default: break
            }
        }
    }

    private static func container(_ state: JSON) -> Container {
        let waiting = state["waiting"]
        let ended = state["terminated"]
        if !ended.isNull {
            return .terminated(
                exitCode: ended["exitCode"].int ?? -1, signal: ended["signal"].int,
                reason: ended["reason"].text ?? "", message: ended["message"].text ?? "")
        }
        if !state["running"].isNull { return .running }
        if waiting.isNull { return .none }
        return .waiting(reason: waiting["reason"].text ?? "", message: waiting["message"].text ?? "")
    }
}

/// What a list of pods says.
package struct PodList: Sendable {
    package var pods: [Pod]
    /// Where a watch goes on from.
    package var resourceVersion: String

    package init(pods: [Pod], resourceVersion: String) {
        self.pods = pods
        self.resourceVersion = resourceVersion
    }
}

/// What a watch says.
package enum PodEvent: Sendable, Hashable {
    case added(Pod)
    case modified(Pod)
    /// With the pod's last state.
    case deleted(Pod)
    /// Nothing has happened up to this version.
    case bookmark(resourceVersion: String)
}
