// SPDX-License-Identifier: Apache-2.0

import Bytecode
package import Columnar
import Compute
import Driver
import Execution
package import Plan
import Scripting

extension Dataset {
    /// All rows aggregated to one, or nil without rows: partitions on executors, then their results, in partition
    /// order, by the same kernel here.
    package func reduce(
        _ kind: AggregateKind, name: String, control: ActionControl? = nil
    ) throws(MartletError) -> Column? {
        let partials = try aggregatePartitions(kind, name: name, control: control)
        guard let first = partials.first else { return nil }
        if partials.count == 1 { return first }
        do {
            let accumulators = TaskAccumulators(byteCountMax: ExecutionLimits.accumulatorBytesMax)
            let services = ScriptServices(output: control.map { DriverOutput($0) }, zones: engine.zones)
            let aggregator = Aggregator(
                valueType: rowType, function: try function(kind), memory: UnboundedBudget(),
                context: RunContext(
                    accumulators: accumulators, services: services, isCancelled: { control?.cancelReason != nil }))
            for partial in partials { try aggregator.add(partial) }
            let result = try aggregator.finish()
            try accumulators.flush()
            control?.accumulated(accumulators.values.map { AccumulatorUpdate(id: $0.id, value: $0.value) })
            return result
        } catch let error as ComputeError {
            var failure = JobError(kind: FailureKind(computing: error.kind.rawValue), message: "\(name): \(error)")
            failure.details = FailureDetails(error)
            throw .job(failure)
        } catch {
            throw .closure("\(error)")
        }
    }

    private func function(_ kind: AggregateKind) throws -> AggregateFunction {
        switch kind {
        case .sum: .sum
        case .minimum: .minimum
        case .maximum: .maximum
        case .and: .and
        case .or: .or
        case .count: .sum
        case .first: .first
        case .collectList: .collectList
        case .reduce(let program): .reduce(try Verifier.verify(program))
        case .last, .collectSet, .firstRows, .average, .variance, .deviation:
            throw PlanError("\(kind) of whole rows: it is one of several functions of an aggregation")
        }
    }
}

/// One row a partition: bounded by the number of partitions.
private final class UnboundedBudget: MemoryBudget {
    func grow(by bytes: Int) -> Bool { true }
    func shrink(by bytes: Int) {}
}
