// SPDX-License-Identifier: Apache-2.0

import APIServer
import Foundation
import JSONValues
import Kubernetes
import Testing

/// The client and the test server, over TLS.
@Suite struct KubernetesClientTests {
    private func failure(_ body: () async throws -> Void) async -> KubernetesError? {
        await #expect(throws: KubernetesError.self) { try await body() }
    }

    @Test func `pods are made, read, listed and deleted`() async throws {
        try await withServer { server, client in
            let made = try await client.create(pod: samplePod("a"))
            #expect(made.name == "a" && !made.uid.isEmpty && made.phase == .pending)
            _ = try await client.create(pod: samplePod("b", labels: ["app": "test", "n": "2"]))
            let taken = await failure { _ = try await client.create(pod: samplePod("a")) }
            #expect(taken?.kind == .alreadyExists && taken?.status == 409)
            #expect(try await client.pods(labels: ["app": "test"]).pods.map(\.name) == ["a", "b"])
            #expect(try await client.pods(labels: ["n": "2"]).pods.map(\.name) == ["b"])
            try await client.deletePod("a", uid: "another", graceSeconds: 0)
            #expect(try await client.pod(named: "a").uid == made.uid, "another pod of that name stays")
            try await client.deletePod("a", uid: made.uid, graceSeconds: 0)
            try await client.deletePod("a", uid: nil, graceSeconds: 0)
            let gone = await failure { _ = try await client.pod(named: "a") }
            #expect(gone?.kind == .notFound)
            try await client.deletePods(labels: ["app": "test"], graceSeconds: 0)
            #expect(try await client.pods(labels: [:]).pods.isEmpty)
        }
    }

    @Test func `a long list comes in pages`() async throws {
        try await withServer { server, client in
            try await server.control { state in
                for number in 0..<601 {
                    _ = state.put(samplePod("pod-\(1_000 + number)"), resource: "pods", namespace: "spark")
                }
            }
            let list = try await client.pods(labels: ["app": "test"])
            #expect(list.pods.count == 601 && Set(list.pods.map(\.name)).count == 601)
            #expect(try await server.control { $0.requestCounts["list pods"] } == 3)
            #expect(Int(list.resourceVersion) != nil)
        }
    }

    @Test func `a watch says what happens, and goes on after its end`() async throws {
        try await withServer { server, client in
            let start = try await client.pods(labels: ["app": "test"]).resourceVersion
            let seen = SeenEvents()
            let first = Task { try await client.watchPods(labels: ["app": "test"], from: start) { seen.add($0) } }
            _ = try await client.create(pod: samplePod("a"))
            _ = try await client.create(pod: samplePod("other", labels: ["app": "other"]))
            let version = await seen.wait { events -> String? in
                for case .modified(let pod) in events where pod.phase == .running { return pod.resourceVersion }
                return nil
            }
            let last = try #require(version)
            // A bookmark reaches the watches that are open: on a machine that stands still they may just begin anew.
            var isMarked: Bool?
            for _ in 0..<20 where isMarked == nil {
                try await server.control { $0.sendBookmarks() }
                isMarked = await seen.wait(milliseconds: 3_000) { events in
                    events.contains { if case .bookmark = $0 { true } else { false } } ? true : nil
                }
            }
            #expect(isMarked == true)
            try await server.control { $0.endWatches(inOrder: true) }
            try await first.value
            try await client.deletePod("a", uid: nil, graceSeconds: 0)
            let second = Task { try await client.watchPods(labels: ["app": "test"], from: last) { seen.add($0) } }
            let deleted = await seen.wait { events -> Pod? in
                for case .deleted(let pod) in events { return pod }
                return nil
            }
            #expect(deleted?.name == "a")
            #expect(!seen.all.contains { if case .added(let pod) = $0 { pod.name == "other" } else { false } })
            try await server.control { $0.endWatches(inOrder: false) }
            let broken = await failure { try await second.value }
            #expect(broken?.kind == .unreachable && broken?.isPassing == true)
        }
    }

    @Test(arguments: [false, true]) func `a watch from too far back is gone`(atOnce: Bool) async throws {
        try await withServer { server, client in
            let start = try await client.pods(labels: [:]).resourceVersion
            try await server.control { state in
                state.faults.refusesOldWatches = atOnce
                state.compact()
            }
            let gone = await failure { try await client.watchPods(labels: [:], from: start) { _ in } }
            #expect(gone?.kind == .gone && gone?.status == 410)
        }
    }

