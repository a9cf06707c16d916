// SPDX-License-Identifier: Apache-2.0

public import Bytecode
public import Columnar
import Threads

/// How rows come about: the graph that transformations build and actions cut into stages. Nothing runs when it grows.
public final class Lineage: Sendable {
    public indirect enum Kind: Sendable {
        /// `count` integers from `start` by `step`, in `partitions` parts of nearly equal size.
        case range(start: Int, step: Int, count: Int, partitions: Int)
        /// Encoded blocks, for each partition.
        case blocks([[[UInt8]]])
        /// Rows of files: the parts that each partition reads.
        case files(FileScan, [FilePart])
        /// Rows of the parent run through an operator of one side: no join.
        case transformed(Lineage, Operator)
        /// The partitions of all parents, one after another.
        case union([Lineage])
        /// Each partition of the first followed by the one with its number of the others, which have as many.
        case aligned([Lineage])
        /// Neighbouring partitions of the parent joined into `partitions`, without a shuffle.
        case coalesced(Lineage, partitions: Int)
        /// Pairs of the rows in the same places; both have as many partitions.
        case zipped(Lineage, Lineage)
        /// Pairs of each row of the first with each of the second: a partition for each pair of partitions.
        case product(Lineage, Lineage)
        /// Rows of both with equal keys. Both have as many partitions, placed by the hash of the key.
        case joined(Lineage, Lineage, Join)
        /// Rows of each partition of the first joined with all of the second, which has one partition.
        case joinedWithWhole(Lineage, Lineage, Join)
        case shuffled(Shuffle)
        /// The parent's rows, which executors keep once they are computed.
        case stored(Lineage, Stored)
    }

    /// How the rows come about.
    public var kind: Kind { held! }
    public let rowType: DataType
    /// The greatest integer when there are more.
    public let partitionCount: Int
    /// What the user sees: `reduceByKey at Count.swift:12`.
    public let name: String
    /// Branches within branches since the last shuffle: how often partitions were coalesced, aligned, zipped,
    /// multiplied or brought to others by a join.
    public let nesting: Int
    /// Branches that a stage with these rows has, nested ones too; the greatest integer when there are more.
    public let branchCount: Int
    /// Where the rows lie among the partitions; nil when nothing is known of it.
    public let placement: Placement?
    /// The user's functions that the rows run through between the parents and here.
    public let functions: FunctionNotes?
    /// What is done between the parents and here for a query, in turn; none for a dataset that is of no query.
    public let parts: [StepPart]
    // Written by init, and by the one thread that lets go of the last reference.
    nonisolated(unsafe) private var held: Kind?

