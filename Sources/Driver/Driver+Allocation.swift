// SPDX-License-Identifier: Apache-2.0

import Logging
import Net
import Scheduling

// Dynamic allocation: how many executors the cluster is asked for, and which of them leave.
extension Driver {
    /// Asks for the executors of the beginning. Nothing, where the number of executors is fixed.
    func beginAllocation() {
        guard let options = options.allocation else { return }
        guard let slots = cluster.slotsPerExecutor else {
            logger.warning("spark.dynamicAllocation is of no effect: nobody here starts executors on demand")
            return
        }
        allocation = ExecutorAllocation(options, slotsPerExecutor: slots)
        lookAtLoad()
    }

    /// The load may have changed: it is looked at soon, once for all that happens until then.
    func loadChanged() {
        guard allocation != nil, !isStopped else { return }
        setLoadLook(at: nowMillis + DriverLimits.allocationMillis)
    }

    /// Unless it is looked at sooner.
    private func setLoadLook(at due: UInt64) {
        if let set = loadLookDue, set <= due { return }
        if let loadLook { network.loop.cancel(loadLook) }
        loadLookDue = due
        let wait = due > nowMillis ? due - nowMillis : 0
        loadLook = network.loop.schedule(after: .milliseconds(Int64(clamping: wait))) { [weak self] in
            self?.loadLookDue = nil
            self?.loadLook = nil
            self?.lookAtLoad()
        }
    }

    private func lookAtLoad() {
        guard !isStopped, let decision = allocation?.decide(load, at: nowMillis) else { return }
        let leaving = decision.leaving.sorted { $0.key < $1.key }
        cluster.want(decision.wanted, leaving: leaving.compactMap { executors[$0.key]?.name })
        for (id, why) in leaving {
            guard let executor = executors[id], !executor.isDraining else { continue }
            logger.info("executor leaves", metadata: ["name": "\(executor.name)", "reason": "\(why)"])
            tell(.note("\(executor.name) leaves: \(why)"))
            executor.isDismissed = true
            drain(executor, because: why)
        }
        if let reason = decision.reason {
            logger.info("executors are allocated", metadata: ["reason": "\(reason)"])
            tell(.note(reason))
        }
        tellExpected()
        if let next = decision.nextMillis { setLoadLook(at: max(next, nowMillis + DriverLimits.allocationMillis)) }
        publish()
    }

    /// It takes no more tasks, and leaves when others have what of its outputs is needed.
    private func drain(_ executor: ExecutorHandle, because why: String) {
        executor.isDraining = true
        tell(executor, .draining(because: why))
        handle(.executorDraining(executor.id))
    }
}
