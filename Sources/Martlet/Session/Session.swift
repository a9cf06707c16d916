// SPDX-License-Identifier: Apache-2.0

public import Driver

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

    /// Where the console is, with its pages, REST and metrics: `http://host:port`; nil when it is off. Waits until it
    /// listens.
    public var uiWebURL: String? { engine.consoleURL }

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
        return RDD(
            dataset: try Dataset.range(
                engine, start: range.lowerBound, step: step, count: count, partitions: partitions,
                name: callSite("range", file, line)))
    }

    /// `values` in order, cut into `partitions` parts of nearly equal size. They travel with the tasks: use files for
    /// what is large.
    public func parallelize<Element: Value>(
        _ values: [Element], partitions: Int? = nil, file: StaticString = #fileID, line: UInt = #line
    ) throws(MartletError) -> RDD<Element> {
        RDD(
            dataset: try Dataset.local(
                engine, Element.encode(values), partitions: partitions, name: callSite("parallelize", file, line)))
    }

    /// The lines of text files: a file, a folder, a glob, or several with commas between; `.gz` files are read through
    /// zlib, one partition each. Plain files are split; `minPartitions` asks for at least about so many. A line ends
    /// with `\n`, `\r\n` or `\r`; `options` say what else the bytes mean.
    public func textFile(
        _ path: String, minPartitions: Int? = nil, options: TextOptions = TextOptions(),
        file: StaticString = #fileID, line: UInt = #line
    ) throws(MartletError) -> RDD<String> {
        RDD(
            dataset: try Dataset.text(
                engine, path, partitionsMin: minPartitions, options: options,
                name: callSite("textFile", file, line)))
    }

    /// The rows that `RDD.saveAsObjectFile` has written, in the same partitions: a folder, a file, a glob, or several
    /// with commas between. An error when they have another type than `Element`.
    public func objectFile<Element: Value>(
        _ path: String, of type: Element.Type = Element.self, file: StaticString = #fileID, line: UInt = #line
    ) throws(MartletError) -> RDD<Element> {
        let name = callSite("objectFile", file, line)
        let dataset = try Dataset.blocks(engine, path, name: name)
        if dataset.partitionCount == 0 { return RDD(dataset: .empty(engine, type: Element.dataType, name: name)) }
        guard dataset.rowType == Element.dataType else {
            throw .argument("\(name): \(path) holds rows of \(dataset.rowType), not of \(Element.dataType)")
        }
        return RDD(dataset: dataset)
    }

    /// Records of `recordLength` bytes each, from files whose lengths are multiples of that.
    public func binaryRecords(
        _ path: String, recordLength: Int, file: StaticString = #fileID, line: UInt = #line
    ) throws(MartletError) -> RDD<Bytes> {
        RDD(
            dataset: try Dataset.records(
                engine, path, byteCount: recordLength, name: callSite("binaryRecords", file, line)))
    }
}
