// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization
import Threads

/// Seconds of a clock that only goes forward.
func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Programs for a sanitizer are many times slower and larger.
let isSanitized = getenv("MARTLET_SANITIZER") != nil
/// How much longer everything may take.
let patience = isSanitized ? 10.0 : 1.0

/// Looks at `condition` every millisecond or so until it holds; false when `seconds` times `patience` went by without.
func eventually(within seconds: Double = 20, _ condition: () throws -> Bool) rethrows -> Bool {
    let deadline = now() + seconds * patience
    while !(try condition()) {
        if now() > deadline { return false }
        var pause = timespec(tv_sec: 0, tv_nsec: 1_000_000)
        nanosleep(&pause, nil)
    }
    return true
}

struct TimedOut: Error {
    var what: String
}

/// Set once, by any thread.
final class Flag: Sendable {
    private let value = Atomic<Bool>(false)
    var isSet: Bool { value.load(ordering: .acquiring) }
    func set() { value.store(true, ordering: .releasing) }
}

/// Work on a thread of its own.
final class Background<Value: Sendable>: Sendable {
    private let outcome = Lock<Result<Value, any Error>?>(nil)

    init(_ body: @escaping @Sendable () throws -> Value) {
        let work = Work { [self] in
            let result = Result { try body() }
            outcome.withLock { $0 = result }
        }
        var thread = pthread_t()
        let status = pthread_create(&thread, nil, backgroundMain, Unmanaged.passRetained(work).toOpaque())
        precondition(status == 0, "cannot start a thread: error \(status)")
        pthread_detach(thread)
    }

    var isOver: Bool { outcome.withLock { $0 != nil } }

    /// What the work gave; throws what it threw, or `TimedOut`.
    func value(within seconds: Double = 40) throws -> Value {
        guard eventually(within: seconds, { isOver }) else { throw TimedOut(what: "work took over \(seconds) s") }
        return try outcome.withLock { $0! }.get()
    }

    /// The error that the work threw; nil when it gave a value.
    func error(within seconds: Double = 40) -> (any Error)? {
        do {
            _ = try value(within: seconds)
            return nil
        } catch {
            return error
        }
    }
}

private final class Work: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

private func backgroundMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    Unmanaged<Work>.fromOpaque(context!).takeRetainedValue().run()
    return nil
}
