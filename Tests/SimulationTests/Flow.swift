// SPDX-License-Identifier: Apache-2.0

import Columnar
import Driver
import Files
import Net
import Plan
import Storage

/// One action of the simulated user, as a session carries it out: samples for the sorts above, then the job itself,
/// then perhaps the same again over the shuffles that are there.
final class Flow: JobConsumer, @unchecked Sendable {  // touched by the simulation's one thread
    enum Phase {
        case sampling(Shuffle, parts: [[[UInt8]]])
        case running(parts: [[[UInt8]]])
        case over
    }

    let name: String
    /// Until the end; it holds the lineage, and so the shuffles.
    private var judge: Judge?
    private unowned let simulation: Simulation
    private var lineage: Lineage?
    private var phase = Phase.over
    private var committer: OutputCommitter?
    /// The attempt that ended each partition.
    private var winners: [Int: TaskAttemptID] = [:]
    private(set) var job: JobID?
    var repetitionsLeft: Int
    var wasCancelled = false
    /// What the user gets in the end.
    private(set) var error: JobError?
    /// A wrong answer, in words.
    private(set) var mistake: String?
    private(set) var isOver = false
    private var isEnding = false
    private(set) var jobsDone = 0
    /// Partitions that each function said it worked on, in all jobs.
    private var worked: [Int: Set<Int>] = [:]

    init(name: String, lineage: Lineage, judge: Judge, repetitions: Int, simulation: Simulation) {
        self.name = name
        self.lineage = lineage
        self.judge = judge
        self.simulation = simulation
        repetitionsLeft = repetitions
    }

    var outline: String {
        guard let lineage, let judge else { return "over" }
        return "\(judge.action.outline) of \(lineage.outline), \(judge.dataset.rows.count) rows"
    }

    func start() {
        guard let lineage, let judge else { return }
        if committer == nil, let output = makeCommitter(judge.action) {
            simulation.inTurn([output.begin]) { [self] error in
                if let error { return end(JobError(kind: .output, message: "\(error)")) }
                committer = output
                start()
            }
            return
        }
        do { try next(lineage) } catch { end(JobError(kind: .output, message: "\(error)")) }
    }

    private func makeCommitter(_ action: Action) -> OutputCommitter? {
        switch action {
        case .text(let directory, let gzip):
            OutputCommitter(
                directory: directory, fileSystem: simulation.files, jobID: name, suffix: gzip ? ".gz" : "")
        case .words(let directory, _):
            simulation.store.map { OutputCommitter(directory: directory, fileSystem: $0.fileSystem, jobID: name) }
        default: nil
        }
    }

    private func next(_ lineage: Lineage) throws {
        for shuffle in lineage.shufflesToSample {
            guard let (order, keyType) = shuffle.sampleNeeded else { continue }
            phase = .sampling(shuffle, parts: Array(repeating: [], count: shuffle.parent.partitionCount))
            return try submit(shuffle.parent, .sample(order, keyType: keyType, rows: 24))
        }
        guard let judge else { return }
        phase = .running(parts: Array(repeating: [], count: lineage.partitionCount))
        try submit(lineage, judge.action.sink(lineage.rowType, job: name))
    }

    private func submit(_ lineage: Lineage, _ sink: Sink) throws {
        let id = simulation.nextJob()
        job = id
        let job = try Planner.job(
            id, name: name, lineage: lineage, sink: sink, nextStage: { [simulation] in simulation.nextStage() })
        simulation.driver.submit(job, consumer: self)
    }

    // MARK: JobConsumer

    func partitionEnded(_ partition: Int, blocks: [[UInt8]], attempt: TaskAttemptID) throws(JobError) {
        switch phase {
        case .sampling(let shuffle, var parts):
            if !parts[partition].isEmpty { mistake = "partition \(partition) of a sample came twice" }
            parts[partition] = blocks
            phase = .sampling(shuffle, parts: parts)
        case .running(var parts):
            if !parts[partition].isEmpty { mistake = "partition \(partition) came twice" }
            parts[partition] = blocks
            phase = .running(parts: parts)
            winners[partition] = attempt
        case .over: mistake = "partition \(partition) came after the end"
        }
    }

    func jobEnded(_ result: Result<JobSummary, JobError>) {
        let phase = self.phase
        self.phase = .over
        jobsDone += 1
        switch (result, phase) {
        case (_, .over): mistake = "the job ended twice"
        case (.failure(let error), _): end(error)
        case (.success(let summary), .sampling(let shuffle, let parts)):
            simulation.count(summary)
            checkAccumulators(summary)
            do {
                shuffle.resolve(bounds: try bounds(parts, shuffle))
                simulation.soon { [self] in start() }
            } catch {
                end(JobError(kind: .block, message: "\(error)"))
            }
        case (.success(let summary), .running(let parts)):
            simulation.count(summary)
            checkAccumulators(summary)
            checkFunctions()
            succeeded(parts)
        }
    }

    /// Whatever was run again, each partition counts once.
    private func checkAccumulators(_ summary: JobSummary) {
        guard let dataset = judge?.dataset else { return }
        if !dataset.hasProduct, Set(summary.accumulators).count != summary.accumulators.count {
            mistake = "accumulators were counted twice: \(summary.accumulators)"
        }
        for update in summary.accumulators {
            worked[update.id, default: []].insert(Int(update.value[0]) + Int(update.value[1]) << 8)
        }
    }

