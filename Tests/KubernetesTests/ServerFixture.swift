// SPDX-License-Identifier: Apache-2.0

import APIServer
import JSONValues
import Kubernetes
import Threads

/// Runs `body` with a server and a client of it, and ends both.
func withServer(
    _ options: APIServer.Options = .init(runsProcesses: false), change: (inout ServerAccess) -> Void = { _ in },
    _ body: (APIServer, KubernetesClient) async throws -> Void
) async throws {
    let server = try await APIServer.start(options)
    do {
        var access = try ServerAccess.find(
            master: "k8s://" + server.address, settings: server.sparkSettings, environment: [:])
        access.requestMillis = 20_000
        change(&access)
        let client = try KubernetesClient(access)
        do {
            try await body(server, client)
        } catch {
            await client.shutdown()
            throw error
        }
        await client.shutdown()
    } catch {
        await server.stop()
        throw error
    }
    await server.stop()
}

/// A pod that restricted Pod Security lets through.
func samplePod(
    _ name: String, labels: [String: String] = ["app": "test"], command: [String] = ["sleep", "1000"]
) -> JSON {
    [
        "apiVersion": "v1", "kind": "Pod", "metadata": ["name": .string(name), "labels": JSON(labels)],
        "spec": [
            "restartPolicy": "Never", "terminationGracePeriodSeconds": 5,
            "securityContext": ["runAsNonRoot": true, "seccompProfile": ["type": "RuntimeDefault"]],
            "containers": [
                [
                    "name": "executor", "image": "test", "command": .array(command.map { .string($0) }),
                    "securityContext": ["allowPrivilegeEscalation": false, "capabilities": ["drop": ["ALL"]]],
                ]
            ],
        ],
    ]
}

/// What a watch has said, for tests that wait for it.
final class SeenEvents: Sendable {
    private let events = Monitor<[PodEvent]>([])

    var all: [PodEvent] { events.withLock { $0 } }

    func add(_ event: PodEvent) { events.change { $0.append(event) } }

    /// Waits until the events are so; nil after the time.
    func wait<Result: Sendable>(
        milliseconds: Int = 60_000, _ body: @escaping @Sendable ([PodEvent]) -> Result?
    ) async -> Result? {
        await withCheckedContinuation { continuation in
            // The pool's own threads must not wait.
            BlockingWork.run {
                continuation.resume(returning: self.events.wait(milliseconds: milliseconds) { body($0) })
            }
        }
    }
}
