// SPDX-License-Identifier: Apache-2.0

public import Driver
public import Logging
import Threads

/// Sends spans of jobs, stages, tasks and queries to an OpenTelemetry collector (OTLP over HTTP, JSON encoding). One
/// thread reads the driver's stream of events, another one sends; between them is a queue with a bound. A collector
/// that is slow or gone costs spans, which are counted, and nothing else.
public final class TraceExport: Sendable {
    private struct State {
        var queue: [Span] = []
        var isUrgent = false
        /// No more is to come: the reader ends, then the sender.
        var isEnding = false
        var hasReadAll = false
        var hasEnded = false
        /// Spans that found no room, or that the collector did not take; events that were gone before they were read.
        var dropped = 0
        var missed = 0
        var sent = 0
        var isSaid = false
    }

    private let state = Monitor(State())
    private let events: DriverEvents
    private let logger: Logger
    private let url: String

    /// Begins at once; waits for nothing.
    public init(_ options: TraceOptions, facts: ConsoleFacts, events: DriverEvents, logger: Logger) {
        self.events = events
        self.logger = logger
        url = options.url
        for problem in options.problems {
            logger.warning("OpenTelemetry", metadata: ["problem": "\(problem)"])
        }
        let state = state
        events.follow(every: TraceLimits.eventsBehind) { [weak state] in state?.change { $0.isUrgent = true } }
        let maker = SpanMaker(parent: options.parent, wallOffsetMillis: facts.wallOffsetMillis)
        let noReader = detach { [self] in
            read(maker)
            state.change { $0.hasReadAll = true }
        }
        let noSender = detach { [self] in
            blockSignals()
            do {
                let sender = try SpanSender(options, facts)
                send(sender)
                sender.stop()
            } catch {
                say("\(error)")
                dropAll()
            }
            state.change { $0.hasEnded = true }
        }
        let failed = noReader != 0 ? noReader : noSender
        guard failed != 0 else { return }
        say("no thread can be started for them (error \(failed))")
        // Nobody waits for the one that is not there; a reader alone fills the queue, and what it drops is counted.
        state.change { state in
            if noReader != 0 { state.hasReadAll = true }
            if noSender != 0 { state.hasEnded = true }
        }
    }

    /// Spans that the collector has taken, and those that were dropped.
    package var counts: (sent: Int, dropped: Int) { state.withLock { ($0.sent, $0.dropped) } }

    /// Sends the rest. Waits for it, and no longer than `TraceLimits.closeMillis`.
    public func close() {
        state.change { $0.isEnding = true }
        _ = state.wait(milliseconds: TraceLimits.closeMillis) { $0.hasEnded ? () : nil }
        let (left, dropped, missed) = state.change { state in
            defer { state.queue = [] }
            return (state.queue.count, state.dropped, state.missed)
        }
        guard left + dropped + missed > 0 else { return }
        logger.warning(
            "OpenTelemetry: spans are missing",
            metadata: ["dropped": "\(dropped + left)", "eventsMissed": "\(missed)", "endpoint": "\(url)"])
    }

    // MARK: Reading

    private func read(_ maker: SpanMaker) {
        var (maker, place, spans) = (maker, 0, [Span]())
        while true {
            let isEnding =
                state.wait(milliseconds: TraceLimits.batchMillis) { state -> Bool? in
                    guard state.isUrgent || state.isEnding else { return nil }
                    state.isUrgent = false
                    return state.isEnding
                } ?? false
            while true {
                let piece = events.events(after: place, most: TraceLimits.eventsAtATime)
                if piece.missed > 0 {
                    let now = events.snapshot
                    let count = now.eventCount - place
                    state.withLock { $0.missed += count }
                    maker.resume(from: now)
                    place = now.eventCount
                    continue
                }
                if piece.batches.isEmpty { break }
                for batch in piece.batches {
                    for event in batch.events { maker.add(event, at: batch.millis, to: &spans) }
                }
                place = piece.next
                queue(spans)
                spans.removeAll(keepingCapacity: true)
            }
            if isEnding { return }
        }
    }

    private func queue(_ spans: [Span]) {
        if spans.isEmpty { return }
        let isFull = state.change { state in
            for span in spans {
                let most = span.kind == .task ? TraceLimits.taskSpansQueued : TraceLimits.spansQueued
                if state.queue.count < most { state.queue.append(span) } else { state.dropped += 1 }
            }
            return state.dropped > 0
        }
        if isFull { say("the collector takes spans more slowly than they come") }
    }

    // MARK: Sending

    private func send(_ sender: SpanSender) {
        while true {
            let batch: [Span]? =
                state.wait(milliseconds: TraceLimits.batchMillis) { state in
                    if state.queue.count >= TraceLimits.spansOfBatch || state.hasReadAll { return Self.take(&state) }
                    return nil
                } ?? state.withLock { Self.take(&$0) }
            guard let batch, !batch.isEmpty else {
                if state.withLock({ $0.hasReadAll && $0.queue.isEmpty }) { return }
                continue
            }
            switch deliver(batch, sender) {
            case nil: state.withLock { $0.sent += batch.count }
            case let reason?:
                state.withLock { $0.dropped += batch.count }
                say(reason)
            }
        }
    }

    private static func take(_ state: inout State) -> [Span] {
        let batch = Array(state.queue.prefix(TraceLimits.spansOfBatch))
        state.queue.removeFirst(batch.count)
        return batch
    }

    /// Nil when the collector has it, else why not.
    private func deliver(_ batch: [Span], _ sender: SpanSender) -> String? {
        var pause = TraceLimits.pauseMillis
        var attempt = 1
        while true {
            switch sender.send(batch) {
            case .taken: return nil
            case .refused(let why): return why
            case .later(let why, let afterMillis):
                attempt += 1
                let wait = min(max(afterMillis ?? pause, 0), TraceLimits.pauseMillisMax)
                pause = min(pause * 2, TraceLimits.pauseMillisMax)
                // Whoever ends waits for no pauses.
                guard attempt <= TraceLimits.attemptsMax,
                    state.wait(milliseconds: wait, { $0.isEnding ? () : nil }) == nil
                else { return why }
            }
        }
    }

    /// Until no more come: nothing can be sent.
    private func dropAll() {
        var isOver = false
        while !isOver {
            isOver =
                state.wait(milliseconds: TraceLimits.batchMillis) { state -> Void? in
                    state.dropped += state.queue.count
                    state.queue = []
                    return state.hasReadAll ? () : nil
                } != nil
        }
    }

    /// Once: how many there were is said at the end.
    private func say(_ reason: String) {
        let isFirst = state.withLock { state in
            defer { state.isSaid = true }
            return !state.isSaid
        }
        guard isFirst else { return }
        logger.warning(
            "OpenTelemetry: spans are dropped; the number is said at the end",
            metadata: ["reason": "\(reason)", "endpoint": "\(url)"])
    }
}
