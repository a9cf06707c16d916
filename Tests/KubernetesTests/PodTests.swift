// SPDX-License-Identifier: Apache-2.0

import JSONValues
import Kubernetes
import Testing

/// A real server's states of pods, as Martlet reads them.
@Suite struct PodTests {
    private func last(_ name: String) throws -> Pod { try #require(try Recordings.pods(name).last) }

    @Test func `a pod goes its way`() throws {
        let pods = try Recordings.pods("exec-ok")
        #expect(pods.first?.phase == .pending && pods.first?.container == Pod.Container.none)
        #expect(pods.contains { $0.container == .waiting(reason: "ContainerCreating", message: "") })
        #expect(pods.contains { $0.phase == .running && $0.container == .running && $0.node == "node1" })
        let end = Pod.Container.terminated(exitCode: 0, signal: nil, reason: "Completed", message: "")
        #expect(pods.contains { $0.phase == .running && $0.container == end }, "the container's end shows first")
        #expect(pods.last?.phase == .succeeded && pods.last?.podIP?.hasPrefix("10.") == true)
        #expect(pods.allSatisfy { !$0.uid.isEmpty && $0.labels == ["app": "rec"] && Int($0.resourceVersion) != nil })
    }

    @Test func `the reasons of ends`() throws {
        let failed = try last("exec-fail")
        #expect(failed.phase == .failed)
        #expect(failed.container == .terminated(exitCode: 3, signal: nil, reason: "Error", message: ""))
        let killed = try last("exec-oomkilled")
        #expect(killed.container == .terminated(exitCode: 137, signal: nil, reason: "OOMKilled", message: ""))
        let evicted = try last("exec-evict")
        #expect(evicted.phase == .failed && evicted.end.reason == "Evicted")
        #expect(evicted.end.message.contains("ephemeral local storage"))
        #expect(try last("exec-deadline").end.reason == "DeadlineExceeded")
        guard case .terminated(128, _, "StartError", let message) = try last("exec-badcmd").container else {
            Issue.record("no StartError")
            return
        }
        #expect(message.contains("/no/such/file"))
    }

    @Test func `the reasons of waiting`() throws {
        #expect(try last("exec-unschedulable").unschedulable?.contains("nodes are available") == true)
        let pulls = try Recordings.pods("exec-pull").map(\.container)
        for reason in ["ErrImagePull", "ImagePullBackOff"] {
            let said = pulls.contains {
                if case .waiting(reason, let message) = $0 {
                    message.contains("registry.invalid/absent:1")
                } else {
                    false
                }
            }
            #expect(said, "\(reason)")
        }
    }

    @Test func `a deletion`() throws {
        let pods = try Recordings.pods("exec-term")
        #expect(pods.contains { !$0.isDeleting && $0.phase == .running })
        #expect(pods.contains { $0.isDeleting && $0.phase == .running })
        #expect(pods.last?.isDeleting == true && pods.last?.phase == .succeeded)
        #expect(try last("exec-owned").ownerUIDs.isEmpty == false)
    }

    @Test func `an answer that is none is a pod of nothing`() {
        for value in [JSON.null, [], "x", ["status": "x", "metadata": 1], ["status": ["containerStatuses": [1]]]] {
            let pod = Pod(value)
            #expect(pod.name.isEmpty && pod.phase == .unknown && pod.container == Pod.Container.none)
        }
    }
}
