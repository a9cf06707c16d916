// SPDX-License-Identifier: Apache-2.0

import APIServer
import JSONValues
import Kubernetes
import Testing

/// The stand-in for a node: pods' commands as processes.
@Suite struct KubeletTests {
    /// Runs a pod and waits until its state is so.
    private func follow(
        _ pod: JSON, node: @escaping @Sendable (inout Kubelet.Node) -> Void = { _ in },
        before: (APIServer, KubernetesClient) async throws -> Void = { _, _ in },
        _ body: (APIServer, KubernetesClient, SeenEvents) async throws -> Void
    ) async throws {
        try await withServer(.init()) { server, client in
            try await server.control { node(&$0.kubelet.node) }
            try await before(server, client)
            let start = try await client.pods(labels: [:]).resourceVersion
            let seen = SeenEvents()
            let watch = Task { try await client.watchPods(labels: [:], from: start) { seen.add($0) } }
            _ = try await client.create(pod: pod)
            try await body(server, client, seen)
            try await server.control { $0.endWatches(inOrder: true) }
            try await watch.value
        }
    }

    private func wait(_ seen: SeenEvents, _ body: @escaping @Sendable (Pod) -> Bool) async -> Pod? {
        await seen.wait { events in
            for event in events {
                switch event {
                case .added(let pod), .modified(let pod), .deleted(let pod): if body(pod) { return pod }
                case .bookmark: break
                }
            }
            return nil
        }
    }

    private static let key = ObjectStore.Key(resource: "pods", namespace: "spark", name: "a")

    @Test func `environment, Secrets and paths reach the process`() async throws {
        var pod = samplePod(
            "a", command: ["sh", "-c", "cat $0; ls -l $0 | cut -c1-10; echo $POD $NODE $IP $WORD $(MISSING)"])
        pod["spec"]["volumes"] = [
            ["name": "s", "secret": ["secretName": "shared", "defaultMode": 0o400]], ["name": "e", "emptyDir": [:]],
        ]
        pod["spec"]["containers"].items[0]["args"] = ["/etc/shared/secret"]
        pod["spec"]["containers"].items[0]["volumeMounts"] = [["name": "s", "mountPath": "/etc/shared"]]
        pod["spec"]["containers"].items[0]["env"] = [
            ["name": "POD", "valueFrom": ["fieldRef": ["fieldPath": "metadata.name"]]],
            ["name": "NODE", "valueFrom": ["fieldRef": ["fieldPath": "spec.nodeName"]]],
            ["name": "IP", "valueFrom": ["fieldRef": ["fieldPath": "status.podIP"]]],
            ["name": "WORD", "value": "at-$(IP)"],
        ]
        try await follow(pod) { server, client, seen in
            // Without its Secret the container waits.
            #expect(await wait(seen) { $0.container == .waiting(reason: "ContainerCreating", message: "") } != nil)
            try await client.create(secret: [
                "metadata": ["name": "shared"], "data": ["secret": .string(base64("hush\n".utf8))],
            ])
            let end = await wait(seen) { $0.phase == .succeeded }
            let ip = try #require(end?.podIP)
            #expect(ip.hasPrefix("127."))
            let log = try await client.log(pod: "a", tailLines: 20)
            #expect(log.split(separator: "\n").prefix(2) == ["hush", "-r--------"], "\(log)")
            #expect(log.contains("a node-1 \(ip) at-\(ip)"), "\(log)")
            #expect(try await client.log(pod: "a", tailLines: 1).split(separator: "\n").count == 1)
        }
    }

    @Test func `TERM and its grace period`() async throws {
        let script = "trap 'echo draining; exit 0' TERM; echo ready; while :; do sleep 0.05; done"
        try await follow(samplePod("a", command: ["sh", "-c", script])) { server, client, seen in
            _ = await wait(seen) { $0.phase == .running }
            while try await client.log(pod: "a", tailLines: 1) != "ready\n" { await Task.yield() }
            try await client.deletePod("a", uid: nil, graceSeconds: 20)
            let gone = await seen.wait { events -> Pod? in
                for case .deleted(let pod) in events { return pod }
                return nil
            }
            #expect(gone?.isDeleting == true && gone?.phase == .succeeded)
            let log = try await server.control { $0.kubelet.wholeLog("a") }
            #expect(log.hasPrefix("ready\n") && log.hasSuffix("draining\n"), "\(log)")
        }
        let stubborn = "trap '' TERM; echo ready; while :; do sleep 0.05; done"
        try await follow(samplePod("a", command: ["sh", "-c", stubborn])) { server, client, seen in
            _ = await wait(seen) { $0.phase == .running }
            while try await client.log(pod: "a", tailLines: 1) != "ready\n" { await Task.yield() }
            try await client.deletePod("a", uid: nil, graceSeconds: 1)
            let gone = await seen.wait { events -> Pod? in
                for case .deleted(let pod) in events { return pod }
                return nil
            }
            #expect(gone?.container == .terminated(exitCode: 137, signal: nil, reason: "Error", message: ""))
        }
    }

