// SPDX-License-Identifier: Apache-2.0

import APIServer
import Glibc
import JSONValues
import Kubernetes
import Testing

@Suite struct DoctorTests {
    /// What the doctor finds in the test server's cluster, by title. The executor is `program`.
    private func examine(
        program: String, settings: [String: String] = [:], environment: [String: String] = [:],
        _ prepare: @escaping @Sendable (ServerState) -> Void = { _ in }
    ) async throws -> [String: Finding] {
        let server = try await APIServer.start(.init(programs: ["martlet-executor": program]))
        try await server.control(prepare)
        var own = ["spark.driver.host": "127.0.0.1"]
        // Tests run side by side.
        if environment.isEmpty { own["spark.driver.port"] = "0" }
        let all = server.sparkSettings.merging(own) { _, own in own }.merging(settings) { _, set in set }
        let findings = await withCheckedContinuation { continuation in
            BlockingWork.run {
                continuation.resume(
                    returning: Doctor.examine(
                        master: "k8s://" + server.address, settings: all, environment: environment, version: "1",
                        report: { _ in }))
            }
        }
        let left = try await server.control {
            ($0.pods(namespace: "spark").count, $0.secrets(namespace: "spark").count)
        }
        #expect(left == (0, 0), "nothing is left behind")
        await server.stop()
        return Dictionary(findings.map { ($0.title, $0) }) { first, _ in first }
    }

    /// A program that dials where `--driver` says, as an executor does.
    private func dialler(_ folder: TemporaryFolder) throws -> String {
        try folder.write(
            """
            #!/bin/bash
            host=${2%:*} port=${2##*:}
            exec 3<>"/dev/tcp/$host/$port"
            sleep 1000
            """, "martlet-executor", executable: true)
    }

    @Test func `all is well`() async throws {
        let folder = try TemporaryFolder()
        let findings = try await examine(program: try dialler(folder))
        for title in ["API server", "identity", "rights", "admission", "quota", "driver's address", "executor"] {
            #expect(findings[title]?.outcome == .fine, "\(title): \(findings[title]?.text ?? "not looked at")")
        }
    }

    @Test func `the executor dials where a driver would listen, which policies let through`() async throws {
        let folder = try TemporaryFolder()
        let (handle, port) = try busyPort()
        defer { close(handle) }
        let set = try await examine(program: try dialler(folder), settings: ["spark.driver.port": "\(port)"])
        let chart = try await examine(program: try dialler(folder), environment: ["MARTLET_DRIVER_PORT": "\(port)"])
        for findings in [set, chart] {
            let finding = try #require(findings["executor"])
            let dialled = finding.text.split(separator: ":").last.flatMap { Int($0) } ?? 0
            #expect(finding.outcome == .fine && (port + 1...port + 16).contains(dialled), "\(finding.text)")
        }
    }

    /// A port of this machine that somebody listens on.
    private func busyPort() throws -> (handle: Int32, port: Int) {
        let handle = socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
        try #require(handle >= 0)
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(handle, $0, length) == 0 && listen(handle, 1) == 0 && getsockname(handle, $0, &length) == 0
            }
        }
        try #require(isBound)
        return (handle, Int(UInt16(bigEndian: address.sin6_port)))
    }

    @Test func `missing rights come with the Role`() async throws {
        let findings = try await examine(program: "true") { state in
            state.rights.allowed[APIServer.driverUser]?.remove("create pods")
            state.rights.allowed[APIServer.driverUser]?.remove("get pods/log")
        }
        #expect(findings["rights"]?.text.contains("create pods, get pods/log") == true)
        let role = findings["rights"]?.yaml ?? ""
        #expect(role.contains("{kind: ServiceAccount, name: driver, namespace: spark}"))
        #expect(throws: Never.self) { try JSON(yaml: Array(role.utf8)) }
        #expect(findings["admission"]?.outcome == .failed && findings["executor"]?.outcome == .skipped)
    }

    @Test func `quota and limit range`() async throws {
        let findings = try await examine(program: "true", settings: ["spark.executor.instances": "4"]) { state in
            _ = state.put(
                [
                    "metadata": ["name": "team"],
                    "status": [
                        "hard": [
                            "limits.memory": "4Gi", "pods": "10", "requests.cpu": "100", "cpu": "nan",
                            "memory": "1e308",
                            "requests.memory": "1e999",
                        ],
                        "used": ["limits.memory": "1Gi", "pods": "1", "requests.cpu": "500m"],
                    ],
                ], resource: "resourcequotas", namespace: "spark")
            _ = state.put(
                [
                    "metadata": ["name": "small"],
                    "spec": ["limits": [["type": "Container", "max": ["memory": "1Gi"]]]],
                ], resource: "limitranges", namespace: "spark")
        }
        let text = findings["quota"]?.text ?? ""
        #expect(text.contains("quota team has room for 2 of 4 executors: limits.memory is 1Gi of 4Gi"), "\(text)")
        #expect(text.contains("limit range small allows a container 1Gi of memory; an executor has 1408Mi"), "\(text)")
    }

    @Test func `an executor that cannot come`() async throws {
        let absent = try await examine(program: "true") { $0.kubelet.node.missingImages = ["martlet/executor:test"] }
        #expect(absent["executor"]?.text.contains("spark.kubernetes.container.image") == true, "\(absent)")
        let full = try await examine(program: "true") { $0.kubelet.node.unschedulable = "0/3 nodes are available" }
        #expect(full["executor"]?.text.contains("0/3 nodes are available") == true, "\(full)")
        let folder = try TemporaryFolder()
        let program = try folder.write(
            "#!/bin/sh\necho cannot reach the driver\nexit 1", "martlet-executor", executable: true)
        let cut = try await examine(program: program)
        #expect(cut["executor"]?.text.contains("cannot reach the driver") == true, "\(cut["executor"]?.text ?? "")")
        #expect(cut["executor"]?.yaml?.contains("NetworkPolicy") == true)
    }

    @Test func `an address that is nobody's, and settings that cannot be`() async throws {
        let lost = try await examine(program: "true", settings: ["spark.driver.host": "no-such-host.invalid"])
        #expect(lost["driver's address"]?.outcome == .failed)
        let wrong = try await examine(program: "true", settings: ["spark.executor.memory": "much"])
        #expect(wrong["settings"]?.text.contains("spark.executor.memory=much") == true)
    }
}
