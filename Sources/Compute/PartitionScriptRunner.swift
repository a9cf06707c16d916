// SPDX-License-Identifier: Apache-2.0

public import Bytecode
public import Columnar
import Scripting

/// Runs a script over the rows of a whole partition: its entry function is called once with an iterator over the rows
/// (before it the number of the partition, when wanted), and what it returns is iterated. Lazy on both sides. Confined
/// to the thread that calls `run`.
public final class PartitionScriptRunner {
    private let instance: ScriptInstance
    private let resultType: DataType
    private let context: RunContext
    private let rows = PartitionInput()

    public init(_ script: VerifiedScript, resultType: DataType, context: RunContext) throws(ComputeError) {
        self.resultType = resultType
        self.context = context
        let rows = rows
        let environment = ScriptEnvironment(
            partition: context.partition, instructionBudget: context.instructionBudget,
            memoryBudget: context.memoryMax,
            // A script cannot catch the end of its task, whatever it does.
            isCancelled: { rows.failure != nil || context.isCancelled() },
            accumulate: { (number, value, host) throws(Raised) in
                guard let accumulators = context.accumulators else {
                    throw Raised("RuntimeError", "accumulator \(number) is not part of this job")
                }
                try accumulators.add(value, to: number, host)
            })
        do throws(ScriptFailure) { instance = try ScriptInstance(script, environment: environment) } catch {
            throw ComputeError(error, script.script)
        }
    }

    /// `next` gives the rows of the partition, batch by batch, and nil at the end; `emit` takes the results, in columns
    /// of `batchRows` rows. Both may throw to end the run.
    public func run(
        index: Int?, batchRows: Int, next: @escaping () throws(ComputeError) -> Column?,
        emit: (Column) throws(ComputeError) -> Void
    ) throws(ComputeError) {
        rows.source = next
        defer { rows.source = nil }
        var arguments: [Scripting.Value] = index.map { [.int($0)] } ?? []
        arguments.append(.object(IteratorBox(rows)))
        let builder = ColumnBuilder(resultType)
        var encoded: [UInt8] = []
        do throws(ScriptFailure) {
            let result = try instance.call(arguments)
            let iterator = try instance.values(of: result)
            while let value = try instance.next(iterator) {
                encoded.removeAll(keepingCapacity: true)
                try instance.perform { (host) throws(Raised) in try AnyCoder.encode(value, to: &encoded, host) }
                do throws(ComputeError) {
                    try append(encoded, to: builder)
                    if builder.count >= batchRows || builder.byteCount >= ComputeLimits.partitionBatchBytesMax {
                        try emit(builder.finish())
                    }
                } catch {
                    rows.failure = error
                    break
                }
            }
        } catch {
            // What ended the input or the output comes before what the script made of it.
            throw rows.failure ?? ComputeError(error, instance.script)
        }
        if let failure = rows.failure { throw failure }
        try emit(builder.finish())
    }

    private func append(_ encoded: [UInt8], to builder: ColumnBuilder) throws(ComputeError) {
        guard encoded.count <= ComputeLimits.textByteCountMax else {
            throw ComputeError(
                .memoryExceeded, "a value of more than \(ComputeLimits.textByteCountMax) bytes would be made")
        }
        encoded.withUnsafeBytes { builder.append(bytes: $0) }
    }
}

/// The rows of a partition as values, one after another.
private final class PartitionInput: ValueIterator {
    var source: (() throws(ComputeError) -> Column?)?
    /// What ended the run, from the engine's side.
    var failure: ComputeError?
    private var node: RowNode?
    private var row = 0

    func next(_ host: any ScriptHost) throws(Raised) -> Scripting.Value? {
        while row == node?.column.count ?? 0 {
            guard let source, failure == nil else { return nil }
            do throws(ComputeError) {
                guard let batch = try source() else { return nil }
                node = RowNode(batch)
                row = 0
            } catch {
                failure = error
                throw Raised("RuntimeError", "the task ends")
            }
        }
        defer { row += 1 }
        return try scriptValue(node!, row)
    }
}

extension ComputeError {
    /// The end of a script, with the user's line.
    init(_ failure: ScriptFailure, _ script: Script) {
        switch failure.cause {
        case .exception: self.init(.pythonException, failure.message)
        case .cancelled: self.init(.cancelled, "the task was cancelled")
        case .instructionBudget: self.init(.budgetExceeded, failure.message)
        case .memoryBudget: self.init(.memoryExceeded, failure.message)
        }
        if failure.cause == .exception { exceptionType = failure.type }
        guard script.sourceMap.spans.indices.contains(failure.span) else { return }
        let span = script.sourceMap.spans[failure.span]
        self.span = span
        guard script.sourceMap.files.indices.contains(span.file) else { return }
        fileName = script.sourceMap.files[span.file].name
        sourceLine = script.sourceMap.files[span.file].lines[span.line]
    }
}
