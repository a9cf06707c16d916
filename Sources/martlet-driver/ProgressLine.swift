// SPDX-License-Identifier: Apache-2.0

import Glibc
import Martlet
import Synchronization

/// Counts interrupts across threads.
final class InterruptCount: Sendable {
    private let value = Atomic<Int>(0)
    func next() -> Int { value.add(1, ordering: .relaxed).newValue }
    var count: Int { value.load(ordering: .relaxed) }
}

/// A line on standard error that says how far the running job is: rewritten in place on a terminal, a line every few
/// seconds elsewhere.
final class ProgressLine: @unchecked Sendable {  // `thread` is written by init and stop only
    private static let terminalIntervalMillis: Int32 = 200
    private static let plainIntervalMillis: Int32 = 5_000

    private let session: Session
    private let isTerminal = isatty(2) == 1
    private let wake: [Int32]
    private var thread = pthread_t()
    private var isRunning = true

    init(_ session: Session) {
        self.session = session
        var ends: [Int32] = [0, 0]
        let made = pipe(&ends)
        precondition(made == 0, "cannot make a pipe: error \(errno)")
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        wake = ends
        let status = pthread_create(&thread, nil, progressThreadMain, Unmanaged.passRetained(self).toOpaque())
        precondition(status == 0, "cannot start a thread: error \(status)")
    }

    /// Ends the thread and clears the line.
    func stop() {
        guard isRunning else { return }
        isRunning = false
        // A byte, not the end of the pipe: a process started meanwhile may hold the other end open too.
        var byte: UInt8 = 1
        _ = write(wake[1], &byte, 1)
        pthread_join(thread, nil)
        close(wake[1])
        close(wake[0])
    }

    fileprivate func run() {
        var shown = false
        while true {
            var descriptor = pollfd(fd: wake[0], events: Int16(POLLIN), revents: 0)
            let interval = isTerminal ? Self.terminalIntervalMillis : Self.plainIntervalMillis
            if poll(&descriptor, 1, interval) != 0 { break }
            guard let text = session.progressText() else { continue }
            output(isTerminal ? "\r\u{1b}[K" + text : text + "\n")
            shown = true
        }
        if shown && isTerminal { output("\r\u{1b}[K") }
    }

    private func output(_ text: String) {
        var text = text
        text.withUTF8 { _ = write(2, $0.baseAddress, $0.count) }
    }
}

private func progressThreadMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    Unmanaged<ProgressLine>.fromOpaque(context!).takeRetainedValue().run()
    return nil
}