    @Test func `ends on demand`() async throws {
        let ends: [(Kubelet.End, @Sendable (Pod) -> Bool)] = [
            (.oomKilled, { $0.container == .terminated(exitCode: 137, signal: nil, reason: "OOMKilled", message: "") }),
            (.exit(3), { $0.container == .terminated(exitCode: 3, signal: nil, reason: "Error", message: "") }),
            (.evicted("no room"), { $0.end == Pod.Explanation(reason: "Evicted", message: "no room") }),
        ]
        for (end, isSo) in ends {
            try await follow(samplePod("a")) { server, client, seen in
                _ = await wait(seen) { $0.phase == .running }
                try await server.control { $0.kubelet.end(Self.key, as: end) }
                #expect(await wait(seen) { $0.phase == .failed && isSo($0) } != nil, "\(end)")
                while try await server.control({ $0.kubelet.runningProcesses }) > 0 { await Task.yield() }
            }
        }
        try await follow(samplePod("a")) { server, client, seen in
            _ = await wait(seen) { $0.phase == .running }
            try await server.control { $0.kubelet.end(Self.key, as: .preempted) }
            #expect(await wait(seen) { $0.disruption?.reason == "PreemptionByScheduler" } != nil)
            #expect(
                await seen.wait { $0.contains { if case .deleted = $0 { true } else { false } } ? true : nil } == true)
        }
        try await follow(samplePod("a")) { server, client, seen in
            _ = await wait(seen) { $0.phase == .running }
            try await server.control { $0.kubelet.end(Self.key, as: .nodeLost) }
            #expect(await wait(seen) { $0.isDeleting && $0.disruption?.reason == "DeletionByTaintManager" } != nil)
            // Only by force it goes.
            try await client.deletePod("a", uid: nil, graceSeconds: 0)
            #expect(try await client.pods(labels: [:]).pods.isEmpty)
        }
    }

    @Test func `what keeps a pod from running`() async throws {
        try await follow(samplePod("a"), node: { $0.unschedulable = "0/3 nodes are available: 3 Insufficient cpu." }) {
            server, client, seen in
            #expect(await wait(seen) { $0.unschedulable?.contains("Insufficient cpu") == true } != nil)
            try await server.control { state in
                state.kubelet.node.unschedulable = nil
                state.kubelet.scheduleAll()
            }
            #expect(await wait(seen) { $0.phase == .running && $0.unschedulable == nil } != nil)
        }
        try await follow(samplePod("a"), node: { $0.missingImages = ["test"] }) { server, client, seen in
            for reason in ["ErrImagePull", "ImagePullBackOff"] {
                let said = await wait(seen) {
                    if case .waiting(reason, _) = $0.container { true } else { false }
                }
                #expect(said != nil, "\(reason)")
            }
            let waiting = await #expect(throws: KubernetesError.self) {
                _ = try await client.log(pod: "a", tailLines: 1)
            }
            #expect(waiting?.description.contains("is waiting to start") == true)
        }
        try await follow(samplePod("a", command: ["/no/such/file"])) { server, client, seen in
            let failed = await wait(seen) { $0.phase == .failed }
            guard case .terminated(128, _, "StartError", let message) = failed?.container else {
                Issue.record("no StartError")
                return
            }
            #expect(message.contains("exec: \"/no/such/file\": stat /no/such/file: no such file or directory"))
        }
    }

    @Test func `what is owned goes with its owner`() async throws {
        var owned = samplePod("a")
        let owner = samplePod("owner")
        try await withServer(.init()) { server, client in
            let made = try await client.create(pod: owner)
            owned["metadata"]["ownerReferences"] = [
                ["apiVersion": "v1", "kind": "Pod", "name": "owner", "uid": .string(made.uid)]
            ]
            _ = try await client.create(pod: owned)
            try await client.deletePod("owner", uid: nil, graceSeconds: 0)
            while try await !client.pods(labels: [:]).pods.isEmpty { await Task.yield() }
            #expect(try await server.control { $0.kubelet.runningProcesses } == 0)
        }
    }
}
