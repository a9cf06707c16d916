// SPDX-License-Identifier: Apache-2.0

import Glibc

/// In the calling thread, and those that it starts: signals belong to the host's own.
func blockSignals() {
    withUnsafeTemporaryAllocation(of: sigset_t.self, capacity: 1) { set in
        sigfillset(set.baseAddress!)
        for signal in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT] { sigdelset(set.baseAddress!, signal) }
        pthread_sigmask(SIG_BLOCK, set.baseAddress!, nil)
    }
}
