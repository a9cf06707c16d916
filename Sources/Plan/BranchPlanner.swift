// SPDX-License-Identifier: Apache-2.0

/// Finds the branches of a stage: how the rows of a lineage come about between its shuffles.
struct BranchPlanner {
    /// Of the stage, for errors.
    let name: String

    /// The branches that give the rows of `lineage`, and one task for each of its partitions.
    static func branches(of lineage: Lineage, name: String) throws(PlanError) -> ([Branch], [TaskDescription]) {
        try BranchPlanner(name: name).branches(of: lineage)
    }

    private func branches(of lineage: Lineage) throws(PlanError) -> ([Branch], [TaskDescription]) {
        guard lineage.partitionCount <= PlanLimits.tasksMax else {
            throw PlanError(
                "'\(name)' has more than \(PlanLimits.tasksMax) partitions at '\(lineage.name)': use fewer")
        }
        switch lineage.kind {
        case .range(let start, let step, let count, let partitions):
            return ([Branch(source: .range, transforms: [])], rangeTasks(start, step, count, partitions))
        case .blocks(let blocks):
            let tasks = blocks.enumerated().map {
                TaskDescription(branch: 0, number: $0.offset, input: .blocks($0.element))
            }
            return ([Branch(source: .blocks(lineage.rowType), transforms: [])], tasks)
        case .text(let splits):
            let tasks = splits.enumerated().map {
                TaskDescription(
                    branch: 0, number: $0.offset, input: .text($0.element.split), preferredHosts: $0.element.hosts)
            }
            return ([Branch(source: .text, transforms: [])], tasks)
        case .files(let parts):
            let tasks = parts.enumerated().map {
                TaskDescription(
                    branch: 0, number: $0.offset, input: .files($0.element.files), preferredHosts: $0.element.hosts)
            }
            return ([Branch(source: .files, transforms: [])], tasks)
        case .transformed(let parent, let transform):
            return try transformed(parent, transform)
        case .shuffled(let shuffle):
            let tasks = (0..<shuffle.partitionCount).map {
                TaskDescription(branch: 0, number: $0, input: .shufflePartition($0))
            }
            let source = Source.shuffle(shuffle.id, rowType: shuffle.rowType, shuffle.reading)
            return ([Branch(source: source, transforms: [])], tasks)
        case .union(let parents):
            var all: ([Branch], [TaskDescription]) = ([], [])
            for parent in parents {
                let (branches, tasks) = try branches(of: parent)
                all.1 += tasks.map { $0.moved(by: all.0.count) }
                all.0 += branches
            }
            return all
        case .coalesced(let parent, _): return try coalesced(parent, lineage.partitionCount)
        case .zipped(let left, let right):
            guard left.partitionCount == right.partitionCount else {
                throw PlanError(
                    "Can only zip with RDD which has the same number of partitions: \(left.partitionCount) and "
                        + "\(right.partitionCount)")
            }
            return try paired(left, right) {
                .zip(left: $0)
            } tasks: {
                Array(zip($0, $1))
            }
        case .product(let left, let right):
            return try paired(left, right) {
                .product(left: $0)
            } tasks: { lefts, rights in
                lefts.flatMap { left in rights.map { (left, $0) } }
            }
        }
    }

    private func transformed(
        _ parent: Lineage, _ transform: Transform
    ) throws(PlanError) -> ([Branch], [TaskDescription]) {
        var (branches, tasks) = try branches(of: parent)
        for index in branches.indices { branches[index].transforms.append(transform) }
        if case .partition = transform {
            for index in tasks.indices { tasks[index].part.indexes.append(index) }
        }
        return (branches, tasks)
    }

    // MARK: Nested

    /// Runs of neighbouring partitions, as even as they go.
    private func coalesced(_ parent: Lineage, _ partitions: Int) throws(PlanError) -> ([Branch], [TaskDescription]) {
        let (branches, tasks) = try branches(of: parent)
        let source = Source.nested(.concatenate, branches)
        let joined = (0..<partitions).map { number in
            let run = tasks[(tasks.count * number / partitions)..<(tasks.count * (number + 1) / partitions)]
            return TaskDescription(
                branch: 0, number: number, input: .parts(run.map(\.part)),
                preferredHosts: run.first?.preferredHosts ?? [])
        }
        return ([Branch(source: source, transforms: [])], joined)
    }

    private func paired(
        _ left: Lineage, _ right: Lineage, _ combination: (Int) -> Combination,
        tasks pairs: ([TaskDescription], [TaskDescription]) -> [(TaskDescription, TaskDescription)]
    ) throws(PlanError) -> ([Branch], [TaskDescription]) {
        let (leftBranches, leftTasks) = try branches(of: left)
        let (rightBranches, rightTasks) = try branches(of: right)
        let source = Source.nested(combination(leftBranches.count), leftBranches + rightBranches)
        let tasks = pairs(leftTasks, rightTasks).enumerated().map { number, pair in
            TaskDescription(
                branch: 0, number: number,
                input: .parts([pair.0.part, pair.1.moved(by: leftBranches.count).part]),
                preferredHosts: pair.0.preferredHosts + pair.1.preferredHosts)
        }
        return ([Branch(source: source, transforms: [])], tasks)
    }

    // MARK: Ranges

    private func rangeTasks(_ start: Int, _ step: Int, _ count: Int, _ partitions: Int) -> [TaskDescription] {
        // Partition i of n begins at row i * count / n, as with Spark.
        func first(_ partition: Int) -> Int {
            partitions.dividingFullWidth(count.multipliedFullWidth(by: partition)).quotient
        }
        return (0..<partitions).map { partition in
            let begin = first(partition)
            return TaskDescription(
                branch: 0, number: partition,
                input: .range(start: start &+ begin &* step, step: step, count: first(partition + 1) - begin))
        }
    }
}

extension TaskDescription {
    /// The same when its branches come behind `count` others.
    fileprivate func moved(by count: Int) -> TaskDescription {
        var moved = self
        moved.part.branch += count
        return moved
    }
}
