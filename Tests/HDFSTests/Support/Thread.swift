// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A thread that is waited for.
struct Thread {
    private let thread: pthread_t

    private final class Box: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    init(_ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let box = Unmanaged.passRetained(Box(body))
        let failed = pthread_create(
            &thread, nil,
            { raw in
                Unmanaged<Box>.fromOpaque(raw!).takeRetainedValue().body()
                return nil
            }, box.toOpaque())
        precondition(failed == 0, "no thread: error \(failed)")
        self.thread = thread
    }

    func join() { pthread_join(thread, nil) }
}
