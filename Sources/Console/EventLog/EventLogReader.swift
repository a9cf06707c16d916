// SPDX-License-Identifier: Apache-2.0

import Driver
import Files
import Plan
import Scheduling

/// What a log has told so far.
package struct EventLogContent: Sendable {
    package internal(set) var facts: ConsoleFacts?
    package internal(set) var store = ConsoleStore()
    /// The time of the last event, by the driver's clock.
    package internal(set) var lastMillis: UInt64 = 0
    /// It says that the application has ended in order.
    package internal(set) var hasEnded = false
    /// Lines of kinds that this version does not know.
    package internal(set) var linesUnknown = 0
    /// Lines that are no lines of a log, or too long, or of more than a log may have at a time.
    package internal(set) var linesRefused = 0
    package internal(set) var eventCount = 0
    /// Why the log was not read to its end; nil when it was.
    package internal(set) var damage: String?
    /// Uncompressed.
    package internal(set) var bytesRead = 0

    /// What a retelling has told so far, and lines of it that are still to come.
    private var retelling: (now: DriverSnapshot, left: Int)?

    package init() {}

    /// Takes in a line behind the first.
    mutating func take(_ bytes: [UInt8]) {
        guard let line = LogLine(bytes) else {
            linesRefused += 1
            return
        }
        switch line {
        case .unknown: linesUnknown += 1
        case .end(let at):
            hasEnded = true
            lastMillis = max(lastMillis, at)
        case .missed(let count, let retold):
            store.missed(count)
            retelling = retold > 0 ? (DriverSnapshot(), retold) : nil
        case .events(let told, let at):
            lastMillis = max(lastMillis, at)
            eventCount += told.count
            if retelling != nil { return retell(told) }
            for event in told {
                guard store.now.hasRoom(for: event) else {
                    linesRefused += 1
                    continue
                }
                store.apply(store.now.named(event), at: at)
            }
            store.forget()
        }
    }

    private mutating func retell(_ told: [DriverEvent]) {
        for event in told {
            guard retelling!.now.hasRoom(for: event) else {
                linesRefused += 1
                continue
            }
            retelling!.now.apply(retelling!.now.named(event))
        }
        retelling!.left -= 1
        guard retelling!.left == 0 else { return }
        store.resume(from: retelling!.now, at: lastMillis)
        retelling = nil
    }
}

extension DriverSnapshot {
    /// Counts of a stage with its name, which the log tells when its job begins and not again.
    fileprivate func named(_ event: DriverEvent) -> DriverEvent {
        guard case .stageChanged(var progress) = event, let known = stages[progress.stage] else { return event }
        progress.name = known.name
        return .stageChanged(progress)
    }

    /// Whether an event of a log, which may say anything, leaves the snapshot within bounds.
    fileprivate func hasRoom(for event: DriverEvent) -> Bool {
        switch event {
        case .jobStarted(let job):
            // A driver tells the beginning of a job once.
            jobs[job.id] == nil && jobs.count < EventLogLimits.jobsMax
                && stages.count + job.stages.count <= EventLogLimits.stagesMax
                && job.stagesAtStart.reduce(stepCount) { $0 + $1.stepCount } <= DriverLimits.stepsKept
        case .queryStarted(let query):
            queries[query.id] == nil && queries.count < EventLogLimits.queriesMax
        case .taskStarted: tasks.count < EventLogLimits.tasksRunningMax
        case .executorChanged(let facts): executors[facts.name] != nil || executors.count < EventLogLimits.executorsMax
        case .datasetStored(let facts): stored[facts.id] == nil && stored.count < EventLogLimits.storedMax
        case .partitionChanged(let partition, _, let block):
            block == nil
                || storedBlockCount < EventLogLimits.storedBlocksMax
                    && partition.partition < stored[partition.dataset]?.facts.partitionCount ?? 0
        case .stageCounted(let stage, let counts): counts.count <= stages[stage]?.steps.count ?? 0
        case .queryPlanned(_, let nodes): nodeCount + nodes.count <= DriverLimits.queryNodesKept
        case .jobAdvanced, .jobEnded, .stageChanged, .stageRead, .taskEnded, .resultReceived, .executorsExpected,
            .queryEnded, .datasetReleased, .note:
            true
        }
    }
}

/// Reads a log as far as it is written, and further on when it has grown. Confined to one thread at a time.
final class EventLogReader {
    private let fileSystems: FileSystems
    private let frames: FrameReader
    private var lines = LineCutter()
    /// Parts that are read to their ends.
    private var partsRead = 0
    /// Where in the next one.
    private var offset = 0
    private var hasHeader = false
    private let buffer: UnsafeMutableRawBufferPointer

    /// Nil when there is no memory for it.
    init?(_ fileSystems: FileSystems) {
        guard let frames = FrameReader() else { return nil }
        self.fileSystems = fileSystems
        self.frames = frames
        buffer = .allocate(byteCount: EventLogLimits.readBytes, alignment: 16)
    }

    deinit { buffer.deallocate() }

    /// Reads on, at most `most` bytes of files; false when nothing more is there. `files` are those of the log in their
    /// order.
    func read(_ files: [String], most: Int, into content: inout EventLogContent) throws(FileError) -> Bool {
        var left = most
        while partsRead < files.count, content.damage == nil {
            let path = files[partsRead]
            let file = try fileSystems.resolve(path).open(path)
            while left > 0 {
                let room = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(buffer.count, left)])
                let count = try file.read(at: offset, into: room)
                if count == 0 { break }
                offset += count
                left -= count
                take(UnsafeRawBufferPointer(rebasing: buffer[..<count]), &content)
                if content.damage != nil { return false }
            }
            if left <= 0 { return true }
            // More may come behind the last one alone.
            guard partsRead + 1 < files.count else { return false }
            partsRead += 1
            offset = 0
            hasHeader = false
        }
        return false
    }

    private func take(_ bytes: UnsafeRawBufferPointer, _ content: inout EventLogContent) {
        do throws(FrameDamage) {
            try frames.feed(bytes) { piece in
                content.bytesRead += piece.count
                let before = lines.linesLeftOut
                lines.feed(piece) { line in
                    if content.damage != nil { return }
                    if hasHeader { return content.take(line) }
                    hasHeader = true
                    do throws(EventLogHeader.Refusal) {
                        let facts = try EventLogHeader(line).facts
                        if content.facts == nil {
                            content.facts = facts
                            content.lastMillis = max(content.lastMillis, facts.startedMillis)
                        }
                    } catch { content.damage = "\(error)" }
                }
                content.linesRefused += lines.linesLeftOut - before
                if content.bytesRead > EventLogLimits.replayBytesMax {
                    content.damage =
                        "it has more than \(EventLogLimits.replayBytesMax >> 30) GiB, of which no more is read"
                }
                return content.damage == nil
            }
        } catch { content.damage = "what follows is no frame of Zstandard (\(error))" }
    }
}
