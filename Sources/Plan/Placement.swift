// SPDX-License-Identifier: Apache-2.0

/// Where the rows of a lineage lie: each in the partition that the hash of a key names among all of the lineage's
/// (`Partitioning.hashOfKey`). What needs rows with equal keys together finds them so without a shuffle.
///
/// Equal types of key are needed besides: an integer and a value of type any that holds it have different hashes.
public enum Placement: Hashable, Sendable {
    /// Rows are (key, value).
    case firstMember
    /// The key is the tuple of these members of the row, in this order.
    case members([Int])
}

extension Lineage {
    /// Whether rows (key, value) with equal keys are in the partition among `count` that the hash of the key names.
    public func isPlacedByKey(among count: Int) -> Bool { isPlacedByKey && partitionCount == count }

    /// Whether the rows are (key, value) pairs, each in the partition that the hash of its key names among all.
    public var isPlacedByKey: Bool { placement == .firstMember }
}

extension Placement {
    /// Where rows lie that are brought together partition by partition. Not known where nothing more could be nested
    /// in the stage: what needs equal keys together begins another one then.
    static func ofAll(_ parents: [Lineage]) -> Placement? {
        guard Lineage.nesting(ofAligned: parents) < PlanLimits.nestingMax, let first = parents.first,
            parents.allSatisfy({ $0.placement == first.placement })
        else { return nil }
        return first.placement
    }

    /// Where rows lie behind an operator, given where they lay before.
    static func behind(_ step: Operator, _ before: Placement?) -> Placement? {
        switch step {
        case .sort, .top, .limit, .stored: before
        case .window: before == .firstMember ? .firstMember : nil
        case .registered: nil
        case .aggregate(let aggregation): aggregation.keyType == nil || before != .firstMember ? nil : .firstMember
        case .join(let join, _): join.kind.givesLeftRows || before == .firstMember ? before : nil
        case .program, .partition: nil
        }
    }
}
