// SPDX-License-Identifier: Apache-2.0

import Net

/// A machine of the simulation with one process on it: a loop and a network that can be stopped in the middle of
/// anything, for a while (as SIGSTOP does) or for good. Everything that the process schedules, posts, sends and hears
/// passes through here.
final class SimulatedHost: @unchecked Sendable {  // touched by the simulation's one thread
    enum State { case running, paused, dead }

    /// What the other ends see when the process dies.
    enum Death: CaseIterable {
        /// What was sent still arrives, then the connection ends.
        case connectionsEnd
        /// What was sent is lost.
        case connectionsReset
        /// The machine is gone: silence.
        case silence
    }

    let name: String
    let loop: HostLoop
    private(set) var state = State.running
    private(set) var network: HostNetwork!
    private var heldBack: [(id: UInt64, work: () -> Void)] = []
    private var nextHeld: UInt64 = 1
    fileprivate var connections: [ObjectIdentifier: HostConnection] = [:]
    fileprivate var listeners: [any Listener] = []

    init(name: String, fabric: MemoryFabric) {
        self.name = name
        loop = HostLoop(fabric.loop)
        loop.host = self
        network = HostNetwork(host: self, inner: fabric.host(name))
    }

    /// Runs `work` now, after the pause, or never.
    func perform(_ work: @escaping () -> Void) {
        switch state {
        case .running: work()
        case .paused: _ = hold(work)
        case .dead: break
        }
    }

    fileprivate func hold(_ work: @escaping () -> Void) -> UInt64 {
        defer { nextHeld += 1 }
        heldBack.append((nextHeld, work))
        return nextHeld
    }

    fileprivate func drop(held id: UInt64) { heldBack.removeAll { $0.id == id } }

    /// Nothing runs and nothing is taken from the network until `wake`.
    func pause() {
        guard state == .running else { return }
        state = .paused
        for connection in connectionsInOrder { connection.inner.pauseReading() }
    }

    func wake() {
        guard state == .paused else { return }
        state = .running
        let work = heldBack
        heldBack = []
        for entry in work { loop.post(Unchecked(entry.work).run) }
        for connection in connectionsInOrder where !connection.isPausedByOwner { connection.inner.resumeReading() }
    }

    /// The process ends without a word of its own.
    func die(_ death: Death) {
        guard state != .dead else { return }
        state = .dead
        heldBack = []
        if death == .silence {
            for connection in connectionsInOrder { connection.inner.pauseReading() }
            return
        }
        closeListeners()
        for connection in connectionsInOrder {
            if death == .connectionsEnd { connection.inner.close() } else { connection.inner.abort() }
        }
        connections = [:]
    }

    /// The machine that fell silent is switched off: nothing of it is left.
    func vanish() {
        guard state == .dead else { return }
        closeListeners()
        for connection in connectionsInOrder { connection.inner.abort() }
        connections = [:]
    }

    private func closeListeners() {
        for listener in listeners { listener.close() }
        listeners = []
    }

    /// In the order of their making.
    private var connectionsInOrder: [HostConnection] { connections.values.sorted { $0.number < $1.number } }

    var connectionCount: Int { connections.count }
}

/// Takes a closure across a `@Sendable` boundary of the one simulation thread.
struct Unchecked: @unchecked Sendable {
    private let work: () -> Void
    init(_ work: @escaping () -> Void) { self.work = work }
    @Sendable func run() { work() }
}

/// The loop as a process on a host has it.
final class HostLoop: EventLoop, @unchecked Sendable {  // touched by the simulation's one thread
    private let inner: any EventLoop
    fileprivate unowned var host: SimulatedHost!
    /// Timers that ran out during a pause, by what holds them back.
    private var heldTimers: [TimerID: UInt64] = [:]
    private var live: Set<TimerID> = []

    fileprivate init(_ inner: any EventLoop) { self.inner = inner }

    var now: Instant { inner.now }
    var isCurrent: Bool { true }
    /// Timers that wait to run out.
    var timerCount: Int { live.count }

    func post(_ work: @escaping @Sendable () -> Void) {
        guard let host, host.state != .dead else { return }
        inner.post { host.perform(work) }
    }

