// SPDX-License-Identifier: Apache-2.0

package import Files
package import Plan
import Threads

/// The log of one application, read as far as it goes whenever somebody looks.
package final class LogSource: ConsoleSource {
    private struct State {
        var content = EventLogContent()
        var files: [String] = []
        var isReading = false
        var failure: String?
    }

    private let state = Monitor(State())
    /// Of the thread that reads, of which there is one at a time.
    nonisolated(unsafe) private let reader: EventLogReader?

    package init(_ fileSystems: FileSystems, _ files: [String]) {
        reader = EventLogReader(fileSystems)
        state.withLock { $0.files = files }
    }

    /// Reads on, in a thread of its own, and waits a moment for it.
    package func refresh(_ files: [String]) {
        let begins = state.withLock { state -> Bool in
            state.files = files
            defer { state.isReading = true }
            return !state.isReading
        }
        if begins {
            let failed = detach { [self] in readOn() }
            if failed != 0 {
                state.change {
                    $0.isReading = false
                    $0.failure = "no thread can be started to read it: error \(failed)"
                }
            }
        }
        _ = state.wait(milliseconds: ConsoleLimits.logWaitMillis) { $0.isReading ? nil : () }
    }

    private func readOn() {
        var isMore = reader != nil
        while isMore {
            isMore = state.withLock { state in
                do throws(FileError) {
                    state.failure = nil
                    return try reader!.read(
                        state.files, most: ConsoleLimits.logPieceBytes, into: &state.content)
                } catch {
                    state.failure = "\(error)"
                    return false
                }
            }
        }
        state.change { $0.isReading = false }
    }

    package func catchUp() {}
    package var eventCount: Int { state.withLock { $0.content.eventCount } }
    package func kill(_ job: JobID) -> Bool { false }

    package var view: ConsoleView {
        let (content, isReading, failure) = state.withLock { ($0.content, $0.isReading, $0.failure) }
        let facts =
            content.facts
            ?? ConsoleFacts(
                applicationID: "unknown", applicationName: "unknown", master: "", user: "", version: "", settings: [:],
                startedMillis: 0, wallOffsetMillis: 0)
        let log = ConsoleView.Log(
            hasEnded: content.hasEnded, isReading: isReading, linesUnknown: content.linesUnknown,
            linesRefused: content.linesRefused,
            damage: content.damage ?? failure ?? (content.facts == nil && !isReading ? "it is empty" : nil))
        return ConsoleView(facts: facts, store: content.store, nowMillis: content.lastMillis, log: log)
    }
}