    @Test func `a watch can be cancelled`() async throws {
        try await withServer { server, client in
            let start = try await client.pods(labels: [:]).resourceVersion
            let watch = Task { try await client.watchPods(labels: [:], from: start) { _ in } }
            while try await server.control({ $0.watchCount }) == 0 { await Task.yield() }
            watch.cancel()
            await #expect(throws: KubernetesError.self) { try await watch.value }
        }
    }

    @Test func `a token that is renewed is read anew`() async throws {
        try await withServer { server, client in
            _ = try await client.create(pod: samplePod("a"))
            try await server.rotateToken(to: "second-token")
            _ = try await client.create(pod: samplePod("b"))
            try await server.control { $0.rights.tokens = [:] }
            let refused = await failure { _ = try await client.create(pod: samplePod("c")) }
            #expect(refused?.kind == .unauthorized)
            #expect(refused?.description.contains("oauthTokenFile") == true)
        }
    }

    @Test func `a right that is missing is named with its rule`() async throws {
        try await withServer { server, client in
            try await server.control { $0.rights.allowed[APIServer.driverUser]?.remove("create pods") }
            let refused = await failure { _ = try await client.create(pod: samplePod("a")) }
            #expect(refused?.kind == .forbidden && refused?.isPassing == false)
            let rule = "{apiGroups: [\"\"], resources: [\"pods\"], verbs: [\"create\"]}"
            #expect(refused?.description.contains(rule) == true, "\(refused?.description ?? "")")
            #expect(try await client.review(verb: "create", resource: "pods").isAllowed == false)
            #expect(try await client.review(verb: "get", resource: "pods/log").isAllowed)
            #expect(await client.user() == APIServer.driverUser)
            let version = try await client.version()
            #expect(version == "v1.36.2")
        }
    }

    @Test func `collections are deleted one by one where that is all we may`() async throws {
        try await withServer { server, client in
            for name in ["a", "b"] { _ = try await client.create(pod: samplePod(name)) }
            try await server.control { $0.rights.allowed[APIServer.driverUser]?.remove("deletecollection pods") }
            try await client.deletePods(labels: ["app": "test"], graceSeconds: 0)
            #expect(try await client.pods(labels: [:]).pods.isEmpty)
        }
    }

    @Test func `quota, too many requests and trouble pass`() async throws {
        try await withServer { server, client in
            try await server.control { $0.faults.podsMax = 0 }
            let quota = await failure { _ = try await client.create(pod: samplePod("a")) }
            #expect(quota?.kind == .quota && quota?.isPassing == true)
            try await server.control { state in
                state.faults.podsMax = nil
                state.faults.refusals = [
                    .init(
                        verb: "create", resource: "pods", status: 429, reason: "TooManyRequests", retryAfterSeconds: 7),
                    .init(verb: "create", status: 500, reason: "InternalError", message: "etcdserver: leader changed"),
                ]
            }
            let busy = await failure { _ = try await client.create(pod: samplePod("a")) }
            #expect(busy?.kind == .tooManyRequests && busy?.retryAfterSeconds == 7)
            let trouble = await failure { _ = try await client.create(pod: samplePod("a")) }
            #expect(trouble?.kind == .server && trouble?.description.contains("leader changed") == true)
            _ = try await client.create(pod: samplePod("a"))
        }
    }

    @Test func `what a namespace's Pod Security refuses is said`() async throws {
        try await withServer { server, client in
            var pod = samplePod("a")
            pod["spec"]["hostNetwork"] = true
            let refused = await failure { _ = try await client.create(pod: pod) }
            #expect(refused?.kind == .forbidden && refused?.description.contains("pod template") == true)
            let invalid = await failure { _ = try await client.create(pod: samplePod("Bad_Name")) }
            #expect(invalid?.kind == .invalid && invalid?.status == 422)
        }
    }

    @Test func `Secrets`() async throws {
        try await withServer { server, client in
            let secret: JSON = [
                "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "s", "labels": ["a": "b"]],
                "data": ["secret": "AQID"],
            ]
            try await client.create(secret: secret)
            var other = secret
            other["metadata"] = ["name": "o", "labels": ["a": "c"]]
            try await client.create(secret: other)
            #expect(try await client.secrets(labels: ["a": "b"]) == ["s"])
            try await client.deleteSecrets(labels: ["a": "b"])
            try await client.deleteSecrets(labels: ["a": "b"])
            #expect(try await client.secrets(labels: [:]) == ["o"])
        }
    }

