// SPDX-License-Identifier: Apache-2.0

/// Names a scheduled piece of work so that it can be cancelled. Unique for the life of its loop.
public struct TimerID: Hashable, Sendable {
    package var value: UInt64

    package init(value: UInt64) {
        self.value = value
    }
}

/// The seam for time and scheduling. One thread owns a loop; everything but `post` is called on that thread. Objects
/// that belong to a loop need no locks: they are touched on its thread only.
public protocol EventLoop: AnyObject, Sendable {
    /// The loop's monotonic clock (virtual in a simulation).
    var now: Instant { get }

    /// True on the thread that owns the loop.
    var isCurrent: Bool { get }

    /// Runs `work` on the loop, after everything posted before it. Any thread may call this; wake-ups coalesce. On
    /// the loop's own thread the work runs at the end of the current turn. Work posted after the loop was stopped is
    /// dropped.
    func post(_ work: @escaping @Sendable () -> Void)

    /// Runs `work` once, not before `after` has passed.
    @discardableResult
    func schedule(after: Duration, _ work: @escaping @Sendable () -> Void) -> TimerID

    /// Forgets scheduled work. Cancelling what has run or was cancelled does nothing.
    func cancel(_ timer: TimerID)
}
