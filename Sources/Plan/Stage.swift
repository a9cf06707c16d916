// SPDX-License-Identifier: Apache-2.0

public import Bytecode
public import Columnar

/// Which reduce partition a row goes to.
public enum Partitioning: Hashable, Sendable {
    /// By the hash of the row's key (first member of the row).
    case hashOfKey
    /// By the position of the sort key among `bounds` (encoded block of partitions - 1 sorted keys).
    case range(SortOrder, bounds: [UInt8])
    /// Row i of map partition m goes to (m + i) mod partitions: a function of position alone, so a retry repeats it.
    case roundRobin
    /// Rows are (number, payload): payload goes to partition number mod partitions, never negative.
    case explicit
}

/// Where the rows of a branch come from. What one task reads is in its `TaskInput`.
public enum Source: Hashable, Sendable {
    /// Integers made on the executor.
    case range
    /// Blocks of the driver; rows of the given type.
    case blocks(DataType)
    /// Rows of files.
    case files(FileScan)
    /// A partition of a shuffle in map order; `rowType` is the type of the rows shuffled.
    case shuffle(ShuffleID, rowType: DataType)
    /// What other branches give, brought together in one task.
    case nested(Combination, [Branch])
}

/// How the parts of a nested source become one partition.
public enum Combination: Hashable, Sendable {
    /// All rows of the first part, then those of the second, and so on.
    case concatenate
    /// Two parts with as many rows each: tuples of row i of both. The first `left` branches are for the first part.
    case zip(left: Int)
    /// Two parts: tuples of each row of the first with each row of the second. The first `left` branches are for the
    /// first part.
    case product(left: Int)
}

/// A source and what its rows run through, in turn. A union has several branches.
public struct Branch: Hashable, Sendable {
    public var source: Source
    public var operators: [Operator]
    /// What the source, and then each operator, does for a query; those behind the last one are for none. The driver's
    /// own: it does not travel.
    public var parts: [[StepPart]] = []

    public init(source: Source, operators: [Operator] = []) {
        self.source = source
        self.operators = operators
    }

    /// The programs among the operators.
    public var programs: [Program] {
        operators.compactMap { if case .program(let program) = $0 { program } else { nil } }
    }

    /// Adds an operator, and what it does for a query.
    mutating func add(_ step: Operator, _ parts: [StepPart]) {
        operators.append(step)
        if parts.isEmpty { return }
        while self.parts.count < operators.count { self.parts.append([]) }
        self.parts.append(parts)
    }

    /// The shuffles that the branch reads, those of branches within it too.
    public var inputShuffles: [ShuffleID] {
        var own: [ShuffleID] = []
        if case .shuffle(let id, _) = source { own = [id] }
        return own + inner.flatMap(\.inputShuffles)
    }

    /// Partition scripts among the operators.
    var scriptCount: Int { operators.count { if case .partition = $0 { true } else { false } } }

    /// The branch itself and those within it.
    var count: Int { 1 + inner.reduce(0) { $0 + $1.count } }

    /// The branches of a nested source, then those that come in from the side.
    var inner: [Branch] {
        let sides = operators.flatMap(\.sides)
        if case .nested(_, let branches) = source { return branches + sides }
        return sides
    }
}

/// What becomes of the rows at a stage's end.
public enum Sink: Hashable, Sendable {
    /// Writes a map output.
    case shuffle(ShuffleID, partitions: Int, rowType: DataType, Partitioning)
    /// Sends all rows to the driver.
    case collect(DataType)
    /// At most so many rows of the partition.
    case take(DataType, rows: Int)
    case count
    /// One aggregated value for the partition, or none when it is empty.
    case aggregate(Aggregation)
    /// Writes files under a directory by the two-phase commit of a job.
    case files(FileTarget)
    /// Runs the programs and drops the rows.
    case discard(DataType)
    /// At most `rows` sort keys, an even sample of the partition.
    case sample(SortOrder, keyType: DataType, rows: Int)
}

