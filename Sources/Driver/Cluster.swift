// SPDX-License-Identifier: Apache-2.0

public import Net
public import Plan
public import Scheduling

/// The seam for where executors come from: threads of this process, local processes, hosts that people start them on,
/// later pods. Loop thread only.
public protocol Cluster: AnyObject {
    /// Executors begin to come; they dial `context.driver`.
    func start(_ context: ClusterContext)
    /// An executor of this name has registered, and takes tasks.
    func executorRegistered(name: String)
    /// The driver has lost an executor of this name; whether and how to replace it is the cluster's business.
    func executorLost(name: String, reason: ExecutorLossReason)
    /// Lets all executors go. `completion` is called once, on the loop, when none is left or the stop time is over.
    func stop(completion: @escaping () -> Void)
    /// Task slots when all executors are there; nil when nobody knows (stand-alone).
    var slotsExpected: Int? { get }
    /// Executors when all are there; nil when nobody knows.
    var executorsExpected: Int? { get }
    /// Process numbers of executors on this machine by name, as far as the cluster has started them.
    var processIDs: [String: Int] { get }
    /// Task slots of each executor that this cluster starts; nil when it starts none on demand.
    var slotsPerExecutor: Int? { get }
    /// So many executors are wanted from now on. Those in `leaving` are besides: the driver lets them go, they end by
    /// themselves and are not replaced. May be said again without a change.
    func want(_ executors: Int, leaving: [String])
    /// The blocks of a task's result that waits in this process, which then waits no more; nil when it must be fetched.
    func takeResult(_ attempt: TaskAttemptID) -> [[UInt8]]?
    /// The machine that all executors of this cluster run on; nil when there is none, or they know its name themselves.
    var machine: ClusterMachine? { get }
}

/// One machine that executors run on: tasks that prefer it by one of its names prefer `host`.
public struct ClusterMachine: Sendable {
    /// As its executors register.
    public var host: String
    /// Whether a name or an address, as file systems say where bytes lie, is that machine.
    public var isCalled: @Sendable (_ name: String) -> Bool

    public init(host: String, isCalled: @escaping @Sendable (_ name: String) -> Bool) {
        self.host = host
        self.isCalled = isCalled
    }
}

extension Cluster {
    public var machine: ClusterMachine? { nil }
    public var slotsPerExecutor: Int? { nil }
    public func want(_ executors: Int, leaving: [String]) {}
    public func executorRegistered(name: String) {}
    public var processIDs: [String: Int] { [:] }
    public func takeResult(_ attempt: TaskAttemptID) -> [[UInt8]]? { nil }
}

/// What a cluster gets from its driver.
public struct ClusterContext {
    public var driver: Address
    public var secret: Secret
    public var loop: any EventLoop
    /// Tells the driver where the executor of this name is in its life. One that registers is `running` by itself;
    /// `lost` with the reason, when the cluster knows before the network does or knows more than it.
    public var executorState: (_ name: String, _ state: ExecutorState) -> Void
    /// Tells the driver of the last lines of an executor's log, with line ends between, as far as the cluster has them.
    public var executorLog: (_ name: String, _ lines: String) -> Void
    /// Tells the driver that no more executors will come: jobs that wait for one fail with this message.
    public var failed: (_ message: String) -> Void

    public init(
        driver: Address, secret: Secret, loop: any EventLoop,
        executorState: @escaping (_ name: String, _ state: ExecutorState) -> Void,
        executorLog: @escaping (_ name: String, _ lines: String) -> Void = { _, _ in },
        failed: @escaping (_ message: String) -> Void
    ) {
        self.driver = driver
        self.secret = secret
        self.loop = loop
        self.executorState = executorState
        self.executorLog = executorLog
        self.failed = failed
    }
}
