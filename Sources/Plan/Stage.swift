// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// How one key's values (or one partition's rows) become one value. A reduce program is sent as encoded bytecode.
public enum AggregateKind: Hashable, Sendable {
    case sum
    case minimum
    case maximum
    case and
    case or
    case count
    /// Keeps the first value in map order.
    case first
    /// All values in map order.
    case collectList
    case reduce(Program)
}

/// An aggregation and its types. With a key, rows are (key, value) tuples.
public struct Aggregation: Hashable, Sendable {
    public var kind: AggregateKind
    /// The key's type; nil when the whole partition is one group.
    public var keyType: DataType?
    public var valueType: DataType

    public init(kind: AggregateKind, keyType: DataType?, valueType: DataType) {
        self.kind = kind
        self.keyType = keyType
        self.valueType = valueType
    }

    /// The type of an aggregated value.
    public var resultType: DataType {
        switch kind {
        case .count: .int
        case .collectList: .list(valueType)
        default: valueType
        }
    }

    /// Whether partial results can be made before the shuffle.
    public var combinesOnMapSide: Bool { kind != .collectList }
}

/// A sort key: a program from row to key, or nil for the row itself.
public struct SortOrder: Hashable, Sendable {
    public var key: Program?
    public var descending: Bool

    public init(key: Program?, descending: Bool) {
        self.key = key
        self.descending = descending
    }
}

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

/// What reducers do with the rows of a shuffle partition, taken in map order.
public enum ShuffleReading: Hashable, Sendable {
    case concatenate
    case aggregate(Aggregation)
    case sort(SortOrder)
}

/// Where the rows of a branch come from. What one task reads is in its `TaskInput`.
public enum Source: Hashable, Sendable {
    /// Integers made on the executor.
    case range
    /// Blocks of the driver; rows of the given type.
    case blocks(DataType)
    /// Lines of text files.
    case text
    /// Whole text files: rows (path, content).
    case files
    /// A partition of a shuffle; `rowType` is the type of the rows shuffled.
    case shuffle(ShuffleID, rowType: DataType, ShuffleReading)
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

/// What rows run through on their way.
public enum Transform: Hashable, Sendable {
    /// Rows become rows, a batch at a time.
    case program(Program)
    /// A partition becomes a partition, by a script that takes and gives an iterator.
    case partition(PartitionScript)
}

/// A script over the rows of a whole partition. It is called once for each partition, also for one without rows.
public struct PartitionScript: Hashable, Sendable {
    /// The encoded script (bytecode.md).
    public var code: [UInt8]
    public var inputType: DataType
    public var resultType: DataType
    /// Whether the script gets the number of the partition before the iterator.
    public var passesIndex: Bool

    public init(code: [UInt8], inputType: DataType, resultType: DataType, passesIndex: Bool) {
        self.code = code
        self.inputType = inputType
        self.resultType = resultType
        self.passesIndex = passesIndex
    }
}

/// A source and what its rows run through. A union has several branches.
public struct Branch: Hashable, Sendable {
    public var source: Source
    public var transforms: [Transform]

    public init(source: Source, transforms: [Transform]) {
        self.source = source
        self.transforms = transforms
    }

    /// The programs among the transforms.
    public var programs: [Program] {
        transforms.compactMap { if case .program(let program) = $0 { program } else { nil } }
    }

    /// The shuffles that the branch reads, nested ones too.
    public var inputShuffles: [ShuffleID] {
        switch source {
        case .shuffle(let id, _, _): [id]
        case .nested(_, let branches): branches.flatMap(\.inputShuffles)
        default: []
        }
    }

    /// The branch itself and those nested in it.
    var count: Int {
        if case .nested(_, let branches) = source { 1 + branches.reduce(0) { $0 + $1.count } } else { 1 }
    }
}

/// What becomes of the rows at a stage's end.
public enum Sink: Hashable, Sendable {
    /// Writes a map output. `combine`: aggregate before writing.
    case shuffle(ShuffleID, partitions: Int, rowType: DataType, Partitioning, combine: Aggregation?)
    /// Sends all rows to the driver.
    case collect(DataType)
    /// At most so many rows of the partition.
    case take(DataType, rows: Int)
    case count
    /// One aggregated value for the partition, or none when it is empty.
    case aggregate(Aggregation)
    /// Writes lines under a directory by the two-phase commit of `job`.
    case text(directory: String, job: String, gzip: Bool)
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
    case text(TextSplit)
    case files([WholeFile])
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
    /// For each partition script of the branch, in order: the number of the partition that it works on.
    public var indexes: [Int]
    public var input: TaskInput

    public init(branch: Int, number: Int, indexes: [Int] = [], input: TaskInput) {
        self.branch = branch
        self.number = number
        self.indexes = indexes
        self.input = input
    }

    /// The part itself and those nested in it.
    var count: Int {
        if case .parts(let parts) = input { 1 + parts.reduce(0) { $0 + $1.count } } else { 1 }
    }
}

/// A text file that is read as one value.
public struct WholeFile: Hashable, Sendable {
    /// How the file is opened.
    public var path: String
    /// The length when the job was planned.
    public var byteCount: Int
    public var isGzip: Bool

    public init(path: String, byteCount: Int, isGzip: Bool) {
        self.path = path
        self.byteCount = byteCount
        self.isGzip = isGzip
    }
}

/// A byte range of a text file.
public struct TextSplit: Hashable, Sendable {
    public var path: String
    public var start: Int
    public var byteCount: Int
    public var fileByteCount: Int
    public var isGzip: Bool

    public init(path: String, start: Int, byteCount: Int, fileByteCount: Int, isGzip: Bool) {
        self.path = path
        self.start = start
        self.byteCount = byteCount
        self.fileByteCount = fileByteCount
        self.isGzip = isGzip
    }
}

/// One partition's share of a stage.
public struct TaskDescription: Hashable, Sendable {
    public var part: InputPart
    /// Hosts where the input lies, best first; a wish.
    public var preferredHosts: [String]

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
        if case .shuffle(let id, _, _, _, _) = sink { id } else { nil }
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