    @Test func `a server that is away and comes back`() async throws {
        try await withServer { server, client in
            try await server.control { $0.faults.isDown = true }
            let away = await failure { _ = try await client.pods(labels: [:]) }
            #expect(away?.kind == .unreachable && away?.description.contains(server.address) == true)
            try await server.control { $0.faults.isDown = false }
            _ = try await client.pods(labels: [:])
        }
        let access = ServerAccess(
            server: "https://127.0.0.1:1", origin: "test", namespace: "spark", credential: .none)
        let client = try KubernetesClient(access)
        let refused = await failure { _ = try await client.version() }
        #expect(refused?.kind == .unreachable, "\(refused?.description ?? "")")
        await client.shutdown()
    }

    @Test func `another authority's server is not trusted`() async throws {
        try await withServer(change: { $0.authorities = Array(TestCertificates.otherAuthority.utf8) }) { _, client in
            let refused = await failure { _ = try await client.version() }
            #expect(refused?.description.contains("caCertFile") == true, "\(refused?.description ?? "")")
        }
        try await withServer(change: {
            $0.authorities = nil; $0.verifiesServer = false
        }) { _, client in
            let version = try await client.version()
            #expect(version == "v1.36.2")
        }
    }

    @Test func `a certificate's other name`() async throws {
        // The certificate is for 127.0.0.1, among others.
        let options = APIServer.Options(host: "127.0.0.2", runsProcesses: false)
        try await withServer(options) { _, client in
            let refused = await failure { _ = try await client.version() }
            #expect(refused?.description.contains("for another name") == true, "\(refused?.description ?? "")")
        }
        try await withServer(options, change: { $0.serverName = "kubernetes.default.svc" }) { _, client in
            let version = try await client.version()
            #expect(version == "v1.36.2")
        }
    }

    @Test func `a client's certificate says who it is`() async throws {
        try await withServer(change: { access in
            access.credential = .none
            access.certificate = Array(TestCertificates.client.utf8)
            access.key = Array(TestCertificates.clientKey.utf8)
        }) { _, client in
            #expect(await client.user() == "developer")
        }
    }

    private static let hasIPv6 =
        ((try? String(contentsOfFile: "/proc/net/if_inet6", encoding: .utf8)) ?? "").contains(" lo")

    @Test(.enabled(if: hasIPv6)) func `a server at an address of IPv6`() async throws {
        try await withServer(.init(host: "::1", runsProcesses: false)) { server, client in
            #expect(server.address.hasPrefix("https://[::1]:"))
            let version = try await client.version()
            #expect(version == "v1.36.2")
        }
    }

    @Test func `a plug-in for credentials`() async throws {
        let folder = try TemporaryFolder()
        let program = try folder.write(
            """
            #!/bin/sh
            echo run >> "\(folder.path)/runs"
            echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"'$TOKEN'",
            "expirationTimestamp":"2100-01-01T00:00:00Z"}}'
            """, "login", executable: true)
        let plugin = CredentialPlugin(
            command: program, arguments: [], environment: ["TOKEN": APIServer.firstToken],
            apiVersion: "client.authentication.k8s.io/v1", installHint: nil, origin: "a test")
        try await withServer(change: { $0.credential = .plugin(plugin) }) { server, client in
            #expect(await client.user() == APIServer.driverUser)
            _ = try await client.pods(labels: [:])
            let runs = try String(contentsOfFile: folder.path + "/runs", encoding: .utf8)
            #expect(runs == "run\n", "kept until its end")
            try await server.control { $0.rights.tokens = [:] }
            let refused = await failure { _ = try await client.pods(labels: [:]) }
            #expect(refused?.kind == .unauthorized, "asked anew after a 401, once")
        }
        var absent = plugin
        absent.command = "/no/such/program"
        absent.installHint = "Install it."
        try await withServer(change: { $0.credential = .plugin(absent) }) { _, client in
            let failed = await failure { _ = try await client.pods(labels: [:]) }
            #expect(failed?.kind == .credentials && failed?.description.contains("Install it.") == true)
        }
    }

    @Test func `events come twice and late, or never`() async throws {
        try await withServer { server, client in
            try await server.control { state in
                state.faults.eventCopies = 2
                state.faults.eventDelayMillis = 5
            }
            let start = try await client.pods(labels: [:]).resourceVersion
            let seen = SeenEvents()
            let watch = Task { try await client.watchPods(labels: [:], from: start) { seen.add($0) } }
            while try await server.control({ $0.watchCount }) == 0 { await Task.yield() }
            _ = try await client.create(pod: samplePod("a"))
            let twice = await seen.wait { events -> Int? in
                let running = events.filter { if case .modified(let pod) = $0 { pod.phase == .running } else { false } }
                return running.count == 2 ? 2 : nil
            }
            #expect(twice == 2)
            try await server.control { $0.endWatches(inOrder: true) }
            try await watch.value
        }
    }
}
