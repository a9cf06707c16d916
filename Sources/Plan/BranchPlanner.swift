// SPDX-License-Identifier: Apache-2.0

/// The branches and tasks of a stage.
struct PlannedBranches {
    var branches: [Branch]
    var tasks: [TaskDescription]
    /// The stored datasets that are in them. Held weakly: lineages keep them.
    private var stored: [UnownedStored]

    private struct UnownedStored: Sendable { weak var stored: Stored? }

    init(branches: [Branch], tasks: [TaskDescription], stored: [Stored]) {
        self.branches = branches
        self.tasks = tasks
        self.stored = stored.map { UnownedStored(stored: $0) }
    }

    /// All stored datasets that are in them are still kept.
    var isCurrent: Bool { stored.allSatisfy { $0.stored?.isKept == true } }
}

/// Finds the branches of a stage: how the rows of a lineage come about between its shuffles. Works through the lineage
/// without recursion, and looks at its size first: a plan beyond the limits is an error of the job that it is for.
struct BranchPlanner {
    /// Branches, and one task for each partition.
    private struct Part {
        var branches: [Branch]
        var tasks: [TaskDescription]
    }

    private enum Work {
        case plan(Lineage)
        /// The parents' parts are the last ones planned.
        case join(Lineage, parts: Int)
    }

    /// Of the stage, for errors.
    private let name: String
    private var parts: [Part] = []
    /// Operators of all branches so far.
    private var operatorCount = 0
    private var stored: [Stored] = []

    /// The branches that give the rows of `lineage`, and one task for each of its partitions.
    static func branches(of lineage: Lineage, name: String) throws(PlanError) -> PlannedBranches {
        var planner = BranchPlanner(name: name)
        try planner.checkSize(lineage)
        try planner.plan(lineage)
        return PlannedBranches(
            branches: planner.parts[0].branches, tasks: planner.parts[0].tasks, stored: planner.stored)
    }

    private init(name: String) { self.name = name }

    // MARK: Size

    /// Of nesting and branches there cannot be more above than `lineage` itself counts.
    private func checkSize(_ lineage: Lineage) throws(PlanError) {
        let combined = lastCombination(lineage)
        guard lineage.nesting <= PlanLimits.nestingMax else {
            throw PlanError(
                "'\(name)' is nested too deep: '\(combined.name)' is number \(lineage.nesting) of the operations that "
                    + "bring partitions together (cartesian, zip, coalesce) one within another, and "
                    + "\(PlanLimits.nestingMax) are possible without a shuffle between them (PlanLimits.nestingMax): "
                    + "put a repartition() in between, or save the rows and read them back")
        }
        guard lineage.branchCount <= PlanLimits.branchesMax else {
            throw PlanError(
                "'\(name)' reads from \(atLeast(lineage.branchCount)) sources at '\(combined.name)', and "
                    + "\(PlanLimits.branchesMax) are possible in one stage (PlanLimits.branchesMax): unite fewer RDDs "
                    + "at a time, with a repartition() in between, or read all files by one path")
        }
    }

    private func atLeast(_ count: Int) -> String { count == .max ? "uncountably many" : "\(count)" }

    /// The nearest operation that brings several lineages or partitions together.
    private func lastCombination(_ lineage: Lineage) -> Lineage {
        var found = lineage
        while true {
            switch found.kind {
            case .transformed(let parent, _), .stored(let parent, _): found = parent
            case .range, .blocks, .files, .union, .aligned, .coalesced, .zipped, .product, .joined, .joinedWithWhole,
                .shuffled:
                return found
            }
        }
    }

    private func checkPartitions(_ lineage: Lineage) throws(PlanError) {
        guard lineage.partitionCount <= PlanLimits.tasksMax else {
            throw PlanError(
                "'\(name)' has more than \(PlanLimits.tasksMax) partitions at '\(lineage.name)' "
                    + "(PlanLimits.tasksMax): use fewer")
        }
    }

    // MARK: The way through the lineage

    private mutating func plan(_ lineage: Lineage) throws(PlanError) {
        var work: [Work] = [.plan(lineage)]
        while let next = work.popLast() {
            switch next {
            case .join(let lineage, let count): try join(lineage, count)
            case .plan(let lineage):
                try checkPartitions(lineage)
                if let part = source(lineage) {
                    parts.append(part)
                    continue
                }
                let parents = flattened(lineage)
                work.append(.join(lineage, parts: parents.count))
                for parent in parents.reversed() { work.append(.plan(parent)) }
            }
        }
    }

