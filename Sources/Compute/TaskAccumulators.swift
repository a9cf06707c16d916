// SPDX-License-Identifier: Apache-2.0

/// What the closures of one task add to accumulators. It travels with the task's success; the driver counts each
/// partition once. Confined to the thread that runs the task, or to the coroutine whose turn it is.
public final class TaskAccumulators {
    /// Encoded values of type any, in the order of their coming.
    public private(set) var values: [(id: Int, value: [UInt8])] = []
    private let byteCountMax: Int
    private var byteCount = 0
    private var finishers: [(TaskAccumulators) throws(ComputeError) -> Void] = []

    public init(byteCountMax: Int) { self.byteCountMax = byteCountMax }

    /// Adds an encoded value to accumulator `id`. Whoever can add values to one another first should do so, and hand
    /// over one sum by `atEnd`.
    public func accumulate(_ id: Int, _ value: [UInt8]) throws(ComputeError) {
        byteCount += value.count + 16
        guard byteCount <= byteCountMax else {
            throw ComputeError(
                .memoryExceeded,
                "a task added more than \(byteCountMax) bytes to accumulators: add numbers or small values, and return "
                    + "rows for what is large")
        }
        values.append((id, value))
    }

    /// `finisher` is called when all rows have gone through the chain and again when the sink has closed, to hand over
    /// what is new; finishers are called in the order of the calls to this.
    public func atEnd(_ finisher: @escaping (TaskAccumulators) throws(ComputeError) -> Void) {
        finishers.append(finisher)
    }

    /// Lets all finishers hand over what is new.
    public func flush() throws(ComputeError) {
        for finisher in finishers { try finisher(self) }
    }

    /// The task has ended: finishers, and what they hold, go.
    public func close() { finishers = [] }
}
