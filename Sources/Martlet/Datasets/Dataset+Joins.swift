// SPDX-License-Identifier: Apache-2.0

import Columnar
package import Plan

extension Dataset {
    /// Of rows (key, value) of two datasets: those with equal keys, as `kind` says. Keys of different types become
    /// values of type any. A side whose rows lie already where the hash of their keys puts them is not shuffled again.
    /// `partitions`: as many as the side with more of them unless said.
    package func joined(
        with other: Dataset, _ kind: JoinKind, name: String, partitions: Int? = nil
    ) throws(MartletError) -> Dataset {
        var (left, right) = (self, other)
        guard case .tuple(let one) = left.rowType, case .tuple(let two) = right.rowType, one.count == 2, two.count == 2
        else { throw .argument("\(name) needs rows (key, value), and these are \(rowType) and \(other.rowType)") }
        if one[0] != two[0] {
            left = try left.adding(.keysToAny)
            right = try right.adding(.keysToAny)
        }
        let count = partitions ?? max(left.partitionCount, right.partitionCount, 1)
        guard (1...PlanLimits.partitionsMax).contains(count) else {
            throw .argument("\(name): \(count) partitions; 1 to \(PlanLimits.partitionsMax) are possible")
        }
        let (first, second) = (try left.lineage(name: name), try right.lineage(name: name))
        guard let lineage = maker(name: name).joined(first, second, Join(kind), partitions: count) else {
            throw .argument("\(name): rows of type \(first.rowType) and \(second.rowType) have no key in common")
        }
        return Dataset(engine: engine, lineage: lineage)
    }
}
