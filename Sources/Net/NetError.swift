// SPDX-License-Identifier: Apache-2.0

/// What can go wrong below the protocol: each case names the place and the reason, its text also what to try.
public enum NetError: Error, Hashable, Sendable, CustomStringConvertible {
    case badAddress(String, reason: String)
    case cannotListen(Address, reason: String, advice: String)
    case cannotConnect(Address, reason: String, advice: String)
    case cannotResolve(String, reason: String)
    case connectTimeout(Address, after: Duration)
    case connectionLost(Address, reason: String)
    case queueFull(Address, bytes: Int)
    case badSecret(path: String, reason: String, advice: String)
    case loopStopped
    case outOfResources(String)

    public var description: String {
        switch self {
        case .badAddress(let text, let reason):
            "'\(text)' is not an address: \(reason); write host:port, or [address]:port for IPv6"
        case .cannotListen(let address, let reason, let advice):
            "cannot listen on \(address): \(reason); \(advice)"
        case .cannotConnect(let address, let reason, let advice):
            "cannot connect to \(address): \(reason); \(advice)"
        case .cannotResolve(let host, let reason):
            "cannot resolve host '\(host)': \(reason); check the name and the resolver of this host"
        case .connectTimeout(let address, let after):
            "cannot connect to \(address): no answer within \(after.text); check the host and the firewalls on the way"
        case .connectionLost(let address, let reason):
            "connection to \(address) lost: \(reason)"
        case .queueFull(let address, let bytes):
            "connection to \(address) closed: \(bytes) bytes wait to be sent; the other side does not read"
        case .badSecret(let path, let reason, let advice):
            "cannot use secret file \(path): \(reason); \(advice)"
        case .loopStopped:
            "the network loop has been stopped"
        case .outOfResources(let what):
            "the system refused \(what)"
        }
    }
}
