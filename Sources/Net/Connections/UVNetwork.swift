// SPDX-License-Identifier: Apache-2.0

import CLibUV
import Glibc

/// TCP on a `UVLoop`: no Nagle delay, keepalive on, names resolved on libuv's pool, each address of a name tried in
/// turn.
///
/// `@unchecked Sendable`: holds only the loop; its methods are called on the loop's thread.
public final class UVNetwork: Network, @unchecked Sendable {
    public var loop: any EventLoop { uvLoop }
    private let uvLoop: UVLoop

    public init(loop: UVLoop) {
        uvLoop = loop
    }

    /// As the protocol says; a host name is resolved here and now, so listen on numeric addresses where that could
    /// block.
    public func listen(
        on address: Address, accept: @escaping (any ByteConnection) -> Void
    ) throws(NetError) -> any Listener {
        precondition(uvLoop.isCurrent, "listen is called on the loop's thread")
        guard !uvLoop.isStopping else { throw .loopStopped }
        return try UVListener(loop: uvLoop, requested: address, accept: accept)
    }

    public func connect(
        to address: Address, timeout: Duration,
        completion: @escaping (Result<any ByteConnection, NetError>) -> Void
    ) {
        precondition(uvLoop.isCurrent, "connect is called on the loop's thread")
        let attempt = ConnectAttempt(loop: uvLoop, address: address, timeout: timeout, completion: completion)
        if uvLoop.isStopping {
            uvLoop.post { attempt.loopStops() }
        } else {
            attempt.begin()
        }
    }
}

/// One `connect`: resolve, try each address, report once.
///
/// `@unchecked Sendable`: touched on the loop's thread only.
private final class ConnectAttempt: UVHandleOwner, @unchecked Sendable {
    private let loop: UVLoop
    private let address: Address
    private let timeout: Duration
    private var completion: ((Result<any ByteConnection, NetError>) -> Void)?
    private var candidates = Queue<SocketAddress>()
    private var current: UVConnection?
    private var deadline: TimerID?
    private var lookup: UnsafeMutablePointer<uv_getaddrinfo_t>?
    private var lastReason = ""
    private var lastStatus: Int32 = 0

    init(
        loop: UVLoop, address: Address, timeout: Duration,
        completion: @escaping (Result<any ByteConnection, NetError>) -> Void
    ) {
        self.loop = loop
        self.address = address
        self.timeout = timeout
        self.completion = completion
    }

    func begin() {
        loop.register(self)
        deadline = loop.schedule(after: timeout) { self.timedOut() }
        if let numeric = SocketAddress(numeric: address) {
            candidates.append(numeric)
            loop.post { self.tryNext() }
        } else {
            resolve()
        }
    }

    func loopStops() {
        finish(.failure(.loopStopped))
    }

    private func timedOut() {
        deadline = nil
        finish(.failure(.connectTimeout(address, after: timeout)))
    }

    private func resolve() {
        let request = UnsafeMutablePointer<uv_getaddrinfo_t>.allocate(capacity: 1)
        request.pointee.data = Unmanaged.passRetained(self).toOpaque()
        lookup = request
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        let status = uv_getaddrinfo(loop.uv, request, resolvedCallback, address.host, nil, &hints)
        if status < 0 {
            Unmanaged.passUnretained(self).release()
            request.deallocate()
            lookup = nil
            loop.post { self.resolved(status, []) }
        }
    }

    fileprivate func resolved(_ status: Int32, _ found: [SocketAddress]) {
        lookup = nil
        guard completion != nil else { return }
        guard status == 0, !found.isEmpty else {
            let reason = status == 0 ? "the name has no IPv4 or IPv6 address" : uvReason(status)
            finish(.failure(.cannotResolve(address.host, reason: reason)))
            return
        }
        for candidate in found { candidates.append(candidate) }
        tryNext()
    }

    fileprivate func port() -> UInt16 { address.port }

    private func tryNext() {
        guard completion != nil else { return }
        guard var candidate = candidates.popFirst() else {
            finish(.failure(.cannotConnect(address, reason: lastReason, advice: advice())))
            return
        }
        let connection = UVConnection(loop: loop, remoteAddress: address)
        current = connection
        let request = UnsafeMutablePointer<uv_connect_t>.allocate(capacity: 1)
        request.pointee.data = Unmanaged.passRetained(self).toOpaque()
        let status = candidate.withPointer { pointer, _ in
            uv_tcp_connect(request, connection.handle, pointer, connectedCallback)
        }
        if status < 0 {
            Unmanaged.passUnretained(self).release()
            request.deallocate()
            loop.post { self.connected(status) }
        }
    }

    fileprivate func connected(_ status: Int32) {
        guard completion != nil, let connection = current else { return }
        current = nil
        if status == 0 {
            connection.becameConnected()
            finish(.success(connection))
            return
        }
        connection.abort()
        lastReason = uvReason(status)
        lastStatus = status
        tryNext()
    }

    private func advice() -> String {
        switch lastStatus {
        case -ECONNREFUSED: "check that the process listens there"
        case -EHOSTUNREACH, -ENETUNREACH: "check the route to that host"
        case -EMFILE, -ENFILE: "raise the limit of open files"
        default: "check the address"
        }
    }

    private func finish(_ result: Result<any ByteConnection, NetError>) {
        guard let report = completion else { return }
        completion = nil
        if let deadline { loop.cancel(deadline) }
        deadline = nil
        if let lookup { uv_cancel(UnsafeMutableRawPointer(lookup).assumingMemoryBound(to: uv_req_t.self)) }
        current?.abort()
        current = nil
        loop.unregister(self)
        report(result)
    }
}

private func resolvedCallback(
    _ request: UnsafeMutablePointer<uv_getaddrinfo_t>?, _ status: Int32, _ results: UnsafeMutablePointer<addrinfo>?
) {
    let attempt = Unmanaged<ConnectAttempt>.fromOpaque(request!.pointee.data).takeRetainedValue()
    let found = socketAddresses(results, port: attempt.port())
    uv_freeaddrinfo(results)
    request!.deallocate()
    attempt.resolved(status, found)
}

private func connectedCallback(_ request: UnsafeMutablePointer<uv_connect_t>?, _ status: Int32) {
    let attempt = Unmanaged<ConnectAttempt>.fromOpaque(request!.pointee.data).takeRetainedValue()
    request!.deallocate()
    attempt.connected(status)
}
