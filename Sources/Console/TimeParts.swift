// SPDX-License-Identifier: Apache-2.0

/// What the time of tasks went into, in nanoseconds: parts of one whole.
package struct TimeParts: Equatable, Sendable {
    package enum Kind: String, Sendable {
        case reading
        case computing
        case shuffling
        case writing
        case waiting
    }

    package typealias Part = (kind: Kind, nanos: Double)

    package private(set) var reading = 0.0
    package private(set) var computing = 0.0
    package private(set) var shuffleReading = 0.0
    package private(set) var shuffleWriting = 0.0
    package private(set) var writing = 0.0
    /// For blocks of shuffles, for other bytes, …
    package private(set) var fetchWait = 0.0
    package private(set) var inputWait = 0.0
    /// … to get to a slot and back, and for a result to come.
    package private(set) var delay = 0.0
    package private(set) var result = 0.0
    /// Of all but waiting, on processors: no part of its own.
    package private(set) var processor = 0.0

    package init() {}

    package init(_ totals: TaskTotals) {
        reading = Double(totals.readNanos)
        shuffleReading = Double(totals.shuffleReadNanos)
        shuffleWriting = Double(totals.shuffleWriteNanos)
        writing = Double(totals.writeNanos)
        computing = max(Double(totals.runNanos) - reading - shuffleReading - shuffleWriting - writing, 0)
        fetchWait = Double(totals.fetchWaitNanos)
        inputWait = max(Double(totals.waitNanos) - fetchWait, 0)
        delay = Double(totals.delayNanos)
        result = Double(totals.resultNanos)
        processor = Double(totals.cpuNanos)
    }

    package init(_ task: EndedTask) {
        var totals = TaskTotals()
        totals.add(task.report, delayNanos: task.delayNanos)
        totals.add(resultMillis: task.resultMillis)
        self.init(totals)
    }

    package var shuffling: Double { shuffleReading + shuffleWriting }
    package var waiting: Double { fetchWait + inputWait + delay + result }
    package var whole: Double { reading + computing + shuffling + writing + waiting }

    /// Always the same ones, in the same order.
    package var parts: [Part] {
        [
            (.reading, reading), (.computing, computing), (.shuffling, shuffling), (.writing, writing),
            (.waiting, waiting),
        ]
    }

    /// What of 100 each of `parts` has, in whole numbers that together are 100; all 0 when there is no time.
    package var shares: [Int] {
        let (parts, whole) = (parts, whole)
        guard whole > 0 else { return parts.map { _ in 0 } }
        let exact = parts.map { 100 * $0.nanos / whole }
        var shares = exact.map { Int($0) }
        // Those that were cut most get what is left.
        let cut = exact.map { $0 - $0.rounded(.down) }
        let order = exact.indices.sorted { (cut[$0], $1) > (cut[$1], $0) }
        for place in order.prefix(max(100 - shares.reduce(0, +), 0)) { shares[place] += 1 }
        return shares
    }

    package static func += (sum: inout TimeParts, other: TimeParts) {
        sum.reading += other.reading
        sum.computing += other.computing
        sum.shuffleReading += other.shuffleReading
        sum.shuffleWriting += other.shuffleWriting
        sum.writing += other.writing
        sum.fetchWait += other.fetchWait
        sum.inputWait += other.inputWait
        sum.delay += other.delay
        sum.result += other.result
        sum.processor += other.processor
    }
}
