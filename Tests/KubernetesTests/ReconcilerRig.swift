// SPDX-License-Identifier: Apache-2.0

import Driver
import JSONValues
import Kubernetes
import Scheduling

/// A reconciler with a clock, and short words for what it hears.
struct ReconcilerRig {
    var reconciler: Reconciler
    var now: UInt64 = 0
    private var version = 100

    init(desired: Int = 2, _ change: (inout ReconcilerOptions) -> Void = { _ in }) {
        var options = ReconcilerOptions(namePrefix: "app", desired: desired)
        options.driver = "the driver at nb:7078"
        options.memory = "1408Mi"
        change(&options)
        reconciler = Reconciler(options: options)
    }

    mutating func handle(_ event: ReconcilerEvent) -> [ReconcilerCommand] {
        reconciler.handle(event, at: now)
    }

    mutating func after(
        _ millis: UInt64, _ event: ReconcilerEvent = .timerFired
    )
        -> [ReconcilerCommand]
    {
        now += millis
        return handle(event)
    }

    /// A pod as the server has it now.
    mutating func pod(
        _ number: Int, _ phase: String = "Pending", state: JSON = .null, reason: String = "",
        message: String = "",
        condition: JSON = .null, isDeleting: Bool = false, uid: String? = nil, node: String? = nil
    ) -> Pod {
        version += 1
        var json: JSON = [
            "metadata": [
                "name": .string("app-exec-\(number)"), "uid": .string(uid ?? "uid-\(number)"),
                "resourceVersion": .string(String(version)),
                "labels": ["spark-exec-id": .string(String(number))],
            ],
            "status": ["phase": .string(phase)],
        ]
        if isDeleting { json["metadata"]["deletionTimestamp"] = "2026-11-30T00:00:00Z" }
        if let node { json["spec"]["nodeName"] = .string(node) }
        if !reason.isEmpty { json["status"]["reason"] = .string(reason) }
        if !message.isEmpty { json["status"]["message"] = .string(message) }
        if !state.isNull {
            json["status"]["containerStatuses"] = [["name": "executor", "state": state]]
        }
        if !condition.isNull { json["status"]["conditions"] = [condition] }
        return Pod(json)
    }

    mutating func list(_ pods: Pod...) -> PodList {
        version += 1
        return PodList(pods: pods, resourceVersion: String(version))
    }

    /// Started, listed and watching; all wanted pods run and are registered.
    mutating func settle() {
        _ = handle(.started(namePrefix: "app"))
        _ = handle(.listed(list()))
        for number in 1...max(reconciler.desired, 1) {
            _ = handle(.created(number: number, pod(number)))
            _ = handle(
                .watched(.modified(pod(number, "Running", state: ["running": .object([:])], node: "n1"))))
            _ = handle(.registered(name: "app-exec-\(number)"))
        }
    }

    static func ended(_ code: Int, _ reason: String) -> JSON {
        ["terminated": ["exitCode": .int(code), "reason": .string(reason)]]
    }
}

extension [ReconcilerCommand] {
    var created: [Int] { compactMap { if case .create(let number) = $0 { number } else { nil } } }
    var deleted: [String] {
        compactMap { if case .delete(let name, _, _) = $0 { name } else { nil } }
    }
    var failures: [String] { compactMap { if case .fail(let why) = $0 { why } else { nil } } }
    var timer: UInt64? {
        compactMap { if case .setTimer(let millis) = $0 { millis } else { nil } }.last
    }

    /// What the driver was last told of an executor.
    func state(_ number: Int) -> ExecutorState? {
        compactMap { if case .report("app-exec-\(number)", let state) = $0 { state } else { nil } }.last
    }
}
