// SPDX-License-Identifier: Apache-2.0

import CMalloc
import Glibc
import Net
import Threads

/// What a step of a task came to.
public enum StepOutcome: Sendable {
    /// Call again.
    case again
    /// Call again after `waiter` was signalled: data is on its way.
    case waiting
    case finished
}

/// Work that proceeds in steps of a batch or so, on one thread at a time.
public protocol Steppable: AnyObject, Sendable {
    func step() -> StepOutcome
    var waiter: TaskWaiter { get }
}

/// The seam for threads: runs each task, in the order submitted, on one of a fixed number of slots. The simulation has
/// a twin that runs steps on its loop.
public protocol WorkerPool: AnyObject, Sendable {
    /// Any thread.
    func submit(_ task: any Steppable)
    /// Any thread: runs a task beside those of the slots, one after another.
    func submitAside(_ task: any Steppable)
    /// Any thread: a monotonic clock for measuring tasks.
    var nanoseconds: UInt64 { get }
    /// Processor time of the calling thread; always 0 where that is not known.
    var threadNanoseconds: UInt64 { get }
}

extension WorkerPool {
    public var threadNanoseconds: UInt64 { 0 }
}

/// Where a task that waits for data is woken.
public final class TaskWaiter: Sendable {
    private struct State {
        var isSignalled = false
        var onSignal: (@Sendable () -> Void)?
    }

    private let state = Monitor(State())

    public init() {}

    /// Any thread: there is something to do.
    public func signal() {
        let callback = state.change { state in
            state.isSignalled = true
            defer { state.onSignal = nil }
            return state.onSignal
        }
        callback?()
    }

    /// Blocks until signalled since the last wait. Whoever signals has the deadlines: a fetch always ends, and a
    /// cancelled task is signalled.
    public func wait() {
        state.wait { state in
            defer { state.isSignalled = false }
            return state.isSignalled ? () : nil
        }
    }

    /// Calls `resume` once on the next signal, at once when there was one since the last wait.
    public func whenSignalled(_ resume: @escaping @Sendable () -> Void) {
        let isReady = state.withLock { state in
            defer { state.isSignalled = false }
            if !state.isSignalled { state.onSignal = { [self] in take(resume) } }
            return state.isSignalled
        }
        if isReady { resume() }
    }

    private func take(_ resume: @Sendable () -> Void) {
        state.withLock { $0.isSignalled = false }
        resume()
    }
}

/// One thread a slot. A thread holds the pool and the task that it runs, so that one that is left behind, stuck in a
/// step, finds everything as it was should it ever come back.
public final class ThreadWorkerPool: WorkerPool {
    private struct State {
        /// Threads that have not ended.
        var threads = 0
        var queue: [any Steppable] = []
        var head = 0
        var running: [ObjectIdentifier: any Steppable] = [:]
        var isStopping = false

        mutating func next() -> (any Steppable)? {
            guard head < queue.count else { return nil }
            let task = queue[head]
            head += 1
            if head == queue.count {
                queue.removeAll(keepingCapacity: true)
                head = 0
            } else if head > 1_024 {
                queue.removeFirst(head)
                head = 0
            }
            running[ObjectIdentifier(task)] = task
            return task
        }
    }

    /// The pool of one thread for what runs beside the slots, made when it is first needed.
    private struct Aside {
        var pool: ThreadWorkerPool?
        var isStopped = false
    }

    private let state = Monitor(State())
    private let aside = Lock(Aside())

    public convenience init(slots: Int) { self.init(slots: slots, name: "martlet-slot") }

    private init(slots: Int, name: String) {
        precondition((1...ExecutionLimits.slotsMax).contains(slots))
        for slot in 0..<slots {
            var thread = pthread_t()
            let start = WorkerStart(pool: self, name: slots == 1 ? name : "\(name)-\(slot)")
            state.withLock { $0.threads += 1 }
            let status = startTaskThread(&thread, workerThreadMain, Unmanaged.passRetained(start).toOpaque())
            precondition(status == 0, "cannot start a task thread: error \(status)")
            pthread_detach(thread)
        }
    }

    public var nanoseconds: UInt64 { read(CLOCK_MONOTONIC) }

    public var threadNanoseconds: UInt64 { read(CLOCK_THREAD_CPUTIME_ID) }

    private func read(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }

    public func submit(_ task: any Steppable) { state.changeForOne { $0.queue.append(task) } }

    public func submitAside(_ task: any Steppable) {
        let pool = aside.withLock { aside -> ThreadWorkerPool? in
            if aside.pool == nil, !aside.isStopped { aside.pool = ThreadWorkerPool(slots: 1, name: "martlet-aside") }
            return aside.pool
        }
        pool?.submit(task)
    }

    /// Tasks that wait are dropped, and those that run after their step; no new one is begun. Does not wait.
    public func beginShutdown() {
        let beside = aside.withLock { aside in
            aside.isStopped = true
            return aside.pool
        }
        beside?.beginShutdown()
        let waiting = state.change { state in
            state.isStopping = true
            return Array(state.running.values)
        }
        for task in waiting { task.waiter.signal() }
    }

    /// Threads that have not ended, each in a step.
    public var threadsLeft: Int { (besideSlots?.threadsLeft ?? 0) + state.withLock { $0.threads } }

    /// Waits until all threads have ended, at most so long; how many have not. Those are left behind.
    public func shutdown(withinMillis: Int = ExecutionLimits.threadsStopMillis) -> Int {
        beginShutdown()
        let start = nanoseconds
        _ = state.wait(milliseconds: withinMillis) { $0.threads == 0 ? () : nil }
        let left = max(withinMillis - Int((nanoseconds - start) / 1_000_000), 0)
        return (besideSlots?.shutdown(withinMillis: left) ?? 0) + state.withLock { $0.threads }
    }

    private var besideSlots: ThreadWorkerPool? { aside.withLock { $0.pool } }

    /// The next task; nil at the end.
    private func next() -> (any Steppable)? {
        state.wait { state -> (any Steppable)?? in
            if state.isStopping { return .some(nil) }
            return state.next().map { .some($0) }
        }
    }

    private func finished(_ task: any Steppable) {
        state.withLock { _ = $0.running.removeValue(forKey: ObjectIdentifier(task)) }
    }

    private var isStopping: Bool { state.withLock { $0.isStopping } }

    fileprivate func run() {
        while let task = next() {
            steps: while true {
                switch task.step() {
                case .again: continue
                case .waiting:
                    if isStopping { break steps }
                    task.waiter.wait()
                    if isStopping { break steps }
                case .finished: break steps
                }
            }
            finished(task)
        }
        state.change { $0.threads -= 1 }
    }
}

private final class WorkerStart {
    let pool: ThreadWorkerPool
    let name: String

    init(pool: ThreadWorkerPool, name: String) {
        self.pool = pool
        self.name = name
    }
}

private func workerThreadMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    let start = Unmanaged<WorkerStart>.fromOpaque(context!).takeRetainedValue()
    nameThread(start.name)
    start.pool.run()
    return nil
}

/// What debuggers and `top -H` call the running thread: the first 15 bytes of `name`.
func nameThread(_ name: String) {
    _ = String(decoding: name.utf8.prefix(15), as: UTF8.self).withCString { pthread_setname_np(pthread_self(), $0) }
}
