// SPDX-License-Identifier: Apache-2.0

import Threads

/// The one stream of a driver's events. The driver writes on its loop; any thread may read: the snapshot of now, or the
/// events after a place, as far as they are still kept.
public final class DriverEvents: Sendable {
    private struct State {
        var snapshot = DriverSnapshot()
        /// The last events; the one of number n (from 0) lies at n modulo the length, once there are so many.
        var ring: [DriverEvent] = []
    }

    /// Events behind a place.
    public struct Piece: Sendable {
        public var events: [DriverEvent]
        /// The place behind them.
        public var next: Int
        /// Events that came before them and are not kept any more: a new snapshot is needed.
        public var missed: Int
    }

    private let state = Lock(State())
    private let kept: Int

    /// - Parameter kept: how many events are kept for those who read them.
    public init(kept: Int = DriverLimits.eventsKept) { self.kept = max(kept, 1) }

    package func append(_ events: [DriverEvent]) {
        if events.isEmpty { return }
        state.withLock { state in
            for event in events {
                let number = state.snapshot.eventCount
                state.snapshot.apply(event)
                if state.ring.count < kept { state.ring.append(event) } else { state.ring[number % kept] = event }
            }
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
                events: (first..<last).map { state.ring[$0 % kept] }, next: last,
                missed: max(first - max(place, 0), 0))
        }
    }
}
