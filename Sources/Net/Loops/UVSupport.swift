// SPDX-License-Identifier: Apache-2.0

import CLibUV
import Glibc

/// A libuv handle of any kind as its base type; libuv lays them out so.
func asHandle<Handle>(_ handle: UnsafeMutablePointer<Handle>) -> UnsafeMutablePointer<uv_handle_t> {
    UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_handle_t.self)
}

/// A TCP handle as the stream it begins with.
func asStream(_ handle: UnsafeMutablePointer<uv_tcp_t>) -> UnsafeMutablePointer<uv_stream_t> {
    UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_stream_t.self)
}

/// libuv's text for a negative status (which is also a negated errno).
func uvReason(_ status: Int32) -> String {
    String(cString: uv_strerror(status))
}

/// A socket address of either family.
struct SocketAddress {
    var storage = sockaddr_storage()
    var byteCount = socklen_t(MemoryLayout<sockaddr_storage>.size)

    init() {}

    /// Copies one result of a name lookup, with the port put in.
    init(copying address: UnsafePointer<sockaddr>, byteCount: socklen_t, port: UInt16) {
        self.byteCount = byteCount
        let size = min(Int(byteCount), MemoryLayout<sockaddr_storage>.size)
        withUnsafeMutableBytes(of: &storage) { to in
            to.copyMemory(from: UnsafeRawBufferPointer(start: address, count: size))
        }
        withUnsafeMutablePointer(to: &storage) { pointer in
            let raw = UnsafeMutableRawPointer(pointer)
            if Int32(pointer.pointee.ss_family) == AF_INET6 {
                raw.assumingMemoryBound(to: sockaddr_in6.self).pointee.sin6_port = port.bigEndian
            } else {
                raw.assumingMemoryBound(to: sockaddr_in.self).pointee.sin_port = port.bigEndian
            }
        }
    }

    /// A numeric IPv4 or IPv6 address; nil when the host is a name.
    init?(numeric address: Address) {
        var parsed = SocketAddress()
        let isNumeric = withUnsafeMutablePointer(to: &parsed.storage) { pointer in
            let raw = UnsafeMutableRawPointer(pointer)
            if uv_ip4_addr(address.host, Int32(address.port), raw.assumingMemoryBound(to: sockaddr_in.self)) == 0 {
                return true
            }
            return uv_ip6_addr(address.host, Int32(address.port), raw.assumingMemoryBound(to: sockaddr_in6.self)) == 0
        }
        guard isNumeric else { return nil }
        parsed.byteCount = socklen_t(
            parsed.family == AF_INET6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size)
        self = parsed
    }

    var family: Int32 { Int32(storage.ss_family) }

    /// The numeric form.
    var address: Address {
        var copy = storage
        return withUnsafeMutablePointer(to: &copy) { pointer in
            let raw = UnsafeMutableRawPointer(pointer)
            var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN) + 1)
            let port: UInt16
            if Int32(pointer.pointee.ss_family) == AF_INET6 {
                let six = raw.assumingMemoryBound(to: sockaddr_in6.self)
                uv_ip6_name(six, &text, text.count)
                port = UInt16(bigEndian: six.pointee.sin6_port)
            } else {
                let four = raw.assumingMemoryBound(to: sockaddr_in.self)
                uv_ip4_name(four, &text, text.count)
                port = UInt16(bigEndian: four.pointee.sin_port)
            }
            let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            return Address(host: String(decoding: bytes, as: UTF8.self), port: port)
        }
    }

    mutating func withPointer<Result>(
        _ body: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Result
    ) -> Result {
        withUnsafeMutablePointer(to: &storage) { pointer in
            withUnsafeMutablePointer(to: &byteCount) { count in
                body(UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: sockaddr.self), count)
            }
        }
    }
}

/// The results of a name lookup as socket addresses, in the resolver's order.
func socketAddresses(_ results: UnsafeMutablePointer<addrinfo>?, port: UInt16) -> [SocketAddress] {
    var list: [SocketAddress] = []
    var next = results
    while let info = next {
        if let address = info.pointee.ai_addr,
            info.pointee.ai_family == AF_INET || info.pointee.ai_family == AF_INET6
        {
            list.append(SocketAddress(copying: address, byteCount: info.pointee.ai_addrlen, port: port))
        }
        next = info.pointee.ai_next
    }
    return list
}
