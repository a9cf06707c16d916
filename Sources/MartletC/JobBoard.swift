// SPDX-License-Identifier: Apache-2.0

import Columnar
import Driver
import Interchange
import Martlet
import Threads

/// What an action gives.
enum JobOutcome: Sendable {
    case value(Scalar)
    /// One row, as a value; nil: no row.
    case row(Column)
    case rows([Column])
    case partitions([[Column]])
    /// For an Arrow stream of these columns.
    case table([Column], [ArrowField])
    /// There is nothing to fetch.
    case nothing
}

/// The actions of a session: what runs, what has happened, what is to be fetched. All threads.
final class JobBoard: Sendable {
    struct Job {
        let name: String
        let control: ActionControl
        let started: ContinuousClock.Instant
        /// Events that the host has not seen, oldest first.
        var events: [Scalar] = []
        var chunks: [[Column]] = []
        var outcome: JobOutcome?
        var hasEnded = false
        /// The host wants nothing more of it.
        var isForgotten = false
    }

    private struct State {
        var jobs: [Int: Job] = [:]
        /// Jobs in the order of their events.
        var signalled: [Int] = []
        var next = 1
    }

    private let board = Monitor(State())

    /// A new action; nil when there are too many.
    func begin(_ name: String, properties: [String: String]) -> (id: Int, control: ActionControl)? {
        board.withLock { state in
            guard state.jobs.count < HostLimits.jobsMax else { return nil }
            let id = state.next
            state.next += 1
            let control = ActionControl(properties: properties) { [weak self] output in self?.printed(id, output) }
            state.jobs[id] = Job(name: name, control: control, started: .now)
            return (id, control)
        }
    }

    func control(_ id: Int) -> ActionControl? { board.withLock { $0.jobs[id]?.control } }

    /// Actions that run or wait.
    var running: [Int] { board.withLock { $0.jobs.filter { !$0.value.hasEnded }.keys.sorted() } }

    func controlsOfRunning() -> [ActionControl] {
        board.withLock { $0.jobs.values.filter { !$0.hasEnded }.map(\.control) }
    }

    // MARK: The job's side

    func ended(_ id: Int, _ result: Result<JobOutcome, Refusal>) {
        board.change { state in
            guard var job = state.jobs[id] else { return }
            job.hasEnded = true
            var fields: [(String, Scalar)] = [
                ("event", .string("done")), ("job", .int(id)), ("seconds", .float(job.seconds)),
                ("accumulators", job.accumulators), ("summary", job.control.summary.map),
            ]
            switch result {
            case .success(.nothing): break
            case .success(let outcome): job.outcome = outcome
            case .failure(let refusal):
                fields[0].1 = .string("failed")
                fields.append(("error", refusal.map))
            }
            if job.isForgotten {
                state.jobs[id] = nil
                return
            }
            job.events.append(.fields(fields))
            state.signalled.append(id)
            state.jobs[id] = job
        }
    }

    /// A task of the job has printed something.
    private func printed(_ id: Int, _ output: TaskOutput) {
        board.change { state in
            guard let job = state.jobs[id], !job.isForgotten else { return }
            state.jobs[id]!.events.append(output.event(of: id))
            state.signalled.append(id)
        }
    }

    /// Hands a part of a stream to the host; waits until the host has room. False when the host wants no more.
    func post(_ id: Int, chunk: [Column]) -> Bool {
        board.wait { (state) -> Bool? in
            guard let job = state.jobs[id], !job.isForgotten, job.control.cancelReason == nil else { return false }
            return job.chunks.count < HostLimits.chunksWaitingMax ? true : nil
        }
            && board.change { state in
                guard state.jobs[id] != nil else { return false }
                state.jobs[id]!.chunks.append(chunk)
                state.jobs[id]!.events.append(.fields([("event", .string("chunk")), ("job", .int(id))]))
                state.signalled.append(id)
                return true
            }
    }

    // MARK: The host's side

    /// What a poll finds.
    enum Found {
        case event(Scalar)
        /// Nothing new: the job still runs.
        case running(Job)
        case nothing
        case unknownJob
    }

    /// The next event of `id`, or of any job when it is negative, as soon as there is one.
    func poll(_ id: Int, milliseconds: Int) -> Found {
        let waiting = min(max(milliseconds, 0), HostLimits.pollMillisecondsMax)
        let found: Found? = board.wait(milliseconds: waiting) { state in
            let chosen = id >= 0 ? id : state.signalled.first
            guard let chosen else { return nil }
            guard let job = state.jobs[chosen] else { return .unknownJob }
            guard let event = job.events.first else { return nil }
            state.jobs[chosen]!.events.removeFirst()
            if let place = state.signalled.firstIndex(of: chosen) { state.signalled.remove(at: place) }
            if state.jobs[chosen]!.isOver { state.jobs[chosen] = nil }
            return .event(event)
        }
        if let found { return found }
        return board.withLock { state in state.jobs[id].map { .running($0) } ?? .nothing }
    }

    func job(_ id: Int) -> Job? { board.withLock { $0.jobs[id] } }

    /// The result of a job that is done, which is then forgotten; nil when there is none.
    func takeOutcome(_ id: Int) -> JobOutcome? {
        board.change { state in
            guard let outcome = state.jobs[id]?.outcome else { return nil }
            state.signalled.removeAll { $0 == id }
            state.jobs[id] = nil
            return outcome
        }
    }

    /// The next part of a stream; nil when there is none.
    func takeChunk(_ id: Int) -> [Column]? {
        board.change { state in
            guard let chunk = state.jobs[id]?.chunks.first else { return nil }
            state.jobs[id]!.chunks.removeFirst()
            if state.jobs[id]!.isOver { state.jobs[id] = nil }
            return chunk
        }
    }

    /// Drops what the host will not fetch; gives the control of a job that still runs.
    func forget(_ id: Int) -> ActionControl? {
        board.change { state in
            guard let job = state.jobs[id] else { return nil }
            state.signalled.removeAll { $0 == id }
            if job.hasEnded {
                state.jobs[id] = nil
                return nil
            }
            state.jobs[id]!.isForgotten = true
            return job.control
        }
    }

    /// Wakes those who wait for room, after a cancellation.
    func wake() { board.change { _ in } }
}

extension JobBoard.Job {
    /// The host knows the end, and there is nothing to fetch.
    fileprivate var isOver: Bool { hasEnded && outcome == nil && events.isEmpty && chunks.isEmpty }

    var seconds: Double {
        let (seconds, attoseconds) = (ContinuousClock.now - started).components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }

    /// What tasks added to accumulators: (number, value), in order.
    fileprivate var accumulators: Scalar {
        .list(
            control.summary.accumulators.map {
                .tuple([.int($0.id), AnyCoding.decode($0.value) ?? .null])
            })
    }
}
