// SPDX-License-Identifier: Apache-2.0

import CLibUV
import Glibc
import Synchronization
import Threads

/// The real loop: one thread runs `uv_run`. `init` spawns nothing; `start` spawns the thread; `stopAndJoin` closes
/// everything that lives on the loop and waits for the thread.
///
/// `@unchecked Sendable`: `shared` is guarded by its mutex, `threadID` is atomic, everything else is touched on the
/// loop's thread only (before `start` and after the join: by the one who starts and stops).
public final class UVLoop: EventLoop, @unchecked Sendable {
    private enum Phase { case idle, running, stopping, stopped }

    private struct Shared {
        var posted: [@Sendable () -> Void] = []
        var wakePending = false
        var phase = Phase.idle
        var thread = pthread_t()
    }

    let uv: UnsafeMutablePointer<uv_loop_t>
    /// Where sockets of this loop read to; one read is delivered before the next begins.
    let readSlab: UnsafeMutableRawBufferPointer

    private let async = UnsafeMutablePointer<uv_async_t>.allocate(capacity: 1)
    private let prepare = UnsafeMutablePointer<uv_prepare_t>.allocate(capacity: 1)
    private let check = UnsafeMutablePointer<uv_check_t>.allocate(capacity: 1)
    private let timer = UnsafeMutablePointer<uv_timer_t>.allocate(capacity: 1)
    private let shared = Lock(Shared())
    private let threadID = Atomic<UInt>(0)
    private let threadEnded = Monitor(false)

    private var timers = TimerHeap()
    private var armedFor = UInt64.max
    private var draining: [@Sendable () -> Void] = []
    private var handles: [ObjectIdentifier: any UVHandleOwner] = [:]
    /// The loop closes its handles; nothing new is opened.
    private(set) var isStopping = false

    /// Prepares a loop; nothing runs before `start`.
    public init() {
        uv = .allocate(capacity: 1)
        readSlab = .allocate(byteCount: NetLimits.readSlabBytes, alignment: 64)
        let failed = uv_loop_init(uv)
        precondition(failed == 0, "uv_loop_init: \(uvReason(failed))")
        let context = Unmanaged.passUnretained(self).toOpaque()
        uv_async_init(uv, async, asyncCallback)
        async.pointee.data = context
        uv_prepare_init(uv, prepare)
        prepare.pointee.data = context
        uv_prepare_start(prepare, prepareCallback)
        uv_check_init(uv, check)
        check.pointee.data = context
        uv_check_start(check, checkCallback)
        uv_timer_init(uv, timer)
        timer.pointee.data = context
    }

    deinit {
        // The thread holds a reference while it runs, so here it has ended or never began.
        if shared.withLock({ $0.phase }) != .stopped { closeOwnHandlesAndRun() }
        async.deallocate()
        prepare.deallocate()
        check.deallocate()
        timer.deallocate()
        uv.deallocate()
        readSlab.deallocate()
    }

    /// Spawns the loop's thread under the given name (the system keeps 15 bytes of it). Call once.
    public func start(name: String) throws(NetError) {
        shared.withLock {
            precondition($0.phase == .idle, "a loop is started once")
            $0.phase = .running
        }
        let context = Unmanaged.passRetained(ThreadStart(loop: self, name: name)).toOpaque()
        var thread = pthread_t()
        let failed = pthread_create(&thread, nil, loopThreadMain, context)
        guard failed == 0 else {
            Unmanaged<ThreadStart>.fromOpaque(context).release()
            shared.withLock { $0.phase = .idle }
            throw .outOfResources(
                "a thread for the network loop (\(uvReason(-failed))); lower the number of processes or threads")
        }
        shared.withLock { $0.thread = thread }
    }

    /// Runs what was posted, closes every connection and listener (their `onClose` hears `.loopStopped`), ends the
    /// thread and waits for it. On the loop's own thread it only begins to stop. Stopping twice does nothing.
    public func stopAndJoin() {
        guard let thread = beginStop() else { return }
        if isCurrent {
            pthread_detach(thread)
        } else {
            pthread_join(thread, nil)
        }
    }

