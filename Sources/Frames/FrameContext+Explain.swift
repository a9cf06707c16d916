// SPDX-License-Identifier: Apache-2.0

import Driver
package import Martlet
package import Relational

/// What `explain` shows of a frame, by Spark's words.
package enum ExplainMode: String, Sendable {
    /// The plan as it is carried out, with guesses of its size.
    case simple
    /// … behind what it was made of, and with the stages and programs that it becomes.
    case extended
    /// Stages and programs.
    case codegen
    /// The plan that was optimised with guesses, then the one that is carried out.
    case cost
    /// The plan by numbers, then what each of its nodes says.
    case formatted
}

extension FrameContext {
    /// Carries out an action on a relation: a query, of which those who watch the session hear, and `explain` later.
    package func query<Result>(
        _ relation: Relation, name: String, control: ActionControl? = nil,
        _ body: (ActionControl) throws(MartletError) -> Result
    ) throws(MartletError) -> Result {
        try engine.query(
            name, plan: { relation.explanation(most: DriverLimits.queryPlanBytesMax) },
            control: control ?? ActionControl(),
            began: { number in withRuns { $0.add(number, of: relation) } }, body)
    }

    /// The plan of a relation as text, with guesses of its size, and what its last action on it has measured.
    package func explain(_ relation: Relation, _ mode: ExplainMode) throws(MartletError) -> String {
        let trace = PlanTrace(guesses: true)
        let lowering = lowering("explain", trace: trace)
        let opened = try readingStored(relation, name: "explain")
        let dataset = try lowering.dataset(of: opened)
        let plan = PlanText(trace.nodes)
        func stages() throws(MartletError) -> String { try dataset.explanation(name: "explain").stages }
        func optimised() throws(MartletError) -> Relation { lowering.optimised(try lowering.opened(opened)) }
        var parts: [(title: String, text: String)] = []
        switch mode {
        case .simple: parts = [("Physical Plan", plan.tree())]
        case .extended:
            parts = [
                ("Analyzed Logical Plan", relation.explanation),
                ("Optimized Logical Plan", try optimised().explanation), ("Physical Plan", plan.tree()),
                ("Stages", try stages()),
            ]
        case .codegen: parts = [("Physical Plan", plan.tree()), ("Stages", try stages())]
        case .cost:
            parts = [
                ("Optimized Logical Plan", try optimised().statisticsText(lowering.cardinality)),
                ("Physical Plan", plan.tree()),
            ]
        case .formatted: parts = [("Physical Plan", plan.tree(isNumbered: true) + "\n\n" + plan.details)]
        }
        if let run = lastRun(of: relation) { parts.append(("Last Run", run)) }
        return parts.map { "== \($0.title) ==\n\($0.text)\n" }.joined(separator: "\n")
    }

    /// Runs a relation for nothing but what it costs, and shows that.
    package func analyse(
        running relation: Relation, name: String, control: ActionControl? = nil
    ) throws(MartletError) -> String {
        try query(relation, name: name, control: control) { control throws(MartletError) in
            try dataset(relation, name: name, control: control).discard(name: name, control: control)
        }
        return try explain(relation, .simple)
    }

    /// What the last action on a relation has measured; nil when there was none, or it is forgotten.
    private func lastRun(of relation: Relation) -> String? {
        guard let number = withRuns({ $0.last(of: relation) }) else { return nil }
        let now = engine.settledSnapshot
        guard let query = now.queries[number], !query.nodes.isEmpty else { return nil }
        var head = "query \(number), \(query.name)"
        switch query.end {
        case nil: break
        case .succeeded: head += ": \(PlanText.seconds(query.seconds))"
        case .failed: head += ": it failed after \(PlanText.seconds(query.seconds))"
        }
        return head + "\n" + PlanText(query.nodes, now.nodeCounts(of: number)).tree(isNumbered: true)
    }
}
