// SPDX-License-Identifier: Apache-2.0

import Driver
import JSONValues
import Kubernetes
import Scheduling

/// Ways in which the world around a reconciler goes wrong. A seed has some of them.
enum PodFault: String, CaseIterable, Hashable {
    case quota, tooMany, serverError, conflict, answerLost, requestLost
    case watchLost, watchExpired, eventMissing, eventDoubled, eventLate, staleList
    case down, logMissing, logLate, deletionFails, deletionLost, staleTimer
    case imageMissing, unschedulable, neverRegisters, exits, outOfMemory, evicted, preempted,
        deletedByOthers
    case nodeGone, connectionLost, scaled, watchSilent, nameTaken
}

/// An API server with its nodes and executors, and a driver, all played by dice on a clock of their own. One seed, one
/// history.
struct SimulatedServer {
    struct StoredPod {
        var uid: String
        var version: Int
        var phase = "Pending"
        var state = JSON.null
        var condition = JSON.null
        var reason = ""
        var isDeleting = false
        var node: String?
        /// The executor in it is at the driver.
        var isRegistered = false
        /// What happens to it in the end.
        var number: Int
    }

    enum Happening {
        case event(ReconcilerEvent)
        case timer(Int)
        /// A pod takes its next step.
        case advance(String, uid: String)
        case gone(String, uid: String)
        case request(ReconcilerCommand)
        case deliver(PodEvent, watch: Int)
        case endWatch(Int, KubernetesError?)
        case misfortune
        case loseConnection(String, uid: String)
    }

    let seed: UInt64
    private let records: Bool
    var random: PodDice
    var reconciler: Reconciler
    var desired: Int
    var now: UInt64 = 0
    private(set) var met: Set<PodFault> = []
    private let faults: Set<PodFault>
    private var queue: [(at: UInt64, order: Int, what: Happening)] = []
    private var order = 0
    private var version = 10
    private var uids = 0
    private(set) var pods: [String: StoredPod] = [:]
    /// Names of another application's pods.
    private var takenNames: Set<String> = []
    private var watch = 0
    private var isWatched = false
    private var downUntil: UInt64 = 0
    private var timer = 0
    private(set) var commandCount = 0
    private(set) var failure: String?
    private(set) var isStopped = false
    private(set) var lastEvents: [String] = []
    /// Nothing goes wrong after this.
    private let calmAt: UInt64

    init(seed: UInt64, calmAt: UInt64, records: Bool = false) {
        self.seed = seed
        self.records = records
        self.calmAt = calmAt
        random = PodDice(seed: seed)
        desired = 1 + random.below(6)
        var options = ReconcilerOptions(namePrefix: "app", desired: desired, failuresMax: 1_000)
        options.batchSize = 1 + random.below(5)
        options.deletesEnded = !random.chance(200)
        if random.chance(100) { options.failuresMax = 2 }
        reconciler = Reconciler(options: options)
        // Each seed has a few faults, so that some histories show one of them alone.
        var chosen: Set<PodFault> = []
        for _ in 0..<(1 + random.below(8)) {
            chosen.insert(PodFault.allCases[random.below(PodFault.allCases.count)])
        }
        faults = chosen
        at(0, .event(.started(namePrefix: "app")))
        for step in 1...200 { at(UInt64(step) * calmAt / 200, .misfortune) }
    }

    private mutating func at(_ wait: UInt64, _ what: Happening) {
        order += 1
        let due = now + wait
        // The first is the last; among equals the older comes first.
        var (low, high) = (0, queue.count)
        while low < high {
            let middle = (low + high) / 2
            if queue[middle].at > due { low = middle + 1 } else { high = middle }
        }
        queue.insert((due, order, what), at: low)
    }

    private mutating func strikes(_ fault: PodFault, _ share: Int) -> Bool {
        guard now < calmAt, faults.contains(fault), random.chance(share) else { return false }
        met.insert(fault)
        return true
    }

    /// Runs until then, or until everything has stopped.
    mutating func run(until end: UInt64) {
        while !isStopped, let next = queue.last, next.at <= end {
            queue.removeLast()
            now = max(now, next.at)
            happen(next.what)
        }
        now = max(now, end)
    }

    mutating func stop() { tell(.stop) }

