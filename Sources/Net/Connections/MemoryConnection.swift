// SPDX-License-Identifier: Apache-2.0

/// One end of an in-memory connection. Each end queues what it sent until it has arrived at the other.
///
/// `@unchecked Sendable`: touched on the loop's thread only.
final class MemoryConnection: ByteConnection, @unchecked Sendable {
    private enum Parcel {
        case bytes([UInt8])
        case end
        case reset
    }

    private struct Delivery {
        var parcel: Parcel
        var arrival: Instant
    }

    let localAddress: Address
    let remoteAddress: Address
    var onDrain: (() -> Void)?
    private(set) var bytesQueued = 0

    private let fabric: MemoryFabric
    private var other: MemoryConnection?
    private var onBytes: ((UnsafeRawBufferPointer) -> Void)?
    private var onClose: ((NetError?) -> Void)?
    private var isOpen = true
    private var isPaused = false
    /// What this end sent and the other has not received yet.
    private var outbound = Queue<Delivery>()
    private var lastArrival = Instant(nanoseconds: 0)
    private var isArmed = false

    init(fabric: MemoryFabric, local: Address, remote: Address) {
        self.fabric = fabric
        localAddress = local
        remoteAddress = remote
    }

    func join(_ other: MemoryConnection) {
        self.other = other
        other.other = self
        fabric.add(self)
        fabric.add(other)
    }

    func start(onBytes: @escaping (UnsafeRawBufferPointer) -> Void, onClose: @escaping (NetError?) -> Void) {
        guard isOpen else { return }
        self.onBytes = onBytes
        self.onClose = onClose
        other?.arm()
    }

    func write(_ bytes: [UInt8]) {
        guard isOpen, !bytes.isEmpty else { return }
        bytesQueued += bytes.count
        enqueue(.bytes(bytes))
        if bytesQueued > NetLimits.connectionQueueBytesMax {
            let error = NetError.queueFull(remoteAddress, bytes: bytesQueued)
            fabric.loop.post { self.fails(error) }
        }
    }

    func pauseReading() {
        isPaused = true
    }

    func resumeReading() {
        isPaused = false
        other?.arm()
    }

    func close() {
        guard isOpen else { return }
        isOpen = false
        dropCallbacks()
        enqueue(.end)
        other?.arm()  // what it still sends is dropped
    }

    func abort() {
        isOpen = false
        dropCallbacks()
        outbound.removeAll()
        bytesQueued = 0
        enqueue(.reset)
        other?.arm()
    }

    /// The wire is cut: both ends hear it.
    func breaks(_ reason: String) {
        let peer = other
        other = nil
        peer?.other = nil
        fails(.connectionLost(remoteAddress, reason: reason))
        if let peer { peer.fails(.connectionLost(peer.remoteAddress, reason: reason)) }
    }

    private func fails(_ error: NetError?) {
        let report = isOpen ? onClose : nil
        isOpen = false
        dropCallbacks()
        outbound.removeAll()
        bytesQueued = 0
        fabric.remove(self)
        report?(error)
    }

    private func dropCallbacks() {
        onBytes = nil
        onClose = nil
        onDrain = nil
    }

    // MARK: Delivery to the other end

    private func enqueue(_ parcel: Parcel) {
        guard other != nil else { return }
        let arrival = fabric.loop.now + fabric.latency(from: localAddress.host, to: remoteAddress.host)
        lastArrival = max(lastArrival, arrival)
        outbound.append(Delivery(parcel: parcel, arrival: lastArrival))
        arm()
    }

    /// Sees to it that the first waiting delivery happens when it is due.
    func arm() {
        guard !isArmed, let first = outbound.first, let other, other.canReceive else { return }
        guard !fabric.isStalled(from: localAddress.host, to: remoteAddress.host) else { return }
        isArmed = true
        let wait = first.arrival - fabric.loop.now
        if wait <= .zero {
            fabric.loop.post { self.deliver() }
        } else {
            fabric.loop.schedule(after: wait) { self.deliver() }
        }
    }

    private var canReceive: Bool {
        // An end that was closed takes bytes and drops them.
        !isOpen || (onBytes != nil && !isPaused)
    }

    private func deliver() {
        isArmed = false
        guard let other, other.canReceive, !fabric.isStalled(from: localAddress.host, to: remoteAddress.host) else {
            return
        }
        if fabric.faults.cutPerMille > 0, fabric.random.chance(fabric.faults.cutPerMille, in: 1000) {
            breaks("connection reset")
            return
        }
        let hadToWait = bytesQueued > 0
        var deliveries = 0
        while deliveries < 64, let first = outbound.first, first.arrival <= fabric.loop.now, other.canReceive {
            guard let delivery = outbound.popFirst() else { break }
            deliveries += 1
            switch delivery.parcel {
            case .bytes(let bytes):
                bytesQueued -= bytes.count
                pass(bytes, to: other)
                if self.other == nil { return }
            case .end:
                part(nil)
                return
            case .reset:
                part(.connectionLost(localAddress, reason: "connection reset"))
                return
            }
        }
        if hadToWait, bytesQueued <= NetLimits.drainBytes { onDrain?() }
        arm()
    }

    private func pass(_ bytes: [UInt8], to other: MemoryConnection) {
        fabric.trace?(fabric.loop.now, localAddress, remoteAddress, bytes.count)
        bytes.withUnsafeBytes { raw in
            var offset = 0
            while offset < raw.count {
                var count = raw.count - offset
                if fabric.faults.fragments, count > 1 { count = 1 + Int(fabric.random.next() % UInt64(count)) }
                other.onBytes?(UnsafeRawBufferPointer(rebasing: raw[offset..<offset + count]))
                offset += count
            }
        }
    }

    /// The end of this end's stream arrives: the other end closes, and the connection is gone.
    private func part(_ error: NetError?) {
        guard let peer = other else { return }
        other = nil
        peer.other = nil
        peer.fails(error)
        fabric.remove(self)
    }
}