/// What one task reads.
public enum TaskInput: Hashable, Sendable {
    /// `start`, `start + step`, …: `count` integers.
    case range(start: Int, step: Int, count: Int)
    case blocks([[UInt8]])
    /// Blocks that the driver keeps, to be asked for: at executors only.
    case keptBlocks(number: Int, byteCount: Int)
    /// Parts of files, one after another.
    case files([FileRange])
    case shufflePartition(Int)
    /// What the parts of a nested source read.
    case parts([InputPart])
}

/// What one task, or one part of a nested source, reads and by which branch.
public struct InputPart: Hashable, Sendable {
    public var branch: Int
    /// The partition's number at the source of its branch: what programs see, whatever unions and partial jobs make of
    /// the task's place in the stage.
    public var number: Int
    /// For each partition script and each stored dataset of the branch, in order: the number of the partition that it
    /// works on.
    public var indexes: [Int]
    public var input: TaskInput
    /// For each join of the branch, in order: what comes in from the side, by which of the join's branches.
    public var sides: [InputPart]

    public init(branch: Int, number: Int, indexes: [Int] = [], input: TaskInput, sides: [InputPart] = []) {
        self.branch = branch
        self.number = number
        self.indexes = indexes
        self.input = input
        self.sides = sides
    }

    /// The part itself and those within it.
    var count: Int { 1 + inner.reduce(0) { $0 + $1.count } }

    /// The parts of a nested source, then those that come in from the side.
    var inner: [InputPart] { if case .parts(let parts) = input { parts + sides } else { sides } }
}

/// One partition's share of a stage.
public struct TaskDescription: Hashable, Sendable {
    public var part: InputPart
    /// Hosts where the input lies, best first; a wish.
    public var preferredHosts: [String]
    /// Partitions of stored datasets that the task's rows come from, those nearest to its end first: it runs best where
    /// one is kept.
    public var stored: [StoredPartition] = []
    /// The partition's number in the dataset that the stage computes; nil: that of the task.
    public var partitionNumber: Int?

    public init(branch: Int, number: Int, input: TaskInput, preferredHosts: [String] = []) {
        part = InputPart(branch: branch, number: number, input: input)
        self.preferredHosts = preferredHosts
    }

    public var branch: Int { part.branch }
    public var number: Int { part.number }
    public var input: TaskInput { part.input }
}

/// A stage: what travels to each executor once (`branches`, `sink`), and what travels with each task (`tasks`).
public struct Stage: Hashable, Sendable {
    public var id: StageID
    /// What the user sees: `map at Example.swift:12`.
    public var name: String
    public var branches: [Branch]
    public var sink: Sink
    /// One a partition.
    public var tasks: [TaskDescription]
    /// The local properties of the job, for functions that ask for them.
    public var properties: [String: String] = [:]
    /// What scripts draw random numbers by.
    public var seed: UInt64 = 0

    public init(id: StageID, name: String, branches: [Branch], sink: Sink, tasks: [TaskDescription]) {
        self.id = id
        self.name = name
        self.branches = branches
        self.sink = sink
        self.tasks = tasks
    }

    /// The shuffles that the stage reads, in branch order.
    public var inputShuffles: [ShuffleID] {
        branches.flatMap(\.inputShuffles)
    }

    /// The shuffle that the stage writes.
    public var outputShuffle: ShuffleID? {
        if case .shuffle(let id, _, _, _) = sink { id } else { nil }
    }
}

/// An action, cut into stages: parents before children, the result stage last.
public struct Job: Hashable, Sendable {
    public var id: JobID
    public var name: String
    public var stages: [Stage]

    public init(id: JobID, name: String, stages: [Stage]) {
        self.id = id
        self.name = name
        self.stages = stages
    }

    public var resultStage: Stage { stages[stages.count - 1] }
}