    /// The reconciler hears of something and has it done.
    private mutating func tell(_ event: ReconcilerEvent) {
        if records { lastEvents.append("\(now) \(Self.short(event))") }
        for command in reconciler.handle(event, at: now) {
            commandCount += 1
            if records { lastEvents.append("\(now)   -> \(command)") }
            switch command {
            case .report, .note: break
            case .fail(let why): failure = why
            case .stopped: isStopped = true
            case .setTimer(let millis):
                timer += 1
                if strikes(.staleTimer, 100) { at(millis / 2, .event(.timerFired)) }
                at(millis, .timer(timer))
            case .watch:
                watch += 1
                isWatched = true
                let mine = watch
                at(1, .request(command))
                at(UInt64(60_000 + random.below(180_000)), .endWatch(mine, nil))
            default: at(UInt64(1 + random.below(200)), .request(command))
            }
        }
    }

    private static func short(_ event: ReconcilerEvent) -> String {
        switch event {
        case .listed(let list): "listed \(list.pods.map { short($0) }) at \(list.resourceVersion)"
        case .watched(.added(let pod)): "added \(short(pod))"
        case .watched(.modified(let pod)): "modified \(short(pod))"
        case .watched(.deleted(let pod)): "deleted \(short(pod))"
        case .created(let number, _): "created \(number)"
        default: "\(event)"
        }
    }

    private static func short(_ pod: Pod) -> String {
        "\(pod.name) \(pod.phase)\(pod.isDeleting ? " (deleting)" : "") \(pod.resourceVersion)"
    }

    private mutating func happen(_ what: Happening) {
        switch what {
        case .event(let event): tell(event)
        case .timer(let number): if number == timer { tell(.timerFired) }
        case .request(let command): serve(command)
        case .deliver(let event, let number): if number == watch, isWatched { tell(.watched(event)) }
        case .endWatch(let number, let error):
            guard number == watch, isWatched else { return }
            isWatched = false
            tell(.watchEnded(error))
        case .advance(let name, let uid): if pods[name]?.uid == uid { advance(name) }
        case .gone(let name, let uid): if pods[name]?.uid == uid { remove(name) }
        case .misfortune: if now < calmAt { misfortune() }
        case .loseConnection(let name, let uid):
            guard pods[name]?.uid == uid, pods[name]?.isRegistered == true else { return }
            pods[name]?.isRegistered = false
            tell(.lost(name: name, .connectionLost("reset")))
        }
    }

    // MARK: Requests

    private mutating func serve(_ command: ReconcilerCommand) {
        if now < downUntil {
            if case .watch = command { return at(1, .endWatch(watch, error(.unreachable))) }
            return at(5, .event(refused(command, .unreachable)))
        }
        let answer = UInt64(1 + random.below(100))
        switch command {
        case .create(let number): create(number, answer)
        case .list:
            var list = PodList(
                pods: pods.sorted { $0.key < $1.key }.map(shown), resourceVersion: String(version))
            if strikes(.staleList, 300) {
                list.pods.removeAll { _ in random.chance(300) }
                list.resourceVersion = String(max(version - 20, 1))
            }
            at(answer, .event(.listed(list)))
        case .delete(let name, let uid, let grace):
            if strikes(.deletionFails, 400) { return at(answer, .event(refused(command, .server))) }
            if !strikes(.deletionLost, 300) { delete(name, uid, grace) }
            at(answer, .event(.deleted(name: name)))
        case .readLog(let name):
            if strikes(.logMissing, 500) { return at(answer, .event(.logRead(name: name, nil))) }
            at(strikes(.logLate, 500) ? 20_000 : answer, .event(.logRead(name: name, "last words")))
        case .deleteAll:
            for name in pods.keys.sorted() { delete(name, nil, 0) }
            at(answer, .event(.allDeleted))
        case .findLeftovers: at(answer, .event(.leftoversFound([])))
        case .watch, .report, .fail, .note, .setTimer, .stopped: break
        }
    }

    private func error(_ kind: KubernetesError.Kind) -> KubernetesError {
        KubernetesError(kind, "the server says no")
    }

