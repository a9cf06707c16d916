// SPDX-License-Identifier: Apache-2.0

import CSpawn
import Glibc
import Threads

/// What a process writes to its standard error: handed on to this process's own, line by line, and the last lines kept
/// for whoever wants to know why it ended. A thread reads it, which ends when the process has.
final class OutputTail: Sendable {
    private struct State {
        var lines: [String] = []
        var isTold = true
        var hasEnded = false
    }

    /// What the process gets; of this process until it has.
    let writeEnd: Int32
    private let state = Monitor(State())

    /// Nil when there are no descriptors or threads.
    /// - Parameter onNews: hears of the last lines with line ends between, not too often, and at the end; on a thread
    ///   of its own.
    init?(onNews: @escaping @Sendable (String) -> Void) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        writeEnd = ends[1]
        let failed = detach { [readEnd = ends[0], state] in
            Self.blockSignals()
            Reading(descriptor: readEnd, tail: state, onNews: onNews).run()
        }
        guard failed == 0 else {
            for end in ends { close(end) }
            return nil
        }
    }

    /// The process has its end, or never will.
    func isGivenAway() { close(writeEnd) }

    /// Waits until all is read, no longer than `ClusterLimits.logEndMillis`: a process of the process's own may hold
    /// the other end.
    func end() { _ = state.wait(milliseconds: ClusterLimits.logEndMillis) { $0.hasEnded ? () : nil } }

    /// Of one thread.
    private final class Reading {
        let descriptor: Int32
        let state: Monitor<State>
        let onNews: @Sendable (String) -> Void
        private var rest: [UInt8] = []
        private var toldAt = ContinuousClock.now - .milliseconds(ClusterLimits.logNewsMillis)

        init(descriptor: Int32, tail: Monitor<State>, onNews: @escaping @Sendable (String) -> Void) {
            self.descriptor = descriptor
            state = tail
            self.onNews = onNews
        }

        deinit { close(descriptor) }

        func run() {
            var bytes = [UInt8](repeating: 0, count: 16 << 10)
            while true {
                // Lines that are new and were not told wait for their time, and for others.
                var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                let isUntold = state.withLock { !$0.isTold }
                if poll(&waiting, 1, isUntold ? Int32(ClusterLimits.logNewsMillis) : -1) == 0 {
                    tell()
                    continue
                }
                let count = Glibc.read(descriptor, &bytes, bytes.count)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { break }
                take(bytes[..<count])
                if ContinuousClock.now - toldAt >= .milliseconds(ClusterLimits.logNewsMillis) { tell() }
            }
            if !rest.isEmpty { take([10]) }
            tell()
            state.change { $0.hasEnded = true }
        }

        private func tell() {
            toldAt = .now
            let lines = state.change { state -> String? in
                defer { state.isTold = true }
                return state.isTold ? nil : state.lines.joined(separator: "\n")
            }
            if let lines { onNews(lines) }
        }

        /// Whole lines go on, so that those of several processes do not mix.
        private func take(_ bytes: ArraySlice<UInt8>) {
            rest += bytes
            let isLong = rest.count >= ClusterLimits.logPieceBytesMax
            guard let end = rest.lastIndex(of: 10) ?? (isLong ? rest.count - 1 : nil) else { return }
            let whole = rest[...end]
            var left = whole
            while !left.isEmpty {
                let count = left.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { break }
                left = left.dropFirst(count)
            }
            let lines = whole.split(separator: 10).suffix(ClusterLimits.logLines).map {
                String(decoding: $0.prefix(ClusterLimits.logLineBytesMax), as: UTF8.self)
            }
            rest.removeSubrange(...end)
            state.withLock { state in
                state.lines = (state.lines + lines).suffix(ClusterLimits.logLines)
                if !lines.isEmpty { state.isTold = false }
            }
        }
    }

    /// The host's signals belong to the host's threads; a log that nobody reads raises none.
    private static func blockSignals() {
        var all = sigset_t()
        sigfillset(&all)
        for signal in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT] { sigdelset(&all, signal) }
        pthread_sigmask(SIG_BLOCK, &all, nil)
    }
}
