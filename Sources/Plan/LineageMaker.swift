// SPDX-License-Identifier: Apache-2.0

public import Bytecode
public import Columnar

/// Makes of lineages others that need a shuffle now and then: aggregations, sorts, joins. The front ends' operations
/// and what relations become are put together of these and of programs (`Lineage.Kind.transformed`).
///
/// Operations by key take rows (key, value). Several keys are a tuple as the key, and so are several values: a program
/// before makes such rows, one behind takes them apart. Where rows lie already as the operation needs them
/// (`Lineage.placement`) they are not shuffled.
public struct LineageMaker: Sendable {
    private let nextShuffle: @Sendable () -> ShuffleID
    private let onRelease: @Sendable (ShuffleID) -> Void
    private let name: String
    private let place: SourcePlace?
    private let functions: FunctionNotes?
    private let parts: [StepPart]

    /// `name`: what the user sees of the operation, `place`: where it was called, for its errors, `functions`: those of
    /// the user's that were given to it, `parts`: what it does for a query. `onRelease` is called when nothing refers
    /// to a shuffle any more.
    public init(
        name: String, place: SourcePlace? = nil, functions: FunctionNotes? = nil, parts: [StepPart] = [],
        nextShuffle: @escaping @Sendable () -> ShuffleID,
        onRelease: @escaping @Sendable (ShuffleID) -> Void
    ) {
        self.name = name
        self.place = place
        self.functions = functions
        self.parts = parts
        self.nextShuffle = nextShuffle
        self.onRelease = onRelease
    }

    // MARK: Programs and shuffles

    /// What a program makes of the rows. `placement`: where its rows lie, as whoever made the program knows: a key that
    /// the program keeps, or takes apart, is still in its place.
    public func running(_ program: Program, on parent: Lineage, placement: Placement? = nil) -> Lineage {
        Lineage(
            .transformed(parent, .program(program)), rowType: program.resultType, name: name, placement: placement,
            parts: parts)
    }

    /// The rows in other partitions.
    public func shuffled(_ parent: Lineage, _ way: Shuffle.Way, partitions: Int, rowType: DataType? = nil) -> Lineage {
        let rowType = rowType ?? parent.rowType
        let shuffle = Shuffle(
            id: nextShuffle(), parent: parent, partitionCount: partitions, rowType: rowType, way: way, place: place,
            onRelease: onRelease)
        return Lineage(.shuffled(shuffle), rowType: rowType, name: name, parts: parts)
    }

    /// Rows (key, value), each in the partition that the hash of its key names.
    public func placedByKey(_ parent: Lineage, partitions: Int) -> Lineage {
        parent.isPlacedByKey(among: partitions)
            ? parent : shuffled(parent, .known(.hashOfKey), partitions: partitions)
    }

    /// All rows in one partition, in order.
    public func inOnePartition(_ parent: Lineage) -> Lineage {
        parent.partitionCount == 1 ? parent : shuffled(parent, .known(.roundRobin), partitions: 1)
    }

    func adding(_ step: Operator, to parent: Lineage, _ rowType: DataType) -> Lineage {
        Lineage(.transformed(parent, step), rowType: rowType, name: name, functions: functions, parts: parts)
    }

    // MARK: Aggregation

