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
        let (branches, tasks) = try BranchPlanner.branches(of: lineage, name: name)
        for partition in partitions ?? [] where !tasks.indices.contains(partition) {
            throw PlanError("'\(name)': there is no partition \(partition) among \(tasks.count)")
        }
        let wanted = partitions.map { $0.map { tasks[$0] } } ?? tasks
        try planner.add(name: name, branches: branches, sink: sink, tasks: wanted)
        return Job(id: id, name: name, stages: planner.stages)
    }

    private init(nextStage: @escaping () -> StageID) { self.nextStage = nextStage }

    private mutating func add(
        name: String, branches: [Branch], sink: Sink, tasks: [TaskDescription]
    ) throws(PlanError) {
        let count = branches.reduce(0) { $0 + $1.count }
        guard tasks.count <= PlanLimits.tasksMax, count <= PlanLimits.branchesMax else {
            throw PlanError(
                "'\(name)' has \(tasks.count) tasks from \(count) sources; at most \(PlanLimits.tasksMax) "
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
        let (branches, tasks) = try BranchPlanner.branches(of: shuffle.parent, name: shuffle.parent.name)
        try add(
            name: shuffle.parent.name, branches: branches,
            sink: .shuffle(
                shuffle.id, partitions: shuffle.partitionCount, rowType: shuffle.rowType, partitioning,
                combine: shuffle.combine),
            tasks: tasks)
    }
}
