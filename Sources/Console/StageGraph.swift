// SPDX-License-Identifier: Apache-2.0

import Driver
import Plan
import Scheduling

/// A picture of a job's stages: boxes in columns, each behind all that it reads from, and what they hand over.
struct StageGraph {
    struct Node {
        var title: String
        var name: String
        var detail: String
        /// A class of the style sheet.
        var kind: StaticString
        var link: HTMLText
        /// Places in the list, all of them smaller.
        var parents: [Int]
    }

    var nodes: [Node]

    private static let (width, height, gapX, gapY) = (188, 58, 46, 16)

    /// Each as far to the right as those that read it leave room, so that few edges pass others' boxes.
    private var columns: [Int] {
        // How far each is from the end.
        var distances = nodes.map { _ in 0 }
        for place in nodes.indices.reversed() {
            for parent in nodes[place].parents { distances[parent] = max(distances[parent], distances[place] + 1) }
        }
        let most = distances.max() ?? 0
        return distances.map { most - $0 }
    }

    var html: HTMLText {
        let columns = columns
        var rows: [Int] = []
        var used: [Int: Int] = [:]
        for column in columns {
            rows.append(used[column, default: 0])
            used[column, default: 0] += 1
        }
        let columnCount = (columns.max() ?? 0) + 1
        let rowCount = used.values.max() ?? 1
        let (wide, high) = (Self.width, Self.height)
        func x(_ place: Int) -> Int { 4 + columns[place] * (wide + Self.gapX) }
        func y(_ place: Int) -> Int {
            // Short columns lie in the middle.
            let free = (rowCount - (used[columns[place]] ?? 1)) * (high + Self.gapY) / 2
            return 4 + free + rows[place] * (high + Self.gapY)
        }
        var edges: [HTMLText] = []
        var boxes: [HTMLText] = []
        for (place, node) in nodes.enumerated() {
            for parent in node.parents {
                let (fromX, fromY) = (x(parent) + wide, y(parent) + high / 2)
                let (toX, toY) = (x(place), y(place) + high / 2)
                let bend = max((toX - fromX) / 2, 20)
                edges.append(
                    """
                    <path class="edge" d="M\(fromX) \(fromY)C\(fromX + bend) \(fromY) \(toX - bend) \(toY) \
                    \(toX) \(toY)"/>
                    """)
            }
            boxes.append(
                """
                <a href="\(node.link)" tabindex="-1"><g class="node \(HTMLText(stringLiteral: node.kind))"><title>\
                \(node.title): \(node.name.cut(to: 200))</title>\
                <rect x="\(x(place))" y="\(y(place))" width="\(wide)" height="\(high)" rx="7"/>\
                <text class="t" x="\(x(place) + 11)" y="\(y(place) + 19)">\(node.title)</text>\
                <text x="\(x(place) + 11)" y="\(y(place) + 35)">\(node.name.short(27))</text>\
                <text class="s" x="\(x(place) + 11)" y="\(y(place) + 50)">\(node.detail.short(30))</text></g></a>
                """)
        }
        let size = (8 + columnCount * (wide + Self.gapX) - Self.gapX, 8 + rowCount * (high + Self.gapY) - Self.gapY)
        return """
            <div class="graph"><svg width="\(size.0)" height="\(size.1)" viewBox="0 0 \(size.0) \(size.1)" role="img" \
            aria-label="Stages and what they read; the list behind says the same">\
            \(HTMLText(joining: edges))\(HTMLText(joining: boxes))</svg></div>
            """
    }
}

extension String {
    /// The text, or its beginning with an ellipsis when it has more characters.
    fileprivate func short(_ count: Int) -> String { self.count <= count ? self : String(prefix(count - 1)) + "…" }
}

extension ConsoleView {
    /// The picture of a job's stages and, for those who do not see it, its edges in words; nothing for one stage.
    func stageGraph(of job: JobFacts) -> HTMLText {
        guard job.stages.count > 1, job.parents.count == job.stages.count else { return "" }
        guard job.stages.count <= ConsoleLimits.graphStagesMax else {
            return "<p class=\"sub\">\(job.stages.count) stages are too many for a picture.</p>"
        }
        let nodes = job.stages.enumerated().map { place, id -> StageGraph.Node in
            let progress = store.now.stages[id]
            let totals = store.stages[id]?.totals ?? TaskTotals()
            let status = status(of: id)
            let kind: StaticString =
                switch status {
                case .active: "busy"
                case .complete: "good"
                case .failed: "bad"
                case .pending, .skipped: "idle"
                }
            let bytes = Amount.bytes(totals.shuffleWriteBytes)
            let tasks = progress.map { "\(Amount.count($0.taskCount)) tasks" } ?? ""
            return StageGraph.Node(
                title: "Stage \(id.rawValue)", name: progress?.name ?? "",
                detail: status == .skipped
                    ? "skipped" : [tasks, bytes].filter { !$0.isEmpty }.joined(separator: " · "),
                kind: kind, link: self.place(id), parents: job.parents[place].filter { $0 < place })
        }
        let words = zip(job.stages, job.parents).filter { !$0.1.isEmpty }.map { stage, places in
            let read = places.map { "stage \(job.stages[$0].rawValue)" }.joined(separator: " and ")
            return "stage \(stage.rawValue) reads \(read)"
        }
        return """
            \(StageGraph(nodes: nodes).html)
            <p class="why">\(words.joined(separator: "; "))</p>
            """
    }
}
