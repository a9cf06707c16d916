// SPDX-License-Identifier: Apache-2.0

import Relational
import Threads

/// The analysed relations that a host knows by number. All threads.
final class FrameStore: Sendable {
    private let state = Lock(State())

    private struct State {
        var byNumber: [Int: Relation] = [:]
        var next = 1
    }

    func add(_ relation: Relation) throws(Refusal) -> Int {
        let id: Int? = state.withLock { state in
            guard state.byNumber.count < HostLimits.framesMax else { return nil }
            defer { state.next += 1 }
            state.byNumber[state.next] = relation
            return state.next
        }
        guard let id else { throw .value("more than \(HostLimits.framesMax) frames: release some") }
        return id
    }

    func relation(_ id: Int) -> Relation? { state.withLock { $0.byNumber[id] } }

    func release(_ ids: [Int]) {
        // The relations go outside of the lock: the end of one may call the engine.
        let released = state.withLock { state in ids.map { state.byNumber.removeValue(forKey: $0) } }
        _ = consume released
    }
}