    /// As `stopAndJoin`, but waits no longer than that; false when the thread still runs, stuck in some work. It is
    /// left behind then, with all that it uses.
    public func stop(withinMillis: Int) -> Bool {
        guard let thread = beginStop() else { return true }
        guard !isCurrent, threadEnded.wait(milliseconds: withinMillis, { $0 ? true : nil }) != nil else {
            pthread_detach(thread)
            return false
        }
        pthread_join(thread, nil)
        return true
    }

    /// Nil when it was not running.
    private func beginStop() -> pthread_t? {
        shared.withLock { shared -> pthread_t? in
            guard shared.phase == .running else { return nil }
            shared.phase = .stopping
            uv_async_send(async)
            return shared.thread
        }
    }

    // MARK: EventLoop

    public var now: Instant { Instant(nanoseconds: uv_hrtime()) }

    public var isCurrent: Bool { threadID.load(ordering: .relaxed) == UInt(pthread_self()) }

    public func post(_ work: @escaping @Sendable () -> Void) {
        _ = tryPost(work)
    }

    /// As `post`; false when the loop has stopped and the work will not run.
    public func tryPost(_ work: @escaping @Sendable () -> Void) -> Bool {
        let here = isCurrent
        return shared.withLock { shared in
            guard shared.phase != .stopped else { return false }
            shared.posted.append(work)
            // On the loop's own thread the prepare and check hooks of this turn find it.
            if !shared.wakePending, !here {
                shared.wakePending = true
                uv_async_send(async)
            }
            return true
        }
    }

    /// Runs `body` on the loop and waits for its value; nil when the loop has stopped, or does not come to it within
    /// `NetLimits.syncMillis`. On the loop's thread it runs at once.
    public func sync<Value>(_ body: @escaping @Sendable () -> Value) -> Value? {
        if isCurrent { return body() }
        let call = SyncCall<Value>()
        guard tryPost({ call.finish(body()) }) else { return nil }
        return call.wait(milliseconds: NetLimits.syncMillis)
    }

    @discardableResult
    public func schedule(after: Duration, _ work: @escaping @Sendable () -> Void) -> TimerID {
        precondition(isCurrent || !isRunning, "schedule is called on the loop's thread")
        let deadline = (now + after).nanoseconds
        let id = timers.insert(deadline: deadline, tie: 0, work)
        if deadline < armedFor { arm() }
        return id
    }

    public func cancel(_ timer: TimerID) {
        precondition(isCurrent || !isRunning, "cancel is called on the loop's thread")
        timers.cancel(timer)
    }

    // MARK: Handles

    /// Handles that live on this loop; they are closed when it stops.
    func register(_ owner: any UVHandleOwner) {
        handles[ObjectIdentifier(owner)] = owner
    }

    func unregister(_ owner: any UVHandleOwner) {
        handles[ObjectIdentifier(owner)] = nil
    }

    /// Live sockets and listeners, for tests of leaks.
    package var handleCount: Int { handles.count }

    // MARK: The loop's thread

    private var isRunning: Bool { threadID.load(ordering: .relaxed) != 0 }

    fileprivate func runThread(name: String) {
        threadID.store(UInt(pthread_self()), ordering: .relaxed)
        _ = name.withCString { pthread_setname_np(pthread_self(), $0) }
        blockSignals()
        uv_run(uv, UV_RUN_DEFAULT)  // returns when the stop has closed every handle
        // Nothing new is accepted from here; what was accepted still runs.
        var rest: [@Sendable () -> Void] = []
        repeat {
            rest = shared.withLock { shared in
                let work = shared.posted
                shared.posted = []
                if work.isEmpty { shared.phase = .stopped }
                return work
            }
            for work in rest { work() }
        } while !rest.isEmpty
        timers.removeAll()
        uv_run(uv, UV_RUN_DEFAULT)  // the last work may have opened and closed handles
        let busy = uv_loop_close(uv)
        assert(busy == 0, "handles were left open on a stopped loop")
        threadID.store(0, ordering: .relaxed)
        threadEnded.change { $0 = true }
    }