    private func refused(
        _ command: ReconcilerCommand, _ kind: KubernetesError.Kind
    )
        -> ReconcilerEvent
    {
        switch command {
        case .create(let number): .createFailed(number: number, error(kind))
        case .list: .listFailed(error(kind))
        case .delete(let name, _, _): .deleteFailed(name: name, error(kind))
        case .readLog(let name): .logRead(name: name, nil)
        case .deleteAll: .deleteAllFailed(error(kind))
        default: .leftoversFound([])
        }
    }

    private mutating func create(_ number: Int, _ answer: UInt64) {
        let kinds: [(PodFault, KubernetesError.Kind)] = [
            (.quota, .quota), (.tooMany, .tooManyRequests), (.serverError, .server),
            (.conflict, .conflict),
            (.requestLost, .timeout),
        ]
        for (fault, kind) in kinds where strikes(fault, 300) {
            return at(answer, .event(.createFailed(number: number, error(kind))))
        }
        let name = "app-exec-\(number)"
        if strikes(.nameTaken, 300), pods[name] == nil { takenNames.insert(name) }
        guard pods[name] == nil, !takenNames.contains(name) else {
            return at(answer, .event(.createFailed(number: number, error(.alreadyExists))))
        }
        uids += 1
        version += 1
        pods[name] = StoredPod(uid: "uid-\(uids)", version: version, number: number)
        let pod = shown((name, pods[name]!))
        tellWatch(.added(pod))
        at(UInt64(100 + random.below(3_000)), .advance(name, uid: pod.uid))
        if strikes(.answerLost, 300) {
            at(answer, .event(.createFailed(number: number, error(.timeout))))
        } else {
            at(answer, .event(.created(number: number, pod)))
        }
    }

    private mutating func delete(_ name: String, _ uid: String?, _ grace: Int?) {
        guard let pod = pods[name], uid == nil || uid == pod.uid else { return }
        change(name) { $0.isDeleting = true }
        at(UInt64(10 + random.below(max((grace ?? 5) * 1_000, 1))), .gone(name, uid: pod.uid))
    }

    private mutating func remove(_ name: String) {
        guard var pod = pods.removeValue(forKey: name) else { return }
        version += 1
        pod.version = version
        if pod.isRegistered { tell(.lost(name: name, .connectionLost("closed"))) }
        tellWatch(.deleted(shown((name, pod))))
    }

    // MARK: Pods

    private func shown(_ entry: (key: String, value: StoredPod)) -> Pod {
        let pod = entry.value
        var json: JSON = [
            "metadata": [
                "name": .string(entry.key), "uid": .string(pod.uid),
                "resourceVersion": .string(String(pod.version)),
            ],
            "status": ["phase": .string(pod.phase)],
        ]
        if pod.isDeleting { json["metadata"]["deletionTimestamp"] = "now" }
        if let node = pod.node { json["spec"]["nodeName"] = .string(node) }
        if !pod.reason.isEmpty { json["status"]["reason"] = .string(pod.reason) }
        if !pod.state.isNull {
            json["status"]["containerStatuses"] = [["name": "executor", "state": pod.state]]
        }
        if !pod.condition.isNull { json["status"]["conditions"] = [pod.condition] }
        return Pod(json)
    }

    private mutating func change(_ name: String, _ body: (inout StoredPod) -> Void) {
        guard pods[name] != nil else { return }
        version += 1
        body(&pods[name]!)
        pods[name]!.version = version
        tellWatch(.modified(shown((name, pods[name]!))))
    }

    private mutating func tellWatch(_ event: PodEvent) {
        guard isWatched, now >= downUntil else { return }
        if strikes(.eventMissing, 200) { return }
        let late: UInt64 = strikes(.eventLate, 200) ? 10_000 : 0
        at(UInt64(1 + random.below(50)) + late, .deliver(event, watch: watch))
        if strikes(.eventDoubled, 200) {
            at(UInt64(1 + random.below(5_000)), .deliver(event, watch: watch))
        }
    }

