// SPDX-License-Identifier: Apache-2.0

public import Glibc
import Synchronization

/// Calls `body` with each number below `count`, each once and in any order, on this thread and on others that end with
/// it; returns when all calls have.
///
/// - Parameter threads: how many there are at most, this one among them; fewer where the system has no more.
public func inParallel(_ count: Int, threads: Int, _ body: @escaping @Sendable (Int) -> Void) {
    let helpers = min(threads, count) - 1
    guard helpers > 0 else {
        for number in 0..<count { body(number) }
        return
    }
    let round = ParallelRound(count, body)
    // A host's signals belong to its own threads.
    var (all, before) = (sigset_t(), sigset_t())
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)
    var started = 0
    while started < helpers, round.startHelper() { started += 1 }
    pthread_sigmask(SIG_SETMASK, &before, nil)
    round.work()
    round.wait()
}

/// Processors of this machine, as many as `inParallel` is worth calling with.
public var processorCount: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

private final class ParallelRound: Sendable {
    private let count: Int
    private let body: @Sendable (Int) -> Void
    private let next = Atomic<Int>(0)
    private let helping = Monitor(0)

    init(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
        self.count = count
        self.body = body
    }

    func startHelper() -> Bool {
        helping.withLock { $0 += 1 }
        let failed = detach(stackBytes: 8 << 20) { [self] in
            work()
            helping.change { $0 -= 1 }
        }
        if failed != 0 { helping.change { $0 -= 1 } }
        return failed == 0
    }

    func work() {
        while true {
            let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
            if number >= count { return }
            body(number)
        }
    }

    func wait() { helping.wait { $0 == 0 ? () : nil } }
}
