// SPDX-License-Identifier: Apache-2.0

import APIServer
import JSONValues
import Kubernetes
import NIOCore
import NIOHTTP1
import NIOSSL
import Testing

/// The test server says what a real one said to the same requests.
@Suite struct RecordedAnswersTests {
    /// An answer with its own namespace and names put in the recording's place.
    private func ask(
        _ server: APIServer, _ method: HTTPMethod, _ path: String, token: String = APIServer.firstToken,
        body: JSON? = nil
    ) async throws -> (status: Int, body: JSON) {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(TestCertificates.authority.utf8)))
        let transport = HTTPTransport(tls: tls)
        let answer = try await transport.send(
            method, server.address + path, headers: ["authorization": "Bearer " + token], body: body?.bytes,
            deadline: .seconds(20))
        try await transport.shutdown()
        return (answer.status, try JSON(parsing: answer.body))
    }

    private func compare(
        _ name: String, _ method: HTTPMethod, _ path: String, token: String = APIServer.firstToken, body: JSON? = nil,
        prepare: @escaping @Sendable (ServerState) -> Void = { _ in }
    ) async throws {
        let recorded = try Recordings.answer(name)
        try await withServer { server, _ in
            try await server.control { state in
                state.rights.allowed["system:serviceaccount:rec:driver"] = Rights.driver
                    .subtracting(["deletecollection pods"])
                state.rights.tokens["driver"] = "system:serviceaccount:rec:driver"
                state.rights.tokens["nobody"] = "system:serviceaccount:rec:nobody"
                prepare(state)
            }
            let answer = try await ask(server, method, path, token: token, body: body)
            #expect(answer.status == recorded.status && answer.body == recorded.body, "\(answer)")
        }
    }

    private static let pods = "/api/v1/namespaces/rec/pods"

    @Test func `refusals`() async throws {
        try await compare("get-404", .GET, Self.pods + "/none", token: "driver")
        try await compare("get-401", .GET, Self.pods + "/none", token: "wrong")
        try await compare("create-403-rbac", .POST, Self.pods, token: "nobody", body: samplePod("a"))
        try await compare("deletecollection-405-or-403", .DELETE, Self.pods, token: "driver")
        try await compare("create-409-exists", .POST, Self.pods, token: "driver", body: samplePod("exec-ok")) { state in
            _ = state.put(samplePod("exec-ok"), resource: "pods", namespace: "rec")
        }
        try await compare("create-403-quota", .POST, Self.pods, token: "driver", body: samplePod("exec-q")) { state in
            for name in ["a", "b", "c"] { _ = state.put(samplePod(name), resource: "pods", namespace: "rec") }
            // The recording's quota was set after its pods were there.
            state.faults.podsMax = 0
        }
        try await compare(
            "create-422-invalid", .POST, Self.pods, token: "driver",
            body: ["metadata": ["name": "Bad_Name"], "spec": [:]])
        try await compare(
            "create-400-bad-json", .POST, Self.pods, token: "driver",
            body: ["metadata": ["name": "a"], "spec": ["containers": "x"]])
        var bare = samplePod("exec-x")
        bare["spec"]["securityContext"] = .null
        bare["spec"]["containers"].items[0]["securityContext"] = .null
        try await compare("create-403-pod-security", .POST, Self.pods, token: "driver", body: bare)
    }

    @Test func `a pod as it was made has the recording's fields`() async throws {
        let recorded = try Recordings.answer("create-201")
        try await withServer { server, _ in
            try await server.control { $0.faults.isRestricted = false }
            let body: JSON = [
                "metadata": ["name": "exec-ok", "labels": ["app": "rec"]],
                "spec": [
                    "restartPolicy": "Never", "terminationGracePeriodSeconds": 2, "automountServiceAccountToken": false,
                    "containers": recorded.body["spec"]["containers"],
                ],
            ]
            let answer = try await ask(server, .POST, "/api/v1/namespaces/spark/pods", body: body)
            #expect(answer.status == 201)
            #expect(answer.body["spec"] == recorded.body["spec"], "\(answer.body)")
            #expect(answer.body["status"] == recorded.body["status"])
            #expect(Set(answer.body["metadata"].fields.keys) == Set(recorded.body["metadata"].fields.keys))
        }
    }

    @Test func `lists and reviews have the recording's fields`() async throws {
        let list = try Recordings.answer("list-limit")
        let allowed = try Recordings.answer("selfsubjectaccessreview")
        let denied = try Recordings.answer("selfsubjectaccessreview-denied")
        try await withServer { server, client in
            for name in ["a", "b", "c"] { _ = try await client.create(pod: samplePod(name)) }
            let path = "/api/v1/namespaces/spark/pods?limit=2&labelSelector=app%3Dtest"
            let page = try await ask(server, .GET, path)
            #expect(page.status == list.status && page.body["kind"] == list.body["kind"])
            #expect(page.body["metadata"].fields.keys.sorted() == list.body["metadata"].fields.keys.sorted())
            #expect(page.body["items"].items.allSatisfy { $0["kind"].isNull }, "as recorded, without kinds")
            #expect(list.body["items"].items.allSatisfy { $0["kind"].isNull })
            let reviews = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
            for (verb, recorded) in [("create", allowed), ("patch", denied)] {
                let body: JSON = [
                    "spec": ["resourceAttributes": ["namespace": "spark", "verb": .string(verb), "resource": "pods"]]
                ]
                let answer = try await ask(server, .POST, reviews, body: body)
                #expect(answer.status == recorded.status && answer.body["kind"] == recorded.body["kind"])
                #expect(answer.body["status"]["allowed"] == recorded.body["status"]["allowed"])
            }
        }
    }

    @Test func `an end goes through the recording's states`() async throws {
        let recorded = try Recordings.pods("exec-fail").map(Step.init)
        try await withServer(.init()) { server, client in
            let start = try await client.pods(labels: [:]).resourceVersion
            let seen = SeenEvents()
            let watch = Task { try await client.watchPods(labels: [:], from: start) { seen.add($0) } }
            _ = try await client.create(pod: samplePod("exec-fail", command: ["sh", "-c", "exit 3"]))
            _ = await seen.wait { events -> Bool? in
                for case .modified(let pod) in events where pod.phase == .failed { return true }
                return nil
            }
            let steps = seen.all.compactMap { event -> Step? in
                switch event {
                case .added(let pod), .modified(let pod), .deleted(let pod): Step(pod)
                case .bookmark: nil
                }
            }
            #expect(steps.unique == recorded.unique, "\(steps)")
            try await server.control { $0.endWatches(inOrder: true) }
            try await watch.value
        }
    }

    /// What of a pod's state Martlet goes by.
    private struct Step: Hashable {
        var phase: Pod.Phase
        var container: Pod.Container
        var isScheduled: Bool

        init(_ pod: Pod) {
            phase = pod.phase
            container = pod.container
            isScheduled = pod.node != nil
        }
    }
}

extension Array where Element: Hashable {
    /// Each element once, in the order in which they first come.
    fileprivate var unique: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
