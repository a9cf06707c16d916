// SPDX-License-Identifier: Apache-2.0

/// Scheduled work by deadline: a binary heap whose cancelled entries are dropped lazily and swept when they are the
/// majority, so that a call deadline that is cancelled by its reply costs a dictionary removal.
struct TimerHeap {
    typealias Work = @Sendable () -> Void

    private struct Entry {
        var deadline: UInt64
        var tie: UInt64
        var id: UInt64

        static func < (left: Entry, right: Entry) -> Bool {
            if left.deadline != right.deadline { return left.deadline < right.deadline }
            if left.tie != right.tie { return left.tie < right.tie }
            return left.id < right.id
        }
    }

    private var entries: [Entry] = []
    private var work: [UInt64: Work] = [:]
    private var nextID: UInt64 = 1

    /// Live entries.
    var count: Int { work.count }

    /// Adds work. Among equal deadlines the smaller `tie` comes first, then the earlier insertion.
    mutating func insert(deadline: UInt64, tie: UInt64, _ body: @escaping Work) -> TimerID {
        let id = nextID
        nextID += 1
        work[id] = body
        entries.append(Entry(deadline: deadline, tie: tie, id: id))
        siftUp(entries.count - 1)
        return TimerID(value: id)
    }

    mutating func cancel(_ timer: TimerID) {
        guard work.removeValue(forKey: timer.value) != nil else { return }
        if entries.count > 64, entries.count > 2 * work.count { sweep() }
    }

    /// The deadline of the next live entry.
    mutating func nextDeadline() -> UInt64? {
        while let first = entries.first {
            if work[first.id] != nil { return first.deadline }
            removeFirst()
        }
        return nil
    }

    /// Takes the next entry if its deadline is not after `now`.
    mutating func popDue(now: UInt64) -> Work? {
        guard let deadline = nextDeadline(), deadline <= now else { return nil }
        let id = entries[0].id
        removeFirst()
        return work.removeValue(forKey: id)
    }

    mutating func removeAll() {
        entries.removeAll()
        work.removeAll()
    }

    private mutating func sweep() {
        entries.removeAll { work[$0.id] == nil }
        entries.sort { $0 < $1 }  // a sorted array is a heap
    }

    private mutating func removeFirst() {
        let last = entries.removeLast()
        if !entries.isEmpty {
            entries[0] = last
            siftDown(0)
        }
    }

    private mutating func siftUp(_ start: Int) {
        var child = start
        let entry = entries[child]
        while child > 0 {
            let parent = (child - 1) / 2
            guard entry < entries[parent] else { break }
            entries[child] = entries[parent]
            child = parent
        }
        entries[child] = entry
    }

    private mutating func siftDown(_ start: Int) {
        var parent = start
        let entry = entries[parent]
        while true {
            var child = 2 * parent + 1
            guard child < entries.count else { break }
            if child + 1 < entries.count, entries[child + 1] < entries[child] { child += 1 }
            guard entries[child] < entry else { break }
            entries[parent] = entries[child]
            parent = child
        }
        entries[parent] = entry
    }
}
