// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A TCP connection; each wait in it has a deadline.
final class TCPStream: HadoopStream {
    /// `host:port`, for messages.
    private let peer: String
    private let descriptor: Int32

    /// Connects; the name is resolved anew each time, since the address behind it may change.
    init(host: String, port: Int, windowByteCount: Int?, deadline: Deadline) throws(HadoopError) {
        peer = HadoopSocket.name(host, port)
        descriptor = try TCPStream.connect(host, port, peer, windowByteCount, deadline)
    }

    /// Takes over a connection that is there.
    init(descriptor: Int32, peer: String) {
        self.descriptor = descriptor
        self.peer = peer
    }

    deinit { _ = Glibc.close(descriptor) }

    private static func connect(
        _ host: String, _ port: Int, _ peer: String, _ windowByteCount: Int?, _ deadline: Deadline
    ) throws(HadoopError) -> Int32 {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let failed = getaddrinfo(host, String(port), &hints, &found)
        guard failed == 0, let found else {
            throw HadoopError(
                .connection, "the name \(host) is not known here: \(String(cString: gai_strerror(failed)))")
        }
        defer { freeaddrinfo(found) }
        var last = HadoopError(.connection, "\(peer) has no address")
        var next: UnsafeMutablePointer<addrinfo>? = found
        while let address = next {
            do { return try connect(address.pointee, peer, windowByteCount, deadline) } catch { last = error }
            next = address.pointee.ai_next
        }
        throw last
    }

    private static func connect(
        _ address: addrinfo, _ peer: String, _ windowByteCount: Int?, _ deadline: Deadline
    ) throws(HadoopError) -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.ai_family, kind, 0)
        guard descriptor >= 0 else { throw failure("connect to", peer, errno) }
        var isKept = false
        defer { if !isKept { _ = Glibc.close(descriptor) } }
        var yes: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &yes, socklen_t(MemoryLayout<Int32>.size))
        if let windowByteCount {
            var window = Int32(clamping: windowByteCount)
            setsockopt(
                descriptor, Int32(IPPROTO_TCP), TCP_WINDOW_CLAMP, &window, socklen_t(MemoryLayout<Int32>.size))
        }
        if Glibc.connect(descriptor, address.ai_addr, address.ai_addrlen) != 0 {
            guard errno == EINPROGRESS else { throw failure("connect to", peer, errno) }
            _ = try wait(descriptor, POLLOUT, deadline, "connect to", peer)
            var number: Int32 = 0
            var size = socklen_t(MemoryLayout<Int32>.size)
            getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &number, &size)
            guard number == 0 else { throw failure("connect to", peer, number) }
        }
        isKept = true
        return descriptor
    }

    private static func failure(_ operation: String, _ peer: String, _ number: Int32) -> HadoopError {
        let reason = String(cString: strerror(number))
        return HadoopError(.connection, "cannot \(operation) \(peer): \(reason)")
    }

    /// Waits until one of `events` is there; which.
    private static func wait(
        _ descriptor: Int32, _ events: Int32, _ deadline: Deadline, _ operation: String, _ peer: String
    ) throws(HadoopError) -> Int32 {
        while true {
            var polled = pollfd(fd: descriptor, events: Int16(events), revents: 0)
            let count = poll(&polled, 1, deadline.millisecondsLeft)
            if count > 0 { return Int32(polled.revents) }
            if count < 0 && errno != EINTR { throw failure(operation, peer, errno) }
            if deadline.isOver { throw HadoopError(.timeout, "\(peer) did not answer in time") }
        }
    }

    func write(
        _ bytes: UnsafeRawBufferPointer, deadline: Deadline, received: (() throws(HadoopError) -> Void)?
    ) throws(HadoopError) {
        var done = 0
        while done < bytes.count {
            let count = send(descriptor, bytes.baseAddress! + done, bytes.count - done, Int32(MSG_NOSIGNAL))
            if count > 0 {
                done += count
                continue
            }
            if count < 0 && errno == EINTR { continue }
            guard count < 0, errno == EAGAIN || errno == EWOULDBLOCK else {
                throw TCPStream.failure("write to", peer, errno)
            }
            let wanted = POLLOUT | (received == nil ? 0 : POLLIN)
            let events = try TCPStream.wait(descriptor, wanted, deadline, "write to", peer)
            if events & POLLIN != 0, let received { try received() }
        }
    }

    var hasInput: Bool {
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&polled, 1, 0) > 0
    }

    func receive(
        _ target: UnsafeMutableRawBufferPointer, _ deadline: Deadline
    ) throws(HadoopError) -> Int {
        try receive(deadline) { recv(descriptor, target.baseAddress!, target.count, 0) }
    }

    func receive(
        _ target: UnsafeMutableRawBufferPointer, _ more: UnsafeMutableRawBufferPointer, _ deadline: Deadline
    ) throws(HadoopError) -> Int {
        var parts = (
            iovec(iov_base: target.baseAddress, iov_len: target.count),
            iovec(iov_base: more.baseAddress, iov_len: more.count)
        )
        return try withUnsafeMutablePointer(to: &parts) { pair throws(HadoopError) in
            try pair.withMemoryRebound(to: iovec.self, capacity: 2) { parts throws(HadoopError) in
                try receive(deadline) { readv(descriptor, parts, 2) }
            }
        }
    }

    @inline(__always)
    private func receive(_ deadline: Deadline, _ call: () -> Int) throws(HadoopError) -> Int {
        while true {
            let count = call()
            if count > 0 { return count }
            if count == 0 { throw HadoopError(.connection, "\(peer) closed the connection") }
            if errno == EINTR { continue }
            guard errno == EAGAIN || errno == EWOULDBLOCK else { throw TCPStream.failure("read from", peer, errno) }
            _ = try TCPStream.wait(descriptor, POLLIN, deadline, "read from", peer)
        }
    }
}
