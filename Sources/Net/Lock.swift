// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A value behind a pthread mutex. The thread sanitizer knows these (and not the standard library's `Mutex`), so it can
/// check whoever uses a loop.
///
/// `@unchecked Sendable`: the state is touched with the mutex held.
final class Lock<State>: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private var state: State

    init(_ state: State) {
        self.state = state
        let failed = pthread_mutex_init(mutex, nil)
        precondition(failed == 0, "a default mutex is made without resources")
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    func withLock<Result>(_ body: (inout State) -> Result) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body(&state)
    }
}
