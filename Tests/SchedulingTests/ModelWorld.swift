// SPDX-License-Identifier: Apache-2.0

import Plan
import Scheduling

/// A cluster and a driver shell that are played by dice: executors that join, leave and die, messages that come late,
/// twice or in another order, jobs over shared shuffles, timers. One seed, one history.
struct ModelWorld: ~Copyable {
    struct Executor {
        var slots: Int
        /// The process is there. One that the driver has given up may run on and send.
        var isAlive = true
        var isDraining = false
        /// It answers, but what it runs never ends, whatever it is told.
        var isStuck = false
        var queue: [TaskLaunch] = []
        /// Stages by launch: an executor knows what it was told, whatever was released since.
        var tables: [ShuffleID: [MapOutputLocation]] = [:]
        var store: Set<Auditor.Output> = []
        /// What it shall copy.
        var copies: [Auditor.Output] = []
        /// On their way to the driver.
        var mail: [SchedulerEvent] = []
    }

    struct ShuffleNode {
        var id: ShuffleID
        var tasks: Int
        var reads: [Int]
        var isReleased = false
        var stage: Stage?
    }

    /// How much of each fault a seed has, in a thousandth of the steps (or tasks).
    struct Faults {
        var taskFails = 0
        var taskFailsForGood = 0
        var fetchFails = 0
        var resultLost = 0
        var nonDeterministic = 0
        var duplicated = 0
        var reordered = 0
        var executorDies = 0
        var executorDrains = 0
        var copyFails = 0
        var copyIsWrong = 0
        var jobCancelled = 0
        var shuffleReleased = 0
        var staleTimer = 0
        var clusterStops = 0
        var executorHangs = 0
    }

    let seed: UInt64
    let options: SchedulerOptions
    var random: SeededRandom
    var scheduler: Scheduler
    let auditor: Auditor
    var faults = Faults()
    /// Executors come so seldom that jobs wait for one.
    let joinsSeldom: Bool
    var now: UInt64 = 0
    var executors: [Int: Executor] = [:]
    /// Executors that the driver knows of, and those whose last mail may still come.
    var known: Set<Int> = []
    var executorCount = 0
    var stages: [StageID: Stage] = [:]
    var nodes: [ShuffleNode] = []
    var stageCount = 0
    var jobCount = 0
    var timers: [SchedulerTimer: UInt64] = [:]
    /// Results that the driver shell has yet to fetch.
    var fetches: [(job: JobID, partition: Int, attempt: TaskAttemptID, executor: Int)] = []
    /// What map outputs of an attempt have as their digest.
    var digests: [TaskAttemptID: UInt64] = [:]
    var broken: String?
    /// Executors that the scheduler wants to be given up.
    var givenUp: [ExecutorID] = []
    var counts: [String: Int] = [:]

    init(seed: UInt64) {
        self.seed = seed
        random = SeededRandom(seed: seed)
        var options = SchedulerOptions(executorFailuresMax: random.chance(300) ? 2 : 20)
        options.localityWaitMillis = random.chance(500) ? 0 : 50
        options.tasksPerSlotQueuedMax = [0, 1, 4, 32][random.below(4)]
        options.noExecutorDeadlineMillis = random.chance(500) ? 2_000 : 100
        options.drainDeadlineMillis = random.chance(500) ? 20_000 : 100
        options.taskLossesMax = random.chance(500) ? 8 : 1
        if random.chance(300) {
            var speculation = SpeculationOptions()
            speculation.intervalMillis = 20
            speculation.quantile = 0.5
            speculation.multiplier = 1.5
            speculation.minTaskRunMillis = 40
            options.speculation = speculation
        }
        if random.chance(300) {
            options.taskTimeoutMillis = random.chance(500) ? 400 : 2_000
            options.cancelGraceMillis = 200
        }
        joinsSeldom = random.chance(200)
        self.options = options
        scheduler = Scheduler(options: options)
        auditor = Auditor(options)
        faults = ModelWorld.faults(&random)
        // Without a deadline nothing would end it.
        if options.taskTimeoutMillis > 0 { faults.executorHangs = 5 }
    }

    /// Each seed has some kinds of faults and not others, so that no kind hides behind another.
    private static func faults(_ random: inout SeededRandom) -> Faults {
        var faults = Faults()
        func some(_ share: Int, _ rate: Int) -> Int { random.chance(share) ? 1 + random.below(rate) : 0 }
        faults.taskFails = some(400, 200)
        faults.taskFailsForGood = some(100, 30)
        faults.fetchFails = some(400, 150)
        faults.resultLost = some(300, 200)
        faults.nonDeterministic = some(150, 300)
        faults.duplicated = some(300, 200)
        faults.reordered = some(300, 300)
        faults.executorDies = some(600, 40)
        faults.executorDrains = some(300, 20)
        faults.copyFails = some(300, 300)
        faults.copyIsWrong = some(100, 300)
        faults.jobCancelled = some(300, 20)
        faults.shuffleReleased = some(300, 20)
        faults.staleTimer = some(300, 20)
        faults.clusterStops = some(30, 5)
        return faults
    }

    mutating func count(_ what: String) { counts[what, default: 0] += 1 }

    // MARK: The shell

