// SPDX-License-Identifier: Apache-2.0

/// Why an executor is gone: the one type that all ways of noticing end in.
public enum ExecutorLossReason: Hashable, Sendable {
    case connectionLost(String)
    case heartbeatTimeout(silentMillis: UInt64)
    case processExited(code: Int)
    case processKilled(signal: Int)
    /// By the cluster for want of memory: the executor's own fault.
    case outOfMemory(String)
    /// By the cluster for its own reasons: preemption, eviction, a node that goes.
    case killedByCluster(String)
    /// Whoever started it tells of its end, in a sentence; whether it was its own fault.
    case ended(String, isOwnFault: Bool)
    /// It broke the protocol and was cut off.
    case protocolViolation(String)
    /// It does not do what it is told.
    case unresponsive(String)
    /// It left after draining.
    case drained
    /// The driver sent it away: scaling down, end of session.
    case dismissed

    /// Whether the loss counts against the application's budget of executor failures. An executor that was draining
    /// never counts.
    public var countsAsFailure: Bool {
        switch self {
        case .connectionLost, .heartbeatTimeout, .processKilled, .outOfMemory, .protocolViolation,
            .unresponsive:
            true
        case .processExited(let code): code != 0
        case .ended(_, let isOwnFault): isOwnFault
        case .killedByCluster, .drained, .dismissed: false
        }
    }
}

extension ExecutorLossReason: CustomStringConvertible {
    public var description: String {
        switch self {
        case .connectionLost(let detail): detail.isEmpty ? "connection lost" : "connection lost: \(detail)"
        case .heartbeatTimeout(let millis): "no heartbeat for \(millis) ms"
        case .processExited(let code): "its process exited with code \(code)"
        case .processKilled(let signal): "its process was killed by signal \(signal)"
        case .outOfMemory(let detail): detail.isEmpty ? "out of memory" : "out of memory: \(detail)"
        case .killedByCluster(let detail): "ended by the cluster: \(detail)"
        case .ended(let detail, _): detail
        case .protocolViolation(let detail): "it broke the protocol: \(detail)"
        case .unresponsive(let detail): detail
        case .drained: "it left after draining"
        case .dismissed: "dismissed by the driver"
        }
    }
}
