// SPDX-License-Identifier: Apache-2.0

public import Plan
public import Scheduling

/// Why a job did not give its result.
public struct JobError: Error, Hashable, CustomStringConvertible, Sendable {
    public var kind: FailureKind
    public var message: String
    /// The parts of the message, when the user's function failed.
    public var details: FailureDetails?
    /// What the tasks that ended well added to accumulators before.
    public var accumulators: [AccumulatorUpdate] = []

    public init(kind: FailureKind, message: String) {
        self.kind = kind
        self.message = message
    }

    /// What the scheduler gave up for.
    init(_ failure: JobFailure) {
        self.init(kind: FailureKind(failure.kind), message: failure.message)
        guard var details = failure.task?.details else { return }
        details.stage = failure.stage?.rawValue
        details.partition = failure.partition
        details.host = failure.host
        self.details = details
    }

    public var description: String { message }
}

/// What a task added to an accumulator.
public struct AccumulatorUpdate: Hashable, Sendable {
    public var id: Int
    /// An encoded value of type any.
    public var value: [UInt8]

    public init(id: Int, value: [UInt8]) {
        self.id = id
        self.value = value
    }
}

/// What a finished job cost, for the closing summary.
public struct JobSummary: Sendable {
    public var name = ""
    public var stages = 0
    /// Tasks that counted, by executor name.
    public var tasksByExecutor: [String: Int] = [:]
    /// Attempts that ended in failure or were lost.
    public var attemptsLost = 0
    public var rowsRead = 0
    public var bytesRead = 0
    public var reads = PlacedReads()
    /// The share of the bytes of placed input that was read where it lies; nil where none was placed.
    public var localShare: Double? { reads.localShare }
    public var bytesShuffled = 0
    public var bytesShuffledRemotely = 0
    public var bytesSpilled = 0
    public var seconds = 0.0
    /// What tasks added to accumulators, each partition of each stage once, in the order of stages and partitions.
    public var accumulators: [AccumulatorUpdate] = []

    public init() {}

    public var tasks: Int { tasksByExecutor.values.reduce(0, +) }

    /// Adds the costs of another job of the same action.
    public mutating func add(_ other: JobSummary) {
        stages += other.stages
        tasksByExecutor.merge(other.tasksByExecutor, uniquingKeysWith: +)
        attemptsLost += other.attemptsLost
        rowsRead.add(saturating: other.rowsRead)
        bytesRead.add(saturating: other.bytesRead)
        reads.add(other.reads)
        bytesShuffled.add(saturating: other.bytesShuffled)
        bytesShuffledRemotely.add(saturating: other.bytesShuffledRemotely)
        bytesSpilled.add(saturating: other.bytesSpilled)
        seconds += other.seconds
        accumulators += other.accumulators
    }
}

/// The result of a job: for each partition its blocks, one behind another.
public struct JobResult: Sendable {
    public var partitions: [[[UInt8]]]
    public var summary: JobSummary

    public init(partitions: [[[UInt8]]], summary: JobSummary) {
        self.partitions = partitions
        self.summary = summary
    }
}
