// SPDX-License-Identifier: Apache-2.0

package import JSONValues
package import Kubernetes
import NIOCore
import NIOHTTP1

/// The cluster behind the server: objects, rights, faults and the one node. Everything happens on the server's loop.
///
/// `@unchecked Sendable`: it is touched on the server's loop alone.
package final class ServerState: @unchecked Sendable {
    let loop: any EventLoop
    var store = ObjectStore()
    package var rights = Rights()
    package var faults = Faults()
    package private(set) var kubelet: Kubelet
    private var watchers: [ObjectIdentifier: Watcher] = [:]
    /// Requests by verb and resource, for tests: `create pods`.
    package private(set) var requestCounts: [String: Int] = [:]

    init(loop: any EventLoop, kubelet: Kubelet) {
        self.loop = loop
        self.kubelet = kubelet
        kubelet.state = self
    }

    // MARK: Requests

    func answer(_ request: APIRequest) -> APIAnswer {
        if request.path == "/control" { return Control.answer(request, self) }
        if faults.isDown { return .silence }
        guard let user = user(of: request) else { return .unauthorized }
        requestCounts[
            request.resource.isEmpty ? request.path : "\(request.verb) \(request.wholeResource)", default: 0] += 1
        if let refusal = faults.refusal(of: request) {
            let headers = refusal.retryAfterSeconds.map { [("retry-after", String($0))] } ?? []
            return .status(refusal.status, refusal.reason, refusal.message, headers: headers)
        }
        if request.resource.isEmpty { return Reviews.answer(request, user: user, rights: rights) }
        guard rights.allows(user, request.verb, request.wholeResource) else {
            return .forbidden(user: user, request)
        }
        switch (request.verb, request.subresource) {
        case ("get", "log"): return log(request)
        case (_, .some): return .notFound(request.resource, request.name ?? "")
        case ("create", nil): return create(request)
        case ("get", nil): return get(request)
        case ("list", nil): return list(request)
        case ("watch", nil): return watch(request)
        case ("delete", nil): return delete(request)
        case ("deletecollection", nil): return deleteCollection(request)
        default:
            return .status(405, "MethodNotAllowed", "the server does not allow this method on the requested resource")
        }
    }

    private func user(of request: APIRequest) -> String? {
        if let user = request.certificateUser { return user }
        guard let header = request.headers.first(name: "authorization"), header.hasPrefix("Bearer ") else { return nil }
        return rights.tokens[String(header.dropFirst(7))]
    }

    private func key(_ request: APIRequest, _ name: String) -> ObjectStore.Key {
        ObjectStore.Key(resource: request.resource, namespace: request.namespace, name: name)
    }

    private func kind(_ resource: String) -> String {
        switch resource {
        case "pods": "Pod"
        case "secrets": "Secret"
        case "events": "Event"
        case "resourcequotas": "ResourceQuota"
        case "limitranges": "LimitRange"
        default: "Unknown"
        }
    }

    private func create(_ request: APIRequest) -> APIAnswer {
        let object: JSON
        do {
            object = try JSON(parsing: request.body)
        } catch {
            return .status(400, "BadRequest", "the object provided is unrecognized: \(error)")
        }
        let name = object["metadata"]["name"].text ?? ""
        let asked = object["metadata"]["namespace"].text ?? request.namespace
        guard asked == request.namespace else {
            return .status(
                400, "BadRequest",
                "the namespace of the provided object does not match the namespace sent on the request")
        }
        if request.resource == "pods", let refusal = Admission.refusal(object, faults, podCount(request.namespace)) {
            return refusal
        }
        let key = key(request, name)
        guard store.objects[key] == nil else { return .exists(request.resource, name) }
        var made = request.resource == "pods" ? Admission.withDefaults(object) : object
        made["metadata"]["namespace"] = .string(request.namespace)
        if request.query["dryRun"] == "All" { return .value(201, made) }
        let event = store.insert(made, at: key)
        publish(event)
        if request.resource == "pods" { kubelet.podCreated(key) }
        if request.resource == "secrets" { kubelet.secretCreated() }
        return .value(201, event.object)
    }

    private func podCount(_ namespace: String) -> Int {
        store.objects.keys.filter { $0.resource == "pods" && $0.namespace == namespace }.count
    }

    private func get(_ request: APIRequest) -> APIAnswer {
        guard let object = store.objects[key(request, request.name!)] else {
            return .notFound(request.resource, request.name!)
        }
        return .value(200, object)
    }

    private func list(_ request: APIRequest) -> APIAnswer {
        guard let labels = request.selector else { return .status(400, "BadRequest", "unable to parse the selector") }
        var objects = store.all(request.resource, namespace: request.namespace, labels: labels)
        var version = store.version
        if let token = request.query["continue"], !token.isEmpty {
            guard let bytes = bytes(base64: token), let place = try? JSON(parsing: bytes),
                let start = place["start"].text, let from = place["rv"].int
            else { return .status(400, "BadRequest", "continue key is not valid") }
            guard from >= store.compactedVersion else {
                return .status(
                    410, "Expired", "The provided continue parameter is too old to display a consistent list")
            }
            version = from
            objects.removeAll { ($0["metadata"]["name"].text ?? "") <= start }
        }
        var metadata: JSON = ["resourceVersion": .string(String(version))]
        if let limit = request.query["limit"].flatMap({ Int($0) }), limit > 0, objects.count > limit {
            let rest = objects.count - limit
            objects = Array(objects.prefix(limit))
            let place: JSON = ["v": "meta.k8s.io/v1", "rv": .int(version), "start": objects.last!["metadata"]["name"]]
            metadata["continue"] = .string(base64(place.bytes))
            if labels.isEmpty { metadata["remainingItemCount"] = .int(rest) }
        }
        // In a list, objects come without their kind.
        let items = objects.map { object in
            var item = object
            item["kind"] = .null
            item["apiVersion"] = .null
            return item
        }
        return .value(
            200,
            [
                "kind": .string(kind(request.resource) + "List"), "apiVersion": "v1", "metadata": metadata,
                "items": .array(items),
            ])
    }

    private func log(_ request: APIRequest) -> APIAnswer {
        let key = key(request, request.name!)
        guard let pod = store.objects[key] else { return .notFound("pods", request.name!) }
        let state = pod["status"]["containerStatuses"].items.first?["state"] ?? .null
        if state["running"].isNull && state["terminated"].isNull {
            let reason = state["waiting"]["reason"].text ?? "ContainerCreating"
            return .status(
                400, "BadRequest",
                "container \"executor\" in pod \"\(request.name!)\" is waiting to start: \(reason)")
        }
        return .text(kubelet.log(key, tailLines: request.query["tailLines"].flatMap { Int($0) }))
    }

    // MARK: Deletion

    private func delete(_ request: APIRequest) -> APIAnswer {
        let key = key(request, request.name!)
        guard let object = store.objects[key] else { return .notFound(request.resource, request.name!) }
        let options = (try? JSON(parsing: request.body)) ?? .null
        if let uid = options["preconditions"]["uid"].text, uid != object["metadata"]["uid"].text {
            return .status(
                409, "Conflict",
                "Precondition failed: UID in precondition: \(uid), UID in object meta: "
                    + (object["metadata"]["uid"].text ?? ""))
        }
        let grace = options["gracePeriodSeconds"].int ?? request.query["gracePeriodSeconds"].flatMap { Int($0) }
        if request.resource != "pods" {
            remove(key)
            return .value(200, ["kind": "Status", "apiVersion": "v1", "metadata": .object([:]), "status": "Success"])
        }
        return .value(200, deletePod(key, graceSeconds: grace))
    }

    private func deleteCollection(_ request: APIRequest) -> APIAnswer {
        guard let labels = request.selector else { return .status(400, "BadRequest", "unable to parse the selector") }
        let options = (try? JSON(parsing: request.body)) ?? .null
        let objects = store.all(request.resource, namespace: request.namespace, labels: labels)
        for object in objects {
            let key = key(request, object["metadata"]["name"].text ?? "")
            if request.resource == "pods" {
                _ = deletePod(key, graceSeconds: options["gracePeriodSeconds"].int)
            } else {
                remove(key)
            }
        }
        return .value(
            200,
            [
                "kind": .string(kind(request.resource) + "List"), "apiVersion": "v1",
                "metadata": ["resourceVersion": .string(String(store.version))], "items": .array(objects),
            ])
    }

    /// A pod on a node first gets a time of deletion; it goes once its container has ended.
    package func deletePod(_ key: ObjectStore.Key, graceSeconds: Int?) -> JSON {
        guard var pod = store.objects[key] else { return .null }
        let grace = graceSeconds ?? pod["spec"]["terminationGracePeriodSeconds"].int ?? 30
        let isDeleting = !pod["metadata"]["deletionTimestamp"].isNull
        let shorter = grace < pod["metadata"]["deletionGracePeriodSeconds"].int ?? Int.max
        if pod["spec"]["nodeName"].isNull || grace == 0 {
            kubelet.terminate(key, graceSeconds: 0, isRemoved: true)
            remove(key)
            return pod
        }
        guard !isDeleting || shorter else { return pod }
        pod["metadata"]["deletionTimestamp"] = .string(timestamp(addingSeconds: grace))
        pod["metadata"]["deletionGracePeriodSeconds"] = .int(grace)
        pod["metadata"]["generation"] = .int((pod["metadata"]["generation"].int ?? 1) + 1)
        update(pod, at: key)
        kubelet.terminate(key, graceSeconds: grace, isRemoved: false)
        return store.objects[key] ?? pod
    }

    /// What is owned by an object goes after it.
    func remove(_ key: ObjectStore.Key) {
        guard let event = store.remove(key) else { return }
        publish(event)
        let uid = event.object["metadata"]["uid"].text ?? ""
        let owned = store.objects.filter { entry in
            entry.key.namespace == key.namespace
                && entry.value["metadata"]["ownerReferences"].items.contains { $0["uid"].text == uid }
        }
        for key in owned.keys {
            if key.resource == "pods" { _ = deletePod(key, graceSeconds: nil) } else { remove(key) }
        }
    }

    func update(_ object: JSON, at key: ObjectStore.Key) { publish(store.update(object, at: key)) }

    /// Puts an object into the cluster by hand: the driver's own pod, a quota.
    package func put(_ object: JSON, resource: String, namespace: String) -> JSON {
        let key = ObjectStore.Key(
            resource: resource, namespace: namespace, name: object["metadata"]["name"].text ?? "")
        var object = object
        object["metadata"]["namespace"] = .string(namespace)
        let event = store.insert(object, at: key)
        publish(event)
        return event.object
    }

    package func pods(namespace: String) -> [JSON] { store.all("pods", namespace: namespace, labels: [:]) }

    package func secrets(namespace: String) -> [JSON] { store.all("secrets", namespace: namespace, labels: [:]) }

    // MARK: Watches

    private func watch(_ request: APIRequest) -> APIAnswer {
        guard let labels = request.selector else { return .status(400, "BadRequest", "unable to parse the selector") }
        let from = request.query["resourceVersion"].flatMap { Int($0) } ?? 0
        var first: [JSON] = []
        if from == 0 {
            first = store.all(request.resource, namespace: request.namespace, labels: labels)
                .map { Watcher.line("ADDED", $0) }
        } else if from < store.compactedVersion {
            let message = "too old resource version: \(from) (\(store.compactedVersion))"
            if faults.refusesOldWatches { return .status(410, "Expired", message) }
            first = [Watcher.line("ERROR", APIAnswer.statusObject(410, "Expired", message))]
        }
        let watcher = Watcher(
            resource: request.resource, namespace: request.namespace, labels: labels,
            wantsBookmarks: request.query["allowWatchBookmarks"] == "true",
            seconds: request.query["timeoutSeconds"].flatMap { Int($0) } ?? 1_800, first: first)
        if from >= store.compactedVersion, from > 0 {
            watcher.first += store.events.filter { $0.version > from && watcher.wants($0) }
                .map { Watcher.line($0.type, $0.object) }
        }
        return .watch(watcher)
    }

    /// Begins once the head of the answer is sent.
    func start(_ watcher: Watcher) {
        watchers[ObjectIdentifier(watcher)] = watcher
        let isOver = watcher.first.contains { $0["type"].text == "ERROR" }
        for line in watcher.first { watcher.send?(line) }
        watcher.first = []
        if isOver {
            finish(watcher, inOrder: true)
            return
        }
        let end = loop.now + .seconds(Int64(watcher.seconds))
        remind(watcher, until: end)
    }

    private func remind(_ watcher: Watcher, until end: NIODeadline) {
        let next = min(loop.now + .milliseconds(Int64(faults.bookmarkMillis)), end)
        watcher.timer = loop.assumeIsolated().scheduleTask(deadline: next) { [self] in
            guard watchers[ObjectIdentifier(watcher)] != nil else { return }
            if watcher.wantsBookmarks { watcher.send?(Watcher.bookmark(store.version)) }
            if next >= end { finish(watcher, inOrder: true) } else { remind(watcher, until: end) }
        }
    }

    func finish(_ watcher: Watcher, inOrder: Bool) {
        guard watchers.removeValue(forKey: ObjectIdentifier(watcher)) != nil else { return }
        watcher.timer?.cancel()
        watcher.end?(inOrder)
    }

    /// Ends all watches: in order, or by breaking their connections.
    package func endWatches(inOrder: Bool) {
        for watcher in watchers.values { finish(watcher, inOrder: inOrder) }
    }

    /// Sends a bookmark to all who want some.
    package func sendBookmarks() {
        for watcher in watchers.values where watcher.wantsBookmarks { watcher.send?(Watcher.bookmark(store.version)) }
    }

    package var watchCount: Int { watchers.count }

    /// Forgets the past: watches from before are told 410.
    package func compact() { store.compact() }

    private func publish(_ event: ObjectStore.Event) {
        for watcher in watchers.values where watcher.wants(event) {
            if faults.eventsLost > 0 {
                faults.eventsLost -= 1
                continue
            }
            let line = Watcher.line(event.type, event.object)
            let copies = faults.eventCopies
            func deliver() {
                guard watchers[ObjectIdentifier(watcher)] != nil else { return }
                for _ in 0..<copies { watcher.send?(line) }
            }
            if faults.eventDelayMillis > 0 {
                loop.assumeIsolated().scheduleTask(in: .milliseconds(Int64(faults.eventDelayMillis))) { deliver() }
            } else {
                deliver()
            }
        }
    }
}
