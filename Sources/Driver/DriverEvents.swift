// SPDX-License-Identifier: Apache-2.0

import Threads

/// The one stream of a driver's events. The driver writes on its loop; any thread may read: the snapshot of now, or the
/// events after a place, as far as they are still kept.
public final class DriverEvents: Sendable {
    private struct State {
        var snapshot = DriverSnapshot()
        /// The last events as they were told, oldest first, from `oldest` on; what lies before is forgotten.
        var told: [Told] = []
        var oldest = 0
        var followers: [Follower] = []

        /// Forgets what was told before the last `kept` events.
        mutating func forget(but kept: Int) {
            while oldest + 1 < told.count, snapshot.eventCount - told[oldest + 1].first >= kept {
                told[oldest] = Told(first: 0, millis: 0, events: [])
                oldest += 1
            }
            guard oldest > told.count / 2 else { return }
            told.removeFirst(oldest)
            oldest = 0
        }

        /// Where what is told with event number `number` lies.
        func place(of number: Int) -> Int {
            var (low, high) = (oldest, told.count)
            while low + 1 < high {
                let middle = (low + high) / 2
                if told[middle].first <= number { low = middle } else { high = middle }
            }
            return low
        }

        mutating func followersToWake() -> [@Sendable () -> Void] {
            var woken: [@Sendable () -> Void] = []
            for index in followers.indices where snapshot.eventCount >= followers[index].next {
                followers[index].next = snapshot.eventCount + followers[index].every
                woken.append(followers[index].wake)
            }
            return woken
        }
    }

    /// Events that were told at once, the first of which has this number (from 0).
    private struct Told {
        var first: Int
        var millis: UInt64
        var events: [DriverEvent]
    }

    /// Somebody who wants to be called before events are forgotten.
    private struct Follower {
        var every: Int
        var next: Int
        var wake: @Sendable () -> Void
    }

    /// Events that were told at the same time: milliseconds by the driver's clock.
    public struct Batch: Sendable {
        public var millis: UInt64
        public var events: ArraySlice<DriverEvent>
    }

    /// Events behind a place.
    public struct Piece: Sendable {
        /// None of them is without events. They share the driver's memory: nothing is copied to read them.
        public var batches: [Batch]
        /// The place behind them.
        public var next: Int
        /// Events that came before them and are not kept any more: a new snapshot is needed.
        public var missed: Int

        public var events: [DriverEvent] { batches.flatMap(\.events) }
    }

    private let state = Lock(State())
    private let kept: Int

    /// - Parameter kept: how many events are kept for those who read them.
    public init(kept: Int = DriverLimits.eventsKept) { self.kept = max(kept, 1) }

    /// - Parameter millis: the driver's clock.
    package func append(_ events: [DriverEvent], at millis: UInt64 = 0) {
        if events.isEmpty { return }
        let woken = state.withLock { state in
            state.told.append(Told(first: state.snapshot.eventCount, millis: millis, events: events))
            for event in events { state.snapshot.apply(event) }
            state.forget(but: kept)
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
            let first = max(min(place, count), count - kept, 0)
            let last = min(count, first + max(most, 0))
            var piece = Piece(batches: [], next: last, missed: max(first - max(place, 0), 0))
            guard first < last else { return piece }
            for told in state.told[state.place(of: first)...] where told.first < last {
                let from = max(first - told.first, 0)
                let to = min(last - told.first, told.events.count)
                piece.batches.append(Batch(millis: told.millis, events: told.events[from..<to]))
            }
            return piece
        }
    }
}
