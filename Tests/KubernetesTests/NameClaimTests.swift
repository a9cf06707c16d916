// SPDX-License-Identifier: Apache-2.0

import APIServer
import Glibc
import JSONValues
import Kubernetes
import Testing

@Suite struct NameClaimTests {
    private func pods(_ id: String, prefix: String? = nil) throws -> ExecutorPods {
        let settings = try PodSettings(["spark.kubernetes.container.image": "martlet/executor:1"], environment: [:])
        if let prefix {
            return try ExecutorPods(
                settings,
                .init(
                    id: id, name: "app", namespace: "spark", namePrefix: prefix, driver: "h:1", owner: nil,
                    place: "here", version: "1"))
        }
        return try ExecutorPods(
            settings,
            .init(
                id: id, name: "app", namespace: "spark", startMillis: 1_700_000_000_000, driver: "h:1", owner: nil,
                place: "here", version: "1"))
    }

    /// What the Secret of this name holds.
    private func secret(_ name: String, _ server: APIServer) async throws -> String? {
        try await server.control { state in
            state.secrets(namespace: "spark").first { $0["metadata"]["name"].text == name }?["data"]["secret"].text
        }
    }

    @Test func `applications that start in the same millisecond have names of their own`() async throws {
        try await withServer { server, client in
            var (one, two, three) = (try pods("one"), try pods("two"), try pods("three"))
            try await client.claimNames(for: &one, secret: [1])
            try await client.claimNames(for: &two, secret: [2])
            try await client.claimNames(for: &three, secret: [3])
            #expect(one.podName(1) == "app-1700000000000-exec-1" && two.podName(1) == "app-1700000000001-exec-1")
            #expect(three.podName(1) == "app-1700000000002-exec-1")
            #expect(try await secret(one.secretName, server) == "AQ==")
            #expect(try await secret(two.secretName, server) == "Ag==")
            // Pods mount their own application's.
            let mounted = two.pod(1)["spec"]["volumes"].items.compactMap { $0["secret"]["secretName"].text }
            #expect(mounted == [two.secretName])
            try await client.deleteSecrets(labels: two.labels)
            #expect(try await client.secrets(labels: [:]) == [one.secretName, three.secretName])
        }
    }

    @Test func `under a prefix that is set Secrets are numbered, and pods keep the prefix`() async throws {
        try await withServer { server, client in
            var (one, two) = (try pods("one", prefix: "team"), try pods("two", prefix: "team"))
            try await client.claimNames(for: &one, secret: [1])
            try await client.claimNames(for: &two, secret: [2])
            #expect(one.secretName == "team-secret" && two.secretName == "team-2-secret")
            #expect(one.podName(1) == two.podName(1))
            #expect(try await secret("team-2-secret", server) == "Ag==")
        }
    }

    @Test func `a Secret whose answer was lost is the application's own`() async throws {
        try await withServer { server, client in
            var one = try pods("one")
            try await client.create(secret: one.secret([1]))
            try await client.claimNames(for: &one, secret: [1])
            #expect(one.application.namePrefix == "app-1700000000000")
            #expect(try await client.secrets(labels: [:]) == ["app-1700000000000-secret"])
            // Whether it is, must be known.
            var two = try pods("two")
            try await server.control {
                $0.faults.refusals = [.init(verb: "list", resource: "secrets", status: 500, message: "busy")]
            }
            await #expect(throws: KubernetesError.self) { try await client.claimNames(for: &two, secret: [2]) }
            try await client.claimNames(for: &two, secret: [2])
            #expect(two.application.namePrefix == "app-1700000000001")
        }
    }

    @Test func `a process that has ended is none, also before somebody has waited for it`() throws {
        var child = pid_t()
        var words: [UnsafeMutablePointer<CChar>?] = [strdup("sleep"), strdup("1000"), nil]
        defer { for word in words { free(word) } }
        try #require(posix_spawnp(&child, "sleep", nil, nil, &words, environ) == 0)
        let text = try String(contentsOfProcess: child)
        let process = try #require(DriverProcess("\(child).\(text)"))
        #expect(process.isAlive)
        kill(child, SIGKILL)
        var information = siginfo_t()
        while waitid(P_PID, id_t(child), &information, WEXITED | WNOWAIT) < 0 && errno == EINTR {}
        #expect(!process.isAlive)
        waitpid(child, nil, 0)
    }
}

extension String {
    /// When a process has started, in clock ticks since the machine has.
    fileprivate init(contentsOfProcess process: pid_t) throws {
        let file = try #require(fopen("/proc/\(process)/stat", "r"))
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 2_048)
        let count = fread(&bytes, 1, bytes.count, file)
        let fields = String(decoding: bytes.prefix(count), as: UTF8.self).split(separator: " ")
        self = String(fields[21])
    }
}
