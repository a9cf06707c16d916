// SPDX-License-Identifier: Apache-2.0

import Columnar

/// What an aggregate function makes of frames: accumulators for each, which rows are given to.
final class FrameFold {
    private let call: GroupCall
    private let state: any CallState
    private let values: Column
    private var rows: [Int32] = []
    private var groups: [Int32] = []

    /// Pairs of a row and a frame after which they go to the accumulators.
    private static let pairsMax = 1 << 14

    /// Of `members`, in at most `frames` frames.
    init(_ call: GroupCall, _ members: [Column], frames: Int, _ context: RunContext) {
        // Only what is read is gathered.
        var own = call
        var read: [Column] = []
        if let input = call.input {
            own.input = read.count
            read.append(members[input])
        }
        if let filter = call.filter {
            own.filter = read.count
            read.append(members[filter])
        }
        self.call = own
        values = .tuple(read, count: members.first?.count ?? 0)
        state = makeState(call, call.input.map { members[$0].type } ?? .null, context)
        state.ensure(max(frames, 1))
    }

    /// The rows `first ..< end` are of a frame.
    func add(_ first: Int, _ end: Int, to frame: Int) throws(ComputeError) {
        var row = first
        while row < end {
            let count = min(end - row, FrameFold.pairsMax - rows.count)
            for index in 0..<count {
                rows.append(Int32(truncatingIfNeeded: row + index))
                groups.append(Int32(truncatingIfNeeded: frame))
            }
            row += count
            if rows.count == FrameFold.pairsMax { try flush() }
        }
    }

    func flush() throws(ComputeError) {
        if rows.isEmpty { return }
        let read = values.children.isEmpty ? .tuple([], count: rows.count) : values.gather(rows, count: rows.count)
        let counted = CountedRows(read, call)
        if let mask = counted.mask {
            try withCounted(groups, counted.input, mask) { (groups, input) throws(ComputeError) in
                try state.add(groups, input)
            }
        } else {
            try state.add(groups, counted.input)
        }
        rows.removeAll(keepingCapacity: true)
        groups.removeAll(keepingCapacity: true)
    }

    /// Whether `run` can be called: values pass from frame to frame.
    var runs: Bool { state.runs && call.skipsNulls }

    /// Of all frames, from the first on.
    func run(_ frames: RunningFrames) throws(ComputeError) {
        guard let first = frames.begins.min(), let end = frames.ends.max() else { return }
        let part = values.slice(first, end - first)
        let counted = CountedRows(part, call)
        let own = withExtendedLifetime(counted.mask) {
            frames.among(counted.mask?.pointer(UInt8.self), from: first, count: part.count)
        }
        guard let mask = counted.mask else { return try state.run(counted.input, own) }
        let rows = withExtendedLifetime(mask) {
            let flags = mask.pointer(UInt8.self)
            return (0..<part.count).filter { flags[$0] != 0 }.map { Int32(truncatingIfNeeded: $0) }
        }
        try state.run(counted.input.gather(rows, count: rows.count), own)
    }

    /// The accumulators of a frame, as a row.
    func state(of frame: Int) throws(ComputeError) -> Column {
        try flush()
        var group = Int32(truncatingIfNeeded: frame)
        return try state.states(&group, 1)
    }

    /// Begins frames with what another one has already.
    func begin(_ frames: Range<Int>, with known: Column) throws(ComputeError) {
        let numbers = frames.map { Int32(truncatingIfNeeded: $0) }
        let first = [Int32](repeating: 0, count: frames.count)
        try state.merge(numbers, known.gather(first, count: frames.count))
    }

    /// The results of the first frames.
    func results(_ count: Int) throws(ComputeError) -> Column {
        try flush()
        let all = (0..<count).map { Int32(truncatingIfNeeded: $0) }
        return try state.results(all, count)
    }
}

/// An aggregate of the rows of frames.
final class AggregateEvaluator: WindowEvaluator {
    private let call: GroupCall
    private let context: RunContext
    private var finder: FrameFinder
    /// Of frames that begin with their partition: the accumulators of the last one.
    private var known: (state: Column, partition: Int, end: Int)?

    /// Rows that frames take of their own before the next ones begin with what one has.
    private static let ownRowsMax = 512

