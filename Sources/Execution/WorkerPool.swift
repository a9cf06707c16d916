// SPDX-License-Identifier: Apache-2.0

import Glibc
import Net

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
    /// Any thread: a monotonic clock for measuring tasks.
    var nanoseconds: UInt64 { get }
    /// Waits for the steps that run now; tasks that are not finished are dropped.
    func shutdown()
}

/// Where a task that waits for data is woken.
public final class TaskWaiter: @unchecked Sendable {
    // All fields are guarded by `mutex`.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var isSignalled = false
    private var onSignal: (@Sendable () -> Void)?

    public init() {
        mutex = .allocate(capacity: 1)
        condition = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        pthread_cond_destroy(condition)
        mutex.deallocate()
        condition.deallocate()
    }

    /// Any thread: there is something to do.
    public func signal() {
        pthread_mutex_lock(mutex)
        isSignalled = true
        let callback = onSignal
        onSignal = nil
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
        callback?()
    }

    /// Blocks until signalled since the last wait. Whoever signals has the deadlines: a fetch always ends, and a
    /// cancelled task is signalled.
    public func wait() {
        pthread_mutex_lock(mutex)
        while !isSignalled { pthread_cond_wait(condition, mutex) }
        isSignalled = false
        pthread_mutex_unlock(mutex)
    }

    /// Calls `resume` once on the next signal, at once when there was one since the last wait.
    public func whenSignalled(_ resume: @escaping @Sendable () -> Void) {
        pthread_mutex_lock(mutex)
        let ready = isSignalled
        isSignalled = false
        if !ready { onSignal = { [self] in take(resume) } }
        pthread_mutex_unlock(mutex)
        if ready { resume() }
    }

    private func take(_ resume: @Sendable () -> Void) {
        pthread_mutex_lock(mutex)
        isSignalled = false
        pthread_mutex_unlock(mutex)
        resume()
    }
}

/// One thread a slot.
public final class ThreadWorkerPool: WorkerPool, @unchecked Sendable {
    // `queue` and `isStopping` are guarded by `mutex`; `threads` is written by init only.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var queue: [any Steppable] = []
    private var queueHead = 0
    private var running: [ObjectIdentifier: any Steppable] = [:]
    private var isStopping = false
    private var threads: [pthread_t] = []

    public init(slots: Int) {
        precondition((1...ExecutionLimits.slotsMax).contains(slots))
        mutex = .allocate(capacity: 1)
        condition = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
        for _ in 0..<slots {
            var thread = pthread_t()
            let context = Unmanaged.passRetained(self)
            let status = pthread_create(&thread, nil, workerThreadMain, context.toOpaque())
            precondition(status == 0, "cannot start a task thread: error \(status)")
            threads.append(thread)
        }
    }

    deinit {
        pthread_mutex_destroy(mutex)
        pthread_cond_destroy(condition)
        mutex.deallocate()
        condition.deallocate()
    }

    public var nanoseconds: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }

    public func submit(_ task: any Steppable) {
        pthread_mutex_lock(mutex)
        queue.append(task)
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }

    public func shutdown() {
        pthread_mutex_lock(mutex)
        isStopping = true
        let waiting = Array(running.values)
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
        for task in waiting { task.waiter.signal() }
        for thread in threads { pthread_join(thread, nil) }
        threads = []
    }

    private func next() -> (any Steppable)? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while queueHead == queue.count && !isStopping { pthread_cond_wait(condition, mutex) }
        if isStopping { return nil }
        let task = queue[queueHead]
        queueHead += 1
        if queueHead == queue.count {
            queue.removeAll(keepingCapacity: true)
            queueHead = 0
        } else if queueHead > 1_024 {
            queue.removeFirst(queueHead)
            queueHead = 0
        }
        running[ObjectIdentifier(task)] = task
        return task
    }

    private func finished(_ task: any Steppable) {
        pthread_mutex_lock(mutex)
        running[ObjectIdentifier(task)] = nil
        pthread_mutex_unlock(mutex)
    }

    private var stopping: Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return isStopping
    }

    fileprivate func run() {
        while let task = next() {
            steps: while true {
                switch task.step() {
                case .again: continue
                case .waiting:
                    if stopping { break steps }
                    task.waiter.wait()
                    if stopping { break steps }
                case .finished: break steps
                }
            }
            finished(task)
        }
    }
}

private func workerThreadMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    let pool = Unmanaged<ThreadWorkerPool>.fromOpaque(context!).takeRetainedValue()
    pool.run()
    return nil
}
