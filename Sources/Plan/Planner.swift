// SPDX-License-Identifier: Apache-2.0

/// Cuts a lineage into stages at its shuffles.
public struct Planner {
    private let nextStage: () -> StageID
    private var stages: [Stage] = []

    /// The job that gives `sink` of `lineage`, for all partitions or only for those listed.
    ///
    /// All shuffles above must have their partitioning (see `Lineage.shufflesToSample`).
    public static func job(
        _ id: JobID, name: String, lineage: Lineage, sink: Sink, partitions: [Int]? = nil,
        nextStage: @escaping () -> StageID
    ) throws(PlanError) -> Job {
        var planner = Planner(nextStage: nextStage)
        for shuffle in lineage.shuffles { try planner.add(shuffle) }
        let planned = try BranchPlanner.branches(of: lineage, name: name)
        let (branches, tasks) = (planned.branches, planned.tasks)
        for partition in partitions ?? [] where !tasks.indices.contains(partition) {
            throw PlanError("'\(name)': there is no partition \(partition) among \(tasks.count)")
        }
        let wanted =
            partitions.map { partitions in
                partitions.map { partition in
                    var task = tasks[partition]
                    task.partitionNumber = partition
                    return task
                }
            } ?? tasks
        try planner.add(name: name, branches: branches, sink: sink, tasks: wanted)
        return Job(id: id, name: name, stages: planner.stages)
    }

    private init(nextStage: @escaping () -> StageID) { self.nextStage = nextStage }

    private mutating func add(
        name: String, branches: [Branch], sink: Sink, tasks: [TaskDescription]
    ) throws(PlanError) {
        guard stages.count < PlanLimits.stagesMax else {
            throw PlanError(
                "'\(name)' needs more than \(PlanLimits.stagesMax) stages (PlanLimits.stagesMax), one for each shuffle "
                    + "since the data was read: save the rows and read them back once in a while")
        }
        stages.append(Stage(id: nextStage(), name: name, branches: branches, sink: sink, tasks: tasks))
    }

    /// Plans the map stage of a shuffle.
    private mutating func add(_ shuffle: Shuffle) throws(PlanError) {
        guard let partitioning = shuffle.partitioning else {
            throw PlanError("the range bounds of shuffle \(shuffle.id) are not known")
        }
        let (branches, tasks) = try shuffle.mapStage()
        try add(
            name: shuffle.parent.name, branches: branches,
            sink: .shuffle(
                shuffle.id, partitions: shuffle.partitionCount, rowType: shuffle.rowType, partitioning),
            tasks: tasks)
    }
}
