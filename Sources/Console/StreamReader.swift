// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// Reads the stream of events before it forgets them: in a thread that is there while there is something to read.
final class StreamReader: Sendable {
    private let source: LiveSource
    private let isReading = Atomic<Bool>(false)

    init(_ source: LiveSource) { self.source = source }

    /// Any thread; does not wait.
    func wake() {
        guard isReading.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing).exchanged
        else { return }
        detach { [self] in
            source.catchUp()
            isReading.store(false, ordering: .releasing)
        }
    }
}

/// Runs `work` in a thread of its own that nobody waits for. Where no thread can be made it is not run.
func detach(_ work: @escaping @Sendable () -> Void) {
    final class Box {
        let work: @Sendable () -> Void
        init(_ work: @escaping @Sendable () -> Void) { self.work = work }
    }
    var thread: pthread_t = 0
    let box = Unmanaged.passRetained(Box(work))
    let failed = pthread_create(
        &thread, nil,
        { pointer in
            Unmanaged<Box>.fromOpaque(pointer!).takeRetainedValue().work()
            return nil
        }, box.toOpaque())
    if failed == 0 { pthread_detach(thread) } else { box.release() }
}
