// SPDX-License-Identifier: Apache-2.0

import Columnar
import Plan

/// What one step of a task's chains did. Used by one thread at a time.
final class StepMeter {
    /// Among the steps of the stage.
    let number: Int
    fileprivate(set) var rows = 0
    fileprivate(set) var batches = 0
    /// Time that was measured call by call.
    fileprivate var exact: UInt64 = 0
    /// … and of calls that each stand for several: what those took, by their number.
    fileprivate var sampled: UInt64 = 0
    /// It has begun to hand on what it held.
    fileprivate var hasEnded = false
    /// Time between turns in which it waited for bytes.
    fileprivate var waited: UInt64 = 0
    /// These are blocks of a shuffle.
    var readsShuffle = false

    init(_ number: Int) { self.number = number }
}

/// Measures the steps of one task's chains. Rows are counted at every way from a link to the next, a batch at a time.
/// Time is read at the same places, but only in some turns of the task: in all where a turn takes long, in one of so
/// many where it is short that reading the clock would cost more than it may. Used by one thread at a time.
final class ChainMeter {
    /// Whether the clock is read in this turn.
    fileprivate private(set) var isTiming = false
    private let clock: @Sendable () -> UInt64
    private var steps: [Int: StepMeter] = [:]
    /// Whose time runs, and since when.
    private var current: StepMeter
    private var since: UInt64 = 0
    /// For how many turns the one that is measured stands.
    private var weight: UInt64 = 1
    private var reads = 0
    private var turnsToSkip = 0
    private var turnsSkipped = 0
    /// What belongs to no step, and is not told.
    let nobody = StepMeter(-1)
    /// The step that the turn before has ended for, to wait for bytes.
    private var waiting: StepMeter?
    private let threadClock: @Sendable () -> UInt64
    /// Processor time of threads beside the slot's.
    private(set) var threadNanos: UInt64 = 0

    /// `threadClock`: processor time of the thread that asks.
    init(clock: @escaping @Sendable () -> UInt64, threadClock: @escaping @Sendable () -> UInt64) {
        self.clock = clock
        self.threadClock = threadClock
        current = nobody
    }

    /// The step of this number, which several chains of a task may go through one after another.
    func step(_ number: Int) -> StepMeter {
        if let known = steps[number] { return known }
        let made = StepMeter(number)
        steps[number] = made
        return made
    }

    // MARK: Turns

    /// A turn begins so long after the end of the one before.
    func resumes(after nanos: UInt64) {
        waiting?.waited &+= nanos
        waiting = nil
    }

    fileprivate func noting(_ outcome: StepOutcome, of step: StepMeter) -> StepOutcome {
        if case .waiting = outcome { waiting = step }
        return outcome
    }

    /// The calling thread, which was the task's alone, has done its work.
    fileprivate func threadEnds() { threadNanos &+= threadClock() }

    func beginTurn(at now: UInt64) {
        if turnsToSkip > 0 {
            turnsToSkip -= 1
            turnsSkipped += 1
            return
        }
        weight = UInt64(turnsSkipped) + 1
        turnsSkipped = 0
        reads = 0
        isTiming = true
        (current, since) = (nobody, now)
    }

    /// `took`: nanoseconds of the turn.
    func endTurn(at now: UInt64, took: UInt64) {
        if isTiming {
            pass(now)
            isTiming = false
            let cost = UInt64(reads) * ExecutionLimits.clockNanoseconds * ExecutionLimits.timingShare
            turnsToSkip = Int(min(cost / max(took, 1), ExecutionLimits.turnsSkippedMax))
        } else if took > ExecutionLimits.longTurnNanoseconds {
            turnsToSkip = 0
        }
    }

    private func pass(_ now: UInt64) {
        let time = now &- since
        if weight == 1 { current.exact &+= time } else { current.sampled &+= time &* weight }
        since = now
    }

    fileprivate func enter(_ step: StepMeter) -> StepMeter {
        reads += 1
        pass(clock())
        let before = current
        current = step
        return before
    }

    fileprivate func leave(to before: StepMeter) {
        reads += 1
        pass(clock())
        current = before
    }

