// SPDX-License-Identifier: Apache-2.0

/// A source, an operator or the sink of a stage, for people: what it is, and what it does for a query. Steps have
/// numbers (protocol/messages.md, "Steps"): 0 is the sink, then come the branches in turn.
public struct StageStep: Hashable, Sendable {
    public enum Role: Int, Hashable, Sendable, CaseIterable {
        case sink
        case source
        case `operator`
        /// A sink that looks at the rows to part others like them: these come again in another stage.
        case sample
    }

    public var role: Role
    /// A few words.
    public var label: String
    /// What its time goes into.
    public var work: StepWork
    /// Nodes of the plan of the query that the stage is of, in turn.
    public var parts: [StepPart]
    /// The step that takes its rows; nil of the sink.
    public var next: Int?
    /// The shuffle that a source reads, or that the sink writes.
    public var shuffle: ShuffleID?

    public init(
        _ role: Role, _ label: String, parts: [StepPart] = [], next: Int? = nil, shuffle: ShuffleID? = nil,
        work: StepWork? = nil
    ) {
        self.role = role
        self.work = work ?? StepWork.usual(role, shuffle)
        self.label = label
        self.parts = parts
        self.next = next
        self.shuffle = shuffle
    }
}

/// What a step's time goes into.
public enum StepWork: Int, Hashable, Sendable, CaseIterable {
    case computing
    /// Bringing rows from files, or from the driver, or making them.
    case reading
    /// Bringing them to files.
    case writing
    case shuffleReading
    case shuffleWriting

    /// That of most steps of a role.
    public static func usual(_ role: StageStep.Role, _ shuffle: ShuffleID?) -> StepWork {
        switch role {
        case .source: shuffle == nil ? .reading : .shuffleReading
        case .sink: shuffle == nil ? .computing : .shuffleWriting
        case .operator, .sample: .computing
        }
    }
}

/// What a step does for one node of a query's plan: a program may do the work of several.
public struct StepPart: Hashable, Sendable {
    public var node: Int
    /// Whether it gives as many rows as it takes.
    public var keepsCount: Bool

    public init(_ node: Int, keepsCount: Bool = false) {
        self.node = node
        self.keepsCount = keepsCount
    }
}

/// What a step did, in one task or in all that count.
public struct StepCount: Hashable, Sendable {
    public var number: Int
    /// Rows that it gave, and batches of them.
    public var rows: Int
    public var batches: Int
    /// Time on slots.
    public var nanos: Int

    public init(_ number: Int, rows: Int = 0, batches: Int = 0, nanos: Int = 0) {
        self.number = number
        self.rows = rows
        self.batches = batches
        self.nanos = nanos
    }
}

extension [StepCount] {
    /// Adds what steps did in another task. Both are by ascending number.
    public mutating func add(_ others: [StepCount]) {
        var place = 0
        for other in others {
            while place < count, self[place].number < other.number { place += 1 }
            if place < count, self[place].number == other.number {
                self[place].rows.add(saturating: other.rows)
                self[place].batches.add(saturating: other.batches)
                self[place].nanos.add(saturating: other.nanos)
            } else {
                insert(other, at: place)
            }
        }
    }
}

extension Stage {
    /// The steps that are counted, by number.
    public var steps: [StageStep] {
        var steps = [sink.step]
        for branch in branches where steps.count < PlanLimits.countedStepsMax { branch.add(to: &steps, next: 0) }
        if steps.count > PlanLimits.countedStepsMax {
            steps.removeLast(steps.count - PlanLimits.countedStepsMax)
            // Those that take their rows may be among the others.
            for index in steps.indices where steps[index].next ?? 0 >= steps.count { steps[index].next = nil }
        }
        return steps
    }
}

