// SPDX-License-Identifier: Apache-2.0

import Martlet
package import Plan
package import Relational
import Threads

/// A query whose rows executors keep once they are computed. Its dataset is made when a query first reads it.
final class StoredFrame: Sendable {
    let relation: Relation
    let level: StorageLevel
    /// The level in the host's words.
    let label: String
    let name: String
    /// Of the relation: what two that give the same rows have in common.
    let stepCount: Int
    private let made = Lock<DatasetRows?>(nil)

    init(_ relation: Relation, _ level: StorageLevel, label: String, name: String) {
        self.relation = relation
        self.level = level
        self.label = label
        self.name = name
        stepCount = relation.stepCount
    }

    /// The rows; `make` is asked for them when they are not known.
    func rows(_ make: () throws(MartletError) -> DatasetRows) throws(MartletError) -> DatasetRows {
        if let known = made.withLock({ $0 }) { return known }
        // Not under the lock: to make them may take time. Of two that are made the first counts.
        let fresh = try make()
        return made.withLock { made in
            if made == nil { made = fresh }
            return made ?? fresh
        }
    }

    /// Whether a relation of so many steps gives the same rows. Counts tell most apart without a look at the steps.
    func isOf(_ relation: Relation, stepCount: Int) -> Bool {
        self.stepCount == stepCount && self.relation.givesSameRows(as: relation)
    }

    /// Nothing is kept any more; a query that reads the frame again has its rows computed again.
    func forget() {
        let old = made.withLock { $0.take() }
        old?.release()
    }
}

// Queries whose rows are kept: other queries with the same among what they do read those.
extension FrameContext {
    /// Has the rows of a relation kept once they are computed. Nothing changes where they are already.
    ///
    /// - Parameters:
    ///   - label: the level in the host's words.
    ///   - name: what people call the relation.
    package func persist(_ relation: Relation, _ level: StorageLevel, label: String, name: String) {
        let frame = StoredFrame(relation, level, label: label, name: name)
        withStored { stored in
            if !stored.contains(where: { $0.isOf(relation, stepCount: frame.stepCount) }) { stored.append(frame) }
        }
    }

    /// Nothing is kept of the relation any more.
    package func unpersist(_ relation: Relation) {
        let wanted = relation.stepCount
        let dropped = withStored { stored in
            let dropped = stored.filter { $0.isOf(relation, stepCount: wanted) }
            stored.removeAll { frame in dropped.contains { $0 === frame } }
            return dropped
        }
        for frame in dropped { frame.forget() }
    }

    /// The level, in the host's words, at which a relation's rows are kept; nil: they are not.
    package func storedLevel(_ relation: Relation) -> String? {
        let wanted = relation.stepCount
        return withStored { $0 }.first { $0.isOf(relation, stepCount: wanted) }?.label
    }

    /// Nothing is kept of any relation any more.
    package func clearStored() {
        let dropped = withStored { stored in
            defer { stored = [] }
            return stored
        }
        for frame in dropped { frame.forget() }
    }

    /// Tables have changed: what was kept of queries that read some is computed again.
    func tablesChanged() {
        for frame in withStored({ $0 }) where frame.relation.isOpened { frame.forget() }
    }

    /// The relation with what is kept in the place of what computes it.
    func readingStored(_ relation: Relation, name: String) throws(MartletError) -> Relation {
        let stored = withStored { $0 }
        return stored.isEmpty ? relation : try readingStored(relation, stored, name).relation
    }

    /// And its steps before.
    private func readingStored(
        _ relation: Relation, _ stored: [StoredFrame], _ name: String
    ) throws(MartletError) -> (relation: Relation, steps: Int) {
        var inputs: [Relation] = []
        var steps = relation.stepsOfItself
        for input in relation.inputs {
            let read = try readingStored(input, stored, name)
            inputs.append(read.relation)
            steps += read.steps
        }
        for frame in stored where frame.isOf(relation, stepCount: steps) {
            let rows = try frame.rows { () throws(MartletError) in
                try makeRows(of: frame, from: stored.filter { $0 !== frame }, name)
            }
            return (Relation(.rows(rows), relation.output), steps)
        }
        let isUnchanged = zip(relation.inputs, inputs).allSatisfy { $0 === $1 }
        return (isUnchanged ? relation : relation.with(inputs: inputs), steps)
    }

    private func makeRows(
        of frame: StoredFrame, from others: [StoredFrame], _ name: String
    ) throws(MartletError) -> DatasetRows {
        let relation = try readingStored(frame.relation, others, name).relation
        let dataset = try lowering(name).dataset(of: relation).stored(
            frame.level, label: frame.label, name: frame.name)
        return DatasetRows(
            "InMemoryTableScan", dataset,
            statistics: SourceStatistics(rowCount: Cardinality().rows(of: frame.relation)))
    }
}