    @discardableResult
    func schedule(after: Duration, _ work: @escaping @Sendable () -> Void) -> TimerID {
        let box = TimerBox()
        let id = inner.schedule(after: after) { [self] in fire(box.id!, work) }
        box.id = id
        live.insert(id)
        return id
    }

    private func fire(_ id: TimerID, _ work: @escaping @Sendable () -> Void) {
        switch host.state {
        case .running:
            live.remove(id)
            work()
        case .paused:
            heldTimers[id] = host.hold { [self] in
                heldTimers[id] = nil
                if live.remove(id) != nil { work() }
            }
        case .dead: live.remove(id)
        }
    }

    func cancel(_ timer: TimerID) {
        inner.cancel(timer)
        live.remove(timer)
        if let held = heldTimers.removeValue(forKey: timer) { host.drop(held: held) }
    }

    private final class TimerBox: @unchecked Sendable { var id: TimerID? }
}

/// The network as a process on a host has it.
final class HostNetwork: Network, @unchecked Sendable {  // touched by the simulation's one thread
    private unowned let host: SimulatedHost
    private let inner: MemoryNetwork
    private var made: UInt64 = 0

    fileprivate init(host: SimulatedHost, inner: MemoryNetwork) {
        self.host = host
        self.inner = inner
    }

    var loop: any EventLoop { host.loop }

    func listen(
        on address: Address, accept: @escaping (any ByteConnection) -> Void
    ) throws(NetError) -> any Listener {
        let listener = try inner.listen(on: address) { [weak host, weak self] connection in
            guard let host, let self, host.state != .dead else { return connection.abort() }
            let wrapped = self.wrap(connection)
            host.perform { accept(wrapped) }
        }
        host.listeners.append(listener)
        return listener
    }

    func connect(
        to address: Address, timeout: Duration,
        completion: @escaping (Result<any ByteConnection, NetError>) -> Void
    ) {
        inner.connect(to: address, timeout: timeout) { [weak host, weak self] result in
            switch result {
            case .success(let connection):
                guard let host, let self, host.state != .dead else { return connection.abort() }
                let wrapped = self.wrap(connection)
                host.perform { completion(.success(wrapped)) }
            case .failure(let error): host?.perform { completion(.failure(error)) }
            }
        }
    }

    private func wrap(_ connection: any ByteConnection) -> HostConnection {
        made += 1
        let wrapped = HostConnection(host: host, inner: connection, number: made)
        host.connections[ObjectIdentifier(wrapped)] = wrapped
        if host.state == .paused { connection.pauseReading() }
        return wrapped
    }
}

/// A connection of a process that may be paused or dead.
private final class HostConnection: ByteConnection {
    private unowned let host: SimulatedHost
    let inner: any ByteConnection
    let number: UInt64
    private(set) var isPausedByOwner = false
    private var isOpen = true

    init(host: SimulatedHost, inner: any ByteConnection, number: UInt64) {
        self.host = host
        self.inner = inner
        self.number = number
    }

    var localAddress: Address { inner.localAddress }
    var remoteAddress: Address { inner.remoteAddress }
    var bytesQueued: Int { inner.bytesQueued }
    var onDrain: (() -> Void)? {
        didSet {
            let report = onDrain
            inner.onDrain = report.map { report in { [weak host] in host?.perform(report) } }
        }
    }

    func start(onBytes: @escaping (UnsafeRawBufferPointer) -> Void, onClose: @escaping (NetError?) -> Void) {
        inner.start(
            onBytes: { [weak self] bytes in
                guard let self, self.isOpen, self.host.state == .running else { return }
                onBytes(bytes)
            },
            onClose: { [weak self] error in
                guard let self else { return }
                self.host.perform {
                    guard self.isOpen else { return }
                    self.forget()
                    onClose(error)
                }
            })
    }

    func write(_ bytes: [UInt8]) { inner.write(bytes) }

    func pauseReading() {
        isPausedByOwner = true
        inner.pauseReading()
    }

    func resumeReading() {
        isPausedByOwner = false
        if host.state == .running { inner.resumeReading() }
    }

    func close() {
        forget()
        inner.close()
    }

    func abort() {
        forget()
        inner.abort()
    }

    private func forget() {
        isOpen = false
        host.connections[ObjectIdentifier(self)] = nil
    }
}