    /// `keepsKeys`: what the rows run through leaves the keys of the parent's rows, or equal ones. `placement`: where
    /// rows of a program lie, when it is known otherwise. `functions`: those of the user's that are in it. `parts`:
    /// those of a query's plan.
    public init(
        _ kind: Kind, rowType: DataType, name: String, keepsKeys: Bool = false, placement: Placement? = nil,
        functions: FunctionNotes? = nil, parts: [StepPart] = []
    ) {
        self.functions = functions
        self.parts = parts
        self.placement =
            switch kind {
            case .shuffled(let shuffle): shuffle.placesByKey ? .firstMember : nil
            case .transformed(let parent, let step):
                placement ?? (keepsKeys ? parent.placement : Placement.behind(step, parent.placement))
            case .joined: .firstMember
            case .stored(let parent, _): parent.placement
            case .joinedWithWhole(let left, _, let join): Placement.behind(.join(join, []), left.placement)
            case .aligned(let parents): Placement.ofAll(parents)
            default: nil
            }
        held = kind
        self.rowType = rowType
        self.name = name
        switch kind {
        case .range(_, _, _, let partitions): partitionCount = partitions
        case .blocks(let blocks): partitionCount = blocks.count
        case .files(_, let parts): partitionCount = parts.count
        case .transformed(let parent, _), .stored(let parent, _): partitionCount = parent.partitionCount
        case .union(let parents): partitionCount = parents.reduce(0) { sum($0, $1.partitionCount) }
        case .aligned(let parents): partitionCount = parents.first?.partitionCount ?? 0
        case .coalesced(let parent, let partitions): partitionCount = min(partitions, parent.partitionCount)
        case .zipped(let left, _), .joined(let left, _, _), .joinedWithWhole(let left, _, _):
            partitionCount = left.partitionCount
        case .product(let left, let right):
            let (count, overflow) = left.partitionCount.multipliedReportingOverflow(by: right.partitionCount)
            partitionCount = overflow ? .max : count
        case .shuffled(let shuffle): partitionCount = shuffle.partitionCount
        }
        switch kind {
        case .range, .blocks, .files, .shuffled: (nesting, branchCount) = (0, 1)
        case .transformed(let parent, _), .stored(let parent, _):
            (nesting, branchCount) = (parent.nesting, parent.branchCount)
        case .union(let parents):
            nesting = parents.reduce(0) { max($0, $1.nesting) }
            branchCount = parents.reduce(0) { sum($0, $1.branchCount) }
        case .aligned(let parents):
            nesting = Lineage.nesting(ofAligned: parents)
            branchCount = parents.reduce(1) { sum($0, $1.branchCount) }
        case .coalesced(let parent, _): (nesting, branchCount) = (sum(parent.nesting, 1), sum(parent.branchCount, 1))
        case .zipped(let left, let right), .product(let left, let right):
            nesting = sum(max(left.nesting, right.nesting), 1)
            branchCount = sum(sum(left.branchCount, right.branchCount), 1)
        case .joined(let left, let right, _), .joinedWithWhole(let left, let right, _):
            nesting = max(left.nesting, sum(right.nesting, 1))
            branchCount = sum(left.branchCount, right.branchCount)
        }
    }

    /// That of parents brought together partition by partition; those of parents so made themselves take their place.
    public static func nesting(ofAligned parents: [Lineage]) -> Int {
        parents.reduce(0) { most, parent in
            if case .aligned = parent.kind { max(most, parent.nesting) } else { max(most, sum(parent.nesting, 1)) }
        }
    }

    /// The same rows, made for a query.
    public func doing(_ parts: [StepPart]) -> Lineage {
        Lineage(kind, rowType: rowType, name: name, placement: placement, functions: functions, parts: parts)
    }

    /// Lets go of what is above one lineage after another, however long the chain is: without this, each end would run
    /// within the one before, on one stack.
    deinit {
        var above = letGoOfParents()
        while var lineage = above.popLast() {
            if isKnownUniquelyReferenced(&lineage) { above += lineage.letGoOfParents() }
        }
    }

    private func letGoOfParents() -> [Lineage] {
        let parents = held == nil ? [] : self.parents
        held = nil
        return parents
    }

    /// Lineages directly above.
    public var parents: [Lineage] {
        switch kind {
        case .range, .blocks, .files: []
        case .transformed(let parent, _), .coalesced(let parent, _), .stored(let parent, _): [parent]
        case .zipped(let left, let right), .product(let left, let right), .joined(let left, let right, _),
            .joinedWithWhole(let left, let right, _):
            [left, right]
        case .union(let parents), .aligned(let parents): parents
        case .shuffled(let shuffle): [shuffle.parent]
        }
    }
}

/// The greatest integer when the sum is more.
private func sum(_ left: Int, _ right: Int) -> Int {
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? .max : sum
}

/// A redistribution of a parent's rows. Its outputs stay on the executors until the last reference goes.
public final class Shuffle: Sendable {
    public let id: ShuffleID
    public let parent: Lineage
    public let partitionCount: Int
    /// Type of the rows that travel.
    public let rowType: DataType
    /// Where the user called the operation that needs it.
    public let place: SourcePlace?
    private let way: Lock<Way>
    /// What was found when the shuffle was first planned: neither it nor what is above it changes any more, but that
    /// stored datasets are released.
    private let planned = Lock(Planned())
    private let onRelease: @Sendable (ShuffleID) -> Void

    private struct Planned {
        /// The branches and tasks of the map stage.
        var stage: PlannedBranches?
        /// The shuffles that the parent reads, each once. What is above keeps them, for as long as this one lives: if
        /// they were kept here as well, a long chain of shuffles would end one within the other, on one stack.
        var inputs: [UnownedShuffle]?
    }