    /// Pending → a node → the container → the executor registers.
    private mutating func advance(_ name: String) {
        guard let pod = pods[name], !pod.isDeleting, pod.phase == "Pending" || pod.phase == "Running"
        else { return }
        let soon = UInt64(100 + random.below(2_000))
        if pod.phase == "Running" {
            guard !pod.isRegistered, !strikes(.neverRegisters, 200) else { return }
            pods[name]?.isRegistered = true
            return tell(.registered(name: name))
        }
        if pod.node == nil {
            if strikes(.unschedulable, 400) {
                change(name) {
                    $0.condition = [
                        "type": "PodScheduled", "status": "False", "reason": "Unschedulable",
                        "message": "no cpu",
                    ]
                }
                return at(UInt64(5_000 + random.below(60_000)), .advance(name, uid: pod.uid))
            }
            let node = "n\(1 + random.below(3))"
            change(name) {
                $0.condition = .null
                $0.node = node
                $0.state = ["waiting": ["reason": "ContainerCreating"]]
            }
            return at(soon, .advance(name, uid: pod.uid))
        }
        if strikes(.imageMissing, 200) {
            change(name) {
                $0.state = ["waiting": ["reason": "ErrImagePull", "message": "no such image"]]
            }
            if random.chance(500) { at(20_000, .advance(name, uid: pod.uid)) }
            return
        }
        change(name) {
            $0.phase = "Running"
            $0.state = ["running": .object([:])]
        }
        at(soon, .advance(name, uid: pod.uid))
    }

    private mutating func end(
        _ name: String, _ state: JSON, reason: String = "", condition: JSON = .null
    ) {
        let wasRegistered = pods[name]?.isRegistered == true
        pods[name]?.isRegistered = false
        change(name) {
            $0.phase = "Failed"
            $0.state = state
            $0.reason = reason
            if !condition.isNull { $0.condition = condition }
        }
        // Either may be heard of first.
        if wasRegistered {
            at(UInt64(random.below(100)), .event(.lost(name: name, .connectionLost("reset"))))
        }
    }

    private mutating func misfortune() {
        let running = pods.filter { $0.value.phase == "Running" }.keys.sorted()
        if strikes(.down, 20) { downUntil = now + UInt64(10_000 + random.below(180_000)) }
        if now < downUntil, isWatched { at(1, .endWatch(watch, error(.unreachable))) }
        if isWatched, strikes(.watchLost, 100) { at(1, .endWatch(watch, error(.unreachable))) }
        if isWatched, strikes(.watchExpired, 100) { at(1, .endWatch(watch, error(.gone))) }
        // It is there and says nothing any more, until it ends in order.
        if isWatched, strikes(.watchSilent, 50) {
            queue.removeAll { if case .deliver = $0.what { true } else { false } }
        }
        if strikes(.scaled, 50) {
            desired = random.below(7)
            tell(.desired(desired))
        }
        guard let victim = running.isEmpty ? nil : running[random.below(running.count)] else { return }
        if strikes(.exits, 150) { return end(victim, ReconcilerRig.ended(3, "Error")) }
        if strikes(.outOfMemory, 150) { return end(victim, ReconcilerRig.ended(137, "OOMKilled")) }
        if strikes(.evicted, 150) { return end(victim, .null, reason: "Evicted") }
        if strikes(.preempted, 150) {
            let why: JSON = [
                "type": "DisruptionTarget", "status": "True", "reason": "PreemptionByScheduler",
                "message": "preempted",
            ]
            return end(victim, ReconcilerRig.ended(137, "Error"), condition: why)
        }
        if strikes(.deletedByOthers, 150) { return delete(victim, nil, 5) }
        if strikes(.connectionLost, 150), let uid = pods[victim]?.uid {
            return at(1, .loseConnection(victim, uid: uid))
        }
        if strikes(.nodeGone, 100) {
            let node = pods[victim]?.node
            for name in pods.filter({ $0.value.node == node }).keys.sorted() { remove(name) }
        }
    }

    // MARK: What must be true in the end

    /// Executors that are at the driver, in pods that live.
    var registered: Int { pods.values.count { $0.isRegistered && !$0.isDeleting } }

    /// Pods that could run or do.
    var alive: Int {
        pods.values.count { !$0.isDeleting && ($0.phase == "Pending" || $0.phase == "Running") }
    }
}

/// SplitMix64: the same seed, the same run.
struct PodDice {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// True `share` times in a thousand.
    mutating func chance(_ share: Int) -> Bool { below(1_000) < share }
}
