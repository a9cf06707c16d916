// SPDX-License-Identifier: Apache-2.0

import Driver
import JSONValues
import Kubernetes
import Scheduling
import Testing

@Suite("Reconciler")
struct ReconcilerTests {
    typealias Rig = ReconcilerRig

    @Test("pods are asked for in batches, with a pause between them")
    func batches() {
        var rig = Rig(desired: 5) {
            $0.batchSize = 2
            $0.batchDelayMillis = 1_000
        }
        let first = rig.handle(.started(namePrefix: "app"))
        #expect(first.created == [1, 2] && first.contains(.list) && first.contains(.findLeftovers))
        #expect(rig.after(999).created.isEmpty)
        // The first two are still on their way.
        #expect(rig.after(1).created.isEmpty)
        #expect(rig.after(10, .created(number: 1, rig.pod(1))).created == [3])
        #expect(rig.handle(.created(number: 2, rig.pod(2))).created.isEmpty)
        #expect(rig.after(1_000).created == [4])
    }

    @Test("no more pods wait for a node at a time than may")
    func pendingPods() {
        var rig = Rig(desired: 3) { $0.pendingMax = 1 }
        #expect(rig.handle(.started(namePrefix: "app")).created == [1])
        #expect(rig.after(5_000, .created(number: 1, rig.pod(1))).created.isEmpty)
        let running = rig.pod(1, "Running", state: ["running": .object([:])])
        #expect(rig.after(5_000, .watched(.modified(running))).created == [2])
    }

