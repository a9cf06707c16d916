// SPDX-License-Identifier: Apache-2.0

import Driver
import JSONValues
import Plan
import Scheduling

// What the steps of stages, and the nodes of queries' plans, gave and took.
extension ConsoleView {
    // MARK: A stage

    /// The sink, the sources and the operators of a stage.
    func stepTable(_ progress: StageProgress) -> HTMLText {
        if progress.steps.isEmpty || progress.counts.isEmpty { return "" }
        var counts: [Int: StepCount] = [:]
        for count in progress.counts { counts[count.number] = count }
        let total = progress.counts.reduce(0.0) { $0 + Double($1.nanos) }
        // As rows go: the sink, number 0, last.
        let ordered = Array(progress.steps.enumerated().dropFirst()) + [(offset: 0, element: progress.steps[0])]
        let rows = ordered.prefix(ConsoleLimits.rowsShown).map { number, step -> HTMLText in
            let count = counts[number] ?? StepCount(number)
            let next = step.next.map { $0 == 0 ? "the end" : "\($0)" } ?? ""
            return """
                <tr>\(self.number("\(number)"))<th class="w" scope="row">\(step.label)</th>
                <td>\(Self.word(step.work))</td>
                \(self.number(number == 0 ? "" : Amount.count(count.rows)))
                \(self.number(number == 0 ? "" : Amount.count(count.batches)))
                \(self.number(Amount.seconds(Double(count.nanos) / 1e9)))
                \(self.number(total > 0 ? "\(Int((100 * Double(count.nanos) / total).rounded())) %" : ""))
                \(self.number(next))</tr>

                """
        }
        let heads = [
            Head(title: "Step", isNumber: true), Head(title: "What it does"), Head(title: "Part"),
            Head(title: "Rows given", isNumber: true),
            Head(title: "Batches", isNumber: true), Head(title: "Time on slots", isNumber: true),
            Head(title: "Share", isNumber: true), Head(title: "Goes to", isNumber: true),
        ]
        return """
            <h2>Steps <small>of tasks that counted</small></h2>
            \(table(heads, rows, of: progress.steps.count, none: "Nothing was counted."))
            """
    }

    /// The part of the time that a step's time is of.
    private static func word(_ work: StepWork) -> HTMLText {
        switch work {
        case .computing: "computing"
        case .reading: "reading"
        case .writing: "writing"
        case .shuffleReading, .shuffleWriting: "shuffling"
        }
    }

    // MARK: A query

    /// The plan of a query as it is carried out.
    func planTable(_ query: QueryFacts) -> HTMLText {
        if query.nodes.isEmpty { return "" }
        let counts = store.now.nodeCounts(of: query.id)
        let lines = PlanText(query.nodes, counts).lines
        let rows = lines.prefix(ConsoleLimits.rowsShown).map { depth, node -> HTMLText in
            let count = counts.indices.contains(node.number) ? counts[node.number] : NodeCounts()
            let links = count.stages.prefix(8).map { "<a href=\"\(place($0))\">\($0.rawValue)</a> " as HTMLText }
            let indent = String(repeating: "\u{2003}", count: min(depth, 40))
            let time =
                count.nanos.map { Amount.seconds(Double($0) / 1e9) }
                ?? count.sharedWith.map { "in \($0)" } ?? ""
            let guess = node.rowsGuessed.map { Amount.count($0) } ?? ""
            return """
                <tr>\(number("\(node.number)"))<th class="w" scope="row">\(indent)\(node.label)</th>
                \(number(count.rows.map { Amount.count($0) } ?? ""))\(number(time))\(number(guess))
                <td>\(HTMLText(joining: links))</td></tr>

                """
        }
        let heads = [
            Head(title: "Node", isNumber: true), Head(title: "Plan"), Head(title: "Rows given", isNumber: true),
            Head(title: "Time on slots", isNumber: true), Head(title: "Rows guessed", isNumber: true),
            Head(title: "Stages"),
        ]
        return """
            <h2>Plan as it ran <small>nodes with rows and time</small></h2>
            <p class="sub">A node takes its rows from those below it that stand further in. Where one program does the \
            work of several, its time is that of the last of them, and rows between two conditions are not counted.</p>
            \(table(heads, rows, of: lines.count, none: ""))
            """
    }

    /// Spark's nodes and edges of a query.
    func planJSON(_ query: QueryFacts) -> (nodes: JSON, edges: JSON) {
        let counts = store.now.nodeCounts(of: query.id)
        let nodes = query.nodes.map { node -> JSON in
            var metrics: [JSON] = []
            func add(_ name: String, _ value: String?) {
                if let value { metrics.append(["name": .string(name), "value": .string(value)]) }
            }
            if counts.indices.contains(node.number) {
                let count = counts[node.number]
                add("number of output rows", count.rows.map { PlanText.number($0) })
                add("time on slots", count.nanos.map { PlanText.seconds(Double($0) / 1e9) })
                add("time is that of node", count.sharedWith.map { "\($0)" })
            }
            add("estimated rows", node.rowsGuessed.map { PlanText.number($0) })
            add("estimated size", node.bytesGuessed.map { PlanText.bytes($0) })
            let name = node.label.split(separator: " ", maxSplits: 1).first.map(String.init) ?? ""
            return [
                "nodeId": .int(node.number), "nodeName": .string(name),
                "desc": .string(node.label.cut(to: ConsoleLimits.messageBytesMax)), "metrics": .array(metrics),
            ]
        }
        let edges = query.nodes.compactMap { node -> JSON? in
            node.parent.map { ["fromId": .int(node.number), "toId": .int($0)] }
        }
        return (.array(nodes), .array(edges))
    }
}
