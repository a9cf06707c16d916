// SPDX-License-Identifier: Apache-2.0

/// Cuts a lineage into stages at its shuffles.
public struct Planner {
    private let nextStage: () -> StageID
    private var stages: [Stage] = []
    private var planned: Set<ShuffleID> = []

    /// The job that gives `sink` of `lineage`, for all partitions or only for those listed.
    ///
    /// All shuffles above must have their partitioning (see `Lineage.shufflesToSample`).
    public static func job(
        _ id: JobID, name: String, lineage: Lineage, sink: Sink, partitions: [Int]? = nil,
        nextStage: @escaping () -> StageID
    ) throws(PlanError) -> Job {
        var planner = Planner(nextStage: nextStage)
        try planner.addParents(of: lineage)
        let (branches, tasks) = try planner.branches(of: lineage)
        let wanted = partitions.map { $0.map { tasks[$0] } } ?? tasks
        try planner.add(name: name, branches: branches, sink: sink, tasks: wanted)
        return Job(id: id, name: name, stages: planner.stages)
    }

    private init(nextStage: @escaping () -> StageID) { self.nextStage = nextStage }

    private mutating func add(
        name: String, branches: [Branch], sink: Sink, tasks: [TaskDescription]
    ) throws(PlanError) {
        guard tasks.count <= PlanLimits.tasksMax, branches.count <= PlanLimits.branchesMax else {
            throw PlanError(
                "'\(name)' has \(tasks.count) tasks from \(branches.count) sources; at most \(PlanLimits.tasksMax) "
                    + "and \(PlanLimits.branchesMax) are possible: use fewer partitions")
        }
        stages.append(Stage(id: nextStage(), name: name, branches: branches, sink: sink, tasks: tasks))
    }

    /// Plans the map stages of all shuffles that `lineage` reads, parents first.
    private mutating func addParents(of lineage: Lineage) throws(PlanError) {
        guard case .shuffled(let shuffle) = lineage.kind else {
            for parent in lineage.parents { try addParents(of: parent) }
            return
        }
        guard planned.insert(shuffle.id).inserted else { return }
        try addParents(of: shuffle.parent)
        guard let partitioning = shuffle.partitioning else {
            throw PlanError("the range bounds of shuffle \(shuffle.id) are not known")
        }
        let (branches, tasks) = try branches(of: shuffle.parent)
        try add(
            name: shuffle.parent.name, branches: branches,
            sink: .shuffle(
                shuffle.id, partitions: shuffle.partitionCount, rowType: shuffle.rowType, partitioning,
                combine: shuffle.combine),
            tasks: tasks)
    }

    /// The branches that give the rows of `lineage`, and one task for each of its partitions.
    private func branches(of lineage: Lineage) throws(PlanError) -> ([Branch], [TaskDescription]) {
        switch lineage.kind {
        case .range(let start, let step, let count, let partitions):
            return ([Branch(source: .range, programs: [])], rangeTasks(start, step, count, partitions))
        case .blocks(let blocks):
            let tasks = blocks.enumerated().map {
                TaskDescription(branch: 0, number: $0.offset, input: .blocks($0.element))
            }
            return ([Branch(source: .blocks(lineage.rowType), programs: [])], tasks)
        case .text(let splits):
            let tasks = splits.enumerated().map {
                TaskDescription(
                    branch: 0, number: $0.offset, input: .text($0.element.split), preferredHosts: $0.element.hosts)
            }
            return ([Branch(source: .text, programs: [])], tasks)
        case .transformed(let parent, let program):
            let (plain, tasks) = try branches(of: parent)
            var branches = plain
            for index in branches.indices { branches[index].programs.append(program) }
            return (branches, tasks)
        case .shuffled(let shuffle):
            let tasks = (0..<shuffle.partitionCount).map {
                TaskDescription(branch: 0, number: $0, input: .shufflePartition($0))
            }
            let source = Source.shuffle(shuffle.id, rowType: shuffle.rowType, shuffle.reading)
            return ([Branch(source: source, programs: [])], tasks)
        case .union(let parents):
            var all: ([Branch], [TaskDescription]) = ([], [])
            for parent in parents {
                let (branches, tasks) = try branches(of: parent)
                let first = all.0.count
                all.0 += branches
                all.1 += tasks.map {
                    var task = $0
                    task.branch += first
                    return task
                }
            }
            return all
        }
    }

    private func rangeTasks(_ start: Int, _ step: Int, _ count: Int, _ partitions: Int) -> [TaskDescription] {
        let (size, rest) = count.quotientAndRemainder(dividingBy: max(partitions, 1))
        var tasks: [TaskDescription] = []
        var first = 0
        for partition in 0..<partitions {
            let rows = size + (partition < rest ? 1 : 0)
            tasks.append(
                TaskDescription(
                    branch: 0, number: partition,
                    input: .range(start: start &+ first &* step, step: step, count: rows)))
            first += rows
        }
        return tasks
    }
}
