// SPDX-License-Identifier: Apache-2.0

import Plan

/// How the map outputs of a draining executor get away.
struct Evacuation {
    /// The time to move outputs is over.
    var isOver = false
    /// `dismiss` was said.
    var isDismissed = false
    /// Outputs that could not be copied, and where to.
    var failures: [CopyKey: [ExecutorID]] = [:]
    /// Shuffles of which outputs were moved, and the last attempt whose table may name the old place.
    var lastReaders: [ShuffleID: Int] = [:]
}

struct CopyKey: Hashable {
    var shuffle: ShuffleID
    var mapPartition: Int
}

/// A copy on its way.
struct Copy {
    var attempt: TaskAttemptID
    var source: ExecutorID
    var target: ExecutorID
}

// A draining executor's map outputs that unfinished jobs need are copied to others before it is let go. The old place
// stays good until the tasks that know it have ended.
extension Scheduler {
    mutating func beginEvacuation(of executor: ExecutorRun) {
        executor.evacuation = Evacuation()
        evacuationIsStale = true
        commands.append(.setTimer(.drain(executor.id), afterMillis: options.drainDeadlineMillis))
        // What was to be copied to it goes elsewhere; it may still answer.
        copies = copies.filter { $0.value.target != executor.id }
    }

    /// The deadline has come: it leaves with what it still has.
    mutating func endEvacuation(of id: ExecutorID) {
        guard let executor = executors[id.rawValue], executor.evacuation?.isOver == false else { return }
        executor.evacuation?.isOver = true
        copies = copies.filter { $0.value.source != id }
        evacuationIsStale = true
    }

    mutating func endEvacuation(ofLost executor: ExecutorRun) {
        copies = copies.filter { $0.value.source != executor.id && $0.value.target != executor.id }
        evacuationIsStale = true
        guard let evacuation = executor.evacuation, !evacuation.isOver, !evacuation.isDismissed else { return }
        commands.append(.cancelTimer(.drain(executor.id)))
    }

    /// Asks for the copies that are missing, and lets executors go that have nothing left that anybody needs.
    mutating func evacuate() {
        evacuationIsStale = false
        guard usable.count < executors.count else { return }
        let leaving = executorsInOrder.filter { $0.evacuation?.isDismissed == false }
        if leaving.isEmpty { return }
        let needed = shufflesNeeded
        for executor in leaving {
            if executor.evacuation?.isOver == false { askForCopies(of: executor, needed) }
            if mayLeave(executor) { dismiss(executor) }
        }
    }

    /// Those that stages which are not complete read, in order.
    private var shufflesNeeded: [ShuffleRun] {
        var found: [Int: ShuffleRun] = [:]
        for job in jobs {
            for stage in job.stages where !stage.isComplete {
                for input in stage.inputs { found[input.id.rawValue] = input }
            }
        }
        return found.sorted { $0.key < $1.key }.map(\.value)
    }

    private mutating func askForCopies(of executor: ExecutorRun, _ needed: [ShuffleRun]) {
        guard !usable.isEmpty else { return }
        for shuffle in needed {
            guard let stage = shuffle.producer else { continue }
            var wanted: [Int: [MapOutputLocation]] = [:]
            for partition in shuffle.partitions(on: executor.id) {
                let key = CopyKey(shuffle: shuffle.id, mapPartition: partition)
                let failed = executor.evacuation?.failures[key] ?? []
                guard copies[key] == nil, let location = shuffle.location(partition),
                    failed.count < SchedulingLimits.copyAttemptsMax
                else { continue }
                let target = nextTarget(notAmong: failed)
                copies[key] = Copy(attempt: location.attempt, source: executor.id, target: target.id)
                // So that it hears of the shuffle's end.
                target.shuffleVersions[shuffle.id.rawValue, default: 0] += 0
                wanted[target.id.rawValue, default: []].append(location)
            }
            for (target, locations) in wanted.sorted(by: { $0.key < $1.key }) {
                commands.append(.copyMapOutputs(shuffle.id, stage: stage.id, locations, on: ExecutorID(target)))
            }
        }
    }

