// SPDX-License-Identifier: Apache-2.0

import Columnar
import Driver
import Files
import Plan
import Storage

/// A driver program's door to the engine: makes RDDs, and holds the executors until it is stopped.
public final class Session: Sendable {
    /// The engine below, for front ends and tools.
    package let engine: Engine

    /// Starts a session on `master` (`local[4]`, `local[*]`, `local-cluster[2,1,1g]`, `martlet://host:port`). Returns
    /// at once; jobs wait for the first executor.
    public convenience init(master: String, appName: String = "martlet") throws(MartletError) {
        try self.init(SessionOptions(master: master, appName: appName))
    }

    public init(_ options: SessionOptions) throws(MartletError) { engine = try Engine(options) }

    /// Unique for each session.
    public var applicationID: String { engine.applicationID }

    /// Partitions when an operation is not told how many.
    public var defaultParallelism: Int { engine.defaultParallelism }

    /// What the last finished action cost.
    public var lastSummary: JobSummary? { engine.lastSummary }

    /// Ends all jobs and lets all executors go. RDDs of a stopped session can be described but not run.
    public func stop() { engine.stop() }

    /// Ends all running jobs; their actions throw. The session stays usable. Any thread may call this.
    public func cancelAllJobs(reason: String = "cancelled by the user") { engine.cancelAllJobs(reason: reason) }

    // MARK: Sources

    /// The integers of `range`, in order, in `partitions` parts.
    public func range(
        _ range: Range<Int>, step: Int = 1, partitions: Int? = nil, file: StaticString = #fileID, line: UInt = #line
    ) throws(MartletError) -> RDD<Int> {
        guard step > 0 else { throw .argument("a range needs a step of 1 or more, not \(step)") }
        let span = range.upperBound.subtractingReportingOverflow(range.lowerBound)
        guard !span.overflow else { throw .argument("the range \(range) has more values than 64 bits count") }
        let count = span.partialValue / step + (span.partialValue % step == 0 ? 0 : 1)
        let lineage = Lineage(
            .range(start: range.lowerBound, step: step, count: count, partitions: try partitionCount(partitions)),
            rowType: .int, name: callSite("range", file, line))
        return RDD(dataset: Dataset(engine: engine, lineage: lineage))
    }

    /// `values` in order, cut into `partitions` parts of nearly equal size. They travel with the tasks: use files for
    /// what is large.
    public func parallelize<Element: Value>(
        _ values: [Element], partitions: Int? = nil, file: StaticString = #fileID, line: UInt = #line
    ) throws(MartletError) -> RDD<Element> {
        let parts = try partitionCount(partitions)
        var blocks: [[[UInt8]]] = []
        for part in 0..<parts {
            let slice = Array(values[(values.count * part / parts)..<(values.count * (part + 1) / parts)])
            if slice.isEmpty {
                blocks.append([])
                continue
            }
            do { blocks.append([try BlockCodec.encode(Element.encode(slice))]) } catch {
                throw .argument("parallelize: \(error); use more partitions")
            }
        }
        let lineage = Lineage(
            .blocks(blocks), rowType: Element.dataType, name: callSite("parallelize", file, line))
        return RDD(dataset: Dataset(engine: engine, lineage: lineage))
    }

    /// The lines of text files: a file, a folder, a glob, or several with commas between; `.gz` files are read through
    /// zlib, one partition each. Plain files are split; `minPartitions` asks for at least about so many.
    public func textFile(
        _ path: String, minPartitions: Int? = nil, file: StaticString = #fileID, line: UInt = #line
    ) throws(MartletError) -> RDD<String> {
        let splits: [FileSplit]
        do {
            splits = try InputPlanner.splits(
                of: [path], partitionsMin: minPartitions ?? min(defaultParallelism, 2))
        } catch {
            throw .file("\(error)")
        }
        let parts = splits.map {
            (
                split: TextSplit(
                    path: $0.path, start: $0.start, byteCount: $0.byteCount, fileByteCount: $0.fileByteCount,
                    isGzip: $0.compression == .gzip), hosts: $0.hosts
            )
        }
        let lineage = Lineage(.text(parts), rowType: .string, name: callSite("textFile", file, line))
        return RDD(dataset: Dataset(engine: engine, lineage: lineage))
    }

    private func partitionCount(_ wanted: Int?) throws(MartletError) -> Int {
        let count = wanted ?? max(defaultParallelism, 1)
        guard (1...PlanLimits.partitionsMax).contains(count) else {
            throw .argument("\(count) partitions; 1 to \(PlanLimits.partitionsMax) are possible")
        }
        return count
    }
}
