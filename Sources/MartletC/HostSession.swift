// SPDX-License-Identifier: Apache-2.0

import Columnar
import Console
import Frames
import Glibc
import Interchange
import Martlet
import Synchronization
import Threads

/// A session as a host in another language sees it: datasets and jobs by number. All methods may be called from any
/// thread.
final class HostSession: Sendable {
    let engine: Engine
    let jobs = JobBoard()
    let workers = Workers(threadsMax: HostLimits.jobsRunningMax)
    /// Counts orders to end the copies that run then.
    let copiesCancelled = Atomic<Int>(0)
    let frames = FrameStore()
    /// Settings and views of queries: those of the first session, and of those beside it.
    private let contexts: Lock<Contexts>
    /// That of ended applications, when it was asked for.
    let histories = Lock<History?>(nil)
    private let process = getpid()
    private let datasets = Lock(Datasets())

    private struct Datasets {
        var byNumber: [Int: (dataset: Dataset, name: String)] = [:]
        var next = 1
    }

    init(_ options: SessionOptions) throws(Refusal) {
        do { engine = try Engine(options) } catch { throw Refusal(error) }
        contexts = Lock(Contexts(first: FrameContext(engine)))
    }

    /// Threads do not survive a fork: what a child does with its parent's session is refused.
    var isForeign: Bool { getpid() != process }

    // MARK: Sessions of queries

    private struct Contexts {
        let first: FrameContext
        var beside: [Int: FrameContext] = [:]
        var next = 1
    }

    /// The settings and views that a request is about: the first session's unless it names another.
    func context(of request: Request) throws(Refusal) -> FrameContext {
        let id = try request.optionalInt("session") ?? 0
        guard let found = contexts.withLock({ id == 0 ? $0.first : $0.beside[id] }) else {
            throw .value("there is no session \(id), or it was released")
        }
        return found
    }

    /// A session beside the first; its number.
    func addContext() throws(Refusal) -> Int {
        let id: Int? = contexts.withLock { contexts in
            guard contexts.beside.count < HostLimits.contextsMax else { return nil }
            defer { contexts.next += 1 }
            contexts.beside[contexts.next] = FrameContext(beside: contexts.first)
            return contexts.next
        }
        guard let id else { throw .value("more than \(HostLimits.contextsMax) sessions of queries: let some go") }
        return id
    }

    func releaseContexts(_ ids: [Int]) {
        // They go outside of the lock: the end of a view's relation may call the engine.
        let released = contexts.withLock { contexts in ids.map { contexts.beside.removeValue(forKey: $0) } }
        _ = consume released
    }

    // MARK: Datasets

    func dataset(_ id: Int) throws(Refusal) -> Dataset {
        guard let found = datasets.withLock({ $0.byNumber[id] }) else {
            throw .value("there is no dataset \(id), or it was released")
        }
        return found.dataset
    }

    /// Registers a dataset and describes it.
    func add(_ made: Dataset, name: String) throws(Refusal) -> Scalar {
        let dataset: Dataset
        do { dataset = try made.comfortable() } catch { throw Refusal(error) }
        let id: Int? = datasets.withLock { datasets in
            guard datasets.byNumber.count < HostLimits.datasetsMax else { return nil }
            let id = datasets.next
            datasets.next += 1
            datasets.byNumber[id] = (dataset, name)
            return id
        }
        guard let id else { throw .value("more than \(HostLimits.datasetsMax) datasets: release some") }
        return describe(id, dataset, name)
    }

    func info(_ id: Int) throws(Refusal) -> Scalar {
        guard let found = datasets.withLock({ $0.byNumber[id] }) else {
            throw .value("there is no dataset \(id), or it was released")
        }
        return describe(id, found.dataset, found.name)
    }

    private func describe(_ id: Int, _ dataset: Dataset, _ name: String) -> Scalar {
        .fields([
            ("dataset", .int(id)), ("type", .string("\(dataset.rowType)")),
            ("partitions", .int(dataset.partitionCount)),
            ("name", .string(name)),
        ])
    }

    func release(_ id: Int) {
        // The dataset goes outside of the lock: the end of a lineage calls the engine.
        let released = datasets.withLock { $0.byNumber.removeValue(forKey: id) }
        _ = consume released
    }

    // MARK: Life

    func cancel(_ id: Int) {
        let reason = "cancelled by the user"
        if id < 0 {
            for control in jobs.controlsOfRunning() { engine.cancel(control, reason: reason) }
        } else if let control = jobs.control(id) {
            engine.cancel(control, reason: reason)
        }
        jobs.wake()
    }

    /// Ends all jobs and lets the executors go; waits for it.
    func close() {
        for control in jobs.controlsOfRunning() { engine.cancel(control, reason: "the session is being stopped") }
        jobs.wake()
        histories.withLock { $0 }?.stop()
        engine.stop()
        workers.close()
    }
}

/// The sessions of this process, by number.
enum HostSessions {
    private struct State {
        var sessions: [UInt64: HostSession] = [:]
        var next: UInt64 = 1
    }

    private static let state = Lock(State())

    static func add(_ session: HostSession) -> UInt64? {
        state.withLock { state in
            guard state.sessions.count < HostLimits.sessionsMax else { return nil }
            let id = state.next
            state.next += 1
            state.sessions[id] = session
            return id
        }
    }

    static func session(_ id: UInt64) throws(Refusal) -> HostSession {
        guard let session = state.withLock({ $0.sessions[id] }) else {
            throw Refusal("martlet.Stopped", "the session has been stopped; make a new SparkContext")
        }
        guard !session.isForeign else {
            throw Refusal(
                "RuntimeError", "this process is a fork of the one that made the SparkContext; make one here instead")
        }
        return session
    }

    /// Takes a session out, so that it is closed once.
    static func remove(_ id: UInt64) -> HostSession? { state.withLock { $0.sessions.removeValue(forKey: id) } }
}
