// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Runs `body` on a new thread that nobody waits for: for what blocks and must hold up nobody else.
///
/// - Parameter stackBytes: the size of its stack, a multiple of the page; the system's default where there is none.
/// - Returns: 0, or the system's error (`EAGAIN` where there is no room for one more); then `body` is not run.
@discardableResult
public func detach(stackBytes: Int? = nil, _ body: @escaping @Sendable () -> Void) -> Int32 {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    if let stackBytes { pthread_attr_setstacksize(&attributes, stackBytes) }
    let box = Unmanaged.passRetained(ThreadBody(body))
    var thread = pthread_t()
    let failed = pthread_create(
        &thread, &attributes,
        { context in
            Unmanaged<ThreadBody>.fromOpaque(context!).takeRetainedValue().run()
            return nil
        }, box.toOpaque())
    if failed != 0 { box.release() }
    return failed
}

private final class ThreadBody {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}
