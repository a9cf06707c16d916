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
        var environment = context.scriptEnvironment
        // A script cannot catch the end of its task, whatever it does.
        environment.isCancelled = { rows.failure != nil || context.isCancelled() }
        do throws(ScriptFailure) { instance = try ScriptInstance(script, environment: environment) } catch {
            throw ComputeError(error, script.script)
        }
    }

    /// `next` gives the rows of the partition, batch by batch, and nil at the end; `emit` takes the results, in columns
    /// of as many rows as `batchRows` says before each. Both may throw to end the run.
    public func run(
        index: Int?, batchRows: () -> Int, next: @escaping () throws(ComputeError) -> Column?,
        emit: (Column) throws(ComputeError) -> Void
    ) throws(ComputeError) {
        rows.source = next
        // The run has a thread of its own: what is made and ends on it is the script's.
        instance.beginUse()
        defer {
            rows.source = nil
            rows.node = nil
            instance.endUse()
        }
        var arguments: [Scripting.Value] = index.map { [.int($0)] } ?? []
        arguments.append(.object(IteratorBox(rows)))
        let builder = ColumnBuilder(resultType)
        var encoded: [UInt8] = []
        var rowsMax = batchRows()
        do throws(ScriptFailure) {
            let result = try instance.call(arguments)
            let iterator = try instance.values(of: result)
            while let value = try instance.next(iterator) {
                encoded.removeAll(keepingCapacity: true)
                try instance.perform { (host) throws(Raised) in try AnyCoder.encode(value, to: &encoded, host) }
                do throws(ComputeError) {
                    try append(encoded, to: builder)
                    if builder.count >= rowsMax || builder.byteCount >= ComputeLimits.partitionBatchBytesMax {
                        try emit(builder.finish())
                        rowsMax = batchRows()
                    }
                } catch {
                    rows.failure = error
                    break
                }
            }
        } catch {
            // What ended the input or the output comes before what the script made of it.
            if let failure = rows.failure { throw failure }
            var error = ComputeError(error, instance.script)
            error.row = rows.current
            throw error
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
    var node: RowNode?
    private var row = 0
    private var hasEnded = false

    /// The row that was taken last; nil when all have been taken: then none is more to blame than another.
    var current: String? {
        guard let node, row > 0, !hasEnded else { return nil }
        return describeRow(node.column, row - 1, asPython: true)
    }

    func next(_ host: any ScriptHost) throws(Raised) -> Scripting.Value? {
        while row == node?.column.count ?? 0 {
            guard let source, failure == nil else { return nil }
            do throws(ComputeError) {
                guard let batch = try source() else {
                    hasEnded = true
                    return nil
                }
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
        exception = failure.exception
        guard script.sourceMap.spans.indices.contains(failure.span) else { return }
        let span = script.sourceMap.spans[failure.span]
        self.span = span
        guard script.sourceMap.files.indices.contains(span.file) else { return }
        fileName = script.sourceMap.files[span.file].name
        sourceLine = script.sourceMap.files[span.file].lines[span.line]
    }
}
