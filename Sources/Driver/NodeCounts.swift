// SPDX-License-Identifier: Apache-2.0

public import Plan
import Scheduling

/// What a node of a query's plan did, as far as the steps that it became tell it.
public struct NodeCounts: Hashable, Sendable {
    /// Rows that it gave; nil: a program that does the work of several nodes does not tell, or nothing of it has run.
    public var rows: Int?
    /// Time on slots of its steps; nil: it has none of its own.
    public var nanos: Int?
    /// The nodes whose work its steps do as well, so that their time is in its own.
    public var sharing: [Int] = []
    /// The node in whose time its own is, when it has no step for itself.
    public var sharedWith: Int?
    /// In the order of their numbers.
    public var stages: [StageID] = []

    /// Of sums: whether every step at which its rows leave it tells how many they are.
    fileprivate var isKnown = true

    public init() {}
}

extension DriverSnapshot {
    /// What each node of a query did, by number.
    public func nodeCounts(of query: Int) -> [NodeCounts] {
        guard let nodes = queries[query]?.nodes, !nodes.isEmpty else { return [] }
        var sums = NodeSums(nodes)
        let number = String(query)
        var seen: Set<StageID> = []
        let own = jobs.values.filter { $0.properties[QueryFacts.property] == number }
        for job in own.sorted(by: { $0.id < $1.id }) {
            let stages = job.stages.compactMap { self.stages[$0] }
            var readers: [ShuffleID: Int] = [:]
            for stage in stages {
                for step in stage.steps where step.role == .source {
                    if let shuffle = step.shuffle, let part = step.parts.first { readers[shuffle] = part.node }
                }
            }
            for stage in stages where seen.insert(stage.stage).inserted { sums.add(stage, readers) }
        }
        return sums.finished()
    }
}

/// Brings what steps of stages did to the nodes whose work they do.
private struct NodeSums {
    private let nodes: [PlanNode]
    private var sums: [NodeCounts]

    init(_ nodes: [PlanNode]) {
        self.nodes = nodes
        sums = [NodeCounts](repeating: NodeCounts(), count: nodes.count)
    }

    /// `readers`: the nodes that read shuffles.
    mutating func add(_ stage: StageProgress, _ readers: [ShuffleID: Int]) {
        let steps = stage.steps
        guard let sink = steps.first, stage.counts.contains(where: { $0.number < steps.count }) else { return }
        var counts = steps.indices.map { StepCount($0) }
        for count in stage.counts where counts.indices.contains(count.number) { counts[count.number] = count }
        var rowsIn = [Int](repeating: 0, count: steps.count)
        for (number, step) in steps.enumerated() {
            if let next = step.next, steps.indices.contains(next) {
                rowsIn[next].add(saturating: counts[number].rows)
            }
        }
        let reader = sink.shuffle.flatMap { readers[$0] }
        for (number, step) in steps.enumerated() where number > 0 && !step.parts.isEmpty {
            add(time: counts[number].nanos, of: step.parts, stage.stage)
            // What is sampled comes again.
            if sink.role == .sample { continue }
            let behind = step.next == 0 ? reader : step.next.flatMap { steps[$0].parts.first?.node }
            addRows(of: step, in: rowsIn[number], out: counts[number].rows, behind)
        }
        if let reader, sums.indices.contains(reader) { addOwn(time: counts[0].nanos, to: reader, stage.stage) }
    }

    private mutating func addOwn(time nanos: Int, to node: Int, _ stage: StageID) {
        var sum = sums[node].nanos ?? 0
        sum.add(saturating: nanos)
        sums[node].nanos = sum
        if sums[node].stages.last != stage { sums[node].stages.append(stage) }
    }

    /// The time of a step is that of the last of its nodes, which the others share.
    private mutating func add(time nanos: Int, of parts: [StepPart], _ stage: StageID) {
        guard let last = parts.last?.node, sums.indices.contains(last) else { return }
        addOwn(time: nanos, to: last, stage)
        for part in parts where part.node != last && sums.indices.contains(part.node) {
            if !sums[last].sharing.contains(part.node) { sums[last].sharing.append(part.node) }
            sums[part.node].sharedWith = last
            if sums[part.node].stages.last != stage { sums[part.node].stages.append(stage) }
        }
    }

    /// Adds the rows of those nodes whose rows leave them in this step. `behind`: the node that takes the step's rows.
    private mutating func addRows(of step: StageStep, in taken: Int, out given: Int, _ behind: Int?) {
        let parts = step.parts
        for (place, part) in parts.enumerated() where sums.indices.contains(part.node) {
            let next = place + 1 < parts.count ? parts[place + 1].node : behind
            if next == part.node { continue }
            let rows: Int?
            if parts[(place + 1)...].allSatisfy(\.keepsCount) {
                rows = given
            } else if step.role == .operator, parts[...place].allSatisfy(\.keepsCount) {
                rows = taken
            } else {
                rows = nil
            }
            guard let rows, sums[part.node].isKnown else {
                sums[part.node].isKnown = false
                sums[part.node].rows = nil
                continue
            }
            var sum = sums[part.node].rows ?? 0
            sum.add(saturating: rows)
            sums[part.node].rows = sum
        }
    }

    /// A node without steps hands on what it gets.
    func finished() -> [NodeCounts] {
        var all = sums
        for node in nodes.reversed() where all[node.number].stages.isEmpty && all[node.number].isKnown {
            let below = nodes.filter { $0.parent == node.number }.map { all[$0.number].rows }
            guard !below.isEmpty, below.allSatisfy({ $0 != nil }) else { continue }
            all[node.number].rows = below.reduce(0) { sum, rows in
                var sum = sum
                sum.add(saturating: rows ?? 0)
                return sum
            }
        }
        for index in all.indices where all[index].nanos != nil { all[index].sharedWith = nil }
        return all
    }
}