    @Test(
        "a watch begins where the list ends, goes on where it ended, and lists anew after 410 or a loss"
    )
    func watching() {
        var rig = Rig(desired: 0)
        _ = rig.handle(.started(namePrefix: "app"))
        #expect(
            rig.handle(.listed(PodList(pods: [], resourceVersion: "7"))).contains(.watch(from: "7")))
        _ = rig.handle(.watched(.bookmark(resourceVersion: "12")))
        _ = rig.handle(.watched(.bookmark(resourceVersion: "9")))
        #expect(rig.after(5_000, .watchEnded(nil)).contains(.watch(from: "12")))
        #expect(rig.after(5_000, .watchEnded(KubernetesError(.gone, "too old"))).contains(.list))
        #expect(
            rig.handle(.listed(PodList(pods: [], resourceVersion: "40"))).contains(.watch(from: "40")))
        let lost = rig.after(5_000, .watchEnded(KubernetesError(.unreachable, "no connection")))
        #expect(!lost.contains(.list) && lost.timer == ReconcilerLimits.pauseMillisMin)
        #expect(rig.after(1_000).contains(.list))
    }

    @Test(
        "pods are listed every 30 s whatever the watch says; a failed list is tried again with longer pauses"
    )
    func polling() {
        var rig = Rig(desired: 0)
        _ = rig.handle(.started(namePrefix: "app"))
        let listed = rig.handle(.listed(rig.list()))
        #expect(listed.timer == ReconcilerLimits.pollMillis)
        #expect(rig.after(29_999).contains(.list) == false)
        #expect(rig.after(1).contains(.list))
        #expect(rig.handle(.listFailed(KubernetesError(.server, "busy"))).timer == 1_000)
        #expect(rig.after(1_000).contains(.list))
        #expect(rig.handle(.listFailed(KubernetesError(.server, "busy"))).timer == 2_000)
        #expect(rig.after(2_000).contains(.list))
        let late = rig.handle(
            .listFailed(KubernetesError(.tooManyRequests, retryAfterSeconds: 20, "later")))
        #expect(late.timer == 20_000)
    }

    @Test(
        "creations that fail and may do better later are tried again under the same name, and are no error",
        arguments: [
            KubernetesError.Kind.quota, .conflict, .tooManyRequests, .server, .timeout, .unreachable,
        ])
    func passing(_ kind: KubernetesError.Kind) {
        var rig = Rig(desired: 1)
        _ = rig.handle(.started(namePrefix: "app"))
        var pauses: [UInt64] = []
        for _ in 0..<8 {
            let failed = rig.handle(
                .createFailed(number: 1, KubernetesError(kind, "exceeded quota: pods")))
            #expect(failed.failures.isEmpty)
            if pauses.isEmpty {
                #expect(failed.state(1) == .pending(because: "exceeded quota: pods"))
            }
            var waited: UInt64 = 0
            while waited < 60_000 {
                waited += 500
                if rig.after(500).created == [1] { break }
            }
            pauses.append(waited)
            _ = rig.handle(.listed(rig.list()))
        }
        #expect(pauses == [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
        #expect(rig.handle(.created(number: 1, rig.pod(1))).state(1) != nil)
    }

    @Test("a pod whose answer was lost is not made twice")
    func lostAnswer() {
        var rig = Rig(desired: 1)
        _ = rig.handle(.started(namePrefix: "app"))
        _ = rig.handle(.createFailed(number: 1, KubernetesError(.timeout, "no answer")))
        #expect(rig.after(1_000).created == [1])
        let there = rig.handle(.createFailed(number: 1, KubernetesError(.alreadyExists, "exists")))
        #expect(there.created.isEmpty && there.failures.isEmpty)
        #expect(rig.after(60_000, .listed(rig.list(rig.pod(1)))).created.isEmpty)
    }

    @Test("a name that is another application's pod's is passed over, once a list tells, and is no failure")
    func namesOfOthers() {
        var rig = Rig(desired: 2) { $0.podsMax = 2 }
        #expect(rig.handle(.started(namePrefix: "app")).created == [1, 2])
        _ = rig.handle(.listed(rig.list()))
        let exists = KubernetesError(.alreadyExists, "exists")
        let taken = rig.after(5_000, .createFailed(number: 1, exists))
        #expect(taken.contains(.list) && taken.created.isEmpty)
        // Asked while that list is on its way: it says nothing about this one.
        #expect(!rig.after(100, .createFailed(number: 2, exists)).contains(.list))
        let first = rig.after(100, .listed(rig.list()))
        #expect(first.contains(.list) && first.created == [3] && first.failures.isEmpty)
        #expect(first.state(1) == .lost(because: .dismissed))
        // The second was its own: the answer of an earlier request was lost.
        let second = rig.after(5_000, .listed(rig.list(rig.pod(2))))
        #expect(second.created.isEmpty && second.deleted.isEmpty && second.failures.isEmpty)
        #expect(rig.handle(.created(number: 3, rig.pod(3))).deleted.isEmpty)
        // Nothing is left that would make the one pod that a list had not yet, or another's.
        #expect(rig.after(60_000, .listed(rig.list(rig.pod(2), rig.pod(3)))).created.isEmpty)
    }

    @Test("pods have the prefix that the application has got, whatever was meant before")
    func prefix() {
        var rig = Rig(desired: 1)
        let begun = rig.handle(.started(namePrefix: "other"))
        #expect(begun.contains(.report(name: "other-exec-1", .pending(because: "its pod is about to be asked for"))))
    }

    @Test("an executor that registers is there, whatever was heard of its pod")
    func registeredFirst() {
        var rig = Rig(desired: 1)
        _ = rig.handle(.started(namePrefix: "app"))
        _ = rig.handle(.createFailed(number: 1, KubernetesError(.timeout, "no answer")))
        _ = rig.handle(.registered(name: "app-exec-1"))
        #expect(rig.after(60_000).created.isEmpty)
        #expect(rig.handle(.lost(name: "app-exec-1", .connectionLost("reset"))).created == [2])
    }

    @Test("refusals that waiting does not help against end in an error with the server's sentence")
    func refusals() {
        var rig = Rig(desired: 1)
        _ = rig.handle(.started(namePrefix: "app"))
        var failures: [String] = []
        for _ in 0..<3 {
            failures +=
                rig.handle(.createFailed(number: 1, KubernetesError(.forbidden, "needs a Role"))).failures
            _ = rig.after(60_000)
        }
        #expect(failures.count == 1 && failures[0].contains("needs a Role"))
    }

    @Test("the number of pods that are ever made is bounded")
    func maximum() {
        var rig = Rig(desired: 1) {
            $0.podsMax = 2
            $0.failuresMax = 100
        }
        rig.settle()
        let gone = rig.after(5_000, .watched(.deleted(rig.pod(1, "Running"))))
        #expect(gone.created == [2] && gone.failures.isEmpty)
        _ = rig.handle(.created(number: 2, rig.pod(2)))
        let last = rig.after(5_000, .watched(.deleted(rig.pod(2, "Running"))))
        #expect(last.created.isEmpty && last.failures.first?.contains("allocation.maximum") == true)
    }

    @Test("more failures than the budget end the application, with the last reason")
    func budget() throws {
        var rig = Rig(desired: 1) { $0.failuresMax = 2 }
        rig.settle()
        var failures: [String] = []
        for number in 1...3 {
            if number > 1 { _ = rig.handle(.created(number: number, rig.pod(number))) }
            let dead = rig.pod(number, "Failed", state: Rig.ended(3, "Error"))
            failures += rig.after(60_000, .watched(.modified(dead))).failures
            let read = rig.handle(.logRead(name: "app-exec-\(number)", "all is lost"))
            failures += read.failures
            _ = rig.handle(.watched(.deleted(rig.pod(number, "Failed", state: Rig.ended(3, "Error")))))
            _ = rig.after(60_000)
        }
        #expect(failures.count == 2)
        #expect(failures[0].contains("more than the 2") && failures[0].contains("exit code 3"))
        #expect(failures[1].contains("all is lost"))
    }

    @Test("failures that lie an hour back do not count")
    func window() {
        var rig = Rig(desired: 1) { $0.failuresMax = 1 }
        rig.settle()
        for number in 1...3 {
            if number > 1 { _ = rig.handle(.created(number: number, rig.pod(number))) }
            let dead = rig.pod(number, "Failed", state: Rig.ended(3, "Error"))
            #expect(rig.after(3_600_001, .watched(.deleted(dead))).failures.isEmpty)
            _ = rig.after(60_000)
        }
    }

    @Test(
        "a pod that is scheduled nowhere waits, in the scheduler's words, and is no error however long")
    func unschedulable() {
        var rig = Rig(desired: 1)
        _ = rig.handle(.started(namePrefix: "app"))
        _ = rig.handle(.created(number: 1, rig.pod(1)))
        let sentence = "0/3 nodes are available: 3 Insufficient cpu."
        let pod = rig.pod(
            1,
            condition: [
                "type": "PodScheduled", "status": "False", "reason": "Unschedulable",
                "message": .string(sentence),
            ])
        #expect(
            rig.handle(.watched(.modified(pod))).state(1)
                == .pending(because: "Unschedulable: \(sentence)"))
        let later = rig.after(86_400_000)
        #expect(later.state(1) == nil && later.failures.isEmpty && later.created.isEmpty)
    }

    @Test("an image that cannot be had: a reason at once, another try after a minute")
    func image() throws {
        var rig = Rig(desired: 1)
        _ = rig.handle(.started(namePrefix: "app"))
        _ = rig.handle(.created(number: 1, rig.pod(1)))
        let waiting: JSON = [
            "waiting": [
                "reason": "ImagePullBackOff", "message": "Back-off pulling image \"nowhere/x:1\"",
            ]
        ]
        let seen = rig.handle(.watched(.modified(rig.pod(1, state: waiting, node: "n1"))))
        #expect(
            seen.state(1)?.word == "pending" && seen.state(1)?.reason.contains("nowhere/x:1") == true)
        let given = rig.after(ReconcilerLimits.imageMillis)
        let reason = try #require(given.state(1)?.reason)
        #expect(reason.contains("nowhere/x:1") && reason.contains("spark.kubernetes.container.image"))
        #expect(given.deleted == ["app-exec-1"] && given.created == [2])
    }

    /// What ends a pod, what is said, and whether the executor is to blame.
    static let ends: [(String, JSON, String, String, JSON, [String], Bool)] = [
        (
            "Failed", ReconcilerRig.ended(137, "OOMKilled"), "", "", .null,
            ["OOMKilled", "1408Mi", "spark.executor.memory"], true
        ),
        (
            "Failed", .null, "Evicted", "The node was low on resource: ephemeral-storage.", .null,
            ["evicted", "ephemeral-storage"], false
        ),
        ("Failed", ReconcilerRig.ended(3, "Error"), "", "", .null, ["exit code 3"], true),
        ("Failed", ReconcilerRig.ended(139, "Error"), "", "", .null, ["segmentation fault"], true),
        (
            "Failed", ReconcilerRig.ended(128, "StartError"), "", "", .null,
            ["could not start", "image"], true
        ),
        (
            "Failed", ReconcilerRig.ended(137, "Error"), "", "",
            [
                "type": "DisruptionTarget", "status": "True", "reason": "PreemptionByScheduler",
                "message": "preempting to accommodate a higher priority pod",
            ], ["preempted"], false
        ),
        (
            "Failed", .null, "NodeLost", "Node n1 which was running pod is unresponsive", .null,
            ["its node"], false
        ),
    ]

    @Test(
        "each end has its reason, in words, and with the last log lines where there are some",
        arguments: ends.indices)
    func reasons(_ index: Int) throws {
        let (phase, state, reason, message, condition, words, isOwnFault) = Self.ends[index]
        var rig = Rig(desired: 1)
        rig.settle()
        let dead = rig.pod(
            1, phase, state: state, reason: reason, message: message, condition: condition, node: "n1")
        let ended = rig.after(5_000, .watched(.modified(dead)))
        let said = try #require(ended.state(1))
        for word in words { #expect(said.reason.contains(word), "\(said.reason)") }
        guard case .lost(let why) = said else {
            Issue.record("\(said)")
            return
        }
        #expect(why.countsAsFailure == isOwnFault)
        #expect(ended.created == [2])
        guard ended.contains(.readLog(name: "app-exec-1")) else {
            #expect(ended.deleted == ["app-exec-1"])
            return
        }
        // Not deleted before its last words are here.
        #expect(ended.deleted.isEmpty)
        let read = rig.handle(.logRead(name: "app-exec-1", "one\ntwo\n"))
        #expect(read.deleted == ["app-exec-1"])
        #expect(read.state(1)?.reason.hasSuffix("Its last log lines:\n  one\n  two") == true)
    }

    @Test("a log that does not come is not waited for long")
    func lateLog() {
        var rig = Rig(desired: 1)
        rig.settle()
        _ = rig.handle(.watched(.modified(rig.pod(1, "Failed", state: Rig.ended(3, "Error")))))
        #expect(rig.after(ReconcilerLimits.logMillis).deleted == ["app-exec-1"])
        #expect(rig.handle(.logRead(name: "app-exec-1", "late")).state(1) == nil)
    }

    @Test("a pod that is gone without a word is replaced; so is one that a list does not have")
    func vanished() {
        var rig = Rig(desired: 2)
        rig.settle()
        let gone = rig.after(
            5_000, .watched(.deleted(rig.pod(1, "Running", state: ["running": .object([:])]))))
        #expect(gone.state(1)?.reason.contains("is gone") == true && gone.created == [3])
        _ = rig.handle(.created(number: 3, rig.pod(3)))
        _ = rig.after(30_000)
        let missed = rig.handle(.listed(rig.list(rig.pod(3))))
        #expect(missed.state(2)?.reason.contains("is gone") == true && missed.created == [4])
    }

    @Test("what is late, doubled or out of order changes nothing")
    func disorder() {
        var rig = Rig(desired: 1)
        rig.settle()
        let old = rig.pod(1)
        let dead = rig.pod(1, "Failed", state: Rig.ended(3, "Error"))
        let first = rig.after(5_000, .watched(.modified(dead)))
        #expect(first.state(1) != nil)
        #expect(rig.handle(.watched(.modified(dead))).created.isEmpty)
        #expect(rig.handle(.watched(.modified(old))).isEmpty)
        _ = rig.handle(.logRead(name: "app-exec-1", nil))
        _ = rig.handle(.watched(.deleted(dead)))
        #expect(rig.handle(.watched(.deleted(dead))).isEmpty)
        // One that was deleted and is spoken of again does no more than be deleted again.
        let again = rig.handle(.watched(.added(old)))
        #expect(
            again.allSatisfy { if case .delete("app-exec-1", "uid-1", _) = $0 { true } else { false } })
        // Other pods are none of our business.
        #expect(rig.handle(.watched(.added(rig.pod(99)))).isEmpty)
    }

    @Test("the end of a pod that had the name before changes nothing")
    func replaced() {
        var rig = Rig(desired: 1)
        rig.settle()
        _ = rig.handle(
            .watched(.modified(rig.pod(1, "Running", state: ["running": .object([:])], uid: "other"))))
        let old = rig.handle(.watched(.deleted(rig.pod(1, "Running", uid: "uid-1"))))
        #expect(old.state(1) == nil && old.created.isEmpty)
    }

    @Test("an executor that the driver loses is replaced at once; its pod says why, or is deleted")
    func lost() {
        var rig = Rig(desired: 2)
        rig.settle()
        let lost = rig.after(5_000, .lost(name: "app-exec-1", .connectionLost("reset")))
        #expect(lost.created == [3])
        let dead = rig.pod(1, "Failed", state: Rig.ended(137, "OOMKilled"))
        #expect(rig.handle(.watched(.modified(dead))).state(1)?.reason.contains("OOMKilled") == true)
        _ = rig.after(5_000, .lost(name: "app-exec-2", .heartbeatTimeout(silentMillis: 10_000)))
        let killed = rig.after(ReconcilerLimits.explanationMillis)
        #expect(killed.contains(.delete(name: "app-exec-2", uid: "uid-2", graceSeconds: 0)))
    }

    @Test("a pod that is taken away says why, also when its node says nothing of its end, or when it left in order")
    func disrupted() {
        var rig = Rig(desired: 2)
        rig.settle()
        let gone: JSON = [
            "type": "DisruptionTarget", "status": "True", "reason": "DeletionByTaintManager",
            "message": "Taint manager: deleting due to NoExecute taint",
        ]
        let running: JSON = ["running": .object([:])]
        let silent = rig.pod(1, "Running", state: running, condition: gone, isDeleting: true, node: "n1")
        _ = rig.after(5_000, .watched(.modified(silent)))
        let lost = rig.handle(.lost(name: "app-exec-1", .heartbeatTimeout(silentMillis: 10_000)))
        #expect(lost.state(1)?.reason.contains("on node n1: its node is gone or does not answer") == true)
        let preempted: JSON = [
            "type": "DisruptionTarget", "status": "True", "reason": "PreemptionByScheduler", "message": "",
        ]
        _ = rig.handle(.lost(name: "app-exec-2", .drained))
        let ended = rig.pod(2, "Succeeded", state: Rig.ended(0, "Completed"), condition: preempted)
        let said = rig.after(1_000, .watched(.modified(ended)))
        #expect(said.state(2)?.reason.contains("preempted") == true && said.failures.isEmpty)
    }

    @Test("an executor that runs and does not register is given up, and says what may be wrong")
    func silent() {
        var rig = Rig(desired: 1)
        _ = rig.handle(.started(namePrefix: "app"))
        _ = rig.handle(.created(number: 1, rig.pod(1)))
        let running = rig.handle(
            .watched(.modified(rig.pod(1, "Running", state: ["running": .object([:])]))))
        #expect(running.state(1)?.word == "starting")
        let given = rig.after(ReconcilerLimits.registrationMillis)
        #expect(given.state(1)?.reason.contains("NetworkPolicy") == true && given.created == [2])
        #expect(given.contains(.readLog(name: "app-exec-1")))
    }

    @Test("fewer are wanted: those that do not run go first, those that do may drain; and more again")
    func scaling() {
        var rig = Rig(desired: 2)
        rig.settle()
        #expect(rig.after(5_000, .desired(4)).created == [3, 4])
        _ = rig.handle(.created(number: 3, rig.pod(3)))
        let fewer = rig.handle(.desired(1))
        #expect(fewer.contains(.delete(name: "app-exec-3", uid: "uid-3", graceSeconds: 0)))
        #expect(fewer.contains(.delete(name: "app-exec-2", uid: "uid-2", graceSeconds: 30)))
        // The fourth was on its way.
        #expect(rig.handle(.created(number: 4, rig.pod(4))).deleted == ["app-exec-4"])
        let left = rig.handle(
            .watched(.deleted(rig.pod(2, "Succeeded", state: Rig.ended(0, "Completed")))))
        #expect(left.created.isEmpty && left.failures.isEmpty)
    }

    @Test("one that the driver lets go is not replaced, and its end is no failure")
    func retiring() {
        var rig = Rig(desired: 3) { $0.failuresMax = 0 }
        rig.settle()
        let fewer = rig.after(5_000, .desired(1, leaving: ["app-exec-1", "app-exec-2"]))
        #expect(fewer.created.isEmpty && fewer.deleted.isEmpty)
        _ = rig.handle(.lost(name: "app-exec-1", .dismissed))
        let ended = rig.after(
            5_000, .watched(.modified(rig.pod(1, "Failed", state: Rig.ended(1, "Error")))))
        #expect(ended.state(1) == nil && ended.failures.isEmpty)
        #expect(ended.deleted == ["app-exec-1"])
        // The other one leaves later, and another is wanted again.
        #expect(rig.after(5_000, .desired(2)).created == [4])
    }

    @Test("deletions that fail are tried again")
    func deletions() {
        var rig = Rig(desired: 1)
        rig.settle()
        _ = rig.handle(.watched(.modified(rig.pod(1, "Failed", state: Rig.ended(3, "Error")))))
        #expect(rig.handle(.logRead(name: "app-exec-1", nil)).deleted == ["app-exec-1"])
        let failed = rig.handle(.deleteFailed(name: "app-exec-1", KubernetesError(.server, "busy")))
        #expect(failed.deleted.isEmpty)
        #expect(rig.after(1_000).deleted == ["app-exec-1"])
        _ = rig.handle(.deleted(name: "app-exec-1"))
        // It is still there in a later list: the deletion was lost.
        _ = rig.after(30_000)
        let dead = rig.pod(1, "Failed", state: Rig.ended(3, "Error"))
        #expect(rig.handle(.listed(rig.list(dead))).deleted == ["app-exec-1"])
    }

    @Test("stopping deletes everything, also what is still being made, and ends once")
    func stopping() {
        var rig = Rig(desired: 2)
        rig.settle()
        _ = rig.after(5_000, .desired(3))
        #expect(rig.handle(.stop) == [.deleteAll])
        #expect(rig.handle(.allDeleted).isEmpty)
        #expect(rig.handle(.created(number: 3, rig.pod(3))).contains(.deleteAll))
        #expect(rig.handle(.allDeleted) == [.stopped])
        #expect(rig.handle(.allDeleted).isEmpty && rig.handle(.stop).isEmpty)
    }

    @Test("a server that is down while everything is to go is asked again")
    func stoppingLate() {
        var rig = Rig(desired: 1)
        rig.settle()
        _ = rig.handle(.stop)
        let failed = rig.handle(.deleteAllFailed(KubernetesError(.unreachable, "no connection")))
        #expect(failed.timer == 1_000)
        #expect(rig.after(1_000).contains(.deleteAll))
        #expect(rig.handle(.allDeleted) == [.stopped])
    }

    @Test("what an earlier driver left is deleted; the own pods are not")
    func sweep() {
        var rig = Rig(desired: 1)
        _ = rig.handle(.started(namePrefix: "app"))
        var left = rig.pod(7)
        left.name = "old-exec-7"
        let swept = rig.handle(.leftoversFound([left, rig.pod(1)]))
        #expect(swept.deleted == ["old-exec-7"])
    }
}
