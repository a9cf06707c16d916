// SPDX-License-Identifier: Apache-2.0

import Plan
import Storage

/// Result blocks of one task that wait for the driver, and the memory they hold.
final class KeptResult {
    private(set) var blocks: [[UInt8]]
    private let memory: MemoryReservation

    init(blocks: [[UInt8]], memory: MemoryReservation) {
        self.blocks = blocks
        self.memory = memory
    }

    /// Gives back block `index`, which was sent.
    func drop(_ index: Int) {
        memory.shrink(by: min(blocks[index].count, memory.held))
        blocks[index] = []
    }
}

/// Results too large to travel with the task's end. Loop thread only.
final class ResultStore {
    private var kept: [TaskAttemptID: KeptResult] = [:]

    func put(_ attempt: TaskAttemptID, _ result: KeptResult) { kept[attempt] = result }
    func take(_ attempt: TaskAttemptID) -> KeptResult? { kept.removeValue(forKey: attempt) }
    func drop(_ attempt: TaskAttemptID) { kept[attempt] = nil }
}
