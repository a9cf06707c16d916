// SPDX-License-Identifier: Apache-2.0

import Plan

/// A registered executor, until it is lost.
final class ExecutorRun {
    let id: ExecutorID
    let host: String
    let slots: Int
    /// What tasks prefer that read what this very executor keeps: no host is called so.
    let place: String
    var isDraining = false
    /// The driver was told to give it up.
    var isLetGo = false
    /// While it drains: how its map outputs get away.
    var evacuation: Evacuation?
    /// Attempts that were launched and have not ended, cancelled ones too: they hold a slot until they have ended.
    var running: Set<Int> = []
    /// The expected run time of all that is in `running`.
    var heldNanos: Int64 = 0
    var definedStages: Set<Int> = []
    /// Shuffles that the executor has a table of (its version) or has had outputs of (0).
    var shuffleVersions: [Int: Int] = [:]
    /// Tasks to launch at the end of the assignment.
    var outbox: [TaskLaunch] = []
    /// While a stage is assigned: how many more tasks the executor takes.
    var room = 0

    init(id: ExecutorID, host: String, slots: Int) {
        self.id = id
        self.host = host
        self.slots = slots
        place = "\u{0}\(id)"
    }

    /// Whether it takes no more tasks of any stage.
    func isFull(queuedMax: Int) -> Bool { running.count >= slots && !mayQueue(queuedMax) }

    /// How many more tasks of a stage it takes, whose mean run time is `meanRunNanos` (0: unknown).
    func room(meanRunNanos: Int64, queuedMax: Int) -> Int {
        let free = max(0, slots - running.count)
        guard meanRunNanos > 0, mayQueue(queuedMax) else { return free }
        let byWork = (Int64(slots) * SchedulingLimits.heldWorkNanosMax - heldNanos) / meanRunNanos
        return max(free, min(Int(byWork), slots * (1 + queuedMax) - running.count))
    }

    /// Whether its queue, if it has one, is half empty in tasks and in work.
    private func mayQueue(_ queuedMax: Int) -> Bool {
        queuedMax > 0 && running.count <= slots * (1 + queuedMax / 2)
            && heldNanos <= Int64(slots) * SchedulingLimits.heldWorkNanosMax / 2
    }
}
