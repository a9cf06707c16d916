// SPDX-License-Identifier: Apache-2.0

package import JSONValues
import NIOCore
import NIOHTTP1

extension KubernetesClient: PodAPI {
    package func create(pod: JSON) async throws(KubernetesError) -> Pod {
        Pod(
            try await ask(
                .POST, url(corePath + "/pods"), pod, for: subject("create", "pods", pod["metadata"]["name"].text)))
    }

    /// Has the server check a pod without making it.
    package func tryCreate(pod: JSON) async throws(KubernetesError) {
        _ = try await send(
            .POST, url(corePath + "/pods", [("dryRun", "All")]), pod,
            for: subject("create", "pods", pod["metadata"]["name"].text))
    }

    package func pod(named name: String) async throws(KubernetesError) -> Pod {
        Pod(try await ask(.GET, podURL(name), for: subject("get", "pods", name)))
    }

    package func pods(labels: [String: String]) async throws(KubernetesError) -> PodList {
        let (items, version) = try await list("pods", labels: labels)
        return PodList(pods: items.map { Pod($0) }, resourceVersion: version)
    }

    package func watchPods(
        labels: [String: String], from version: String, onEvent: @escaping @Sendable (PodEvent) -> Void
    ) async throws(KubernetesError) {
        let subject = subject("watch", "pods")
        let query = [
            ("watch", "true"), ("allowWatchBookmarks", "true"), ("resourceVersion", version),
            ("labelSelector", selector(labels)), ("timeoutSeconds", String(KubernetesLimits.watchSeconds)),
        ]
        let deadline = KubernetesLimits.watchSeconds + KubernetesLimits.watchEndSeconds
        let server = access.server
        try await follow(url(corePath + "/pods", query), for: subject, deadline: .seconds(Int64(deadline))) { line in
            if line.isEmpty { return }
            let event: JSON
            do {
                event = try JSON(parsing: line)
            } catch {
                throw KubernetesError(.badAnswer, "cannot \(subject.text): an event of \(server) is \(error)")
            }
            if let event = try Self.podEvent(event, subject, server) { onEvent(event) }
        }
    }

    /// Nil: an event of a kind that is not known.
    private static func podEvent(
        _ event: JSON, _ subject: RequestSubject, _ server: String
    ) throws(KubernetesError) -> PodEvent? {
        let object = event["object"]
        switch event["type"].text {
        case "ADDED": return .added(Pod(object))
        case "MODIFIED": return .modified(Pod(object))
        case "DELETED": return .deleted(Pod(object))
        case "BOOKMARK": return .bookmark(resourceVersion: object["metadata"]["resourceVersion"].text ?? "")
        case "ERROR":
            throw .refusal(
                code: object["code"].int ?? 500, reason: object["reason"].text ?? "",
                message: object["message"].text ?? "", retryAfterSeconds: object["details"]["retryAfterSeconds"].int,
                to: subject, of: server)
        default: return nil
        }
    }

    package func deletePod(_ name: String, uid: String?, graceSeconds: Int?) async throws(KubernetesError) {
        var options: JSON = ["kind": "DeleteOptions", "apiVersion": "v1"]
        if let graceSeconds { options["gracePeriodSeconds"] = .int(graceSeconds) }
        if let uid { options["preconditions"] = ["uid": .string(uid)] }
        do {
            _ = try await send(.DELETE, podURL(name), options, for: subject("delete", "pods", name))
        } catch  where error.kind == .notFound || (uid != nil && error.kind == .conflict) {
            // It is gone, or another has its name.
        }
    }

    package func deletePods(labels: [String: String], graceSeconds: Int?) async throws(KubernetesError) {
        var options: JSON = ["kind": "DeleteOptions", "apiVersion": "v1"]
        if let graceSeconds { options["gracePeriodSeconds"] = .int(graceSeconds) }
        do {
            _ = try await send(
                .DELETE, url(corePath + "/pods", [("labelSelector", selector(labels))]), options,
                for: subject("deletecollection", "pods"))
        } catch  where error.kind == .forbidden {
            // A Role without `deletecollection` may have `list` and `delete`, as Spark's own has.
            for pod in try await pods(labels: labels).pods where !pod.isDeleting {
                try await deletePod(pod.name, uid: pod.uid, graceSeconds: graceSeconds)
            }
        }
    }

    package func log(pod: String, tailLines: Int) async throws(KubernetesError) -> String {
        let query = [
            ("tailLines", String(tailLines)), ("limitBytes", String(KubernetesLimits.logBytesMax)),
            ("container", ExecutorPods.containerName),
        ]
        let bytes = try await send(
            .GET, url(corePath + "/pods/\(percentEncoded(pod))/log", query), for: subject("get", "pods/log", pod))
        return String(decoding: bytes, as: UTF8.self)
    }

    private func podURL(_ name: String) -> String { url(corePath + "/pods/" + percentEncoded(name)) }

    // MARK: Secrets

    package func create(secret: JSON) async throws(KubernetesError) {
        _ = try await send(
            .POST, url(corePath + "/secrets"), secret,
            for: subject("create", "secrets", secret["metadata"]["name"].text))
    }

    package func deleteSecrets(labels: [String: String]) async throws(KubernetesError) {
        for name in try await secrets(labels: labels) {
            do {
                _ = try await send(
                    .DELETE, url(corePath + "/secrets/" + percentEncoded(name)),
                    for: subject("delete", "secrets", name))
            } catch  where error.kind == .notFound {}
        }
    }

    package func secrets(labels: [String: String]) async throws(KubernetesError) -> [String] {
        try await list("secrets", labels: labels).items.compactMap { $0["metadata"]["name"].text }
    }

    // MARK: Lists

    /// All objects of a kind that have these labels, page by page, and the version of the list.
    func list(
        _ resource: String, labels: [String: String] = [:]
    ) async throws(KubernetesError) -> (items: [JSON], version: String) {
        var restarts = 0
        while true {
            do {
                return try await listOnce(resource, labels)
            } catch  where error.kind == .gone && restarts < KubernetesLimits.listRestartsMax {
                // The continue token was too old: the pages before it are, too.
                restarts += 1
            }
        }
    }

    private func listOnce(
        _ resource: String, _ labels: [String: String]
    ) async throws(KubernetesError) -> (items: [JSON], version: String) {
        let subject = subject("list", resource)
        var items: [JSON] = []
        var next: String?
        for _ in 0..<KubernetesLimits.pagesMax {
            var query = [("limit", String(KubernetesLimits.pageObjects))]
            if !labels.isEmpty { query.append(("labelSelector", selector(labels))) }
            if let next { query.append(("continue", next)) }
            let page = try await ask(.GET, url(corePath + "/" + resource, query), for: subject)
            items += page["items"].items
            let token = page["metadata"]["continue"].text ?? ""
            if token.isEmpty { return (items, page["metadata"]["resourceVersion"].text ?? "") }
            next = token
        }
        throw KubernetesError(
            .badAnswer, "cannot \(subject.text): there are more than \(items.count) of them; use another namespace")
    }

    /// A label selector that wants all of these.
    private func selector(_ labels: [String: String]) -> String {
        labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    }
}