    mutating func send(_ events: [SchedulerEvent]) {
        auditor.hear(events)
        let commands = events.count == 1 ? scheduler.handle(events[0], at: now) : scheduler.handle(events, at: now)
        for command in commands {
            auditor.check(command)
            carryOut(command)
        }
        if broken == nil { broken = scheduler.checkInvariants() ?? auditor.takeFaults().first }
        if let id = givenUp.popLast() {
            executors[id.rawValue]?.isAlive = false
            known.remove(id.rawValue)
            send([.executorLost(id, reason: .unresponsive("it does not end its tasks"))])
        }
    }

    private mutating func carryOut(_ command: SchedulerCommand) {
        switch command {
        case .publishMapOutputs(let shuffle, let id, let table): executors[id.rawValue]?.tables[shuffle] = table
        case .launch(let tasks, let id): executors[id.rawValue]?.queue += tasks
        case .cancelTasks(let ids, let id):
            for attempt in ids {
                guard let executor = executors[id.rawValue],
                    let index = executor.queue.firstIndex(where: { $0.attempt == attempt }),
                    !executor.isStuck || index >= executor.slots
                else { continue }
                executors[id.rawValue]?.queue.remove(at: index)
                post(.taskEnded(attempt, id, .cancelled), from: id.rawValue)
            }
        case .dropShuffle(let shuffle, let id):
            executors[id.rawValue]?.tables[shuffle] = nil
            let store = executors[id.rawValue]?.store ?? []
            executors[id.rawValue]?.store = store.filter { $0.shuffle != shuffle }
            executors[id.rawValue]?.copies.removeAll { $0.shuffle == shuffle }
        case .dropMapOutput(let shuffle, let partition, let attempt, let id):
            let location = MapOutputLocation(mapPartition: partition, attempt: attempt, executor: id)
            executors[id.rawValue]?.store.remove(Auditor.Output(shuffle: shuffle, location: location))
            executors[id.rawValue]?.copies.removeAll {
                $0.shuffle == shuffle && $0.location.mapPartition == partition && $0.location.attempt == attempt
            }
        case .copyMapOutputs(let shuffle, _, let locations, let id):
            executors[id.rawValue]?.copies += locations.map { Auditor.Output(shuffle: shuffle, location: $0) }
        case .dismiss(let id):
            count("executor dismissed")
            executors[id.rawValue]?.isAlive = false
        case .partitionResult(let job, let partition, let attempt, let id, let report):
            if report.resultIsHeld { fetches.append((job, partition, attempt, id.rawValue)) }
        case .jobSucceeded: count("job succeeded")
        case .jobFailed(_, let failure): count("job failed: \(failure.kind.rawValue)")
        case .releaseStage(let stage): if !nodes.contains(where: { $0.stage?.id == stage }) { stages[stage] = nil }
        case .setTimer(let timer, let millis): timers[timer] = now + millis
        case .cancelTimer(let timer): timers[timer] = nil
        case .letGo(let id, _):
            count("executor given up")
            givenUp.append(id)
        case .note(.taskSpeculated): count("task speculated")
        case .note(.mapOutputsLost): count("map outputs lost")
        case .note(.mapOutputMoved): count("map output moved")
        case .note(.mapOutputNotMoved): count("map output not moved")
        case .defineStage, .dropStage, .dropResult, .applicationFailed, .note: break
        }
    }

    mutating func post(_ event: SchedulerEvent, from executor: Int) {
        executors[executor]?.mail.append(event)
        if random.chance(faults.duplicated) {
            count("duplicate")
            executors[executor]?.mail.append(event)
        }
    }

    // MARK: Jobs

    mutating func addShuffle() {
        var reads: [Int] = []
        for index in nodes.indices where !nodes[index].isReleased && random.chance(400) && reads.count < 2 {
            reads.append(index)
        }
        nodes.append(ShuffleNode(id: ShuffleID(nodes.count + 1), tasks: random.below(5), reads: reads))
        if nodes[nodes.count - 1].tasks == 0, random.chance(700) { nodes[nodes.count - 1].tasks = 2 }
    }

    mutating func submitJob() {
        var reads: [Int] = []
        for index in nodes.indices where random.chance(500) && reads.count < 2 { reads.append(index) }
        var needed = Set(reads)
        for index in nodes.indices.reversed() where needed.contains(index) { needed.formUnion(nodes[index].reads) }
        var list: [Stage] = []
        for index in needed.sorted() {
            // A front end may cut a shuffle's stage anew for each job, or keep it.
            if let kept = nodes[index].stage, random.chance(500) {
                list.append(kept)
            } else {
                let made = makeStage(nodes[index].tasks, nodes[index].reads, nodes[index].id.rawValue)
                nodes[index].stage = made
                list.append(made)
            }
        }
        list.append(makeStage(random.chance(30) ? 0 : 1 + random.below(6), reads, nil))
        for stage in list { stages[stage.id] = stage }
        jobCount += 1
        send([.jobSubmitted(Job(id: JobID(jobCount), name: "model", stages: list))])
    }

    private mutating func makeStage(_ tasks: Int, _ reads: [Int], _ output: Int?) -> Stage {
        stageCount += 1
        var hosts: [Int: [String]] = [:]
        for partition in 0..<tasks where random.chance(300) {
            hosts[partition] = (0...random.below(2)).map { _ in "host\(random.below(4))" }
        }
        return stage(stageCount, tasks: tasks, reads: reads.map { nodes[$0].id.rawValue }, writes: output, hosts: hosts)
    }
}