    /// Measures a call of which there is one in a task, or one in a part of it, whatever the turn.
    func measuring<Result>(
        _ step: StepMeter, _ body: () throws(TaskError) -> Result
    ) throws(TaskError) -> Result {
        if isTiming, weight == 1 {
            let before = enter(step)
            defer { leave(to: before) }
            return try body()
        }
        let (wasTiming, before, weightBefore) = (isTiming, current, weight)
        let now = clock()
        if wasTiming { pass(now) }
        (isTiming, current, weight, since) = (true, step, 1, now)
        defer {
            pass(clock())
            (isTiming, current, weight) = (wasTiming, before, weightBefore)
        }
        return try body()
    }

    fileprivate func begins(_ step: StepMeter) -> Bool {
        if step.hasEnded { return false }
        step.hasEnded = true
        return true
    }

    // MARK: Sums

    /// How long the steps have waited for bytes, and for those of shuffles.
    var waits: (all: Int, ofShuffles: Int) {
        var (all, ofShuffles) = (nobody.waited, UInt64(0))
        for step in steps.values {
            all &+= step.waited
            if step.readsShuffle { ofShuffles &+= step.waited }
        }
        return (Int(clamping: all), Int(clamping: ofShuffles))
    }

    /// What the steps did, by number. `nanos`: the time of all turns; the part of it that was not measured is shared
    /// out as what was measured in its stead.
    func counts(nanos: Int) -> [StepCount] {
        let all = [nobody] + steps.values
        let exact = all.reduce(0.0) { $0 + Double($1.exact) }
        let sampled = all.reduce(0.0) { $0 + Double($1.sampled) }
        let left = max(Double(nanos) - exact, 0)
        return steps.values.sorted { $0.number < $1.number }.compactMap { step in
            guard step.number < PlanLimits.countedStepsMax else { return nil }
            var time = Double(step.exact)
            if sampled > 0 {
                time += left * Double(step.sampled) / sampled
            } else if exact > 0 {
                time += left * time / exact
            }
            let shown = min(max(Int(time), 0), nanos)
            if step.batches == 0 && shown == 0 { return nil }
            return StepCount(step.number, rows: step.rows, batches: step.batches, nanos: shown)
        }
    }
}

/// The way from a link of a chain to the next one: what goes along is counted.
struct NextLink {
    private let link: any RowReceiver
    private let meter: ChainMeter
    private let giver: StepMeter
    private let taker: StepMeter

    /// `giver` hands rows to `link`, which belongs to `taker`.
    init(_ link: any RowReceiver, _ meter: ChainMeter, from giver: StepMeter, to taker: StepMeter) {
        self.link = link
        self.meter = meter
        self.giver = giver
        self.taker = taker
    }

    var isFull: Bool { link.isFull }
    var rowsWanted: Int? { link.rowsWanted }

    func add(_ batch: Column) throws(TaskError) {
        giver.rows &+= batch.count
        giver.batches &+= 1
        guard meter.isTiming else { return try link.add(batch) }
        let before = meter.enter(taker)
        defer { meter.leave(to: before) }
        try link.add(batch)
    }

    func end() throws(TaskError) -> StepOutcome {
        // The first call of many may take long: a kernel sorts, or brings together what it has spilled.
        if meter.begins(taker) { return try meter.measuring(taker) { () throws(TaskError) in try link.end() } }
        guard meter.isTiming else { return try link.end() }
        let before = meter.enter(taker)
        defer { meter.leave(to: before) }
        return try link.end()
    }

    func close() { link.close() }

    /// Measures a call of the giver's own that may take long.
    func measuring<Result>(_ body: () throws(TaskError) -> Result) throws(TaskError) -> Result {
        try meter.measuring(giver, body)
    }

    /// A turn of the giver's, which brings rows from outside, or waits for them.
    func turn(_ body: () throws(TaskError) -> StepOutcome) throws(TaskError) -> StepOutcome {
        guard meter.isTiming else { return meter.noting(try body(), of: giver) }
        let before = meter.enter(giver)
        defer { meter.leave(to: before) }
        return meter.noting(try body(), of: giver)
    }

    /// The calling thread, which was the giver's alone, has done its work.
    func threadEnds() { meter.threadEnds() }
}
