// SPDX-License-Identifier: Apache-2.0

import Glibc
import Net

/// Looks at all that executors as pods need, one thing after the other, and says what is missing and how to mend it.
///
/// It makes one pod and one Secret of its own, and takes them away again.
package struct Doctor: Sendable {
    private let client: KubernetesClient
    private let pods: ExecutorPods
    /// Where a driver would listen, and what executors would dial.
    private let address: DriverAddress
    private let podIP: String?

    /// - Parameters:
    ///   - pods: as a session would make them.
    ///   - podIP: of the driver's own pod; nil outside of one.
    package init(
        _ client: KubernetesClient, _ pods: ExecutorPods, address: DriverAddress, podIP: String?
    ) {
        self.client = client
        self.pods = pods
        self.address = address
        self.podIP = podIP
    }

    private var driverHost: String { address.advertised }

    /// What a driver does to what.
    static let rights: [(verb: String, resource: String)] =
        ["create", "get", "list", "watch", "delete", "deletecollection"].map { ($0, "pods") } + [("get", "pods/log")]
        + ["create", "list", "delete"].map { ($0, "secrets") }

    /// `report` is told each finding as soon as it is there.
    package func examine(_ report: @Sendable (Finding) -> Void) async -> [Finding] {
        var all: [Finding] = []
        func add(_ finding: Finding) {
            all.append(finding)
            report(finding)
        }
        let server = await reachability()
        add(server)
        if server.outcome == .failed { return all }
        add(await identity())
        add(await allowed())
        add(await admission())
        add(await room())
        add(resolution())
        if all.contains(where: { $0.outcome == .failed && ["rights", "admission"].contains($0.title) }) {
            add(Finding("executor", .skipped, "no pod was tried, as none can be made"))
            return all
        }
        add(await trial())
        return all
    }

    // MARK: The server and we

    private func reachability() async -> Finding {
        do throws(KubernetesError) {
            let version = try await client.version()
            return Finding("API server", .fine, "\(client.access.server) answers: Kubernetes \(version)")
        } catch {
            return Finding("API server", .failed, error.description)
        }
    }

    private func identity() async -> Finding {
        let place = "in namespace \(client.access.namespace), as \(client.access.origin) says"
        guard let user = await client.user() else {
            return Finding("identity", .skipped, "the server does not tell who we are (\(place))")
        }
        return Finding("identity", .fine, "we are \(user) \(place)")
    }

    private func allowed() async -> Finding {
        var missing: [(verb: String, resource: String)] = []
        do throws(KubernetesError) {
            for right in Self.rights
            where !(try await client.review(verb: right.verb, resource: right.resource).isAllowed) {
                // Without it, pods are listed and deleted one by one.
                if right.verb != "deletecollection" { missing.append(right) }
            }
        } catch {
            return Finding("rights", .skipped, error.description)
        }
        if missing.isEmpty { return Finding("rights", .fine, "pods and Secrets may be made, watched and deleted") }
        let list = missing.map { "\($0.verb) \($0.resource)" }.joined(separator: ", ")
        return Finding(
            "rights", .failed, "we may not: \(list). A Role must say so", yaml: await roleYAML())
    }

    /// The whole Role and its binding to who we are.
    private func roleYAML() async -> String {
        let namespace = client.access.namespace
        let user = await client.user() ?? "system:serviceaccount:\(namespace):default"
        let parts = user.split(separator: ":").map(String.init)
        let isAccount = user.hasPrefix("system:serviceaccount:") && parts.count == 4
        let subject =
            isAccount
            ? "{kind: ServiceAccount, name: \(parts[3]), namespace: \(parts[2])}"
            : "{kind: User, name: \"\(user)\", apiGroup: rbac.authorization.k8s.io}"
        return """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: martlet-driver, namespace: \(namespace)}
            rules:
            - {apiGroups: [""], resources: [pods], verbs: [create, get, list, watch, delete, deletecollection]}
            - {apiGroups: [""], resources: [pods/log], verbs: [get]}
            - {apiGroups: [""], resources: [secrets], verbs: [create, list, delete]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: martlet-driver, namespace: \(namespace)}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: martlet-driver}
            subjects:
            - \(subject)
            """
    }

    // MARK: Pods

    /// The server checks a pod without making it.
    private func admission() async -> Finding {
        do throws(KubernetesError) {
            try await client.tryCreate(pod: pods.pod(0))
            return Finding("admission", .fine, "the server takes executors' pods as they are")
        } catch {
            return Finding("admission", .failed, error.description)
        }
    }

    private func room() async -> Finding {
        do throws(KubernetesError) {
            let room = Room(
                quotas: try await client.list("resourcequotas").items,
                limitRanges: try await client.list("limitranges").items)
            let count = pods.settings.instances
            let obstacles = room.obstacles(pods.pod(0), count: count)
            if obstacles.isEmpty { return Finding("quota", .fine, "there is room for \(count) executors") }
            return Finding(
                "quota", .failed,
                obstacles.joined(separator: "; ") + ". Ask for less with spark.executor.instances, "
                    + "spark.executor.memory or spark.kubernetes.executor.request.cores")
        } catch {
            return Finding("quota", .skipped, "quotas could not be read: \(error)")
        }
    }

    // MARK: The driver's address

    private func resolution() -> Finding {
        let title = "driver's address"
        let found = Self.addresses(of: driverHost)
        guard !found.isEmpty else {
            return Finding(
                title, .failed,
                "\(driverHost) resolves to nothing here: set spark.driver.host to this pod's address, or "
                    + "make the headless Service that it names (with publishNotReadyAddresses)")
        }
        let list = found.joined(separator: ", ")
        if let podIP, !found.contains(podIP) {
            return Finding(
                title, .failed,
                "\(driverHost) is \(list), and this pod is \(podIP): executors would dial another; check "
                    + "spark.driver.host and its Service's selector")
        }
        return Finding(title, .fine, driverHost == list ? driverHost : "\(driverHost) is \(list)")
    }

    static func addresses(of host: String) -> [String] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var found: [String] = []
        var entry = list
        while let one = entry?.pointee {
            if let name = OwnAddress.numericHost(one.ai_addr, one.ai_addrlen), !found.contains(name) {
                found.append(name)
            }
            entry = one.ai_next
        }
        return found
    }

    // MARK: One executor

    /// Makes an executor and waits until it dials this process.
    private func trial() async -> Finding {
        let listener: DialBack
        let port = Int(address.listen.port)
        do {
            listener = try await DialBack.listen(port: port, retries: address.portRetries)
        } catch {
            return Finding(
                "executor", .failed,
                "neither port \(port) nor one of the \(address.portRetries) after it can be listened on (\(error)): "
                    + "set spark.driver.port to another, or 0")
        }
        let finding = await trial(listener)
        await listener.close()
        try? await client.deletePods(labels: pods.labels, graceSeconds: 0)
        try? await client.deleteSecrets(labels: pods.labels)
        return finding
    }

    private func trial(_ listener: DialBack) async -> Finding {
        let address = (driverHost.contains(":") ? "[\(driverHost)]" : driverHost) + ":\(listener.port)"
        var application = pods.application
        application.driver = address
        do {
            var trial = try ExecutorPods(pods.settings, application)
            // A Secret that opens nothing: the connection alone is what counts.
            try await client.claimNames(for: &trial, secret: (0..<32).map { _ in UInt8.random(in: 0...255) })
            _ = try await client.create(pod: trial.pod(0))
            return try await wait(for: listener, pod: trial.podName(0), address: address)
        } catch {
            return Finding("executor", .failed, "\(error)")
        }
    }

    private func wait(for listener: DialBack, pod name: String, address: String) async throws -> Finding {
        let start = ContinuousClock.now
        var last: Pod?
        while ContinuousClock.now - start < .seconds(KubernetesLimits.trialSeconds) {
            if let peer = listener.firstPeer {
                return Finding("executor", .fine, "the image runs, and an executor at \(peer) dials \(address)")
            }
            let pod = try await client.pod(named: name)
            last = pod
            if let end = try await obstacle(pod, address), listener.firstPeer == nil { return end }
            try await Task.sleep(for: .milliseconds(KubernetesLimits.trialPollMillis))
        }
        let state = last.map(Self.state) ?? "it was not seen"
        return Finding(
            "executor", .failed,
            "no executor has dialled \(address) within \(KubernetesLimits.trialSeconds) s: \(state). If the pod runs, "
                + "a NetworkPolicy or a service mesh is in the way", yaml: networkPolicy)
    }

    /// What will not become better by waiting.
    private func obstacle(_ pod: Pod, _ address: String) async throws -> Finding? {
        let image = pods.settings.image ?? "the template's image"
        switch pod.container {
        case .waiting(let reason, let message) where Self.hopeless.contains(reason):
            return Finding(
                "executor", .failed,
                "\(image) cannot be started (\(reason): \(message)): check spark.kubernetes.container.image and "
                    + "spark.kubernetes.container.image.pullSecrets")
        case .terminated(let code, _, let reason, let message):
            let log = (try? await client.log(pod: pod.name, tailLines: 20)) ?? ""
            return Finding(
                "executor", .failed,
                "the executor ended before it dialled \(address) (\(reason), exit status \(code)) \(message)\n\(log)",
                yaml: networkPolicy)
        default: break
        }
        if let sentence = pod.unschedulable {
            return Finding(
                "executor", .failed, "no node takes the pod: \(sentence). Ask for less, or wait for the autoscaler")
        }
        return nil
    }

    private static let hopeless: Set<String> = [
        "ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "CreateContainerConfigError",
        "CreateContainerError", "RunContainerError",
    ]

    private static func state(_ pod: Pod) -> String {
        switch pod.container {
        case .none: "the pod is \(pod.phase.rawValue)"
        case .waiting(let reason, let message): "the pod waits (\(reason)) \(message)"
        case .running: "the pod runs"
        case .terminated(let code, _, let reason, _): "the pod has ended (\(reason), \(code))"
        }
    }

    /// Lets executors dial their driver, where policies let nobody.
    private var networkPolicy: String {
        """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: martlet-executors, namespace: \(client.access.namespace)}
        spec:
          podSelector: {}
          policyTypes: [Ingress]
          ingress:
          - from: [{podSelector: {matchLabels: {spark-role: executor}}}]
        """
    }
}