    /// The parents, with those of unions of the same kind in the places of these.
    private func flattened(_ lineage: Lineage) -> [Lineage] {
        func united(_ kind: Lineage.Kind) -> [Lineage]? {
            switch (lineage.kind, kind) {
            case (.union, .union(let parents)), (.aligned, .aligned(let parents)): parents
            default: nil
            }
        }
        guard let parents = united(lineage.kind) else { return lineage.parents }
        var flat: [Lineage] = []
        var rest = Array(parents.reversed())
        while let next = rest.popLast() {
            if let inner = united(next.kind) { rest += inner.reversed() } else { flat.append(next) }
        }
        return flat
    }

    /// A lineage that a stage begins with; nil of others.
    private func source(_ lineage: Lineage) -> Part? {
        func part(_ source: Source, _ tasks: [TaskDescription]) -> Part {
            var branch = Branch(source: source)
            if !lineage.parts.isEmpty { branch.parts = [lineage.parts] }
            return Part(branches: [branch], tasks: tasks)
        }
        switch lineage.kind {
        case .range(let start, let step, let count, let partitions):
            return part(.range, rangeTasks(start, step, count, partitions))
        case .blocks(let blocks):
            return part(
                .blocks(lineage.rowType),
                blocks.enumerated().map { TaskDescription(branch: 0, number: $0.offset, input: .blocks($0.element)) })
        case .files(let scan, let parts):
            return part(
                .files(scan),
                parts.enumerated().map {
                    TaskDescription(
                        branch: 0, number: $0.offset, input: .files($0.element.ranges),
                        preferredHosts: $0.element.hosts)
                })
        case .shuffled(let shuffle):
            return part(
                .shuffle(shuffle.id, rowType: shuffle.rowType),
                (0..<shuffle.partitionCount).map {
                    TaskDescription(branch: 0, number: $0, input: .shufflePartition($0))
                })
        case .transformed, .union, .aligned, .coalesced, .zipped, .joined, .joinedWithWhole, .product, .stored:
            return nil
        }
    }

    /// Puts the last `count` parts together as `lineage` says.
    private mutating func join(_ lineage: Lineage, _ count: Int) throws(PlanError) {
        switch lineage.kind {
        case .range, .blocks, .files, .shuffled: break
        case .transformed(_, let step): try add(step, lineage)
        case .stored(_, let stored): try add(stored, lineage)
        case .union: unite(count)
        case .aligned(let parents):
            guard parents.allSatisfy({ $0.partitionCount == lineage.partitionCount }) else {
                throw PlanError("'\(name)': what is to be aligned has different numbers of partitions")
            }
            unite(count)
            gather(lineage) { tasks in
                let every = lineage.partitionCount
                return (0..<every).map { first in stride(from: first, to: tasks.count, by: every).map { tasks[$0] } }
            }
        case .coalesced(_, let partitions):
            // Runs of neighbouring partitions, as even as they go.
            gather(lineage) { tasks in
                let count = min(partitions, tasks.count)
                return (0..<count).map { Array(tasks[(tasks.count * $0 / count)..<(tasks.count * ($0 + 1) / count)]) }
            }
        case .zipped(let left, let right):
            guard left.partitionCount == right.partitionCount else {
                throw PlanError(
                    "Can only zip with RDD which has the same number of partitions: \(left.partitionCount) and "
                        + "\(right.partitionCount)")
            }
            pair {
                .zip(left: $0)
            } tasks: {
                Array(zip($0, $1))
            }
        case .joinedWithWhole(_, let right, let join):
            guard right.partitionCount == 1, !join.kind.givesRightRowsOnce else {
                throw PlanError("'\(name)': a join of kind \(join.kind) with \(right.partitionCount) partitions")
            }
            try self.join(join, lineage)
        case .joined(let left, let right, let join):
            guard left.partitionCount == right.partitionCount, left.isPlacedByKey, right.isPlacedByKey else {
                throw PlanError("'\(name)': the sides of a join are not in the same partitions")
            }
            guard join.kind != .antiUnlessNull || right.partitionCount == 1 else {
                throw PlanError("'\(name)': NOT IN needs all rows of the other side in each task")
            }
            try self.join(join, lineage)
        case .product:
            pair {
                .product(left: $0)
            } tasks: { lefts, rights in
                lefts.flatMap { left in rights.map { (left, $0) } }
            }
        }
    }

