// SPDX-License-Identifier: Apache-2.0

import Glibc
import Threads

/// Blocks SIGTERM and SIGINT in this thread and in those it starts from now on, so that `watchTerminationSignals` gets
/// them. Call before any thread is started.
public func blockTerminationSignals() {
    var signals = terminationSignals()
    pthread_sigmask(SIG_BLOCK, &signals, nil)
}

/// Calls `handle` for each SIGTERM and SIGINT, on a thread of its own.
public func watchTerminationSignals(_ handle: @escaping @Sendable () -> Void) {
    let status = detach {
        var signals = terminationSignals()
        while true {
            var signal: Int32 = 0
            if sigwait(&signals, &signal) == 0 { handle() }
        }
    }
    precondition(status == 0, "cannot start a thread: error \(status)")
}

private func terminationSignals() -> sigset_t {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGTERM)
    sigaddset(&signals, SIGINT)
    return signals
}
