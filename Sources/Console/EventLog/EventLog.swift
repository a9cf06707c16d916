// SPDX-License-Identifier: Apache-2.0

public import Driver
import Files
public import Logging
import Plan
import Scheduling
import Threads

/// What a session leaves of itself for later: its driver's events, in a file (protocol/eventlog.md). A thread of its
/// own reads them from the stream that everybody reads, at most `EventLogLimits.flushMillis` after they happened,
/// and writes them as one frame; nothing of the engine waits for it. What is in the file when the process is killed
/// is a log.
public final class EventLog: Sendable {
    /// Where logs are that are told no folder.
    public static let folderDefault = ".martlet/events"

    private struct State {
        var isUrgent = false
        var isEnding = false
        var hasEnded = false
    }

    private let state = Monitor(State())
    private let events: DriverEvents
    private let clock: @Sendable () -> UInt64
    private let logger: Logger

    /// Goes on in a thread of its own, to which `file` belongs from now on.
    /// - Parameter clock: the driver's, in milliseconds; any thread.
    public init(
        _ file: consuming EventLogFile, facts: ConsoleFacts, events: DriverEvents, logger: Logger,
        clock: @escaping @Sendable () -> UInt64
    ) {
        self.events = events
        self.clock = clock
        self.logger = logger
        let state = state
        events.follow(every: EventLogLimits.eventsBehind) { [weak state] in state?.change { $0.isUrgent = true } }
        nonisolated(unsafe) let file = file
        let failed = detach { [self] in
            write(file, facts)
            state.change { $0.hasEnded = true }
        }
        guard failed != 0 else { return }
        logger.warning(
            "the event log is not written", metadata: ["reason": "no thread can be started for it (error \(failed))"])
        state.change { $0.hasEnded = true }
    }

    /// Writes the rest and ends the log in order. Waits for it, and no longer than `EventLogLimits.closeMillis`.
    public func close() {
        state.change { $0.isEnding = true }
        if state.wait(milliseconds: EventLogLimits.closeMillis, { $0.hasEnded ? () : nil }) == nil {
            logger.warning("the event log was not ended in time: it stays marked as in progress")
        }
    }

    // MARK: The thread

    private func write(_ file: EventLogFile, _ facts: ConsoleFacts) {
        var place = 0
        var encoder = EventEncoder()
        do throws(FileError) {
            try file.begin(EventLogHeader(facts).line)
            while true {
                let isEnding =
                    state.wait(milliseconds: EventLogLimits.flushMillis) { state -> Bool? in
                        guard state.isUrgent || state.isEnding else { return nil }
                        state.isUrgent = false
                        return state.isEnding
                    } ?? false
                try drain(from: &place, through: &encoder, to: file)
                if isEnding { break }
                try file.look()
            }
            encoder.ended(at: clock())
            try file.write(encoder.take())
            try file.end()
        } catch {
            logger.warning("the event log ends here", metadata: ["file": "\(file.path)", "reason": "\(error)"])
        }
        if encoder.linesLeftOut > 0 {
            logger.warning(
                "events were too long for the event log and are not in it",
                metadata: ["count": "\(encoder.linesLeftOut)"])
        }
    }

    /// Writes everything that the stream has behind `place`.
    private func drain(
        from place: inout Int, through encoder: inout EventEncoder, to file: EventLogFile
    ) throws(FileError) {
        while true {
            let piece = events.events(after: place, most: EventLogLimits.eventsAtATime)
            if piece.missed > 0 {
                let now = events.snapshot
                let retold = now.retold
                encoder.missed(now.eventCount - place, retold: retold.count, at: clock())
                try file.write(encoder.take())
                for event in retold {
                    encoder.add(event, at: clock())
                    // One line each: nothing is put together.
                    try file.add(encoder.take())
                }
                try file.write([])
                place = now.eventCount
                continue
            }
            if piece.batches.isEmpty { return try file.write(encoder.take()) }
            for batch in piece.batches {
                for event in batch.events { encoder.add(event, at: batch.millis) }
            }
            place = piece.next
            if encoder.byteCount >= EventLogLimits.frameBytesMax { try file.write(encoder.take()) }
        }
    }
}

extension DriverSnapshot {
    /// Events that give this snapshot, one line of a log each.
    fileprivate var retold: [DriverEvent] {
        var told: [DriverEvent] = executors.values.sorted { $0.name < $1.name }.map { .executorChanged($0) }
        told.append(.executorsExpected(executorsExpected))
        for query in queries.values.sorted(by: { $0.id < $1.id }) {
            told.append(.queryStarted(query))
            if !query.nodes.isEmpty { told.append(.queryPlanned(query.id, query.nodes)) }
            if let end = query.end { told.append(.queryEnded(query.id, end, seconds: query.seconds)) }
        }
        for job in jobs.values.sorted(by: { $0.id < $1.id }) {
            var begun = job
            begun.stagesAtStart = job.stages.compactMap { stages[$0] }
            told.append(.jobStarted(begun))
            for stage in begun.stagesAtStart where !stage.counts.isEmpty {
                told.append(.stageCounted(stage.stage, stage.counts))
            }
            if job.rowsRead > 0 { told.append(.jobAdvanced(job.id, rowsRead: job.rowsRead)) }
            if let end = job.end { told.append(.jobEnded(job.id, end, seconds: job.seconds)) }
        }
        for dataset in stored.values.sorted(by: { $0.facts.id < $1.facts.id }) {
            told.append(.datasetStored(dataset.facts))
            for (partition, blocks) in dataset.blocks.sorted(by: { $0.key < $1.key }) {
                let named = StoredPartition(dataset.facts.id, partition)
                told += blocks.map { .partitionChanged(named, on: $0.key, $0.value) }
            }
        }
        told += tasks.values.sorted { $0.attempt < $1.attempt }.map { .taskStarted($0) }
        return told
    }
}
