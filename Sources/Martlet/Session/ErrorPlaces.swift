// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Driver
import Plan

// Keys without a hash fail where a stage writes a shuffle, values without an order there or where it reads one: outside
// of the user's functions. Such an error is given the place where the operation was called.
extension JobError {
    /// The error with the place of the operation that failed, when it has none.
    func placed(_ job: Job, _ lineage: Lineage) -> JobError {
        guard let details, details.file.isEmpty, details.exceptionType == "TypeError",
            let stage = job.stages.first(where: { $0.id.rawValue == details.stage }),
            let shuffle = stage.shuffleToBlame(partition: details.partition ?? 0),
            let place = lineage.shuffle(shuffle)?.place
        else { return self }
        var error = self
        error.details?.file = place.file
        error.details?.line = place.line
        error.details?.column = place.column
        error.details?.endColumn = place.endColumn
        error.details?.text = place.text
        return error
    }
}

extension Stage {
    /// The shuffle in whose operation a task's rows were compared or hashed.
    fileprivate func shuffleToBlame(partition: Int) -> ShuffleID? {
        if case .shuffle(let id, let count, _, let partitioning) = sink {
            // A range of one partition compares nothing. For several, a sample of the rows has been taken before: what
            // the stage reads has an order.
            guard case .range = partitioning, count == 1 else { return id }
        }
        guard tasks.indices.contains(partition) else { return nil }
        return sorted(branches, tasks[partition].part)
    }

    /// The shuffle that the part reads in order.
    private func sorted(_ branches: [Branch], _ part: InputPart) -> ShuffleID? {
        guard branches.indices.contains(part.branch) else { return nil }
        let branch = branches[part.branch]
        if case .shuffle(let id, _) = branch.source, case .sort? = branch.operators.first { return id }
        if case .nested(_, let inner) = branch.source, case .parts(let parts) = part.input {
            for part in parts { if let found = sorted(inner, part) { return found } }
        }
        let joins = branch.operators.map(\.sides).filter { !$0.isEmpty }
        for (sides, part) in zip(joins, part.sides) { if let found = sorted(sides, part) { return found } }
        return nil
    }
}

extension Lineage {
    /// The shuffle of this number above.
    fileprivate func shuffle(_ id: ShuffleID) -> Shuffle? {
        var seen: Set<ObjectIdentifier> = []
        var waiting = [self]
        while let lineage = waiting.popLast() {
            if case .shuffled(let shuffle) = lineage.kind, shuffle.id == id { return shuffle }
            for parent in lineage.parents where seen.insert(ObjectIdentifier(parent)).inserted {
                waiting.append(parent)
            }
        }
        return nil
    }
}