    /// Those that stay take turns.
    private mutating func nextTarget(notAmong failed: [ExecutorID]) -> ExecutorRun {
        for _ in usable {
            copyCount += 1
            let target = usable[copyCount % usable.count]
            if !failed.contains(target.id) { return target }
        }
        return usable[copyCount % usable.count]
    }

    private func mayLeave(_ executor: ExecutorRun) -> Bool {
        guard executor.running.isEmpty, let evacuation = executor.evacuation else { return false }
        if evacuation.isOver { return true }
        if copies.values.contains(where: { $0.source == executor.id }) { return false }
        // Readers that were launched before the outputs moved.
        return evacuation.lastReaders.isEmpty
            || !attempts.contains { id, attempt in
                attempt.stage.inputs.contains { id <= evacuation.lastReaders[$0.id] ?? 0 }
            }
    }

    private mutating func dismiss(_ executor: ExecutorRun) {
        if executor.evacuation?.isOver == false { commands.append(.cancelTimer(.drain(executor.id))) }
        executor.evacuation?.isDismissed = true
        commands.append(.dismiss(executor.id))
    }

    // MARK: Answers

    mutating func takeCopy(_ id: ShuffleID, _ copy: MapOutputLocation, digest: UInt64) {
        let key = CopyKey(shuffle: id, mapPartition: copy.mapPartition)
        guard let asked = copies[key], asked.attempt == copy.attempt, asked.target == copy.executor else {
            return dropCopy(id, copy)
        }
        copies[key] = nil
        evacuationIsStale = true
        let old = MapOutputLocation(mapPartition: copy.mapPartition, attempt: copy.attempt, executor: asked.source)
        // Made again, or lost, since it was asked for.
        guard let shuffle = shuffles[id.rawValue], shuffle.location(copy.mapPartition) == old else {
            return dropCopy(id, copy)
        }
        guard shuffle.agrees(copy.mapPartition, digest: digest) else {
            dropCopy(id, copy)
            return countFailure(key, asked, "its copy has other rows")
        }
        shuffle.move(copy.mapPartition, to: copy.executor)
        executors[asked.source.rawValue]?.evacuation?.lastReaders[id] = lastAttempt
        commands.append(
            .note(.mapOutputMoved(id, mapPartition: copy.mapPartition, from: asked.source, to: copy.executor)))
    }

    mutating func missCopy(_ id: ShuffleID, _ copy: MapOutputLocation, _ message: String) {
        let key = CopyKey(shuffle: id, mapPartition: copy.mapPartition)
        guard let asked = copies[key], asked.attempt == copy.attempt, asked.target == copy.executor else { return }
        copies[key] = nil
        evacuationIsStale = true
        countFailure(key, asked, message)
    }

    private mutating func countFailure(_ key: CopyKey, _ copy: Copy, _ message: String) {
        executors[copy.source.rawValue]?.evacuation?.failures[key, default: []].append(copy.target)
        commands.append(
            .note(
                .mapOutputNotMoved(key.shuffle, mapPartition: key.mapPartition, from: copy.source, reason: message)))
    }

    /// Nobody wants the copy, unless it is the output that counts (a repeated answer).
    private mutating func dropCopy(_ id: ShuffleID, _ copy: MapOutputLocation) {
        guard executors[copy.executor.rawValue] != nil,
            shuffles[id.rawValue]?.location(copy.mapPartition) != copy
        else { return }
        // A later question may be under way for the same copy.
        let key = CopyKey(shuffle: id, mapPartition: copy.mapPartition)
        if let asked = copies[key], asked.attempt == copy.attempt, asked.target == copy.executor { return }
        commands.append(
            .dropMapOutput(id, mapPartition: copy.mapPartition, attempt: copy.attempt, on: copy.executor))
    }
}
