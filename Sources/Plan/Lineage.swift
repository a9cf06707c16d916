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
        /// Splits of text files and the hosts where they lie.
        case text([(split: TextSplit, hosts: [String])])
        /// Whole text files, for each partition, and the hosts where they lie.
        case files([(files: [WholeFile], hosts: [String])])
        /// Rows of the parent run through a program or a partition script.
        case transformed(Lineage, Transform)
        /// The partitions of all parents, one after another.
        case union([Lineage])
        /// Neighbouring partitions of the parent joined into `partitions`, without a shuffle.
        case coalesced(Lineage, partitions: Int)
        /// Pairs of the rows in the same places; both have as many partitions.
        case zipped(Lineage, Lineage)
        /// Pairs of each row of the first with each of the second: a partition for each pair of partitions.
        case product(Lineage, Lineage)
        case shuffled(Shuffle)
    }

    public let kind: Kind
    public let rowType: DataType
    public let partitionCount: Int
    /// What the user sees: `reduceByKey at Count.swift:12`.
    public let name: String

    public init(_ kind: Kind, rowType: DataType, name: String) {
        self.kind = kind
        self.rowType = rowType
        self.name = name
        switch kind {
        case .range(_, _, _, let partitions): partitionCount = partitions
        case .blocks(let blocks): partitionCount = blocks.count
        case .text(let splits): partitionCount = splits.count
        case .files(let parts): partitionCount = parts.count
        case .transformed(let parent, _): partitionCount = parent.partitionCount
        case .union(let parents): partitionCount = parents.reduce(0) { $0 + $1.partitionCount }
        case .coalesced(let parent, let partitions): partitionCount = min(partitions, parent.partitionCount)
        case .zipped(let left, _): partitionCount = left.partitionCount
        case .product(let left, let right):
            let (count, overflow) = left.partitionCount.multipliedReportingOverflow(by: right.partitionCount)
            partitionCount = overflow ? .max : count
        case .shuffled(let shuffle): partitionCount = shuffle.partitionCount
        }
    }

    /// Lineages directly above.
    public var parents: [Lineage] {
        switch kind {
        case .range, .blocks, .text, .files: []
        case .transformed(let parent, _), .coalesced(let parent, _): [parent]
        case .zipped(let left, let right), .product(let left, let right): [left, right]
        case .union(let parents): parents
        case .shuffled(let shuffle): [shuffle.parent]
        }
    }
}

/// A redistribution of a parent's rows. Its outputs stay on the executors until the last reference goes.
public final class Shuffle: Sendable {
    public let id: ShuffleID
    public let parent: Lineage
    public let partitionCount: Int
    /// Type of the rows that travel.
    public let rowType: DataType
    public let combine: Aggregation?
    public let reading: ShuffleReading
    private let way: Lock<Way>
    private let onRelease: @Sendable (ShuffleID) -> Void

    /// How rows are distributed: known from the start, or range bounds that are found by a sample when first needed.
    public enum Way: Sendable {
        case known(Partitioning)
        case rangeToBeSampled(SortOrder, keyType: DataType)
    }

    public init(
        id: ShuffleID, parent: Lineage, partitionCount: Int, rowType: DataType, way: Way, combine: Aggregation?,
        reading: ShuffleReading, onRelease: @escaping @Sendable (ShuffleID) -> Void
    ) {
        self.id = id
        self.parent = parent
        self.partitionCount = partitionCount
        self.rowType = rowType
        self.combine = combine
        self.reading = reading
        self.way = Lock(way)
        self.onRelease = onRelease
    }

    deinit { onRelease(id) }

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

extension Lineage {
    /// The shuffles above that need a sample before they can be planned, those nearer to the sources first.
    public var shufflesToSample: [Shuffle] {
        var found: [Shuffle] = []
        var seen: Set<ObjectIdentifier> = []
        collectShuffles(&found, &seen)
        return found.filter { $0.sampleNeeded != nil }
    }

    private func collectShuffles(_ found: inout [Shuffle], _ seen: inout Set<ObjectIdentifier>) {
        guard seen.insert(ObjectIdentifier(self)).inserted else { return }
        for parent in parents { parent.collectShuffles(&found, &seen) }
        if case .shuffled(let shuffle) = kind { found.append(shuffle) }
    }
}
