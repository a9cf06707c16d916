// SPDX-License-Identifier: Apache-2.0

/// How executors are asked for and waited for. Times are in milliseconds.
package struct ReconcilerOptions: Hashable, Sendable {
    /// Pods are named `<prefix>-exec-<number>`.
    package var namePrefix: String
    /// Executors that are wanted at the beginning.
    package var desired: Int
    /// Pods that are asked for at a time, …
    package var batchSize = 20
    /// … and how long after one such batch the next may follow.
    package var batchDelayMillis: UInt64 = 1_000
    /// Pods that may wait for a node or for their image at a time.
    package var pendingMax = Int.max
    /// Pods that are ever made: the end of every loop of pods that die.
    package var podsMax = Int.max
    /// Ends that are the executors' own fault and are survived within `ReconcilerLimits.failureWindowMillis`.
    package var failuresMax: Int
    /// Whether pods that have ended are deleted; otherwise they stay until the session ends, for their logs.
    package var deletesEnded = true
    /// Time for an executor that is sent away to give its data to others.
    package var drainSeconds = 30
    /// How long a pod may be asked for and not be seen.
    package var unseenMillis: UInt64 = 600_000
    /// Where executors dial, for messages.
    package var driver = "the driver"
    /// Memory of a pod, for messages.
    package var memory = ""

    package init(namePrefix: String, desired: Int, failuresMax: Int? = nil) {
        self.namePrefix = namePrefix
        self.desired = desired
        self.failuresMax = failuresMax ?? max(2 * desired, 3)
    }

    func name(_ number: Int) -> String { "\(namePrefix)-exec-\(number)" }
}

/// Bounds of the reconciler. Times are in milliseconds.
package enum ReconcilerLimits {
    /// All pods are listed so often, whatever the watch says.
    package static let pollMillis: UInt64 = 30_000
    /// First and last pause after a request that failed; each is twice the one before.
    package static let pauseMillisMin: UInt64 = 1_000
    package static let pauseMillisMax: UInt64 = 30_000
    /// A watch that ended sooner is not begun again at once.
    package static let watchMillisMin: UInt64 = 1_000
    /// An executor whose pod runs and that has not registered is given up.
    package static let registrationMillis: UInt64 = 120_000
    /// An image that cannot be had is asked for again so long.
    package static let imageMillis: UInt64 = 60_000
    /// How long a pod that the driver has lost may take to say why.
    package static let explanationMillis: UInt64 = 10_000
    /// How long the last lines of a log may take to come.
    package static let logMillis: UInt64 = 5_000
    /// Failures older than this no longer count, as the scheduler's.
    package static let failureWindowMillis: UInt64 = 3_600_000
    /// Refusals of the same kind, one after another, that no waiting helps against.
    package static let refusalsMax = 3
    /// Attempts to delete one pod until the next list.
    package static let deletionsMax = 5
    /// Lines of a log that go with the reason of an end, and characters of each.
    package static let logLines = 20
    package static let logLineCharactersMax = 300
    /// Pods of an earlier driver that are deleted at a start.
    package static let leftoversMax = 5_000
}
