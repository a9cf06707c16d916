// SPDX-License-Identifier: Apache-2.0

import Martlet
import Relational

/// Relations that a query has in several places, a WITH clause that is read twice: what the rows of groups are made of
/// is read, brought together and shuffled once, and rows of some joins and windows are kept in a shuffle of their own.
/// Used by one thread at a time.
final class SharedGroups {
    fileprivate struct Made {
        let relation: Relation
        let stepCount: Int
        let rows: RelationLowering.Rows
    }

    private var made: [Made] = []
    /// Joins and windows of the query that is lowered.
    var repeated = RepeatedRows()

    /// The rows of one that gives the same and has the columns that are needed; else those that `make` gives.
    func rows(
        of relation: Relation, needed: Set<Int>, _ make: () throws(MartletError) -> RelationLowering.Rows
    ) throws(MartletError) -> RelationLowering.Rows {
        let stepCount = relation.stepCount
        for one in made where one.stepCount == stepCount && one.relation.givesSameRows(as: relation) {
            if let rows = one.rows(as: relation, needed: needed) { return rows }
        }
        let rows = try make()
        if made.count < FrameLimits.sharedGroupsMax {
            made.append(Made(relation: relation, stepCount: stepCount, rows: rows))
        }
        return rows
    }
}

extension SharedGroups.Made {
    /// Under the numbers that the columns have in another relation; nil where one that is needed was not made.
    fileprivate func rows(as other: Relation, needed: Set<Int>) -> RelationLowering.Rows? {
        var numbers: [Int: Int] = [:]
        for (own, column) in zip(relation.output, other.output) { numbers[own.id] = column.id }
        let columns = rows.columns.compactMap { numbers[$0] }
        guard columns.count == rows.columns.count,
            other.output.allSatisfy({ !needed.contains($0.id) || columns.contains($0.id) })
        else { return nil }
        return RelationLowering.Rows(dataset: rows.dataset, columns: columns)
    }
}
