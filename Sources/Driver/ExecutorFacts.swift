// SPDX-License-Identifier: Apache-2.0

public import Plan
public import Scheduling

/// Where an executor is in its life.
public enum ExecutorState: Hashable, Sendable {
    /// Asked for, and nothing of it runs yet: why, in the words of whoever has to start it.
    case pending(because: String)
    /// Its process is on the way to register: what it is doing, as far as that is known.
    case starting(String)
    /// It takes tasks.
    case running
    /// It finishes what it has, and leaves.
    case draining(because: String)
    /// It is gone.
    case lost(because: ExecutorLossReason)

    /// `pending`, `starting`, `running`, `draining` or `lost`.
    public var word: String {
        switch self {
        case .pending: "pending"
        case .starting: "starting"
        case .running: "running"
        case .draining: "draining"
        case .lost: "lost"
        }
    }

    /// Why it is so; empty when there is nothing to say.
    public var reason: String {
        switch self {
        case .pending(let why), .starting(let why), .draining(let why): why
        case .running: ""
        case .lost(let why): "\(why)"
        }
    }
}

/// What is known of one executor, by its name: that of the cluster, and of the executor itself when it registers.
public struct ExecutorFacts: Hashable, Sendable {
    public var name: String
    public var state: ExecutorState
    /// Since it has registered.
    public var id: ExecutorID?
    public var host = ""
    public var slots = 0
    /// Bytes that tasks and kept map outputs may take there; 0 when it has not said.
    public var memoryByteCount = 0
    /// The last lines of its log, with line ends between, where its cluster tells them; empty: they are not known, or
    /// are those that were told before.
    public var logTail = ""

    public init(
        name: String, state: ExecutorState, id: ExecutorID? = nil, host: String = "", slots: Int = 0,
        memoryByteCount: Int = 0
    ) {
        self.name = name
        self.state = state
        self.id = id
        self.host = host
        self.slots = slots
        self.memoryByteCount = memoryByteCount
    }
}
