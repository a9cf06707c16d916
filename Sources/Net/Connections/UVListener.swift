// SPDX-License-Identifier: Apache-2.0

import CLibUV
import Glibc

/// A listening socket. It accepts by itself (a `uv_poll` tells when), because libuv's own listener cannot rest when
/// the process has no file descriptors left: this one stops polling for `NetLimits.acceptBackoff` and tries again.
///
/// `@unchecked Sendable`: touched on the loop's thread only.
final class UVListener: Listener, UVHandleOwner, @unchecked Sendable {
    let address: Address
    private let loop: UVLoop
    private let descriptor: Int32
    private let poll = UnsafeMutablePointer<uv_poll_t>.allocate(capacity: 1)
    private var accept: ((any ByteConnection) -> Void)?
    private var backoffTimer: TimerID?
    private var isClosed = false

    init(
        loop: UVLoop, requested: Address, accept: @escaping (any ByteConnection) -> Void
    ) throws(NetError) {
        var socketAddress = try UVListener.resolve(requested)
        let opened = UVListener.open(&socketAddress)
        guard opened >= 0 else { throw UVListener.error(requested, errno: -opened) }
        self.loop = loop
        self.accept = accept
        descriptor = opened
        var name = SocketAddress()
        _ = name.withPointer { getsockname(opened, $0, $1) }
        address = name.address
        let failed = uv_poll_init(loop.uv, poll, descriptor)
        guard failed == 0 else {
            poll.deallocate()
            Glibc.close(opened)
            throw UVListener.error(requested, errno: -failed)
        }
        poll.pointee.data = Unmanaged.passRetained(self).toOpaque()
        loop.register(self)
        uv_poll_start(poll, Int32(UV_READABLE.rawValue), pollCallback)
    }

    func close() {
        guard !isClosed else { return }
        isClosed = true
        accept = nil
        if let backoffTimer { loop.cancel(backoffTimer) }
        backoffTimer = nil
        loop.unregister(self)
        uv_poll_stop(poll)
        Glibc.close(descriptor)
        uv_close(asHandle(poll), pollClosedCallback)
    }

    func loopStops() {
        close()
    }

    fileprivate func becameReadable() {
        for _ in 0..<NetLimits.acceptsPerTurn {
            guard !isClosed else { return }
            var from = SocketAddress()
            let socket = from.withPointer { accept4(descriptor, $0, $1, socketFlags) }
            if socket >= 0 {
                accepted(socket, from: from.address)
                continue
            }
            switch errno {
            case EAGAIN, EWOULDBLOCK:
                return
            case EMFILE, ENFILE, ENOBUFS, ENOMEM:
                rest()
                return
            default:
                continue  // this one connection is gone; the next may be well
            }
        }
    }

    private func accepted(_ socket: Int32, from: Address) {
        let connection = UVConnection(loop: loop, remoteAddress: from)
        guard uv_tcp_open(connection.handle, socket) == 0 else {
            Glibc.close(socket)
            connection.abort()
            return
        }
        connection.becameConnected()
        accept?(connection)
    }

    private func rest() {
        uv_poll_stop(poll)
        backoffTimer = loop.schedule(after: NetLimits.acceptBackoff) {
            self.backoffTimer = nil
            uv_poll_start(self.poll, Int32(UV_READABLE.rawValue), pollCallback)
        }
    }

    // MARK: Opening

    private static func resolve(_ requested: Address) throws(NetError) -> SocketAddress {
        if let numeric = SocketAddress(numeric: requested) { return numeric }
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE
        var results: UnsafeMutablePointer<addrinfo>?
        let failed = getaddrinfo(requested.host, nil, &hints, &results)
        guard failed == 0 else {
            throw .cannotResolve(requested.host, reason: String(cString: gai_strerror(failed)))
        }
        defer { freeaddrinfo(results) }
        guard let first = socketAddresses(results, port: requested.port).first else {
            throw .cannotResolve(requested.host, reason: "the name has no IPv4 or IPv6 address")
        }
        return first
    }

    /// A listening socket, or a negated errno.
    private static func open(_ address: inout SocketAddress) -> Int32 {
        let socket = Glibc.socket(address.family, Int32(SOCK_STREAM.rawValue) | socketFlags, 0)
        guard socket >= 0 else { return -errno }
        var yes: Int32 = 1
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        let bound = address.withPointer { Glibc.bind(socket, $0, $1.pointee) }
        guard bound == 0, Glibc.listen(socket, NetLimits.listenBacklog) == 0 else {
            let reason = errno
            Glibc.close(socket)
            return -reason
        }
        return socket
    }

    private static func error(_ address: Address, errno reason: Int32) -> NetError {
        let advice =
            switch reason {
            case EADDRINUSE: "choose another port or stop the process that holds it"
            case EACCES, EPERM: "choose a port above 1023 or give the process the right to use this one"
            case EADDRNOTAVAIL: "choose an address of this host, or 0.0.0.0 for all of them"
            case EMFILE, ENFILE: "raise the limit of open files"
            default: "check the address"
            }
        return .cannotListen(address, reason: uvReason(-reason), advice: advice)
    }

    fileprivate func didCloseHandle() {
        poll.deallocate()
    }
}

private let socketFlags = Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)

private func pollCallback(_ handle: UnsafeMutablePointer<uv_poll_t>?, _ status: Int32, _ events: Int32) {
    Unmanaged<UVListener>.fromOpaque(handle!.pointee.data).takeUnretainedValue().becameReadable()
}

private func pollClosedCallback(_ handle: UnsafeMutablePointer<uv_handle_t>?) {
    Unmanaged<UVListener>.fromOpaque(handle!.pointee.data).takeRetainedValue().didCloseHandle()
}