extension Branch {
    /// Adds the branch's steps. `next`: that which takes the rows of the last one.
    fileprivate func add(to steps: inout [StageStep], next: Int) {
        func notes(_ place: Int) -> [StepPart] { place < parts.count ? parts[place] : [] }
        let first = steps.count
        steps.append(
            StageStep(.source, source.label, parts: notes(0), shuffle: source.shuffle, work: source.work))
        if case .nested(_, let branches) = source {
            for branch in branches {
                guard steps.count < PlanLimits.countedStepsMax else { return }
                branch.add(to: &steps, next: first)
            }
        }
        var before = first
        for (place, step) in operators.enumerated() {
            guard steps.count < PlanLimits.countedStepsMax else { return }
            let number = steps.count
            steps[before].next = number
            steps.append(StageStep(.operator, step.label, parts: notes(place + 1), work: step.work))
            for side in step.sides {
                guard steps.count < PlanLimits.countedStepsMax else { return }
                side.add(to: &steps, next: number)
            }
            before = number
        }
        steps[before].next = next
    }
}

// MARK: Words

extension StageStep {
    fileprivate static func cut(_ text: String) -> String {
        guard text.utf8.count > PlanLimits.stepLabelBytesMax else { return text }
        return String(decoding: text.utf8.prefix(PlanLimits.stepLabelBytesMax - 3), as: UTF8.self) + "…"
    }
}

extension Source {
    fileprivate var shuffle: ShuffleID? { if case .shuffle(let id, _) = self { id } else { nil } }

    /// Rows of nested branches are brought by these.
    fileprivate var work: StepWork? { if case .nested = self { .computing } else { nil } }

    fileprivate var label: String {
        switch self {
        case .range: return "range"
        case .blocks: return "values of the driver"
        case .files(let scan): return StageStep.cut(scan.label)
        case .shuffle(let id, _): return "shuffle \(id)"
        case .nested(.concatenate, _): return "partitions joined"
        case .nested(.zip, _): return "rows of two partitions side by side"
        case .nested(.product, _): return "each row with each row"
        }
    }
}

extension FileScan {
    fileprivate var label: String {
        var names = wanted.prefix(8).map { columns[$0].name }
        names += wantedPartitions.prefix(4).map { partitionColumns[$0].name }
        let more = wanted.count + wantedPartitions.count - names.count
        if more > 0 { names.append("… \(more) more") }
        return names.isEmpty ? "\(format) files" : "\(format) files: \(names.joined(separator: ", "))"
    }
}

extension Operator {
    /// What is kept is read, once it is there.
    fileprivate var work: StepWork? { if case .stored = self { .reading } else { nil } }

    fileprivate var label: String {
        switch self {
        case .program: return "program"
        case .partition: return "function of a partition"
        case .aggregate(let aggregation):
            let place = aggregation.keyType == nil ? "aggregate" : "aggregate by key"
            switch aggregation.phase {
            case .complete: return place
            case .partial: return place + ", in parts"
            case .final: return place + ", of the parts"
            }
        case .sort: return "sort"
        case .top(_, let rows): return "first \(rows) in order"
        case .limit(let skip, let rows): return skip == 0 ? "first \(rows)" : "\(rows) behind the first \(skip)"
        case .join(let join, _): return "join (\(join.kind))\(join.order == .ofLeft ? ", by a table" : "")"
        case .window(let window): return "window of \(window.calls.count)"
        case .registered(let named): return StageStep.cut(named.name)
        case .stored(let rows): return "kept rows of dataset \(rows.id)"
        }
    }
}

extension Sink {
    fileprivate var step: StageStep {
        switch self {
        case .shuffle(let id, _, _, _): StageStep(.sink, "to shuffle \(id)", shuffle: id)
        case .collect, .take: StageStep(.sink, "to the driver")
        case .count: StageStep(.sink, "count")
        case .aggregate: StageStep(.sink, "aggregate of each partition")
        case .files(let target): StageStep(.sink, StageStep.cut("to \(target.format) files"), work: .writing)
        case .discard: StageStep(.sink, "to nowhere")
        case .sample: StageStep(.sample, "sample of keys")
        }
    }
}
