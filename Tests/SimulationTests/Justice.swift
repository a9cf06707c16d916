// SPDX-License-Identifier: Apache-2.0

import Driver

/// Whether a job may fail the way it did, given what was done to the cluster.
struct Justice {
    private let simulation: Simulation
    private var counters: FaultCounters { simulation.counters }

    init(_ simulation: Simulation) { self.simulation = simulation }

    private var hasLosses: Bool {
        counters.has(
            .killedBusy, .killedIdle, .killedAll, .lostMachine, .shortPause, .longPause, .partition, .lostPackets,
            .cutConnection, .delayedDelivery, .drainedBusy, .drainedIdle, .stuckTasks)
            || simulation.cluster.executors.contains { $0.host.state != .running }
    }

    /// Of what happens to HDFS nothing else is an excuse.
    private var hasLostLease: Bool { simulation.store?.hasLostLease ?? false }

    private var hasDiskFaults: Bool { counters.has(.fullDisk, .failedRead, .flippedBit) }

    /// Why it may not; nil when it may.
    func objection(to error: JobError, of flow: Flow) -> String? {
        if simulation.hasLittleMemory, error.message.contains("memory") { return nil }
        if simulation.isCalm { return "nothing was done to the cluster" }
        if error.message.count < 20 { return "the message says little" }
        switch error.kind {
        case .cancelled: return flow.wasCancelled ? nil : "nobody cancelled it"
        case .noExecutors: return hasLosses ? nil : "no executor was lost"
        case .executors: return simulation.cluster.hasGivenUp ? nil : "the cluster has not given up"
        case .applicationFailed:
            return simulation.cluster.failuresSeen > simulation.executorFailuresMax - 1
                ? nil : "\(simulation.cluster.failuresSeen) losses are within the budget"
        case .taskLost: return hasLosses || hasDiskFaults ? nil : "nothing was lost"
        case .fetchFailed: return hasLosses || hasDiskFaults ? nil : "the network and the disks were well"
        case .taskFailed:
            if simulation.hasDeadlines, error.message.contains("martlet.task.timeout") { return nil }
            return hasDiskFaults || counters.has(.failedOutput) || hasLostLease ? nil : "disks and files were well"
        case .output: return counters.has(.failedOutput) || hasLostLease ? nil : "the files were well"
        default: return "no fault explains an error of this kind"
        }
    }
}
