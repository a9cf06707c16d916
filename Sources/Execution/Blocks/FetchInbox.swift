// SPDX-License-Identifier: Apache-2.0

import Columnar
import Threads

/// Bytes of one stream between the loop that receives them and the task that consumes them.
final class FetchInbox: Sendable {
    private struct State {
        var chunks: [[UInt8]] = []
        var head = 0
        var offset = 0
        var available = 0
        /// Bytes taken and not yet credited to the sender.
        var uncredited = 0
        var ended = false
        var failure: String?
        /// The task found less than it wanted, or has not looked yet: a stream that was just asked for has room for its
        /// first bytes, whatever the task does meanwhile.
        var isAwaited = true
        /// Something came since the last look, and looks since then.
        var hasProgress = false
        var looks = 0
    }

    enum Read {
        case bytes(Buffer)
        case notYet
        case ended
        case failed(String)
    }

    private let state = Lock(State())
    let waiter: TaskWaiter

    init(waiter: TaskWaiter) { self.waiter = waiter }

    // MARK: Loop side

    func received(_ chunk: [UInt8]) {
        state.withLock {
            $0.chunks.append(chunk)
            $0.available += chunk.count
            $0.hasProgress = true
        }
        waiter.signal()
    }

    func end() {
        state.withLock { $0.ended = true }
        waiter.signal()
    }

    func fail(_ message: String) {
        state.withLock { if !$0.ended && $0.failure == nil { $0.failure = message } }
        waiter.signal()
    }

    /// Whether the task has waited through several looks, this one included, in which nothing came.
    func isStalled() -> Bool {
        state.withLock { state in
            let mayWait = !state.isAwaited || state.hasProgress || state.ended || state.failure != nil
            state.hasProgress = false
            state.looks = mayWait ? 0 : state.looks + 1
            return state.looks > ExecutionLimits.fetchLooksMax
        }
    }

    // MARK: Task side

    /// The next `count` bytes without taking them, or why they are not there. Bytes that arrived before an end or a
    /// failure are given first.
    func peek(_ count: Int) -> Read { read(count, take: false) }

    /// Takes the next `count` bytes.
    func take(_ count: Int) -> Read { read(count, take: true) }

    private func read(_ count: Int, take: Bool) -> Read {
        state.withLock { state in
            guard state.available >= count else {
                if let failure = state.failure { return .failed(failure) }
                state.isAwaited = true
                return state.ended ? .ended : .notYet
            }
            state.isAwaited = false
            var (head, offset, missing) = (state.head, state.offset, count)
            let bytes = Buffer(byteCount: count)
            while missing > 0 {
                let part = min(missing, state.chunks[head].count - offset)
                state.chunks[head].withUnsafeBytes {
                    (bytes.base + (count - missing)).copyMemory(from: $0.baseAddress! + offset, byteCount: part)
                }
                missing -= part
                offset += part
                if offset == state.chunks[head].count {
                    head += 1
                    offset = 0
                }
            }
            if take {
                for index in state.head..<head { state.chunks[index] = [] }
                (state.head, state.offset) = (head, offset)
                if state.head == state.chunks.count || state.head > 64 {
                    state.chunks.removeFirst(state.head)
                    state.head = 0
                }
                state.available -= count
                state.uncredited += count
            }
            return .bytes(bytes)
        }
    }

    /// Bytes to grant the sender as credit: those taken, and, when the task waits for a block that is larger than what
    /// is there, those that lie here too (they are not credited again when they are taken).
    func takeCredit(isStarved: Bool) -> Int {
        state.withLock {
            let credit = $0.uncredited + (isStarved ? $0.available : 0)
            guard credit > 0 else { return 0 }
            $0.uncredited = isStarved ? -$0.available : 0
            return credit
        }
    }
}