    /// Lets the rows of the last part run through one operator more.
    private mutating func add(_ step: Operator, _ lineage: Lineage) throws(PlanError) {
        let last = parts.count - 1
        var (isScript, isNumbered) = (false, false)
        switch step {
        case .partition: (isScript, isNumbered) = (true, true)
        case .stored: isNumbered = true
        case .program, .aggregate, .sort, .top, .limit, .join, .window, .registered: break
        }
        operatorCount += parts[last].branches.count
        guard operatorCount <= PlanLimits.stageOperatorsMax else {
            throw PlanError(
                "'\(name)' has more than \(PlanLimits.stageOperatorsMax) steps over all RDDs that it unites "
                    + "(PlanLimits.stageOperatorsMax), at '\(lineage.name)': put a repartition() in between")
        }
        for index in parts[last].branches.indices {
            let branch = parts[last].branches[index]
            guard branch.operators.count < PlanLimits.operatorsMax,
                !isScript || branch.scriptCount < PlanLimits.partitionScriptsMax
            else {
                throw PlanError(
                    "'\(name)' has too many steps one behind another at '\(lineage.name)': "
                        + "\(PlanLimits.operatorsMax) programs and other steps (PlanLimits.operatorsMax) and "
                        + "\(PlanLimits.partitionScriptsMax) functions over whole partitions "
                        + "(PlanLimits.partitionScriptsMax) are possible without a shuffle between them: put a "
                        + "repartition() in between, or write the steps as one")
            }
            parts[last].branches[index].add(step, lineage.parts)
        }
        if isNumbered {
            for index in parts[last].tasks.indices { parts[last].tasks[index].part.indexes.append(index) }
        }
    }

    /// Has the rows of the last part kept; the tasks run best where they are.
    private mutating func add(_ stored: Stored, _ lineage: Lineage) throws(PlanError) {
        guard stored.isKept else { return }
        self.stored.append(stored)
        try add(.stored(StoredRows(stored.id, stored.level)), lineage)
        let last = parts.count - 1
        for index in parts[last].tasks.indices {
            parts[last].tasks[index].wish(for: [StoredPartition(stored.id, index)])
        }
    }

    /// Brings the rows of the last part to those of the one before: partition by partition, or the only one to each.
    private mutating func join(_ join: Join, _ lineage: Lineage) throws(PlanError) {
        let side = parts.removeLast()
        try add(.join(join, side.branches), lineage)
        let last = parts.count - 1
        for index in parts[last].tasks.indices {
            let task = side.tasks[side.tasks.count == 1 ? 0 : index]
            parts[last].tasks[index].part.sides.append(task.part)
            parts[last].tasks[index].preferredHosts += task.preferredHosts
            parts[last].tasks[index].stored = (parts[last].tasks[index].stored + task.stored).wished
        }
    }

    private mutating func unite(_ count: Int) {
        let first = parts.count - count
        for index in parts.indices[(first + 1)...] {
            let offset = parts[first].branches.count
            parts[first].tasks += parts[index].tasks.map { $0.moved(by: offset) }
            parts[first].branches += parts[index].branches
        }
        parts.removeSubrange((first + 1)...)
    }

    // MARK: Nested

    /// Makes one task of each group of the last part's tasks: their rows one after another.
    private mutating func gather(
        _ lineage: Lineage, _ groups: ([TaskDescription]) -> [[TaskDescription]]
    ) {
        let part = parts.removeLast()
        let joined = groups(part.tasks).enumerated().map { number, group -> TaskDescription in
            var task = TaskDescription(
                branch: 0, number: number, input: .parts(group.map(\.part)),
                preferredHosts: group.first?.preferredHosts ?? [])
            task.stored = group.first?.stored ?? []
            return task
        }
        var branch = Branch(source: .nested(.concatenate, part.branches))
        if !lineage.parts.isEmpty { branch.parts = [lineage.parts] }
        parts.append(Part(branches: [branch], tasks: joined))
    }

    private mutating func pair(
        _ combination: (Int) -> Combination,
        tasks pairs: ([TaskDescription], [TaskDescription]) -> [(TaskDescription, TaskDescription)]
    ) {
        let right = parts.removeLast()
        let left = parts.removeLast()
        let source = Source.nested(combination(left.branches.count), left.branches + right.branches)
        let tasks = pairs(left.tasks, right.tasks).enumerated().map { number, pair -> TaskDescription in
            var task = TaskDescription(
                branch: 0, number: number,
                input: .parts([pair.0.part, pair.1.moved(by: left.branches.count).part]),
                preferredHosts: pair.0.preferredHosts + pair.1.preferredHosts)
            task.stored = (pair.0.stored + pair.1.stored).wished
            return task
        }
        parts.append(Part(branches: [Branch(source: source, operators: [])], tasks: tasks))
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

    /// Runs best where these are kept.
    fileprivate mutating func wish(for partitions: [StoredPartition]) { stored = (partitions + stored).wished }
}

extension [StoredPartition] {
    /// As many as are looked for.
    fileprivate var wished: [StoredPartition] { Array(prefix(PlanLimits.storedWishesMax)) }
}
