// SPDX-License-Identifier: Apache-2.0

import Glibc
import Threads

/// Work on a thread of its own that goes hand over hand with its owner: exactly one of the two runs at a time, so that
/// they need no locks between them and every run goes alike. The thread starts with the first `resume` and has ended
/// when `close` returns. Used by one thread at a time.
final class Coroutine {
    private let core: CoroutineCore
    private var thread: pthread_t?

    /// `body` gets the means to pause; it is called by the first `resume`.
    init(_ body: @escaping (CoroutineCore) -> Void) { core = CoroutineCore(body) }

    deinit { close() }

    /// The body has returned, or will never run.
    private(set) var hasEnded = false

    /// Lets the body run until it pauses or returns.
    func resume() throws(TaskError) {
        if hasEnded { return }
        if thread == nil { try start() }
        core.runBody()
        if core.hasEnded { join() }
    }

    /// Ends the body, which hears of it at its pause; a body that has not begun never runs.
    func close() {
        guard !hasEnded else { return }
        guard thread != nil else {
            hasEnded = true
            return
        }
        core.isUnwinding = true
        // Each pause returns at once from now on, so that this ends when the body does.
        core.runBody()
        join()
    }

    private func start() throws(TaskError) {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(core)
        let status = startTaskThread(&thread, coroutineMain, context.toOpaque())
        guard status == 0 else {
            context.release()
            throw .internalFailure("cannot start a thread for a partition function: error \(status)")
        }
        self.thread = thread
    }

    private func join() {
        if let thread { pthread_join(thread, nil) }
        thread = nil
        hasEnded = true
    }
}

/// What a coroutine and its owner share.
final class CoroutineCore: @unchecked Sendable {
    // Everything but `bodyRuns` belongs to the side whose turn it is.
    private let bodyRuns = Monitor(false)
    private var body: ((CoroutineCore) -> Void)?
    fileprivate var isUnwinding = false
    fileprivate var hasEnded = false

    fileprivate init(_ body: @escaping (CoroutineCore) -> Void) { self.body = body }

    /// The body's side: lets the owner run. False when the owner wants the body to end.
    func pause() -> Bool {
        if isUnwinding { return false }
        bodyRuns.change { $0 = false }
        bodyRuns.wait { $0 ? () : nil }
        return !isUnwinding
    }

    /// The owner's side: lets the body run and waits for its pause or end.
    fileprivate func runBody() {
        bodyRuns.change { $0 = true }
        bodyRuns.wait { $0 ? nil : () }
    }

    fileprivate func main() {
        bodyRuns.wait { $0 ? () : nil }
        body?(self)
        // What the body holds goes on this thread, while the owner waits.
        body = nil
        hasEnded = true
        bodyRuns.change { $0 = false }
    }
}

/// Starts a thread with the stack of those that run tasks; gives the error number or 0.
func startTaskThread(
    _ thread: inout pthread_t, _ main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer?,
    _ context: UnsafeMutableRawPointer
) -> Int32 {
    let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
    pthread_attr_init(attributes)
    defer {
        pthread_attr_destroy(attributes)
        attributes.deallocate()
    }
    pthread_attr_setstacksize(attributes, ExecutionLimits.taskStackBytes)
    return pthread_create(&thread, attributes, main, context)
}

private func coroutineMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    nameThread("martlet-script")
    Unmanaged<CoroutineCore>.fromOpaque(context!).takeRetainedValue().main()
    return nil
}
