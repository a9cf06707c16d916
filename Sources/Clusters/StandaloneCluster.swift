// SPDX-License-Identifier: Apache-2.0

public import Driver
public import Scheduling

/// Executors that people start and stop by hand (`martlet://host:port`). They end by themselves when the driver does.
public final class StandaloneCluster: Cluster {
    public init() {}

    public var slotsExpected: Int? { nil }
    public var executorsExpected: Int? { nil }

    public func start(_ context: ClusterContext) {}
    public func executorLost(name: String, reason: ExecutorLossReason) {}
    public func stop(completion: @escaping () -> Void) { completion() }
}
