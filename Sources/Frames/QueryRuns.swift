// SPDX-License-Identifier: Apache-2.0

import Relational

/// Which query was the last of a frame: what `explain` shows of how it ran.
struct QueryRuns {
    private struct Run {
        weak var relation: Relation?
        var query: Int
    }

    /// The newest last.
    private var runs: [Run] = []

    mutating func add(_ query: Int, of relation: Relation) {
        runs.removeAll { $0.relation == nil || $0.relation === relation }
        runs.append(Run(relation: relation, query: query))
        if runs.count > FrameLimits.queriesRemembered { runs.removeFirst() }
    }

    func last(of relation: Relation) -> Int? { runs.last { $0.relation === relation }?.query }
}
