// SPDX-License-Identifier: Apache-2.0

public import Columnar
public import Compute
public import Plan
import Threads

/// What an operator of a module of its own does with the rows of one partition. Made for one task, used by one thread
/// at a time.
public protocol PartitionKernel: AnyObject {
    /// Takes rows, and gives those that are ready.
    func add(_ batch: Column) throws(ComputeError) -> Column?
    /// Behind the last row: gives what is left, a batch at a time; nil when that is all.
    func finish() throws(ComputeError) -> Column?
}

/// What a kernel is made with.
public struct KernelRequest {
    public let `operator`: RegisteredOperator
    /// The number of the partition.
    public let partition: Int
    /// The task's share of memory: what the kernel keeps beyond a batch is reserved here, and given back.
    public let memory: any MemoryBudget
    /// Asked now and then by work that takes long.
    public let isCancelled: () -> Bool
}

/// The kernels of operators by name, of all executors of this process.
public enum RegisteredKernels {
    public typealias Maker = @Sendable (KernelRequest) throws(ComputeError) -> any PartitionKernel

    private static let makers = Lock<[String: Maker]>([:])

    /// Makes the kernel of `name` known. The same must be done in every process that executes; a later one takes the
    /// place of an earlier one.
    public static func register(_ name: String, _ maker: @escaping Maker) {
        makers.withLock { $0[name] = maker }
    }

    static func make(_ request: KernelRequest) throws(TaskError) -> any PartitionKernel {
        let name = request.operator.name
        let (maker, known) = makers.withLock { ($0[name], $0.keys.sorted()) }
        guard let maker else {
            let others = known.isEmpty ? "none is" : "known are \(known.joined(separator: ", "))"
            throw .failed(
                kind: "plan",
                message: "this executor knows no operator '\(name)' (\(others)): register its kernel in the program "
                    + "that runs the executor", retryable: false)
        }
        do throws(ComputeError) { return try maker(request) } catch { throw .compute(error) }
    }
}

/// Rows on their way through a registered kernel.
final class RegisteredLink: RowReceiver {
    private let resultType: DataType
    private let next: NextLink
    private var outlet: RowOutlet
    /// nil when it has given all.
    private var kernel: (any PartitionKernel)?

    init(_ kernel: any PartitionKernel, giving resultType: DataType, batchRows: Int, next: NextLink) {
        self.kernel = kernel
        self.resultType = resultType
        self.next = next
        outlet = RowOutlet(to: next, batchRows: batchRows)
    }

    var isFull: Bool { next.isFull }

    func add(_ batch: Column) throws(TaskError) {
        let rows: Column?
        do throws(ComputeError) { rows = try kernel?.add(batch) } catch { throw .compute(error) }
        if let rows { try give(rows) }
    }

    private func give(_ rows: Column) throws(TaskError) {
        guard rows.type == resultType else {
            throw .failed(
                kind: "plan", message: "an operator gives rows of type \(rows.type) instead of \(resultType)",
                retryable: false)
        }
        try outlet.push(rows)
    }

    func end() throws(TaskError) -> StepOutcome {
        let rows: Column?
        do throws(ComputeError) { rows = next.isFull ? nil : try kernel?.finish() } catch { throw .compute(error) }
        guard let rows else {
            kernel = nil
            return try next.end()
        }
        try give(rows)
        return .again
    }

    func close() {
        kernel = nil
        next.close()
    }
}