    /// One row (key, results) for each key of rows (key, value); of an aggregation without a key one row of results, in
    /// one partition, also where there are no rows. `partitions`: as many as before unless said. Parts are aggregated
    /// before the shuffle where that pays.
    ///
    /// Of no calls: the different keys, `distinct`. A function of different values (`count distinct`) is an aggregation
    /// of no calls by (key, value), and one by the key behind it.
    public func aggregated(_ parent: Lineage, _ aggregation: Aggregation, partitions: Int? = nil) -> Lineage {
        let whole = aggregation.phase(.complete)
        let count = aggregation.keyType == nil ? 1 : partitions ?? max(parent.partitionCount, 1)
        let isThere = aggregation.keyType == nil ? parent.partitionCount == 1 : parent.isPlacedByKey(among: count)
        if isThere { return adding(.aggregate(whole), to: parent, whole.outputType) }
        let way = Shuffle.Way.known(aggregation.keyType == nil ? .roundRobin : .hashOfKey)
        guard aggregation.combinesOnMapSide else {
            return adding(
                .aggregate(whole), to: shuffled(parent, way, partitions: count), whole.outputType)
        }
        let (partial, final) = (aggregation.phase(.partial), aggregation.phase(.final))
        let combined = Lineage(
            .transformed(parent, .aggregate(partial)), rowType: partial.outputType, name: parent.name, parts: parts)
        return adding(.aggregate(final), to: shuffled(combined, way, partitions: count), final.outputType)
    }

    // MARK: Order

    /// The rows in order over all partitions, each of which has a range of the keys. Bounds are sampled when they are
    /// first needed (`Lineage.shufflesToSample`).
    public func sorted(_ parent: Lineage, _ order: SortOrder, partitions: Int) -> Lineage {
        let keyType = order.comparedType(rowType: parent.rowType)
        let parted = shuffled(parent, .rangeToBeSampled(order, keyType: keyType), partitions: partitions)
        return adding(.sort(order), to: parted, parent.rowType)
    }

    /// In one partition: `rows` rows behind the first `skip` in order. Of each partition as many first rows travel.
    public func top(_ parent: Lineage, _ order: SortOrder, rows: Int, skip: Int = 0) -> Lineage {
        let (most, overflow) = rows.addingReportingOverflow(skip)
        let first = Operator.top(order, rows: overflow ? .max : most)
        let type = parent.rowType
        let parts = parent.partitionCount == 1 ? parent : inOnePartition(adding(first, to: parent, type))
        let all = adding(first, to: parts, type)
        return skip == 0 ? all : adding(.limit(skip: skip, rows: rows), to: all, type)
    }

    /// In one partition: `rows` rows behind the first `skip`, by partition and then as they come.
    public func limited(_ parent: Lineage, rows: Int, skip: Int = 0) -> Lineage {
        let (most, overflow) = rows.addingReportingOverflow(skip)
        let type = parent.rowType
        let parts =
            parent.partitionCount == 1
            ? parent
            : inOnePartition(adding(.limit(skip: 0, rows: overflow ? .max : most), to: parent, type))
        return adding(.limit(skip: skip, rows: rows), to: parts, type)
    }

    // MARK: Joins

    /// Rows (key, value) of both with equal keys, as `join` says; nil when they are no pairs with one type of key.
    /// `partitions`: as many as the side with more of them unless said. `antiUnlessNull` brings the whole right side to
    /// each partition of the left one.
    public func joined(_ left: Lineage, _ right: Lineage, _ join: Join, partitions: Int? = nil) -> Lineage? {
        if join.kind == .antiUnlessNull { return joinedWithWhole(left, right, join) }
        guard let type = join.kind.rowType(left.rowType, right.rowType) else { return nil }
        let count = partitions ?? max(left.partitionCount, right.partitionCount, 1)
        let (one, two) = (placedByKey(left, partitions: count), placedByKey(right, partitions: count))
        return Lineage(.joined(one, two, join), rowType: type, name: name, parts: parts)
    }

    /// The same, where each partition of `left`, as it is, is joined with all rows of `right`: for a right side of few
    /// rows. nil as well for kinds whose right rows would come once for each partition.
    public func joinedWithWhole(_ left: Lineage, _ right: Lineage, _ join: Join) -> Lineage? {
        guard !join.kind.givesRightRowsOnce, let type = join.kind.rowType(left.rowType, right.rowType) else {
            return nil
        }
        return Lineage(.joinedWithWhole(left, inOnePartition(right), join), rowType: type, name: name, parts: parts)
    }
}