    /// The host's signals belong to the host's threads; a write to a closed socket must not raise SIGPIPE either.
    private func blockSignals() {
        var set = sigset_t()
        sigfillset(&set)
        for signal in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT] { sigdelset(&set, signal) }
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    fileprivate func drainPosted() {
        for _ in 0..<NetLimits.postRoundsPerTurn {
            shared.withLock { shared in
                swap(&shared.posted, &draining)
                shared.wakePending = false
            }
            if draining.isEmpty { return }
            for work in draining { work() }
            draining.removeAll(keepingCapacity: draining.count <= 4096)
        }
        // Work that keeps posting work gives the sockets a chance, then goes on.
        shared.withLock { shared in
            if !shared.posted.isEmpty, !shared.wakePending {
                shared.wakePending = true
                uv_async_send(async)
            }
        }
    }

    fileprivate func asyncFired() {
        drainPosted()
        guard shared.withLock({ $0.phase }) == .stopping, uv_is_closing(asHandle(async)) == 0 else { return }
        isStopping = true
        for owner in Array(handles.values) { owner.loopStops() }
        closeOwnHandles()
    }

    fileprivate func timerFired() {
        armedFor = .max
        // Deadlines after this moment wait for the next turn, so a timer that re-arms itself cannot starve sockets.
        let now = uv_hrtime()
        while let work = timers.popDue(now: now) { work() }
        arm()
    }

    private func arm() {
        guard let deadline = timers.nextDeadline(), deadline < armedFor, uv_is_closing(asHandle(timer)) == 0 else {
            return
        }
        let now = uv_hrtime()
        let wait = deadline > now ? (deadline - now + 999_999) / 1_000_000 : 0
        armedFor = deadline
        uv_update_time(uv)
        uv_timer_start(timer, timerCallback, wait, 0)
    }

    private func closeOwnHandles() {
        for handle in [asHandle(async), asHandle(prepare), asHandle(check), asHandle(timer)]
        where uv_is_closing(handle) == 0 {
            uv_close(handle, nil)
        }
    }

    private func closeOwnHandlesAndRun() {
        closeOwnHandles()
        uv_run(uv, UV_RUN_DEFAULT)
        uv_loop_close(uv)
    }
}

/// Something with a libuv handle on a loop.
protocol UVHandleOwner: AnyObject {
    /// The loop ends: report it and close the handle.
    func loopStops()
}

private final class ThreadStart {
    let loop: UVLoop
    let name: String

    init(loop: UVLoop, name: String) {
        self.loop = loop
        self.name = String(decoding: name.utf8.prefix(15), as: UTF8.self)
    }
}

/// A value handed from the loop to a waiting thread.
///
/// `@unchecked Sendable`: the monitor guards the value.
private final class SyncCall<Value>: @unchecked Sendable {
    private let value = Monitor<Value?>(nil)

    func finish(_ value: Value) { self.value.change { $0 = value } }

    func wait(milliseconds: Int) -> Value? { value.wait(milliseconds: milliseconds) { $0 } }
}

// MARK: C entry points: top-level functions, so that no actor isolation is inferred for them

private func loopThreadMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    let start = Unmanaged<ThreadStart>.fromOpaque(context!).takeRetainedValue()
    start.loop.runThread(name: start.name)
    return nil
}

private func asyncCallback(_ handle: UnsafeMutablePointer<uv_async_t>?) {
    loop(handle!.pointee.data).asyncFired()
}

private func prepareCallback(_ handle: UnsafeMutablePointer<uv_prepare_t>?) {
    loop(handle!.pointee.data).drainPosted()
}

private func checkCallback(_ handle: UnsafeMutablePointer<uv_check_t>?) {
    loop(handle!.pointee.data).drainPosted()
}

private func timerCallback(_ handle: UnsafeMutablePointer<uv_timer_t>?) {
    loop(handle!.pointee.data).timerFired()
}

private func loop(_ data: UnsafeMutableRawPointer?) -> UVLoop {
    Unmanaged<UVLoop>.fromOpaque(data!).takeUnretainedValue()
}
