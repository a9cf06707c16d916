// SPDX-License-Identifier: Apache-2.0

import JSONValues
import Kubernetes
import NIOHTTP1

/// What tests in other languages ask of the server: `POST /control` with a JSON object; `GET /control` tells of pods.
enum Control {
    static func answer(_ request: APIRequest, _ state: ServerState) -> APIAnswer {
        guard request.method == .POST else { return .value(200, picture(state)) }
        guard let order = try? JSON(parsing: request.body) else { return .status(400, "BadRequest", "no JSON") }
        let namespace = order["namespace"].text ?? APIServer.namespace
        let pod = ObjectStore.Key(resource: "pods", namespace: namespace, name: order["pod"].text ?? "")
        switch order["do"].text {
        case "oomKilled": state.kubelet.end(pod, as: .oomKilled)
        case "evicted":
            state.kubelet.end(
                pod,
                as: .evicted(
                    order["message"].text
                        ?? "Pod ephemeral local storage usage exceeds the total limit of containers 20Mi. "
                ))
        case "exit": state.kubelet.end(pod, as: .exit(order["code"].int ?? 1))
        case "preempted": state.kubelet.end(pod, as: .preempted)
        case "nodeLost": state.kubelet.end(pod, as: .nodeLost)
        case "delete": _ = state.deletePod(pod, graceSeconds: order["graceSeconds"].int)
        case "unschedulable":
            state.kubelet.node.unschedulable = order["message"].text
            if order["message"].isNull { state.kubelet.scheduleAll() }
        case "missingImages": state.kubelet.node.missingImages = Set(order["images"].items.compactMap(\.text))
        // What commands of pods are from now on, by name.
        case "programs": state.kubelet.node.programs = order["programs"].texts
        case "startMillis": state.kubelet.node.startMillis = order["millis"].int ?? 0
        case "down": state.faults.isDown = order["is"].bool ?? true
        case "breakWatches": state.endWatches(inOrder: false)
        case "endWatches": state.endWatches(inOrder: true)
        case "compact": state.compact()
        case "quota": state.faults.podsMax = order["pods"].int
        case "events":
            state.faults.eventCopies = order["copies"].int ?? 1
            state.faults.eventDelayMillis = order["delayMillis"].int ?? 0
            state.faults.eventsLost = order["lost"].int ?? 0
        case "refuse":
            state.faults.refusals.append(
                Faults.Refusal(
                    verb: order["verb"].text, resource: order["resource"].text, status: order["status"].int ?? 500,
                    reason: order["reason"].text ?? "", message: order["message"].text ?? "",
                    retryAfterSeconds: order["retryAfterSeconds"].int, count: order["count"].int ?? 1))
        case "tokens": state.rights.tokens = order["tokens"].texts
        case "rights":
            state.rights.allowed[order["user"].text ?? APIServer.driverUser] = Set(
                order["allowed"].items.compactMap(\.text))
        case "put":
            return .value(
                201, state.put(order["object"], resource: order["resource"].text ?? "pods", namespace: namespace))
        case let other: return .status(400, "BadRequest", "\"do\": \(other ?? "nothing") is not known")
        }
        return .value(200, picture(state))
    }

    /// Pods with their processes and logs, Secrets, and how often what was asked.
    private static func picture(_ state: ServerState) -> JSON {
        let pods = state.store.objects.filter { $0.key.resource == "pods" }.sorted { $0.key.name < $1.key.name }
        let secrets = state.store.objects.keys.filter { $0.resource == "secrets" }.map(\.name).sorted()
        return [
            "pods": .array(
                pods.map { key, pod in
                    [
                        "name": .string(key.name), "namespace": .string(key.namespace),
                        "phase": pod["status"]["phase"], "pid": state.kubelet.processID(key).map { .int($0) } ?? .null,
                        "log": .string(state.kubelet.wholeLog(key.name)), "labels": pod["metadata"]["labels"],
                    ]
                }),
            "endedLogs": JSON(state.kubelet.keptLogs),
            "secrets": .array(secrets.map { .string($0) }), "watches": .int(state.watchCount),
            "requests": .object(state.requestCounts.mapValues { .int($0) }),
        ]
    }
}
