// SPDX-License-Identifier: Apache-2.0

package import Driver
package import Plan
import Threads

/// Where a site takes from what it shows: a driver, or the log of one. Any thread.
package protocol ConsoleSource: Sendable {
    /// All as it is now.
    var view: ConsoleView { get }
    /// How many events there have been.
    var eventCount: Int { get }
    /// Takes in what has happened, so that it is not forgotten before.
    func catchUp()
    /// Ends a job, at once and without waiting for it; false where nothing runs.
    func kill(_ job: JobID) -> Bool
}

/// A driver that runs.
package final class LiveSource: ConsoleSource {
    private let facts: ConsoleFacts
    private let events: DriverEvents
    private let store = Lock(ConsoleStore())
    private let clock: @Sendable () -> UInt64
    private let ending: @Sendable (JobID) -> Void

    /// - Parameters:
    ///   - clock: the driver's, in milliseconds.
    ///   - kill: ends a job; any thread, at once.
    package init(
        facts: ConsoleFacts, events: DriverEvents, clock: @escaping @Sendable () -> UInt64,
        kill: @escaping @Sendable (JobID) -> Void
    ) {
        self.facts = facts
        self.events = events
        self.clock = clock
        ending = kill
    }

    package func catchUp() { store.withLock { $0.read(events) } }

    package var eventCount: Int { events.read { $0.eventCount } }

    package var view: ConsoleView {
        let now = store.withLock {
            $0.read(events)
            return $0
        }
        return ConsoleView(facts: facts, store: now, nowMillis: clock())
    }

    package func kill(_ job: JobID) -> Bool {
        ending(job)
        return true
    }
}
