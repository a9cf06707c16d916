// SPDX-License-Identifier: Apache-2.0

public import Driver
public import Plan
import Threads

/// The handle of one action, whatever jobs it takes: by it the action is watched and cancelled from other threads. Used
/// for one action at a time.
public final class ActionControl: Sendable {
    private struct State {
        var job: JobID?
        var reason: String?
        var query: (number: Int, nodes: Int)?
        var summary = JobSummary()
        var linesShown = 0
        var bytesShown = 0
    }

    private let state = Lock(State())

    /// The local properties of the action's jobs.
    public let properties: [String: String]
    /// … and the number of the query that they are of.
    var jobProperties: [String: String] {
        guard let query = state.withLock({ $0.query?.number }) else { return properties }
        return properties.merging([QueryFacts.property: String(query)]) { $1 }
    }

    /// From now on it is the action of a query; false when it is one already.
    func begin(query: Int) -> Bool {
        state.withLock {
            guard $0.query == nil else { return false }
            $0.query = (query, 0)
            return true
        }
    }

    /// The number of its query, and how many nodes of that one's plan are known.
    package var query: (number: Int, nodes: Int)? { state.withLock { $0.query } }

    /// More nodes are known.
    package func planned(_ count: Int) { state.withLock { $0.query?.nodes += count } }

    /// Hears of what tasks print, on any thread.
    private let onOutput: (@Sendable (TaskOutput) -> Void)?

    public init(properties: [String: String] = [:], onOutput: (@Sendable (TaskOutput) -> Void)? = nil) {
        self.properties = properties
        self.onOutput = onOutput
    }

    /// Hands on what a task has printed, as far as the action may print.
    func printed(_ output: TaskOutput) {
        guard let onOutput else { return }
        var output = output
        state.withLock { state in
            var kept = 0
            for line in output.lines {
                let bytes = line.text.utf8.count + line.name.utf8.count + line.file.utf8.count
                guard state.linesShown < MartletLimits.outputLinesMax,
                    state.bytesShown + bytes <= MartletLimits.outputBytesMax
                else { break }
                state.linesShown += 1
                state.bytesShown += bytes
                kept += 1
            }
            let (sum, overflow) = output.linesLeftOut.addingReportingOverflow(output.lines.count - kept)
            output.linesLeftOut = overflow ? .max : sum
            output.lines.removeSubrange(kept...)
        }
        onOutput(output)
    }

    /// Why the action was cancelled; nil when it was not.
    public var cancelReason: String? { state.withLock { $0.reason } }

    /// The job that runs now; nil before the first and between two.
    public var job: JobID? { state.withLock { $0.job } }

    /// The costs of the jobs that have ended well, and what the tasks of all jobs added to accumulators, in their
    /// order.
    public var summary: JobSummary { state.withLock { $0.summary } }

    /// A job was submitted; gives the reason when it is to be cancelled at once.
    func began(_ job: JobID) -> String? {
        state.withLock {
            $0.job = job
            return $0.reason
        }
    }

    /// The driver's own part of the action added to accumulators.
    func accumulated(_ updates: [AccumulatorUpdate]) { state.withLock { $0.summary.accumulators += updates } }

    func ended(_ result: Result<JobResult, JobError>) {
        state.withLock {
            $0.job = nil
            switch result {
            case .success(let result):
                $0.summary.add(result.summary)
                $0.summary.name = result.summary.name
            case .failure(let error): $0.summary.accumulators += error.accumulators
            }
        }
    }

    /// From now on the action has no jobs any more; gives the one that runs. Only the first reason counts.
    func cancel(_ reason: String) -> JobID? {
        state.withLock {
            if $0.reason == nil { $0.reason = reason }
            return $0.job
        }
    }
}
