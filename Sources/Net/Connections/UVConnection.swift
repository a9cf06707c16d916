// SPDX-License-Identifier: Apache-2.0

import CLibUV
import Glibc

/// One TCP connection on a `UVLoop`. Small writes go to the socket at once; what the socket does not take waits in
/// libuv.
///
/// The handle's `data` retains the connection until libuv's close callback, which releases it exactly once.
///
/// `@unchecked Sendable`: touched on the loop's thread only.
final class UVConnection: ByteConnection, UVHandleOwner, @unchecked Sendable {
    private enum Phase {
        /// Delivering, or about to.
        case open
        /// Closed by us; queued bytes leave, incoming bytes are dropped.
        case lingering
        /// `uv_close` was called.
        case closed
    }

    let handle: UnsafeMutablePointer<uv_tcp_t>
    private(set) var localAddress = Address(host: "", port: 0)
    private(set) var remoteAddress: Address
    var onDrain: (() -> Void)?

    private let loop: UVLoop
    private var phase = Phase.open
    private var onBytes: ((UnsafeRawBufferPointer) -> Void)?
    private var onClose: ((NetError?) -> Void)?
    private var isReading = false
    private var wroteShutdown = false
    private var sawEnd = false
    private var lingerTimer: TimerID?
    /// Called once when the handle is fully closed.
    var onHandleClosed: (() -> Void)?

    init(loop: UVLoop, remoteAddress: Address) {
        self.loop = loop
        self.remoteAddress = remoteAddress
        handle = .allocate(capacity: 1)
        let failed = uv_tcp_init(loop.uv, handle)
        precondition(failed == 0, "uv_tcp_init without a socket cannot fail")
        handle.pointee.data = Unmanaged.passRetained(self).toOpaque()
        loop.register(self)
    }

    /// The socket is connected: set its options and note its addresses.
    func becameConnected() {
        uv_tcp_nodelay(handle, 1)
        uv_tcp_keepalive(handle, 1, NetLimits.keepaliveSeconds)
        var name = SocketAddress()
        var count = Int32(MemoryLayout<sockaddr_storage>.size)
        if name.withPointer({ pointer, _ in uv_tcp_getsockname(handle, pointer, &count) }) == 0 {
            localAddress = name.address
        }
        count = Int32(MemoryLayout<sockaddr_storage>.size)
        if name.withPointer({ pointer, _ in uv_tcp_getpeername(handle, pointer, &count) }) == 0 {
            remoteAddress = name.address
        }
    }

    // MARK: ByteConnection

    func start(onBytes: @escaping (UnsafeRawBufferPointer) -> Void, onClose: @escaping (NetError?) -> Void) {
        guard phase == .open else { return }
        self.onBytes = onBytes
        self.onClose = onClose
        resumeReading()
    }

    var bytesQueued: Int {
        phase == .closed ? 0 : uv_stream_get_write_queue_size(asStream(handle))
    }

    func write(_ bytes: [UInt8]) {
        guard phase == .open, !bytes.isEmpty else { return }
        var sent = 0
        if uv_stream_get_write_queue_size(asStream(handle)) == 0 {
            let result = bytes.withUnsafeBytes { raw in
                var buffer = uvBuffer(raw, from: 0)
                return uv_try_write(asStream(handle), &buffer, 1)
            }
            if result >= 0 {
                sent = Int(result)
            } else if result != UV_EAGAIN.rawValue {
                failLater(result)
                return
            }
        }
        guard sent < bytes.count else { return }
        guard bytesQueued + bytes.count - sent <= NetLimits.connectionQueueBytesMax else {
            let error = NetError.queueFull(remoteAddress, bytes: bytesQueued)
            loop.post { self.finish(error) }
            return
        }
        let request = WriteRequest(connection: self, bytes: bytes)
        let status = request.begin(from: sent)
        if status < 0 { failLater(status) }
    }

    func pauseReading() {
        guard phase == .open, isReading else { return }
        isReading = false
        uv_read_stop(asStream(handle))
    }

    func resumeReading() {
        guard phase == .open, !isReading, onBytes != nil else { return }
        isReading = true
        let status = uv_read_start(asStream(handle), allocateCallback, readCallback)
        if status < 0 { failLater(status) }
    }

    func close() {
        guard phase == .open else { return }
        phase = .lingering
        dropCallbacks()
        if !isReading { uv_read_start(asStream(handle), allocateCallback, readCallback) }
        let request = UnsafeMutablePointer<uv_shutdown_t>.allocate(capacity: 1)
        if uv_shutdown(request, asStream(handle), shutdownCallback) < 0 {
            request.deallocate()
            abort()
            return
        }
        lingerTimer = loop.schedule(after: NetLimits.lingerTimeout) {
            self.lingerTimer = nil
            self.abort()
        }
    }

    func abort() {
        guard phase != .closed else { return }
        phase = .closed
        dropCallbacks()
        if let lingerTimer { loop.cancel(lingerTimer) }
        lingerTimer = nil
        loop.unregister(self)
        uv_close(asHandle(handle), closeCallback)
    }

