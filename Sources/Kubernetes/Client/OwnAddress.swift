// SPDX-License-Identifier: Apache-2.0

import Glibc

/// By which address others reach this process.
package enum OwnAddress {
    /// What executors dial: `spark.driver.host`, else what the chart says (MARTLET_DRIVER_HOST, MARTLET_POD_IP), else
    /// the address by which this host reaches the API server. Nil when there is none of these.
    package static func driverHost(
        settings: [String: String], environment: [String: String], server: String
    ) -> String? {
        let named = [
            settings["spark.driver.host"], environment["MARTLET_DRIVER_HOST"], environment["MARTLET_POD_IP"],
        ]
        if let name = named.compactMap({ $0 }).first(where: { !$0.isEmpty }) { return name }
        return toward(server)
    }

    /// The address of this host on the way to a server `https://host:port`. Sends nothing.
    static func toward(_ server: String) -> String? {
        let access = ServerAccess(server: server, origin: "", namespace: "", credential: .none)
        let host = access.host.hasPrefix("[") ? String(access.host.dropFirst().dropLast()) : access.host
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, "443", &hints, &list) == 0, let list else { return nil }
        defer { freeaddrinfo(list) }
        let handle = socket(list.pointee.ai_family, list.pointee.ai_socktype, 0)
        guard handle >= 0 else { return nil }
        defer { close(handle) }
        guard connect(handle, list.pointee.ai_addr, list.pointee.ai_addrlen) == 0 else { return nil }
        var own = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let isKnown = withUnsafeMutablePointer(to: &own) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(handle, $0, &length) == 0 }
        }
        guard isKnown else { return nil }
        return withUnsafePointer(to: &own) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { numericHost($0, length) }
        }
    }

    /// `10.0.0.1` of an address of a socket.
    static func numericHost(_ address: UnsafePointer<sockaddr>, _ length: socklen_t) -> String? {
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        guard getnameinfo(address, length, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0 else {
            return nil
        }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
