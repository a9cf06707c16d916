// SPDX-License-Identifier: Apache-2.0

/// The in-memory twin of `UVNetwork`: connections within one process, delivered through any loop, with the faults of
/// its fabric. Used by local clusters (a real loop, no faults) and by simulations (a simulated loop and a seed).
///
/// `@unchecked Sendable`: touched on the loop's thread only.
public final class MemoryNetwork: Network, @unchecked Sendable {
    public let fabric: MemoryFabric
    /// The name of the host that this network is seen from.
    public let host: String

    public var loop: any EventLoop { fabric.loop }

    init(fabric: MemoryFabric, host: String) {
        self.fabric = fabric
        self.host = host
    }

    /// A network of one host without faults.
    public convenience init(loop: any EventLoop, host: String = "memory") {
        self.init(fabric: MemoryFabric(loop: loop), host: host)
    }

    /// Listens on this host whatever `address.host` says, so that the same program runs on either network.
    public func listen(
        on address: Address, accept: @escaping (any ByteConnection) -> Void
    ) throws(NetError) -> any Listener {
        let port = address.port == 0 ? fabric.choosePort(on: host) : address.port
        let real = Address(host: host, port: port)
        guard fabric.listener(at: real) == nil else {
            throw .cannotListen(
                real, reason: "address already in use", advice: "choose another port or stop the listener that holds it"
            )
        }
        let listener = MemoryListener(fabric: fabric, address: real, accept: accept)
        fabric.add(listener)
        return listener
    }

    public func connect(
        to address: Address, timeout: Duration,
        completion: @escaping (Result<any ByteConnection, NetError>) -> Void
    ) {
        let attempt = MemoryConnect(network: self, address: address, timeout: timeout, completion: completion)
        attempt.begin()
    }
}

/// A listening address of a `MemoryFabric`.
final class MemoryListener: Listener {
    let address: Address
    private let fabric: MemoryFabric
    private var accept: ((any ByteConnection) -> Void)?

    init(fabric: MemoryFabric, address: Address, accept: @escaping (any ByteConnection) -> Void) {
        self.fabric = fabric
        self.address = address
        self.accept = accept
    }

    func close() {
        guard accept != nil else { return }
        accept = nil
        fabric.remove(self)
    }

    func accepted(_ connection: MemoryConnection) {
        accept?(connection)
    }
}

/// One `connect`: a round trip over the fabric, then a pair of connected ends.
///
/// `@unchecked Sendable`: touched on the loop's thread only.
private final class MemoryConnect: @unchecked Sendable {
    private let network: MemoryNetwork
    private let address: Address
    private let timeout: Duration
    private var completion: ((Result<any ByteConnection, NetError>) -> Void)?
    private var deadline: TimerID?

    init(
        network: MemoryNetwork, address: Address, timeout: Duration,
        completion: @escaping (Result<any ByteConnection, NetError>) -> Void
    ) {
        self.network = network
        self.address = address
        self.timeout = timeout
        self.completion = completion
    }

    func begin() {
        let fabric = network.fabric
        deadline = network.loop.schedule(after: timeout) {
            self.deadline = nil
            self.finish(.failure(.connectTimeout(self.address, after: self.timeout)))
        }
        let there = fabric.latency(from: network.host, to: address.host)
        let back = fabric.latency(from: address.host, to: network.host)
        if there + back == .zero {
            network.loop.post { self.arrive() }
        } else {
            network.loop.schedule(after: there + back) { self.arrive() }
        }
    }

    private func arrive() {
        guard completion != nil else { return }
        let fabric = network.fabric
        if fabric.isStalled(from: network.host, to: address.host)
            || fabric.isStalled(from: address.host, to: network.host)
        {
            return  // the deadline speaks
        }
        guard let listener = fabric.listener(at: address) else {
            finish(
                .failure(
                    .cannotConnect(
                        address, reason: "connection refused", advice: "check that the process listens there")))
            return
        }
        let local = Address(host: network.host, port: fabric.choosePort(on: network.host))
        let near = MemoryConnection(fabric: fabric, local: local, remote: address)
        let far = MemoryConnection(fabric: fabric, local: address, remote: local)
        near.join(far)
        listener.accepted(far)
        finish(.success(near))
    }

    private func finish(_ result: Result<any ByteConnection, NetError>) {
        guard let report = completion else { return }
        completion = nil
        if let deadline { network.loop.cancel(deadline) }
        deadline = nil
        report(result)
    }
}
