// SPDX-License-Identifier: Apache-2.0

public import Columnar
public import Compute
public import Plan

/// A function from the rows of a whole partition to rows.
public protocol PartitionFunction: AnyObject {
    /// Called once, on a thread of its own: takes rows and hands rows on as it likes, lazily. What `rows` throws goes
    /// on to the caller.
    func run(_ rows: PartitionRows) throws(ComputeError)
}

/// Makes the function that a script means, for one partition.
public typealias PartitionFunctionMaker =
    @Sendable (_ script: PartitionScript, _ context: RunContext) throws(ComputeError) -> any PartitionFunction

/// What a partition function takes rows from and gives rows to.
public final class PartitionRows {
    /// The number of the partition.
    public let index: Int
    /// Rows that the next output batch should have.
    public var batchRows: Int { pace.next(wanted: rowsWanted()) }
    private var pace: RowPace
    private let rowsWanted: () -> Int?
    fileprivate var input: Column?
    fileprivate var output: Column?
    fileprivate var isAtEnd = false
    fileprivate var core: CoroutineCore?

    fileprivate init(index: Int, batchRows: Int, rowsWanted: @escaping () -> Int?) {
        self.index = index
        self.rowsWanted = rowsWanted
        pace = RowPace(most: batchRows)
    }

    /// The next rows; nil at the end.
    public func next() throws(ComputeError) -> Column? {
        while true {
            if let batch = input {
                input = nil
                return batch
            }
            if isAtEnd { return nil }
            try pause()
        }
    }

    /// Hands rows on; at most as many as a batch may have.
    public func emit(_ batch: Column) throws(ComputeError) {
        if batch.count == 0 { return }
        pace.handed(batch.count)
        output = batch
        try pause()
    }

    private func pause() throws(ComputeError) {
        if core?.pause() != true { throw ComputeError(.cancelled, "no more rows are wanted") }
    }
}

/// Runs a partition function in the chain: it runs whenever a batch comes, until it wants another one.
final class PartitionLink {
    private let next: NextLink
    private let rows: PartitionRows
    private let coroutine: Coroutine
    private let outcome: Outcome

    private final class Outcome { var failure: ComputeError? }

    init(_ function: any PartitionFunction, index: Int, batchRows: Int, next: NextLink) {
        let rows = PartitionRows(index: index, batchRows: batchRows) { next.rowsWanted }
        let outcome = Outcome()
        self.next = next
        self.rows = rows
        self.outcome = outcome
        coroutine = Coroutine { core in
            rows.core = core
            do throws(ComputeError) { try function.run(rows) } catch { outcome.failure = error }
            next.threadEnds()
        }
    }

    /// Lets the function run until it wants rows or has returned; hands on what it gives meanwhile.
    private func turn() throws(TaskError) {
        while true {
            try coroutine.resume()
            if let failure = outcome.failure { throw .compute(failure) }
            guard let batch = rows.output else { return }
            rows.output = nil
            try next.add(batch)
            if next.isFull { return coroutine.close() }
        }
    }
}

extension PartitionLink: RowReceiver {
    var isFull: Bool { coroutine.hasEnded || next.isFull }
    var rowsWanted: Int? { next.rowsWanted }

    func add(_ batch: Column) throws(TaskError) {
        if isFull { return }
        rows.input = batch
        try turn()
    }

    func end() throws(TaskError) -> StepOutcome {
        rows.isAtEnd = true
        if !isFull { try turn() }
        coroutine.close()
        return try next.end()
    }

    func close() {
        coroutine.close()
        next.close()
    }
}