    private struct UnownedShuffle: Sendable { unowned let shuffle: Shuffle }

    /// How rows are distributed: known from the start, or range bounds that are found by a sample when first needed.
    public enum Way: Sendable {
        case known(Partitioning)
        case rangeToBeSampled(SortOrder, keyType: DataType)
    }

    public init(
        id: ShuffleID, parent: Lineage, partitionCount: Int, rowType: DataType, way: Way, place: SourcePlace? = nil,
        onRelease: @escaping @Sendable (ShuffleID) -> Void
    ) {
        self.id = id
        self.parent = parent
        self.partitionCount = partitionCount
        self.rowType = rowType
        self.place = place
        self.way = Lock(way)
        self.onRelease = onRelease
    }

    deinit { onRelease(id) }

    /// Whether readers get pairs in the partition that the hash of their key names.
    fileprivate var placesByKey: Bool { partitioning == .hashOfKey }

    /// The order and the key type to sample for, when bounds are still to be found.
    public var sampleNeeded: (order: SortOrder, keyType: DataType)? {
        way.withLock {
            if case .rangeToBeSampled(let order, let keyType) = $0 { (order, keyType) } else { nil }
        }
    }

    /// Fixes the bounds: an encoded block of at most `partitionCount - 1` keys in order.
    public func resolve(bounds: [UInt8]) {
        way.withLock {
            if case .rangeToBeSampled(let order, _) = $0 { $0 = .known(.range(order, bounds: bounds)) }
        }
    }

    /// The distribution; nil while bounds are to be found.
    public var partitioning: Partitioning? {
        way.withLock { if case .known(let partitioning) = $0 { partitioning } else { nil } }
    }
}

extension Shuffle {
    /// The branches of the map stage, and its tasks: found once, however many jobs read the shuffle.
    func mapStage() throws(PlanError) -> (branches: [Branch], tasks: [TaskDescription]) {
        if let stage = planned.withLock({ $0.stage }), stage.isCurrent { return (stage.branches, stage.tasks) }
        let stage = try BranchPlanner.branches(of: parent, name: parent.name)
        planned.withLock { $0.stage = stage }
        return (stage.branches, stage.tasks)
    }

    /// The shuffles that the parent reads, each once.
    fileprivate var inputs: [Shuffle] {
        if let inputs = planned.withLock({ $0.inputs }) { return inputs.map(\.shuffle) }
        let found = parent.nearestShuffles
        planned.withLock { $0.inputs = found.map { UnownedShuffle(shuffle: $0) } }
        return found
    }
}

extension Lineage {
    /// The shuffles above that need a sample before they can be planned, those nearer to the sources first.
    public var shufflesToSample: [Shuffle] {
        shuffles.filter { $0.sampleNeeded != nil }
    }

    /// The shuffles above, each once, those nearer to the sources first.
    var shuffles: [Shuffle] {
        enum Work {
            case visit(Shuffle)
            case leave(Shuffle)
        }
        var found: [Shuffle] = []
        var seen: Set<ObjectIdentifier> = []
        var work: [Work] = nearestShuffles.reversed().map { .visit($0) }
        while let next = work.popLast() {
            switch next {
            case .leave(let shuffle): found.append(shuffle)
            case .visit(let shuffle):
                guard seen.insert(ObjectIdentifier(shuffle)).inserted else { continue }
                work.append(.leave(shuffle))
                for input in shuffle.inputs.reversed() { work.append(.visit(input)) }
            }
        }
        return found
    }

    /// The shuffles above with no other between, each once, in the order of the parents.
    fileprivate var nearestShuffles: [Shuffle] {
        var found: [Shuffle] = []
        var seen: Set<ObjectIdentifier> = []
        var work = [self]
        while let lineage = work.popLast() {
            guard seen.insert(ObjectIdentifier(lineage)).inserted else { continue }
            if case .shuffled(let shuffle) = lineage.kind {
                if seen.insert(ObjectIdentifier(shuffle)).inserted { found.append(shuffle) }
            } else {
                work += lineage.parents.reversed()
            }
        }
        return found
    }
}