    private func checkFunctions() {
        guard let judge else { return }
        if case .take = judge.action { return }
        for (function, partitions) in judge.dataset.functions where worked[function] != Set(0..<partitions) {
            mistake = "function \(function) of \(partitions) partitions counted \(worked[function] ?? [])"
        }
    }

    private func succeeded(_ parts: [[[UInt8]]]) {
        do {
            if let wrong = try judge?.verdict(parts) { mistake = wrong }
        } catch {
            return end(JobError(kind: .output, message: "\(error)"))
        }
        if let committer {
            commit(committer, partitions: parts.count)
        } else if repetitionsLeft > 0, mistake == nil {
            repetitionsLeft -= 1
            simulation.soon { [self] in start() }
        } else {
            end(nil)
        }
    }

    /// As a session does, in the thread that has waited for the job.
    private func commit(_ committer: OutputCommitter, partitions: Int) {
        var steps: [() throws -> Void] = (0..<partitions).map { partition in
            { [winners] in
                guard let attempt = winners[partition] else { return }
                _ = try committer.commitTask(partition: partition, attempt: attempt.rawValue)
            }
        }
        steps.append { try committer.commitJob(partitions: partitions) }
        simulation.inTurn(steps) { [self] error in
            if let error { return end(JobError(kind: .output, message: "\(error)")) }
            checkFiles(committer, partitions)
            end(nil)
        }
    }

    private func end(_ error: JobError?) {
        if isEnding { mistake = "the action ended twice" }
        isEnding = true
        guard error != nil, let committer else { return over(error) }
        // As a session does: what cannot be undone now stays under its temporary name.
        simulation.inTurn([{ try? committer.abort() }]) { [self] _ in over(error) }
    }

    private func over(_ error: JobError?) {
        isOver = true
        self.error = error
        // The last references to the shuffles go.
        lineage = nil
        judge = nil
        committer = nil
        simulation.flowEnded(self)
    }

    private func checkFiles(_ committer: OutputCommitter, _ partitions: Int) {
        guard let judge else { return }
        switch judge.action {
        case .text(let directory, gzip: false): checkText(committer, judge.texts, in: directory)
        case .words(let directory, let lines): checkWords(committer, lines, partitions, in: directory)
        default: break
        }
    }

    private func checkText(_ committer: OutputCommitter, _ texts: [String], in directory: String) {
        for (partition, text) in texts.enumerated() {
            let content = simulation.files.content(committer.finalPath(partition: partition)) ?? []
            if content != Array(text.utf8) { mistake = "output file \(partition) is wrong" }
        }
        if simulation.files.content(directory + "/_SUCCESS") == nil { mistake = "there is no _SUCCESS" }
        let prefix = "/" + (directory.split(separator: "/").dropFirst().joined(separator: "/")) + "/"
        let found = simulation.files.paths.count { $0.hasPrefix(prefix) }
        if found != texts.count + 1 { mistake = "\(found) output files, not \(texts.count + 1)" }
    }

    private func checkWords(
        _ committer: OutputCommitter, _ lines: [String], _ partitions: Int, in directory: String
    ) {
        guard let store = simulation.store else { return }
        var bytes: [UInt8] = []
        for partition in 0..<partitions {
            guard let content = store.content(committer.finalPath(partition: partition)) else {
                return mistake = "output file \(partition) is not whole"
            }
            bytes += content
        }
        if bytes != lines.flatMap({ Array($0.utf8) + [10] }) { mistake = "the lines in \(directory) are wrong" }
        if store.content(directory + "/_SUCCESS") == nil { mistake = "there is no _SUCCESS" }
        let found = store.fileCount(in: directory)
        if found != partitions + 1 { mistake = "\(found) files in \(directory), not \(partitions + 1)" }
        simulation.counters.count("jobs over HDFS")
    }

    /// Range bounds as a session finds them: keys that part the sample evenly.
    private func bounds(_ parts: [[[UInt8]]], _ shuffle: Shuffle) throws -> [UInt8] {
        guard let (order, keyType) = shuffle.sampleNeeded else { return [] }
        var keys: [Scalar] = []
        for piece in parts.flatMap({ $0 }) {
            let column = try piece.withUnsafeBytes { try BlockCodec.decode($0, expecting: .tuple([keyType, .int])) }
            for row in 0..<column.count { keys.append(column.children[0].scalar(row)) }
        }
        keys = Array(Set(keys)).sorted { Self.numbers($0).lexicographicallyPrecedes(Self.numbers($1)) }
        if order.comparesDescending { keys.reverse() }
        let builder = ColumnBuilder(keyType)
        let wanted = min(shuffle.partitionCount - 1, keys.count)
        for index in 0..<wanted { _ = builder.append(keys[index * keys.count / wanted]) }
        return try BlockCodec.encode(builder.finish())
    }

    private static func numbers(_ scalar: Scalar) -> [Int] {
        switch scalar {
        case .int(let value): [value]
        case .tuple(let members): members.flatMap(numbers)
        case .bytes(let bytes): bytes.map { Int($0) }
        case .string(let text): text.utf8.map { Int($0) }
        default: []
        }
    }
}
