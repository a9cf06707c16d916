// SPDX-License-Identifier: Apache-2.0

import Plan

extension Scheduler {
    /// How much there is to do, for whoever decides how many executors there should be.
    public var load: ClusterLoad {
        var holders = storedHolders
        for shuffle in shuffles.values { holders.formUnion(shuffle.holders) }
        return ClusterLoad(
            pendingCount: runnable.reduce(0) { $0 + $1.pendingCount },
            executors: usable.map {
                ClusterLoad.Executor(
                    id: $0.id, runningCount: $0.running.count, hasOutputs: holders.contains($0.id.rawValue))
            })
    }
}