    // MARK: Events from libuv

    func loopStops() {
        finish(.loopStopped)
    }

    fileprivate func readSlab() -> UnsafeMutableRawBufferPointer { loop.readSlab }

    fileprivate func didRead(_ count: Int) {
        if count > 0 {
            if phase == .open { onBytes?(UnsafeRawBufferPointer(rebasing: loop.readSlab[0..<count])) }
            return
        }
        if count == 0 { return }
        switch phase {
        case .closed:
            return
        case .lingering:
            sawEnd = true
            if wroteShutdown || count != Int(UV_EOF.rawValue) { abort() }
        case .open:
            if count == Int(UV_EOF.rawValue) {
                finish(nil)
            } else {
                finish(.connectionLost(remoteAddress, reason: uvReason(Int32(count))))
            }
        }
    }

    fileprivate func didShutdown(_ status: Int32) {
        wroteShutdown = true
        if sawEnd || status < 0 { abort() }
    }

    fileprivate func didWrite(_ status: Int32) {
        guard phase == .open else { return }
        if status < 0 {
            finish(.connectionLost(remoteAddress, reason: uvReason(status)))
        } else if bytesQueued <= NetLimits.drainBytes {
            onDrain?()
        }
    }

    /// Reports the end and closes at once.
    private func finish(_ error: NetError?) {
        let report = phase == .open ? onClose : nil
        if error == nil, bytesQueued > 0 {
            // The other side ended its half; it may still read what we queued.
            close()
        } else {
            abort()
        }
        report?(error)
    }

    /// A failed write is reported in a later turn: the caller of `write` is in the middle of something.
    private func failLater(_ status: Int32) {
        let error = NetError.connectionLost(remoteAddress, reason: uvReason(status))
        loop.post { self.finish(error) }
    }

    private func dropCallbacks() {
        onBytes = nil
        onClose = nil
        onDrain = nil
    }

    fileprivate func didCloseHandle() {
        let notify = onHandleClosed
        onHandleClosed = nil
        handle.deallocate()
        notify?()
    }
}

/// Bytes that wait for the socket. An array's storage does not move while it is referenced and not changed, so libuv
/// may hold its address until the write callback.
private final class WriteRequest {
    private let request = UnsafeMutablePointer<uv_write_t>.allocate(capacity: 1)
    let connection: UVConnection
    private let bytes: [UInt8]

    init(connection: UVConnection, bytes: [UInt8]) {
        self.connection = connection
        self.bytes = bytes
    }

    deinit {
        request.deallocate()
    }

    func begin(from offset: Int) -> Int32 {
        request.pointee.data = Unmanaged.passRetained(self).toOpaque()
        let status = bytes.withUnsafeBytes { raw in
            var buffer = uvBuffer(raw, from: offset)
            return uv_write(request, asStream(connection.handle), &buffer, 1, writeCallback)
        }
        if status < 0 { Unmanaged.passUnretained(self).release() }
        return status
    }
}

private func uvBuffer(_ raw: UnsafeRawBufferPointer, from offset: Int) -> uv_buf_t {
    let base = UnsafeMutableRawPointer(mutating: raw.baseAddress! + offset).assumingMemoryBound(to: CChar.self)
    return uv_buf_init(base, UInt32(raw.count - offset))
}

private func connection(_ data: UnsafeMutableRawPointer?) -> UVConnection {
    Unmanaged<UVConnection>.fromOpaque(data!).takeUnretainedValue()
}

private func allocateCallback(
    _ handle: UnsafeMutablePointer<uv_handle_t>?, _ suggested: Int, _ buffer: UnsafeMutablePointer<uv_buf_t>?
) {
    let slab = connection(handle!.pointee.data).readSlab()
    buffer!.pointee = uv_buf_init(slab.baseAddress!.assumingMemoryBound(to: CChar.self), UInt32(slab.count))
}

private func readCallback(
    _ stream: UnsafeMutablePointer<uv_stream_t>?, _ count: Int, _ buffer: UnsafePointer<uv_buf_t>?
) {
    connection(stream!.pointee.data).didRead(count)
}

private func writeCallback(_ request: UnsafeMutablePointer<uv_write_t>?, _ status: Int32) {
    let write = Unmanaged<WriteRequest>.fromOpaque(request!.pointee.data).takeRetainedValue()
    write.connection.didWrite(status)
}

private func shutdownCallback(_ request: UnsafeMutablePointer<uv_shutdown_t>?, _ status: Int32) {
    let target = connection(request!.pointee.handle.pointee.data)
    request!.deallocate()
    target.didShutdown(status)
}

private func closeCallback(_ handle: UnsafeMutablePointer<uv_handle_t>?) {
    let target = Unmanaged<UVConnection>.fromOpaque(handle!.pointee.data).takeRetainedValue()
    target.didCloseHandle()
}
