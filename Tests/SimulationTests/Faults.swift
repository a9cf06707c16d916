// SPDX-License-Identifier: Apache-2.0

/// Everything that the simulation does to a cluster. A run of all seeds must meet each at least once.
enum Fault: String, CaseIterable, Sendable {
    /// A delivery took much longer than usual.
    case delayedDelivery
    /// A connection in use was reset.
    case cutConnection
    /// Everything from one host to another was lost for a while, the other direction worked.
    case lostPackets
    /// Two hosts did not reach each other for a while.
    case partition
    /// An executor process ended while it ran tasks, and its connections with it.
    case killedBusy
    /// An executor process ended while it held map outputs or nothing at all.
    case killedIdle
    /// An executor was told to leave while it ran tasks.
    case drainedBusy
    /// … or while it held map outputs or nothing at all.
    case drainedIdle
    /// A machine fell silent.
    case lostMachine
    /// All executors were killed at once.
    case killedAll
    /// An executor stood still for less than the silence limit.
    case shortPause
    /// An executor stood still until the driver gave it up, and then woke.
    case longPause
    /// The tasks of an executor did not get on, while it answered.
    case stuckTasks
    /// A killed executor was started again.
    case restart
    /// … at the address of the one before.
    case reusedAddress
    /// A task had to wait for a slow disk.
    case slowDisk
    case fullDisk
    case failedRead
    case flippedBit
    /// An operation on an output file failed.
    case failedOutput
    /// The user cancelled a job.
    case cancelledJob
    /// Deliveries were cut into pieces.
    case fragments
}

/// How often each fault was met, and how often the engine's answers to them were seen.
final class FaultCounters: @unchecked Sendable {  // touched by the simulation's one thread
    private(set) var faults: [Fault: Int] = [:]
    private(set) var outcomes: [String: Int] = [:]

    func count(_ fault: Fault) { faults[fault, default: 0] += 1 }
    func count(_ outcome: String, _ by: Int = 1) { if by > 0 { outcomes[outcome, default: 0] += by } }

    func has(_ kinds: Fault...) -> Bool { kinds.contains { faults[$0] != nil } }

    func add(_ other: FaultCounters) {
        faults.merge(other.faults, uniquingKeysWith: +)
        outcomes.merge(other.outcomes, uniquingKeysWith: +)
    }

    var neverMet: [Fault] { Fault.allCases.filter { faults[$0] == nil } }

    var table: String {
        let met = Fault.allCases.map { "  \($0.rawValue): \(faults[$0] ?? 0)" }
        let seen = outcomes.sorted { $0.key < $1.key }.map { "  \($0.key): \($0.value)" }
        return "Faults\n" + met.joined(separator: "\n") + "\nOutcomes\n" + seen.joined(separator: "\n")
    }
}
