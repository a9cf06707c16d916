// SPDX-License-Identifier: Apache-2.0

import Threads

/// A loop for simulations: the clock is virtual and jumps to the next event, posted work keeps its order, and what is
/// due at the same instant runs in an order drawn from the seed. One seed, one run.
///
/// `@unchecked Sendable`: `posted` is guarded by its mutex (other threads may post, which gives up repeatability);
/// the rest belongs to the thread that runs the simulation.
public final class SimulatedLoop: EventLoop, @unchecked Sendable {
    /// Why `run` returned.
    public enum Outcome: Hashable, Sendable {
        /// The condition or the instant was reached.
        case done
        /// Nothing is left to happen.
        case idle
        /// The event budget is used up: something goes round in circles.
        case budgetUsedUp
    }

    public private(set) var now = Instant(nanoseconds: 0)
    /// Events run so far.
    public private(set) var eventCount = 0
    /// `run` stops after this many events in total.
    public var eventCountMax: Int
    /// The generator of this run; everything random in a simulation draws from it (or from generators seeded by it).
    public var random: SeededRandom

    private let posted = Lock(Queue<@Sendable () -> Void>())
    private var timers = TimerHeap()

    public init(seed: UInt64, eventCountMax: Int = 10_000_000) {
        random = SeededRandom(seed: seed)
        self.eventCountMax = eventCountMax
    }

    /// Always true: a simulation has one thread.
    public var isCurrent: Bool { true }

    public func post(_ work: @escaping @Sendable () -> Void) {
        posted.withLock { $0.append(work) }
    }

    @discardableResult
    public func schedule(after: Duration, _ work: @escaping @Sendable () -> Void) -> TimerID {
        timers.insert(deadline: (now + after).nanoseconds, tie: random.next(), work)
    }

    public func cancel(_ timer: TimerID) {
        timers.cancel(timer)
    }

    /// Timers and posts that wait.
    public var pendingCount: Int {
        timers.count + posted.withLock { $0.count }
    }

    /// Runs the next event, moving the clock to it; false when there is none.
    @discardableResult
    public func runOne() -> Bool {
        runOne(notAfter: Instant(nanoseconds: .max))
    }

    /// Runs everything up to and including `instant`, and leaves the clock there.
    @discardableResult
    public func run(until instant: Instant) -> Outcome {
        while eventCount < eventCountMax {
            if !runOne(notAfter: instant) {
                now = max(now, instant)
                return .done
            }
        }
        return .budgetUsedUp
    }

    /// Runs for a stretch of virtual time.
    @discardableResult
    public func run(for duration: Duration) -> Outcome {
        run(until: now + duration)
    }

    /// Runs until `condition` holds (looked at between events).
    @discardableResult
    public func run(while condition: () -> Bool) -> Outcome {
        while condition() {
            if eventCount >= eventCountMax { return .budgetUsedUp }
            if !runOne() { return .idle }
        }
        return .done
    }

    private func runOne(notAfter limit: Instant) -> Bool {
        let isTimerDue = (timers.nextDeadline() ?? .max) <= now.nanoseconds
        let hasPosted = posted.withLock { !$0.isEmpty }
        if hasPosted, !isTimerDue || random.chance(1, in: 2) {
            eventCount += 1
            posted.withLock { $0.popFirst() }?()
            return true
        }
        guard let deadline = timers.nextDeadline(), deadline <= limit.nanoseconds else { return false }
        now = max(now, Instant(nanoseconds: deadline))
        guard let work = timers.popDue(now: deadline) else { return false }
        eventCount += 1
        work()
        return true
    }
}
