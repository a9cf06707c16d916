// SPDX-License-Identifier: Apache-2.0

package import Driver
package import Scheduling

/// Everything that the reconciler hears of.
package enum ReconcilerEvent: Sendable {
    /// Once, first. Pods are named `<prefix>-exec-<number>`.
    case started(namePrefix: String)
    /// So many executors are wanted from now on, beside those that the driver lets go: they end by themselves.
    case desired(Int, leaving: [String] = [])
    /// Answers of requests.
    case listed(PodList)
    case listFailed(KubernetesError)
    case created(number: Int, Pod)
    case createFailed(number: Int, KubernetesError)
    case deleted(name: String)
    case deleteFailed(name: String, KubernetesError)
    /// The last lines; nil when they cannot be had.
    case logRead(name: String, String?)
    case allDeleted
    case deleteAllFailed(KubernetesError)
    /// Pods that carry this driver's place and another application, whose process is gone.
    case leftoversFound([Pod])
    /// What the watch says. Any of it may be missing, late, doubled or in another order.
    case watched(PodEvent)
    /// The watch has ended; nil: in order.
    case watchEnded(KubernetesError?)
    /// The executor in the pod of this name takes tasks.
    case registered(name: String)
    /// The driver has lost it.
    case lost(name: String, ExecutorLossReason)
    /// The timer has run out. One that comes late or twice does no harm.
    case timerFired
    /// All pods are to go.
    case stop
}

/// Everything that the reconciler wants done, in order. Each request is answered by one event.
package enum ReconcilerCommand: Hashable, Sendable {
    case list
    /// Ends with `watchEnded`. One runs at a time.
    case watch(from: String)
    case create(number: Int)
    case delete(name: String, uid: String?, graceSeconds: Int?)
    case readLog(name: String)
    /// All pods of the application.
    case deleteAll
    case findLeftovers
    /// For the driver.
    case report(name: String, ExecutorState)
    /// No more executors will come: why.
    case fail(String)
    case note(String)
    /// Replaces the timer that is set.
    case setTimer(afterMillis: UInt64)
    /// Nothing of the application is left. Once, last.
    case stopped
}
