// SPDX-License-Identifier: Apache-2.0

import Glibc
import Threads

/// Runs blocking work on threads of its own: as many as there is work, within a bound; they end when there is none.
final class Workers: Sendable {
    private struct State {
        var waiting: [@Sendable () -> Void] = []
        var running = 0
        var isClosed = false
    }

    private let threadsMax: Int
    private let state = Monitor(State())

    init(threadsMax: Int) { self.threadsMax = threadsMax }

    /// False when the workers are closed or no thread can be had.
    func submit(_ work: @escaping @Sendable () -> Void) -> Bool {
        let starts: Bool? = state.withLock { state in
            if state.isClosed { return nil }
            state.waiting.append(work)
            guard state.running < threadsMax else { return false }
            state.running += 1
            return true
        }
        guard let starts else { return false }
        if starts && !startThread() {
            return state.change { state in
                state.running -= 1
                // Others will do it, if there are any.
                if state.running > 0 { return true }
                _ = state.waiting.popLast()
                return false
            }
        }
        return true
    }

    private func startThread() -> Bool {
        // The host's signals belong to the host's threads.
        var (all, before) = (sigset_t(), sigset_t())
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        return detach(stackBytes: 8 << 20) { [self] in work() } == 0
    }

    private func work() {
        while true {
            let next: (@Sendable () -> Void)? = state.change { state in
                if state.waiting.isEmpty {
                    state.running -= 1
                    return nil
                }
                return state.waiting.removeFirst()
            }
            guard let next else { return }
            next()
        }
    }

    /// Takes no more work and waits until all is done, at most so long: whoever runs it ends soon, or is left behind.
    func close(withinMilliseconds: Int = HostLimits.closeMilliseconds) {
        state.change { $0.isClosed = true }
        _ = state.wait(milliseconds: withinMilliseconds) { $0.running == 0 ? true : nil }
    }
}
