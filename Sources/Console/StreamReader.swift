// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Threads

/// Reads the stream of events before it forgets them: in a thread that is there while there is something to read.
final class StreamReader: Sendable {
    private let source: LiveSource
    private let isReading = Atomic<Bool>(false)

    init(_ source: LiveSource) { self.source = source }

    /// Any thread; does not wait.
    func wake() {
        guard isReading.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing).exchanged
        else { return }
        let failed = detach { [self] in
            source.catchUp()
            isReading.store(false, ordering: .releasing)
        }
        // The next to wake it tries again.
        if failed != 0 { isReading.store(false, ordering: .releasing) }
    }
}