    init(_ call: GroupCall, _ finder: FrameFinder, _ context: RunContext) {
        self.call = call
        self.finder = finder
        self.context = context
    }

    private var isRunning: Bool { finder.frame.start == .unbounded }

    func ready(_ layout: WindowLayout, from next: Int) -> Int { finder.ready(layout, from: next) }

    func values(_ layout: WindowLayout, _ rows: Range<Int>) throws(ComputeError) -> Column {
        let (starts, ends) = finder.find(layout, rows)
        // Neighbours often have one frame.
        var frames: [(start: Int, end: Int)] = []
        var frameOf: [Int32] = []
        frameOf.reserveCapacity(rows.count)
        for index in starts.indices {
            if index == 0 || starts[index] != starts[index - 1] || ends[index] != ends[index - 1] {
                frames.append((starts[index], ends[index]))
            }
            frameOf.append(Int32(truncatingIfNeeded: frames.count - 1))
        }
        let fold = FrameFold(call, layout.members, frames: frames.count, context)
        if isRunning {
            if fold.runs { try runOn(fold, frames) } else { try run(fold, frames) }
        } else {
            for (number, frame) in frames.enumerated() { try fold.add(frame.start, frame.end, to: number) }
        }
        return try fold.results(frames.count).gather(frameOf, count: frameOf.count)
    }

    /// Frames that begin with their partition: each goes on with what the one before has.
    private func runOn(_ fold: FrameFold, _ frames: [(start: Int, end: Int)]) throws(ComputeError) {
        var running = RunningFrames()
        for (number, frame) in frames.enumerated() {
            if number > 0, frames[number - 1].start == frame.start {
                running.append(running.ends[number - 1], frame.end, carries: true)
                continue
            }
            var base = max(frame.start, 0)
            if number == 0, let known, known.partition == frame.start {
                base = known.end
                try fold.begin(0..<1, with: known.state)
            }
            running.append(base, frame.end, carries: false)
        }
        try fold.run(running)
        if let last = frames.last {
            known = (try fold.state(of: frames.count - 1), last.start, running.ends[frames.count - 1])
        }
    }

    /// Frames that begin with their partition: each has the rows of the one before, in the same order.
    private func run(_ fold: FrameFold, _ frames: [(start: Int, end: Int)]) throws(ComputeError) {
        var number = 0
        while number < frames.count {
            let partition = frames[number].start
            var base = max(partition, 0)
            var state: Column?
            if number > 0, frames[number - 1].start == partition {
                base = frames[number - 1].end
                state = try fold.state(of: number - 1)
            } else if let known, known.partition == partition {
                (base, state) = (known.end, known.state)
            }
            var end = number
            var rows = 0
            while end < frames.count, frames[end].start == partition,
                end == number || rows + frames[end].end - base <= AggregateEvaluator.ownRowsMax
            {
                rows += max(frames[end].end - base, 0)
                end += 1
            }
            if let state { try fold.begin(number..<end, with: state) }
            for frame in number..<end { try fold.add(base, frames[frame].end, to: frame) }
            number = end
        }
        if let last = frames.last { known = (try fold.state(of: frames.count - 1), last.start, max(last.end, 0)) }
    }

    func firstNeeded(_ layout: WindowLayout, from next: Int) -> Int {
        guard isRunning else { return finder.firstNeeded(layout, from: next) }
        let partition = layout.partitionStart[min(next, layout.count - 1)]
        if let known, known.partition == partition { return min(known.end, next) }
        return min(max(partition, 0), next)
    }

    func drop(_ rows: Int) {
        finder.drop(rows)
        known?.partition -= rows
        known?.end -= rows
    }
}

/// A value that all rows of the partition have.
final class SameEvaluator: WindowEvaluator {
    private let value: Column

    /// `value`: one row.
    init(_ value: Column) { self.value = value }

    func ready(_ layout: WindowLayout, from next: Int) -> Int { layout.count }

    func values(_ layout: WindowLayout, _ rows: Range<Int>) throws(ComputeError) -> Column {
        value.gather([Int32](repeating: 0, count: rows.count), count: rows.count)
    }

    func firstNeeded(_ layout: WindowLayout, from next: Int) -> Int { next }
    func drop(_ rows: Int) {}
}
