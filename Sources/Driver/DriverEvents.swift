// SPDX-License-Identifier: Apache-2.0

import Threads

/// The one stream of a driver's events. The driver writes on its loop; any thread may read: the snapshot of now, or the
/// events after a place, as far as they are still kept.
public final class DriverEvents: Sendable {
    private struct State {
        var snapshot = DriverSnapshot()
        /// The last events; the one of number n (from 0) lies at n modulo the length, once there are so many.
        var ring: [DriverEvent] = []
        /// When they were told, by the driver's clock, likewise.
        var times: [UInt64] = []
        var followers: [Follower] = []

        mutating func followersToWake() -> [@Sendable () -> Void] {
            var woken: [@Sendable () -> Void] = []
            for index in followers.indices where snapshot.eventCount >= followers[index].next {
                followers[index].next = snapshot.eventCount + followers[index].every
                woken.append(followers[index].wake)
            }
            return woken
        }
    }

    /// Somebody who wants to be called before events are forgotten.
    private struct Follower {
        var every: Int
        var next: Int
        var wake: @Sendable () -> Void
    }

    /// Events behind a place.
    public struct Piece: Sendable {
        public var events: [DriverEvent]
        /// When each was told: milliseconds by the driver's clock.
        public var times: [UInt64]
        /// The place behind them.
        public var next: Int
        /// Events that came before them and are not kept any more: a new snapshot is needed.
        public var missed: Int
    }

    private let state = Lock(State())
    private let kept: Int

    /// - Parameter kept: how many events are kept for those who read them.
    public init(kept: Int = DriverLimits.eventsKept) { self.kept = max(kept, 1) }

    /// - Parameter millis: the driver's clock.
    package func append(_ events: [DriverEvent], at millis: UInt64 = 0) {
        if events.isEmpty { return }
        let woken = state.withLock { state in
            for event in events {
                let number = state.snapshot.eventCount
                state.snapshot.apply(event)
                if state.ring.count < kept {
                    state.ring.append(event)
                    state.times.append(millis)
                } else {
                    state.ring[number % kept] = event
                    state.times[number % kept] = millis
                }
            }
            return state.followersToWake()
        }
        for wake in woken { wake() }
    }

    /// Has `wake` called on the driver's loop each time when about so many events have come; it must be quick.
    /// A part of what is kept lets its caller read all events before they are forgotten, without ever looking in vain.
    package func follow(every: Int, wake: @escaping @Sendable () -> Void) {
        state.withLock {
            $0.followers.append(Follower(every: max(every, 1), next: $0.snapshot.eventCount + every, wake: wake))
        }
    }

    /// What the driver is doing.
    public var snapshot: DriverSnapshot { state.withLock { $0.snapshot } }

    /// Reads the snapshot without copying it; `body` must be quick.
    public func read<Result>(_ body: (DriverSnapshot) -> Result) -> Result { state.withLock { body($0.snapshot) } }

    /// At most `most` events behind the first `place` ones, oldest first.
    public func events(after place: Int, most: Int = DriverLimits.eventsKept) -> Piece {
        state.withLock { state in
            let count = state.snapshot.eventCount
            let first = max(min(place, count), count - state.ring.count)
            let last = min(count, first + max(most, 0))
            return Piece(
                events: (first..<last).map { state.ring[$0 % kept] },
                times: (first..<last).map { state.times[$0 % kept] }, next: last,
                missed: max(first - max(place, 0), 0))
        }
    }
}
