// SPDX-License-Identifier: Apache-2.0

public import Net
public import Scheduling

/// The seam for where executors come from: threads of this process, local processes, hosts that people start them on,
/// later pods. Loop thread only.
public protocol Cluster: AnyObject {
    /// Executors begin to come; they dial `context.driver`.
    func start(_ context: ClusterContext)
    /// The driver has lost an executor of this name; whether and how to replace it is the cluster's business.
    func executorLost(name: String, reason: ExecutorLossReason)
    /// Lets all executors go. `completion` is called once, on the loop, when none is left or the stop time is over.
    func stop(completion: @escaping () -> Void)
    /// Task slots when all executors are there; nil when nobody knows (stand-alone).
    var slotsExpected: Int? { get }
    /// Executors when all are there; nil when nobody knows.
    var executorsExpected: Int? { get }
}

/// What a cluster gets from its driver.
public struct ClusterContext {
    public var driver: Address
    public var secret: Secret
    public var loop: any EventLoop
    /// Tells the driver that the executor of this name has ended, and why, when the cluster knows before the network
    /// does.
    public var executorEnded: (_ name: String, _ reason: ExecutorLossReason) -> Void
    /// Tells the driver that no more executors will come: jobs that wait for one fail with this message.
    public var failed: (_ message: String) -> Void

    public init(
        driver: Address, secret: Secret, loop: any EventLoop,
        executorEnded: @escaping (_ name: String, _ reason: ExecutorLossReason) -> Void,
        failed: @escaping (_ message: String) -> Void
    ) {
        self.driver = driver
        self.secret = secret
        self.loop = loop
        self.executorEnded = executorEnded
        self.failed = failed
    }
}
