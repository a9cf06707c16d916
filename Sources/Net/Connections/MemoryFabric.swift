// SPDX-License-Identifier: Apache-2.0

/// The wires between the hosts of a `MemoryNetwork`, and what can be done to them. Loop thread only.
///
/// `@unchecked Sendable`: touched on the loop's thread only.
public final class MemoryFabric: @unchecked Sendable {
    /// How the wires behave, drawn anew for each delivery.
    public struct Faults: Sendable {
        /// One-way delay of each delivery from a host to a host. Order within a connection is kept.
        public var latency: (@Sendable (_ from: String, _ to: String, inout SeededRandom) -> Duration)?
        /// Deliveries are cut into pieces of random size, as TCP may do.
        public var fragments = false
        /// In so many of a thousand deliveries the connection breaks instead.
        public var cutPerMille: UInt64 = 0

        public init() {}

        public static let none = Faults()

        /// Every delivery takes a time drawn evenly from the range.
        public static func latency(_ range: ClosedRange<Duration>) -> Faults {
            var faults = Faults()
            faults.latency = { _, _, random in random.duration(in: range) }
            return faults
        }
    }

    private struct Link: Hashable {
        let from: String
        let to: String
    }

    public let loop: any EventLoop
    public var faults: Faults
    /// What a test sees of each delivery: when, from where, to where, how many bytes.
    public var trace: ((Instant, Address, Address, Int) -> Void)?

    var random: SeededRandom
    private var listeners: [Address: MemoryListener] = [:]
    private var connections: [ObjectIdentifier: MemoryConnection] = [:]
    private var order: [MemoryConnection] = []
    private var stalled: Set<Link> = []
    private var nextPort: UInt16 = 49_152

    public init(loop: any EventLoop, seed: UInt64 = 0, faults: Faults = .none) {
        self.loop = loop
        self.faults = faults
        random = SeededRandom(seed: seed)
    }

    /// The network as the host of that name sees it; addresses in it are "name:port".
    public func host(_ name: String) -> MemoryNetwork {
        MemoryNetwork(fabric: self, host: name)
    }

    // MARK: Faults by hand

    /// Breaks every connection between two hosts (or of one host) as a reset does.
    public func cut(_ host: String, _ other: String? = nil) {
        for connection in liveConnections() {
            let ends = [connection.localAddress.host, connection.remoteAddress.host]
            if ends.contains(host), other.map({ ends.contains($0) }) ?? true { connection.breaks("connection reset") }
        }
    }

    /// Lets nothing pass from one host to another, without an error: packets are lost and sent again after `resume`.
    public func stall(from: String, to: String) {
        stalled.insert(Link(from: from, to: to))
    }

    /// Stalls both directions.
    public func partition(_ host: String, _ other: String) {
        stall(from: host, to: other)
        stall(from: other, to: host)
    }

    /// Ends a stall; what waited is delivered.
    public func resume(from: String, to: String) {
        stalled.remove(Link(from: from, to: to))
        for connection in liveConnections() { connection.arm() }
    }

    public func heal(_ host: String, _ other: String) {
        resume(from: host, to: other)
        resume(from: other, to: host)
    }

    /// Ends every stall and partition.
    public func healAll() {
        stalled.removeAll()
        for connection in liveConnections() { connection.arm() }
    }

    /// Open ends of connections, for tests of leaks.
    public var connectionCount: Int { connections.count }

    // MARK: For the networks

    func isStalled(from: String, to: String) -> Bool {
        !stalled.isEmpty && stalled.contains(Link(from: from, to: to))
    }

    func latency(from: String, to: String) -> Duration {
        faults.latency?(from, to, &random) ?? .zero
    }

    func choosePort(on host: String) -> UInt16 {
        repeat {
            nextPort = nextPort == .max ? 49_152 : nextPort + 1
        } while listeners[Address(host: host, port: nextPort)] != nil
        return nextPort
    }

    func listener(at address: Address) -> MemoryListener? { listeners[address] }

    func add(_ listener: MemoryListener) { listeners[listener.address] = listener }

    func remove(_ listener: MemoryListener) { listeners[listener.address] = nil }

    func add(_ connection: MemoryConnection) {
        connections[ObjectIdentifier(connection)] = connection
        order.append(connection)
    }

    func remove(_ connection: MemoryConnection) {
        connections[ObjectIdentifier(connection)] = nil
        if order.count > 2 * connections.count + 16 { order = liveConnections() }
    }

    /// In the order of their making: a dictionary's order is not repeatable.
    private func liveConnections() -> [MemoryConnection] {
        order.filter { connections[ObjectIdentifier($0)] != nil }
    }
}
