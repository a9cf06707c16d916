// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What this machine is called by those who place blocks of files on it: its name and the addresses of its networks.
public struct MachineNames: Sendable {
    public static let own = MachineNames()

    /// In lower case, the name first.
    public let all: [String]

    private init() {
        var found = [MachineNames.hostName().lowercased()].filter { !$0.isEmpty }
        var first: UnsafeMutablePointer<ifaddrs>?
        if getifaddrs(&first) == 0 {
            var next = first
            while let interface = next {
                if let address = interface.pointee.ifa_addr.flatMap(MachineNames.text), !found.contains(address) {
                    found.append(address)
                }
                next = interface.pointee.ifa_next
            }
            freeifaddrs(first)
        }
        all = found
    }

    /// Whether `host`, a name or an address, is this machine.
    public func contains(_ host: String) -> Bool {
        let host = host.lowercased()
        // All of 127.0.0.0/8 stays on the machine.
        return host == "localhost" || host.hasPrefix("127.") || all.contains(host)
    }

    private static func hostName() -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(HOST_NAME_MAX) + 1) { text in
            text.initialize(repeating: 0)
            return gethostname(text.baseAddress!, text.count - 1) == 0 ? String(cString: text.baseAddress!) : ""
        }
    }

    /// nil for what is no address of the Internet.
    private static func text(_ address: UnsafeMutablePointer<sockaddr>) -> String? {
        let size: Int
        switch Int32(address.pointee.sa_family) {
        case AF_INET: size = MemoryLayout<sockaddr_in>.size
        case AF_INET6: size = MemoryLayout<sockaddr_in6>.size
        default: return nil
        }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(NI_MAXHOST)) { text in
            let failed = getnameinfo(
                address, socklen_t(size), text.baseAddress!, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
            return failed == 0 ? String(cString: text.baseAddress!) : nil
        }
    }
}
